/** Values that are not there yet: what counts as a promise, and what rendering without awaiting says of one. */

import { TemplateRuntimeError } from "./errors.ts";

/**
 * Tells whether a value is a promise or something else to await, a query for example.
 *
 * A dict with a key `then` is none: a template could make one that is never done.
 */
export function isPending(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return typeof (value as { then?: unknown }).then === "function" && !isPlain(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || value instanceof Map;
}

/** Tells whether a value gives its items one after the other, each when it is there. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Tells whether a value has to be awaited, whole or item by item. */
export function isAsync(value: unknown): boolean {
  return isPending(value) || (isAsyncIterable(value) && !(Symbol.iterator in value));
}

/** Goes on with a value, at once or when it is there. */
export function then(value: unknown, next: (value: unknown) => unknown): unknown {
  return isPending(value) ? value.then(next) : next(value);
}

/** Makes the error for a promise that rendering without awaiting has met. */
export function promiseError(): TemplateRuntimeError {
  return new TemplateRuntimeError(
    "The template met a promise, which render() cannot await.",
    "templates.promise",
    "Use renderAsync() or stream(), or await the value before.",
  );
}
