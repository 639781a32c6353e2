/**
 * The signatures of itsdangerous, which Flask uses: `hello.bz3WWYjoq4YtTWZZsu_gpA00ANo`.
 *
 * For sharing values with Python. Flagon's own tokens come from `signer()`.
 */

import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { now } from "./clock.ts";
import { FlagonError } from "./errors.ts";
import { type TextMac, textMac } from "./hmac.ts";
import { equalMacs, nodeCrypto, nodeZlib } from "./node-crypto.ts";
import { formatPythonJson, parsePythonJson } from "./python-json.ts";
import { BadSignature, SignatureExpired } from "./signing.ts";

/** How itsdangerous makes the signing key out of secret and salt. */
export type KeyDerivation = "concat" | "django-concat" | "hmac" | "none";

/** What the signers and serializers are made from; the names and defaults are those of itsdangerous. */
export interface ItsDangerousOptions {
  /** The secret key. */
  key: string | Uint8Array;
  /** Keys of before: what they signed is still read. */
  fallbacks?: readonly (string | Uint8Array)[] | undefined;
  /** Keeps signatures for different uses apart. */
  salt?: string | undefined;
  /** What stands between value and signature. Default ".". */
  separator?: string | undefined;
  /** Default "django-concat". */
  keyDerivation?: KeyDerivation | undefined;
  /** A hash by Python's name: `sha1` (the default), `sha256`, `sha512`, … */
  digest?: string | undefined;
}

/** How old a value may be. */
export interface AgeOptions {
  /** In seconds; undefined takes any age. */
  maxAgeSeconds?: number | undefined;
}

/** Signs text as `itsdangerous.Signer` does. */
export class ItsDangerousSigner {
  /** What stands between value and signature. */
  protected readonly separator: string;
  readonly #macs: readonly TextMac[];

  /** @throws FlagonError `signing.separator` for one that a signature may hold, `signing.no-key` without a key. */
  constructor(options: ItsDangerousOptions) {
    const {
      salt = "itsdangerous.Signer",
      separator = ".",
      keyDerivation = "django-concat",
    } = options;
    if (/^[A-Za-z0-9\-_=]*$/.test(separator)) throw badSeparator(separator);
    this.separator = separator;
    const digest = (options.digest ?? "sha1").replaceAll("_", "-");
    this.#macs = [options.key, ...(options.fallbacks ?? [])].map((secret) =>
      textMac(digest, derive(Buffer.from(secret as string), salt, keyDerivation, digest)),
    );
  }

  /** Gives the value with its signature. */
  sign(value: string): string {
    return value + this.separator + this.#macs[0]!(value);
  }

  /**
   * Gives the value without its signature.
   *
   * @throws BadSignature when they do not fit.
   */
  unsign(signed: string): string {
    const split = signed.lastIndexOf(this.separator);
    if (split < 0) throw new BadSignature("There is no signature.");
    const value = signed.slice(0, split);
    const given = signed.slice(split + this.separator.length);
    for (const mac of this.#macs) if (equalMacs(mac(value), given)) return value;
    throw new BadSignature("The signature does not fit.");
  }
}

function badSeparator(separator: string): FlagonError {
  return new FlagonError("A separator may not be made of what signatures are made of.", {
    code: "signing.separator",
    where: `separator ${JSON.stringify(separator)}`,
    mend: 'Take "." or ":"; letters, digits, "-", "_" and "=" stand in signatures.',
  });
}

function derive(
  secret: Buffer,
  salt: string,
  derivation: KeyDerivation,
  digest: string,
): Uint8Array {
  const crypto = nodeCrypto();
  if (secret.length === 0) {
    throw new FlagonError("There is no secret key to sign with.", {
      code: "signing.no-key",
      where: `salt "${salt}"`,
      mend: "Give the key that the Python side has.",
    });
  }
  const hash = (...parts: (string | Uint8Array)[]): Buffer => {
    const state = crypto.createHash(digest);
    for (const part of parts) state.update(part);
    return state.digest();
  };
  switch (derivation) {
    case "concat":
      return hash(salt, secret);
    case "django-concat":
      return hash(salt, "signer", secret);
    case "hmac":
      return crypto.createHmac(digest, secret).update(salt).digest();
    case "none":
      return secret;
  }
}

/** Signs text with the time, as `itsdangerous.TimestampSigner` does. */
export class TimestampSigner extends ItsDangerousSigner {
  override sign(value: string): string {
    return super.sign(value + this.separator + encodeTime(Math.floor(now() / 1000)));
  }

  /**
   * Gives the value without its time and signature.
   *
   * @throws SignatureExpired when it is older than `maxAgeSeconds` or from the future, BadSignature for any other fault.
   */
  override unsign(signed: string, { maxAgeSeconds }: AgeOptions = {}): string {
    const stamped = super.unsign(signed);
    const split = stamped.lastIndexOf(this.separator);
    const seconds =
      split < 0 ? undefined : decodeTime(stamped.slice(split + this.separator.length));
    if (seconds === undefined)
      throw new BadSignature("The time of signing is missing or malformed.");
    const age = Math.floor(now() / 1000) - seconds;
    if (maxAgeSeconds !== undefined && (age > maxAgeSeconds || age < 0)) {
      throw new SignatureExpired(
        `The signature is ${age} seconds old; ${maxAgeSeconds} are allowed.`,
        new Date(seconds * 1000),
      );
    }
    return stamped.slice(0, split);
  }
}

