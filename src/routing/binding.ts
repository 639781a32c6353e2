/** A map bound to a request's surroundings: host, mount point, scheme, query. It matches with redirects, and builds urls. */

import { FlagonError } from "../base/errors.ts";
import {
  buildError,
  buildRule,
  type BuildStyle,
  type BuildValues,
  type Built,
  paramText,
} from "./build.ts";
import type { Finding, Matcher, Misses } from "./matcher.ts";
import type { Rule } from "./rule.ts";
import { formatQuery, quotePath, type QueryValues } from "./urls.ts";

/** What a map is bound to. */
export interface BindOptions {
  /** Host with its port, as urls shall name it; without one, redirects and urls are paths. */
  serverName?: string;
  /** Where the site is mounted; `/` by default. */
  scriptName?: string;
  /** Subdomain of the request; the map's `defaultSubdomain` when left out. */
  subdomain?: string;
  /** `http` by default; `ws` and `wss` match WebSocket rules. An empty one builds `//host/path`. */
  scheme?: string;
  /** Method to match by, and to prefer when building; GET by default. */
  method?: string;
  /** Path to match; decoded, with `\0` for an encoded slash. */
  path?: string;
  /** Query that redirects carry along, as text or as values. */
  query?: string | QueryValues;
}

/** What a match is asked for; what is left out comes from the binding. */
export interface MatchQuestion {
  path?: string | undefined;
  method?: string | undefined;
  query?: string | QueryValues | undefined;
  websocket?: boolean | undefined;
}

/** What came of matching. */
export type Outcome<Target = unknown> =
  | { kind: "found"; rule: Rule<Target>; params: Record<string, unknown>; target: Target }
  | { kind: "redirect"; location: string; code: 301 | 302 | 303 | 307 | 308 }
  | { kind: "method-not-allowed"; allowed: string[] }
  | { kind: "websocket-mismatch" }
  | { kind: "not-found" };

/** How a url is built. */
export interface BuildOptions {
  /** Prefers, and asks for, a rule that answers this method. */
  method?: string | undefined;
  /** Always a whole url with its host. */
  external?: boolean | undefined;
  /** Scheme of a whole url; the binding's by default. */
  scheme?: string | undefined;
  /** Puts values that no param takes into the query; true by default. */
  appendUnknown?: boolean | undefined;
  /** More for the query, also under names that params have. */
  query?: QueryValues | undefined;
  /** Text after `#`. */
  anchor?: string | undefined;
}

/** What a binding needs to know of its map. */
export interface BoundMap<Target> {
  readonly matcher: Matcher<Target>;
  readonly byEndpoint: ReadonlyMap<string, Rule<Target>[]>;
  readonly mergeSlashes: boolean;
  readonly redirectDefaults: boolean;
  readonly hostMatching: boolean;
  readonly subdomainMatching: boolean;
  readonly style: BuildStyle;
}

/** A map in one place. Made by `map.bind`. */
export class Binding<Target = unknown> {
  /** Host with its port, in lower case and ASCII; empty when unknown. */
  readonly serverName: string;
  /** Where the site is mounted, with a slash at its end. */
  readonly scriptName: string;
  /** Subdomain of the request. */
  readonly subdomain: string;
  /** Scheme of urls. */
  readonly scheme: string;
  /** Method to match by. */
  readonly method: string;
  /** Path to match. */
  readonly path: string;
  /** Query that redirects carry along. */
  readonly query: string | QueryValues | undefined;
  readonly #map: BoundMap<Target>;

  constructor(map: BoundMap<Target>, options: BindOptions) {
    this.#map = map;
    this.serverName = asciiHost(options.serverName ?? "");
    const scriptName = options.scriptName ?? "/";
    this.scriptName = scriptName.endsWith("/") ? scriptName : `${scriptName}/`;
    this.subdomain = options.subdomain ?? "";
    this.scheme = options.scheme ?? "http";
    this.method = options.method ?? "GET";
    this.path = options.path ?? "/";
    this.query = options.query;
  }

