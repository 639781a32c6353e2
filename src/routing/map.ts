/** The map of all rules: adds them, finds by path, builds by endpoint. */

import { FlagonError } from "../base/errors.ts";
import {
  Binding,
  type BindOptions,
  type BoundMap,
  type MatchQuestion,
  type Outcome,
} from "./binding.ts";
import { sortForBuilding } from "./build.ts";
import { builtInConverters, type ConverterFactory } from "./converters.ts";
import { Forest } from "./grow.ts";
import type { Found } from "./leaf.ts";
import { Matcher } from "./matcher.ts";
import { placeOf, type RequestPlace, type SitePlace } from "./request-binding.ts";
import { Rule, type RuleOptions } from "./rule.ts";

/** What holds for a whole map. */
export interface RuleMapOptions {
  /** `/a/` redirects from `/a`; true by default. */
  strictSlashes?: boolean;
  /** A path with doubled slashes redirects to the one without; true by default. */
  mergeSlashes?: boolean;
  /** The url of a rule with the default values of another redirects there; true by default. */
  redirectDefaults?: boolean;
  /** Rules are chosen by their `host`; false by default. */
  hostMatching?: boolean;
  /** Rules are chosen by their `subdomain`; true by default, and never together with `hostMatching`. */
  subdomainMatching?: boolean;
  /** Subdomain of rules and requests that name none; empty by default. */
  defaultSubdomain?: string;
  /** Queries are sorted by key; false by default, which keeps the order given. */
  sortParameters?: boolean;
  /** Converters besides the built-in ones, or in their place. */
  converters?: Readonly<Record<string, ConverterFactory>>;
  /** Turns a value into text for the query; `String` by default. */
  text?: (value: unknown) => string;
}

/**
 * Holds the rules of a site.
 *
 * `find` is for every request: it gives the rule and its params, or null. `explain` is for the rest: whether the path is a redirect, a
 * wrong method or nothing at all. Paths are decoded text in which `\0` stands for an encoded slash.
 *
 * @example
 * const map = new RuleMap<() => string>();
 * map.add("/users/<int:id>", { endpoint: "user" }, () => "a user");
 * map.find("GET", "/users/7")?.params; // { id: 7 }
 * map.bind().build("user", { id: 7 }); // "/users/7"
 */
export class RuleMap<Target = unknown> {
  /** Converters by name, as rules ask for them. */
  readonly converters: Readonly<Record<string, ConverterFactory>>;
  /** What was said about the map, with what was left out filled in. */
  readonly options: Readonly<Required<Omit<RuleMapOptions, "converters">>>;
  readonly #matcher = new Matcher<Target>();
  readonly #byEndpoint = new Map<string, Rule<Target>[]>();
  readonly #rules: Rule<Target>[] = [];
  readonly #bound: BoundMap<Target>;
  /** The trees for HTTP; null while rules are being added. */
  #http: Forest<Target> | null = null;
  #sockets: Forest<Target> | null = null;

  constructor(options: RuleMapOptions = {}) {
    const { converters, hostMatching = false, subdomainMatching = true, ...rest } = options;
    this.converters = { ...builtInConverters, ...converters };
    this.options = {
      strictSlashes: true,
      mergeSlashes: true,
      redirectDefaults: true,
      hostMatching,
      subdomainMatching: subdomainMatching && !hostMatching,
      defaultSubdomain: "",
      sortParameters: false,
      text: String,
      ...rest,
    };
    this.#bound = {
      ...this.options,
      matcher: this.#matcher,
      byEndpoint: this.#byEndpoint,
      style: this.options,
    };
  }

  /**
   * Adds a rule; the order of adding does not decide which of two rules matches.
   *
   * @throws FlagonError `routing.bad-rule`, `routing.unknown-converter`, `routing.bad-argument`, `routing.bad-methods`,
   * `routing.bad-expression`, `routing.duplicate-rule`.
   */
  add(rule: string | RegExp, options: RuleOptions, target: Target): Rule<Target> {
    const made = new Rule(rule, options, target, { ...this.options, converters: this.converters });
    if (options.buildOnly !== true) this.#matcher.add(made);
    this.#rules.push(made);
    const endpoint = made.endpoint ?? "";
    this.#byEndpoint.set(endpoint, [...(this.#byEndpoint.get(endpoint) ?? []), made]);
    this.#http = null;
    return made;
  }

  /** Gives the rules in the order of adding, of one endpoint or of all. */
  rules(endpoint?: string): Rule<Target>[] {
    return this.#rules.filter((rule) => endpoint === undefined || rule.endpoint === endpoint);
  }

  /** Says whether some rule of an endpoint has all these params. */
  isExpecting(endpoint: string, ...params: string[]): boolean {
    return this.rules(endpoint).some((rule) => params.every((name) => rule.params.has(name)));
  }

  /**
   * Finds the rule that answers a path with no detour, and its params; null for everything else.
   *
   * `method` is in upper case. `domain` is the host with `hostMatching`, else the subdomain.
   */
  find(
    method: string,
    path: string,
    domain: string = this.options.defaultSubdomain,
  ): Found<Target> | null {
    const forest = this.#http ?? this.#grow();
    return forest.find(method, path.charCodeAt(1) === 47 ? oneSlash(path) : path, domain);
  }

  /** As {@link find}, for a WebSocket handshake. */
  findSocket(path: string, domain: string = this.options.defaultSubdomain): Found<Target> | null {
    if (this.#http === null) this.#grow();
    return this.#sockets!.find("GET", oneSlash(path), domain);
  }

  /** Says what a path is that {@link find} did not find: a redirect, a wrong method, a WebSocket, or nothing. */
  explain(question: MatchQuestion & BindOptions): Outcome<Target> {
    return this.bind(question).match(question);
  }

  /**
   * Binds the map to a host, a mount point and a scheme, to match with redirects and to build urls.
   *
   * @throws FlagonError `routing.subdomain-with-hosts`, `routing.bad-host`.
   */
  bind(options: BindOptions = {}): Binding<Target> {
    if (this.#http === null) this.#grow();
    const { hostMatching, defaultSubdomain } = this.options;
    if (hostMatching && (options.subdomain ?? "") !== "") throw subdomainWithHosts(options);
    const subdomain = options.subdomain ?? defaultSubdomain;
    return new Binding(this.#bound, {
      ...options,
      subdomain: hostMatching ? "" : subdomain,
    });
  }

  /** Binds the map to what a request says about its host, scheme and path. */
  bindToRequest(request: RequestPlace, site: SitePlace = {}): Binding<Target> {
    return this.bind(placeOf(request, site, this.options));
  }

  #grow(): Forest<Target> {
    this.#matcher.sort();
    for (const rules of this.#byEndpoint.values()) sortForBuilding(rules);
    const ground = {
      byEndpoint: this.#byEndpoint,
      redirectDefaults: this.options.redirectDefaults,
    };
    this.#sockets = new Forest(this.#matcher.root, ground, true);
    this.#http = new Forest(this.#matcher.root, ground, false);
    return this.#http;
  }
}

function subdomainWithHosts({ subdomain }: BindOptions): FlagonError {
  return new FlagonError("A map that matches whole hosts was bound to a subdomain.", {
    code: "routing.subdomain-with-hosts",
    where: `subdomain "${subdomain ?? ""}"`,
    mend: "Bind it to the whole host with `serverName`, or leave `hostMatching` off.",
  });
}

/** Makes the slashes at the beginning one. */
function oneSlash(path: string): string {
  return path.startsWith("//") ? path.replace(/^\/+/, "/") : path;
}
