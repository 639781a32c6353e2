/** The seam between the framework and a runtime: one request as it came, seen the same on every platform. */

import { NotImplemented } from "./errors.ts";

/** What stands for the address of whoever comes by a unix socket: a program of this machine. nginx calls it the same. */
export const UNIX_PEER = "unix:";

/**
 * One request as the runtime has it.
 *
 * Each runtime implements it once (Node over its own messages, the others over a web `Request`), and an app only ever sees one class of
 * it, which keeps its call sites monomorphic. Nothing is parsed before it is asked for.
 */
export interface Exchange {
  /** The method as it came; methods are case-sensitive. */
  readonly method: string;
  /** The request target as it came: usually a path with its query. */
  readonly target: string;
  /** The scheme of the connection itself, whatever proxies say. */
  readonly scheme: "http" | "https";
  /** The address of the socket's other end; {@link UNIX_PEER} on a unix socket, the empty string where the platform does not tell. */
  readonly peerAddress: string;
  /** A signal that aborts when the client leaves before its answer is complete. */
  readonly signal: AbortSignal;
  /**
   * Gives a header by its lower-case name.
   *
   * Several lines of one name are joined as RFC 9110 section 5.3 says (cookies with a semicolon); of headers that may come once only, such
   * as `content-type`, the first counts.
   */
  header(name: string): string | undefined;
  /** Gives all header lines as `[name, value, …]` in the order and case in which they came, where the platform keeps these. */
  headerLines(): readonly string[];
  /** Says whether the request announces a body. */
  hasBody(): boolean;
  /**
   * Reads the body to its end, once.
   *
   * @throws ContentTooLarge as soon as the body is known to exceed `limitBytes`, BadRequest when it ends early, NotImplemented for a
   * transfer coding beside `chunked`.
   */
  readBody(limitBytes: number): PromiseLike<Uint8Array>;
  /** Gives the body as a stream with backpressure that is read at most once, or null where there is none. */
  bodyStream(limitBytes: number): ReadableStream<Uint8Array> | null;
  /** Is told of errors of the app's own code, for test clients that raise them. */
  onFault?(error: unknown): void;
  /** Gives the platform's own objects: `{ incoming, outgoing }` on Node, `{ request }` elsewhere. */
  readonly platform: Platform;
}

/** The platform's own objects behind a request. Each is there only where the platform has it. */
export interface Platform {
  /** Node's IncomingMessage. */
  readonly incoming?: unknown;
  /** Node's ServerResponse. */
  readonly outgoing?: unknown;
  /** The web `Request`. */
  readonly request?: Request;
  /** What the platform handed over besides: `env` and the execution context on workerd, the server on Bun. */
  readonly extras?: readonly unknown[];
}

/** Headers of which a message may have one only; of several lines the first counts. */
const SINGLE: ReadonlySet<string> = new Set([
  "age",
  "authorization",
  "content-length",
  "content-type",
  "etag",
  "expires",
  "from",
  "host",
  "if-modified-since",
  "if-unmodified-since",
  "last-modified",
  "location",
  "max-forwards",
  "origin",
  "proxy-authorization",
  "referer",
  "retry-after",
  "server",
  "user-agent",
]);

/**
 * Finds a header in flat lines `[name, value, …]`, by its lower-case name.
 *
 * Costs a scan of some 20 ns for the usual dozen of headers, where building an object of all costs 300.
 */
export function findHeader(lines: readonly string[], name: string): string | undefined {
  const length = name.length;
  for (let at = 0; at < lines.length; at += 2) {
    const line = lines[at]!;
    if (line.length === length && isNamed(line, name)) {
      return SINGLE.has(name) ? lines[at + 1] : joinHeader(lines, name, at);
    }
  }
  return undefined;
}

/** Compares a field name as it came with one in lower case and of the same length, without making a new string of it. */
function isNamed(line: string, name: string): boolean {
  for (let at = 0; at < name.length; at++) {
    const code = line.charCodeAt(at);
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    if (lower !== name.charCodeAt(at)) return false;
  }
  return true;
}

function joinHeader(lines: readonly string[], name: string, first: number): string {
  let value = lines[first + 1]!;
  for (let at = first + 2; at < lines.length; at += 2) {
    const line = lines[at]!;
    if (line.length === name.length && isNamed(line, name)) {
      value += (name === "cookie" ? "; " : ", ") + lines[at + 1]!;
    }
  }
  return value;
}

/** Counts the lines of a header, by its lower-case name. */
export function countHeader(lines: readonly string[], name: string): number {
  let count = 0;
  for (let at = 0; at < lines.length; at += 2) {
    const line = lines[at]!;
    if (line.length === name.length && isNamed(line, name)) count++;
  }
  return count;
}

/**
 * Gives the refusal of a body in a transfer coding that nobody here takes off: read as it came, it would be compressed bytes in the place of
 * its text.
 *
 * @see RFC 9112 section 6.1
 */
export function refuseCoding(coding: string | null | undefined): NotImplemented | undefined {
  if (coding === null || coding === undefined || coding.toLowerCase() === "chunked")
    return undefined;
  return new NotImplemented("The body has to come without a transfer coding other than chunked.");
}
