/** A route: a rule with methods, an endpoint and a view; and its types. */

import { FlagonError } from "../base/errors.ts";
import type { FlagonResponse } from "../http/response.ts";
import type { Params } from "../routing/params.ts";
import type { Infer, StandardSchema } from "../validation/standard-schema.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Dependency } from "./dependency.ts";
import type { Middleware, View, ViewMarks } from "./view.ts";

/** The parts of a request that a route may have checked, by the name under which the view gets them. */
export interface RouteSchemas {
  /** The JSON or form body. */
  body?: StandardSchema;
  /** The query string; repeated keys arrive as lists. */
  query?: StandardSchema;
  /** The headers, by lower-case name. */
  headers?: StandardSchema;
  /** The cookies. */
  cookies?: StandardSchema;
}

/**
 * Options of a route.
 *
 * Extensions add their own by declaration merging.
 */
export interface RouteOptions extends RouteSchemas {
  /** The name that urls are built by. Default: the view's name, or what the rule says. */
  endpoint?: string;
  /** Middleware around this view alone, the first one outermost: guards, caching, limits. */
  use?: readonly Middleware[];
  /** What the view gets besides, by name: opened before it, closed after the reply. */
  needs?: Readonly<Record<string, Dependency<unknown>>>;
  /** Takes `body` as JSON alone, or as a form alone; the other is answered 415. Default: either. */
  bodyType?: "json" | "form";
  /** Checks and filters what the view returns: fields that it does not declare are not sent. */
  response?: StandardSchema;
  /** The status of what the view returns. Default 200. */
  status?: number;
  /** Values of params that the rule does not have. */
  defaults?: Readonly<Record<string, unknown>>;
  /** A host rule, where the app matches hosts. */
  host?: string;
  /** A subdomain rule, where the app matches subdomains. */
  subdomain?: string;
  /** Redirect to the trailing slash that the rule has. Default: the app's. */
  strictSlashes?: boolean;
  /** Redirect doubled slashes to single ones. Default: the app's. */
  mergeSlashes?: boolean;
  /** Answer OPTIONS by itself. Default true. */
  automaticOptions?: boolean;
  /** The largest body taken, in bytes, whatever its type. Default: the app's limits. */
  bodyLimitBytes?: number;
  /** Take unsafe requests that pages of other origins send: for public APIs that need no cookies. Default false. */
  crossOrigin?: boolean;
  /** Another rule of the same endpoint is the canonical one; this one redirects to it. */
  alias?: boolean;
  /** Names the route on pages and in documents. */
  summary?: string;
}

/** Options of `app.route()`, which can take several methods. */
export interface AnyMethodOptions extends RouteOptions {
  /** The methods, in capitals. Default GET. */
  methods?: readonly string[];
}

type Flat<T> = { [K in keyof T]: T[K] };
type SchemaNames = keyof RouteSchemas;
type Checked<O> = {
  [
    K in keyof O & SchemaNames as O[K] extends StandardSchema ? K : never
  ]: O[K] extends StandardSchema ? Infer<O[K]> : never;
};
type Defaulted<O> = O extends { defaults: infer D extends object }
  ? { -readonly [K in keyof D]: Widened<D[K]> }
  : unknown;
type Needed<O> = O extends { needs: infer N extends object }
  ? { -readonly [K in keyof N]: N[K] extends Dependency<infer T> ? Awaited<T> : never }
  : unknown;
type Widened<V> = V extends string
  ? string
  : V extends number
    ? number
    : V extends boolean
      ? boolean
      : V;

/** The params of a rule, which may be a regular expression whose groups have names. */
export type RuleParams<R> = R extends string ? Params<R> : Record<string, string>;

/** What a view gets: the rule's params, its defaults, the parts that were checked, and what the route needs. */
export type ViewParams<R, O> = Flat<RuleParams<R> & Defaulted<O> & Checked<O> & Needed<O>>;

