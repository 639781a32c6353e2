/** Filters on lists and dicts: what they hold, in which order, in which groups. */

import { SafeHtml } from "../../base/safe-html.ts";
import { compare, truthy } from "../comparing.ts";
import { entriesOf, equals, isDict } from "../dicts.ts";
import { FilterArgumentError, TemplateTypeError } from "../errors.ts";
import { type Evaluation, withEvaluation } from "../evaluation.ts";
import { isIterable, iterate, lengthOf, listOf } from "../iteration.ts";
import { assertLength } from "../limits.ts";
import { toIndex } from "../numbers.ts";
import { joined, sumOf } from "../operators.ts";
import { esc, repr, str } from "../printing.ts";
import type { AnyFunction } from "../signatures.ts";
import { Undefined } from "../undefined.ts";
import { GroupTuple, LazySequence, Range, Tuple } from "../values.ts";
import { attributeGetter, lowered } from "./lookup.ts";
import { reverseText } from "./strings.ts";

function undefinedBecause({ environment }: Evaluation, reason: string): Undefined {
  return new Undefined({ flavor: environment.undefined, reason });
}

function first(evaluation: Evaluation, value: unknown): unknown {
  for (const found of iterate(value)) return found;
  return undefinedBecause(evaluation, "There is no first item: the sequence is empty.");
}

function last(evaluation: Evaluation, value: unknown): unknown {
  const isReversible = typeof value !== "object" || !(value instanceof LazySequence);
  if (!isReversible) throw new TemplateTypeError("A lazy sequence has no end to start from.");
  const list = listOf(value);
  return list.length > 0
    ? list.at(-1)
    : undefinedBecause(evaluation, "There is no last item: the sequence is empty.");
}

function random(evaluation: Evaluation, value: unknown): unknown {
  const list = listOf(value);
  return list.length > 0
    ? list[Math.floor(Math.random() * list.length)]
    : undefinedBecause(evaluation, "There is no item to choose: the sequence is empty.");
}

/** Longer lists are joined faster by the array itself. */
const FEW = 12;

/** Joins a list of texts, the usual case; gives nothing where one is of another kind. */
function joinTexts(list: readonly unknown[], separator: string): string | undefined {
  if (list.length > FEW) return joinMany(list, separator);
  let text = "";
  for (let index = 0; index < list.length; index++) {
    const part = list[index];
    if (typeof part !== "string") return undefined;
    text = index === 0 ? part : text + separator + part;
  }
  assertLength(text.length);
  return text;
}

function joinMany(list: readonly unknown[], separator: string): string | undefined {
  let length = 0;
  for (const part of list) {
    if (typeof part !== "string") return undefined;
    length += part.length + separator.length;
  }
  assertLength(length);
  return list.join(separator);
}

function join(
  evaluation: Evaluation,
  value: unknown,
  separator: unknown = "",
  attribute: unknown = null,
): unknown {
  if (attribute === null && typeof separator === "string" && Array.isArray(value)) {
    const joined = joinTexts(value, separator);
    if (joined !== undefined) return joined;
  }
  const get = attributeGetter(evaluation, attribute);
  const parts = attribute === null ? [...iterate(value)] : Array.from(iterate(value), get);
  const isHtml =
    evaluation.autoescape && [separator, ...parts].some((part) => part instanceof SafeHtml);
  if (!isHtml) return joined(parts.map(str), str(separator));
  return new SafeHtml(joined(parts.map(esc), esc(separator)));
}

function reverse(value: unknown): unknown {
  if (typeof value === "string" || value instanceof SafeHtml) return reverseText(value);
  if (!isIterable(value) || value instanceof Undefined) {
    throw new FilterArgumentError("Only what can be walked can be reversed.");
  }
  return new LazySequence([...iterate(value)].reverse().values());
}

