/** The text of sessions, and the signed cookie that Flask reads and writes with the same key. */

import { packPayload, TimestampSigner, unpackPayload } from "../base/itsdangerous.ts";
import { BadSignature } from "../base/signing.ts";
import { formatTaggedJson, parseTaggedJson } from "../base/tagged-json.ts";

/** Payloads below this many characters are not tried to be compressed: that costs more than it saves. */
const COMPRESS_FROM = 1000;

/** Gives the text of a session's data, with tags for dates, bytes and what else Flask tags. */
export function formatSession(data: object): string {
  if (isPlain(data)) {
    const text = JSON.stringify(data);
    if (!/[\x7f-\uffff]/.test(text)) return text;
  }
  return formatTaggedJson({ ...data });
}

/** Says whether the data are texts, numbers and booleans alone: most sessions, and nothing in them needs a tag. */
function isPlain(data: object): boolean {
  for (const name of Object.keys(data)) {
    if (name.charCodeAt(0) === 32) return false;
    const value = (data as Record<string, unknown>)[name];
    const isPrimitive =
      typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    if (!isPrimitive) return false;
  }
  return true;
}

/** Reads the data back, or gives undefined where the text is no object. */
export function parseSession(text: string): object | undefined {
  // A tag is a name that begins with a blank; an integer past 2^53 has sixteen digits at least.
  const isPlainText = !text.includes('" ') && !/\d{16}/.test(text);
  const data: unknown = isPlainText ? JSON.parse(text) : parseTaggedJson(text);
  return typeof data === "object" && data !== null && !Array.isArray(data) ? data : undefined;
}

/** A session cookie that was read. */
export interface OpenedCookie {
  data: object;
  /** The signed part: equal payloads are equal sessions. */
  payload: string;
}

/** Keys of the signed cookie. */
export interface CookieCodecOptions {
  key: string;
  fallbacks: readonly string[];
}

/**
 * Reads and writes the session cookie of Flask: its salt, its derivation, its time stamp.
 *
 * @see Flask, sessions.SecureCookieSessionInterface
 */
export class CookieCodec {
  readonly #signer: TimestampSigner;

  constructor({ key, fallbacks }: CookieCodecOptions) {
    this.#signer = new TimestampSigner({
      key,
      fallbacks,
      salt: "cookie-session",
      keyDerivation: "hmac",
      digest: "sha1",
    });
  }

  /** Reads a cookie; undefined when it was changed, is too old, or holds no session. */
  open(cookie: string, maxAgeSeconds: number): OpenedCookie | undefined {
    try {
      const payload = this.#signer.unsign(cookie, { maxAgeSeconds });
      const data = readPayload(payload);
      return data === undefined ? undefined : { data, payload };
    } catch (error) {
      if (error instanceof BadSignature || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** Gives the payload of a session's data. */
  pack(data: object): string {
    const text = formatSession(data);
    return packPayload(text, { compress: text.length >= COMPRESS_FROM });
  }

  /** Signs a payload. */
  sign(payload: string): string {
    return this.#signer.sign(payload);
  }
}

function readPayload(payload: string): object | undefined {
  if (payload.startsWith(".")) return unpackPayload(payload, parseSession) as object | undefined;
  // The signature covers the payload: it need not be checked for a second spelling of the same bytes.
  return parseSession(Buffer.from(payload, "base64url").toString("utf8"));
}
