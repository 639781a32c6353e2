/** The response: mutable until it is sent, and light enough to be made for every request. */

import {
  cookieIdentity,
  type CookieOptions,
  formatCookie,
  formatDeletedCookie,
} from "./cookies.ts";
import { HeaderMap, type HeaderSource } from "./headers.ts";

/** A piece of a streamed body; text is sent as UTF-8. */
export type Chunk = string | Uint8Array;

/** What the body of a response can be. A stream is read once, with backpressure, and ended early when the client leaves. */
export type ResponseBody =
  | string
  | Uint8Array
  | ReadableStream<Uint8Array>
  | AsyncIterable<Chunk>
  | null;

/** Status and headers of a response. */
export interface ResponseOptions {
  /** A final status, 200 to 599. Default 200. */
  status?: number;
  /** Headers in any letter case. */
  headers?: HeaderSource;
}

/** Content type of HTML pages. */
export const HTML_TYPE = "text/html; charset=utf-8";
/** Content type of plain text. */
export const TEXT_TYPE = "text/plain; charset=utf-8";
/** Content type of JSON documents; JSON is always UTF-8 (RFC 8259), browsers still like to be told. */
export const JSON_TYPE = "application/json; charset=utf-8";
/** Content type of problem details (RFC 9457). */
export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/**
 * The answer to a request.
 *
 * Views seldom make one: what they return becomes one. Middleware and hooks may change status, headers and body until it is sent. It is
 * not the web's `Response`, which is slower to make and may be immutable; `toWeb()` gives that, and views may return either.
 *
 * @example
 * const response = new FlagonResponse("gone fishing", { status: 503, headers: { "Retry-After": "3600" } });
 */
export class FlagonResponse {
  /** The status. */
  status: number;
  /** The body, or null where there is none. */
  body: ResponseBody;
  /** The content type as long as it is the only header; `headers` has it afterwards. For the writers of the servers. */
  soleType: string | null;
  /** The headers once somebody has asked for them. For the writers of the servers. */
  headerMap: HeaderMap | null;
  /** Names, in lower case, of the app's default headers that this response goes without. For the writers of the servers. */
  omitted: string[] | null;
  #closers: (() => void)[] | null;

  constructor(body: ResponseBody = null, { status = 200, headers }: ResponseOptions = {}) {
    this.status = status;
    this.body = body;
    this.soleType = headers === undefined && typeof body === "string" ? HTML_TYPE : null;
    this.headerMap = headers === undefined ? null : new HeaderMap(headers);
    this.omitted = null;
    this.#closers = null;
    if (
      typeof body === "string" &&
      this.headerMap !== null &&
      !this.headerMap.has("content-type")
    ) {
      this.headerMap.setTrusted("content-type", HTML_TYPE);
    }
  }

  /** Makes a response of one content type, without any check: for the framework's own constants. */
  static ofType(type: string, body: ResponseBody, status = 200): FlagonResponse {
    const response = new FlagonResponse();
    response.status = status;
    response.body = body;
    response.soleType = type;
    return response;
  }

  /** The headers. The app's default headers (security headers) are added when the response is sent and are not among them. */
  get headers(): HeaderMap {
    if (this.headerMap === null) {
      this.headerMap = HeaderMap.fromTrusted(
        this.soleType === null ? [] : ["content-type", this.soleType],
      );
      this.soleType = null;
    }
    return this.headerMap;
  }

  /** The content type with its parameters, or null. */
  get type(): string | null {
    return this.headerMap === null ? this.soleType : this.headerMap.get("content-type");
  }

  set type(type: string) {
    if (this.headerMap === null) this.soleType = type;
    else this.headerMap.set("content-type", type);
  }

  /** Says whether the status is a 2xx one. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** Says whether the body is sent piece by piece. */
  get isStreamed(): boolean {
    const body = this.body;
    return body !== null && typeof body === "object" && !(body instanceof Uint8Array);
  }

  /**
   * Sends a cookie, and gives this response.
   *
   * A cookie that this response sets already (same name, domain, path and jar) is replaced; one of the same name with another path stays.
   *
   * @throws FlagonError `http.cookie-name`, `http.cookie-value`, `http.cookie-attribute`, `http.cookie-prefix`, as `formatCookie` does
   * @example
   * return makeResponse({ theme: "dark" }).setCookie("theme", "dark", { maxAgeSeconds: 3600, httpOnly: true, sameSite: "lax" });
   * @see RFC 6265 section 4.1
   */
  setCookie(name: string, value: string, options?: CookieOptions): this {
    return this.#putCookie(formatCookie(name, value, options));
  }

  /**
   * Tells the browser to forget a cookie, and gives this response.
   *
   * `path` and `domain` must be those that it was set with; a `__Host-` or `__Secure-` name needs `secure: true` here, too.
   *
   * @throws FlagonError as `setCookie` does
   */
  deleteCookie(name: string, options?: CookieOptions): this {
    return this.#putCookie(formatDeletedCookie(name, options));
  }

  #putCookie(line: string): this {
    const { headers } = this;
    // RFC 6265 section 4.1.1: a server should not send two lines for one cookie.
    const identity = cookieIdentity(line);
    const others = headers.getSetCookie().filter((other) => cookieIdentity(other) !== identity);
    headers.delete("set-cookie");
    for (const other of others) headers.appendTrusted("set-cookie", other);
    headers.append("set-cookie", line);
    return this;
  }

  /** Adds names to the `Vary` header that are not in it yet (RFC 9110 section 12.5.5). */
  vary(...names: string[]): void {
    const present = this.headers.get("vary");
    const known = new Set(present?.split(",").map((name) => name.trim().toLowerCase()));
    if (known.has("*")) return;
    for (const name of names) {
      if (!known.has(name.toLowerCase())) this.headers.append("vary", name);
      known.add(name.toLowerCase());
    }
  }

  /** Sends this response without one of the app's default headers, such as `x-frame-options`. */
  omitDefault(name: string): void {
    (this.omitted ??= []).push(name.toLowerCase());
  }

  /** Calls back once the response has been sent or given up, whichever comes first: to free what a stream holds. */
  onClose(callback: () => void): void {
    (this.#closers ??= []).push(callback);
  }

  /** Says that the response has been sent or given up. The servers call it; callbacks run once. */
  close(): void {
    const closers = this.#closers;
    if (closers === null) return;
    this.#closers = null;
    for (const closer of closers) closer();
  }

  /** Reads the whole body as bytes; a streamed body is then kept as bytes, so that it can still be sent. */
  async bytes(): Promise<Uint8Array> {
    if (this.body === null) return new Uint8Array(0);
    if (typeof this.body === "string") return new TextEncoder().encode(this.body);
    if (this.body instanceof Uint8Array) return this.body;
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.body as AsyncIterable<Chunk>) {
      chunks.push(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
    }
    const whole = joinBytes(chunks);
    this.body = whole;
    return whole;
  }

  /** Reads the whole body as text. */
  async text(): Promise<string> {
    return typeof this.body === "string" ? this.body : new TextDecoder().decode(await this.bytes());
  }

  /** Reads the whole body as JSON. */
  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}

/** Puts chunks into one array. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
