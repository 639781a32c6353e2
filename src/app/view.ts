/** The shapes that meet at a route: views, middleware, hooks, and what a view may return. */

import type { MaybePromise } from "../http/handler.ts";
import type { FlagonResponse } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";

/**
 * What a view may return: everything but `undefined`, which is the mark of a forgotten `return`.
 *
 * Text becomes a page, an object or array JSON, `[body, status, headers]` what it says, a `Response` itself, a stream or async iterable a
 * streamed body.
 */
export type ViewResult = string | number | boolean | bigint | null | (object & { then?: never });

/** A function that answers a route: `(request, params)`. It may be async. */
export type View<Params = Record<string, unknown>> = (
  request: FlagonRequest,
  params: Params,
) => MaybePromise<ViewResult>;

/** What a view function may say of itself, as class views do. */
export interface ViewMarks {
  /** The methods that `app.route()` takes where its options name none. */
  readonly methods?: readonly string[];
  /** Middleware around the view, inside of the route's own. */
  readonly use?: readonly Middleware[];
}

/** One link of the chain that a request goes down: takes the request, gives the response. */
export type Handler = (request: FlagonRequest) => MaybePromise<FlagonResponse>;

/**
 * Turns a handler into a handler: what wraps requests.
 *
 * Options are read once, the chain is folded once. `next(request)` never throws for what a view throws: errors have become responses.
 *
 * @example
 * const timing: Middleware = (next) => async (request) => {
 *   const start = performance.now();
 *   const response = await next(request);
 *   response.headers.set("Server-Timing", `app;dur=${performance.now() - start}`);
 *   return response;
 * };
 */
export type Middleware = (next: Handler) => Handler;

/** Runs before the view; what it returns, unless undefined, is the answer and the view is not called. */
export type BeforeHook = (request: FlagonRequest) => MaybePromise<ViewResult | undefined | void>;

/** Runs after the view, errors included; may change the response or give another. */
export type AfterHook = (
  response: FlagonResponse,
  request: FlagonRequest,
) => MaybePromise<FlagonResponse | undefined | void>;

/** Runs when the response is done, whatever happened; `error` is what a view threw and nobody handled. */
export type TeardownHook = (error: unknown, request: FlagonRequest) => MaybePromise<unknown>;

/** Answers an error of a class or status. */
export type ErrorHandler<E = unknown> = (
  error: E,
  request: FlagonRequest,
) => MaybePromise<ViewResult>;

/** Gives names that every template of the app, or of a blueprint, can use. */
export type ContextProcessor = (request: FlagonRequest) => MaybePromise<Record<string, unknown>>;

/** May read, change and take away the values of a rule before the view sees them. */
export type UrlValuePreprocessor = (
  request: FlagonRequest,
  values: Record<string, unknown>,
) => void;

/** May add the values that urls are built with. */
export type UrlDefaults = (endpoint: string, values: Record<string, unknown>) => void;