/** Options of a built url besides its params. */
export interface UrlOptions {
  /** Added to the query; lists repeat their key. */
  query?: Readonly<Record<string, unknown>>;
  /** The fragment, without its #. */
  anchor?: string;
  /** With scheme and host. Default false. */
  external?: boolean;
  /** The scheme of an external url. */
  scheme?: string;
  /** Chooses among routes of one endpoint. */
  method?: string;
}

/** What is known of a route when it is registered, before any app compiles it. */
export interface RouteRecord {
  readonly rule: string | RegExp;
  readonly methods: readonly string[];
  readonly options: AnyMethodOptions;
  readonly view: View<never>;
  readonly kind: "view" | "websocket" | "redirect" | "build-only" | "mount";
}

/** What is known of a view that a rule is given to. What the view says of itself counts where the route says nothing. */
export function recordOf(
  rule: string | RegExp,
  method: string | undefined,
  options: AnyMethodOptions,
  view: View<never>,
): RouteRecord {
  const own = (typeof view === "function" ? view : {}) as ViewMarks;
  const methods = method === undefined ? (options.methods ?? own.methods ?? ["GET"]) : [method];
  const use = own.use === undefined ? undefined : [...(options.use ?? []), ...own.use];
  return {
    rule,
    methods: methods.map((name) => name.toUpperCase()),
    options: use === undefined ? options : { ...options, use },
    view,
    kind: "view",
  };
}

/**
 * A registered route.
 *
 * @example
 * const show = app.get("/articles/<slug:slug>", { endpoint: "article" }, (request, { slug }) => slug);
 * show.url({ slug: "first" }); // "/articles/first"
 */
export class Route<R = string> {
  /** The rule as it was written, without the prefix of its blueprint. */
  readonly rule: string | RegExp;
  /** The methods, without automatic HEAD and OPTIONS. */
  readonly methods: readonly string[];
  /** The options as they were given. */
  readonly options: AnyMethodOptions;
  /** The view. */
  readonly view: View<never>;
  /** What becomes of a request that matches. */
  readonly kind: RouteRecord["kind"];
  /** The name that urls are built by, without the name of its blueprint. */
  readonly endpoint: string;
  readonly #blueprint: Blueprint<string>;

  constructor(blueprint: Blueprint<string>, record: RouteRecord) {
    this.#blueprint = blueprint;
    this.rule = record.rule;
    this.methods = record.methods;
    this.options = record.options;
    this.view = record.view;
    this.kind = record.kind;
    this.endpoint =
      record.options.endpoint ?? (record.view.name === "" ? String(record.rule) : record.view.name);
  }

  /** Where the route stands in the user's words, for errors. */
  get where(): string {
    return `route ${typeof this.rule === "string" ? JSON.stringify(this.rule) : String(this.rule)}`;
  }

  /**
   * Builds the url of this route; params are typed by the rule.
   *
   * A blueprint that is installed more than once gives the url of its first place; `request.urlFor(".endpoint")` knows the present one.
   *
   * @throws FlagonError `app.route-not-installed` for a route of a blueprint that no app has, `routing.build-error` for a value that does
   * not fit.
   */
  url(
    ...[params, options]: keyof RuleParams<R> extends never
      ? [params?: Record<string, never>, options?: UrlOptions]
      : [params: Flat<RuleParams<R>>, options?: UrlOptions]
  ): string {
    const place = this.#blueprint.firstPlace();
    if (place === undefined) {
      throw new FlagonError("The route belongs to a blueprint that no app has installed.", {
        code: "app.route-not-installed",
        where: this.where,
        mend: `Call app.install(${this.#blueprint.name}) first.`,
      });
    }
    return place.app.urlFor(place.prefix + this.endpoint, { ...params }, options);
  }
}

/** What a compiled route does with a request. */
export type Answer = FlagonResponse | PromiseLike<FlagonResponse>;
