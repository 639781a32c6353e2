/** `flagon/crypto`: random text, comparing secrets, and codes that prove a text unchanged. */

import { FlagonError } from "./errors.ts";
import { nodeCrypto } from "./node-crypto.ts";

const LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * Makes text that nobody can guess.
 *
 * Each of the 62 letters and digits is worth 5.95 bits: 22 of them make 131 bits, enough for any token.
 *
 * @throws FlagonError `crypto.alphabet` when there are not between 2 and 256 characters to choose from.
 * @example
 * randomString(22);
 */
export function randomString(length: number, characters: string = LETTERS_AND_DIGITS): string {
  const choices = [...characters];
  if (choices.length < 2 || choices.length > 256) throw wrongAlphabet(choices.length);
  // Bytes past the last whole multiple would make the first characters likelier than the others.
  const limit = 256 - (256 % choices.length);
  let text = "";
  let count = 0;
  while (count < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(Math.max(16, length - count)))) {
      if (byte >= limit || count === length) continue;
      text += choices[byte % choices.length];
      count += 1;
    }
  }
  return text;
}

/**
 * Compares two secrets in a time that does not tell where they differ (CWE-208).
 *
 * @example
 * if (!constantTimeEqual(token, session.token)) throw new Forbidden();
 */
export function constantTimeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const { createHash, timingSafeEqual } = nodeCrypto();
  // Digests are of one length, whatever the length of what was sent.
  const digest = (value: string | Uint8Array) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** How {@link saltedHmac} works. */
export interface SaltedHmacOptions {
  secret: string | Uint8Array;
  /** What the code is for: codes of different purposes have nothing to do with each other. */
  salt: string | Uint8Array;
  /** Default `sha256`; Django's own default is `sha1`. */
  algorithm?: "sha1" | "sha256" | "sha384" | "sha512";
}

/**
 * Gives the HMAC of `value` under a key made of secret and salt, as Django's `salted_hmac` does.
 *
 * @example
 * saltedHmac("user:7", { secret, salt: "shop.unsubscribe" }).toString("hex");
 * @see RFC 2104
 */
export function saltedHmac(
  value: string | Uint8Array,
  { secret, salt, algorithm = "sha256" }: SaltedHmacOptions,
): Buffer {
  const { createHash, createHmac } = nodeCrypto();
  const key = createHash(algorithm).update(salt).update(secret).digest();
  return createHmac(algorithm, key).update(value).digest();
}

function wrongAlphabet(length: number): FlagonError {
  return new FlagonError(`A random text cannot be made of ${length} different characters.`, {
    code: "crypto.alphabet",
    where: "randomString(length, characters)",
    mend: "Give between 2 and 256 characters.",
  });
}
