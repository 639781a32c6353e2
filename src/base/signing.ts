/**
 * Signed values: what a visitor may carry and cannot change.
 *
 *     eyJ1c2VyIjo3fQ.1lp3q8.Mr3v…        the value as JSON, when it ends, the signature
 *
 * The key of each purpose is derived from the app's key (HKDF), so that a token for one purpose is worthless for another.
 */

import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { now } from "./clock.ts";
import { FlagonError } from "./errors.ts";
import { type TextMac, textMac } from "./hmac.ts";
import { equalMacs, nodeCrypto } from "./node-crypto.ts";

/** A token was changed, was made for another purpose or with another key, or is none. It came from outside: answer with a 4xx. */
export class BadSignature extends Error {
  override readonly name: string = "BadSignature";
}

/** A token is genuine, and too old. */
export class SignatureExpired extends BadSignature {
  override readonly name = "SignatureExpired";
  /** When it ended, or when it was signed, as far as the format tells. */
  readonly date: Date | undefined;

  constructor(message: string, date?: Date) {
    super(message);
    this.date = date;
  }
}

/** What a value may be: JSON and nothing else. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** What a {@link signer} is made from. */
export interface SignerOptions {
  /** The secret key; at least 32 random bytes, in whatever form. */
  key: string;
  /** Keys of before: what they signed is still read, nothing new is signed with them. */
  fallbacks?: readonly string[];
  /** What the tokens are for, in words of your own: `"reset-password"`. Other purposes do not accept them. */
  purpose: string;
  /** How long a token is good for, in seconds. */
  maxAgeSeconds: number;
}

/** Signs values for one purpose, and reads them back. */
export interface TokenSigner {
  /** Gives the token of a value. Its text is readable: sign, do not hide. */
  sign(value: JsonValue): string;
  /**
   * Gives the value of a token.
   *
   * @throws SignatureExpired for one that is too old, BadSignature for any other fault.
   */
  unsign(token: string): JsonValue;
  /** Gives a signature to be sent beside a text, such as a path. */
  signature(text: string): string;
  /**
   * Checks a signature that was sent beside a text.
   *
   * @throws SignatureExpired for one that is too old, BadSignature for any other fault.
   */
  verify(text: string, signature: string): void;
}

/**
 * Makes a signer for one purpose.
 *
 * Signatures are HMAC-SHA-256; every token ends at a fixed time. Make the signer once: deriving its keys takes some microseconds.
 *
 * @throws FlagonError `signing.no-key` for an empty key, `signing.max-age` for a life that is not finite and positive.
 * @example
 * const links = signer({ key: app.config.secretKey, purpose: "reset-password", maxAgeSeconds: 600 });
 * const token = links.sign({ user: 7 });
 * links.unsign(token); // { user: 7 }
 * @see RFC 2104 (HMAC), RFC 5869 (HKDF)
 */
export function signer(options: SignerOptions): TokenSigner {
  const { maxAgeSeconds, purpose } = options;
  if (!(maxAgeSeconds > 0 && maxAgeSeconds < Infinity)) throw badAge(purpose);
  const macs = [options.key, ...(options.fallbacks ?? [])].map((key) => keyedMac(key, purpose));
  const signature = (text: string): string => {
    const end = Math.floor(now() / 1000 + maxAgeSeconds).toString(36);
    return `${end}.${macs[0]!(`${text}.${end}`)}`;
  };
  const verify = (text: string, given: string): void => verifyEnd(macs, text, given);
  return {
    sign(value) {
      const payload = encodeBase64url(toJson(value));
      return `${payload}.${signature(payload)}`;
    },
    unsign(token) {
      const dot = token.indexOf(".");
      if (dot < 0) throw new BadSignature("The token is not of our making.");
      const payload = token.slice(0, dot);
      verify(payload, token.slice(dot + 1));
      return fromJson(payload);
    },
    signature,
    verify,
  };
}

/** Options of {@link sign} and {@link unsign}. */
export type SignOptions = Omit<SignerOptions, "maxAgeSeconds"> &
  Partial<Pick<SignerOptions, "maxAgeSeconds">>;

