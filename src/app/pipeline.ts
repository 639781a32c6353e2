/** Folds hooks, middleware and view of a route into one plan, once, so that a request only walks flat arrays. */

import { FlagonError } from "../base/errors.ts";
import { chain } from "../http/later.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import type { RequestLimits } from "../http/request.ts";
import { FlagonResponse } from "../http/response.ts";
import type { Recovery } from "./recover.ts";
import type { FlagonRequest } from "./request.ts";
import type { RouteOptions } from "./route.ts";
import { respondLater } from "./respond.ts";
import type {
  AfterHook,
  BeforeHook,
  ContextProcessor,
  Handler,
  Middleware,
  TeardownHook,
  UrlValuePreprocessor,
} from "./view.ts";

/** Everything that a matched request goes through, outermost blueprint first. */
export interface PlanParts {
  /** The full endpoint, blueprint names included; undefined where no route matched. */
  endpoint: string | undefined;
  /** Names of the blueprints from the outermost to the nearest. */
  blueprints: readonly string[];
  /** Where the route stands in the user's words. */
  where: string;
  /** The route's options, those of batteries among them; none where no route matched. */
  options: RouteOptions;
  /** Limits of the body, where the route has its own. */
  limits: RequestLimits | undefined;
  preprocessors: readonly UrlValuePreprocessor[];
  before: readonly BeforeHook[];
  after: readonly AfterHook[];
  teardown: readonly TeardownHook[];
  contextProcessors: readonly ContextProcessor[];
  middleware: readonly Middleware[];
  recovery: Recovery;
  /** Gives what the view returned. */
  view: (request: FlagonRequest) => MaybePromise<FlagonResponse>;
}

/**
 * What becomes of a request that matched a route.
 *
 * `run` stays in one tick as long as nothing it calls is async; each async step costs one promise, and no step makes a closure per request
 * unless it is async.
 */
export class Plan {
  readonly parts: PlanParts;
  readonly #before: readonly BeforeHook[];
  readonly #after: readonly AfterHook[];
  readonly #handler: Handler;

  constructor(parts: PlanParts) {
    this.parts = parts;
    this.#before = parts.before;
    // As in Flask, what was added last runs first on the way out, and the nearest blueprint before the app.
    this.#after = parts.after.toReversed();
    // Middleware sees what the visitor will see, errors included; without any, `run` makes responses of them.
    const innermost: Handler =
      parts.middleware.length === 0 ? parts.view : (request) => this.#callView(request);
    this.#handler = fold(parts.middleware, innermost, parts.where);
  }

  /** Runs hooks, middleware and view. Never throws: every error has become a response. */
  run(request: FlagonRequest): MaybePromise<FlagonResponse> {
    let answer: MaybePromise<FlagonResponse>;
    try {
      for (const preprocess of this.parts.preprocessors) preprocess(request, request.params);
      answer = this.#before.length === 0 ? this.#handler(request) : this.#enter(request, 0);
    } catch (error) {
      answer = this.parts.recovery.recover(error, request);
    }
    if (!isThenable(answer)) return this.#out(request, answer);
    return chain(answer, this.#onAnswer, this.#onFailure, request);
  }

  readonly #onAnswer = (
    response: FlagonResponse,
    request: FlagonRequest,
  ): MaybePromise<FlagonResponse> => this.#out(request, response);

  readonly #onFailure = (error: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> =>
    this.#recoverOut(error, request);

  #recoverOut(error: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> {
    const response = this.parts.recovery.recover(error, request);
    return isThenable(response)
      ? chain(response, (settled) => this.#out(request, settled))
      : this.#out(request, response);
  }

