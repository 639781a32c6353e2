/** A rule: one shape of url, with everything that was said about it. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Converter, ConverterFactory } from "./converters.ts";
import { ExpressionRule } from "./expression.ts";
import { dynamicPart, expressionPart, type Part, type PartPiece, takesSlashes } from "./parts.ts";
import { parseRule, type Piece } from "./syntax.ts";
import { quotePath } from "./urls.ts";

/** Gives the target of a redirect from the values of the matched params. */
export type RedirectTarget = (params: Record<string, unknown>) => string;

/** What can be said about a rule. */
export interface RuleOptions {
  /** Name to build urls by. */
  endpoint?: string;
  /** Methods it answers, in any case; GET brings HEAD along. All methods when left out. */
  methods?: Iterable<string>;
  /** Values for params that are not in the path; the rule is then the canonical url for them. */
  defaults?: Readonly<Record<string, unknown>>;
  /** Text put before the rule, with params if you like; the way to mount a regular expression under a path. */
  prefix?: string;
  /** Subdomain it is served on, as a rule of its own: `"<tenant>"`. */
  subdomain?: string;
  /** Whole host it is served on, as a rule of its own; asks for the map's `hostMatching`. */
  host?: string;
  /** Answers with a redirect to this url: `"articles/<id>"` is joined to the root of the site; or a function that gives it. */
  redirectTo?: string | RedirectTarget;
  /** Status of that redirect; 308 by default. */
  redirectCode?: 301 | 302 | 303 | 307 | 308;
  /** Never matched; urls are built from it. */
  buildOnly?: boolean;
  /** Another spelling of the endpoint's url: redirects there. */
  alias?: boolean;
  /** Answers WebSocket handshakes, and nothing else. */
  websocket?: boolean;
  /** `/a/` redirects from `/a`, and `/a` refuses `/a/`; by default as the map says. */
  strictSlashes?: boolean;
  /** Doubled slashes are one; by default as the map says. */
  mergeSlashes?: boolean;
}

/** What a map decides for its rules. */
export interface RuleContext {
  converters: Readonly<Record<string, ConverterFactory>>;
  strictSlashes: boolean;
  mergeSlashes: boolean;
  subdomainMatching: boolean;
  defaultSubdomain: string;
}

/** A step of the url to build: text, percent-encoded already, or a param. */
export type TraceStep = string | { param: string };

/** One shape of url in a {@link RuleMap}. Made by `map.add`; read-only. */
export class Rule<Target = unknown> {
  /** The rule as it was written, prefix included; an expression is shown between slashes. */
  readonly rule: string;
  /** Name to build urls by. */
  readonly endpoint: string | undefined;
  /** Methods it answers, HEAD included; null for all. */
  readonly methods: ReadonlySet<string> | null;
  /** Values for params that are not in the path. */
  readonly defaults: Readonly<Record<string, unknown>> | null;
  /** What the map's owner attached. */
  readonly target: Target;
  /** Names of all params, those with defaults included. */
  readonly params: ReadonlySet<string>;
  /** The converter of each param in the path or host, in order. */
  readonly converters: ReadonlyMap<string, Converter>;
  /** What was said about it. */
  readonly options: Readonly<RuleOptions>;
  /** `/a/` redirects from `/a`. */
  readonly strictSlashes: boolean;
  /** Doubled slashes are one. */
  readonly mergeSlashes: boolean;
  /** Steps to match: the host first, then the path. */
  readonly parts: readonly Part[];
  /** Steps to build the host. */
  readonly domainTrace: readonly TraceStep[];
  /** Steps to build the path; null for an expression that cannot be built. */
  readonly pathTrace: readonly TraceStep[] | null;
  /** The expression, where the rule is one. */
  readonly expression: ExpressionRule | null;

