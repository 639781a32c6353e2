/** Turns what was thrown into a response: the user's error handlers first, Flagon's own pages last. */

import { HttpError, httpErrorOf, InternalServerError } from "../http/errors.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import { chain } from "../http/later.ts";
import { FlagonResponse } from "../http/response.ts";
import type { Flagon } from "./app.ts";
import type { ErrorKind } from "./blueprint-parts.ts";
import { errorPage } from "./error-page.ts";
import type { FlagonRequest } from "./request.ts";
import { respondLater } from "./respond.ts";
import type { ErrorHandler } from "./view.ts";

/** What one blueprint says about errors. */
export interface HandlerScope {
  readonly errorHandlers: readonly {
    readonly kind: ErrorKind<unknown>;
    readonly handler: ErrorHandler;
  }[];
  readonly errorStatuses: readonly {
    readonly kind: ErrorKind<unknown>;
    readonly status: number;
  }[];
}

/** Knows the error handlers that count for a route, the nearest blueprint's first. */
export class Recovery {
  readonly #app: Flagon;
  readonly #scopes: readonly HandlerScope[];

  constructor(app: Flagon, scopes: readonly HandlerScope[]) {
    this.#app = app;
    this.#scopes = scopes;
  }

  /** Gives the response for what was thrown. Never throws and never rejects: if a handler fails too, a plain 500 is the answer. */
  recover(error: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> {
    request.thrown = error;
    try {
      const answer = this.#answer(error, request);
      if (!isThenable(answer)) return answer;
      return chain(answer, null, (failure: unknown) => this.#giveUp(failure, request));
    } catch (failure) {
      return this.#giveUp(failure, request);
    }
  }

  #answer(error: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> {
    const visible = error instanceof HttpError ? error : this.#visible(error);
    // A suspicious refusal stays on record, whatever else fails on the way out.
    if (visible === error && request.refusal?.suspicion === undefined) request.refusal = visible;
    const own = this.#find(error);
    const handler = own ?? (visible === error ? undefined : this.#find(visible));
    if (visible !== error && own === undefined && visible.status >= 500) {
      this.#app.reportFault(error, request);
      const page = handler === undefined ? this.#app.debugPage(error, request) : undefined;
      if (page !== undefined) return page;
    } else if (visible.status >= 500 && handler === undefined) {
      this.#app.reportFault(visible, request);
    }
    if (handler === undefined)
      return this.#app.missingPage(visible, request) ?? errorPage(visible, request);
    const value = handler(own === undefined ? visible : error, request);
    if (isThenable(value)) return chain(value, (settled) => handled(settled, visible));
    return handled(value, visible);
  }

  #find(error: unknown): ErrorHandler | undefined {
    for (const { errorHandlers } of this.#scopes) {
      const found = findIn(errorHandlers, error);
      if (found !== undefined) return found.handler;
    }
    return undefined;
  }

  /** What the visitor is told of an error that is none of HTTP. */
  #visible(error: unknown): HttpError {
    for (const { errorStatuses } of this.#scopes) {
      const found = findIn(errorStatuses, error);
      if (found !== undefined) return httpErrorOf(found.status, { cause: error });
    }
    return new InternalServerError(undefined, { cause: error });
  }

  /** A handler has failed: in debug mode its error is shown as any other. */
  #giveUp(failure: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> {
    this.#app.reportFault(failure, request);
    const plain = (): FlagonResponse => errorPage(new InternalServerError(), request);
    const page = this.#app.debugPage(failure, request) ?? plain();
    return isThenable(page) ? chain(page, null, plain) : page;
  }
}

/** Gives the entry of the most special class that `error` belongs to; one for its status counts more than one for all HTTP errors. */
function findIn<Entry extends { readonly kind: ErrorKind<unknown> }>(
  entries: readonly Entry[],
  error: unknown,
): Entry | undefined {
  let best: Entry | undefined;
  let bestRank = 0;
  for (const entry of entries) {
    const { kind } = entry;
    const rank = typeof kind === "number" ? rankOfStatus(kind, error) : rankOfClass(kind, error);
    // Of two that fit equally well the later one counts, as a later setting does.
    if (rank > 0 && rank >= bestRank) [best, bestRank] = [entry, rank];
  }
  return best;
}

const STATUS_RANK = 3.5;

function rankOfStatus(status: number, error: unknown): number {
  return error instanceof HttpError && error.status === status ? STATUS_RANK : 0;
}

/** Counts the classes above: Object 1, Error 2, HttpError 3, NotFound 4. */
function rankOfClass(kind: abstract new (...args: never[]) => unknown, error: unknown): number {
  if (!(error instanceof kind)) return 0;
  let rank = 0;
  for (
    let prototype: unknown = kind.prototype;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype)
  )
    rank++;
  return rank;
}

/** Gives a handler's answer the status of the error, unless the answer says a status itself. */
function handled(value: unknown, error: HttpError): MaybePromise<FlagonResponse> {
  const saysStatus =
    value instanceof FlagonResponse || value instanceof Response || Array.isArray(value);
  const response = respondLater(value, () => `the error handler for ${error.name}`);
  if (!isThenable(response) && !saysStatus) response.status = error.status;
  return response;
}