  /** Runs the hooks of the way out: the request's own first, which were added last. */
  #out(request: FlagonRequest, response: FlagonResponse): MaybePromise<FlagonResponse> {
    const own = request.takeAfter();
    if (own !== null) return this.#leave(request, response, [...own, ...this.#after]);
    return this.#after.length === 0 ? response : this.#leave(request, response, this.#after);
  }

  #callView(request: FlagonRequest): MaybePromise<FlagonResponse> {
    try {
      const answer = this.parts.view(request);
      return isThenable(answer) ? this.#settleView(request, answer) : answer;
    } catch (error) {
      return this.parts.recovery.recover(error, request);
    }
  }

  #settleView(
    request: FlagonRequest,
    answer: PromiseLike<FlagonResponse>,
  ): PromiseLike<FlagonResponse> {
    return chain(answer, null, (error: unknown) => this.parts.recovery.recover(error, request));
  }

  #enter(request: FlagonRequest, from: number): MaybePromise<FlagonResponse> {
    for (let at = from; at < this.#before.length; at++) {
      const value = this.#before[at]!(request);
      if (value === undefined) continue;
      if (isThenable(value)) return this.#enterLater(request, value, at + 1);
      return respondLater(value, () => `a beforeRequest hook of ${this.parts.where}`);
    }
    return this.#handler(request);
  }

  async #enterLater(
    request: FlagonRequest,
    value: PromiseLike<unknown>,
    next: number,
  ): Promise<FlagonResponse> {
    const settled = await value;
    if (settled !== undefined)
      return respondLater(settled, () => `a beforeRequest hook of ${this.parts.where}`);
    return this.#enter(request, next);
  }

  #leave(
    request: FlagonRequest,
    response: FlagonResponse,
    hooks: readonly AfterHook[],
  ): MaybePromise<FlagonResponse> {
    try {
      let current = response;
      for (let at = 0; at < hooks.length; at++) {
        const value = hooks[at]!(current, request);
        if (isThenable(value))
          return this.#leaveLater(request, { current, pending: value, rest: hooks.slice(at + 1) });
        if (value !== undefined) current = value as FlagonResponse;
      }
      return current;
    } catch (error) {
      return this.parts.recovery.recover(error, request);
    }
  }

  async #leaveLater(
    request: FlagonRequest,
    { current, pending, rest }: Leaving,
  ): Promise<FlagonResponse> {
    try {
      let response = ((await pending) as FlagonResponse | undefined) ?? current;
      for (const hook of rest)
        response = ((await hook(response, request)) as FlagonResponse | undefined) ?? response;
      return response;
    } catch (error) {
      return this.parts.recovery.recover(error, request);
    }
  }
}

/** The way out where it has become async: the response so far, the hook that is awaited, and those that follow. */
interface Leaving {
  current: FlagonResponse;
  pending: PromiseLike<unknown>;
  rest: readonly AfterHook[];
}

/** Folds middleware around a handler, the first one outermost. */
export function fold(
  middleware: readonly Middleware[],
  innermost: Handler,
  where: string,
): Handler {
  return middleware.reduceRight((next, wrap) => {
    const handler = wrap(next);
    if (typeof handler !== "function") throw noHandler(wrap, where);
    return handler;
  }, innermost);
}

/**
 * Checks what a chain of middleware gave.
 *
 * @throws FlagonError `app.middleware-result`
 */
export function assertResponse(value: unknown): asserts value is FlagonResponse {
  if (value instanceof FlagonResponse) return;
  throw new FlagonError(`A middleware gave ${describe(value)} instead of a response.`, {
    code: "app.middleware-result",
    where: "app.use()",
    mend: "Return what next(request) gives, or makeResponse(value).",
  });
}

function describe(value: unknown): string {
  return value === undefined
    ? "undefined (is a return missing?)"
    : `a value of type ${typeof value}`;
}

function noHandler(wrap: Middleware, where: string): FlagonError {
  return new FlagonError(
    `The middleware ${wrap.name || "(without a name)"} gave no handler when it was set up.`,
    {
      code: "app.middleware-shape",
      where,
      mend: "A middleware takes the next handler and returns a handler: (next) => (request) => next(request).",
    },
  );
}
