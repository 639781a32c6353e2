/** Blueprints: the one unit of composition. Routes with their hooks under a prefix; with folders and commands, a whole part of a site. */

import type { HttpError } from "../http/errors.ts";
import type { AnyFunction } from "../templates/signatures.ts";
import type { Tag } from "../templates/tags/custom-tag.ts";
import type { Flagon } from "./app.ts";
import {
  badName,
  BLUEPRINT_OPTIONS,
  type BlueprintOptions,
  BlueprintParts,
  type ErrorKind,
  badErrorStatus,
  nameTaken,
  noView,
  type Place,
  type PlaceOptions,
  type ShellContext,
  type TemplateName,
  type TemplateValue,
} from "./blueprint-parts.ts";
import { MODEL_LABEL } from "../base/model-label.ts";
import type { Command } from "./command.ts";
import { assertKnown } from "./known-options.ts";
import {
  type AnyMethodOptions,
  Route,
  type RouteOptions,
  type RouteRecord,
  type ViewParams,
  recordOf,
} from "./route.ts";
import { isApp, mountView, type MountTarget } from "./mount.ts";
import type { SocketOptions, SocketView } from "./socket.ts";
import type {
  AfterHook,
  BeforeHook,
  ContextProcessor,
  ErrorHandler,
  Middleware,
  TeardownHook,
  UrlDefaults,
  UrlValuePreprocessor,
  View,
} from "./view.ts";

/** A blueprint with the place where it goes. */
export class Placement {
  readonly blueprint: Blueprint<string>;
  readonly options: PlaceOptions;

  constructor(blueprint: Blueprint<string>, options: PlaceOptions) {
    this.blueprint = blueprint;
    this.options = options;
  }

  /** The name in endpoints. */
  get name(): string {
    return this.options.name ?? this.blueprint.name;
  }
}

type Joined<Prefix extends string, R> = R extends string ? `${Prefix}${R}` : R;

type RouteArguments = readonly [View<never>] | readonly [AnyMethodOptions, View<never>];

/** Registers a route: `(rule, view)` or `(rule, options, view)`. The rule types the view's params. */
export interface RouteMethod<Prefix extends string, Options extends RouteOptions> {
  <const R extends string | RegExp>(
    rule: R,
    view: View<ViewParams<Joined<Prefix, R>, unknown>>,
  ): Route<Joined<Prefix, R>>;
  <const R extends string | RegExp, const O extends Options>(
    rule: R,
    options: O,
    view: View<ViewParams<Joined<Prefix, R>, O>>,
  ): Route<Joined<Prefix, R>>;
}

/**
 * A group of routes with their hooks, and, when it has grown, a whole part of a site.
 *
 * It does nothing until an app installs it. The app itself is one too, and everything here can be said of either.
 *
 * @example
 * const blog = new Blueprint("blog", { urlPrefix: "/blog" });
 * blog.get("/<slug:slug>", (_request, { slug }) => slug);
 * app.install(blog);
 */
export class Blueprint<Prefix extends string = ""> {
  /** The name that leads its endpoints: `blog.detail`. */
  readonly name: string;
  /** Put before every rule. */
  readonly urlPrefix: string;
  /** The blueprint's own folder, with `templates/`, `static/`, `migrations/`, `locale/` in it. */
  readonly folder: string | undefined;
  /** Host, subdomain and defaults of all its routes. */
  readonly common: Pick<BlueprintOptions, "host" | "subdomain" | "defaults">;
  /** What it holds, for apps and extensions. */
  readonly parts: BlueprintParts = new BlueprintParts();
  readonly #places: Place[] = [];

