/**
 * The signatures of Django (`django.core.signing`): `hello:1r31eq:0GSJ3VensT_Vf0wuS1eTBEMtDrq5JxN7WzgBtF537RM`.
 *
 * For sharing values with Python. Flagon's own tokens come from `signer()`.
 */

import { now } from "./clock.ts";
import { FlagonError } from "./errors.ts";
import { type AgeOptions, packPayload, unpackPayload } from "./itsdangerous.ts";
import { type TextMac, textMac } from "./hmac.ts";
import { equalMacs, nodeCrypto } from "./node-crypto.ts";
import { formatPythonJson, parsePythonJson } from "./python-json.ts";
import { BadSignature, SignatureExpired } from "./signing.ts";

/** What the signers are made from; the names and defaults are Django's. */
export interface DjangoSignerOptions {
  /** Django's `SECRET_KEY`. */
  key: string;
  /** Django's `SECRET_KEY_FALLBACKS`. */
  fallbacks?: readonly string[] | undefined;
  /** Keeps signatures for different uses apart. Default: the name of Django's class. */
  salt?: string | undefined;
  /** What stands between value and signature. Default ":". */
  separator?: string | undefined;
  /** A hash by Python's name. Default `sha256`. */
  algorithm?: string | undefined;
}

/** Signs text as `django.core.signing.Signer` does. */
export class DjangoSigner {
  /** What stands between value and signature. */
  protected readonly separator: string;
  readonly #macs: readonly TextMac[];

  /** @throws FlagonError `signing.separator` for one that a signature may hold, `signing.no-key` without a key. */
  constructor(options: DjangoSignerOptions, defaultSalt = "django.core.signing.Signer") {
    const { separator = ":", algorithm = "sha256" } = options;
    if (/^[A-z0-9\-_=]*$/.test(separator)) {
      throw new FlagonError("A separator may not be made of what signatures are made of.", {
        code: "signing.separator",
        where: `separator ${JSON.stringify(separator)}`,
        mend: 'Take ":".',
      });
    }
    this.separator = separator;
    const salt = options.salt || defaultSalt;
    const keys = [options.key, ...(options.fallbacks ?? [])];
    if (keys.includes("")) {
      throw new FlagonError("There is no secret key to sign with.", {
        code: "signing.no-key",
        where: `salt "${salt}"`,
        mend: "Give Django's SECRET_KEY.",
      });
    }
    const digest = algorithm.replaceAll("_", "-");
    const { createHash } = nodeCrypto();
    this.#macs = keys.map((key) =>
      textMac(digest, createHash(digest).update(`${salt}signer`).update(key).digest()),
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

/** Signs text with the time, as `django.core.signing.TimestampSigner` does. */
export class DjangoTimestampSigner extends DjangoSigner {
  constructor(options: DjangoSignerOptions) {
    super(options, "django.core.signing.TimestampSigner");
  }

  override sign(value: string): string {
    return super.sign(value + this.separator + encodeBase62(Math.floor(now() / 1000)));
  }

  /**
   * Gives the value without its time and signature. As in Django, a time in the future passes: clocks differ.
   *
   * @throws SignatureExpired when it is older than `maxAgeSeconds`, BadSignature for any other fault.
   */
  override unsign(signed: string, { maxAgeSeconds }: AgeOptions = {}): string {
    const stamped = super.unsign(signed);
    const split = stamped.lastIndexOf(this.separator);
    const seconds =
      split < 0 ? undefined : decodeBase62(stamped.slice(split + this.separator.length));
    if (seconds === undefined)
      throw new BadSignature("The time of signing is missing or malformed.");
    const age = now() / 1000 - seconds;
    if (maxAgeSeconds !== undefined && age > maxAgeSeconds) {
      throw new SignatureExpired(
        `The signature is ${Math.floor(age)} seconds old; ${maxAgeSeconds} are allowed.`,
        new Date(seconds * 1000),
      );
    }
    return stamped.slice(0, split);
  }
}

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function encodeBase62(number: number): string {
  let text = number === 0 ? "0" : "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) text = BASE62[rest % 62]! + text;
  return text;
}

function decodeBase62(text: string): number | undefined {
  const digits = text.startsWith("-") ? text.slice(1) : text;
  if (!/^[0-9A-Za-z]{1,12}$/.test(digits)) return undefined;
  let number = 0;
  for (const digit of digits) number = number * 62 + BASE62.indexOf(digit);
  return text.startsWith("-") ? -number : number;
}

/** Options of `djangoDumps`. */
export interface DjangoDumpOptions extends DjangoSignerOptions {
  /** True compresses a payload that gets shorter. Default false. */
  compress?: boolean | undefined;
}

/** Signs a JSON value as `django.core.signing.dumps` does. */
export function djangoDumps(
  value: unknown,
  { compress = false, salt = "django.core.signing", ...options }: DjangoDumpOptions,
): string {
  return new DjangoTimestampSigner({ ...options, salt }).sign(
    packPayload(formatPythonJson(value), { compress }),
  );
}

/**
 * Reads what `djangoDumps` or Django's `signing.dumps` wrote.
 *
 * @throws SignatureExpired when it is older than `maxAgeSeconds`, BadSignature for any other fault.
 */
export function djangoLoads(
  signed: string,
  { maxAgeSeconds, salt = "django.core.signing", ...options }: DjangoSignerOptions & AgeOptions,
): unknown {
  return unpackPayload(
    new DjangoTimestampSigner({ ...options, salt }).unsign(signed, { maxAgeSeconds }),
    parsePythonJson,
  );
}

/** Makes the signer of Django's `set_signed_cookie` and `get_signed_cookie` for one cookie. The cookie's name is part of the salt. */
export function djangoCookieSigner({
  name,
  salt = "",
  ...options
}: DjangoSignerOptions & { name: string }): DjangoTimestampSigner {
  const prefix = "django.http.cookies";
  return new DjangoTimestampSigner({
    ...options,
    key: prefix + options.key,
    fallbacks: options.fallbacks?.map((key) => prefix + key),
    salt: name + salt,
  });
}
