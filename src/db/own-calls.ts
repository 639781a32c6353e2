/**
 * A model's own static methods as calls of its query sets: `Article.live()` makes `Article.filter(…).live()` and `author.articles.live()`.
 *
 * Within the method, `this` is then the query set: what `this.filter(…)` begins with is the only difference.
 */

import type { Meta } from "./meta.ts";

type SetClass = new (...parts: never[]) => object;

const made = new WeakMap<Meta, Map<SetClass, SetClass>>();

/** The class `Set` of query sets with the calls that the model has of its own; `Set` itself where it has none. */
export function withOwnCalls<C extends SetClass>(Set: C, meta: Meta): C {
  let classes = made.get(meta);
  if (classes === undefined) made.set(meta, (classes = new Map()));
  let found = classes.get(Set);
  if (found === undefined) classes.set(Set, (found = extended(Set, meta)));
  // A subclass without a constructor of its own takes what its parent takes.
  return found as C;
}

function extended(Set: SetClass, meta: Meta): SetClass {
  const calls = ownCalls(meta.model, Set.prototype as object);
  if (calls.size === 0) return Set;
  const Own = { [Set.name]: class extends Set {} }[Set.name]!;
  for (const [name, call] of calls) {
    Object.defineProperty(Own.prototype, name, { configurable: true, writable: true, value: call });
  }
  return Own;
}

/** The static methods of the class and of those it extends, up to the class that all models share. */
function ownCalls(model: object, taken: object): Map<string, unknown> {
  const calls = new Map<string, unknown>();
  for (
    let Class = model;
    Object.getPrototypeOf(Class) !== Function.prototype;
    Class = Object.getPrototypeOf(Class) as object
  ) {
    for (const [name, { value, enumerable }] of Object.entries(
      Object.getOwnPropertyDescriptors(Class),
    )) {
      // A static property that holds a function is no method: an arrow's `this` would stay the class.
      if (typeof value !== "function" || enumerable === true) continue;
      if (!(name in taken) && !calls.has(name)) calls.set(name, value);
    }
  }
  return calls;
}
