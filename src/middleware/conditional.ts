/** Conditional requests: 304 for what the client has already, 412 for what has changed under its hands. */

import type { FlagonRequest } from "../app/request.ts";
import type { Middleware } from "../app/view.ts";
import { checkPreconditions, type PreconditionResult } from "../http/conditional.ts";
import { formatDate, parseDate } from "../http/dates.ts";
import { PreconditionFailed } from "../http/errors.ts";
import { generateEtag, quoteEtag } from "../http/etags.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import { goOn } from "../http/later.ts";
import { FlagonResponse } from "../http/response.ts";

/** Headers that a 304 may not have: they are about a body that it does not bring (RFC 9110 section 15.4.5). */
const ABOUT_THE_BODY = ["content-type", "content-length", "content-encoding", "content-language"];

/**
 * Gives every answer to GET that has none an entity tag made of its body, and answers 304 where the client has that body.
 *
 * It saves the sending, not the making: {@link condition} saves both. Streams are left alone. Put it inside of `compress()`.
 *
 * @example
 * app.use(compress(), conditional());
 * @see RFC 9110 section 13
 */
export function conditional(): Middleware {
  return (next) => (request) => {
    const { method } = request;
    if (method !== "GET" && method !== "HEAD") return next(request);
    return goOn(next(request), leave, request);
  };
}

function leave(response: FlagonResponse, request: FlagonRequest): FlagonResponse {
  if (response.status !== 200) return response;
  const { body, headers } = response;
  if (!headers.has("etag") && isWhole(body))
    headers.setTrusted("etag", quoteEtag(generateEtag(body)));
  const etag = headers.get("etag") ?? undefined;
  const lastModified = parseDate(headers.get("last-modified"));
  const result = checkPreconditions(request.method, (name) => request.header(name), {
    etag,
    lastModified,
  });
  if (result === "failed") throw new PreconditionFailed();
  return result === "not-modified" ? withoutBody(response) : response;
}

function isWhole(body: FlagonResponse["body"]): body is string | Uint8Array {
  return typeof body === "string" || body instanceof Uint8Array;
}

function withoutBody(response: FlagonResponse): FlagonResponse {
  response.status = 304;
  discard(response);
  for (const name of ABOUT_THE_BODY) response.headers.delete(name);
  return response;
}

/** Takes the body away, and tells a stream that nobody will read it. */
function discard(response: FlagonResponse): void {
  const { body } = response;
  response.body = null;
  if (body instanceof ReadableStream) void body.cancel().catch(() => {});
}

/** What is known of an answer before it is made. */
export interface ConditionOptions {
  /** Gives the entity tag: `"v7"` in quotes, `W/"v7"` for a weak one, or text without quotes for a strong one; undefined for none. */
  etag?: (request: FlagonRequest) => MaybePromise<string | undefined>;
  /** Gives the time of the last change, or undefined. */
  lastModified?: (request: FlagonRequest) => MaybePromise<Date | undefined>;
}

/**
 * Asks what the answer would be before the view makes it: 304 or 412 without a call of the view, else the view's answer with both headers.
 *
 * @example
 * const isCurrent = condition({ lastModified: async () => new Date(0) });
 * app.get("/feed", { use: [isCurrent] }, () => "…");
 */
export function condition({ etag, lastModified }: ConditionOptions): Middleware {
  return (next) => (request) => {
    const known = [etag?.(request), lastModified?.(request)] as const;
    const judge = ([tag, date]: readonly [
      string | undefined,
      Date | undefined,
    ]): MaybePromise<FlagonResponse> => {
      const current = { etag: tag === undefined ? undefined : asTag(tag), lastModified: date };
      const result = checkPreconditions(request.method, (name) => request.header(name), current);
      return goOn(answerFor(result) ?? next(request), addValidators, current);
    };
    if (isThenable(known[0]) || isThenable(known[1])) return Promise.all(known).then(judge);
    return judge(known as readonly [string | undefined, Date | undefined]);
  };
}

function asTag(tag: string): string {
  return /^(?:W\/)?".*"$/s.test(tag) ? tag : quoteEtag(tag);
}

function answerFor(result: PreconditionResult): FlagonResponse | undefined {
  if (result === "failed") throw new PreconditionFailed();
  return result === "not-modified" ? new FlagonResponse(null, { status: 304 }) : undefined;
}

function addValidators(
  response: FlagonResponse,
  { etag, lastModified }: { etag: string | undefined; lastModified: Date | undefined },
): FlagonResponse {
  const { headers } = response;
  if (!response.ok && response.status !== 304) return response;
  if (etag !== undefined && !headers.has("etag")) headers.set("etag", etag);
  if (lastModified !== undefined && !headers.has("last-modified"))
    headers.set("last-modified", formatDate(lastModified));
  return response;
}
