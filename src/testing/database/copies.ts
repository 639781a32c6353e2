/** Copies of rows: what one test changes of a row that a suite has made, another does not see. */

import { Model } from "../../db/model.ts";

/** Copies rows, and the lists and plain objects that they stand in; everything else is the same as before. */
export function copyRows<T>(value: T): T {
  return copyOf(value, new Map()) as T;
}

function copyOf(value: unknown, done: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (done.has(value)) return done.get(value);
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    done.set(value, list);
    for (const item of value) list.push(copyOf(item, done));
    return list;
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!isPlain && !(value instanceof Model)) return value;
  const copy = Object.create(prototype) as object;
  done.set(value, copy);
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)!;
    if ("value" in descriptor && (isPlain || typeof key === "symbol"))
      descriptor.value = copyOf(descriptor.value, done);
    Object.defineProperty(copy, key, descriptor);
  }
  return copy;
}
