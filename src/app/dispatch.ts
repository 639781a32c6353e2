/**
 * The request as one ladder: `handle` -> `check` -> middleware -> `dispatch` -> plan (hooks, view, hooks) -> `finish`.
 *
 * docs/lifecycle.md tells it in the same words.
 */

import { BadRequest, Forbidden, MethodNotAllowed, NotFound } from "../http/errors.ts";
import { countHeader, type Exchange } from "../http/exchange.ts";
import {
  isThenable,
  type MaybePromise,
  type ServerSocket,
  type SocketSession,
} from "../http/handler.ts";
import { chain } from "../http/later.ts";
import { FlagonResponse } from "../http/response.ts";
import type { Flagon } from "./app.ts";
import type { Compiled } from "./compile.ts";
import { domainBinding, domainOf } from "./domains.ts";
import type { BindOptions } from "../routing/binding.ts";
import { redirectTo } from "./redirect.ts";
import { RefusalLog } from "./refusals.ts";
import { isForeignWrite } from "./origin-check.ts";
import { assertResponse, fold, type Plan } from "./pipeline.ts";
import { currentContext } from "./context.ts";
import { FlagonRequest } from "./request.ts";
import { signals } from "./signals.ts";
import { followStream } from "./streaming.ts";
import { UpgradeResponse } from "./upgrade.ts";
import type { Handler } from "./view.ts";

/** Answers exchanges for a compiled app. */
export class Dispatcher {
  readonly #app: Flagon;
  readonly #compiled: Compiled;
  readonly #chain: Handler;
  readonly #hasMiddleware: boolean;
  /** Where refusals are told. */
  readonly refusals: RefusalLog;

  constructor(app: Flagon, compiled: Compiled) {
    this.#app = app;
    this.#compiled = compiled;
    this.refusals = new RefusalLog(app);
    this.#hasMiddleware = app.parts.middleware.length > 0;
    this.#chain = fold(app.parts.middleware, (request) => this.dispatch(request), "app.use()");
  }

