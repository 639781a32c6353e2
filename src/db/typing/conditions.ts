/** Conditions in types: what `filter`, `exclude`, `get` and `Q` take. */

import type { ExpressionTypes, FittingExpression } from "./expressions.ts";
import type { InstanceOf, NamesOf } from "./model.ts";
import type { AnnotationColumns, Compared, Scope, SuggestedConditions } from "./paths.ts";

/** Conditions that are not yet about a model: what `Q` gives. `C` is the union of all conditions in it. */
export interface AnyConditions<C> {
  readonly "~conditions": C;
}

/** Checks each condition of `W`: its path, and its value or the expression in its place. */
export type CheckedConditions<S, W, Row> = {
  [P in keyof W]: string extends P
    ? unknown
    : Compared<S, P, Row> | FittingExpression<S, W[P], Compared<S, P, Row>, Row>;
};

type Offered<T, A> = [keyof A] extends [never]
  ? SuggestedConditions<NamesOf<T>>
  : SuggestedConditions<NamesOf<T>> & SuggestedConditions<AnnotationColumns<A>>;

/** The conditions of `Q` that do not hold for the scope; never where all do. */
type WrongConditions<S, C, Row> = C extends unknown
  ? C extends CheckedConditions<S, C, Row>
    ? never
    : CheckedConditions<S, C, Row>
  : never;

type CheckedQ<S, C, Row> = [WrongConditions<S, C, Row>] extends [never]
  ? AnyConditions<C>
  : AnyConditions<WrongConditions<S, C, Row>>;

/** Conditions by name: `{ author__name__icontains: "ann", publishedAt__year__gte: 2020 }`. */
export type NamedConditions<T, A, W> = Offered<T, A> &
  CheckedConditions<Scope<T, A>, W, InstanceOf<T>>;

/** What a query set of the model `T` with the annotations `A` can be filtered by: names, a `Q`, or an expression that is true or false. */
export type Conditions<T, A, W, C> =
  | NamedConditions<T, A, W>
  | CheckedQ<Scope<T, A>, C, InstanceOf<T>>
  | { readonly "~expression": ExpressionTypes<boolean, unknown> };
