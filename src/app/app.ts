/** The app: a blueprint that serves. It compiles its routes at the first request and answers exchanges from any server. */

import { FlagonError } from "../base/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import { type ForwardedReader, trustProxies } from "../http/forwarded.ts";
import {
  DefaultHeaders,
  type ExchangeHandler,
  type MaybePromise,
  type RunningServer,
  type SocketSession,
} from "../http/handler.ts";
import { HttpError } from "../http/errors.ts";
import { FlagonResponse } from "../http/response.ts";
import type { RuleMapOptions } from "../routing/map.ts";
import { FetchExchange, type FetchExchangeOptions } from "../server/fetch-exchange.ts";
import { toWebResponse } from "../server/fetch-send.ts";
import type { Environment } from "../templates/environment.ts";
import { acceptWebSocket } from "../server/web-socket.ts";
import { DEFAULT_HEADERS, type FlagonOptions, OPTION_NAMES } from "./app-options.ts";
import { Blueprint, Placement } from "./blueprint.ts";
import { asMessage, BUILT_IN_CHECKS, type Check, type CheckMessage } from "./checks.ts";
import type { DebugPages, DebugSectionProvider } from "./debug-pages.ts";
import { compile, type Compiled } from "./compile.ts";
import { Config } from "./config.ts";
import { Dispatcher } from "./dispatch.ts";
import { errorPage, type VisitorLanguage } from "./error-page.ts";
import { assertInstallable, type Extension } from "./extension.ts";
import type { HealthCheck } from "./health.ts";
import { hostGuard, type HostGuard } from "./host-guard.ts";
import { assertKnown } from "./known-options.ts";
import { createLogger } from "./log-config.ts";
import type { Logger } from "./logger.ts";
import { Lifespan, type LifespanHook } from "./lifespan.ts";
import {
  type ExtraProvider,
  declareExtra,
  extensionMissing,
  type ExtraType,
  type FlagonRequest,
} from "./request.ts";
import {
  openRenderer,
  type Renderer,
  type ContextArguments,
  type TemplateOptions,
} from "./renderer.ts";
import type { UrlOptions } from "./route.ts";
import { type RunOptions, run } from "./run.ts";
import { signals } from "./signals.ts";
import { requestOfBroken } from "./streaming.ts";
import { buildUrl } from "./url-for.ts";

/**
 * A web application.
 *
 * @example
 * const app = new Flagon();
 * app.get("/", () => "Hello, <b>world</b>");
 * app.get("/users/<int:id>", (_request, { id }) => ({ id }));
 * export default app; // app.run() in a program of your own
 */
export class Flagon extends Blueprint implements ExchangeHandler {
  /** The settings. */
  readonly config: Config;
  /** The app's logger; `app.logger.named("shop")` gives others. */
  readonly logger: Logger;
  /** Headers that every response gets unless it has its own. */
  defaultHeaders: DefaultHeaders;
  /** What extensions keep with the app, by their names. */
  readonly extensions: Map<string, unknown> = new Map();
  /** Hooks around the time in which the app serves. */
  readonly lifespan: Lifespan = new Lifespan();
  /** What the health endpoint asks, by name. */
  readonly healthChecks: Map<string, HealthCheck> = new Map();
  /** Path under which a parent app shows this one. */
  rootPath = "";
  /** Reads forwarded headers; undefined as long as no proxy is trusted. */
  forwarded: ForwardedReader | undefined = undefined;
  /** Gives the language that a visitor reads Flagon's own texts in; English where nothing is installed. */
  visitorLanguage: ((request: FlagonRequest) => VisitorLanguage) | undefined = undefined;
  /** Pages for debug mode, where they are installed. */
  debugPages: DebugPages | undefined = undefined;
  /** What batteries add to error pages in debug mode. */
  readonly debugSections: DebugSectionProvider[] = [];
  /** How templates are read; extensions may add to it until the first one is rendered. */
  readonly templateOptions: TemplateOptions;
  readonly #ruleOptions: RuleMapOptions;
  readonly #checks: Check[] = [...BUILT_IN_CHECKS];
  readonly #providers = new Map<string, ExtraProvider>();
  readonly #beforeCompile: (() => void)[] = [];
  #compiled: Compiled | null = null;
  #dispatcher: Dispatcher | null = null;
  #hostGuard: HostGuard | null = null;
  #renderer: Renderer | null = null;
  #isServing = false;

