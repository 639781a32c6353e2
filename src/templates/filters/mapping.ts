/** Filters that run a filter or a test on each item: `map`, `select`, `reject`, `selectattr`, `rejectattr`. */

import { suggest } from "../../base/suggest.ts";
import { truthy } from "../comparing.ts";
import { FilterArgumentError, TemplateRuntimeError } from "../errors.ts";
import { type Evaluation, withEvaluation } from "../evaluation.ts";
import { iterate } from "../iteration.ts";
import { str } from "../printing.ts";
import { callNamed } from "../runtime-calls.ts";
import type { AnyFunction } from "../signatures.ts";
import { type Keywords, LazySequence } from "../values.ts";
import { attributeGetter } from "./lookup.ts";

/** Makes a function of one value of a filter or test by its name, with further arguments. */
function named(
  evaluation: Evaluation,
  kind: "filters" | "tests",
  name: string,
  args: readonly unknown[],
  keywords: Keywords,
): (value: unknown) => unknown {
  const known = evaluation.environment[kind];
  const target = known.get(name);
  if (target === undefined) {
    const what = `There is no ${kind.slice(0, -1)} named "${name}".`;
    throw new TemplateRuntimeError(what, "templates.runtime", suggest(name, known.keys()));
  }
  return (value) => callNamed(name, target, evaluation, [value, ...args], keywords);
}

function* walk(
  value: unknown,
  step: (entry: unknown) => { keep: boolean; value: unknown },
): Generator<unknown> {
  for (const entry of iterate(value)) {
    const result = step(entry);
    if (result.keep) yield result.value;
  }
}

function map(
  evaluation: Evaluation,
  keywords: Keywords,
  value: unknown,
  ...args: unknown[]
): LazySequence {
  const change = mapper(evaluation, keywords, args);
  return new LazySequence(walk(value, (entry) => ({ keep: true, value: change(entry) })));
}

function mapper(
  evaluation: Evaluation,
  keywords: Keywords,
  [name, ...args]: readonly unknown[],
): (value: unknown) => unknown {
  if (name !== undefined) return named(evaluation, "filters", str(name), args, keywords);
  const { attribute, default: other = null, ...unknown } = keywords;
  const [extra] = Object.keys(unknown);
  if (attribute === undefined)
    throw new FilterArgumentError('"map" needs a filter or an attribute.');
  if (extra !== undefined) throw new FilterArgumentError(`"map" has no argument "${extra}".`);
  return attributeGetter(evaluation, attribute, other);
}

function choose(wanted: boolean, byAttribute: boolean): AnyFunction {
  return (evaluation: Evaluation, keywords: Keywords, value: unknown, ...args: unknown[]) => {
    const rest = [...args];
    const path = byAttribute ? rest.shift() : null;
    if (path === undefined) throw new FilterArgumentError("The name of an attribute is missing.");
    const get = attributeGetter(evaluation, path);
    const name = rest.shift();
    const test =
      name === undefined
        ? (entry: unknown) => entry
        : named(evaluation, "tests", str(name), rest, keywords);
    return new LazySequence(
      walk(value, (entry) => ({ keep: truthy(test(get(entry))) === wanted, value: entry })),
    );
  };
}

/** The filters with their parameters. */
export const MAPPING_FILTERS: Record<string, [string, AnyFunction]> = {
  map: ["value * **", withEvaluation(map)],
  select: ["value * **", withEvaluation(choose(true, false))],
  reject: ["value * **", withEvaluation(choose(false, false))],
  selectattr: ["value * **", withEvaluation(choose(true, true))],
  rejectattr: ["value * **", withEvaluation(choose(false, true))],
};