  /** @throws FlagonError `routing.bad-rule`, `routing.unknown-converter`, `routing.bad-argument` and their kin. */
  constructor(source: string | RegExp, options: RuleOptions, target: Target, context: RuleContext) {
    const isText = typeof source === "string";
    const prefix = options.prefix ?? "";
    this.rule = isText ? prefix + source : `${prefix}/${source.source}/`;
    this.endpoint = options.endpoint;
    this.options = options;
    this.target = target;
    this.methods = methodsOf(options, this.rule);
    this.defaults = options.defaults ?? null;
    this.strictSlashes = options.strictSlashes ?? context.strictSlashes;
    this.mergeSlashes = options.mergeSlashes ?? context.mergeSlashes;
    this.expression = isText ? null : new ExpressionRule(source, { afterPrefix: prefix !== "" });
    const shape = new Shape(this.rule, context.converters);
    const subdomain = options.subdomain ?? context.defaultSubdomain;
    shape.addDomain((context.subdomainMatching ? subdomain : options.host) ?? "");
    this.domainTrace = shape.takeTrace();
    const path = isText ? this.rule : prefix;
    if (path !== "" || isText)
      shape.addPath(this.mergeSlashes ? path.replace(/\/{2,}/g, "/") : path);
    if (this.expression !== null) shape.addExpression(this.expression);
    this.pathTrace = shape.takeTrace();
    if (this.expression !== null && this.expression.pieces() === null) this.pathTrace = null;
    this.parts = shape.parts;
    this.converters = shape.converters;
    this.params = new Set([...Object.keys(this.defaults ?? {}), ...shape.converters.keys()]);
  }

  /** Says whether the values are enough to build this rule's url, and do not contradict its defaults. */
  isSuitableFor(values: Readonly<Record<string, unknown>>, method: string | null): boolean {
    if (method !== null && this.methods !== null && !this.methods.has(method)) return false;
    const defaults = this.defaults;
    for (const name of this.params) {
      const isGiven = Object.hasOwn(values, name);
      const hasDefault = defaults !== null && Object.hasOwn(defaults, name);
      if (hasDefault ? isGiven && values[name] !== defaults[name] : !isGiven) return false;
    }
    return true;
  }

  /** Says whether this rule is the canonical url of `other` for its default values. */
  providesDefaultsFor(other: Rule): boolean {
    return (
      this !== other &&
      this.options.buildOnly !== true &&
      this.defaults !== null &&
      Object.keys(this.defaults).length > 0 &&
      this.endpoint === other.endpoint &&
      this.params.size === other.params.size &&
      [...this.params].every((name) => other.params.has(name))
    );
  }
}

/** Gathers the parts, the converters and the trace while a rule's pieces are read. */
class Shape {
  readonly parts: Part[] = [];
  readonly converters = new Map<string, Converter>();
  readonly #rule: string;
  readonly #known: Readonly<Record<string, ConverterFactory>>;
  #trace: TraceStep[] = [];

  constructor(rule: string, known: Readonly<Record<string, ConverterFactory>>) {
    this.#rule = rule;
    this.#known = known;
  }

  addDomain(domain: string): void {
    if (domain.includes("/")) throw badRule(domain, "A host or subdomain has no slash.");
    this.#add(parseRule(domain));
  }

  addPath(path: string): void {
    if (!path.startsWith("/"))
      throw badRule(path, "A rule starts with a slash.", `Write "/${path}".`);
    if (path.includes("\0")) throw badRule(path, "A rule has no NUL character.");
    this.#add(parseRule(path));
  }

  addExpression(expression: ExpressionRule): void {
    for (const name of expression.names) this.#addConverter(name, groupConverter);
    this.parts.push(expressionPart(`expression ${this.#rule}`, expression));
    for (const piece of expression.pieces() ?? [])
      if ("name" in piece) this.#trace.push({ param: piece.name });
      else this.#traceText(piece.text);
  }

  takeTrace(): TraceStep[] {
    const trace = this.#trace;
    this.#trace = [];
    return trace;
  }

