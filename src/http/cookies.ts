/** Cookies: `Cookie: a=1; b=2` read strictly or as Werkzeug reads it, and `Set-Cookie` written with every attribute. */

import { now as clockNow } from "../base/clock.ts";
import { FlagonError } from "../base/errors.ts";
import { formatDate } from "./dates.ts";
import { domainToAscii } from "./idna.ts";
import { fromByteText, percentEncoder, toByteText } from "./percent.ts";

/** The largest cookie that every browser keeps, name and attributes included (RFC 6265 section 6.1). */
export const LARGEST_COOKIE_BYTES = 4093;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What may stand in a value without quotes; a little more than RFC 6265 allows, as browsers do. */
const PLAIN_VALUE = /^[\w!#$%&'()*+\-./:<=>?@[\]^`{|}~]*$/;
const FORBIDDEN_IN_VALUE = /[\0-\x1f\x7f;,]/;
const ESCAPED_BYTE = /[\x00-\x19",;\\\x7f-\xff]/g;
const encodePath = percentEncoder("%!$&'()*+,/:=@");

/**
 * Gives the cookies of a `Cookie` header by name, on an object without a prototype.
 *
 * A name that is no token is dropped, and so is a cookie without a name (both let one cookie pass for another). Of two cookies with one
 * name the first counts: the browser sends the more specific path first.
 *
 * @see RFC 6265 section 5.4
 */
export function parseCookies(header: string | null | undefined): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  if (!header) return cookies;
  eachPair(header, (name, value) => {
    if (TOKEN.test(name) && !(name in cookies)) cookies[name] = unquoteValue(fromByteText(value));
  });
  return cookies;
}

/** Gives the value of one cookie, as `parseCookies` has it, without reading the others; undefined when there is none of that name. */
export function findCookie(header: string | null | undefined, name: string): string | undefined {
  if (!header) return undefined;
  // A quoted value may hold what looks like another cookie: then only the whole parse can tell.
  if (header.includes('"')) return parseCookies(header)[name];
  for (let at = header.indexOf(name); at >= 0; at = header.indexOf(name, at + 1)) {
    if (!startsPair(header, at)) continue;
    const end = at + name.length;
    if (header[end] === "=")
      return fromByteText(header.slice(end + 1, indexOrEnd(header, ";", end)).trim());
    // "name ", "name;" and "name" are of this name too; "name2" is not.
    if (end === header.length || /[; \t]/.test(header[end]!)) return parseCookies(header)[name];
  }
  return undefined;
}

function startsPair(header: string, at: number): boolean {
  let before = at - 1;
  while (header[before] === " " || header[before] === "\t") before--;
  return before < 0 || header[before] === ";";
}

/**
 * Gives every cookie of a header in order, doubles and odd names too, as Werkzeug does; a nameless one is dropped.
 *
 * For requests `parseCookies` is the safe one.
 *
 * @throws URIError when the header is not UTF-8.
 */
export function parseCookiePairs(
  header: string | null | undefined,
): [name: string, value: string][] {
  const text = fromByteText(header ?? "", "throw");
  const pairs: [string, string][] = [];
  eachPair(text, (name, value) => pairs.push([name, unquoteValue(value)]));
  return pairs;
}

/** Walks the pairs of a header in one pass: no part of it is read twice, however it is built. */
function eachPair(header: string, visit: (name: string, value: string) => void): void {
  let position = 0;
  while (position < header.length) {
    const semicolon = indexOrEnd(header, ";", position);
    const pair = header.slice(position, semicolon);
    const equals = pair.indexOf("=");
    const name = (equals < 0 ? pair : pair.slice(0, equals)).trim();
    const start = position + equals + 1;
    const end = equals < 0 ? semicolon : valueEnd(header, start, semicolon);
    if (name !== "") visit(name, equals < 0 ? "" : header.slice(start, end).trim());
    position = skipBlanks(header, end + 1);
  }
}

/** Finds where a value ends: a semicolon inside quotes does not count, if the quotes close before a semicolon or the end. */
function valueEnd(header: string, start: number, semicolon: number): number {
  const open = skipBlanks(header, start);
  if (header[open] !== '"') return semicolon;
  for (let index = open + 1; index < header.length; index++) {
    if (header[index] === "\\") index++;
    else if (header[index] === '"') {
      const end = skipBlanks(header, index + 1);
      return end >= header.length || header[end] === ";" ? end : semicolon;
    }
  }
  return semicolon;
}

function indexOrEnd(text: string, character: string, from: number): number {
  const index = text.indexOf(character, from);
  return index < 0 ? text.length : index;
}

function skipBlanks(text: string, from: number): number {
  let index = from;
  while (text[index] === " " || text[index] === "\t") index++;
  return index;
}

/** Takes quotes off, and `\"` and `\302\265` (the octal form of Python's cookies) inside them. */
function unquoteValue(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  const inside = value.slice(1, -1);
  if (!inside.includes("\\")) return inside;
  const bytes = toByteText(inside).replace(/\\([0-3][0-7]{2}|[^\n])/g, (_, escaped: string) =>
    escaped.length === 1 ? escaped : String.fromCharCode(Number.parseInt(escaped, 8)),
  );
  return fromByteText(bytes);
}

/** The attributes of a `Set-Cookie` header. */
export interface CookieOptions {
  /** How long the cookie lives, in whole seconds; 0 deletes it. Without it and `expires` it ends with the browser. */
  maxAgeSeconds?: number | undefined;
  /** When the cookie ends. */
  expires?: Date | undefined;
  /** The path it is sent for; null leaves the attribute out. Default "/". */
  path?: string | null | undefined;
  /** The domain whose hosts all get it. Default: this host alone. */
  domain?: string | undefined;
  /** True: over TLS only. */
  secure?: boolean | undefined;
  /** True: out of reach for scripts. */
  httpOnly?: boolean | undefined;
  /** Whether requests from other sites carry it. */
  sameSite?: "strict" | "lax" | "none" | undefined;
  /** True: a jar of its own for each embedding site (CHIPS); makes it `Secure` too. */
  partitioned?: boolean | undefined;
  /** True writes `Expires` beside `Max-Age`, for clients that know no `Max-Age`. Default false. */
  syncExpires?: boolean | undefined;
  /** True takes any value, escaped, and any name, as Werkzeug does. Default false: what looks like an injection is refused. */
  lenient?: boolean | undefined;
  /** The time from which `syncExpires` counts, in milliseconds. Default: now. */
  now?: number | undefined;
}

/**
 * Writes a `Set-Cookie` header.
 *
 * A value that needs it is put in quotes, other characters than ASCII in the octal form that Flask, Django and Flagon read back.
 *
 * @throws FlagonError `http.cookie-name`, `http.cookie-value`, `http.cookie-attribute` for text that could end the cookie or the header,
 * and `http.cookie-prefix` for a `__Host-` or `__Secure-` name without what browsers ask of it.
 * @example
 * formatCookie("theme", "dark", { httpOnly: true, sameSite: "lax" }); // "theme=dark; HttpOnly; Path=/; SameSite=Lax"
 * @see RFC 6265bis
 */
export function formatCookie(name: string, value = "", options: CookieOptions = {}): string {
  if (!options.lenient) assertStrict(name, value, options);
  const { path = "/", partitioned = false, maxAgeSeconds } = options;
  const secure = options.secure === true || partitioned;
  const domain = options.domain ? cookieDomain(name, options.domain) : undefined;
  let text = `${toByteText(name)}=${quoteValue(value)}`;
  if (domain !== undefined) text += `; Domain=${domain}`;
  else if (options.lenient && options.domain === "") text += "; Domain=";
  const expires = expiryOf(options);
  if (expires !== undefined) text += `; Expires=${formatDate(expires)}`;
  if (maxAgeSeconds !== undefined) text += `; Max-Age=${Math.trunc(maxAgeSeconds)}`;
  if (secure) text += "; Secure";
  if (options.httpOnly) text += "; HttpOnly";
  if (path !== null) text += `; Path=${encodePath(path)}`;
  if (options.sameSite !== undefined) text += `; SameSite=${sameSiteWord(name, options.sameSite)}`;
  if (partitioned) text += "; Partitioned";
  return text;
}

/** Writes the `Set-Cookie` that deletes a cookie; `path` and `domain` must be those it was set with. */
export function formatDeletedCookie(name: string, options: CookieOptions = {}): string {
  return formatCookie(name, "", { ...options, maxAgeSeconds: 0, expires: new Date(0) });
}

/** Gives what makes two `Set-Cookie` lines one cookie of a browser: name, domain, path and partition (RFC 6265bis section 5.7). */
export function cookieIdentity(line: string): string {
  const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
  const find = (name: string): string | undefined =>
    attributes.findLast((attribute) => attribute.toLowerCase().startsWith(name));
  const domain = find("domain=")?.slice(7).replace(/^\./, "").toLowerCase();
  const name = pair.slice(0, indexOrEnd(pair, "=", 0)).trim();
  return JSON.stringify([name, domain, find("path=")?.slice(5), find("partitioned") !== undefined]);
}

function expiryOf({
  expires,
  maxAgeSeconds,
  syncExpires,
  now = clockNow(),
}: CookieOptions): Date | undefined {
  if (expires !== undefined || !syncExpires || maxAgeSeconds === undefined) return expires;
  return new Date(now + maxAgeSeconds * 1000);
}

function quoteValue(value: string): string {
  if (PLAIN_VALUE.test(value)) return value;
  const escaped = toByteText(value).replace(ESCAPED_BYTE, (byte) =>
    byte === '"' || byte === "\\"
      ? `\\${byte}`
      : `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
  return `"${escaped}"`;
}

function sameSiteWord(name: string, sameSite: string): string {
  const word = sameSite.toLowerCase();
  if (word !== "strict" && word !== "lax" && word !== "none") {
    throw cookieError(
      "cookie-attribute",
      name,
      `SameSite cannot be "${sameSite}".`,
      'Take "strict", "lax" or "none".',
    );
  }
  return word[0]!.toUpperCase() + word.slice(1);
}

function cookieDomain(name: string, domain: string): string {
  const host = domainToAscii(domain.split(":", 1)[0]!.replace(/^\.+/, ""));
  if (host !== undefined && /^[A-Za-z0-9._-]*$/.test(host)) return host;
  throw cookieError(
    "cookie-attribute",
    name,
    "The cookie's domain is no host name.",
    "Give the bare name: example.com.",
  );
}

function assertStrict(name: string, value: string, options: CookieOptions): void {
  if (!TOKEN.test(name)) {
    throw cookieError(
      "cookie-name",
      name,
      "A cookie's name may hold letters, digits and !#$%&'*+-.^_`|~ only.",
      "Choose a plain name.",
    );
  }
  if (FORBIDDEN_IN_VALUE.test(value)) {
    throw cookieError(
      "cookie-value",
      name,
      "A cookie's value holds a semicolon, a comma or a control character.",
      "Encode it first: encodeURIComponent(value), or sign(value) from flagon/signing.",
    );
  }
  const { path, maxAgeSeconds, expires } = options;
  const badPath =
    typeof path === "string" && (/[\0-\x1f\x7f;]/.test(path) || !path.startsWith("/"));
  const badAge = maxAgeSeconds !== undefined && !Number.isFinite(maxAgeSeconds);
  if (badPath || badAge || (expires !== undefined && Number.isNaN(expires.getTime()))) {
    const what = badPath ? "path" : badAge ? "maxAgeSeconds" : "expires";
    throw cookieError(
      "cookie-attribute",
      name,
      `The cookie's ${what} cannot be sent.`,
      'A path starts with "/", ages and dates are finite.',
    );
  }
  assertPrefix(name, options);
}

