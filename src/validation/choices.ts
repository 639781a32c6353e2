/** Schemas for closed lists of values, and for anything at all. */

import type { Context } from "./context.ts";
import { Schema } from "./schema.ts";

/** A value that a closed list can have. */
export type Choice = string | number | boolean | null;

/**
 * One of the values given, compared exactly.
 *
 * Text from a query or a form also stands for the number, boolean or null that it spells.
 *
 * @example
 * choice(["draft", "live"]); // "draft" | "live"
 */
export function choice<const C extends Choice>(choices: readonly C[]): Schema<C> {
  const known: ReadonlySet<unknown> = new Set(choices);
  const spelled = new Map(choices.map((value) => [String(value), value]));
  const run = (value: unknown, context: Context): unknown => {
    if (known.has(value)) return value;
    if (value === undefined) return context.fail("required");
    const first: unknown = context.coerce && Array.isArray(value) ? value[0] : value;
    const found = context.coerce && typeof first === "string" ? spelled.get(first) : undefined;
    return found ?? context.fail("invalid_choice", { value: shown(value), choices });
  };
  return new Schema<C>({
    run,
    choices,
    takesEmptyText: known.has(""),
    json: () => describe(choices),
  });
}

/** Exactly this value. */
export function literal<const C extends Choice>(value: C): Schema<C> {
  return choice([value]);
}

/** The values of an object that stands for an enumeration: `choiceOf({ Draft: "draft", Live: "live" })`. */
export function choiceOf<const E extends Readonly<Record<string, Choice>>>(
  values: E,
): Schema<E[keyof E]> {
  return choice(Object.values(values)) as Schema<E[keyof E]>;
}

/** Any value, as it is; but something. */
export function unknown(): Schema<unknown> {
  return new Schema<unknown>({
    run: (value) => value,
    presence: "optional",
    takesEmptyText: true,
    json: () => ({}),
  });
}

/**
 * An object of a class, as it is.
 *
 * @example
 * instanceOf(URL);
 */
export function instanceOf<T>(type: abstract new (...parameters: never[]) => T): Schema<T> {
  return new Schema<T>({
    run: (value, context) =>
      value instanceof type
        ? value
        : context.fail(value === undefined ? "required" : "invalid_type", {
            expected: `a ${type.name}`,
            actual: "something else",
          }),
    json: () => ({}),
  });
}

function describe(choices: readonly Choice[]): Record<string, unknown> {
  if (choices.length === 1) return { const: choices[0] };
  const types = new Set(choices.map((value) => (value === null ? "null" : typeof value)));
  return types.size === 1 ? { type: [...types][0], enum: choices } : { enum: choices };
}

/** What a visitor sent is repeated only in short. */
function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return "This";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
