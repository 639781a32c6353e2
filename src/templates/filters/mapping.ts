/** Filters that run a filter or a test on each item: `map`, `select`, `reject`, `selectattr`, `rejectattr`. */

import { suggest } from "../../base/suggest.ts";
import { truthy } from "../comparing.ts";
import { FilterArgumentError, TemplateRuntimeError } from "../errors.ts";
import { type Evaluation, withEvaluation } from "../evaluation.ts";
import { iterate } from "../iteration.ts";
import { isPending, then } from "../promises.ts";
import { str } from "../printing.ts";
import { callNamed } from "../runtime-calls.ts";
import type { AnyFunction } from "../signatures.ts";
import { AsyncSequence, type Keywords, LazySequence } from "../values.ts";
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

/** What is done with each entry: worked out, then turned into what is given on, nothing where the entry is dropped. */
interface Step {
  /** Where promises are awaited, the result may be one. */
  work(entry: unknown): unknown;
  give(entry: unknown, result: unknown): readonly [unknown] | undefined;
}

function sequence(
  { isAsync }: Evaluation,
  value: unknown,
  step: Step,
): LazySequence | AsyncSequence {
  return isAsync ? new AsyncSequence(walkAsync(value, step)) : new LazySequence(walk(value, step));
}

function* walk(value: unknown, { work, give }: Step): Generator<unknown> {
  for (const entry of iterate(value)) {
    const given = give(entry, work(entry));
    if (given !== undefined) yield given[0];
  }
}

async function* walkAsync(value: unknown, { work, give }: Step): AsyncGenerator<unknown> {
  for (const entry of iterate(value)) {
    const result = work(entry);
    const given = give(entry, isPending(result) ? await result : result);
    if (given !== undefined) yield given[0];
  }
}

function map(
  evaluation: Evaluation,
  keywords: Keywords,
  value: unknown,
  ...args: unknown[]
): LazySequence | AsyncSequence {
  const work = mapper(evaluation, keywords, args);
  return sequence(evaluation, value, { work, give: (_entry, result) => [result] });
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
    return sequence(evaluation, value, {
      work: (entry) => then(get(entry), test),
      give: (entry, result) => (truthy(result) === wanted ? [entry] : undefined),
    });
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
