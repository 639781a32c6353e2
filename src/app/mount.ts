/** Mounts: other apps and fetch handlers below a prefix, which is taken off before they see the path. */

import type { Exchange, Platform } from "../http/exchange.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { FlagonResponse } from "../http/response.ts";
import type { Flagon } from "./app.ts";
import type { FlagonRequest } from "./request.ts";
import { fromWeb } from "./respond.ts";

/** A function that answers web requests. */
export type FetchHandler = (request: Request) => MaybePromise<Response>;

/** A handler of another kind that knows how to answer below a prefix; `flagon/interop` makes them. */
export interface ForeignHandler {
  /** Answers a request whose path, with its query, is `target`. */
  answer(request: FlagonRequest, target: string): MaybePromise<FlagonResponse>;
}

/** What can be mounted: an app, a fetch handler, an object with one, or a foreign handler. */
export type MountTarget = Flagon | FetchHandler | { fetch: FetchHandler } | ForeignHandler;

/** Gives what answers requests below a prefix. */
export function mountView(
  prefix: string,
  target: MountTarget,
): (request: FlagonRequest) => MaybePromise<FlagonResponse> {
  const cut = (request: FlagonRequest): string => {
    const path = request.rawPath.slice(prefix.length);
    return (path === "" ? "/" : path) + request.search;
  };
  if (isApp(target)) return (request) => target.handle(new MountedExchange(request, cut(request)));
  if ("answer" in target) return (request) => target.answer(request, cut(request));
  const fetch: FetchHandler =
    typeof target === "function" ? target : (request) => target.fetch(request);
  return async (request) => fromWeb(await fetch(webRequest(request, cut(request))));
}

/** Says whether a target is an app, which answers exchanges. */
export function isApp(target: MountTarget): target is Flagon {
  return "handle" in target && "compiled" in target;
}

/** The web request with another target. */
function webRequest(request: FlagonRequest, target: string): Request {
  const { web } = request;
  const url = new URL(target, request.origin);
  return new Request(url, web);
}

/** An exchange as an app below a prefix sees it. */
export class MountedExchange implements Exchange {
  /** The request as the outer app has it. */
  readonly request: FlagonRequest;
  readonly target: string;
  readonly #outer: Exchange;

  constructor(request: FlagonRequest, target: string) {
    this.request = request;
    this.#outer = request.exchange;
    this.target = target;
  }

  get method(): string {
    return this.#outer.method;
  }

  get scheme(): "http" | "https" {
    return this.#outer.scheme;
  }

  get peerAddress(): string {
    return this.#outer.peerAddress;
  }

  get signal(): AbortSignal {
    return this.#outer.signal;
  }

  get platform(): Platform {
    return this.#outer.platform;
  }

  header(name: string): string | undefined {
    return this.#outer.header(name);
  }

  headerLines(): readonly string[] {
    return this.#outer.headerLines();
  }

  hasBody(): boolean {
    return this.#outer.hasBody();
  }

  readBody(limitBytes: number): PromiseLike<Uint8Array> {
    return this.#outer.readBody(limitBytes);
  }

  bodyStream(limitBytes: number): ReadableStream<Uint8Array> | null {
    return this.#outer.bodyStream(limitBytes);
  }

  onFault(error: unknown): void {
    this.#outer.onFault?.(error);
  }
}