const ONE_DAY_SECONDS = 86_400;

/**
 * Signs `value` so that a visitor can carry it but not change it; good for a day, or `maxAgeSeconds`.
 *
 * The text stays readable: sign, do not hide. Signers with different purposes do not accept each other's text, even with one key.
 *
 * @throws FlagonError `signing.no-key` for an empty key.
 * @example
 * const token = sign("user:7", { key, purpose: "reset-password" });
 * @see RFC 2104 (HMAC)
 */
export function sign(value: JsonValue, options: SignOptions): string {
  return signer({ maxAgeSeconds: ONE_DAY_SECONDS, ...options }).sign(value);
}

/**
 * Reads what {@link sign} has signed.
 *
 * @throws SignatureExpired for a token that is too old, BadSignature for any other fault.
 */
export function unsign(token: string, options: SignOptions): JsonValue {
  return signer({ maxAgeSeconds: ONE_DAY_SECONDS, ...options }).unsign(token);
}

/**
 * Adds a signature to a URL of our own, so that it opens for whoever has it, until it ends.
 *
 * @example
 * signUrl("/media/report.pdf", signer({ key, purpose: "media", maxAgeSeconds: 300 })); // "/media/report.pdf?signature=…"
 */
export function signUrl(url: string, urls: TokenSigner): string {
  return `${url}${url.includes("?") ? "&" : "?"}signature=${urls.signature(url)}`;
}

/**
 * Gives back the URL that {@link signUrl} was given. Nothing in it may have been changed, added or put in another order.
 *
 * @throws SignatureExpired for one that is too old, BadSignature for any other fault.
 */
export function unsignUrl(url: string, urls: TokenSigner): string {
  const match = /^(.*)[?&]signature=([^&#]*)$/s.exec(url);
  if (match === null) throw new BadSignature("The address has no signature.");
  urls.verify(match[1]!, match[2]!);
  return match[1]!;
}

const utf8 = new TextDecoder();

/** Gives the MAC function of a purpose, with a key of its own. The length in front keeps one purpose from being the beginning of another. */
function keyedMac(key: string, purpose: string): TextMac {
  if (key === "") {
    throw new FlagonError("There is no secret key to sign with.", {
      code: "signing.no-key",
      where: `purpose "${purpose}"`,
      mend: "Give a key of at least 32 random bytes: the setting secretKey.",
    });
  }
  const crypto = nodeCrypto();
  const info = `flagon.signing ${Buffer.byteLength(purpose)}:${purpose}`;
  return textMac("sha256", new Uint8Array(crypto.hkdfSync("sha256", key, "flagon", info, 32)));
}

function badAge(purpose: string): FlagonError {
  return new FlagonError(
    "A signed value needs an end: maxAgeSeconds has to be finite and above 0.",
    {
      code: "signing.max-age",
      where: `purpose "${purpose}"`,
      mend: "A token that never ends can never be taken back. Give a number of seconds.",
    },
  );
}

function verifyEnd(macs: readonly TextMac[], text: string, given: string): void {
  const dot = given.indexOf(".");
  const end = given.slice(0, Math.max(dot, 0));
  const mac = given.slice(dot + 1);
  const isGenuine = macs.some((macOf) => equalMacs(macOf(`${text}.${end}`), mac));
  if (!isGenuine) throw new BadSignature("The signature does not fit.");
  const endSeconds = Number.parseInt(end, 36);
  if (now() / 1000 >= endSeconds) {
    throw new SignatureExpired("The signature has expired.", new Date(endSeconds * 1000));
  }
}

function toJson(value: JsonValue): string {
  const json = JSON.stringify(value) as string | undefined;
  if (json !== undefined) return json;
  throw new FlagonError("Only JSON can be signed, and undefined and functions are none.", {
    code: "signing.not-json",
    where: `a value of type ${typeof value}`,
    mend: "Sign null, text, a number, a boolean, a list or a plain object.",
  });
}

function fromJson(payload: string): JsonValue {
  const bytes = decodeBase64url(payload);
  if (bytes === undefined) throw new BadSignature("The token is not of our making.");
  return JSON.parse(utf8.decode(bytes)) as JsonValue;
}
