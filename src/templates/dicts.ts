/** Dicts: plain objects and Maps as one kind of value, keyed as Python keys them (`1`, `1.0` and `True` are one key). */

import { SafeHtml } from "../base/safe-html.ts";
import { equalTemporal } from "./dates/temporal.ts";
import { Undefined } from "./undefined.ts";
import { DictView, Float, Range, Tuple } from "./values.ts";

/** A dict of a template: a plain object, or a Map where keys are not all plain names. */
export type Dict = Record<string, unknown> | Map<unknown, unknown>;

/** Tells whether a value is a dict: a Map, or an object without a class of its own. */
export function isDict(value: unknown): value is Dict {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return true;
  if (value instanceof Map) return true;
  // A plain object of another realm: its prototype is an end of the chain that has hasOwnProperty of its own.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "hasOwnProperty");
}

const INDEX_LIKE = /^(?:0|[1-9]\d*)$/;

/** Makes a dict of pairs: a plain object where JavaScript keeps their order and kind, else a Map. */
export function dictOf(pairs: Iterable<readonly [unknown, unknown]>): Dict {
  const list = [...pairs];
  if (list.every(([key]) => typeof key === "string" && !INDEX_LIKE.test(key))) {
    const dict: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const [key, value] of list) dict[key as string] = value;
    return dict;
  }
  const dict = new Map<unknown, unknown>();
  for (const [key, value] of list) setItem(dict, key, value);
  return dict;
}

/** Gives the value of a key, or undefined. */
export function findItem(dict: Dict, key: unknown): unknown {
  if (dict instanceof Map) {
    const value = dict.get(key);
    if (value !== undefined || typeof key === "string") return value;
    return dict.get(sameKey(dict, key));
  }
  if (typeof key === "string") return Object.hasOwn(dict, key) ? dict[key] : undefined;
  if (typeof key === "object" && key !== null && String(key) in dict && equals(key, String(key))) {
    return dict[String(key)];
  }
  return undefined;
}

/** Tells whether a dict has a key. */
export function hasItem(dict: Dict, key: unknown): boolean {
  if (dict instanceof Map) return dict.has(sameKey(dict, key));
  return findItem(dict, key) !== undefined || (typeof key === "string" && Object.hasOwn(dict, key));
}

/** Sets the value of a key. */
export function setItem(dict: Dict, key: unknown, value: unknown): void {
  if (dict instanceof Map) dict.set(sameKey(dict, key), value);
  else defineKey(dict, String(key), value);
}

/** Removes a key and gives its value. */
export function removeItem(dict: Dict, key: unknown): unknown {
  const value = findItem(dict, key);
  if (dict instanceof Map) dict.delete(sameKey(dict, key));
  else delete dict[String(key)];
  return value;
}

/** Gives the keys in their order. */
export function keysOf(dict: Dict): unknown[] {
  return dict instanceof Map ? [...dict.keys()] : Object.keys(dict);
}

/** Gives keys and values in their order. */
export function entriesOf(dict: Dict): [unknown, unknown][] {
  return dict instanceof Map ? [...dict.entries()] : Object.entries(dict);
}

/** Gives how many keys there are. */
export function sizeOf(dict: Dict): number {
  return dict instanceof Map ? dict.size : Object.keys(dict).length;
}

/** Writes an own property also for `__proto__`, which plain assignment would take for the prototype. */
function defineKey(dict: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(dict, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    dict[key] = value;
  }
}

/** Gives the key of a Map that equals `key` as Python compares, or `key` itself. */
function sameKey(dict: Map<unknown, unknown>, key: unknown): unknown {
  if (typeof key === "string" || dict.has(key)) return key;
  for (const known of dict.keys()) if (equals(known, key)) return known;
  return key;
}

/** Tells whether two values are equal as Python's `==` has it: by value, through lists and dicts, `1 == 1.0 == True`. */
export function equals(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left === "object" && typeof right === "object" && left !== null && right !== null) {
    return equalObjects(left, right);
  }
  const a = primitiveOf(left);
  const b = primitiveOf(right);
  if (typeof a === "bigint" || typeof b === "bigint")
    return isNumeric(a) && isNumeric(b) && !(a < b) && !(a > b);
  return a === b && (typeof a !== "object" || a === null);
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Gives numbers for booleans and boxed floats, and texts for HTML: what they are compared as. */
function primitiveOf(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Float) return value.valueOf();
  if (value instanceof SafeHtml) return value.toString();
  return value;
}

function equalObjects(left: object, right: object): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left instanceof Tuple === right instanceof Tuple && equalLists(left, right);
  }
  if (isDict(left) && isDict(right)) {
    if (sizeOf(left) !== sizeOf(right)) return false;
    return entriesOf(left).every(
      ([key, value]) => hasItem(right, key) && equals(value, findItem(right, key)),
    );
  }
  if (left instanceof Undefined && right instanceof Undefined) {
    Undefined.touch(left);
    return true;
  }
  if (left instanceof Range && right instanceof Range) return equalLists([...left], [...right]);
  if (left instanceof DictView && right instanceof DictView) {
    return equalLists(DictView.listOf(left), DictView.listOf(right));
  }
  if (left instanceof Set && right instanceof Set) {
    return left.size === right.size && [...left].every((value) => right.has(value));
  }
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (equalTemporal(left, right)) return true;
  const a = primitiveOf(left);
  return a !== left && a === primitiveOf(right);
}

function equalLists(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((value, index) => equals(value, right[index]));
}