  #add(pieces: readonly Piece[]): void {
    let current: PartPiece[] = [];
    let final = false;
    for (const piece of pieces) {
      if (piece.kind === "param") this.#trace.push({ param: piece.name });
      else this.#traceText(piece.kind === "slash" ? "/" : piece.text);
      if (piece.kind === "slash") {
        if (final) current.push("/");
        else {
          this.#close(current, false);
          current = [];
        }
      } else if (piece.kind === "text") current.push(piece.text);
      else {
        const converter = this.#converterOf(piece);
        this.#addConverter(piece.name, converter);
        if (takesSlashes(converter)) final = true;
        current.push({ name: piece.name, converter });
      }
    }
    this.#close(current, final);
  }

  #traceText(text: string): void {
    const last = this.#trace.at(-1);
    if (typeof last === "string") this.#trace[this.#trace.length - 1] = last + quotePath(text);
    else this.#trace.push(quotePath(text));
  }

  #close(pieces: readonly PartPiece[], final: boolean): void {
    const texts = pieces.filter((piece) => typeof piece === "string");
    if (texts.length === pieces.length) {
      this.parts.push({ kind: "static", content: texts.join("") });
      return;
    }
    const part = dynamicPart(pieces, final);
    this.parts.push(part);
    if (part.suffixed) this.parts.push({ kind: "static", content: "" });
  }

  #addConverter(name: string, converter: Converter): void {
    if (this.converters.has(name))
      throw badRule(this.#rule, `The param "${name}" stands twice in one rule.`, "Rename one.");
    if (name in Object.prototype)
      throw badRule(
        this.#rule,
        `A param cannot be called "${name}".`,
        "Every object has that name.",
      );
    this.converters.set(name, converter);
  }

  #converterOf({ converter: name, args }: Piece & { kind: "param" }): Converter {
    const factory = Object.hasOwn(this.#known, name) ? this.#known[name] : undefined;
    if (factory === undefined)
      throw new FlagonError(`The rule asks for a converter named "${name}", and there is none.`, {
        code: "routing.unknown-converter",
        where: `rule "${this.#rule}"`,
        mend: suggest(name, Object.keys(this.#known)),
      });
    if (typeof factory !== "function") return factory;
    return this.#made(factory, args);
  }

  #made(
    factory: Exclude<ConverterFactory, Converter>,
    args: Parameters<typeof factory>[0],
  ): Converter {
    try {
      return factory(args);
    } catch (error) {
      if (!(error instanceof FlagonError) || error.where !== undefined) throw error;
      const { what, code, mend } = error;
      throw new FlagonError(what, { code, mend, where: `rule "${this.#rule}"`, cause: error } as {
        code: string;
      });
    }
  }
}

/** What a named group of an expression is: its text. */
const groupConverter: Converter<string> = {
  regex: ".*",
  parse: (text) => text,
  format: String,
};

function badRule(rule: string, what: string, mend?: string): FlagonError {
  const details = { code: "routing.bad-rule", where: `rule "${rule}"` };
  return new FlagonError(what, mend === undefined ? details : { ...details, mend });
}

const WEBSOCKET_METHODS = ["GET", "HEAD", "OPTIONS"];

function methodsOf({ methods, websocket }: RuleOptions, rule: string): Set<string> | null {
  if (methods === undefined) return null;
  if (typeof methods === "string")
    throw new FlagonError("The option `methods` is a list, and it is text.", {
      code: "routing.bad-methods",
      where: `rule "${rule}"`,
      mend: `Write methods: ["${String(methods)}"].`,
    });
  const set = new Set([...methods].map((method) => method.toUpperCase()));
  if (set.has("GET")) set.add("HEAD");
  const wrong = [...set].find((method) => !WEBSOCKET_METHODS.includes(method));
  if (websocket === true && wrong !== undefined)
    throw new FlagonError(`A WebSocket rule cannot answer ${wrong}.`, {
      code: "routing.bad-methods",
      where: `rule "${rule}"`,
      mend: "A handshake is a GET: leave `methods` out.",
    });
  return set;
}
