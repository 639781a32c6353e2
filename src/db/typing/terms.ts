/** Expressions and conditions as users hold them: what can be done with them, and what they are worth. */

import type { AnyConditions } from "./conditions.ts";
import type { AnyExpression, ExpressionTypes, PathsOf, Reckoned, ValueOf } from "./expressions.ts";

/** Where rows without a value go in an order. Default: where the database puts them. */
export interface NullsOrder {
  nulls?: "first" | "last";
}

/** What stands beside an operator: an expression, or a plain value; a text is a value too. */
export type WorthOf<X> = X extends AnyExpression ? ValueOf<X> : X;

/** The paths of an expression; a plain value has none. */
export type FurtherPaths<X> = X extends AnyExpression ? PathsOf<X> : never;

/** An order by an expression: what `asc` and `desc` give. */
export interface OrderOf<Paths> {
  readonly "~expression": ExpressionTypes<unknown, Paths>;
}

type Sum<Out, Paths, X, Operator> = TermOf<
  Reckoned<Out, WorthOf<X>, Operator>,
  Paths | FurtherPaths<X>
>;

/**
 * An expression that can be reckoned with and ordered by. The database does the work; nothing is read first.
 *
 * Plain values beside it are bound as parameters; a text is a text, not a name: write `F("name")` for a column.
 */
export interface TermOf<Out, Paths = never> {
  readonly "~expression": ExpressionTypes<Out, Paths>;
  /** The sum. */
  plus<const X>(other: X): Sum<Out, Paths, X, "+">;
  /** The difference; between two dates or instants a duration. */
  minus<const X>(other: X): Sum<Out, Paths, X, "-">;
  /** The product. */
  times<const X>(other: X): Sum<Out, Paths, X, "*">;
  /** The quotient; between integers it is an integer, as databases reckon. */
  dividedBy<const X>(other: X): Sum<Out, Paths, X, "/">;
  /** The remainder. */
  modulo<const X>(other: X): Sum<Out, Paths, X, "%">;
  /** The power. */
  toThe<const X>(other: X): Sum<Out, Paths, X, "^">;
  /** The bits that both have. */
  bitAnd<const X>(other: X): Sum<Out, Paths, X, "&">;
  /** The bits that either has. */
  bitOr<const X>(other: X): Sum<Out, Paths, X, "|">;
  /** The bits that one of them has. */
  bitXor<const X>(other: X): Sum<Out, Paths, X, "#">;
  /** The bits moved up. */
  shiftLeft<const X>(other: X): Sum<Out, Paths, X, "<<">;
  /** The bits moved down. */
  shiftRight<const X>(other: X): Sum<Out, Paths, X, ">>">;
  /** Orders by this, smallest first. */
  asc(options?: NullsOrder): OrderOf<Paths>;
  /** Orders by this, largest first. */
  desc(options?: NullsOrder): OrderOf<Paths>;
}

/** An expression that is true or false: it can stand where conditions do. */
export interface QuestionOf<Paths = never> {
  readonly "~expression": ExpressionTypes<boolean, Paths>;
}

/** The named conditions within `W`: those of a `Q`, or `W` itself. */
export type ConditionsIn<W> =
  W extends AnyConditions<infer C> ? C : W extends AnyExpression ? never : W;

/** The conditions `W` among the paths of an expression: they are checked where it meets a model, as its names are. */
export type ConditionPaths<W> = [W] extends [never]
  ? never
  : W extends AnyExpression
    ? PathsOf<W>
    : AnyConditions<ConditionsIn<W>>;

/**
 * Conditions that can be combined. None of the calls changes what it is called on.
 *
 * `NoInfer`, since nothing follows from where the result goes: the compiler would list all that an editor offers there to find out.
 */
export interface ConditionsOf<C> extends AnyConditions<C> {
  /** All of them must hold. */
  and<const W extends readonly unknown[]>(
    ...others: W
  ): NoInfer<ConditionsOf<C | ConditionsIn<W[number]>>>;
  /** One of them must hold. */
  or<const W extends readonly unknown[]>(
    ...others: W
  ): NoInfer<ConditionsOf<C | ConditionsIn<W[number]>>>;
  /** An odd number of them must hold: of two, exactly one. */
  xor<const W extends readonly unknown[]>(
    ...others: W
  ): NoInfer<ConditionsOf<C | ConditionsIn<W[number]>>>;
  /** Holds where these do not. */
  not(): ConditionsOf<C>;
}

/** A condition and the value where it holds: what `when` gives. */
export interface WhenOf<Out, Paths> {
  readonly "~when": ExpressionTypes<Out, Paths>;
}

/** What the field `X` reads, or `Otherwise` where none is given. */
export type ReadBy<X, Otherwise> = X extends { readonly "~types": { out: infer Out } }
  ? Out
  : Otherwise;

/** The one value that a row of a query set within an expression has: its key, or the value that was asked for. */
export type OnlyValue<Row> = Row extends { readonly "~ref": false; readonly pk: infer Key }
  ? Key
  : Row extends readonly [infer Value]
    ? Value
    : Row extends { [Symbol.toPrimitive]: unknown } | { toJSON(): unknown } | Uint8Array
      ? Row
      : Row extends object
        ? Row[keyof Row]
        : Row;

/** The paths of what windows are parted and ordered by: names may have `-` in front. */
export type WindowPaths<X> = X extends `-${infer Path}` ? Path : PathsOf<X>;
