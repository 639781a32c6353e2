/** Building: from an endpoint and values to the host and the path of the fitting rule. */

import { FlagonError } from "../base/errors.ts";
import { nearest } from "../base/suggest.ts";
import { BadValue } from "./converters.ts";
import type { Rule, TraceStep } from "./rule.ts";
import { formatQuery, quotePath } from "./urls.ts";

/** Values for params; those that no param takes go to the query. */
export type BuildValues = Readonly<Record<string, unknown>>;

/** How the map writes urls. */
export interface BuildStyle {
  sortParameters: boolean;
  text: (value: unknown) => string;
}

/** What a rule builds to. */
export interface Built {
  /** Host or subdomain part; empty where the rule names none. */
  domain: string;
  /** Path with its query. */
  path: string;
}

/**
 * Builds the url of one rule; null when an expression rule does not take what was built.
 *
 * @throws FlagonError `routing.bad-value` when a converter refuses its value.
 */
export function buildRule(
  rule: Rule,
  values: BuildValues,
  { appendUnknown, style }: { appendUnknown: boolean; style: BuildStyle },
): Built | null {
  if (rule.pathTrace === null)
    throw new FlagonError(
      "The expression is more than literals and named groups, so no url can be built.",
      {
        code: "routing.not-buildable",
        where: `rule "${rule.rule}" of endpoint "${rule.endpoint ?? ""}"`,
        mend: "Write it with converters, or add a rule with `buildOnly` for the endpoint.",
      },
    );
  const domain = fill(rule, rule.domainTrace, values);
  const path = fill(rule, rule.pathTrace, values);
  if (rule.expression !== null && !takesItsOwn(rule, path)) return null;
  const query = appendUnknown ? queryOf(rule, values, style) : "";
  return { domain, path: query === "" ? path : `${path}?${query}` };
}

function fill(rule: Rule, trace: readonly TraceStep[], values: BuildValues): string {
  let text = "";
  for (const step of trace) {
    if (typeof step === "string") text += step;
    else text += paramText(rule, step.param, rule.defaults?.[step.param] ?? values[step.param]);
  }
  return text;
}

/** Gives a param's text as it stands in a url. */
export function paramText(rule: Rule, name: string, value: unknown): string {
  try {
    return quotePath(rule.converters.get(name)!.format(value));
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new FlagonError(`The param "${name}" cannot be written: ${error.message}.`, {
      code: "routing.bad-value",
      where: `rule "${rule.rule}"`,
      cause: error,
    });
  }
}

function takesItsOwn(rule: Rule, path: string): boolean {
  const prefix = rule.options.prefix ?? "";
  return prefix !== "" || rule.expression!.test(decodeURIComponent(path));
}

function queryOf(rule: Rule, values: BuildValues, style: BuildStyle): string {
  let unknown: Record<string, unknown> | null = null;
  for (const name of Object.keys(values))
    if (!rule.params.has(name))
      (unknown ??= Object.create(null) as Record<string, unknown>)[name] = values[name];
  if (unknown === null) return "";
  return formatQuery(unknown, { sort: style.sortParameters, text: style.text });
}

/** Rules in the order in which they are tried for building: canonical ones first, then those that take most of the values. */
export function sortForBuilding<Target>(rules: Rule<Target>[]): void {
  const order = (rule: Rule): [number, number, number] => [
    rule.options.alias === true ? 1 : 0,
    -rule.params.size,
    -Object.keys(rule.defaults ?? {}).length,
  ];
  rules.sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
  });
}

/** Says why no rule of an endpoint could be built, naming what is missing. */
export function buildError(
  endpoint: string,
  asked: { values: BuildValues; method: string | null },
  byEndpoint: ReadonlyMap<string, readonly Rule[]>,
): FlagonError {
  const rules = byEndpoint.get(endpoint);
  const where = `endpoint "${endpoint}"`;
  if (rules === undefined) {
    const near = nearest(endpoint, byEndpoint.keys());
    const known = [...byEndpoint.keys()].slice(0, 20).join(", ");
    return new FlagonError(`There is no endpoint "${endpoint}" to build a url for.`, {
      code: "routing.build-error",
      where,
      mend: near === undefined ? `Known are: ${known}.` : `Did you mean "${near}"?`,
    });
  }
  return new FlagonError(`No rule of the endpoint "${endpoint}" fits.`, {
    code: "routing.build-error",
    where,
    mend: rules.map((rule) => `rule "${rule.rule}" ${reasonAgainst(rule, asked)}`).join("; "),
  });
}

function reasonAgainst(
  rule: Rule,
  { values, method }: { values: BuildValues; method: string | null },
): string {
  const missing = [...rule.params].filter(
    (name) => !Object.hasOwn(values, name) && !Object.hasOwn(rule.defaults ?? {}, name),
  );
  if (missing.length > 0) return `misses ${missing.map((name) => misses(name, values)).join(", ")}`;
  if (method !== null && rule.methods !== null && !rule.methods.has(method))
    return `does not answer ${method}`;
  return "has other values as its defaults, or does not take the text that was built";
}

function misses(name: string, values: BuildValues): string {
  const near = nearest(name, Object.keys(values));
  return near === undefined ? `"${name}"` : `"${name}" (there is "${near}")`;
}