  /** Answers one exchange; never throws and never rejects. */
  handle(exchange: Exchange): MaybePromise<FlagonResponse> {
    const request = new FlagonRequest(this.#app, exchange);
    const context = currentContext.storage;
    if (context !== null) return context.run(request, this.#answer, request);
    return this.#answer(request);
  }

  readonly #answer = (request: FlagonRequest): MaybePromise<FlagonResponse> => {
    let answer: MaybePromise<FlagonResponse>;
    try {
      if (signals.requestStarted.hasReceivers) signals.requestStarted.send(this.#app, { request });
      this.check(request);
      answer = this.#chain(request);
      if (this.#hasMiddleware && !isThenable(answer)) assertResponse(answer);
    } catch (error) {
      answer = this.#compiled.missPlan.parts.recovery.recover(error, request);
    }
    if (isThenable(answer)) return this.#answerLater(request, answer);
    return this.finish(request, answer);
  };

  #answerLater(
    request: FlagonRequest,
    answer: PromiseLike<FlagonResponse>,
  ): PromiseLike<FlagonResponse> {
    const checked = this.#hasMiddleware ? chain(answer, asResponse) : answer;
    return chain(checked, this.#onResponse, this.#onFailure, request);
  }

  readonly #onResponse = (
    response: FlagonResponse,
    request: FlagonRequest,
  ): MaybePromise<FlagonResponse> => this.finish(request, response);

  readonly #onFailure = (error: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> => {
    const response = this.#compiled.missPlan.parts.recovery.recover(error, request);
    if (isThenable(response)) return chain(response, this.#onResponse, null, request);
    return this.finish(request, response);
  };

  /** Refuses what no code of the app should see: broken targets, foreign hosts, writes that another site sends. */
  check(request: FlagonRequest): void {
    const { exchange } = request;
    const authority = request.readTarget();
    const header = exchange.header("host");
    if (header === undefined || countHeader(exchange.headerLines(), "host") > 1) {
      throw new BadRequest("The request must have one Host header.");
    }
    if (!this.#app.hosts(header))
      throw new BadRequest("The request names a host that is not served here.", FOREIGN_HOST);
    if (authority !== undefined && authority.toLowerCase() !== header.toLowerCase()) {
      throw new BadRequest(
        "The request target and the Host header name different hosts.",
        FOREIGN_HOST,
      );
    }
    if (this.#app.forwarded !== undefined && !this.#app.hosts(request.host)) {
      throw new BadRequest(
        "The request was forwarded for a host that is not served here.",
        FOREIGN_HOST,
      );
    }
  }

  /** Finds the route and runs its plan. */
  dispatch(request: FlagonRequest): MaybePromise<FlagonResponse> {
    const { method, path } = request;
    // Doubled slashes in front are answered with a redirect, never served: `//admin` must not be another spelling of `/admin`.
    if (request.wantsSocket) return this.#dispatchSocket(request);
    const found =
      path.charCodeAt(1) === 47
        ? null
        : this.#compiled.map.find(method, path, domainOf(request, this.#compiled.domainRule));
    if (found === null) return this.#compiled.missPlan.run(request);
    const { plan } = found.target;
    request.params = found.params;
    request.plan = plan;
    if (plan.parts.limits !== undefined) request.limits = plan.parts.limits;
    if (method !== "GET" && isForeignWrite(request, found.target.route.options)) {
      return plan.parts.recovery.recover(
        new Forbidden("The request was sent by another site.", FOREIGN_WRITE),
        request,
      );
    }
    return plan.run(request);
  }

  /** Answers what no route matched. */
  answerMiss(request: FlagonRequest): MaybePromise<FlagonResponse> {
    const { map } = this.#compiled;
    const { method, path } = request;
    if (path === "*" && method === "OPTIONS")
      return new FlagonResponse(null, {
        status: 204,
        headers: { allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" },
      });
    const outcome = map.explain({
      method,
      path,
      query: request.search.slice(1),
      ...this.#missBinding(request),
    });
    switch (outcome.kind) {
      case "found":
        return redirectTo(
          `${request.rootPath}/${request.rawPath.replace(/^\/+/, "")}${request.search}`,
          308,
        );
      case "redirect":
        return redirectTo(outcome.location, outcome.code);
      case "method-not-allowed":
        return this.#refuseMethod(request, outcome.allowed);
      case "websocket-mismatch":
        throw new BadRequest("This address takes WebSocket connections only.");
      case "not-found":
        throw new NotFound();
    }
  }

  /** Answers a WebSocket handshake by the same ladder: a refusal, or the conversation. */
  async upgrade(exchange: Exchange): Promise<FlagonResponse | SocketSession> {
    const request = new FlagonRequest(this.#app, exchange);
    request.wantsSocket = true;
    const context = currentContext.storage;
    const answer =
      context === null ? this.#answer(request) : context.run(request, this.#answer, request);
    const response = await answer;
    if (!(response instanceof UpgradeResponse)) return response;
    // The conversation runs in the context of its handshake.
    const { session } = response;
    const run = (socket: ServerSocket): MaybePromise<unknown> =>
      context === null
        ? session.run(socket)
        : context.run(request, () => session.run(socket), request);
    const { protocol, messageLimitBytes, pingSeconds } = session;
    return { protocol, messageLimitBytes, pingSeconds, headers: [...response.headers], run };
  }

  /** Runs what comes last: callbacks of the request, signals, teardown. */
  finish(request: FlagonRequest, response: FlagonResponse): MaybePromise<FlagonResponse> {
    if (request.refusal !== null) this.refusals.record(request.refusal, request, response.status);
    if (signals.requestFinished.hasReceivers) this.#sendFinished(request, response);
    if (response.isStreamed) followStream(request, response);
    if (request.isHolding) disposeAfter(request, response);
    const plan = request.plan ?? this.#compiled.missPlan;
    if (plan.parts.teardown.length > 0 || signals.requestTearingDown.hasReceivers)
      this.#tearDown(plan, request, response);
    return response;
  }

  #sendFinished(request: FlagonRequest, response: FlagonResponse): void {
    try {
      signals.requestFinished.send(this.#app, { request, response });
    } catch (error) {
      // The response is ready: a listener's fault is told to the log and not to the visitor.
      this.#app.reportFault(error, request);
    }
  }

  #dispatchSocket(request: FlagonRequest): MaybePromise<FlagonResponse> {
    const { map, missPlan } = this.#compiled;
    const found =
      request.path.charCodeAt(1) === 47
        ? null
        : map.findSocket(request.path, domainOf(request, this.#compiled.domainRule));
    if (found === null)
      return missPlan.parts.recovery.recover(
        new NotFound("There is no WebSocket at this address."),
        request,
      );
    request.params = found.params;
    request.plan = found.target.plan;
    return found.target.plan.run(request);
  }

  /** Redirects are paths as long as hosts play no part. */
  #missBinding(request: FlagonRequest): BindOptions {
    const { domainRule } = this.#compiled;
    const binding = domainBinding(request, domainRule);
    if (domainRule === "none") delete binding.serverName;
    return binding;
  }

  #tearDown(plan: Plan, request: FlagonRequest, response: FlagonResponse): void {
    const run = (): void => void tearDown(this.#app, plan, request);
    if (response.isStreamed) response.onClose(run);
    else run();
  }

  #refuseMethod(request: FlagonRequest, allowed: readonly string[]): MaybePromise<FlagonResponse> {
    const methods = [...new Set([...allowed, "OPTIONS"])].toSorted();
    const found = this.#compiled.map.find(
      allowed[0]!,
      request.path,
      domainOf(request, this.#compiled.domainRule),
    );
    if (request.method !== "OPTIONS" || found?.target.route.options.automaticOptions === false) {
      throw new MethodNotAllowed(undefined, { allowed: methods });
    }
    if (found === null)
      return new FlagonResponse(null, { status: 204, headers: { allow: methods.join(", ") } });
    request.params = found.params;
    return found.target.optionsPlan(methods).run(request);
  }
}

function asResponse(response: unknown): FlagonResponse {
  assertResponse(response);
  return response;
}

const FOREIGN_HOST = { suspicion: "foreign-host" };
const FOREIGN_WRITE = { suspicion: "foreign-write" };

async function tearDown(app: Flagon, plan: Plan, request: FlagonRequest): Promise<void> {
  const error = request.fault;
  for (const hook of plan.parts.teardown.toReversed()) {
    try {
      await hook(error, request);
    } catch (failure) {
      app.reportFault(failure, request);
    }
  }
  if (signals.requestTearingDown.hasReceivers)
    signals.requestTearingDown.send(app, { request, error });
}

/** Frees uploads once the response is out: a streamed body may still read them. */
function disposeAfter(request: FlagonRequest, response: FlagonResponse): void {
  if (response.isStreamed) response.onClose(() => request.dispose());
  else request.dispose();
}