let lastSeconds = -1;
let lastTime = "";

/** Writes seconds as the fewest bytes, the highest first; what is signed within a second shares the text. */
function encodeTime(seconds: number): string {
  if (seconds === lastSeconds) return lastTime;
  const bytes: number[] = [];
  for (let rest = seconds; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  lastSeconds = seconds;
  return (lastTime = encodeBase64url(new Uint8Array(bytes)));
}

function decodeTime(text: string): number | undefined {
  const bytes = decodeBase64url(text);
  if (bytes === undefined || bytes.length > 8) return undefined;
  return bytes.reduce((seconds, byte) => seconds * 256 + byte, 0);
}

/** Turns values into text and back. */
export interface TextFormat {
  format(value: unknown): string;
  parse(text: string): unknown;
}

/** Options of the serializers. */
export interface SerializerOptions extends ItsDangerousOptions {
  /** How values become text. Default: JSON. */
  format?: TextFormat | undefined;
  /** False never compresses. Default true: a payload from 128 bytes on that gets shorter is compressed. */
  compress?: boolean | undefined;
}

const JSON_FORMAT: TextFormat = { format: formatPythonJson, parse: parsePythonJson };
/** Values that were signed are trusted, but a key may leak: what unpacks to more than this is refused. */
const MOST_UNPACKED_BYTES = 16_777_216;
/** Trying to compress takes 12 us, and hardly ever pays below this. */
const LEAST_PACKED_BYTES = 128;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Writes a payload for a URL: base64 of the text, or a dot and base64 of the compressed text where that is shorter.
 *
 * @see itsdangerous.URLSafeSerializer, django.core.signing.dumps
 */
export function packPayload(text: string, { compress }: { compress: boolean }): string {
  const plain = Buffer.from(text);
  if (compress && plain.length >= LEAST_PACKED_BYTES) {
    const packed = nodeZlib().deflateSync(plain);
    if (packed.length < plain.length - 1) return `.${encodeBase64url(packed)}`;
  }
  return encodeBase64url(plain);
}

/** Reads what {@link packPayload} wrote; throws what the format throws, or an `Error`. */
export function unpackPayload(payload: string, parse: (text: string) => unknown): unknown {
  const isPacked = payload.startsWith(".");
  const bytes = decodeBase64url(isPacked ? payload.slice(1) : payload);
  if (bytes === undefined) throw new BadSignature("The payload is no base64.");
  try {
    const plain = isPacked
      ? nodeZlib().inflateSync(bytes, { maxOutputLength: MOST_UNPACKED_BYTES })
      : bytes;
    return parse(strictUtf8.decode(plain));
  } catch (cause) {
    throw Object.assign(new BadSignature("The payload cannot be read."), { cause });
  }
}

/**
 * Signs values for URLs as `itsdangerous.URLSafeSerializer` does.
 *
 * @example
 * const serializer = new UrlSafeSerializer({ key: "s3cret", salt: "obj" });
 * serializer.loads(serializer.dumps([1, 2, 3])); // [1, 2, 3]
 */
export class UrlSafeSerializer {
  readonly #signer: ItsDangerousSigner;
  readonly #format: TextFormat;
  readonly #compress: boolean;

  constructor({ format = JSON_FORMAT, compress = true, ...options }: SerializerOptions) {
    this.#signer = new ItsDangerousSigner({ ...options, salt: options.salt ?? "itsdangerous" });
    this.#format = format;
    this.#compress = compress;
  }

  /** Gives the signed text of a value. */
  dumps(value: unknown): string {
    return this.#signer.sign(packPayload(this.#format.format(value), { compress: this.#compress }));
  }

  /**
   * Gives the value of a signed text.
   *
   * @throws BadSignature when the signature does not fit or the payload cannot be read.
   */
  loads(signed: string): unknown {
    return unpackPayload(this.#signer.unsign(signed), this.#format.parse);
  }
}

/** Signs values with the time for URLs, as `itsdangerous.URLSafeTimedSerializer` does. */
export class UrlSafeTimedSerializer {
  readonly #signer: TimestampSigner;
  readonly #format: TextFormat;
  readonly #compress: boolean;

  constructor({ format = JSON_FORMAT, compress = true, ...options }: SerializerOptions) {
    this.#signer = new TimestampSigner({ ...options, salt: options.salt ?? "itsdangerous" });
    this.#format = format;
    this.#compress = compress;
  }

  /** Gives the signed text of a value. */
  dumps(value: unknown): string {
    return this.#signer.sign(packPayload(this.#format.format(value), { compress: this.#compress }));
  }

  /**
   * Gives the value of a signed text.
   *
   * @throws SignatureExpired when it is older than `maxAgeSeconds` or from the future, BadSignature for any other fault.
   */
  loads(signed: string, age: AgeOptions = {}): unknown {
    return unpackPayload(this.#signer.unsign(signed, age), this.#format.parse);
  }
}