  /** Answers GET, and HEAD by the same view. */
  readonly get: RouteMethod<Prefix, RouteOptions> = this.#method("GET");
  /** Answers POST. */
  readonly post: RouteMethod<Prefix, RouteOptions> = this.#method("POST");
  /** Answers PUT. */
  readonly put: RouteMethod<Prefix, RouteOptions> = this.#method("PUT");
  /** Answers PATCH. */
  readonly patch: RouteMethod<Prefix, RouteOptions> = this.#method("PATCH");
  /** Answers DELETE. */
  readonly delete: RouteMethod<Prefix, RouteOptions> = this.#method("DELETE");
  /** Answers HEAD by a view of its own, where the view of GET would do too much. */
  readonly head: RouteMethod<Prefix, RouteOptions> = this.#method("HEAD");
  /** Answers OPTIONS by a view of its own; without one the app answers with `Allow`. */
  readonly options: RouteMethod<Prefix, RouteOptions> = this.#method("OPTIONS");
  /** Answers the methods that the options name; GET without any. */
  readonly route: RouteMethod<Prefix, AnyMethodOptions> = this.#method(undefined);

  constructor(name: string, options: BlueprintOptions<Prefix> = {}) {
    if (!/^[\w-]*$/.test(name)) throw badName(name);
    assertKnown(options, BLUEPRINT_OPTIONS, `new Blueprint("${name}")`);
    const { urlPrefix, folder, ...common } = options;
    this.name = name;
    this.urlPrefix = urlPrefix ?? "";
    this.folder = folder;
    this.common = common;
  }

  /**
   * Answers WebSocket handshakes. The same rule may answer plain requests too.
   *
   * @example
   * app.websocket("/echo", async (socket) => {
   *   for await (const message of socket) socket.send(message);
   * });
   */
  websocket<const R extends string>(
    rule: R,
    view: SocketView<ViewParams<Joined<Prefix, R>, unknown>>,
  ): Route<Joined<Prefix, R>>;
  websocket<const R extends string, const O extends SocketOptions>(
    rule: R,
    options: O,
    view: SocketView<ViewParams<Joined<Prefix, R>, O>>,
  ): Route<Joined<Prefix, R>>;
  websocket(
    rule: string,
    ...rest: readonly [SocketView<never>] | readonly [SocketOptions, SocketView<never>]
  ): Route<never> {
    const view = rest[rest.length - 1] as unknown as View<never>;
    const options = rest.length === 2 ? (rest[0] as SocketOptions) : {};
    return this.#add({ rule, methods: ["GET"], options, view, kind: "websocket" });
  }

