/** What functions are given: names and expressions, counts that must be positive, and types of results. */

import { FlagonError } from "../../base/errors.ts";
import { Expression } from "../expression.ts";
import { DecimalField } from "../fields/decimals.ts";
import type { Field } from "../fields/field.ts";
import { BigIntegerField, IntegerField } from "../fields/integers.ts";
import { FloatField } from "../fields/numbers.ts";
import { TextField } from "../fields/text.ts";
import { Func, type FuncOptions } from "../func.ts";
import { operand } from "../references.ts";
import type { Measured, NullAs, PathsOf, ValueOf } from "../typing/expressions.ts";
import type { TermOf } from "../typing/terms.ts";

/** A result that is text. */
export const TEXT = new TextField();
/** A result that is a small whole number. */
export const INTEGER = new IntegerField();
/** A result that is a whole number. */
export const BIG = new BigIntegerField({ mode: "number" });
/** A result that is a floating number. */
export const FLOAT = new FloatField();
/** Decimals that are computed may have any number of places. */
export const DECIMAL = new DecimalField({ maxDigits: 65, decimalPlaces: 30 });

/** A number that a function is given as a plain value or an expression; a plain one must not be smaller than `least`. */
export function counted(call: string, what: string, given: unknown, least: number): Expression {
  const isBad = typeof given === "number" && (!Number.isInteger(given) || given < least);
  if (isBad || (typeof given !== "number" && !(given instanceof Expression))) {
    throw new FlagonError(`The ${what} of ${call}() is to be a whole number from ${least} on.`, {
      code: "db.wrong-type",
      where: `${call}(…)`,
      mend: "Give such a number, or an expression of one.",
    });
  }
  return operand(given);
}

/** Refuses a call with too few values. */
export function atLeastTwo(call: string, given: readonly unknown[]): void {
  if (given.length >= 2) return;
  throw new FlagonError(`${call}() wants at least two values.`, {
    code: "db.wrong-type",
    where: `${call}(…)`,
    mend: `Write ${call}("one", "other").`,
  });
}

/** The type of the first part that has one. */
export function firstType(parts: readonly Expression[]): Field | undefined {
  return parts.find((part) => part.outputField !== undefined)?.outputField;
}

/** The type of what mathematics makes of numbers: decimals stay decimals, the rest is floating. */
export function numericType(parts: readonly Expression[]): Field {
  return parts.some((part) => part.outputField instanceof DecimalField) ? DECIMAL : FLOAT;
}

/** A text, or null where `X` may be. */
export type TextOf<X> = TermOf<NullAs<string, ValueOf<X>>, PathsOf<X>>;

/** A number, or null where `X` may be. */
export type NumberOf<X> = TermOf<NullAs<number, ValueOf<X>>, PathsOf<X>>;

/** What is of the type of `X`. */
export type SameOf<X> = TermOf<ValueOf<X>, PathsOf<X>>;

/** A number, a decimal where `X` is one, or null where it may be. */
export type NumericOf<X> = TermOf<Measured<ValueOf<X>>, PathsOf<X>>;

/** Makes a call. The class knows nothing of types: the factory says what the call gives. */
export function made<T>(options: FuncOptions, parts: readonly Expression[]): T {
  return new Func(options, parts) as unknown as T;
}
