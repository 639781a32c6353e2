/** The calls of model classes and query sets in types: one interface for both. */

import type { TreeOptions } from "../trees.ts";
import type { Conditions, NamedConditions } from "./conditions.ts";
import type { Annotations, AnyExpression } from "./expressions.ts";
import type { KeyOf } from "./model.ts";
import type { CheckedColumns, CheckedPaths, CheckedRelationPaths, RelationName } from "./paths.ts";
import type {
  FurtherSet,
  ModelIn,
  ModelRow,
  NamesIn,
  OtherSet,
  RowIn,
  SameSet,
  ScopeOf,
} from "./query-set.ts";
import type { Loaded, Selection } from "./relations.ts";
import type {
  Expressions,
  CheckedExpressions,
  CheckedValue,
  ValuesRow,
  AllValues,
  ValuesTuple,
  CheckedOrders,
  CheckedPrefetches,
  CheckedValues,
  Changes,
  Deferred,
  Others,
  BulkCreateOptions,
  LockOptions,
  ExplainOptions,
  FetchMode,
  DateUnit,
  InstantUnit,
  CreateOptions,
  AnyPrefetch,
  Prefetched,
  AnnotationsOf,
  ListedValue,
  NameOfKind,
  RawRows,
} from "./results.ts";
import type { ColumnName, OutputOf, Values } from "./rows.ts";

/**
 * The calls that model classes, query sets and the managers of related rows share.
 *
 * All take what they are called on as `this: S` and depend on nothing else, so that the compiler works each signature out once, not once for
 * each model: `S` is a model class, whose calls begin with all rows, or a set of rows.
 */
