/** Turns what a view returned into a response. */

import { FlagonError } from "../base/errors.ts";
import { SafeHtml } from "../base/safe-html.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import type { HeaderSource } from "../http/headers.ts";
import { chain } from "../http/later.ts";
import {
  type Chunk,
  FlagonResponse,
  HTML_TYPE,
  JSON_TYPE,
  type ResponseOptions,
} from "../http/response.ts";
import { isFinalStatus } from "../http/status.ts";
import { toJson } from "./json.ts";

/** Says who returned a value, for the error that is thrown when it is none; asked only then. */
export type Teller = () => string;

/**
 * Gives the response that a view's value stands for.
 *
 * @throws FlagonError `app.view-returned-nothing`, `app.view-result` for a function or symbol, `app.json` for what JSON cannot hold
 */
export function respond(value: unknown, tell: Teller = unknown): FlagonResponse {
  if (typeof value === "string") return FlagonResponse.ofType(HTML_TYPE, value);
  if (value instanceof FlagonResponse) return value;
  if (typeof value === "object" && value !== null) return respondObject(value, tell);
  if (value === undefined) throw returnedNothing(tell);
  if (typeof value === "function" || typeof value === "symbol") throw unusable(value, tell);
  return FlagonResponse.ofType(JSON_TYPE, toJson(value));
}

/** Does what {@link respond} does for a value that may come later, or whose body may: `[request.render("missing.html"), 404]`. */
export function respondLater(
  value: MaybePromise<unknown>,
  tell: Teller,
): MaybePromise<FlagonResponse> {
  if (isThenable(value)) return chain(value, (settled) => respondLater(settled, tell));
  if (!Array.isArray(value) || !isThenable(value[0]) || !isTuple(value))
    return respond(value, tell);
  const [, status, headers] = value;
  return chain(value[0], (body) => respondTuple([body, status, headers], tell));
}

function respondObject(value: object, tell: Teller): FlagonResponse {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return FlagonResponse.ofType(JSON_TYPE, toJson(value));
  if (Array.isArray(value))
    return isTuple(value)
      ? respondTuple(value, tell)
      : FlagonResponse.ofType(JSON_TYPE, toJson(value));
  if (value instanceof Response) return fromWeb(value);
  if (value instanceof Uint8Array) return FlagonResponse.ofType("application/octet-stream", value);
  if (value instanceof ArrayBuffer)
    return FlagonResponse.ofType("application/octet-stream", new Uint8Array(value));
  if (value instanceof Blob) return fromBlob(value);
  if (value instanceof URLSearchParams)
    return FlagonResponse.ofType("application/x-www-form-urlencoded;charset=UTF-8", String(value));
  if (value instanceof ReadableStream || Symbol.asyncIterator in value) {
    return FlagonResponse.ofType(HTML_TYPE, value as AsyncIterable<Chunk>);
  }
  if (isThenable(value)) throw pendingBody(tell);
  if (isIterator(value)) return FlagonResponse.ofType(HTML_TYPE, iterate(value));
  if (value instanceof SafeHtml) return FlagonResponse.ofType(HTML_TYPE, String(value));
  return FlagonResponse.ofType(JSON_TYPE, toJson(value));
}

/**
 * Says whether an array is `[body, status]` or `[body, status, headers]` and not a list to be sent as JSON.
 *
 * The second member must be a final status and the first no bare number or boolean, so that lists of numbers stay lists.
 */
function isTuple(value: readonly unknown[]): value is [unknown, number, HeaderSource?] {
  if (value.length !== 2 && value.length !== 3) return false;
  const [body, status, headers] = value;
  if (!isFinalStatus(status) || typeof body === "number" || typeof body === "boolean") return false;
  return value.length === 2 || (typeof headers === "object" && headers !== null);
}

function respondTuple(
  [body, status, headers]: [unknown, number, HeaderSource?],
  tell: Teller,
): FlagonResponse {
  const response = body === null ? new FlagonResponse(null) : respond(body, tell);
  response.status = status;
  if (headers !== undefined) applyHeaders(response, headers);
  return response;
}

function applyHeaders(response: FlagonResponse, source: HeaderSource): void {
  const pairs =
    Symbol.iterator in source
      ? [...(source as Iterable<readonly [string, string]>)]
      : Object.entries(source);
  const replaced = new Set<string>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (!replaced.has(key) && key !== "set-cookie") response.headers.delete(key);
    replaced.add(key);
    for (const one of Array.isArray(value) ? (value as string[]) : [value as string | undefined]) {
      if (one !== undefined) response.headers.append(name, one);
    }
  }
}

/** Copies a web response: its headers may be immutable, and its body is read once. */
export function fromWeb(source: Response): FlagonResponse {
  const response = new FlagonResponse(source.body, {
    status: source.status === 0 ? 500 : source.status,
  });
  for (const [name, value] of source.headers) response.headers.append(name, value);
  return response;
}

function fromBlob(blob: Blob): FlagonResponse {
  const response = FlagonResponse.ofType(
    blob.type === "" ? "application/octet-stream" : blob.type,
    blob.stream(),
  );
  response.headers.set("content-length", String(blob.size));
  return response;
}

function isIterator(value: object): value is Iterator<Chunk> & object {
  return typeof (value as { next?: unknown }).next === "function" && Symbol.iterator in value;
}

async function* iterate(source: Iterator<Chunk> & object): AsyncGenerator<Chunk> {
  yield* source as unknown as Iterable<Chunk>;
}

function unknown(): string {
  return "a view";
}

function returnedNothing(tell: Teller): FlagonError {
  return new FlagonError("The view returned undefined, which cannot be sent.", {
    code: "app.view-returned-nothing",
    where: tell(),
    mend: "Return a value on every way through the view. For an empty answer: return [null, 204].",
  });
}

function pendingBody(tell: Teller): FlagonError {
  return new FlagonError("What is to be sent has a promise where its body should be.", {
    code: "app.view-result",
    where: tell(),
    mend: "Await it: [await page, 404].",
  });
}

function unusable(value: unknown, tell: Teller): FlagonError {
  return new FlagonError(`The view returned a ${typeof value}, which cannot be sent.`, {
    code: "app.view-result",
    where: tell(),
    mend:
      typeof value === "function"
        ? "Call the function and return what it gives."
        : "Return text, an object, a tuple [body, status, headers], a Response or a stream.",
  });
}

/**
 * Makes a response from anything that a view may return, to set more of it than its body.
 *
 * @example
 * const response = makeResponse({ id: 7 }, { status: 201 });
 * response.headers.set("Location", "/users/7");
 */
export function makeResponse(
  value: unknown,
  { status, headers }: ResponseOptions = {},
): FlagonResponse {
  const response = respond(value, () => "makeResponse()");
  if (status !== undefined) response.status = status;
  if (headers !== undefined) applyHeaders(response, headers);
  return response;
}

/**
 * Answers with JSON, whatever the value: lists that look like `[body, status]` too.
 *
 * @throws FlagonError `app.json` for what JSON cannot hold, such as a cycle.
 */
export function json(value: unknown, options: ResponseOptions = {}): FlagonResponse {
  const response = FlagonResponse.ofType(JSON_TYPE, toJson(value), options.status);
  if (options.headers !== undefined) applyHeaders(response, options.headers);
  return response;
}
