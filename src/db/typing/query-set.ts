/** Query sets in types: lazy rows of one model, and all that can be asked of them. */

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

/**
 * What the paths of the query set `Self` start from.
 *
 * Calls that check paths take the set as `this: Self`: the compiler would else work out all paths there can be before it looks at the one
 * that is given.
 */
type ScopeOf<Self> = Self extends { readonly "~scope": infer Z } ? Z : never;

type ModelIn<Self> = Self extends { readonly "~scope": { model: infer T } } ? T : never;

/**
 * Rows of the model `T` that have not been asked for yet: each call gives a new query set, and awaiting one asks the database.
 *
 * `Row` is what it gives, `A` what has been annotated.
 */
export interface QuerySet<T, Row, A = {}> extends QueryCalls<T, Row, A> {
  /** Makes a row and writes it. */
  create<V>(values: InsertValues<T, V>): Promise<InstanceOf<T>>;
}

/** What query sets and the managers of related rows share. */
export interface QueryCalls<T, Row, A = {}> extends Selection<Row> {
  /** What paths start from; there is nothing here at run time. */
  readonly "~scope": Scope<T, A>;
  /** Asks the database and gives all rows; what `await` calls. */
  then<Done = Row[], Failed = never>(
    onDone?: ((rows: Row[]) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed>;
  /** Gives rows as they come. */
  [Symbol.asyncIterator](): AsyncIterator<Row, undefined>;
  /** Gives a copy with all rows. */
  all(): QuerySet<T, Row, A>;
  /** Keeps the rows for which all conditions hold. */
  filter<Self, W, C>(this: Self, where: Conditions<ScopeOf<Self>, W, C>): QuerySet<T, Row, A>;
  /** Leaves the rows out for which all conditions hold. */
  exclude<Self, W, C>(this: Self, where: Conditions<ScopeOf<Self>, W, C>): QuerySet<T, Row, A>;
  /**
   * Gives the one row.
   *
   * @throws DoesNotExist when there is none, MultipleRows when there are more.
   */
  get<Self, W, C>(this: Self, where?: Conditions<ScopeOf<Self>, W, C>): Promise<Row>;
  /**
   * Gives the one row, or undefined when there is none.
   *
   * @throws MultipleRows when there are more.
   */
  find<Self, W, C>(this: Self, where?: Conditions<ScopeOf<Self>, W, C>): Promise<Row | undefined>;
  /** Gives the row that has these values, or makes it; the second value says whether it was made. Safe against others who do the same. */
  getOrCreate<Self, W>(
    this: Self,
    lookup: NamedConditions<ScopeOf<Self>, W>,
    options?: CreateOptions<T>,
  ): Promise<[row: InstanceOf<T>, created: boolean]>;
  /** Updates the row that has these values, or makes it; the second value says whether it was made. */
  updateOrCreate<Self, W>(
    this: Self,
    lookup: NamedConditions<ScopeOf<Self>, W>,
    options?: CreateOptions<T>,
  ): Promise<[row: InstanceOf<T>, created: boolean]>;
  /** Writes new rows in as few statements as possible, and gives them with their keys. No signals are sent. */
  bulkCreate(
    rows: Iterable<InstanceOf<T> | Values<NamesOf<T>>>,
    options?: BulkCreateOptions<ColumnName<NamesOf<T>>>,
  ): Promise<InstanceOf<T>[]>;
  /** Writes these fields of all rows in as few statements as possible, and gives the number of rows changed. */
  bulkUpdate(
    rows: Iterable<InstanceOf<T>>,
    names: readonly ColumnName<NamesOf<T>>[],
    options?: { batchSize?: number },
  ): Promise<number>;
  /** Gives rows by key, or by another field that is unique; without keys, all rows. */
  inBulk(keys?: Iterable<KeyOf<T>>): Promise<Map<KeyOf<T>, Row>>;
  inBulk<Name extends ColumnName<NamesOf<T>>>(
    keys: Iterable<OutputOf<NamesOf<T>[Name]>>,
    options: { field: Name },
  ): Promise<Map<OutputOf<NamesOf<T>[Name]>, Row>>;
  /** Changes all rows in one statement, and gives their number. No signals are sent. */
  update<Self, W>(this: Self, changes: Changes<ScopeOf<Self>, W>): Promise<number>;
  /** Deletes all rows and what their relations' rules delete with them; gives the number of rows, also by model. */
  delete(): Promise<[total: number, byModel: Record<string, number>]>;
  /** Gives plain objects with the values at the paths, or with all columns. */
  values(): QuerySet<T, AllValues<NamesOf<T>>, A>;
  values<Self, const P extends readonly (SuggestedPath<ScopeOf<Self>> | AnyText | Expressions)[]>(
    this: Self,
    ...names: CheckedValues<ScopeOf<Self>, P>
  ): QuerySet<T, ValuesRow<Scope<T, A>, P[number]>, A & AnnotationsOf<Scope<T, A>, P[number]>>;
  /** Gives tuples with the values at the paths, or with `flat` the values of one path. */
  valuesList<Self, const P extends SuggestedPath<ScopeOf<Self>> | AnyText | AnyExpression>(
    this: Self,
    name: CheckedValue<ScopeOf<Self>, P>,
    options: { flat: true },
  ): QuerySet<T, ListedValue<Scope<T, A>, P>, A>;
  valuesList<
    Self,
    const P extends readonly (SuggestedPath<ScopeOf<Self>> | AnyText | AnyExpression)[],
  >(
    this: Self,
    ...names: CheckedValues<ScopeOf<Self>, P>
  ): QuerySet<T, ValuesTuple<Scope<T, A>, P>, A>;
  /** Adds values that the database works out to each row. They can be used in conditions, orders and values. */
  annotate<Self, const X>(
    this: Self,
    expressions: CheckedExpressions<ScopeOf<Self>, X>,
  ): QuerySet<T, Row & Annotations<Scope<T, A>, X>, A & Annotations<Scope<T, A>, X>>;
  /** Names expressions for conditions and orders; rows do not get them. */
  alias<Self, const X>(
    this: Self,
    expressions: CheckedExpressions<ScopeOf<Self>, X>,
  ): QuerySet<T, Row, A & Annotations<Scope<T, A>, X>>;
  /** Works values out over all rows. */
  aggregate<Self, const X>(
    this: Self,
    expressions: CheckedExpressions<ScopeOf<Self>, X>,
  ): Promise<Annotations<Scope<T, A>, X>>;
  /** Orders by paths, downwards with `-` in front, or by expressions; `"?"` is random. Replaces any order before. */
  orderBy<
    Self,
    const P extends readonly (SuggestedOrder<ScopeOf<Self>> | AnyText | AnyExpression)[],
  >(
    this: Self,
    ...names: CheckedOrders<ScopeOf<Self>, P>
  ): QuerySet<T, Row, A>;
  /** Turns the order round. */
  reverse(): QuerySet<T, Row, A>;
  /** Leaves out rows that are equal, or on PostgreSQL all but the first of those with equal values at the paths. */
  distinct<Self, const P extends SuggestedPath<ScopeOf<Self>> | AnyText>(
    this: Self,
    ...names: CheckedPath<ScopeOf<Self>, P>[]
  ): QuerySet<T, Row, A>;
  /** Keeps the first `count` rows. */
  limit(count: number): QuerySet<T, Row, A>;
  /** Leaves out the first `count` rows. */
  offset(count: number): QuerySet<T, Row, A>;
  /** Keeps the rows from `start` up to and without `end`, as of an array; negative numbers are refused. */
  slice(start: number, end?: number): QuerySet<T, Row, A>;
  /** Gives the first row, by primary key where there is no order. */
  first(): Promise<Row | undefined>;
  /** Gives the last row, by primary key where there is no order. */
  last(): Promise<Row | undefined>;
  /**
   * Gives the row that comes last by these paths, or by the model's option `getLatestBy`.
   *
   * @throws DoesNotExist when there is none.
   */
  latest<Self, const P extends SuggestedOrder<ScopeOf<Self>> | AnyText>(
    this: Self,
    ...names: CheckedOrder<ScopeOf<Self>, P>[]
  ): Promise<Row>;
  /**
   * Gives the row that comes first by these paths, or by the model's option `getLatestBy`.
   *
   * @throws DoesNotExist when there is none.
   */
  earliest<Self, const P extends SuggestedOrder<ScopeOf<Self>> | AnyText>(
    this: Self,
    ...names: CheckedOrder<ScopeOf<Self>, P>[]
  ): Promise<Row>;
  /** Gives the number of rows. */
  count(): Promise<number>;
  /** Tells whether there is any row. */
  exists(): Promise<boolean>;
  /** Tells whether the row is among them. */
  contains(row: InstanceOf<T>): Promise<boolean>;
  /** Gives no rows, without a query. */
  none(): QuerySet<T, Row, A>;
  /** Rows of any of the sets; `all` keeps those that are equal. */
  union(
    ...others: [...Selection<unknown>[], { all: true }] | Selection<unknown>[]
  ): QuerySet<T, Row, A>;
  /** Rows that are in all of the sets. */
  intersection(...others: Selection<unknown>[]): QuerySet<T, Row, A>;
  /** Rows that are in none of the other sets. */
  difference(...others: Selection<unknown>[]): QuerySet<T, Row, A>;
  /** Loads rows at the other end of to-one relations in the same statement: `row.author` is then a row. */
  selectRelated<Self, const P extends RelationPath<NamesOf<ModelIn<Self>>> | AnyText>(
    this: Self,
    ...paths: CheckedRelationPath<NamesOf<ModelIn<Self>>, P, InstanceOf<T>>[]
  ): QuerySet<T, Row & Loaded<NamesOf<T>, P>, A>;
  /** Loads rows at the other end of any relations, with one more statement for each: `row.tags` can then be iterated. */
  prefetchRelated<
    Self,
    const P extends readonly (RelationPath<NamesOf<ModelIn<Self>>> | AnyText | AnyPrefetch)[],
  >(
    this: Self,
    ...paths: CheckedPrefetches<NamesOf<ModelIn<Self>>, P, InstanceOf<T>>
  ): QuerySet<T, Row & Prefetched<NamesOf<T>, P[number]>, A>;
  /** Leaves these fields out until they are awaited. */
  defer<const P extends ColumnName<NamesOf<T>>>(...names: P[]): QuerySet<T, Deferred<Row, P>, A>;
  /** Leaves all other fields out until they are awaited. */
  only<const P extends ColumnName<NamesOf<T>>>(
    ...names: P[]
  ): QuerySet<T, Deferred<Row, Others<NamesOf<T>, P>>, A>;
  /** Asks the database with this alias. */
  using(alias: string): QuerySet<T, Row, A>;
  /** Says what happens when a relation or field of these rows is awaited that was not loaded. Default "peers". */
  fetchMode(mode: FetchMode): QuerySet<T, Row, A>;
  /** Whether the rows come in an order that was asked for. */
  readonly ordered: boolean;
  /** Whether that order leaves no two rows in doubt: it ends in something unique. */
  readonly totallyOrdered: boolean;
  /** The statement, with places for the values, for people to read. */
  toString(): string;
  /** Locks the rows until the transaction ends.
   *
   * @throws FlagonError `db.no-transaction` outside of one.
   */
  selectForUpdate(options?: LockOptions<RelationName<NamesOf<T>>>): QuerySet<T, Row, A>;
  /** Gives the different years, months, weeks or days of a field, in order. */
  dates(
    name: NameOfKind<NamesOf<T>, "date" | "instant">,
    unit: DateUnit,
    order?: "ascending" | "descending",
  ): QuerySet<T, Temporal.PlainDate, A>;
  /** Gives the different instants of a field, cut to a unit, in order. */
  datetimes(
    name: NameOfKind<NamesOf<T>, "instant">,
    unit: InstantUnit,
    order?: "ascending" | "descending",
  ): QuerySet<T, Date, A>;
  /** Gives the database's plan for the query. */
  explain(options?: ExplainOptions): Promise<string>;
  /** Gives rows as they come, and keeps none. */
  iterator(options?: { chunkSize?: number }): AsyncIterable<Row>;
  /** Gives the rows of a statement of your own; its columns become attributes. */
  raw(sql: string | object, parameters?: readonly unknown[]): RawRows<InstanceOf<T>>;
  /**
   * Gives the rows and those below them in a tree, in one statement; `name` is the foreign key to the row above.
   *
   * @example
   * await Category.filter({ name: "Books" }).withDescendants("parent", { depth: "depth" }).orderBy("depth");
   */
  withDescendants<const D extends string = never>(
    name: RelationName<NamesOf<T>>,
    options?: TreeOptions<D>,
  ): QuerySet<T, Row & { [K in D]: number }, A & { [K in D]: number }>;
  /** Gives the rows and those above them in a tree, in one statement; `name` is the foreign key to the row above. */
  withAncestors<const D extends string = never>(
    name: RelationName<NamesOf<T>>,
    options?: TreeOptions<D>,
  ): QuerySet<T, Row & { [K in D]: number }, A & { [K in D]: number }>;
}
