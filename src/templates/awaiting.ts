/** What compiled code that awaits asks for: values that arrive, inputs of filters, output that is handed on. */

import { listOf } from "./iteration.ts";
import { TemplateLimitError } from "./errors.ts";
import { isAsyncIterable, isPending } from "./promises.ts";
import type { TextSink } from "./text-sink.ts";
import { Undefined, type UndefinedFlavor } from "./undefined.ts";

/** Hands output on, where there is somebody to read it, and gives what is left of it. */
export function flush(output: string, sink: TextSink | null): string {
  if (sink === null) return output;
  sink.push(output);
  return "";
}

/** Makes the function that awaits a value; a promise of nothing gives an undefined value. */
export function arrivedOf(flavor: UndefinedFlavor) {
  return async (promise: PromiseLike<unknown>): Promise<unknown> => {
    const value = await promise;
    if (value !== undefined) return value;
    return new Undefined({ flavor, reason: "The promise gave nothing." });
  };
}

/** Tells whether items of a value have to be awaited before a filter can take it. */
export function scattered(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isPending);
  return isAsyncIterable(value) && !(Symbol.iterator in value);
}

/** Gives the items of a value when all are there. */
export async function gathered(value: unknown, limit: number): Promise<readonly unknown[]> {
  if (!isAsyncIterable(value)) return Promise.all(listOf(value));
  const items: unknown[] = [];
  for await (const item of value) {
    if (items.length >= limit) {
      throw new TemplateLimitError(`An async iterator gave more than ${limit} items to a filter.`);
    }
    items.push(item);
  }
  return items;
}
