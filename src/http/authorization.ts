/** `Authorization` and `WWW-Authenticate`: a scheme with either one token (`Bearer abc`) or parameters (`Digest realm="x"`). */

import { formatDict, parseDict, quoteHeaderValue } from "./header-values.ts";
import { decodeUtf8 } from "./percent.ts";

/** Credentials or a challenge: the scheme in lower case, and a token or parameters. */
export interface Authorization {
  /** `basic`, `bearer`, `digest`, … */
  type: string;
  /** What stands alone after the scheme; null where there are parameters. */
  token: string | null;
  /** The parameters by name, without a prototype. `basic` has `username` and `password`. */
  parameters: Record<string, string | null>;
}

/**
 * Reads an `Authorization` header, or gives undefined when it is empty or its Basic part is no base64 of UTF-8.
 *
 * @example
 * parseAuthorization("Basic YW5uOnNlY3JldA==")?.parameters.username; // "ann"
 * @see RFC 9110 section 11.4, RFC 7617
 */
export function parseAuthorization(header: string | null | undefined): Authorization | undefined {
  if (!header) return undefined;
  const { type, rest } = splitScheme(header);
  return type === "basic" ? parseBasic(rest) : tokenOrParameters(type, rest);
}

/** Reads a `WWW-Authenticate` header with one challenge, or gives undefined when it is empty. */
export function parseChallenge(header: string | null | undefined): Authorization | undefined {
  if (!header) return undefined;
  const { type, rest } = splitScheme(header);
  return tokenOrParameters(type, rest);
}

function splitScheme(header: string): { type: string; rest: string } {
  const blank = header.indexOf(" ");
  if (blank < 0) return { type: header.toLowerCase(), rest: "" };
  return { type: header.slice(0, blank).toLowerCase(), rest: header.slice(blank + 1).trim() };
}

function tokenOrParameters(type: string, rest: string): Authorization {
  const hasParameters = rest.replace(/=+$/, "").includes("=");
  if (!hasParameters) return { type, token: rest, parameters: Object.create(null) };
  return { type, token: null, parameters: parseDict(rest) };
}

function parseBasic(rest: string): Authorization | undefined {
  const text = decodeBase64(rest);
  if (text === undefined) return undefined;
  const colon = text.indexOf(":");
  const parameters: Record<string, string | null> = Object.create(null);
  parameters.username = colon < 0 ? text : text.slice(0, colon);
  parameters.password = colon < 0 ? "" : text.slice(colon + 1);
  return { type: "basic", token: null, parameters };
}

function decodeBase64(text: string): string | undefined {
  if (/[^\0-\x7f]/.test(text)) return undefined;
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, "");
  const padding = digits.indexOf("=");
  const body = padding < 0 ? digits : digits.slice(0, padding);
  // Four digits hold three bytes; a rest needs its padding.
  const needed = (4 - (body.length % 4)) % 4;
  if (
    needed === 3 ||
    padding === 0 ||
    (padding < 0 ? needed > 0 : digits.length - padding < needed)
  )
    return undefined;
  try {
    const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
    return decodeUtf8(bytes, "throw");
  } catch {
    return undefined;
  }
}

/** Writes an `Authorization` header. */
export function formatAuthorization({
  type,
  token,
  parameters,
}: Partial<Authorization> & { type: string }): string {
  if (type === "basic") {
    const text = `${parameters?.username ?? ""}:${parameters?.password ?? ""}`;
    return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`;
  }
  if (token !== null && token !== undefined) return `${title(type)} ${token}`;
  return `${title(type)} ${formatDict(parameters ?? {})}`;
}

/** RFC 7616: these parameters of Digest are always in quotes. */
const QUOTED_IN_DIGEST = new Set(["realm", "domain", "nonce", "opaque", "qop"]);

/**
 * Writes a `WWW-Authenticate` header.
 *
 * @example
 * formatChallenge({ type: "basic", parameters: { realm: "staff room" } }); // 'Basic realm="staff room"'
 */
export function formatChallenge({
  type,
  token,
  parameters,
}: Partial<Authorization> & { type: string }): string {
  if (token !== null && token !== undefined) return `${title(type)} ${token}`;
  const entries = Object.entries(parameters ?? {});
  if (entries.length === 0) return title(type);
  if (type !== "digest") return `${title(type)} ${formatDict(parameters!)}`;
  const items = entries.map(
    ([name, value]) =>
      `${name}=${quoteHeaderValue(value ?? "", { always: QUOTED_IN_DIGEST.has(name) })}`,
  );
  return `Digest ${items.join(", ")}`;
}

function title(scheme: string): string {
  return scheme.toLowerCase().replace(/[a-z]+/g, (word) => word[0]!.toUpperCase() + word.slice(1));
}
