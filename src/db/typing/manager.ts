/** The statics of a model class in types: its manager, with the calls of a query set of all rows. */

import type { TreeOptions } from "../trees.ts";
import type { Conditions, NamedConditions } from "./conditions.ts";
import type { Annotations, AnyExpression } from "./expressions.ts";
import type { InstanceOf, KeyOf, NamesOf } from "./model.ts";
import type {
  AnyText,
  CheckedPath,
  CheckedRelationPath,
  RelationName,
  RelationPath,
  Scope,
  SuggestedOrder,
  SuggestedPath,
} from "./paths.ts";
import type { QuerySet } from "./query-set.ts";
import type { Loaded, Selection } from "./relations.ts";
import type {
  Expressions,
  CheckedExpressions,
  CheckedOrder,
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
import type { ColumnName, InsertValues, OutputOf, Values } from "./rows.ts";

/** The calls of a query set, on the model class itself: `Article.filter(…)` is `Article.all().filter(…)`. */
export interface ModelManager {
  /** Gives a copy with all rows. */
  all<T>(this: T): QuerySet<T, InstanceOf<T>>;
  /** Keeps the rows for which all conditions hold. */
  filter<T, W, C>(this: T, where: Conditions<Scope<T, {}>, W, C>): QuerySet<T, InstanceOf<T>>;
  /** Leaves the rows out for which all conditions hold. */
  exclude<T, W, C>(this: T, where: Conditions<Scope<T, {}>, W, C>): QuerySet<T, InstanceOf<T>>;
  /**
   * Gives the one row.
   *
   * @throws DoesNotExist when there is none, MultipleRows when there are more.
   */
  get<T, W, C>(this: T, where?: Conditions<Scope<T, {}>, W, C>): Promise<InstanceOf<T>>;
  /**
   * Gives the one row, or undefined when there is none.
   *
   * @throws MultipleRows when there are more.
   */
  find<T, W, C>(
    this: T,
    where?: Conditions<Scope<T, {}>, W, C>,
  ): Promise<InstanceOf<T> | undefined>;
  /** Makes a row and writes it. */
  create<T, V>(this: T, values: InsertValues<T, V>): Promise<InstanceOf<T>>;
  /** Gives the row that has these values, or makes it; the second value says whether it was made. Safe against others who do the same. */
  getOrCreate<T, W>(
    this: T,
    lookup: NamedConditions<Scope<T, {}>, W>,
    options?: CreateOptions<T>,
  ): Promise<[row: InstanceOf<T>, created: boolean]>;
  /** Updates the row that has these values, or makes it; the second value says whether it was made. */
  updateOrCreate<T, W>(
    this: T,
    lookup: NamedConditions<Scope<T, {}>, W>,
    options?: CreateOptions<T>,
  ): Promise<[row: InstanceOf<T>, created: boolean]>;
  /** Writes new rows in as few statements as possible, and gives them with their keys. No signals are sent. */
  bulkCreate<T>(
    this: T,
    rows: Iterable<InstanceOf<T> | Values<NamesOf<T>>>,
    options?: BulkCreateOptions<ColumnName<NamesOf<T>>>,
  ): Promise<InstanceOf<T>[]>;
  /** Writes these fields of all rows in as few statements as possible, and gives the number of rows changed. */
  bulkUpdate<T>(
    this: T,
    rows: Iterable<InstanceOf<T>>,
    names: readonly ColumnName<NamesOf<T>>[],
    options?: { batchSize?: number },
  ): Promise<number>;
  /** Gives rows by key, or by another field that is unique; without keys, all rows. */
  inBulk<T>(this: T, keys?: Iterable<KeyOf<T>>): Promise<Map<KeyOf<T>, InstanceOf<T>>>;
  inBulk<T, Name extends ColumnName<NamesOf<T>>>(
    this: T,
    keys: Iterable<OutputOf<NamesOf<T>[Name]>>,
    options: { field: Name },
  ): Promise<Map<OutputOf<NamesOf<T>[Name]>, InstanceOf<T>>>;
  /** Changes all rows in one statement, and gives their number. No signals are sent. */
  update<T, W>(this: T, changes: Changes<Scope<T, {}>, W>): Promise<number>;
  /** Deletes all rows and what their relations' rules delete with them; gives the number of rows, also by model. */
  delete<T>(this: T): Promise<[total: number, byModel: Record<string, number>]>;
  /** Gives plain objects with the values at the paths, or with all columns. */
  values<T>(this: T): QuerySet<T, AllValues<NamesOf<T>>>;
  values<T, const P extends readonly (SuggestedPath<Scope<T, {}>> | AnyText | Expressions)[]>(
    this: T,
    ...names: CheckedValues<Scope<T, {}>, P>
  ): QuerySet<T, ValuesRow<Scope<T, {}>, P[number]>, AnnotationsOf<Scope<T, {}>, P[number]>>;
  /** Gives tuples with the values at the paths, or with `flat` the values of one path. */
  valuesList<T, const P extends SuggestedPath<Scope<T, {}>> | AnyText | AnyExpression>(
    this: T,
    name: CheckedValue<Scope<T, {}>, P>,
    options: { flat: true },
  ): QuerySet<T, ListedValue<Scope<T, {}>, P>>;
  valuesList<T, const P extends readonly (SuggestedPath<Scope<T, {}>> | AnyText | AnyExpression)[]>(
    this: T,
    ...names: CheckedValues<Scope<T, {}>, P>
  ): QuerySet<T, ValuesTuple<Scope<T, {}>, P>>;
  /** Adds values that the database works out to each row. They can be used in conditions, orders and values. */
  annotate<T, const X>(
    this: T,
    expressions: CheckedExpressions<Scope<T, {}>, X>,
  ): QuerySet<T, InstanceOf<T> & Annotations<Scope<T, {}>, X>, Annotations<Scope<T, {}>, X>>;
  /** Names expressions for conditions and orders; rows do not get them. */
  alias<T, const X>(
    this: T,
    expressions: CheckedExpressions<Scope<T, {}>, X>,
  ): QuerySet<T, InstanceOf<T>, Annotations<Scope<T, {}>, X>>;
  /** Works values out over all rows. */
  aggregate<T, const X>(
    this: T,
    expressions: CheckedExpressions<Scope<T, {}>, X>,
  ): Promise<Annotations<Scope<T, {}>, X>>;
  /** Orders by paths, downwards with `-` in front, or by expressions; `"?"` is random. Replaces any order before. */
  orderBy<T, const P extends readonly (SuggestedOrder<Scope<T, {}>> | AnyText | AnyExpression)[]>(
    this: T,
    ...names: CheckedOrders<Scope<T, {}>, P>
  ): QuerySet<T, InstanceOf<T>>;
  /** Turns the order round. */
  reverse<T>(this: T): QuerySet<T, InstanceOf<T>>;
  /** Leaves out rows that are equal, or on PostgreSQL all but the first of those with equal values at the paths. */
  distinct<T, const P extends SuggestedPath<Scope<T, {}>> | AnyText>(
    this: T,
    ...names: CheckedPath<Scope<T, {}>, P>[]
  ): QuerySet<T, InstanceOf<T>>;
  /** Keeps the first `count` rows. */
  limit<T>(this: T, count: number): QuerySet<T, InstanceOf<T>>;
  /** Leaves out the first `count` rows. */
  offset<T>(this: T, count: number): QuerySet<T, InstanceOf<T>>;
  /** Keeps the rows from `start` up to and without `end`, as of an array; negative numbers are refused. */
  slice<T>(this: T, start: number, end?: number): QuerySet<T, InstanceOf<T>>;
  /** Gives the first row, by primary key where there is no order. */
  first<T>(this: T): Promise<InstanceOf<T> | undefined>;
  /** Gives the last row, by primary key where there is no order. */
  last<T>(this: T): Promise<InstanceOf<T> | undefined>;
  /**
   * Gives the row that comes last by these paths, or by the model's option `getLatestBy`.
   *
   * @throws DoesNotExist when there is none.
   */
  latest<T, const P extends SuggestedOrder<Scope<T, {}>> | AnyText>(
    this: T,
    ...names: CheckedOrder<Scope<T, {}>, P>[]
  ): Promise<InstanceOf<T>>;
  /**
   * Gives the row that comes first by these paths, or by the model's option `getLatestBy`.
   *
   * @throws DoesNotExist when there is none.
   */
  earliest<T, const P extends SuggestedOrder<Scope<T, {}>> | AnyText>(
    this: T,
    ...names: CheckedOrder<Scope<T, {}>, P>[]
  ): Promise<InstanceOf<T>>;
  /** Gives the number of rows. */
  count<T>(this: T): Promise<number>;
  /** Tells whether there is any row. */
  exists<T>(this: T): Promise<boolean>;
  /** Tells whether the row is among them. */
  contains<T>(this: T, row: InstanceOf<T>): Promise<boolean>;
  /** Gives no rows, without a query. */
  none<T>(this: T): QuerySet<T, InstanceOf<T>>;
  /** Rows of any of the sets; `all` keeps those that are equal. */
  union<T>(
    this: T,
    ...others: [...Selection<unknown>[], { all: true }] | Selection<unknown>[]
  ): QuerySet<T, InstanceOf<T>>;
  /** Rows that are in all of the sets. */
  intersection<T>(this: T, ...others: Selection<unknown>[]): QuerySet<T, InstanceOf<T>>;
  /** Rows that are in none of the other sets. */
  difference<T>(this: T, ...others: Selection<unknown>[]): QuerySet<T, InstanceOf<T>>;
  /** Loads rows at the other end of to-one relations in the same statement: `row.author` is then a row. */
  selectRelated<T, const P extends RelationPath<NamesOf<T>> | AnyText>(
    this: T,
    ...paths: CheckedRelationPath<NamesOf<T>, P, InstanceOf<T>>[]
  ): QuerySet<T, InstanceOf<T> & Loaded<NamesOf<T>, P>>;
  /** Loads rows at the other end of any relations, with one more statement for each: `row.tags` can then be iterated. */
  prefetchRelated<T, const P extends readonly (RelationPath<NamesOf<T>> | AnyText | AnyPrefetch)[]>(
    this: T,
    ...paths: CheckedPrefetches<NamesOf<T>, P, InstanceOf<T>>
  ): QuerySet<T, InstanceOf<T> & Prefetched<NamesOf<T>, P[number]>>;
  /** Leaves these fields out until they are awaited. */
  defer<T, const P extends ColumnName<NamesOf<T>>>(
    this: T,
    ...names: P[]
  ): QuerySet<T, Deferred<InstanceOf<T>, P>>;
  /** Leaves all other fields out until they are awaited. */
  only<T, const P extends ColumnName<NamesOf<T>>>(
    this: T,
    ...names: P[]
  ): QuerySet<T, Deferred<InstanceOf<T>, Others<NamesOf<T>, P>>>;
  /** Asks the database with this alias. */
  using<T>(this: T, alias: string): QuerySet<T, InstanceOf<T>>;
  /** Says what happens when a relation or field of these rows is awaited that was not loaded. Default "peers". */
  fetchMode<T>(this: T, mode: FetchMode): QuerySet<T, InstanceOf<T>>;
  /** Locks the rows until the transaction ends.
   *
   * @throws FlagonError `db.no-transaction` outside of one.
   */
  selectForUpdate<T>(
    this: T,
    options?: LockOptions<RelationName<NamesOf<T>>>,
  ): QuerySet<T, InstanceOf<T>>;
  /** Gives the different years, months, weeks or days of a field, in order. */
  dates<T>(
    this: T,
    name: NameOfKind<NamesOf<T>, "date" | "instant">,
    unit: DateUnit,
    order?: "ascending" | "descending",
  ): QuerySet<T, Temporal.PlainDate>;
  /** Gives the different instants of a field, cut to a unit, in order. */
  datetimes<T>(
    this: T,
    name: NameOfKind<NamesOf<T>, "instant">,
    unit: InstantUnit,
    order?: "ascending" | "descending",
  ): QuerySet<T, Date>;
  /** Gives the database's plan for the query. */
  explain<T>(this: T, options?: ExplainOptions): Promise<string>;
  /** Gives rows as they come, and keeps none. */
  iterator<T>(this: T, options?: { chunkSize?: number }): AsyncIterable<InstanceOf<T>>;
  /** Gives the rows of a statement of your own; its columns become attributes. */
  raw<T>(this: T, sql: string | object, parameters?: readonly unknown[]): RawRows<InstanceOf<T>>;
  /** Gives the rows and those above them in a tree, in one statement; `name` is the foreign key to the row above. */
  withAncestors<T, const D extends string = never>(
    this: T,
    name: RelationName<NamesOf<T>>,
    options?: TreeOptions<D>,
  ): QuerySet<T, InstanceOf<T> & { [K in D]: number }, { [K in D]: number }>;
  /**
   * Gives the rows and those below them in a tree, in one statement; `name` is the foreign key to the row above.
   *
   * @example
   * await Category.filter({ parent: null }).withDescendants("parent", { depth: "depth" }).orderBy("depth");
   */
  withDescendants<T, const D extends string = never>(
    this: T,
    name: RelationName<NamesOf<T>>,
    options?: TreeOptions<D>,
  ): QuerySet<T, InstanceOf<T> & { [K in D]: number }, { [K in D]: number }>;
}
