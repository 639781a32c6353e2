/** Subresource integrity: the attribute by which a browser knows that a script is the one that was meant. */

import { nodeCrypto } from "../base/node-crypto.ts";

/**
 * Gives the `integrity` attribute's value for a script or style sheet: `sha384-…`.
 *
 * @example
 * `<script src="https://cdn.example/lib.js" integrity="${integrity("let lib;")}" crossorigin="anonymous"></script>`;
 * @see W3C Subresource Integrity
 */
export function integrity(content: string | Uint8Array): string {
  return `sha384-${nodeCrypto().createHash("sha384").update(content).digest("base64")}`;
}
