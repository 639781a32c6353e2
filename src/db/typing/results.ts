/** What the calls of a query set take and give, in types: values, tuples, changes, loaded and deferred rows. */

import type { AnyConditions } from "./conditions.ts";
import type {
  AnyExpression,
  CheckedExpression,
  ExpressionOut,
  FittingExpression,
} from "./expressions.ts";
import type { FieldKind } from "./lookups.ts";
import type { InstanceOf, NamesOf } from "./model.ts";
import type {
  CheckedPath,
  CheckedRelationPath,
  NoField,
  PathOut,
  Scope,
  SuggestedOrder,
} from "./paths.ts";
import type { Loaded, LoadedRows } from "./relations.ts";
import type { AttributeOf, ColumnName, InputOf, OutputOf, Values } from "./rows.ts";

/** Names for expressions: `{ n: count("articles") }`. */
export type Expressions = Readonly<Record<string, AnyExpression | AnyConditions<unknown>>>;

/** Lets expressions through whose paths the scope has. */
export type CheckedExpressions<S, X, Row> = {
  [K in keyof X]: X[K] extends { readonly "~conditions": unknown }
    ? X[K]
    : CheckedExpression<S, X[K], Row>;
};

/** Lets through one thing that `orderBy` takes: a path, `-` in front of it, `?`, an expression. */
export type CheckedOrder<S, P, Row> =
  P extends SuggestedOrder<S>
    ? P
    : P extends `-${infer Name}`
      ? CheckedPath<S, Name, Row> extends Name
        ? P
        : CheckedPath<S, Name, Row>
      : P extends string
        ? CheckedPath<S, P, Row>
        : CheckedExpression<S, P, Row>;

/** Lets through one thing that `values` takes: a path, or names for expressions. */
export type CheckedValue<S, P, Row> = P extends string
  ? CheckedPath<S, P, Row>
  : P extends AnyExpression
    ? CheckedExpression<S, P, Row>
    : CheckedExpressions<S, P, Row>;

type KeysOf<X> = X extends unknown ? keyof X : never;
type ExpressionAt<X, K> = X extends unknown ? (K extends keyof X ? X[K] : never) : never;

/** What `values` gives for the paths and expressions `P`. */
export type ValuesRow<S, P> = {
  [K in Extract<P, string> | KeysOf<Exclude<P, string>>]: K extends P
    ? PathOut<S, K, unknown>
    : ExpressionOut<S, ExpressionAt<P, K>>;
};

/** What `values` gives without names: all columns. */
export type AllValues<S> = {
  -readonly [
    K in keyof S as K extends "pk"
      ? never
      : S[K] extends { readonly "~relation": unknown }
        ? never
        : K
  ]: OutputOf<S[K]>;
};

/** What `valuesList` gives for the paths and expressions `P`: a tuple. */
export type ValuesTuple<S, P> = {
  -readonly [I in keyof P]: P[I] extends string
    ? PathOut<S, P[I], unknown>
    : ExpressionOut<S, P[I]>;
};

/** Lets through what `orderBy` takes. */
export type CheckedOrders<S, P, Row> = { [I in keyof P]: CheckedOrder<S, P[I], Row> };

/** Lets through what `prefetchRelated` takes. */
export type CheckedPrefetches<S, P, Row> = { [I in keyof P]: CheckedPrefetch<S, P[I], Row> };

/** Lets through what `values` and `valuesList` take. */
export type CheckedValues<S, P, Row> = { [I in keyof P]: CheckedValue<S, P[I], Row> };

/** Values to write: each a value of its field, or an expression of the same kind. */
export type Changes<T, A, W> = Values<NamesOf<T>, AnyExpression> & {
  [K in keyof W]: K extends keyof Values<NamesOf<T>>
    ?
        | InputOf<NamesOf<T>[K]>
        | FittingExpression<Scope<T, A>, W[K], InputOf<NamesOf<T>[K]>, InstanceOf<T>>
    : NoField<K, InstanceOf<T>>;
};

/** A row without the fields `Name`, which are read from the database when they are awaited. */
export type Deferred<Row, Name> = Omit<Row, Name & keyof Row> & {
  readonly [K in Name & keyof Row]: PromiseLike<Row[K]>;
};

/** The columns that `only(...names)` leaves out. */
export type Others<S, Name> = Exclude<ColumnName<S>, Name | "pk" | "id">;

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
  nowait?: boolean;
  /** Leaves locked rows out. Default false. */
  skipLocked?: boolean;
  /** Locks the rows of these relations alone; `"self"` is the model itself. */
  of?: readonly (Name | "self")[];
  /** Lets others refer to the rows meanwhile; on PostgreSQL. Default false. */
  noKey?: boolean;
}

/** A plan's form. */
export interface ExplainOptions {
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
  /** Further values: of a new row, and with `updateOrCreate` of one that is there. */
  defaults?: Values<NamesOf<T>>;
  /** Further values of a new row, in place of `defaults`. */
  create?: Values<NamesOf<T>>;
}

/** Another query for the rows of a relation, and another attribute for them. */
export interface AnyPrefetch {
  readonly "~prefetch": { path: string; row: unknown; attribute: unknown };
}

/** The attributes that prefetching the paths and `Prefetch` objects `P` gives. */
export type Prefetched<S, P> = Loaded<S, Extract<P, string>> & PrefetchedTo<S, Exclude<P, string>>;

type PrefetchedTo<S, P> = [P] extends [never]
  ? unknown
  : {
      [X in P as AttributeName<X>]: X extends {
        readonly "~prefetch": { path: infer Path; row: infer Row; attribute: infer Attribute };
      }
        ? Attribute extends string
          ? Row[]
          : Path extends keyof S
            ? AttributeOf<S[Path]> & LoadedRows<Row>
            : never
        : never;
    };

type AttributeName<X> = X extends {
  readonly "~prefetch": { path: infer Path extends string; attribute: infer Attribute };
}
  ? Attribute extends string
    ? Attribute
    : Path
  : never;

/** Lets through one thing that `prefetchRelated` takes. */
export type CheckedPrefetch<S, P, Row> = P extends string
  ? CheckedRelationPath<S, P, Row>
  : P extends { readonly "~prefetch": { path: infer Path } }
    ? CheckedRelationPath<S, Path, Row> extends Path
      ? P
      : CheckedRelationPath<S, Path, Row>
    : never;

/** The annotations that `values` makes of the expressions among `P`. */
export type AnnotationsOf<S, P> = {
  [K in KeysOf<Exclude<P, string>>]: ExpressionOut<S, ExpressionAt<P, K>>;
};

/** What `valuesList` gives for one path or expression. */
export type ListedValue<S, P> = P extends string ? PathOut<S, P, unknown> : ExpressionOut<S, P>;

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
