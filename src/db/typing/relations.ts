/** Relations in types: what their fields say, what their attributes are, and what loading changes. */

import type { AnyGeneric, FieldTypes, OptionalOf, TraitsOf } from "./fields.ts";
import type { InstanceOf, KeyOf, NamesOf } from "./model.ts";
import type { NearTo, NoField, NoRelation, RelationName } from "./paths.ts";
import type { LazyRows, WithOwnCalls } from "./query-set.ts";
import type { InsertValues } from "./rows.ts";

/** A foreign key or one-to-one relation to the model `T`; `Unique` tells the two apart. `Field` is the field that it refers to, or "pk". */
export interface ToOne<T, Null, Unique, Field> {
  kind: "one";
  to: T;
  null: Null;
  unique: Unique;
  field: Field;
}

/** A many-to-many relation to the model `T`. */
export interface ToMany<T, O> {
  kind: "many";
  to: T;
  options: O;
  null: true;
}

/** The other side of the relation that the model `T` declares as its field `Name`. */
export interface Reversed<T, Name> {
  kind: "reverse";
  to: T;
  name: Name;
  null: true;
}

/** A foreign key or one-to-one relation among the fields of a model. */
export interface ToOneField<T, Null, Unique, Field, Optional, Traits> {
  readonly "~relation": ToOne<T, Null, Unique, Field>;
  readonly "~types": FieldTypes<Related<T, Null>, Related<T, Null>, Optional, Traits>;
}

type IsNull<O> = O extends { null: true } ? true : false;
type TargetField<O> = O extends { toField: infer Name } ? Name : "pk";

/** What `f.foreignKey` gives for the model `T` and the options `O`. */
export type ForeignKeyOf<T, O> = ToOneField<
  T,
  IsNull<O>,
  false,
  TargetField<O>,
  OptionalOf<O>,
  TraitsOf<O>
>;

/** What `f.oneToOne` gives for the model `T` and the options `O`. */
export type OneToOneOf<T, O> = ToOneField<
  T,
  IsNull<O>,
  true,
  TargetField<O>,
  OptionalOf<O>,
  TraitsOf<O>
>;

/** What `f.manyToMany` gives. */
export interface ToManyField<T, O = unknown> {
  readonly "~relation": ToMany<T, O>;
}

/** What `f.reverse` gives. */
export interface ReverseField<T, Name> {
  readonly "~relation": Reversed<T, Name>;
}

/** Anything that is a relation. */
export interface AnyRelation {
  readonly "~relation": { to: unknown };
}

/**
 * A related row that has not been loaded: its key is there, the row is awaited.
 *
 * Awaiting one loads the rows of all siblings of the same result in one statement.
 */
export interface Ref<Row> extends PromiseLike<Row> {
  /** The primary key of the related row; reading it needs no query. */
  readonly pk: Row extends { pk: infer Key } ? Key : never;
  /** The same, where the related model has an `id`. */
  readonly id: Row extends { id: infer Id } ? Id : never;
  /** Tells a reference from a row in types; there is nothing here at run time. */
  readonly "~ref": true;
}

/** The row at the other side of a one-to-one relation, not loaded yet: awaited it is the row, or null where there is none. */
export interface OptionalRef<Row> extends PromiseLike<Row | null> {
  /** Tells a reference from a row in types; there is nothing here at run time. */
  readonly "~ref": true;
}

/** The rows that a query set would give, for `in` and for query sets within query sets. */
export interface Selection<Row> {
  readonly "~row": Row;
}

/** Rows that have been loaded along: `prefetchRelated("tags")` makes `article.tags` one. */
export interface LoadedRows<Row> extends Iterable<Row> {
  /** How many there are. */
  readonly length: number;
}

/** What both kinds of related managers have: all that a query set has. Awaiting one gives the related rows. */
export interface RelatedRows<T> extends LazyRows<T, InstanceOf<T>> {}

/**
 * The rows that refer to this one by a foreign key: `article.comments`.
 *
 * Awaited, it gives them all.
 */
export interface ReverseManager<T, Name> extends RelatedRows<T> {
  /** Makes a row that refers to this one; the foreign key is filled in. */
  create<V>(values: InsertValues<T, V, Name>): Promise<InstanceOf<T>>;
  /** Makes rows, or the rows with these keys, refer to this one. */
  add(...rows: readonly (InstanceOf<T> | KeyOf<T>)[]): Promise<void>;
  /** Makes rows refer to none; only where the foreign key may be null. */
  remove(...rows: readonly (InstanceOf<T> | KeyOf<T>)[]): Promise<void>;
  /** Makes exactly these rows refer to this one. */
  set(rows: Iterable<InstanceOf<T> | KeyOf<T>>): Promise<void>;
  /** Makes no row refer to this one; only where the foreign key may be null. */
  clear(): Promise<void>;
}

