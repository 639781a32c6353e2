/** Truth, order and membership as templates have them. */

import { SafeHtml } from "../base/safe-html.ts";
import { compareTemporal } from "./dates/temporal.ts";
import { equals, hasItem, isDict, sizeOf } from "./dicts.ts";
import { TemplateTypeError } from "./errors.ts";
import { iterate } from "./iteration.ts";
import { str, typeName } from "./printing.ts";
import { isPending, promiseError } from "./promises.ts";
import { Undefined } from "./undefined.ts";
import { DictView, Float, Range, Tuple } from "./values.ts";

/** Tells whether a value counts as true: empty texts, lists, dicts and zero do not. */
export function truthy(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value);
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Undefined) {
    Undefined.touch(value);
    return false;
  }
  if (value instanceof SafeHtml) return value.toString() !== "";
  if (value instanceof Float) return value.valueOf() !== 0;
  if (isDict(value)) return sizeOf(value) > 0;
  if (value instanceof Set) return value.size > 0;
  if (value instanceof Range) return Range.lengthOf(value) > 0;
  if (value instanceof DictView) return DictView.listOf(value).length > 0;
  if (isPending(value)) throw promiseError();
  return true;
}

/** The ways of comparing besides equality. */
export type Order = "<" | "<=" | ">" | ">=";

/** Tells whether two values stand in an order. Values of different kinds have none. */
export function ordered(left: unknown, order: Order, right: unknown): boolean {
  const difference = compare(left, right, order);
  switch (order) {
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    default:
      return difference >= 0;
  }
}

/**
 * Gives a negative number, zero, a positive one, or NaN where neither is greater.
 *
 * @throws TemplateTypeError when the kinds of the two have no common order.
 */
export function compare(left: unknown, right: unknown, order: Order = "<"): number {
  const a = orderable(left);
  const b = orderable(right);
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : a >= b ? 0 : Number.NaN;
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (Array.isArray(a) && Array.isArray(b) && typeName(a) === typeName(b)) {
    return compareLists(a, b, order);
  }
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  const moments = compareTemporal(a, b);
  if (moments !== undefined) return moments;
  for (const value of [left, right]) {
    if (value instanceof Undefined) throw Undefined.failure(value);
  }
  throw new TemplateTypeError(
    `"${order}" cannot compare a value of type ${typeName(left)} with one of type ${typeName(right)}.`,
  );
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function orderable(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Float) return value.valueOf();
  if (value instanceof SafeHtml) return value.toString();
  return value;
}

/** Orders by code points; JavaScript's own order goes by UTF-16 units, which differs beyond the BMP. */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    let x = a.charCodeAt(index);
    let y = b.charCodeAt(index);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) {
      // Surrogates stand for code points above all other units.
      x += x < 0xe000 ? 0x2000 : -0x800;
      y += y < 0xe000 ? 0x2000 : -0x800;
    }
    return x - y;
  }
  return a.length - b.length;
}

function compareLists(a: readonly unknown[], b: readonly unknown[], order: Order): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    if (!equals(a[index], b[index])) return compare(a[index], b[index], order);
  }
  return a.length - b.length;
}

/** Tells whether `container` has `value`: a part of a text, an item of a list, a key of a dict. */
export function contains(container: unknown, value: unknown): boolean {
  if (typeof container === "string" || container instanceof SafeHtml) {
    if (typeof value === "string" || value instanceof SafeHtml) {
      return str(container).includes(str(value));
    }
    if (value instanceof Undefined) throw Undefined.failure(value);
    throw new TemplateTypeError(
      `A text can hold texts only, not a value of type ${typeName(value)}.`,
    );
  }
  if (isDict(container)) {
    if (Array.isArray(value) && !(value instanceof Tuple)) throw noKey(value);
    if (isDict(value)) throw noKey(value);
    return hasItem(container, value);
  }
  if (container instanceof Set && container.has(value)) return true;
  for (const item of iterate(container)) if (equals(item, value)) return true;
  return false;
}

function noKey(value: unknown): TemplateTypeError {
  return new TemplateTypeError(`A value of type ${typeName(value)} cannot be a key of a dict.`);
}
