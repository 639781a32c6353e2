/** CSRF tokens: the visitor's secret under a mask that is another each time, so that compression tells nothing of it (BREACH). */

import { decodeBase64url, encodeBase64url } from "../base/base64url.ts";
import { constantTimeEqual } from "../base/crypto.ts";

const SECRET_BYTES = 32;

/** Makes a secret: 256 random bits as text. */
export function makeSecret(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

/** Says whether a text can be a secret. */
export function isSecret(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{43}$/.test(value);
}

/**
 * Puts a secret under a fresh mask: `mask ‖ (mask xor secret)`, 86 characters.
 *
 * @see CVE-2013-3587 (BREACH)
 */
export function maskSecret(secret: string): string {
  const mask = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  const token = new Uint8Array(2 * SECRET_BYTES);
  token.set(mask);
  token.set(xor(mask, decodeBase64url(secret)!), SECRET_BYTES);
  return encodeBase64url(token);
}

/** Says, in constant time, whether a token stands for the secret. */
export function matchesSecret(token: string, secret: string): boolean {
  const bytes = token.length === 86 ? decodeBase64url(token) : undefined;
  if (bytes === undefined) return false;
  const unmasked = xor(bytes.subarray(0, SECRET_BYTES), bytes.subarray(SECRET_BYTES));
  return constantTimeEqual(unmasked, decodeBase64url(secret)!);
}

function xor(mask: Uint8Array, bytes: Uint8Array): Uint8Array {
  return mask.map((byte, at) => byte ^ bytes[at]!);
}