/** Options of the calls that write to a table between two models. */
export interface ThroughOptions<O> {
  /** Values of the further fields of the model that the relation goes through. */
  throughDefaults?: O extends { through: infer Through } ? ThroughValues<Through> : never;
}

type ThroughValues<T> = T extends new (values?: infer Values) => unknown ? Values : never;

/**
 * The rows at the other side of a many-to-many relation: `article.tags`.
 *
 * Awaited, it gives them all.
 */
export interface ManyManager<T, O = unknown> extends RelatedRows<T> {
  /** Makes a row and relates it to this one. */
  create<V>(values: InsertValues<T, V>, options?: ThroughOptions<O>): Promise<InstanceOf<T>>;
  /** Relates rows, or the rows with these keys; those that are related already stay so. */
  add(...rows: readonly (InstanceOf<T> | KeyOf<T>)[]): Promise<void>;
  add(rows: Iterable<InstanceOf<T> | KeyOf<T>>, options?: ThroughOptions<O>): Promise<void>;
  /** Ends the relation to rows; the rows stay. */
  remove(...rows: readonly (InstanceOf<T> | KeyOf<T>)[]): Promise<void>;
  /** Relates exactly these rows: ends the other relations. With `clear` it ends all and makes them anew. */
  set(
    rows: Iterable<InstanceOf<T> | KeyOf<T>>,
    options?: ThroughOptions<O> & { clear?: boolean },
  ): Promise<void>;
  /** Ends all relations; the rows stay. */
  clear(): Promise<void>;
}

type Related<T, Null> = InstanceOf<T> | Ref<InstanceOf<T>> | (Null extends true ? null : never);

/** What a row has for a relation: a row or a {@link Ref}, or a manager. */
export type RelationAttribute<R> =
  R extends ToOne<infer T, infer Null, unknown, unknown>
    ? Related<T, Null>
    : R extends ToMany<infer T, infer O>
      ? WithOwnCalls<ManyManager<T, O>, T>
      : R extends Reversed<infer T, infer Name>
        ? ReverseAttribute<T, Name>
        : never;

type ReverseAttribute<T, Name> = Name extends keyof NamesOf<T>
  ? ReverseOf<T, Name, NamesOf<T>[Name]>
  : NoField<Name, InstanceOf<T>, NearTo<Name, RelationName<NamesOf<T>>>>;

type ReverseOf<T, Name, X> = X extends { readonly "~relation": infer R }
  ? R extends { kind: "one"; unique: true }
    ? InstanceOf<T> | OptionalRef<InstanceOf<T>> | null
    : R extends { kind: "many"; options: infer O }
      ? WithOwnCalls<ManyManager<T, O>, T>
      : WithOwnCalls<ReverseManager<T, Name>, T>
  : NoRelation<Name, InstanceOf<T>>;

type Head<P> = P extends `${infer First}__${string}` ? First : P;
type Rest<P, First extends string> = P extends `${First}__${infer Further}` ? Further : never;

/**
 * The attributes of a row of the model `T` once the relations at the paths `P` are loaded.
 *
 * Of the model, not of its names: they depend on the class that they are written in, so that the compiler would work them out for each row
 * and each comparison again.
 */
export type Loaded<T, P extends string> = {
  [K in Head<P>]: LoadedAt<NamesOf<T>, K, Rest<P, K>>;
};

type LoadedAt<S, K, P extends string> = K extends keyof S ? LoadedField<S[K], P> : never;

type LoadedField<X, P extends string> = X extends { readonly "~relation": infer R }
  ? LoadedAttribute<R, P>
  : X extends AnyGeneric<infer Out>
    ? Exclude<Out, PromiseLike<unknown>>
    : never;

type LoadedAttribute<R, P extends string> =
  R extends ToOne<infer T, infer Null, unknown, unknown>
    ? LoadedRow<T, P> | (Null extends true ? null : never)
    : R extends { to: infer T }
      ? RelationAttribute<R> extends infer Manager
        ? Manager extends PromiseLike<readonly unknown[]>
          ? Manager & LoadedRows<LoadedRow<T, P>>
          : LoadedRow<T, P> | null
        : never
      : never;

type LoadedRow<T, P extends string> = [P] extends [never]
  ? InstanceOf<T>
  : InstanceOf<T> & Loaded<T, P>;
