/** Schemas for lists, tuples and records. A collection whose items all fit as they are comes back as the same one. */

import { type Context, INVALID } from "./context.ts";
import { type JsonWriter, compact } from "./json-schema.ts";
import { type AnySchema, type Run, type RunAsync, Schema, refuseSync } from "./schema.ts";
import type { Infer, InferInput } from "./standard-schema.ts";
import { wrongType } from "./strings.ts";

/** What a list must be like. */
export interface ArrayOptions {
  minItems?: number;
  maxItems?: number;
  /** No two equal items (texts, numbers, booleans; objects are compared as JSON). Default false. */
  unique?: boolean;
}

/**
 * A list of items of one schema.
 *
 * From a query or a form, one value is a list of one. A list that is too long is refused before its items are looked at.
 *
 * @example
 * array(string({ maxLength: 40 }), { maxItems: 20 });
 */
export function array<S extends AnySchema>(
  item: S,
  options: ArrayOptions = {},
): Schema<Infer<S>[], InferInput<S>[]> {
  const { minItems, maxItems, unique } = options;
  const { runAsync } = item.parts;
  return new Schema<Infer<S>[], InferInput<S>[]>({
    run: runAsync === undefined ? arrayRun(item.parts.run, options) : refuseSync,
    runAsync: runAsync && arrayRunAsync(runAsync, options),
    item: item.parts,
    json: (writer) =>
      compact({
        type: "array",
        items: writer.write(item.parts),
        minItems,
        maxItems,
        uniqueItems: unique,
      }),
  });
}

function arrayRun(run: Run, options: ArrayOptions): Run {
  return (value, context) => {
    const list = readList(value, context, options);
    if (list === INVALID) return INVALID;
    let result = list;
    const before = context.findings.length;
    let found = before;
    for (let index = 0; index < list.length; index++) {
      const item = run(list[index], context);
      if (item === INVALID) {
        context.prefix(found, index);
        found = context.findings.length;
      } else if (item !== list[index]) {
        if (result === list) result = list.slice();
        result[index] = item;
      }
    }
    return found === before ? checkUnique(result, context, options) : INVALID;
  };
}

function arrayRunAsync(runAsync: RunAsync, options: ArrayOptions): RunAsync {
  return async (value, context) => {
    const list = readList(value, context, options);
    if (list === INVALID) return INVALID;
    const forks = list.map(() => context.fork());
    const items = await Promise.all(list.map((item, index) => runAsync(item, forks[index]!)));
    forks.forEach((fork, index) => context.join(fork, index));
    return items.includes(INVALID) ? INVALID : checkUnique(items, context, options);
  };
}

function readList(
  value: unknown,
  context: Context,
  { minItems = 0, maxItems = Infinity }: ArrayOptions,
): unknown[] | typeof INVALID {
  if (!Array.isArray(value)) {
    if (!context.coerce || value === undefined) return wrongType(value, context, "a list");
    return readList([value], context, { minItems, maxItems });
  }
  const { length } = value;
  if (length < minItems) return context.fail("min_items", { limit: minItems, actual: length });
  if (length > maxItems) return context.fail("max_items", { limit: maxItems, actual: length });
  return value as unknown[];
}

function checkUnique(list: unknown[], context: Context, { unique = false }: ArrayOptions): unknown {
  if (!unique) return list;
  const seen = new Set<unknown>();
  let isValid = true;
  for (const [index, item] of list.entries()) {
    const key = contentOf(item);
    if (seen.has(key)) {
      context.failAt(index, "not_unique");
      isValid = false;
    }
    seen.add(key);
  }
  return isValid ? list : INVALID;
}

/** Gives something that is the same for equal values: text for lists and objects, where they can be written; else the value. */
export function contentOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  try {
    // The NUL keeps the text of a list apart from a text that looks like it.
    return `\0${JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === "bigint" ? `${inner}n` : inner,
    )}`;
  } catch {
    return value;
  }
}

type TupleOutput<T extends readonly AnySchema[]> = { -readonly [I in keyof T]: Infer<T[I]> };
type TupleInput<T extends readonly AnySchema[]> = { -readonly [I in keyof T]: InferInput<T[I]> };

/**
 * A list of fixed length in which every place has its own schema.
 *
 * @example
 * tuple([string(), integer()]); // [string, number]
 */
