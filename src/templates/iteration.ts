/** Walking values: what `{% for %}`, filters and unpacking take their items from. */

import { SafeHtml } from "../base/safe-html.ts";
import { isDict, keysOf, sizeOf } from "./dicts.ts";
import { TemplateLimitError, TemplateTypeError, TemplateValueError } from "./errors.ts";
import { typeName } from "./printing.ts";
import { isAsync, promiseError } from "./promises.ts";
import { Undefined } from "./undefined.ts";
import { DictView, LazySequence, Range } from "./values.ts";

/** Most items that filters, tests and unpacking take of an iterator of the host; loops have the limit of the environment. */
const MOST = 1_000_000;
/** Most numbers of a range that are walked. */
const MOST_NUMBERS = 10_000_000;

/**
 * Gives the items of a value: letters of a text, keys of a dict, nothing for an undefined one. An iterator that gives items without an end
 * is an error.
 *
 * @throws TemplateTypeError for what has no items.
 */
export function iterate(value: unknown): Iterable<unknown> {
  const items = itemsOf(value);
  const isFinite = typeof items === "string" || Array.isArray(items) || items instanceof Set;
  if (isFinite || items instanceof LazySequence || items instanceof DictView) return items;
  if (items instanceof Range) {
    if (Range.lengthOf(items) > MOST_NUMBERS) throw endless(MOST_NUMBERS);
    return items;
  }
  return limited(items);
}

function* limited(items: Iterable<unknown>): Generator<unknown> {
  let left = MOST;
  for (const item of items) {
    if (left-- === 0) throw endless(MOST);
    yield item;
  }
}

function endless(most: number): TemplateLimitError {
  return new TemplateLimitError(`There are more than ${most} items.`);
}

/** Gives the items of a value, however many there are. @throws TemplateTypeError for what has no items */
export function itemsOf(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null) {
    if (value instanceof Undefined) {
      Undefined.touch(value);
      return [];
    }
    if (value instanceof SafeHtml) return value.toString();
    if (isDict(value)) return keysOf(value);
    if (Symbol.iterator in value) return value as Iterable<unknown>;
  }
  if (value === undefined) return [];
  if (isAsync(value)) throw promiseError();
  throw new TemplateTypeError(`A value of type ${typeName(value)} cannot be walked.`);
}

/** Gives the items of a value as a list; a list is given as it is. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [...iterate(value)];
}

/** Tells whether a value has items. */
export function isIterable(value: unknown): boolean {
  if (typeof value === "string" || value === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  return (
    value instanceof SafeHtml ||
    value instanceof Undefined ||
    isDict(value) ||
    Symbol.iterator in value
  );
}

/**
 * Gives how many items a value has; letters are code points.
 *
 * @throws TemplateTypeError for what has no length, lazy sequences among them.
 */
export function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value === "string") return codePointCount(value);
  if (typeof value === "object" && value !== null) {
    if (value instanceof SafeHtml) return codePointCount(value.toString());
    if (value instanceof Undefined) {
      Undefined.touch(value);
      return 0;
    }
    if (isDict(value)) return sizeOf(value);
    if (value instanceof Range) return Range.lengthOf(value);
    if (value instanceof DictView) return DictView.listOf(value).length;
    if (value instanceof Set) return value.size;
    const own: unknown = Reflect.get(value, "length");
    if (typeof own === "number") return own;
  }
  throw new TemplateTypeError(`A value of type ${typeName(value)} has no length.`);
}

const SURROGATE = /[\ud800-\udbff]/;

/** Tells whether a text has letters that take two UTF-16 units. */
export function hasSurrogates(text: string): boolean {
  return SURROGATE.test(text);
}

function codePointCount(text: string): number {
  if (!hasSurrogates(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * Gives the items of a value for that many names: `{% for key, value in … %}`.
 *
 * @throws TemplateValueError when there are more or fewer.
 */
export function unpack(value: unknown, count: number): readonly unknown[] {
  const items = listOf(value);
  if (items.length === count) return items;
  const many = items.length > count ? "more" : "fewer";
  throw new TemplateValueError(`There are ${many} values than the ${count} names to unpack into.`);
}