  /** Matches a path, and says what to do where no rule answers it. */
  match(question: MatchQuestion = {}): Outcome<Target> {
    const path = question.path ?? this.path;
    const asked: Asked = {
      path: path === "" ? "" : `/${withoutLeadingSlashes(path)}`,
      method: (question.method ?? this.method).toUpperCase(),
      websocket: question.websocket ?? (this.scheme === "ws" || this.scheme === "wss"),
      query: question.query ?? this.query,
      domain: this.#domain(),
    };
    const finding = this.#map.matcher.match(asked, this.#map);
    if (finding.kind === "rule") return this.#found(finding, asked);
    if (finding.kind === "none") return refusal(finding.misses);
    // An encoded slash stays encoded on the way round.
    const quoted = quotePath(finding.path).replaceAll("%00", "%2F");
    return this.#redirect(this.#location(quoted, asked));
  }

  /** Gives the methods that rules for a path answer; empty when there is no such path, or when every method is answered. */
  allowedMethods(path: string = this.path): string[] {
    const outcome = this.match({ path, method: "--" });
    return outcome.kind === "method-not-allowed" ? outcome.allowed : [];
  }

  /**
   * Builds the url of an endpoint.
   *
   * A path, where the endpoint is on the host that is bound; else a whole url. WebSocket rules give a whole url.
   *
   * @throws FlagonError `routing.build-error` for an unknown endpoint or missing values; `routing.bad-value` for a value that its
   * converter refuses.
   */
  build(endpoint: string, values: BuildValues = {}, options: BuildOptions = {}): string {
    const given = withoutAbsent(values);
    const method = options.method ?? null;
    const appendUnknown = options.appendUnknown ?? true;
    const found =
      (method === null ? this.#fitting(endpoint, given, this.method, appendUnknown) : null) ??
      this.#fitting(endpoint, given, method, appendUnknown);
    if (found === null) throw buildError(endpoint, { values: given, method }, this.#map.byEndpoint);
    const url = this.#join(found.built, found.rule.options.websocket === true, options);
    return this.#withTail(url, options);
  }

  #domain(): string {
    if (this.#map.subdomainMatching) return this.subdomain;
    return this.#map.hostMatching ? this.serverName : "";
  }

  #found(
    { rule, texts, misses }: Finding<Target> & { kind: "rule" },
    asked: Asked,
  ): Outcome<Target> {
    const params = paramsOf(rule, texts);
    if (params === null) return refusal(misses);
    if (this.#map.redirectDefaults) {
      if (rule.options.alias === true)
        return this.#redirect(this.#aliasLocation(rule, params, asked));
      const location = this.#defaultLocation(rule, params, asked);
      if (location !== null) return this.#redirect(location);
    }
    if (rule.options.redirectTo === undefined)
      return { kind: "found", rule, params, target: rule.target };
    const code = rule.options.redirectCode ?? 308;
    return { kind: "redirect", location: this.#ruleLocation(rule, params), code };
  }

  #redirect(location: string): Outcome<Target> {
    return { kind: "redirect", location, code: 308 };
  }

  /** Gives the canonical url of an alias. */
  #aliasLocation(rule: Rule<Target>, params: BuildValues, { method, query }: Asked): string {
    const endpoint = rule.endpoint ?? "";
    const fitting = this.#fitting(endpoint, params, method, false);
    if (fitting === null || fitting.rule === rule)
      throw new FlagonError("The alias has no canonical rule to redirect to.", {
        code: "routing.alias-without-rule",
        where: `rule "${rule.rule}" of endpoint "${endpoint}"`,
        mend: "Add a rule with the same endpoint and params, without `alias`.",
      });
    const websocket = fitting.rule.options.websocket === true;
    const url = this.#join(fitting.built, websocket, { external: this.serverName !== "" });
    const text = this.#queryText(query);
    return text === "" ? url : `${url}?${text}`;
  }

