/** Answers without what says nothing: keys that were not given, nulls, values that are the default anyway. */

import { contentOf, isObject } from "./collections.ts";
import { Context, INVALID } from "./context.ts";
import { Schema, type SchemaParts } from "./schema.ts";

/** What is left out, at every depth. */
export interface CompactOptions {
  /** Keys that were not given: defaults are not put in. */
  unset?: boolean;
  /** Keys whose value is null. Nulls in lists stay. */
  nulls?: boolean;
  /** Keys whose value is the default of their schema. */
  defaults?: boolean;
}

/**
 * Makes a schema whose values come out without what says nothing.
 *
 * @example
 * app.get("/articles/<int:id>", { response: compact(Article, { unset: true, nulls: true }) }, …);
 */
export function compact<Output, Input>(
  schema: Schema<Output, Input>,
  options: CompactOptions,
): Schema<Partial<Output>, Input> {
  const { parts } = schema;
  const { run, runAsync } = parts;
  const finish = (result: unknown, inner: Context, context: Context): unknown => {
    context.join(inner);
    return result === INVALID ? INVALID : strip(result, parts, options);
  };
  return new Schema<Partial<Output>, Input>({
    ...parts,
    run: (value, context) => {
      const inner = innerContext(context, options);
      return finish(run(value, inner), inner, context);
    },
    runAsync:
      runAsync &&
      (async (value, context) => {
        const inner = innerContext(context, options);
        return finish(await runAsync(value, inner), inner, context);
      }),
  });
}

function innerContext(context: Context, { unset = false }: CompactOptions): Context {
  const { coerce, translate } = context;
  const inner = new Context({ coerce, translate, defaults: context.defaults && !unset });
  inner.depth = context.depth;
  return inner;
}

function strip(value: unknown, parts: SchemaParts | undefined, options: CompactOptions): unknown {
  if (Array.isArray(value)) return value.map((item) => strip(item, parts?.item, options));
  if (!isObject(value) || !isPlain(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const property = parts?.shape?.[key]?.parts;
    if (options.nulls === true && inner === null) continue;
    if (options.defaults === true && isDefault(inner, property)) continue;
    result[key] = strip(inner, property, options);
  }
  return result;
}

function isDefault(value: unknown, parts: SchemaParts | undefined): boolean {
  if (parts?.makeDefault === undefined) return false;
  return contentOf(value) === contentOf(parts.makeDefault());
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
