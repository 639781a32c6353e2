/** What the calls of a query set take and give, in types: values, tuples, changes, loaded and deferred rows. */

import type { AnyConditions, CheckedQ } from "./conditions.ts";
import type {
  AnyExpression,
  CheckedExpression,
  ExpressionOut,
  FittingExpression,
} from "./expressions.ts";
import type { CompositeKeyOf } from "./fields.ts";
import type { FieldKind } from "./lookups.ts";
import type { FieldsOf, InstanceOf, NamesOf } from "./model.ts";
import type {
  AnyText,
  CheckedPath,
  CheckedPrefetchPath,
  PathOut,
  Scope,
  SuggestedOrder,
  NoField,
} from "./paths.ts";
import type { Loaded, LoadedRows } from "./relations.ts";
import type {
  AttributeOf,
  ColumnName,
  InputOf,
  IsWritable,
  NearValue,
  OutputOf,
  Values,
} from "./rows.ts";

/** Names for expressions: `{ n: count("articles") }`. */
export type Expressions = Readonly<Record<string, AnyExpression | AnyConditions<unknown>>>;

/** Lets expressions through whose paths the scope has. */
export type CheckedExpressions<Z, X> = {
  [K in keyof X]: X[K] extends AnyConditions<infer C> ? CheckedQ<Z, C> : CheckedExpression<Z, X[K]>;
};

/** Lets through one thing that `orderBy` takes: a path, `-` in front of it, `?`, an expression. */
export type CheckedOrder<Z, P> = string extends P
  ? SuggestedOrder<Z> | AnyText
  : P extends "?"
    ? P
    : P extends `-${infer Name}`
      ? CheckedPath<Z, Name> extends Name
        ? P
        : CheckedPath<Z, Name>
      : P extends string
        ? CheckedPath<Z, P>
        : CheckedExpression<Z, P>;

/** Lets through one thing that `values` takes: a path, or names for expressions. */
export type CheckedValue<Z, P> = P extends string
  ? CheckedPath<Z, P>
  : P extends AnyExpression
    ? CheckedExpression<Z, P>
    : CheckedExpressions<Z, P>;

type KeysOf<X> = X extends unknown ? keyof X : never;
type ExpressionAt<X, K> = X extends unknown ? (K extends keyof X ? X[K] : never) : never;

/** What `values` gives for the paths and expressions `P`. */
export type ValuesRow<Z, P> = {
  [K in Extract<P, string> | KeysOf<Exclude<P, string>>]: K extends P
    ? PathOut<Z, K>
    : ExpressionOut<Z, ExpressionAt<P, K>>;
};

/** What `values` gives without names: all columns. */
export type AllValues<T> = ColumnValues<NamesOf<T>>;

type ColumnValues<S> = {
  -readonly [
    K in keyof S as K extends "pk"
      ? never
      : S[K] extends { readonly "~relation": unknown }
        ? never
        : K
  ]: OutputOf<S[K]>;
};

/** What `valuesList` gives for the paths and expressions `P`: a tuple. */
export type ValuesTuple<Z, P> = {
  -readonly [I in keyof P]: P[I] extends string ? PathOut<Z, P[I]> : ExpressionOut<Z, P[I]>;
};

/** Lets through what `orderBy` takes. */
export type CheckedOrders<Z, P> = { [I in keyof P]: CheckedOrder<Z, P[I]> };

/** Lets through what `prefetchRelated` takes. */
export type CheckedPrefetches<T, P> = { [I in keyof P]: CheckedPrefetch<T, P[I]> };

/** Lets through what `values` and `valuesList` take. */
export type CheckedValues<Z, P> = { [I in keyof P]: CheckedValue<Z, P[I]> };

/** Values to write: each a value of its field, or an expression of the same kind. */
export type Changes<Z, W> =
  Z extends Scope<infer T, unknown>
    ? unknown extends W
      ? { [K in keyof Values<NamesOf<T>>]?: unknown }
      : CheckedChanges<Z, T, NamesOf<T>, W>
    : never;

type CheckedChanges<Z, T, S, W> = {
  [K in keyof W]: K extends keyof S
    ? ChangeOf<Z, T, S, K, S[K], W[K]>
    : NoField<K, InstanceOf<T>, NearValue<S, K>>;
};

type ChangeOf<Z, T, S, K, X, Given> =
  IsWritable<X> extends true
    ? Change<Z, Given, InputOf<X>>
    : NoField<K, InstanceOf<T>, NearValue<S, K>>;

type Change<Z, X, Wanted> = Wanted | FittingExpression<Z, X, Wanted>;

/** A row without the fields `Name`, which are read from the database when they are awaited. */
export type Deferred<Row, Name> = Omit<Row, Name & keyof Row> & {
  readonly [K in Name & keyof Row]: PromiseLike<Row[K]>;
};

/** The columns that `only(...names)` leaves out. */
export type Others<T, Name> = Exclude<ColumnName<NamesOf<T>>, Name | "pk" | KeyNames<FieldsOf<T>>>;

/** The names of the primary key, which is always read. */
type KeyNames<F> = F extends { pk: CompositeKeyOf<infer Parts extends readonly string[]> }
  ? BothNames<Parts[number]>
  : "id";

/** A name with that of its relation or of the relation's column. */
type BothNames<Name extends string> =
  | Name
  | `${Name}Id`
  | (Name extends `${infer Relation}Id` ? Relation : never);

/** How `bulkCreate` treats rows that are there already, and how many it writes at once. */
export interface BulkCreateOptions<Name extends string = string> {
  /** Leaves rows out that would break a rule of uniqueness. Default false. */
  ignoreConflicts?: boolean;
  /** Updates `updateFields` of the rows that are there already, told by `uniqueFields`. Default false. */
  updateConflicts?: boolean;
  /** The fields that an update writes. */
  updateFields?: readonly Name[];
  /** The fields that tell whether a row is there already. */
  uniqueFields?: readonly Name[];
  /** Rows per statement. Default: as many as the database takes. */
  batchSize?: number;
}

