/** Conditional requests: whether to send the body (200), say that nothing changed (304), or refuse (412). */

import { parseDate } from "./dates.ts";
import { ETags, generateEtag, unquoteEtag } from "./etags.ts";
import { parseIfRange } from "./ranges.ts";

/** Gives a request header by its lower-case name. */
export type HeaderReader = (name: string) => string | null | undefined;

/** What is known of the body that a request would get. */
export interface Validators {
  /** The tag as it is sent: `"v1"` or `W/"v1"`; text without quotes is a strong tag. */
  etag?: string | undefined;
  /** The last change; fractions of a second do not count. */
  lastModified?: Date | undefined;
}

/** What `checkPreconditions` found: go on, answer 304, or answer 412. */
export type PreconditionResult = "proceed" | "not-modified" | "failed";

/**
 * Weighs `If-Match`, `If-Unmodified-Since`, `If-None-Match` and `If-Modified-Since` in the order of the RFC.
 *
 * A tag beats a date. Without any of these headers the answer is "proceed". For GET and HEAD a match of `If-None-Match` is
 * "not-modified", for other methods "failed".
 *
 * @see RFC 9110 section 13.2.2
 */
export function checkPreconditions(
  method: string,
  header: HeaderReader,
  current: Validators,
): PreconditionResult {
  const tag = unquoteEtag(current.etag);
  if (isRefused(header, tag, current.lastModified)) return "failed";
  const isRead = method === "GET" || method === "HEAD";
  const ifNoneMatch = header("if-none-match");
  if (ifNoneMatch) {
    const tags = ETags.parse(ifNoneMatch);
    const matches = tag === undefined ? tags.star : tags.hasWeak(tag.value);
    if (!matches) return "proceed";
    return isRead ? "not-modified" : "failed";
  }
  if (!isRead || current.lastModified === undefined) return "proceed";
  const since = parseDate(header("if-modified-since"));
  return since !== undefined && seconds(current.lastModified) <= seconds(since)
    ? "not-modified"
    : "proceed";
}

function isRefused(
  header: HeaderReader,
  tag: ReturnType<typeof unquoteEtag>,
  lastModified: Date | undefined,
): boolean {
  const ifMatch = header("if-match");
  if (ifMatch) {
    const tags = ETags.parse(ifMatch);
    if (tags.star) return false;
    return tag === undefined || tag.weak || !tags.has(tag.value);
  }
  const until = parseDate(header("if-unmodified-since"));
  return (
    until !== undefined && lastModified !== undefined && seconds(lastModified) > seconds(until)
  );
}

/**
 * Tells whether a `Range` may be honoured: true without `If-Range`, else only when its tag or date is exactly the current one.
 *
 * @see RFC 9110 section 13.1.5
 */
export function isRangeCurrent(header: HeaderReader, current: Validators): boolean {
  const ifRange = header("if-range");
  if (!ifRange) return true;
  const { etag, date } = parseIfRange(ifRange);
  if (date !== undefined) {
    return current.lastModified !== undefined && seconds(current.lastModified) === seconds(date);
  }
  const tag = unquoteEtag(current.etag);
  return etag !== undefined && tag !== undefined && !tag.weak && tag.value === etag;
}

/** Options of `isResourceModified`. */
export interface ModifiedOptions extends Validators {
  /** The body, where its tag is still to be made. */
  body?: string | Uint8Array | undefined;
  /** True weighs `If-Range` too, where there is a `Range`. Default false. */
  useIfRange?: boolean;
}

/**
 * Tells whether the body differs from what the client has, for any method and in one boolean, as Werkzeug's function does.
 *
 * `checkPreconditions` follows the RFC and is what Flagon itself uses; here a failed `If-Match` counts as "not modified".
 *
 * @throws TypeError when both `etag` and `body` are given.
 */
export function isResourceModified(header: HeaderReader, options: ModifiedOptions): boolean {
  const { body, lastModified, useIfRange = false } = options;
  if (body !== undefined && options.etag !== undefined) {
    throw new TypeError("Give the body or its tag, not both.");
  }
  const etag = body === undefined ? options.etag : generateEtag(body);
  const range = header("range");
  const ifRange =
    useIfRange && range !== undefined && range !== null ? parseIfRange(header("if-range")) : {};
  const since = ifRange.date ?? parseDate(header("if-modified-since"));
  const unmodified =
    since !== undefined && lastModified !== undefined && seconds(lastModified) <= seconds(since);
  const value = unquoteEtag(etag)?.value;
  if (value === undefined) return !unmodified;
  if (ifRange.etag !== undefined) return !ETags.parse(ifRange.etag).has(value);
  return !unmodifiedByTags(header, value, unmodified);
}

function unmodifiedByTags(header: HeaderReader, value: string, byDate: boolean): boolean {
  const ifMatch = ETags.parse(header("if-match"));
  if (!ifMatch.isEmpty) return !ifMatch.strong.has(value);
  const ifNoneMatch = ETags.parse(header("if-none-match"));
  return ifNoneMatch.isEmpty ? byDate : ifNoneMatch.hasWeak(value);
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
