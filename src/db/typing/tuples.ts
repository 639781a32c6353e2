/** Tuples of columns in types: the conditions that they give are those of each column, so that a model can check them. */

import type { AnyExpression } from "./expressions.ts";
import type { Selection } from "./relations.ts";
import type { ConditionsOf } from "./terms.ts";

/** The values of the columns `Names`, as any of their types. */
type Values<Names> = { readonly [I in keyof Names]: unknown };

/** The conditions `a__in`, `b__in` on the columns `Names`, with the values of each out of the tuples `V`; expressions among them pass. */
type ListConditions<Names, V> = {
  [I in keyof Names as I extends `${number}` ? Path<Names[I], "in"> : never]: readonly Plain<
    I extends keyof V ? V[I] : never
  >[];
};

type Plain<V> = Exclude<V, AnyExpression>;

/** The conditions `a__gt`, `b__gt` on the columns `Names`, with the values `V`. */
type EachCondition<Names, V, Lookup extends string> = {
  [I in keyof Names as I extends `${number}` ? Path<Names[I], Lookup> : never]: I extends keyof V
    ? V[I]
    : never;
};

/** Only names can be checked; expressions are what they are. */
type Path<Name, Lookup extends string> = Name extends string ? `${Name}__${Lookup}` : never;

type Compare<Names, Lookup extends string> = <const V extends Values<Names>>(
  values: V,
) => ConditionsOf<EachCondition<Names, V, Lookup>>;

/** Columns to compare at once: what `tuple` gives. Each call gives a condition, which can be combined as those of `Q`. */
export interface TupleOf<Names> {
  /** Each column has the value at its place. */
  readonly exact: Compare<Names, "exact">;
  /** The columns are one of the tuples, or one of the rows of a query set with as many values. */
  in<const V extends Values<Names>>(
    list: readonly V[] | Selection<V>,
  ): ConditionsOf<ListConditions<Names, V>>;
  /** The columns come after the values, by the first that differs. */
  readonly gt: Compare<Names, "gt">;
  /** The columns come after the values or are the same. */
  readonly gte: Compare<Names, "gte">;
  /** The columns come before the values, by the first that differs. */
  readonly lt: Compare<Names, "lt">;
  /** The columns come before the values or are the same. */
  readonly lte: Compare<Names, "lte">;
}
