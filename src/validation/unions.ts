/** Schemas for values that may have one of several forms, and for those that contain themselves. */

import { FlagonError } from "../base/errors.ts";
import { isObject } from "./collections.ts";
import { type Context, INVALID } from "./context.ts";
import { type AnySchema, type Run, type RunAsync, Schema, refuseSync } from "./schema.ts";
import type { Infer, InferInput } from "./standard-schema.ts";
import { wrongType } from "./strings.ts";

/**
 * A value that fits one of several schemas; the first that fits decides.
 *
 * When none does, the faults are those of the one form that the value comes nearest to, where there is one; else that it fits none. For objects
 * with a key that tells them apart {@link discriminatedUnion} is quicker and its faults are clearer.
 *
 * @example
 * union([integer(), string()]); // number | string
 */
export function union<const T extends readonly AnySchema[]>(
  alternatives: T,
): Schema<Infer<T[number]>, InferInput<T[number]>> {
  const isAsync = alternatives.some(({ parts }) => parts.runAsync !== undefined);
  return new Schema<Infer<T[number]>, InferInput<T[number]>>({
    run: isAsync ? refuseSync : unionRun(alternatives),
    runAsync: isAsync ? unionRunAsync(alternatives) : undefined,
    takesEmptyText: alternatives.some(({ parts }) => parts.takesEmptyText === true),
    json: (writer) => ({ anyOf: alternatives.map(({ parts }) => writer.write(parts)) }),
  });
}

function unionRun(alternatives: readonly AnySchema[]): Run {
  return (value, context) => {
    const trials: Context[] = [];
    for (const { parts } of alternatives) {
      const trial = context.fork();
      const result = parts.run(value, trial);
      if (result !== INVALID) return result;
      trials.push(trial);
    }
    return reportNearest(trials, value, context);
  };
}

function unionRunAsync(alternatives: readonly AnySchema[]): RunAsync {
  return async (value, context) => {
    const trials: Context[] = [];
    for (const { parts } of alternatives) {
      const trial = context.fork();
      const result = await (parts.runAsync ?? parts.run)(value, trial);
      if (result !== INVALID) return result;
      trials.push(trial);
    }
    return reportNearest(trials, value, context);
  };
}

/** A form whose only complaint is about the kind of the whole value was not meant. */
function reportNearest(
  trials: readonly Context[],
  value: unknown,
  context: Context,
): typeof INVALID {
  if (value === undefined) return context.fail("required");
  const meant = trials.filter(
    ({ findings }) =>
      !findings.some(({ path, code }) => path.length === 0 && code === "invalid_type"),
  );
  if (meant.length !== 1) return context.fail("no_alternative");
  context.join(meant[0]!);
  return INVALID;
}

/** How deep schemas that contain themselves may go; a JSON body is held to less before it gets here. */
const MAX_DEPTH = 200;

/**
 * One of several objects, told apart by the value of one key.
 *
 * That key must be a `literal` or a `choice` in each of them.
 *
 * @throws FlagonError `validation.no-discriminator` when the key is not that, or two objects share a value.
 * @example
 * discriminatedUnion("kind", [
 *   object({ kind: literal("cat"), lives: integer() }),
 *   object({ kind: literal("dog"), breed: string() }),
 * ]);
 */
export function discriminatedUnion<const T extends readonly AnySchema[]>(
  key: string,
  alternatives: T,
): Schema<Infer<T[number]>, InferInput<T[number]>> {
  const byValue = indexByKey(key, alternatives);
  const isAsync = alternatives.some(({ parts }) => parts.runAsync !== undefined);
  const choose = (value: unknown, context: Context): AnySchema | typeof INVALID => {
    if (!isObject(value)) return wrongType(value, context, "an object");
    const found = byValue.get(value[key]);
    if (found !== undefined) return found;
    const choices = [...byValue.keys()];
    if (value[key] === undefined) context.failAt(key, "required");
    else context.failAt(key, "invalid_choice", { value: "This", choices });
    return INVALID;
  };
  return new Schema<Infer<T[number]>, InferInput<T[number]>>({
    run: isAsync
      ? refuseSync
      : (value, context) => {
          const chosen = choose(value, context);
          return chosen === INVALID ? INVALID : chosen.parts.run(value, context);
        },
    runAsync: isAsync
      ? async (value, context) => {
          const chosen = choose(value, context);
          if (chosen === INVALID) return INVALID;
          return (chosen.parts.runAsync ?? chosen.parts.run)(value, context);
        }
      : undefined,
    json: (writer) => ({
      oneOf: alternatives.map(({ parts }) => writer.write(parts)),
      discriminator: { propertyName: key },
    }),
  });
}

function indexByKey(key: string, alternatives: readonly AnySchema[]): Map<unknown, AnySchema> {
  const index = new Map<unknown, AnySchema>();
  for (const [number, alternative] of alternatives.entries()) {
    const choices = alternative.parts.shape?.[key]?.parts.choices;
    const twice = choices?.find((value) => index.has(value));
    if (choices === undefined || twice !== undefined) throw noDiscriminator(key, number, twice);
    for (const value of choices) index.set(value, alternative);
  }
  return index;
}

function noDiscriminator(key: string, number: number, twice: unknown): FlagonError {
  const what =
    twice === undefined
      ? `An object of the union has no literal() or choice() under "${key}".`
      : `Two objects of the union have the same "${key}": ${JSON.stringify(twice)}.`;
  return new FlagonError(what, {
    code: "validation.no-discriminator",
    where: `discriminatedUnion("${key}", …), alternative ${number + 1}`,
    mend: "Give each object a value of its own under that key, or use union().",
  });
}

/**
 * A schema that is not there yet, for values that contain their own kind.
 *
 * TypeScript cannot infer a type from itself: say the type and annotate the constant with it. Refused beyond 200 levels.
 *
 * @example
 * interface Comment { text: string; replies: Comment[] }
 * const Comment: Schema<Comment> = object({ text: string(), replies: array(lazy(() => Comment)) });
 */
export function lazy<Output, Input>(get: () => Schema<Output, Input>): Schema<Output, Input> {
  let found: Schema<Output, Input> | undefined;
  const schema = () => (found ??= get());
  return new Schema<Output, Input>({
    run: (value, context) => {
      if (context.depth >= MAX_DEPTH) return context.fail("too_deep");
      context.depth += 1;
      const result = schema().parts.run(value, context);
      context.depth -= 1;
      return result;
    },
    json: (writer) => writer.reference(schema().parts, schema().parts.meta?.id ?? "Recursive"),
  });
}