  /** Gives the url of a rule whose defaults are the values that were matched, where there is one. */
  #defaultLocation(
    rule: Rule<Target>,
    params: Record<string, unknown>,
    asked: Asked,
  ): string | null {
    const canonical = canonicalFor(rule, this.#map.byEndpoint, params, asked.method);
    if (canonical === null) return null;
    const built = buildRule(
      canonical,
      { ...params, ...canonical.defaults },
      {
        appendUnknown: true,
        style: this.#map.style,
      },
    );
    return built === null ? null : this.#location(built.path, asked, built.domain);
  }

  #ruleLocation(rule: Rule<Target>, params: Record<string, unknown>): string {
    const target = rule.options.redirectTo!;
    const text =
      typeof target === "function"
        ? target(params)
        : target.replace(/<([^>]+)>/g, (_, inner: string) => redirectParam(rule, params, inner));
    const host = this.subdomain === "" ? this.serverName : `${this.subdomain}.${this.serverName}`;
    return joinUrl({ scheme: this.scheme || "http", host, root: this.scriptName }, text);
  }

  #location(path: string, { query }: Asked, domain?: string): string {
    const text = this.#queryText(query);
    const root = this.scriptName.replace(/^\/+|\/+$/g, "");
    const whole = `${root === "" ? "" : `/${root}`}/${withoutLeadingSlashes(path)}`;
    const host = this.#host(domain);
    const url = host === "" ? whole : `${this.scheme || "http"}://${host}${whole}`;
    if (text === "") return url;
    return `${url}${url.includes("?") ? "&" : "?"}${text}`;
  }

  #queryText(query: string | QueryValues | undefined): string {
    if (query === undefined || typeof query === "string") return query ?? "";
    return formatQuery(query, { sort: false, text: this.#map.style.text });
  }

  #fitting(endpoint: string, values: BuildValues, method: string | null, appendUnknown: boolean) {
    let first: { rule: Rule<Target>; built: Built } | null = null;
    for (const rule of this.#map.byEndpoint.get(endpoint) ?? []) {
      if (!rule.isSuitableFor(values, method)) continue;
      const built = buildRule(rule, values, { appendUnknown, style: this.#map.style });
      if (built === null) continue;
      if (!this.#map.hostMatching || built.domain === this.serverName) return { rule, built };
      first ??= { rule, built };
    }
    return first;
  }

  #join({ domain, path }: Built, websocket: boolean, options: BuildOptions): string {
    const host = this.#host(domain);
    const given = options.scheme ?? this.scheme;
    const secure = given === "https" || given === "wss";
    const scheme = websocket ? (secure ? "wss" : "ws") : given && (secure ? "https" : "http");
    const whole = `${this.scriptName.slice(0, -1)}/${withoutLeadingSlashes(path)}`;
    const external = options.external === true || websocket;
    if (!external && (this.#isHere(domain, host) || this.serverName === ""))
      return `${this.scriptName.replace(/\/+$/, "")}/${withoutLeadingSlashes(path)}`;
    if (external && host === "") throw noHost(path);
    return `${scheme === "" ? "" : `${scheme}:`}//${host}${whole}`;
  }

  #isHere(domain: string, host: string): boolean {
    if (this.#map.subdomainMatching) return domain === this.subdomain;
    return this.#map.hostMatching && host === this.serverName;
  }

  #host(domain: string | undefined): string {
    if (this.#map.hostMatching) return domain ?? this.serverName;
    const subdomain = domain ?? this.subdomain;
    return subdomain === "" || this.serverName === ""
      ? this.serverName
      : `${subdomain}.${this.serverName}`;
  }

  #withTail(url: string, { query, anchor }: BuildOptions): string {
    let text = url;
    const more = query === undefined ? "" : this.#queryText(query);
    if (more !== "") text += `${text.includes("?") ? "&" : "?"}${more}`;
    return anchor === undefined ? text : `${text}#${quotePath(anchor)}`;
  }
}

function withoutLeadingSlashes(path: string): string {
  let start = 0;
  while (path.charCodeAt(start) === 47) start++;
  return path.slice(start);
}

interface Asked {
  domain: string;
  path: string;
  method: string;
  websocket: boolean;
  query: string | QueryValues | undefined;
}

/** Gives the values of a rule's params, its defaults last; null when a converter refuses a text. */
export function paramsOf(rule: Rule, texts: readonly string[]): Record<string, unknown> | null {
  const params: Record<string, unknown> = {};
  let index = 0;
  for (const [name, converter] of rule.converters) {
    const text = texts[index++]!;
    const value = converter.parse(text.includes("\0") ? text.replaceAll("\0", "/") : text);
    if (value === undefined) return null;
    params[name] = value;
  }
  return rule.defaults === null ? params : Object.assign(params, rule.defaults);
}

/** Gives the rule that is the canonical url for these values, when it is another than the one that matched. */
export function canonicalFor<Target>(
  rule: Rule<Target>,
  byEndpoint: ReadonlyMap<string, readonly Rule<Target>[]>,
  params: Readonly<Record<string, unknown>>,
  method: string,
): Rule<Target> | null {
  for (const other of byEndpoint.get(rule.endpoint ?? "") ?? []) {
    if (other === rule) return null;
    if (other.providesDefaultsFor(rule) && other.isSuitableFor(params, method)) return other;
  }
  return null;
}

function refusal({ allowed, websocketMismatch }: Misses): Outcome<never> {
  if (allowed.size > 0) return { kind: "method-not-allowed", allowed: [...allowed].sort() };
  return { kind: websocketMismatch ? "websocket-mismatch" : "not-found" };
}

function redirectParam(rule: Rule, params: Record<string, unknown>, inner: string): string {
  const name = inner.includes(":") ? inner.slice(inner.lastIndexOf(":") + 1) : inner;
  if (Object.hasOwn(params, name) && rule.converters.has(name))
    return paramText(rule, name, params[name]);
  throw new FlagonError(`The redirect asks for a param "${name}", and the rule has none.`, {
    code: "routing.bad-redirect",
    where: `rule "${rule.rule}", redirectTo "${String(rule.options.redirectTo)}"`,
  });
}

/** Joins a redirect's text to the root of the site, as a browser would. */
function joinUrl(
  { scheme, host, root }: { scheme: string; host: string; root: string },
  text: string,
): string {
  const base = `${scheme}://${host === "" ? "flagon.invalid" : host}`;
  const url = new URL(text, base + root);
  const own = host === "" && url.host === "flagon.invalid";
  return own ? url.pathname + url.search + url.hash : url.href;
}

function withoutAbsent(values: BuildValues): BuildValues {
  if (!Object.values(values).some((value) => value === null || value === undefined)) return values;
  const given: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(values))
    if (value !== null && value !== undefined) given[name] = value;
  return given;
}

/**
 * Gives a host in lower case and ASCII.
 *
 * @throws FlagonError `routing.bad-host` for one that cannot be written so.
 */
function asciiHost(serverName: string): string {
  const lower = serverName.toLowerCase();
  if (/^[\x21-\x7e]*$/.test(lower)) return lower;
  const colon = lower.lastIndexOf(":");
  const [name, port] = colon < 0 ? [lower, ""] : [lower.slice(0, colon), lower.slice(colon)];
  const url = URL.parse(`http://${name}`);
  if (url === null)
    throw new FlagonError("The host cannot be written in ASCII.", {
      code: "routing.bad-host",
      where: `host "${serverName}"`,
    });
  return url.hostname + port;
}

function noHost(path: string): FlagonError {
  return new FlagonError("A whole url was asked for, and the host is not known.", {
    code: "routing.no-host",
    where: `url "${path}"`,
    mend: "Bind the map with `serverName`, or set the app's server name.",
  });
}
