/**
 * `flagon/globals`: the request of the moment without having it passed.
 *
 * Loading this module makes every app of the process keep its requests in an AsyncLocalStorage, which costs some 200 ns a request;
 * `flagon run` and `flagon dev` load it on Node, and `app.run({ requestContext: true })` does, so that errors nobody awaits can be logged with the request they came from.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { FlagonError } from "../base/errors.ts";
import { FetchExchange } from "../server/fetch-exchange.ts";
import type { Flagon } from "./app.ts";
import { currentContext } from "./context.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { ContextArguments, TemplateNames } from "./renderer.ts";
import { FlagonRequest, type RequestState } from "./request.ts";

/** An app without a request, for scripts and jobs. */
interface AppContext {
  readonly app: Flagon;
  readonly state: RequestState;
}

// `run()` and not `enterWith()`: measured 195 against 91 ns, but what `enterWith` sets stays set for whatever else the same tick runs.
const requests = new AsyncLocalStorage<FlagonRequest>();
const apps = new AsyncLocalStorage<AppContext>();

currentContext.storage = requests;

/**
 * Gives the request that is being answered.
 *
 * @throws FlagonError `globals.no-request` outside of a request.
 * @example
 * export function currentTenant(): string {
 *   return getRequest().host.split(".")[0]!;
 * }
 */
export function getRequest(): FlagonRequest {
  const request = requests.getStore();
  if (request !== undefined) return request;
  throw new FlagonError("No request is being answered here.", {
    code: "globals.no-request",
    where: "getRequest()",
    mend: 'Call it from a view, a hook or what they call; in scripts and tests open one: withRequestContext(app, "/path", () => …). A callback that was made elsewhere keeps its request by copyContext(callback).',
  });
}

/** Gives the request that is being answered, or undefined outside of one. */
export function findRequest(): FlagonRequest | undefined {
  return requests.getStore();
}

/**
 * Gives the app of the current request, or of `withAppContext`.
 *
 * @throws FlagonError `globals.no-app` outside of both.
 */
export function currentApp(): Flagon {
  const app = requests.getStore()?.app ?? apps.getStore()?.app;
  if (app !== undefined) return app;
  throw new FlagonError("No app is at work here.", {
    code: "globals.no-app",
    where: "currentApp()",
    mend: "Call it while a request is answered, or in a script: withAppContext(app, () => …).",
  });
}

/**
 * Gives an object to keep things in for the length of the request, or of the app context: the same as `request.state`.
 *
 * Name its properties by declaration merging with `RequestState`.
 *
 * @throws FlagonError `globals.no-app` outside of both.
 * @example
 * g().tenant = "north";
 */
export function g(): RequestState {
  const request = requests.getStore();
  if (request !== undefined) return request.state;
  const context = apps.getStore();
  if (context !== undefined) return context.state;
  throw new FlagonError(
    "There is nothing here that could keep values for the length of a request.",
    {
      code: "globals.no-app",
      where: "g()",
      mend: "Call it while a request is answered, or in a script: withAppContext(app, () => …).",
    },
  );
}

/**
 * Calls back with the app at work, outside of any request: for scripts, jobs and tests.
 *
 * @example
 * const url = withAppContext(app, () => currentApp().urlFor("article", { slug: "x" }));
 */
export function withAppContext<T>(app: Flagon, callback: () => T): T {
  const context: AppContext = { app, state: Object.create(null) as RequestState };
  // A request of another app around this call must not be taken for one of this app.
  return requests.exit(() => apps.run(context, callback));
}

/**
 * Calls back as if the app were answering a request for `target`; the route is matched, no view and no hook runs.
 *
 * @example
 * withRequestContext(app, "/articles/x?page=2", () => getRequest().query.get("page")); // "2"
 */
export function withRequestContext<T>(
  app: Flagon,
  target: string,
  callback: (request: FlagonRequest) => T,
  init: RequestInit = {},
): T {
  const base = `${app.config.preferredUrlScheme}://${app.config.serverName ?? "localhost"}`;
  const exchange = new FetchExchange(new Request(new URL(target, base), init), {});
  const request = new FlagonRequest(app, exchange);
  request.readTarget();
  const found = app.compiled().map.find(request.method, request.path, undefined);
  if (found !== null) {
    request.params = found.params;
    request.plan = found.target.plan;
  }
  return requests.run(request, () => callback(request));
}

/**
 * Gives a function that runs with the request of now, whoever calls it later: for callbacks of queues and event emitters.
 *
 * @example
 * emitter.on("done", copyContext(() => log(getRequest().id)));
 */
export function copyContext<A extends unknown[], R>(
  callback: (...values: A) => R,
): (...values: A) => R {
  return AsyncLocalStorage.bind(callback);
}

/**
 * Renders a template for the current request, or for the app at work where there is none.
 *
 * @throws FlagonError `globals.no-app` outside of both.
 */
export function renderTemplate<const Name extends string | readonly string[]>(
  template: Name,
  ...[names]: ContextArguments<Name>
): MaybePromise<string> {
  return currentApp().renderer.render({ template, names, request: findRequest() });
}

/** Renders a text as a template, as {@link renderTemplate} does; it is escaped as HTML. */
export function renderTemplateString(text: string, names?: TemplateNames): MaybePromise<string> {
  return currentApp().renderer.render({ template: { text }, names, request: findRequest() });
}

/** Renders a template piece by piece, as {@link renderTemplate} does. */
export function streamTemplate(
  template: string | readonly string[],
  names?: TemplateNames,
): AsyncIterable<string> {
  return currentApp().renderer.stream({ template, names, request: findRequest() });
}

/**
 * Gives a macro of a template as a function, or another name that the template exports.
 *
 * @example
 * const field = getTemplateAttribute<(name: string) => SafeHtml>("forms.html", "field");
 */
export function getTemplateAttribute<T>(template: string, name: string): T {
  // What a template exports is known to nobody but its author.
  return currentApp().renderer.attribute(template, name, findRequest()) as T;
}
