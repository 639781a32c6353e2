/** Conditions in types: what `filter`, `exclude`, `get` and `Q` take. */

import type { AnyExpression, ExpressionTypes, FittingExpression } from "./expressions.ts";
import type { NamesOf } from "./model.ts";
import type { AnnotationColumns, Compared, Scope, SuggestedConditions } from "./paths.ts";

/** Conditions that are not yet about a model: what `Q` gives. `C` is the union of all conditions in it. */
export interface AnyConditions<C> {
  readonly "~conditions": C;
}

/** Checks each condition of `W`: its path, and its value or the expression in its place. */
export type CheckedConditions<Z, W> = {
  [P in keyof W]: string extends P
    ? unknown
    : Compared<Z, P> | FittingExpression<Z, W[P], Compared<Z, P>>;
};

type Offered<Z> =
  Z extends Scope<infer T, infer A>
    ? [keyof A] extends [never]
      ? SuggestedConditions<NamesOf<T>>
      : SuggestedConditions<NamesOf<T>> & SuggestedConditions<AnnotationColumns<A>>
    : never;

/** The conditions of `Q` that do not hold for the scope; never where all do. */
type WrongConditions<Z, C> = C extends unknown
  ? C extends CheckedConditions<Z, C>
    ? never
    : CheckedConditions<Z, C>
  : never;

/** Lets the conditions `C` of a `Q` through where they hold for the scope. */
export type CheckedQ<Z, C> = [WrongConditions<Z, C>] extends [never]
  ? AnyConditions<C>
  : AnyConditions<WrongConditions<Z, C>>;

/**
 * Conditions by name: `{ author__name__icontains: "ann", publishedAt__year__gte: 2020 }`.
 *
 * What an editor offers is worked out where it asks for it alone: it then infers nothing from what is being typed, and `W` is unknown. The
 * union with undefined keeps the compiler from listing it all when conditions are made by a call, such as `Q(…)`.
 */
export type NamedConditions<Z, W> = unknown extends W
  ? Offered<Z> | undefined
  : W extends object
    ? CheckedConditions<Z, W>
    : Offered<Z>;

/** What a query set of the scope `Z` can be filtered by: names, a `Q`, or an expression that is true or false. */
export type Conditions<Z, W> =
  W extends AnyConditions<infer C>
    ? CheckedQ<Z, C>
    : W extends AnyExpression
      ? W & Question
      : NamedConditions<Z, W>;

interface Question {
  readonly "~expression": ExpressionTypes<boolean, unknown>;
}