  /** Redirects an old rule to a new one that takes the same params: `blog.redirect("/old/<int:id>", "/new/<int:id>")`. Status 301. */
  redirect(rule: string, target: string): Route<string> {
    const view = namedView(target);
    return this.#add({
      rule,
      methods: ["GET", "POST"],
      options: { endpoint: target },
      view,
      kind: "redirect",
    });
  }

  /**
   * Mounts another app, a fetch handler or a foreign handler below a prefix, which it does not see.
   *
   * @example
   * app.mount("/old", (request) => new Response(`old ${new URL(request.url).pathname}`));
   */
  mount(prefix: string, target: MountTarget): this {
    const clean = prefix.replace(/\/+$/, "");
    const view = mountView(this.urlPrefix + clean, target) as View<never>;
    const endpoint = `mount:${clean}`;
    for (const rule of [clean, `${clean}/`, `${clean}/<path:rest>`]) {
      if (rule !== "")
        this.#add({
          rule,
          methods: [],
          options: { endpoint, crossOrigin: true },
          view,
          kind: "mount",
        });
    }
    if (isApp(target)) {
      target.rootPath = this.urlPrefix + clean;
      this.onInstall((app) => app.adopt(target));
    }
    return this;
  }

  /** Names a url that something else serves, such as a CDN: it can be built, and is never matched. */
  buildOnly<const R extends string>(rule: R, endpoint: string): Route<Joined<Prefix, R>> {
    return this.#add({
      rule,
      methods: ["GET"],
      options: { endpoint },
      view: namedView(endpoint),
      kind: "build-only",
    });
  }

  /**
   * Makes models part of the blueprint: their tables are named after it, as an app of Django's names its tables.
   *
   * @example
   * blog.models(Article, Tag); // the tables blog_article and blog_tag
   */
  models(...models: readonly (abstract new (...given: never[]) => object)[]): this {
    for (const model of models) Object.defineProperty(model, MODEL_LABEL, { value: this.name });
    return this.#push("models", [...models], "models()");
  }

  /** Wraps every request of this blueprint (of the app: every request, unknown addresses included). The first one is outermost. */
  use(...middleware: Middleware[]): this {
    return this.#push("middleware", middleware, "use()");
  }

  /** Wraps every view, inside of all other middleware: the route is known, and hooks that run before the view are outside. */
  useView(...middleware: Middleware[]): this {
    return this.#push("viewMiddleware", middleware, "useView()");
  }

  /** Runs before each view; what the hook returns, unless undefined, is the answer. */
  beforeRequest(hook: BeforeHook): this {
    return this.#push("before", [hook], "beforeRequest()");
  }

  /** Runs after each view, the last added first; may change or replace the response. */
  afterRequest(hook: AfterHook): this {
    return this.#push("after", [hook], "afterRequest()");
  }

  /** Runs when the response is done, whatever happened. */
  teardownRequest(hook: TeardownHook): this {
    return this.#push("teardown", [hook], "teardownRequest()");
  }

  /**
   * Answers errors of a class (with the classes that extend it), or of a status. The nearest blueprint's handler wins, then the most
   * special class, then the status.
   *
   * @example
   * app.errorHandler(404, (_error, request) => ["Not here: " + request.path, 404]);
   */
  errorHandler(kind: number, handler: ErrorHandler<HttpError>): this;
  errorHandler<E>(kind: ErrorKind<E>, handler: ErrorHandler<E>): this;
  errorHandler<E>(kind: ErrorKind<E>, handler: ErrorHandler<E>): this {
    // Handlers are kept together whatever they take; each is only called with the class or status it was registered for.
    return this.#push(
      "errorHandlers",
      [{ kind, handler: handler as ErrorHandler }],
      "errorHandler()",
    );
  }

  /**
   * Answers errors of a class with a status where no error handler takes them; else they would be a 500. From 500 on they are logged as
   * faults. A handler for the status makes the page. The nearest blueprint wins, then the most special class.
   *
   * @throws FlagonError `app.error-status`
   * @example
   * app.errorStatus(NotYours, 403);
   */
  errorStatus(kind: abstract new (...given: never[]) => unknown, status: number): this {
    if (!(status >= 400 && status <= 599)) throw badErrorStatus(kind.name, status);
    return this.#push("errorStatuses", [{ kind, status }], "errorStatus()");
  }

  /** Gives names to the templates that views of this blueprint render. It may be async; what the view gives wins. */
  contextProcessor(processor: ContextProcessor): this {
    return this.#push("contextProcessors", [processor], "contextProcessor()");
  }

  /** Gives all templates of the app a filter: `app.templateFilter("euro", (cents: number) => …)` for `{{ price|euro }}`. */
  templateFilter(name: string, call: AnyFunction): this {
    return this.#nameTemplate({ kind: "filter", name, call });
  }

  /** Gives all templates of the app a test: `app.templateTest("cheap", (price: number) => price < 10)` for `if price is cheap`. */
  templateTest(name: string, call: AnyFunction): this {
    return this.#nameTemplate({ kind: "test", name, call });
  }

  /** Gives all templates of the app a value or function under a name. */
  templateGlobal(name: string, value: unknown): this {
    return this.#nameTemplate({ kind: "global", name, value });
  }

  /** Gives all templates of the app a tag: `{% card "Title" %}…{% endcard %}`. */
  templateTag(name: string, tag: Tag): this {
    return this.#nameTemplate({ kind: "tag", name, tag });
  }

  /** Gives all templates of the app a name whose value depends on the request; it is asked for where a template mentions it. */
  templateValue(name: string, provider: TemplateValue): this {
    return this.#nameTemplate({ kind: "value", name, provider });
  }

  /** Sees the values of each matched rule before the view does, and may change them. */
  urlValuePreprocessor(preprocessor: UrlValuePreprocessor): this {
    return this.#push("urlValuePreprocessors", [preprocessor], "urlValuePreprocessor()");
  }

  /** Adds values to urls of this blueprint's endpoints when they are built. */
  urlDefaults(defaults: UrlDefaults): this {
    return this.#push("urlDefaults", [defaults], "urlDefaults()");
  }

  /** Adds a command to the `flagon` program. */
  command(command: Command): this {
    return this.#push("commands", [command], `command("${command.name}")`);
  }

  /** Gives names to `flagon shell`: `app.shellContext(() => ({ db, users }))`. */
  shellContext(names: ShellContext): this {
    return this.#push("shellContexts", [names], "shellContext()");
  }

  /** Runs once for every app that installs this blueprint: for app-wide hooks and handlers of a blueprint. */
  onInstall(installer: (app: Flagon) => void): this {
    return this.#push("installers", [installer], "onInstall()");
  }

  /**
   * Puts another blueprint below this one; endpoints and prefixes join.
   *
   * @throws FlagonError `app.blueprint-name-taken`
   */
  nest(blueprint: Blueprint<string> | Placement): this {
    const placement = blueprint instanceof Placement ? blueprint : new Placement(blueprint, {});
    if (this.parts.children.some(({ name }) => name === placement.name))
      throw nameTaken(this, placement.name);
    return this.#push("children", [placement], `nest(${placement.name})`);
  }

  /** Gives this blueprint with another place: `app.install(blog.at("/news", { name: "news" }))`. */
  at(urlPrefix: string, options: Omit<PlaceOptions, "urlPrefix"> = {}): Placement {
    return new Placement(this, { ...options, urlPrefix });
  }

  /** Notes that an app has this blueprint, with the prefix of its endpoints there; says whether the app did not have it before. */
  addPlace(place: Place): boolean {
    const index = this.#places.push(place) - 1;
    return this.#places.findIndex(({ app }) => app === place.app) === index;
  }

  /** Gives the first place where the blueprint is installed. */
  firstPlace(): Place | undefined {
    return this.#places[0];
  }

  /** Throws when set-up comes too late; the app has its own answer, a blueprint asks the apps that have it. */
  assertOpen(what: string): void {
    for (const { app } of this.#places) app.assertOpen(what);
  }

  #method(method: string | undefined): RouteMethod<Prefix, AnyMethodOptions> {
    return (rule: string | RegExp, ...rest: RouteArguments): Route<never> => {
      const given = rest.length === 2 ? rest[0] : {};
      return this.#add(recordOf(rule, method, given, rest[rest.length - 1] as View<never>));
    };
  }

  #add(record: RouteRecord): Route<never> {
    const route = new Route<never>(this, record);
    this.assertOpen(
      `${(record.methods[0] ?? "route").toLowerCase()}(${JSON.stringify(String(record.rule))})`,
    );
    if (typeof record.view !== "function") throw noView(route.where);
    this.parts.routes.push(route as Route<unknown>);
    return route;
  }

  #nameTemplate(record: TemplateName): this {
    const method = `template${record.kind[0]!.toUpperCase()}${record.kind.slice(1)}`;
    return this.#push("templateNames", [record], `${method}("${record.name}")`);
  }

  #push<K extends keyof BlueprintParts>(kind: K, items: readonly unknown[], what: string): this {
    this.assertOpen(what);
    (this.parts[kind] as unknown[]).push(...items);
    return this;
  }
}

/** A view that is never called but names its route. */
function namedView(name: string): View<never> {
  return Object.defineProperty(() => null, "name", { value: name });
}
