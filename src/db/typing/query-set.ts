/** Query sets in types: lazy rows of one model. What can be asked of them is in `calls.ts`. */

import type { QueryCalls } from "./calls.ts";
import type { InstanceOf, ModelClass, NamesOf } from "./model.ts";
import type { Scope } from "./paths.ts";
import type { Selection } from "./relations.ts";
import type { InsertValues } from "./rows.ts";

/**
 * Rows of the model `T` that have not been asked for yet: each call gives a new query set, and awaiting one asks the database.
 *
 * `Row` is what it gives, `A` what has been annotated.
 */
export interface QuerySet<T, Row, A = {}> extends LazyRows<T, Row, A> {
  /** Makes a row and writes it. */
  create<V>(values: InsertValues<T, V>): Promise<InstanceOf<T>>;
}

/** What query sets and the managers of related rows share. */
export interface LazyRows<T, Row, A = {}> extends Selection<Row>, QueryCalls {
  /** What paths start from; there is nothing here at run time. */
  readonly "~scope": Scope<T, A>;
  /** Whether the rows come in an order that was asked for. */
  readonly ordered: boolean;
  /** Whether that order leaves no two rows in doubt: it ends in something unique. */
  readonly totallyOrdered: boolean;
  /** Gives a copy with all rows. */
  all(): SetOf<T, Row, A>;
  /** Asks the database and gives all rows; what `await` calls. */
  then<Done = Row[], Failed = never>(
    onDone?: ((rows: Row[]) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed>;
  /** Gives rows as they come. */
  [Symbol.asyncIterator](): AsyncIterator<Row, undefined>;
  /** The statement, with places for the values, for people to read. */
  toString(): string;
}

/** What the paths of `S` start from: of a query set, or of all rows of a model class. */
export type ScopeOf<S> = S extends { readonly "~scope": unknown } ? S["~scope"] : Scope<S, {}>;

/** The model of the query set `S`, or the model class `S` itself. */
export type ModelIn<S> = S extends { readonly "~scope": { model: unknown } }
  ? S["~scope"]["model"]
  : S;

type AnnotationsIn<S> = S extends { readonly "~scope": { annotations: unknown } }
  ? S["~scope"]["annotations"]
  : {};

/** What `S` gives: the rows of a query set, or those of a model class. */
export type RowIn<S> = S extends { readonly "~row": unknown } ? S["~row"] : InstanceOf<S>;

/** A row of the model of `S`, whatever the set itself gives. */
export type ModelRow<S> = InstanceOf<ModelIn<S>>;

/** The names of the model of `S`. */
export type NamesIn<S> = NamesOf<ModelIn<S>>;

/** A query set with the rows and annotations of `S`. */
export type SameSet<S> = SetOf<ModelIn<S>, RowIn<S>, AnnotationsIn<S>>;

/** A query set of the model of `S` with other rows. */
export type OtherSet<S, Row> = SetOf<ModelIn<S>, Row, AnnotationsIn<S>>;

/** A query set of the model of `S` with other rows and more annotations. */
export type FurtherSet<S, Row, A> = SetOf<ModelIn<S>, Row, AnnotationsIn<S> & A>;

/** A query set of the model `T` with the model's own static methods among its calls. `Row` is what it gives, `A` what has been annotated. */
export type SetOf<T, Row = InstanceOf<T>, A = {}> = WithOwnCalls<QuerySet<T, Row, A>, T>;

/** `Set` with the own static methods of the model `T`, where it has any. */
export type WithOwnCalls<Set, T> = [OwnName<T>] extends [never] ? Set : Set & OwnCalls<T>;

type OwnName<T> = Exclude<keyof T, keyof ModelClass<unknown, unknown> | "prototype">;

/**
 * The own static methods of the model `T` as calls of a query set: `Article.filter(…).live()`.
 *
 * Each gives what it gives on the class. Working its rows out from those of the query set goes round in a circle where one calls another.
 */
export type OwnCalls<T> = {
  readonly [K in OwnName<T>]: T[K] extends (...given: never) => unknown ? T[K] : never;
};
