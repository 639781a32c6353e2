/** Expressions in types: the paths they name and the value they have, worked out once the model is known. */

import type { Decimal } from "../decimal.ts";
import type { KindOf } from "./lookups.ts";
import type { AnyConditions, CheckedConditions } from "./conditions.ts";
import type { Compared, PathOut, WrongPath } from "./paths.ts";

/** The value at the path `P` of whichever model the expression is used with. */
export interface ValueAt<P extends string> {
  readonly "~path": P;
}

/** `V`, or null where `Source` may be null: `lower("name")` of a name that may be null. */
export interface NullAs<V, Source> {
  readonly "~value": V;
  readonly "~source": Source;
}

/** The value of `Source`, and never null: `coalesce("nickname", "name")`. */
export interface NotNull<Source> {
  readonly "~notNull": Source;
}

/** What reckoning with two values gives; the operator counts between dates. */
export interface Reckoned<Left, Right, Operator> {
  readonly "~reckoned": [Left, Right, Operator];
}

/** What a sum or a mean of `Source` is: a number of numbers of any kind, else of the same type. */
export interface Measured<Source> {
  readonly "~measured": Source;
}

/** What an expression is about. `Out` may hold {@link ValueAt}, {@link NullAs} and {@link NotNull}; `Paths` are all paths it names. */
export interface ExpressionTypes<Out, Paths> {
  out: Out;
  paths: Paths;
}

/** Anything that stands for a value that the database works out. */
export interface AnyExpression {
  readonly "~expression": ExpressionTypes<unknown, unknown>;
}

/** A text is a path, everything else what it is: what functions take. */
export type Operand = string | AnyExpression;

/** What an operand is worth: the value at a path, or the value of an expression. */
export type ValueOf<X> = X extends string
  ? ValueAt<X>
  : X extends { readonly "~expression": { out: infer Out } }
    ? Out
    : X;

/** The paths that an operand names. */
export type PathsOf<X> = X extends string
  ? X
  : X extends { readonly "~expression": { paths: infer Paths } }
    ? Paths
    : never;

/** The value `Out` of an expression in the scope `Z`. */
export type Evaluated<Z, Out> =
  Out extends ValueAt<infer P>
    ? PathOut<Z, P>
    : Out extends NullAs<infer V, infer Source>
      ? V | Extract<Evaluated<Z, Source>, null>
      : Out extends NotNull<infer Source>
        ? NonNullable<Evaluated<Z, Source>>
        : Out extends Reckoned<infer Left, infer Right, infer Operator>
          ? ReckonedOrNull<Evaluated<Z, Left>, Evaluated<Z, Right>, Operator>
          : Out extends Measured<infer Source>
            ? Measure<Evaluated<Z, Source>>
            : Out;

type Measure<V> = V extends number | bigint ? number : V;

type ReckonedOrNull<L, R, Operator> =
  | Reckon<NonNullable<L>, NonNullable<R>, Operator>
  | Extract<L | R, null>;

type PointInTime = Date | Temporal.PlainDate | Temporal.PlainTime;

/** A day and a duration are an instant. */
type Shifted<V> = V extends Temporal.PlainDate ? Date : V;

/** The type of a result, as `arithmetic.ts` decides it from the fields. */
type Reckon<L, R, Operator> = [L] extends [PointInTime]
  ? [R, Operator] extends [PointInTime, "-"]
    ? Temporal.Duration
    : Shifted<L>
  : [R] extends [PointInTime]
    ? Shifted<R>
    : Either<L, R, Temporal.Duration> extends true
      ? Temporal.Duration
      : Either<L, R, Decimal> extends true
        ? Decimal
        : Either<L, R, bigint> extends true
          ? bigint
          : [L] extends [number]
            ? number
            : L;

type Either<L, R, Wanted> = [L] extends [Wanted] ? true : [R] extends [Wanted] ? true : false;

/** The value of the expression `X` in the scope `Z`. */
export type ExpressionOut<Z, X> = X extends { readonly "~expression": { out: infer Out } }
  ? Evaluated<Z, Out>
  : X extends { readonly "~conditions": unknown }
    ? boolean
    : never;

/** The first thing that is wrong with the paths `P`, and with the conditions among them; never where nothing is. */
export type WrongPaths<Z, P> = P extends string
  ? WrongOut<PathOut<Z, P>>
  : P extends AnyConditions<infer C>
    ? WrongCondition<Z, C>
    : never;

type WrongOut<Out> = [Out] extends [WrongPath] ? Out : never;

/** What is wrong with the conditions `C`: a name, or a value that does not fit. */
type WrongCondition<Z, C> = C extends unknown
  ? C extends CheckedConditions<Z, C>
    ? never
    : { [P in keyof C]: Misfit<Z, C[P], Compared<Z, P>> }[keyof C]
  : never;

type Misfit<Z, Given, Wanted> = [Wanted] extends [WrongPath]
  ? Wanted
  : Given extends Wanted
    ? never
    : Given extends AnyExpression
      ? Exclude<FittingExpression<Z, Given, Wanted>, Given>
      : WrongValue<Given, Wanted>;

/** Lets an expression through whose paths the scope `Z` has; else gives the type that says what is wrong. */
export type CheckedExpression<Z, X> = X extends { readonly "~expression": { paths: infer P } }
  ? [WrongPaths<Z, P>] extends [never]
    ? X
    : WrongPaths<Z, P>
  : never;

/** An expression whose value does not fit what it is compared with or written to; the type itself is the message. */
export interface WrongValue<Given, Wanted> {
  readonly "~wrongValue": [Given, Wanted];
}

/** Lets an expression through whose paths exist and whose value is of the same kind as `Wanted`. */
export type FittingExpression<Z, X, Wanted> = X extends {
  readonly "~expression": { paths: infer P; out: infer Out };
}
  ? [WrongPaths<Z, P>] extends [never]
    ? Fits<NonNullable<Evaluated<Z, Out>>, NonNullable<Wanted>> extends true
      ? X
      : WrongValue<Evaluated<Z, Out>, Wanted>
    : WrongPaths<Z, P>
  : never;

/** Kinds are compared, not types: the database compares an integer with a decimal, and a key with a number. */
type Fits<Given, Wanted> = [Given] extends [Wanted]
  ? true
  : KindOf<Given> extends "other"
    ? true
    : KindOf<Wanted> extends KindOf<Given> | "other" | "list"
      ? true
      : false;

/** The values of the expressions `X`, by their names. */
export type Annotations<Z, X> = { -readonly [K in keyof X]: ExpressionOut<Z, X[K]> };
