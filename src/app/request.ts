/** The request as views see it: an HTTP request that knows its app, its route and its session. */

import { FlagonError } from "../base/errors.ts";
import type { HttpError } from "../http/errors.ts";
import type { Exchange } from "../http/exchange.ts";
import type { ForwardedFacts } from "../http/forwarded.ts";
import type { MaybePromise } from "../http/handler.ts";
import { HttpRequest, type RequestLimits } from "../http/request.ts";
import type { Flagon } from "./app.ts";
import type { Plan } from "./pipeline.ts";
import type { ContextArguments, TemplateNames } from "./renderer.ts";
import type { UrlOptions } from "./route.ts";
import { buildUrlInRequest } from "./url-for.ts";
import type { AfterHook } from "./view.ts";

/** What hooks and views keep for the length of one request. Add your own names by declaration merging. */
export interface RequestState {
  [name: string]: unknown;
}

/**
 * What extensions give a request, by name: each is a property of the request.
 *
 * Declare yours, and it is typed:
 *
 * @example
 * declare module "flagon" {
 *   interface RequestExtras {
 *     tenant: string;
 *   }
 * }
 * app.provide("tenant", (request) => request.host.split(".")[0]!);
 */
// eslint-disable-next-line typescript/no-empty-object-type
export interface RequestExtras {}

/** The declared type of an extra, or unknown for a name that nobody declared. */
export type ExtraType<K extends string> = K extends keyof RequestExtras
  ? RequestExtras[K]
  : unknown;

/** How an extension gives a request something: called at the first look, and its result is kept. */
export type ExtraProvider<T = unknown> = (request: FlagonRequest) => T;

/** A request has what extensions give it, which `app.provide` puts on the prototype; TypeScript learns this from the one cast here. */
const RequestWithExtras = HttpRequest as new (
  exchange: Exchange,
  limits: RequestLimits,
) => HttpRequest & RequestExtras;

/**
 * A request to an app.
 *
 * @example
 * app.get("/whoami", (request) => ({ ip: request.ip, host: request.host, agent: request.userAgent }));
 */
export class FlagonRequest extends RequestWithExtras {
  /** The app that answers. */
  readonly app: Flagon;
  /** The values of the rule's params. */
  params: Record<string, unknown>;
  /** What is compiled for the matched route; undefined before the match and for unknown addresses. */
  plan: Plan | undefined;
  /** Whether this is the handshake of a WebSocket. */
  wantsSocket: boolean;
  /** What a view threw and no handler answered; undefined when all went well. */
  fault: unknown;
  /** What a view or a hook threw, whatever became of it; undefined when nothing did. */
  thrown: unknown;
  /** The error that refused the request, whatever page was made of it; null when none did. */
  refusal: HttpError | null;
  /** Whether its origin, another than the app's, may write here: said by middleware that knows its origins one by one. */
  isOriginTrusted: boolean;
  #id: string | null;
  #state: RequestState | null;
  #extras: Record<string, unknown> | null;
  #forwarded: ForwardedFacts | null;
  #after: AfterHook[] | null;
  #ends: EndCallback[] | null;
  #web: Request | null;

  constructor(app: Flagon, exchange: Exchange) {
    super(exchange, app.config.limits);
    this.app = app;
    this.params = NO_PARAMS;
    this.plan = undefined;
    this.wantsSocket = false;
    this.fault = undefined;
    this.thrown = undefined;
    this.refusal = null;
    this.isOriginTrusted = false;
    this.#id = null;
    this.#state = null;
    this.#extras = null;
    this.#forwarded = null;
    this.#after = null;
    this.#ends = null;
    this.#web = null;
  }

