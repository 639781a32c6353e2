/** Base64 for URLs (RFC 4648 section 5), without padding, and strict: one text for one value. */

/** Encodes bytes, or text as UTF-8. */
export function encodeBase64url(value: string | Uint8Array): string {
  return Buffer.from(value as string).toString("base64url");
}

/** Decodes, or gives undefined for text with padding, foreign characters or stray bits: a second spelling of a signed value is none. */
export function decodeBase64url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? new Uint8Array(bytes) : undefined;
}