export interface QueryCalls {
  /** Keeps the rows for which all conditions hold. */
  filter<S, W>(this: S, where: Conditions<ScopeOf<S>, W>): SameSet<S>;
  /** Leaves the rows out for which all conditions hold. */
  exclude<S, W>(this: S, where: Conditions<ScopeOf<S>, W>): SameSet<S>;
  /**
   * Gives the one row.
   *
   * @throws DoesNotExist when there is none, MultipleRows when there are more.
   */
  get<S, W>(this: S, where?: Conditions<ScopeOf<S>, W>): Promise<RowIn<S>>;
  /**
   * Gives the one row, for a visitor who asked for it: apps with `flagon/database` answer 404 where there is none.
   *
   * @throws RowNotFound when there is none, MultipleRows when there are more.
   */
  getOr404<S, W>(this: S, where?: Conditions<ScopeOf<S>, W>): Promise<RowIn<S>>;
  /**
   * Gives all rows, for a visitor who asked for them: apps with `flagon/database` answer 404 where there is none.
   *
   * @throws RowNotFound when there is none.
   */
  listOr404<S, W>(this: S, where?: Conditions<ScopeOf<S>, W>): Promise<RowIn<S>[]>;
  /**
   * Gives the one row, or undefined when there is none.
   *
   * @throws MultipleRows when there are more.
   */
  find<S, W>(this: S, where?: Conditions<ScopeOf<S>, W>): Promise<RowIn<S> | undefined>;
  /** Gives the row that has these values, or makes it; the second value says whether it was made. Safe against others who do the same. */
  getOrCreate<S, W>(
    this: S,
    lookup: NamedConditions<ScopeOf<S>, W>,
    options?: CreateOptions<ModelIn<S>>,
  ): Promise<[row: ModelRow<S>, created: boolean]>;
  /** Updates the row that has these values, or makes it; the second value says whether it was made. */
  updateOrCreate<S, W>(
    this: S,
    lookup: NamedConditions<ScopeOf<S>, W>,
    options?: CreateOptions<ModelIn<S>>,
  ): Promise<[row: ModelRow<S>, created: boolean]>;
  /** Writes new rows in as few statements as possible, and gives them with their keys. No signals are sent. */
  bulkCreate<S>(
    this: S,
    rows: Iterable<ModelRow<S> | Values<NamesIn<S>>>,
    options?: BulkCreateOptions<ColumnName<NamesIn<S>>>,
  ): Promise<ModelRow<S>[]>;
  /** Writes these fields of all rows in as few statements as possible, and gives the number of rows changed. */
  bulkUpdate<S>(
    this: S,
    rows: Iterable<ModelRow<S>>,
    names: readonly ColumnName<NamesIn<S>>[],
    options?: { batchSize?: number },
  ): Promise<number>;
  /** Gives rows by key, or by another field that is unique; without keys, all rows. */
  inBulk<S>(this: S, keys?: Iterable<KeyOf<ModelIn<S>>>): Promise<Map<KeyOf<ModelIn<S>>, RowIn<S>>>;
  inBulk<S, Name extends ColumnName<NamesIn<S>>>(
    this: S,
    keys: Iterable<OutputOf<NamesIn<S>[Name]>>,
    options: { field: Name },
  ): Promise<Map<OutputOf<NamesIn<S>[Name]>, RowIn<S>>>;
  /** Changes all rows in one statement, and gives their number. No signals are sent. */
  update<S, W>(this: S, changes: Changes<ScopeOf<S>, W>): Promise<number>;
  /** Deletes all rows and what their relations' rules delete with them; gives the number of rows, also by model. */
  delete<S>(this: S): Promise<[total: number, byModel: Record<string, number>]>;
  /** Gives plain objects with the values at the paths, or with all columns. */
  values<S>(this: S): OtherSet<S, AllValues<ModelIn<S>>>;
  values<S, const P extends readonly (string | Expressions)[]>(
    this: S,
    ...names: CheckedValues<ScopeOf<S>, P>
  ): FurtherSet<S, ValuesRow<ScopeOf<S>, P[number]>, AnnotationsOf<ScopeOf<S>, P[number]>>;
  /** Gives tuples with the values at the paths, or with `flat` the values of one path. */
  valuesList<S, const P extends string | AnyExpression>(
    this: S,
    name: CheckedValue<ScopeOf<S>, P>,
    options: { flat: true },
  ): OtherSet<S, ListedValue<ScopeOf<S>, P>>;
  valuesList<S, const P extends readonly (string | AnyExpression)[]>(
    this: S,
    ...names: CheckedValues<ScopeOf<S>, P>
  ): OtherSet<S, ValuesTuple<ScopeOf<S>, P>>;
  /** Adds values that the database works out to each row. They can be used in conditions, orders and values. */
  annotate<S, const X>(
    this: S,
    expressions: CheckedExpressions<ScopeOf<S>, X>,
  ): FurtherSet<S, RowIn<S> & Annotations<ScopeOf<S>, X>, Annotations<ScopeOf<S>, X>>;
  /** Names expressions for conditions and orders; rows do not get them. */
  alias<S, const X>(
    this: S,
    expressions: CheckedExpressions<ScopeOf<S>, X>,
  ): FurtherSet<S, RowIn<S>, Annotations<ScopeOf<S>, X>>;
  /** Works values out over all rows. */
  aggregate<S, const X>(
    this: S,
    expressions: CheckedExpressions<ScopeOf<S>, X>,
  ): Promise<Annotations<ScopeOf<S>, X>>;
  /** Orders by paths, downwards with `-` in front, or by expressions; `"?"` is random. Replaces any order before. */
  orderBy<S, const P extends readonly (string | AnyExpression)[]>(
    this: S,
    ...names: CheckedOrders<ScopeOf<S>, P>
  ): SameSet<S>;
  /** Turns the order round. */
  reverse<S>(this: S): SameSet<S>;
  /** Leaves out rows that are equal, or on PostgreSQL all but the first of those with equal values at the paths. */
  distinct<S, const P extends readonly string[]>(
    this: S,
    ...names: CheckedPaths<ScopeOf<S>, P>
  ): SameSet<S>;
  /** Keeps the first `count` rows. */
  limit<S>(this: S, count: number): SameSet<S>;
  /** Leaves out the first `count` rows. */
  offset<S>(this: S, count: number): SameSet<S>;
  /** Keeps the rows from `start` up to and without `end`, as of an array; negative numbers are refused. */
  slice<S>(this: S, start: number, end?: number): SameSet<S>;
  /** Gives the first row, by primary key where there is no order. */
  first<S>(this: S): Promise<RowIn<S> | undefined>;
  /** Gives the last row, by primary key where there is no order. */
  last<S>(this: S): Promise<RowIn<S> | undefined>;
  /**
   * Gives the row that comes last by these paths, or by the model's option `getLatestBy`.
   *
   * @throws DoesNotExist when there is none.
   */
  latest<S, const P extends readonly string[]>(
    this: S,
    ...names: CheckedOrders<ScopeOf<S>, P>
  ): Promise<RowIn<S>>;
  /**
   * Gives the row that comes first by these paths, or by the model's option `getLatestBy`.
   *
   * @throws DoesNotExist when there is none.
   */
  earliest<S, const P extends readonly string[]>(
    this: S,
    ...names: CheckedOrders<ScopeOf<S>, P>
  ): Promise<RowIn<S>>;
  /** Gives the number of rows. */
  count<S>(this: S): Promise<number>;
  /** Tells whether there is any row. */
  exists<S>(this: S): Promise<boolean>;
  /** Tells whether the row is among them. */
  contains<S>(this: S, row: ModelRow<S>): Promise<boolean>;
  /** Gives no rows, without a query. */
  none<S>(this: S): SameSet<S>;
  /** Rows of any of the sets; `all` keeps those that are equal. */
  union<S>(
    this: S,
    ...others: [...Selection<unknown>[], { all: true }] | Selection<unknown>[]
  ): SameSet<S>;
  /** Rows that are in all of the sets. */
  intersection<S>(this: S, ...others: Selection<unknown>[]): SameSet<S>;
  /** Rows that are in none of the other sets. */
  difference<S>(this: S, ...others: Selection<unknown>[]): SameSet<S>;
  /** Loads rows at the other end of to-one relations in the same statement: `row.author` is then a row. */
  selectRelated<S, const P extends readonly string[]>(
    this: S,
    ...paths: CheckedRelationPaths<ModelIn<S>, P>
  ): OtherSet<S, RowIn<S> & Loaded<ModelIn<S>, P[number]>>;
  /** Loads rows at the other end of any relations, with one more statement for each: `row.tags` can then be iterated. */
  prefetchRelated<S, const P extends readonly (string | AnyPrefetch)[]>(
    this: S,
    ...paths: CheckedPrefetches<ModelIn<S>, P>
  ): OtherSet<S, RowIn<S> & Prefetched<ModelIn<S>, P[number]>>;
  /** Leaves these fields out until they are awaited. */
  defer<S, const P extends readonly string[]>(
    this: S,
    ...names: CheckedColumns<ModelIn<S>, P>
  ): OtherSet<S, Deferred<RowIn<S>, P[number]>>;
  /** Leaves all other fields out until they are awaited. */
  only<S, const P extends readonly string[]>(
    this: S,
    ...names: CheckedColumns<ModelIn<S>, P>
  ): OtherSet<S, Deferred<RowIn<S>, Others<ModelIn<S>, P[number]>>>;
  /** Asks the database with this alias. */
  using<S>(this: S, alias: string): SameSet<S>;
  /** Says what happens when a relation or field of these rows is awaited that was not loaded. Default "peers". */
  fetchMode<S>(this: S, mode: FetchMode): SameSet<S>;
  /** Locks the rows until the transaction ends.
   *
   * @throws FlagonError `db.no-transaction` outside of one.
   */
  selectForUpdate<S>(this: S, options?: LockOptions<RelationName<NamesIn<S>>>): SameSet<S>;
  /** Gives the different years, months, weeks or days of a field, in order. */
  dates<S>(
    this: S,
    name: NameOfKind<NamesIn<S>, "date" | "instant">,
    unit: DateUnit,
    order?: "ascending" | "descending",
  ): OtherSet<S, Temporal.PlainDate>;
  /** Gives the different instants of a field, cut to a unit, in order. */
  datetimes<S>(
    this: S,
    name: NameOfKind<NamesIn<S>, "instant">,
    unit: InstantUnit,
    order?: "ascending" | "descending",
  ): OtherSet<S, Date>;
  /** Gives the database's plan for the query. */
  explain<S>(this: S, options?: ExplainOptions): Promise<string>;
  /** Gives rows as they come, and keeps none. `chunkSize` rows are read at a time: by default 200 on SQLite, 2000 on servers and where relations are prefetched. */
  iterator<S>(this: S, options?: { chunkSize?: number }): AsyncIterable<RowIn<S>>;
  /** Gives the rows of a statement of your own; its columns become attributes. */
  raw<S>(this: S, sql: string | object, parameters?: readonly unknown[]): RawRows<ModelRow<S>>;
  /** Gives the rows and those above them in a tree, in one statement; `name` is the foreign key to the row above. */
  withAncestors<S, const D extends string = never>(
    this: S,
    name: RelationName<NamesIn<S>>,
    options?: TreeOptions<D>,
  ): FurtherSet<S, RowIn<S> & { [K in D]: number }, { [K in D]: number }>;
  /**
   * Gives the rows and those below them in a tree, in one statement; `name` is the foreign key to the row above.
   *
   * @example
   * await Category.filter({ parent: null }).withDescendants("parent", { depth: "depth" }).orderBy("depth");
   */
  withDescendants<S, const D extends string = never>(
    this: S,
    name: RelationName<NamesIn<S>>,
    options?: TreeOptions<D>,
  ): FurtherSet<S, RowIn<S> & { [K in D]: number }, { [K in D]: number }>;
}
