/** How long a body says it is: `Content-Length: 12`, or nothing for one that is streamed. */

import { HeaderSet } from "./header-set.ts";

/**
 * Gives the announced length of a body in bytes; undefined when it is streamed or nothing is said, 0 for what is no number from 0 on.
 *
 * The server has refused conflicting and malformed lengths before (request smuggling); this is for what is left.
 *
 * @see RFC 9112 section 6.3
 */
export function contentLength(
  header: string | null | undefined,
  transferEncoding?: string | null | undefined,
): number | undefined {
  if (header === null || header === undefined) return undefined;
  if (transferEncoding && HeaderSet.parse(transferEncoding).has("chunked")) return undefined;
  const digits = header.trim();
  return /^\d+$/.test(digits) ? Number(digits) : 0;
}