  constructor(options: FlagonOptions = {}) {
    const { name = "app", folder, config, logging, defaultHeaders, templates, ...rules } = options;
    super("", folder === undefined ? {} : { folder });
    assertKnown(options, OPTION_NAMES, "new Flagon()");
    this.config = new Config(config, folder === undefined ? {} : { root: folder });
    this.logger = createLogger(name, logging);
    this.defaultHeaders = new DefaultHeaders(DEFAULT_HEADERS).with(defaultHeaders);
    this.templateOptions = { ...templates };
    this.#ruleOptions = rules;
    this.addPlace({ app: this, prefix: "" });
  }

  /**
   * Installs blueprints and extensions.
   *
   * @throws FlagonError `app.already-serving`, `app.extension-taken`, `app.extension-needs`, `app.blueprint-name-taken`
   * @example
   * app.install(sessions(), blog, shop.at("/shop"));
   */
  install(...things: readonly (Extension | Blueprint<string> | Placement)[]): this {
    for (const thing of things) {
      if (thing instanceof Placement) this.#installBlueprint(thing);
      else if (thing instanceof Blueprint) this.#installBlueprint(new Placement(thing, {}));
      else this.#installExtension(thing);
    }
    return this;
  }

  /** Takes over another app that is mounted in this one: starts and stops it, and lets it answer for the same hosts. */
  adopt(inner: Flagon): void {
    this.onStart(() => inner.start());
    this.onStop(() => inner.stop());
    this.onCompile(() => {
      if (inner.config.allowedHosts.length === 0)
        inner.config.fromObject({ allowedHosts: this.config.allowedHosts }, "app.mount()");
    });
  }

  /** Gives requests a property, which is asked of the provider at the first look and kept. Declare its type in `RequestExtras`. */
  provide<K extends string>(name: K, provider: ExtraProvider<ExtraType<K>>): this {
    this.assertOpen(`provide("${name}")`);
    declareExtra(name);
    this.#providers.set(name, provider);
    return this;
  }

  /** Gives what provides `request.extra(name)`. */
  providerOf(name: string): ExtraProvider {
    const provider = this.findProvider(name);
    if (provider === undefined)
      throw extensionMissing(
        name,
        `Install the extension: app.install(${name === "session" ? "sessions" : name}()).`,
      );
    return provider;
  }

  /** Gives what provides `request.extra(name)`, or undefined. */
  findProvider(name: string): ExtraProvider | undefined {
    return this.#providers.get(name);
  }

  /** Changes the headers that every response gets unless it has its own; `false` takes one away. For extensions. */
  setDefaultHeaders(headers: Readonly<Record<string, string | false>>): this {
    this.assertOpen("setDefaultHeaders()");
    this.defaultHeaders = this.defaultHeaders.with(headers);
    return this;
  }

  /** Runs when the app starts to serve, before the first request: opens what it needs. A started app runs it at once. */
  onStart(hook: LifespanHook): this {
    this.lifespan.onStart(hook);
    return this;
  }

  /** Runs when the app stops, after the last request, the last added first. */
  onStop(hook: LifespanHook): this {
    this.lifespan.onStop(hook);
    return this;
  }

  /** Adds a start-up check. */
  addCheck(check: Check): this {
    this.#checks.push(check);
    return this;
  }