export function tuple<const T extends readonly AnySchema[]>(
  items: T,
): Schema<TupleOutput<T>, TupleInput<T>> {
  const limits = { minItems: items.length, maxItems: items.length };
  const isAsync = items.some(({ parts }) => parts.runAsync !== undefined);
  const run: Run = (value, context) => {
    const list = readList(value, context, limits);
    if (list === INVALID) return INVALID;
    const results = items.map(({ parts }, index) => {
      const start = context.findings.length;
      const result = parts.run(list[index], context);
      if (result === INVALID) context.prefix(start, index);
      return result;
    });
    return results.includes(INVALID) ? INVALID : results;
  };
  const json: JsonWriter = (writer) => ({
    type: "array",
    [writer.target === "draft-2020-12" ? "prefixItems" : "items"]: items.map(({ parts }) =>
      writer.write(parts),
    ),
    ...limits,
  });
  return new Schema({
    run: isAsync ? refuseSync : run,
    runAsync: isAsync ? tupleRunAsync(items, limits) : undefined,
    json,
  });
}

function tupleRunAsync(items: readonly AnySchema[], limits: ArrayOptions): RunAsync {
  return async (value, context) => {
    const list = readList(value, context, limits);
    if (list === INVALID) return INVALID;
    const forks = items.map(() => context.fork());
    const results = await Promise.all(
      items.map(({ parts }, index) => (parts.runAsync ?? parts.run)(list[index], forks[index]!)),
    );
    forks.forEach((fork, index) => context.join(fork, index));
    return results.includes(INVALID) ? INVALID : results;
  };
}

const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** What the keys of a record must be like. */
export interface RecordOptions {
  /** Schema of the keys. Default: any text. */
  keys?: Schema<string, string>;
  maxItems?: number;
}

/**
 * An object with any keys and values of one schema; comes out without a prototype.
 *
 * The keys `__proto__`, `constructor` and `prototype` are refused: they are what prototype pollution uses (CWE-1321).
 *
 * @example
 * record(integer()); // Record<string, number>
 */
export function record<S extends AnySchema>(
  value: S,
  options: RecordOptions = {},
): Schema<Record<string, Infer<S>>, Record<string, InferInput<S>>> {
  const isAsync = value.parts.runAsync !== undefined;
  const run: Run = (input, context) => {
    const entries = readEntries(input, context, options);
    if (entries === INVALID) return INVALID;
    const results = entries.map(([key, item]) => {
      const start = context.findings.length;
      const result = value.parts.run(item, context);
      if (result === INVALID) context.prefix(start, key);
      return result;
    });
    return results.includes(INVALID) ? INVALID : toRecord(entries, results);
  };
  return new Schema({
    run: isAsync ? refuseSync : run,
    runAsync: isAsync ? recordRunAsync(value, options) : undefined,
    json: (writer) =>
      compact({
        type: "object",
        additionalProperties: writer.write(value.parts),
        propertyNames: options.keys === undefined ? undefined : writer.write(options.keys.parts),
        maxProperties: options.maxItems,
      }),
  });
}

function recordRunAsync({ parts }: AnySchema, options: RecordOptions): RunAsync {
  return async (input, context) => {
    const entries = readEntries(input, context, options);
    if (entries === INVALID) return INVALID;
    const forks = entries.map(() => context.fork());
    const results = await Promise.all(
      entries.map(([, item], index) => parts.runAsync!(item, forks[index]!)),
    );
    forks.forEach((fork, index) => context.join(fork, entries[index]![0]));
    return results.includes(INVALID) ? INVALID : toRecord(entries, results);
  };
}

/** Gives the entries with their keys checked. */
function readEntries(
  input: unknown,
  context: Context,
  { keys, maxItems = Infinity }: RecordOptions,
): [string, unknown][] | typeof INVALID {
  if (!isObject(input)) return wrongType(input, context, "an object");
  const entries = Object.entries(input);
  const actual = entries.length;
  if (actual > maxItems) return context.fail("max_items", { limit: maxItems, actual });
  const start = context.findings.length;
  const checked = entries.map(([key, item]): [string, unknown] => [
    readKey(key, context, keys),
    item,
  ]);
  return context.findings.length === start ? checked : INVALID;
}

function readKey(key: string, context: Context, schema: RecordOptions["keys"]): string {
  if (FORBIDDEN_KEYS.has(key)) context.failAt(key, "forbidden_key");
  const start = context.findings.length;
  const result = schema === undefined ? key : schema.parts.run(key, context);
  context.prefix(start, key);
  return String(result === INVALID ? key : result);
}

function toRecord(entries: readonly [string, unknown][], values: readonly unknown[]): object {
  const result = Object.create(null) as Record<string, unknown>;
  entries.forEach(([key], index) => (result[key] = values[index]));
  return result;
}

/** Whether a value is an object that has keys: neither null nor a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