/** How `selectForUpdate` locks. */
export interface LockOptions<Name extends string = string> {
  /** Fails at once where a row is locked. Default false. */
  noWait?: boolean;
  /** Leaves locked rows out. Default false. */
  skipLocked?: boolean;
  /** Locks the rows of these relations alone; `"self"` is the model itself. */
  of?: readonly (Name | "self")[];
  /** Lets others refer to the rows meanwhile; on PostgreSQL. Default false. */
  noKey?: boolean;
}

/** What happens when a relation is awaited that was not loaded: it is loaded for all rows of the result, for the one row, or refused. */
export type FetchMode = "peers" | "one" | "raise";

/** A plan's form. */
export interface ExplainOptions {
  /** The form of the plan. Default: text. */
  format?: "text" | "json" | "yaml" | "xml";
  /** Runs the query, and tells what it took. Default false. */
  analyze?: boolean;
}

/** The unit that `dates` cuts to. */
export type DateUnit = "year" | "month" | "week" | "day";

/** The unit that `datetimes` cuts to. */
export type InstantUnit = DateUnit | "hour" | "minute" | "second";

/** What `getOrCreate` and `updateOrCreate` write besides what they look for. */
export interface CreateOptions<T> {
  /** Further values: of a new row, and with `updateOrCreate` of one that is there. A function is called for its value when it is needed. */
  defaults?: ValuesOrCalls<Values<NamesOf<T>>>;
  /** Further values of a new row, in place of `defaults`. */
  create?: ValuesOrCalls<Values<NamesOf<T>>>;
}

type ValuesOrCalls<V> = { [K in keyof V]: V[K] | (() => V[K] | PromiseLike<V[K]>) };

/** Another query for the rows of a relation, and another attribute for them. */
export interface AnyPrefetch {
  readonly "~prefetch": { path: string; row: unknown; attribute: unknown };
}

/** What `prefetch` gives. */
export interface PrefetchOf<P extends string, Row, N> {
  readonly "~prefetch": { path: P; row: Row; attribute: N };
}

/** The attributes that prefetching the paths and `Prefetch` objects `P` gives to rows of the model `T`. */
export type Prefetched<T, P> = Loaded<T, Extract<P, string> | NestedPath<P>> &
  PrefetchedTo<T, Exclude<P, string>>;

/** The path of a prefetch that leads over several relations: the attribute of the last is on rows further away. */
type NestedPath<P> = P extends {
  readonly "~prefetch": { path: infer Path extends `${string}__${string}` };
}
  ? Path
  : never;

type PrefetchedTo<T, P> = [P] extends [never]
  ? unknown
  : { [X in P as AttributeName<X>]: PrefetchedAt<NamesOf<T>, X> };

type PrefetchedAt<S, X> = X extends {
  readonly "~prefetch": { path: infer Path; row: infer Row; attribute: infer Attribute };
}
  ? Path extends keyof S
    ? Attribute extends string
      ? RowOr<Row, S[Path]>[]
      : AttributeOf<S[Path]> & LoadedRows<RowOr<Row, S[Path]>>
    : never
  : never;

/** `Row`, or without a query set of its own the row that the relation `X` leads to. */
type RowOr<Row, X> = unknown extends Row
  ? X extends { readonly "~relation": { to: infer T } }
    ? InstanceOf<T>
    : never
  : Row;

type AttributeName<X> = X extends {
  readonly "~prefetch": { path: infer Path extends string; attribute: infer Attribute };
}
  ? Path extends `${string}__${string}`
    ? never
    : Attribute extends string
      ? Attribute
      : Path
  : never;

/** Lets through one thing that `prefetchRelated` takes. */
export type CheckedPrefetch<T, P> = P extends string
  ? CheckedPrefetchPath<T, P>
  : P extends { readonly "~prefetch": { path: infer Path; attribute: infer Name } }
    ? CheckedPrefetchPath<T, Path> extends Path
      ? NameTaken<T, Path, Name> extends true
        ? TakenName<Name, InstanceOf<T>>
        : P
      : CheckedPrefetchPath<T, Path>
    : never;

/** A name for loaded rows that the model has for something else; the type itself is the message. */
export interface TakenName<Name, Row> {
  readonly "~takenName": [Name, Row];
}

/** Whether the rows that the last relation of the path belongs to have something by that name. */
type NameTaken<T, Path, Name> = Path extends `${infer First}__${infer Rest}`
  ? First extends keyof NamesOf<T>
    ? NameTaken<TargetOf<NamesOf<T>[First]>, Rest, Name>
    : false
  : Name extends keyof NamesOf<T>
    ? true
    : false;

type TargetOf<X> = X extends { readonly "~relation": { to: infer T } } ? T : never;

/** The annotations that `values` makes of the expressions among `P`. */
export type AnnotationsOf<Z, P> = {
  [K in KeysOf<Exclude<P, string>>]: ExpressionOut<Z, ExpressionAt<P, K>>;
};

/** What `valuesList` gives for one path or expression. */
export type ListedValue<Z, P> = P extends string ? PathOut<Z, P> : ExpressionOut<Z, P>;

/** The names of `S` whose values are of the kind. */
export type NameOfKind<S, Kind> = {
  [K in keyof S & string]: S[K] extends { readonly "~types": unknown }
    ? FieldKind<S[K]> extends Kind
      ? K
      : never
    : never;
}[keyof S & string];

/** The rows of a statement of one's own. */
export interface RawRows<Row> extends PromiseLike<Row[]>, AsyncIterable<Row> {}