  /** Adds something that the health endpoint asks: `app.addHealthCheck("database", () => pool.query("select 1"))`. */
  addHealthCheck(name: string, check: HealthCheck): this {
    this.healthChecks.set(name, check);
    return this;
  }

  /** Looks for everything that is wrong with the app, and compiles it to find more. */
  check({ deploy = false }: { deploy?: boolean } = {}): CheckMessage[] {
    const messages = this.#checks.flatMap((check) => [...check(this, { deploy })]);
    try {
      this.compiled();
    } catch (error) {
      if (!(error instanceof FlagonError)) throw error;
      messages.push(asMessage(error));
    }
    return messages;
  }

  /** Builds the url of an endpoint outside of a request. Values that the rule does not take go to the query. */
  urlFor(
    endpoint: string,
    values: Readonly<Record<string, unknown>> = {},
    options: UrlOptions = {},
  ): string {
    return buildUrl(this, { endpoint, values, options });
  }

  /** What renders the templates; the engine is loaded when it is first asked for. */
  get renderer(): Renderer {
    return (this.#renderer ??= openRenderer(this));
  }

  /** The engine's environment: the templates with their filters, tests and globals. */
  get templates(): Environment {
    return this.renderer.environment;
  }

  /** Renders a template outside of a request: for mails and scripts. What depends on a request is not there. */
  render<const Name extends string | readonly string[]>(
    template: Name,
    ...[names]: ContextArguments<Name>
  ): MaybePromise<string> {
    return this.renderer.render({ template, names });
  }

  /** Whether routes, hooks and names can still be added. */
  get isOpen(): boolean {
    return this.#compiled === null;
  }

  /** Runs a blueprint's installer at once: an app has itself already. */
  override onInstall(installer: (app: Flagon) => void): this {
    installer(this);
    return this;
  }

  /** Runs right before the app is closed for set-up, when everything else is installed: for extensions that add to what others brought. */
  onCompile(callback: () => void): this {
    this.assertOpen("onCompile()");
    this.#beforeCompile.push(callback);
    return this;
  }

  /** Gives the compiled routes, and closes the app for set-up. */
  compiled(): Compiled {
    if (this.#compiled === null) {
      for (const callback of this.#beforeCompile.splice(0)) callback();
      this.#compiled = compile(this, this.#ruleOptions);
    }
    return this.#compiled;
  }

  /** Throws when set-up comes too late. */
  override assertOpen(what: string): void {
    if (this.isOpen) return;
    throw new FlagonError("The app serves already, so it cannot be changed any more.", {
      code: "app.already-serving",
      where: `app.${what}`,
      mend: "Register routes, hooks and extensions before the first request, in the module that makes the app.",
    });
  }

  /** Answers one exchange. Never throws and never rejects. For servers. */
  handle(exchange: Exchange): MaybePromise<FlagonResponse> {
    return (this.#dispatcher ?? this.#prepare()).handle(exchange);
  }

  /** Answers a WebSocket handshake. For servers. */
  upgrade(exchange: Exchange): MaybePromise<FlagonResponse | SocketSession> {
    return (this.#dispatcher ?? this.#prepare()).upgrade(exchange);
  }

  /** Answers a web request: for Bun, Deno, workerd, other frameworks and tests. */
  fetch = (request: Request, ...extras: readonly unknown[]): Promise<Response> => {
    return this.fetchFrom(request, extras.length === 0 ? {} : { extras });
  };

  /** Does what `fetch` does, with what a runtime knows besides. */
  async fetchFrom(request: Request, options: FetchExchangeOptions): Promise<Response> {
    await this.start();
    const exchange = new FetchExchange(request, options);
    if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
      const answer = await this.upgrade(exchange);
      if (!(answer instanceof FlagonResponse))
        return (options.acceptSocket ?? acceptWebSocket)(request, answer);
      return toWebResponse(answer, this, exchange);
    }
    return toWebResponse(await this.handle(exchange), this, exchange);
  }

  /** Opens what the app needs; once, however often it is called. Servers call it before the first request. */
  start(): MaybePromise<void> {
    if (this.#isServing) return;
    if (this.#dispatcher === null) this.#prepare();
    return this.lifespan.start(this).then(() => {
      this.#isServing = true;
    });
  }

  /** Closes what the app opened. */
  async stop(): Promise<void> {
    await this.lifespan.stop(this);
    this.#isServing = false;
  }

  /**
   * Serves the app from a program of your own, and prints the address. On Node it stops gracefully at SIGTERM and SIGINT.
   *
   * @throws FlagonError `server.address-in-use`, `app.no-allowed-hosts` when it would be public without a list of hosts
   */
  run(options: RunOptions = {}): Promise<RunningServer> {
    return run(this, options);
  }

  /** Says whether the host of a request is one of the app's. */
  get hosts(): HostGuard {
    return (this.#hostGuard ??= hostGuard(this.config));
  }

  /** Answers what no route matched: redirects, wrong methods, unknown addresses. For the pipeline. */
  answerMiss(request: FlagonRequest): MaybePromise<FlagonResponse> {
    return this.#dispatcher!.answerMiss(request);
  }

  /** Logs an error of the app's own code, once, with the request it broke. For the pipeline. */
  reportFault(error: unknown, request: FlagonRequest): void {
    try {
      request.fault = error;
      request.exchange.onFault?.(error);
      if (signals.gotRequestException.hasReceivers)
        signals.gotRequestException.send(this, { request, error });
      this.logger
        .named("flagon.request")
        .error(
          { requestId: request.id, method: request.method, path: request.rawPath, error },
          "The request failed.",
        );
    } catch {
      // A log that fails must not take the answer with it.
    }
  }

  /** Gives the debugger's page for an error, in debug mode. For the pipeline. */
  debugPage(error: unknown, request: FlagonRequest): MaybePromise<FlagonResponse> | undefined {
    return this.config.debug ? this.debugPages?.fault(error, request) : undefined;
  }

  /** Gives the debugger's page for an unknown address, in debug mode. For the pipeline, and for error handlers that are meant for visitors alone. */
  missingPage(error: HttpError, request: FlagonRequest): MaybePromise<FlagonResponse> | undefined {
    return this.config.debug && error.status === 404
      ? this.debugPages?.missing(error, request)
      : undefined;
  }

  onBrokenResponse(error: unknown, exchange: Exchange): FlagonResponse {
    const request = requestOfBroken(this, exchange);
    const visible = error instanceof HttpError ? error : new HttpError(500);
    if (visible.status >= 500) this.reportFault(error, request);
    else this.#dispatcher?.refusals.record(visible, request, visible.status);
    return errorPage(visible, request);
  }

  #prepare(): Dispatcher {
    const compiled = this.compiled();
    const { trustedProxies } = this.config;
    if (trustedProxies.length > 0)
      this.forwarded = trustProxies({
        proxies: trustedProxies,
        believe: ["scheme", "host", "prefix"],
      });
    return (this.#dispatcher = new Dispatcher(this, compiled));
  }

  #installBlueprint(placement: Placement): void {
    this.nest(placement);
    const visit = ({ blueprint, name }: Placement, prefix: string): void => {
      if (blueprint.addPlace({ app: this, prefix: `${prefix}${name}.` }))
        for (const installer of blueprint.parts.installers) installer(this);
      for (const child of blueprint.parts.children) visit(child, `${prefix}${name}.`);
    };
    visit(placement, "");
  }

  #installExtension(extension: Extension): void {
    this.assertOpen(`install(${extension.name}())`);
    assertInstallable(extension, this.extensions);
    this.extensions.set(extension.name, extension);
    extension.install(this);
    if (extension.onStart !== undefined) this.onStart((app) => extension.onStart!(app));
    if (extension.onStop !== undefined) this.onStop((app) => extension.onStop!(app));
  }
}