  /** Identifies the request in logs and on error pages: a sane `X-Request-Id` that it brought, else a random text. */
  get id(): string {
    return (this.#id ??= brought(this.header("x-request-id")) ?? crypto.randomUUID());
  }

  /** What hooks and views keep for the length of this request. */
  get state(): RequestState {
    return (this.#state ??= Object.create(null) as RequestState);
  }

  /** The endpoint of the matched route with the names of its blueprints: `blog.detail`. */
  get endpoint(): string | undefined {
    return this.plan?.parts.endpoint;
  }

  /** Names of the blueprints of the matched route, outermost first. */
  get blueprints(): readonly string[] {
    return this.plan?.parts.blueprints ?? [];
  }

  /** Address of the visitor; of proxies only those in `trustedProxies` are believed. */
  get ip(): string {
    return this.app.forwarded === undefined ? this.exchange.peerAddress : this.#facts.ip;
  }

  /** Scheme that the visitor used. */
  get scheme(): "http" | "https" {
    if (this.app.forwarded === undefined) return this.exchange.scheme;
    return this.#facts.scheme ?? this.exchange.scheme;
  }

  /** Says whether the visitor came over TLS. */
  get isSecure(): boolean {
    return this.scheme === "https";
  }

  /** Host, with its port where it is not the scheme's own, as the visitor asked for it. It has passed the allow-list. */
  get host(): string {
    const host =
      (this.app.forwarded === undefined ? undefined : this.#facts.host) ??
      this.header("host") ??
      "";
    return host.toLowerCase();
  }

  /** Path under which a proxy or a parent app shows this app, without a slash at its end. */
  get rootPath(): string {
    if (this.app.forwarded !== undefined && this.#facts.prefix !== undefined)
      return this.#facts.prefix;
    return this.app.rootPath;
  }

  /** Scheme and host: what `Origin` headers are compared with. */
  get origin(): string {
    return `${this.scheme}://${this.host}`;
  }

  /** The full url, as the web's `Request` has it. */
  get url(): string {
    return `${this.origin}${this.rootPath}${this.rawPath}${this.search}`;
  }

  /** What the trusted proxies said. */
  get #facts(): ForwardedFacts {
    return (this.#forwarded ??= this.app.forwarded!(this.exchange.peerAddress, (name) =>
      this.header(name),
    ));
  }

  /** Whether the request was made by script (`X-Requested-With` or htmx). */
  get isAjax(): boolean {
    return (
      this.header("x-requested-with") === "XMLHttpRequest" || this.header("hx-request") === "true"
    );
  }

  /** Whether htmx made the request. */
  get isHtmx(): boolean {
    return this.header("hx-request") === "true";
  }

  /** The genuine web `Request`, for code that insists on one. Costs more than everything else here; the body moves over to it. */
  get web(): Request {
    return (this.#web ??= this.exchange.platform.request ?? toWebRequest(this));
  }

  /** Builds the url of an endpoint; `.name` is one of the same blueprint. Values that the rule does not take go to the query. */
  urlFor(
    endpoint: string,
    values?: Readonly<Record<string, unknown>>,
    options?: UrlOptions,
  ): string {
    return buildUrlInRequest(this, { endpoint, values, options });
  }

  /**
   * Renders a template as a page, with `names` besides what every template has; of several templates the first that is there.
   *
   * What it gives can be returned as it is, also in `[page, 404]`. To work with the text, await it.
   *
   * @throws TemplateError with template, line and column
   */
  render<const Name extends string | readonly string[]>(
    template: Name,
    ...[names]: ContextArguments<Name>
  ): MaybePromise<string> {
    return this.app.renderer.render({ template, names, request: this });
  }

  /** Renders one block of a template, for pages that replace a part of themselves; the rest of the page is not made. */
  renderBlock(template: string, block: string, names?: TemplateNames): MaybePromise<string> {
    return this.app.renderer.render({ template, block, names, request: this });
  }

  /** Renders a text as a template; it is escaped as HTML. Never build the text from what a visitor typed. */
  renderString(text: string, names?: TemplateNames): MaybePromise<string> {
    return this.app.renderer.render({ template: { text }, names, request: this });
  }

  /** Renders a template piece by piece: the visitor sees its beginning while the end is not there yet. */
  streamTemplate(
    template: string | readonly string[],
    names?: TemplateNames,
  ): AsyncIterable<string> {
    return this.app.renderer.stream({ template, names, request: this });
  }

  /** Calls back with the response when the view and the hooks are done, to change it. */
  afterThis(callback: AfterHook): void {
    (this.#after ??= []).push(callback);
  }

  /** Calls back when the reply is out, with what the view threw or undefined; the last added first, each after the one before has ended. */
  onEnd(callback: EndCallback): void {
    (this.#ends ??= []).push(callback);
  }

  /** Whether something waits for the end of the request; for the dispatcher. */
  get isHolding(): boolean {
    return this.#ends !== null || this.hasForm;
  }

  /** Frees what the request holds, and tells who waits for its end. */
  override dispose(): void {
    super.dispose();
    const ends = this.#ends;
    this.#ends = null;
    if (ends !== null) void runEnds(this, ends);
  }

  /** The callbacks of `afterThis`, or null; for the pipeline. */
  takeAfter(): AfterHook[] | null {
    const callbacks = this.#after;
    this.#after = null;
    return callbacks;
  }

  /**
   * Gives what an extension provides under `name`.
   *
   * @throws FlagonError `app.extension-missing` when no installed extension provides it.
   */
  extra<K extends keyof RequestExtras & string>(name: K): RequestExtras[K] {
    const extras = (this.#extras ??= Object.create(null) as Record<string, unknown>);
    // The provider registered under a name gives the type that the extension declared for it.
    if (name in extras) return extras[name] as RequestExtras[K];
    return (extras[name] = this.app.providerOf(name)(this)) as RequestExtras[K];
  }

  /** Gives what an extension has provided already, or undefined; asks nobody. */
  findExtra<K extends keyof RequestExtras & string>(name: K): RequestExtras[K] | undefined {
    return this.#extras === null ? undefined : (this.#extras[name] as RequestExtras[K] | undefined);
  }
}

/** Runs when a request is over; `error` is what the view threw. */
type EndCallback = (error: unknown) => unknown;

async function runEnds(request: FlagonRequest, ends: readonly EndCallback[]): Promise<void> {
  const error = request.fault;
  for (const end of ends.toReversed()) {
    try {
      await end(error);
    } catch (failure) {
      request.app.reportFault(failure, request);
    }
  }
}

const NO_PARAMS: Record<string, unknown> = Object.freeze(Object.create(null)) as Record<
  string,
  unknown
>;

function brought(id: string | undefined): string | undefined {
  return id !== undefined && /^[\w.:@/+-]{1,128}$/.test(id) ? id : undefined;
}

function toWebRequest(request: FlagonRequest): Request {
  const headers = new Headers();
  for (const [name, value] of request.headers) headers.append(name, value);
  const bodyless = request.method === "GET" || request.method === "HEAD";
  const body = bodyless ? null : request.stream();
  const init: RequestInit & { duplex?: "half" } = {
    method: request.method,
    headers,
    body,
    signal: request.signal,
    duplex: "half",
  };
  return new Request(request.url, init);
}

/** Lets requests have a property that the app's extensions provide; of an app without such an extension it throws. */
export function declareExtra(name: string): void {
  if (name in FlagonRequest.prototype) return;
  Object.defineProperty(FlagonRequest.prototype, name, {
    configurable: true,
    get(this: FlagonRequest): unknown {
      return this.extra(name as never);
    },
  });
}

/** Makes the error for a missing extension. */
export function extensionMissing(name: string, mend: string): FlagonError {
  return new FlagonError(`No installed extension provides request.${name}.`, {
    code: "app.extension-missing",
    where: `request.${name}`,
    mend,
  });
}