function sort(
  evaluation: Evaluation,
  value: unknown,
  reversed: unknown = false,
  caseSensitive: unknown = false,
  attribute: unknown = null,
): unknown[] {
  const paths = typeof attribute === "string" ? attribute.split(",") : [attribute];
  const getters = paths.map((path) => attributeGetter(evaluation, path));
  const fold = caseSensitive === true ? (part: unknown) => part : lowered;
  const keyed = Array.from(iterate(value), (entry) => ({
    entry,
    key: getters.map((get) => fold(get(entry))),
  }));
  return ordered(keyed, truthy(reversed)).map(({ entry }) => entry);
}

/** Sorts by keys and keeps the order of equal ones. */
function ordered<T extends { key: readonly unknown[] }>(keyed: T[], reversed: boolean): T[] {
  const sign = reversed ? -1 : 1;
  return keyed.sort((a, b) => {
    for (let index = 0; index < a.key.length; index++) {
      // The later value stands on the left, as an error names it.
      if (equals(a.key[index], b.key[index])) continue;
      return -sign * compare(b.key[index], a.key[index]);
    }
    return 0;
  });
}

function dictSort(
  value: unknown,
  caseSensitive: unknown = false,
  by: unknown = "key",
  reversed: unknown = false,
): unknown[] {
  if (by !== "key" && by !== "value") throw new FilterArgumentError('Sort by "key" or by "value".');
  const fold = caseSensitive === true ? (part: unknown) => part : lowered;
  const keyed = dictEntries(value).map((pair) => ({
    pair: Tuple.fromList(pair),
    key: [fold(pair[by === "key" ? 0 : 1])],
  }));
  return ordered(keyed, truthy(reversed)).map(({ pair }) => pair);
}

function dictEntries(value: unknown): [unknown, unknown][] {
  if (isDict(value)) return entriesOf(value);
  throw new TemplateTypeError("Pairs can be had of dicts only.");
}

function unique(
  evaluation: Evaluation,
  value: unknown,
  caseSensitive: unknown = false,
  attribute: unknown = null,
): LazySequence {
  const get = attributeGetter(evaluation, attribute);
  const seen = new Set<unknown>();
  function* walk(): Generator<unknown> {
    for (const entry of iterate(value)) {
      const key = caseSensitive === true ? get(entry) : lowered(get(entry));
      const known = typeof key === "object" && key !== null ? sameText(key) : key;
      if (seen.has(known)) continue;
      seen.add(known);
      yield entry;
    }
  }
  return new LazySequence(walk());
}

/** Gives the same text for values that are equal: `True` and `1.0` stand for `1`. */
function sameText(value: object): string {
  const text = repr(value)
    .replace(/\bTrue\b/g, "1")
    .replace(/\bFalse\b/g, "0");
  return `\0${text.replace(/\b(\d+)\.0\b/g, "$1")}`;
}

function extreme(sign: 1 | -1) {
  return (
    evaluation: Evaluation,
    value: unknown,
    caseSensitive: unknown = false,
    attribute: unknown = null,
  ): unknown => {
    const get = attributeGetter(evaluation, attribute);
    const key = (entry: unknown): unknown =>
      caseSensitive === true ? get(entry) : lowered(get(entry));
    const [start, ...rest] = iterate(value);
    if (start === undefined) return undefinedBecause(evaluation, "The sequence is empty.");
    let best: unknown = start;
    for (const entry of rest) {
      if (sign * compare(key(entry), key(best), sign === 1 ? "<" : ">") < 0) best = entry;
    }
    return best;
  };
}

function sum(
  evaluation: Evaluation,
  value: unknown,
  attribute: unknown = null,
  start: unknown = 0,
): unknown {
  const get = attributeGetter(evaluation, attribute);
  return sumOf(Array.from(iterate(value), get), start);
}

function batch(value: unknown, size: unknown, fill: unknown = null): LazySequence {
  const list = listOf(value);
  const count = toIndex(size);
  if (fill !== null) assertLength(count);
  function* walk(): Generator<unknown> {
    for (let at = 0; at < list.length; at += Math.max(1, count)) {
      const part = list.slice(at, at + Math.max(1, count));
      yield fill === null
        ? part
        : [...part, ...Array.from({ length: count - part.length }, () => fill)];
    }
  }
  return new LazySequence(walk());
}