/** RFC 6265bis section 4.1.3; browsers compare the prefixes without letter case. */
function assertPrefix(
  name: string,
  { secure, partitioned, domain, path, sameSite }: CookieOptions,
): void {
  const prefix = /^__(?:host|secure)-/i.exec(name)?.[0].toLowerCase();
  const isSecure = secure === true || partitioned === true;
  if (prefix !== undefined && !isSecure) {
    throw cookieError(
      "cookie-prefix",
      name,
      "Browsers drop a cookie of that name without Secure.",
      "Set secure: true, or choose a name without the prefix.",
    );
  }
  if (prefix === "__host-" && (domain || (path ?? "/") !== "/" || path === null)) {
    throw cookieError(
      "cookie-prefix",
      name,
      'Browsers drop a "__Host-" cookie with a domain or a path.',
      'Leave domain out and path at "/".',
    );
  }
  if (sameSite === "none" && !isSecure) {
    throw cookieError(
      "cookie-attribute",
      name,
      "Browsers drop a SameSite=None cookie without Secure.",
      "Set secure: true.",
    );
  }
}

function cookieError(reason: string, name: string, what: string, mend: string): FlagonError {
  return new FlagonError(what, {
    code: `http.${reason}`,
    where: `cookie ${JSON.stringify(name)}`,
    mend,
  });
}
