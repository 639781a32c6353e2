/**
 * The cookies of a test client, kept and sent back as a browser would (RFC 6265).
 *
 * Worked example: `Set-Cookie: a=1; Path=/shop` of a reply from `localhost` goes back to `http://localhost/shop/cart` and not to `/`.
 */

import { now } from "../base/clock.ts";
import { type CookieOptions, formatCookie, parseCookies } from "../http/cookies.ts";

/** One cookie that a client holds. */
export interface HeldCookie {
  readonly name: string;
  /** The value as the app reads it: without quotes, unescaped. */
  readonly value: string;
  /** The host it belongs to. */
  readonly domain: string;
  readonly path: string;
  /** When it ends, in milliseconds since 1970; undefined: with the browser. */
  readonly expiresAt: number | undefined;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: string | undefined;
}

interface Cookie extends HeldCookie {
  /** The value as it came and goes back. */
  readonly wire: string;
  /** Whether hosts below `domain` get it too. */
  readonly isShared: boolean;
}

/** Where a request goes. */
export type CookiePlace = Pick<URL, "hostname" | "pathname" | "protocol">;

/** Keeps cookies by domain, path and name; those that have ended are gone. */
export class CookieJar {
  #cookies: Cookie[] = [];

  /** Takes a `Set-Cookie` header that came from `place`; what a browser would refuse is passed over. */
  take(header: string, place: CookiePlace): void {
    const cookie = readCookie(header, place);
    if (cookie === undefined) return;
    this.#cookies = this.#cookies.filter((other) => !isSame(other, cookie));
    this.#cookies.push(cookie);
  }

  /** Gives the `Cookie` header of a request to `place`, or undefined; longer paths first. */
  headerFor(place: CookiePlace): string | undefined {
    const fitting = this.#held().filter((cookie) => isFor(cookie, place));
    if (fitting.length === 0) return undefined;
    return fitting
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ name, wire }) => `${name}=${wire}`)
      .join("; ");
  }

  /** Gives the value of the cookie, or undefined. */
  get(name: string): string | undefined {
    return this.find(name)?.value;
  }

  /** Gives the cookie with its attributes, or undefined; of several with one name the last that came. */
  find(name: string): HeldCookie | undefined {
    return this.#held().findLast((cookie) => cookie.name === name);
  }

  /** Says whether there is such a cookie. */
  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /** Puts a cookie into the jar, as if the app at `url` (default `http://localhost/`) had sent it. */
  set(
    name: string,
    value: string,
    { url = "http://localhost/", ...options }: CookieOptions & { url?: string } = {},
  ): void {
    this.take(formatCookie(name, value, { lenient: true, ...options }), new URL(url));
  }

  /** Takes every cookie of that name away. */
  delete(name: string): void {
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name);
  }

  /** Takes all cookies away. */
  clear(): void {
    this.#cookies = [];
  }

  /** Gives all names and values. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(this.#held().map(({ name, value }) => [name, value]));
  }

  /** Walks the cookies. */
  [Symbol.iterator](): Iterator<HeldCookie> {
    return this.#held()[Symbol.iterator]();
  }

  #held(): Cookie[] {
    const time = now();
    return this.#cookies.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > time);
  }
}

function readCookie(header: string, place: CookiePlace): Cookie | undefined {
  const [pair = "", ...rest] = header.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, equals).trim();
  if (equals < 1 || name === "") return undefined;
  const attributes = readAttributes(rest);
  const wire = pair.slice(equals + 1).trim();
  const asked = attributes["domain"]?.replace(/^\./, "").toLowerCase() ?? "";
  const cookie: Cookie = {
    name,
    wire,
    value: parseCookies(`${name}=${wire}`)[name] ?? wire,
    domain: asked === "" ? place.hostname : asked,
    isShared: asked !== "",
    path: attributes["path"]?.startsWith("/") === true ? attributes["path"] : defaultPath(place),
    expiresAt: expiryOf(attributes),
    secure: "secure" in attributes,
    httpOnly: "httponly" in attributes,
    sameSite: attributes["samesite"]?.toLowerCase(),
  };
  return isAcceptable(cookie, place) ? cookie : undefined;
}

function readAttributes(parts: readonly string[]): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const part of parts) {
    const [name = "", ...value] = part.split("=");
    attributes[name.trim().toLowerCase()] = value.join("=").trim();
  }
  return attributes;
}

/** RFC 6265 section 5.2.2: `Max-Age` wins over `Expires`. */
function expiryOf(attributes: Record<string, string>): number | undefined {
  const { "max-age": maxAge, expires } = attributes;
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge))
    return Number(maxAge) <= 0 ? 0 : now() + Number(maxAge) * 1000;
  const date = expires === undefined ? Number.NaN : Date.parse(expires);
  return Number.isNaN(date) ? undefined : date;
}

/** RFC 6265 section 5.1.4. */
function defaultPath({ pathname }: CookiePlace): string {
  const end = pathname.lastIndexOf("/");
  return end <= 0 ? "/" : pathname.slice(0, end);
}

/** A browser takes no cookie for another site, none that claims more than its name allows, and no secure one over plain HTTP. */
function isAcceptable(cookie: Cookie, place: CookiePlace): boolean {
  const { name, domain, isShared, secure, path } = cookie;
  if (!isWithin(place.hostname, domain)) return false;
  if (secure && !isTrustworthy(place)) return false;
  if (/^__secure-/i.test(name) && !secure) return false;
  return !/^__host-/i.test(name) || (secure && !isShared && path === "/");
}

/** Browsers treat this machine as safe without TLS. */
function isTrustworthy({ protocol, hostname }: CookiePlace): boolean {
  return protocol === "https:" || hostname === "localhost" || hostname.endsWith(".localhost");
}

function isFor(cookie: Cookie, place: CookiePlace): boolean {
  const { domain, isShared, path, secure } = cookie;
  if (place.hostname !== domain && !(isShared && isWithin(place.hostname, domain))) return false;
  if (secure && !isTrustworthy(place)) return false;
  if (!place.pathname.startsWith(path)) return false;
  return (
    path.endsWith("/") ||
    place.pathname.length === path.length ||
    place.pathname[path.length] === "/"
  );
}

function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`);
}

function isSame(a: Cookie, b: Cookie): boolean {
  return a.name === b.name && a.domain === b.domain && a.path === b.path;
}