function slice(value: unknown, count: unknown, fill: unknown = null): LazySequence {
  const list = listOf(value);
  const slices = toIndex(count);
  assertLength(slices);
  const size = Math.floor(list.length / slices);
  const larger = list.length % slices;
  function* walk(): Generator<unknown> {
    let at = 0;
    for (let index = 0; index < slices; index++) {
      const part = list.slice(at, (at += size + (index < larger ? 1 : 0)));
      yield fill !== null && index >= larger ? [...part, fill] : part;
    }
  }
  return new LazySequence(walk());
}

function groupBy(
  evaluation: Evaluation,
  value: unknown,
  attribute: unknown,
  other: unknown = null,
  caseSensitive: unknown = false,
): unknown[] {
  const get = attributeGetter(evaluation, attribute, other);
  const fold = caseSensitive === true ? (part: unknown) => part : lowered;
  const keyed = Array.from(iterate(value), (entry) => ({ entry, key: [fold(get(entry))] }));
  const lost = keyed.find(({ key }) => key[0] instanceof Undefined)?.key[0];
  // Undefined keys have no order, not even among themselves.
  if (keyed.length > 1 && lost instanceof Undefined) throw Undefined.failure(lost);
  const groups: { key: unknown; list: unknown[] }[] = [];
  for (const { entry, key } of ordered(keyed, false)) {
    const current = groups.at(-1);
    if (current !== undefined && equals(current.key, key[0])) current.list.push(entry);
    else groups.push({ key: key[0], list: [entry] });
  }
  return groups.map(({ list }) => {
    const group = new GroupTuple();
    group.push(get(list[0]), list);
    return group;
  });
}

function items(value: unknown): LazySequence {
  if (value instanceof Undefined) return new LazySequence([].values());
  return new LazySequence(
    dictEntries(value)
      .map((pair) => Tuple.fromList(pair))
      .values(),
  );
}

function toList(value: unknown): unknown[] {
  if (value instanceof Range) assertLength(Range.lengthOf(value));
  return [...iterate(value)];
}

function defaultTo(value: unknown, other: unknown = "", falsy: unknown = false): unknown {
  if (value === undefined || value instanceof Undefined) return other;
  return truthy(falsy) && !truthy(value) ? other : value;
}

/** The filters with their parameters. */
export const SEQUENCE_FILTERS: Record<string, [string, AnyFunction]> = {
  default: ["value default_value? boolean?", defaultTo],
  d: ["value default_value? boolean?", defaultTo],
  length: ["value", lengthOf],
  count: ["value", lengthOf],
  first: ["seq", withEvaluation(first)],
  last: ["seq", withEvaluation(last)],
  random: ["seq", withEvaluation(random)],
  join: ["value d? attribute?", withEvaluation(join)],
  list: ["value", toList],
  reverse: ["value", reverse],
  sort: ["value reverse? case_sensitive? attribute?", withEvaluation(sort)],
  dictsort: ["value case_sensitive? by? reverse?", dictSort],
  unique: ["value case_sensitive? attribute?", withEvaluation(unique)],
  min: ["value case_sensitive? attribute?", withEvaluation(extreme(1))],
  max: ["value case_sensitive? attribute?", withEvaluation(extreme(-1))],
  sum: ["iterable attribute? start?", withEvaluation(sum)],
  batch: ["value linecount fill_with?", batch],
  slice: ["value slices fill_with?", slice],
  groupby: ["value attribute default? case_sensitive?", withEvaluation(groupBy)],
  items: ["value", items],
  attr: [
    "obj name",
    withEvaluation((evaluation: Evaluation, value: unknown, name: unknown) =>
      evaluation.environment.access.attributeOnly(value, str(name)),
    ),
  ],
};
