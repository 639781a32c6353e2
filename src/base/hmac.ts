/** Message authentication codes of short texts, many of them with one key. */

import { nodeCrypto } from "./node-crypto.ts";

/** Gives the MAC of a text (UTF-8), in base64url without padding. */
export type TextMac = (text: string) => string;

/** Bytes of a block and of a digest, by the hash's name. */
const SIZES: Record<string, readonly [block: number, digest: number]> = {
  sha1: [64, 20],
  sha224: [64, 28],
  sha256: [64, 32],
  sha384: [128, 48],
  sha512: [128, 64],
};

/** Longer texts are left to the platform's own HMAC, whose set-up costs nothing beside them. */
const MOST_CHARACTERS = 1024;

/**
 * Makes the HMAC function of a key.
 *
 * With the platform's one-shot hash, called for the inner and the outer part over blocks that are made here once, a short text takes 0.5 us
 * where an HMAC object takes 1.2 (Node 26). Platforms without it, and hashes with other blocks, get the object.
 *
 * @see RFC 2104
 */
export function textMac(algorithm: string, key: Uint8Array): TextMac {
  const { createHmac, createSecretKey, hash } = nodeCrypto();
  const secret = createSecretKey(key);
  const whole: TextMac = (text) => createHmac(algorithm, secret).update(text).digest("base64url");
  const sizes = SIZES[algorithm];
  if (sizes === undefined || typeof hash !== "function") return whole;
  const [blockBytes, digestBytes] = sizes;
  const short = key.length > blockBytes ? hash(algorithm, key, "buffer") : key;
  const inner = Buffer.alloc(blockBytes + MOST_CHARACTERS * 3, 0x36);
  const outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
  for (let at = 0; at < short.length; at++) {
    inner[at]! ^= short[at]!;
    outer[at]! ^= short[at]!;
  }
  let innerPart = inner.subarray(0, blockBytes);
  return (text) => {
    if (text.length > MOST_CHARACTERS) return whole(text);
    const end = blockBytes + inner.write(text, blockBytes, "utf8");
    if (innerPart.length !== end) innerPart = inner.subarray(0, end);
    outer.write(hash(algorithm, innerPart, "latin1"), blockBytes, "latin1");
    return hash(algorithm, outer, "base64url");
  };
}
