/**
 * The forms that text can have: e-mail, host, URL, IP, UUID, slug, decimal.
 *
 * Every one is a scanner that looks at each character a bounded number of times, with a cap on the length before anything else, so
 * that no input can make it slow (CWE-1333).
 */

const SLUG = /^[-a-zA-Z0-9_]+$/;
const UNICODE_SLUG = /^[-\p{L}\p{N}_]+$/u;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ATOM = /^[-!#$%&'*+/=?^_`{}|~0-9a-z]+$/i;
/** Quoted local part (RFC 5322 section 3.2.4): no bare blank, quote or backslash; never a line end. */
const QUOTED =
  /^"(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x21\x23-\x5b\x5d-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"$/;
/** The `u` keeps characters past U+FFFF (emoji) out, which are two units otherwise. */
const LABEL = /^[a-z0-9\u00a1-\uffff-]+$/iu;
const ASCII_LABEL = /^[a-z0-9-]+$/i;
const TOP_LABEL = /^(?:[a-z\u00a1-\uffff-]{2,63}|xn--[a-z0-9]{1,59})$/iu;

/** Letters, digits, `_` and `-`, at least one. */
export function isSlug(text: string): boolean {
  return SLUG.test(text);
}

/** As {@link isSlug}, with the letters and digits of every script. */
export function isUnicodeSlug(text: string): boolean {
  return UNICODE_SLUG.test(text);
}

/** 8-4-4-4-12 hexadecimal digits, in any case (RFC 9562 section 4). */
export function isUuid(text: string): boolean {
  return text.length === 36 && UUID.test(text);
}

/**
 * An e-mail address as it is written in forms: local part of atoms or in quotes, a domain with a top level, `localhost`, or an IP
 * address in brackets. At most 320 characters (RFC 3696 section 3).
 */
export function isEmail(text: string): boolean {
  if (text.length > 320) return false;
  const at = text.lastIndexOf("@");
  if (at < 1) return false;
  return isLocalPart(text.slice(0, at)) && isMailDomain(text.slice(at + 1));
}

function isLocalPart(text: string): boolean {
  if (text.startsWith('"')) return QUOTED.test(text);
  return text.split(".").every((atom) => ATOM.test(atom));
}

function isMailDomain(text: string): boolean {
  if (text === "localhost") return true;
  if (text.startsWith("[") && text.endsWith("]")) return isIp(text.slice(1, -1));
  return !text.endsWith(".") && isDomainName(text);
}

/** Which domain names are fine. */
export interface DomainRules {
  /** ASCII only: names in other scripts have to be written as `xn--…`. Default false. */
  ascii?: boolean;
}

/**
 * A host name with at least two labels and a top level that is no number: `example.com`, also with letters of other scripts, also with a
 * dot at the end. At most 255 characters, 63 in a label (RFC 1035 section 2.3.4).
 */
export function isDomainName(text: string, { ascii = false }: DomainRules = {}): boolean {
  if (text.length > 255) return false;
  const labels = (text.endsWith(".") ? text.slice(0, -1) : text).split(".");
  if (labels.length < 2 || !labels.every((label) => isLabel(label, ascii))) return false;
  const top = labels.at(-1)!;
  return ascii ? top.length > 1 : TOP_LABEL.test(top);
}

function isLabel(label: string, ascii: boolean): boolean {
  if (label.length > 63 || label.startsWith("-") || label.endsWith("-")) return false;
  return (ascii ? ASCII_LABEL : LABEL).test(label);
}

/** Which URLs are fine. */
export interface UrlRules {
  /** Schemes without the colon. Default `http`, `https`, `ftp`, `ftps`. */
  schemes?: readonly string[];
}

const SCHEMES = ["http", "https", "ftp", "ftps"];
const UNSAFE_IN_URL = /[\u0000-\u0020\u007f]|\p{Z}/u;

/**
 * An absolute URL with a scheme of the list and a host: a domain name, `localhost` or an IP address; then port, path, query and
 * fragment. At most 2,048 characters, no blanks or controls.
 */
export function isUrl(text: string, { schemes = SCHEMES }: UrlRules = {}): boolean {
  if (text.length > 2048 || UNSAFE_IN_URL.test(text)) return false;
  const colon = text.indexOf("://");
  if (colon < 1 || !schemes.includes(text.slice(0, colon).toLowerCase())) return false;
  const rest = text.slice(colon + 3);
  const end = rest.search(/[/?#]/);
  return isAuthority(end === -1 ? rest : rest.slice(0, end));
}

/** Some letters turn into `/`, `?`, `#`, `@` or `:` where a name is normalised, and the host into another one (CVE-2019-9636). */
const HIDES_SYNTAX = /[/?#@:]/;

function isAuthority(text: string): boolean {
  if (HIDES_SYNTAX.test(text.replace(/[@:]/g, "").normalize("NFKC"))) return false;
  const at = text.lastIndexOf("@");
  if (at !== -1 && !isUserInfo(text.slice(0, at))) return false;
  const hostAndPort = text.slice(at + 1);
  const bracket = hostAndPort.startsWith("[") ? hostAndPort.indexOf("]") : 0;
  if (bracket === -1) return false;
  const colon = hostAndPort.indexOf(":", bracket);
  const host = colon === -1 ? hostAndPort : hostAndPort.slice(0, colon);
  return isUrlHost(host) && (colon === -1 || isPort(hostAndPort.slice(colon + 1)));
}

function isUserInfo(text: string): boolean {
  const parts = text.split(":");
  return parts.length <= 2 && parts[0] !== "" && !/[@[\]]/.test(text);
}

function isUrlHost(host: string): boolean {
  if (host.length > 253) return false;
  if (host.startsWith("[")) return host.endsWith("]") && isIpv6(host.slice(1, -1));
  if (host.toLowerCase() === "localhost" || isIpv4(host)) return true;
  return isDomainName(host);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text);
}

/** Four decimal numbers up to 255 with no zero in front (such a zero means octal to some readers: CVE-2021-33571). */
export function isIpv4(text: string): boolean {
  if (text.length > 15) return false;
  const parts = text.split(".");
  return (
    parts.length === 4 &&
    parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  );
}

/** Eight groups, `::` once for a run of zeros, an IPv4 address at the end (RFC 4291 section 2.2). No zone. */
export function isIpv6(text: string): boolean {
  if (text.length > 45 || !text.includes(":")) return false;
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const all = groups.flat();
  const last = all.at(-1);
  const endsInIpv4 = last?.includes(".") === true;
  if (endsInIpv4 && (!isIpv4(last) || text.endsWith("::"))) return false;
  const hex = endsInIpv4 ? all.slice(0, -1) : all;
  if (!hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const width = hex.length + (endsInIpv4 ? 2 : 0);
  return halves.length === 2 ? width <= 7 : width === 8;
}

/** An IPv4 or IPv6 address. */
export function isIp(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

/** The digits of a decimal number in plain or scientific writing. */
export interface DecimalDigits {
  /** Digits before the point, zeros in front not counted. */
  whole: number;
  /** Digits after the point. */
  places: number;
}

const DECIMAL = /^[+-]?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d{1,4}))?$/i;

/** Counts the digits of a decimal number; undefined when the text is none. `NaN` and `Infinity` are none. At most 1,000 characters. */
export function decimalDigits(text: string): DecimalDigits | undefined {
  if (text.length > 1000) return undefined;
  const found = DECIMAL.exec(text);
  if (found === null) return undefined;
  const [, whole = "", afterPoint, bareFraction, exponent = "0"] = found;
  const fraction = afterPoint ?? bareFraction ?? "";
  const digits = stripZeros(whole + fraction).length;
  const places = fraction.length - Number(exponent);
  if (places <= 0) return { whole: digits === 0 ? 1 : digits - places, places: 0 };
  return { whole: Math.max(0, digits - places), places };
}

/** A loop and not `/^0+/`, as the text may be long. */
function stripZeros(text: string): string {
  let index = 0;
  while (index < text.length && text.charCodeAt(index) === 48) index += 1;
  return text.slice(index);
}
