/** A query set at run time; `typing/query-set.ts` says what users see of it. */

import { AGGREGATES, aggregate } from "./aggregates.ts";
import type { Maybe, Row } from "./backends/backend.ts";
import { type BulkCreateOptions, bulkCreate, bulkUpdate } from "./bulk.ts";
import { dates } from "./date-steps.ts";
import { deleteRows } from "./deletion.ts";
import { DoesNotExist, MultipleRows } from "./errors.ts";
import { Expression } from "./expression.ts";
import { merge } from "./merging.ts";
import type { Ordering } from "./model-options.ts";
import { isTotalOrder, orderTerms, readOrdering } from "./ordering.ts";
import { type Prefetch, readPrefetches } from "./prefetch.ts";
import type { Conditions } from "./q.ts";
import type { Combinator, Lock } from "./query.ts";
import { QueryRows } from "./query-rows.ts";
import { RawSet, readRaw } from "./raw-rows.ts";
import {
  aggregateOf,
  contains,
  describe,
  explain,
  inBulk,
  latest,
  notFound,
  ordered,
} from "./row-steps.ts";
import { getOrCreate, updateOrCreate } from "./get-or-create.ts";
import { insertRow } from "./rows.ts";
import { columnsOf } from "./row-values.ts";
import type { FetchMode, RowObject } from "./row-state.ts";
import { columnOf, combine, defer, nothing, question, selectRelated, slice } from "./steps.ts";
import { type TreeOptions, walkTree } from "./trees.ts";
import { updateRows } from "./updates.ts";
import { annotate, values, valuesList } from "./value-steps.ts";

/** The largest limit that is written into the statement: up to there a literal makes SQLite's plan better than a parameter. */
const LITERAL_LIMIT = 200;

/** Lazy rows of one model. */
export class RowSet extends QueryRows {
  /** Gives a copy with all rows. */
  all(): RowSet {
    return this.with(this.shape);
  }

  /** Orders by paths, downwards with `-` in front, or by expressions; `"?"` is random. Replaces any order before. */
  orderBy(...ordering: readonly Ordering[]): RowSet {
    this.refuseCut("orderBy");
    const names = ordering.map((item) => (typeof item === "string" ? item : "")).join(" ");
    const expressions = ordering.filter((item) => item instanceof Expression);
    return this.steppedWith(`order ${names}`, expressions, (query, slotted) => {
      let next = 0;
      query.order = [];
      query.defaultOrder = false;
      query.reversed = false;
      query.order = readOrdering(
        query,
        ordering.map((item) => (typeof item === "string" ? item : slotted[next++]!)),
      );
    });
  }

  /** Turns the order round. */
  reverse(): RowSet {
    this.refuseCut("reverse");
    return this.stepped("reverse", (query) => (query.reversed = !query.reversed));
  }

  /** Leaves out rows that are equal, or on PostgreSQL all but the first of those with equal values at the paths. */
  distinct(...names: readonly string[]): RowSet {
    this.refuseSlice("distinct");
    return this.stepped(`distinct ${names.join(" ")}`, (query) => {
      query.distinct = names.flatMap((name) => columnsOf(columnOf(query, name)));
    });
  }

  /** Keeps the first `count` rows. */
  limit(count: number): RowSet {
    return this.slice(0, count);
  }

  /** Leaves out the first `count` rows. */
  offset(count: number): RowSet {
    return this.slice(count);
  }

  /** Keeps the rows from `start` up to and without `end`, as of an array; negative numbers are refused. */
  slice(start: number, end?: number): RowSet {
    return slice(this, start, end, LITERAL_LIMIT);
  }

  /** Gives no rows, without a query. */
  none(): RowSet {
    return this.stepped("none", nothing);
  }

  /** Adds values that the database works out to each row. They can be used in conditions, orders and values. */
  annotate(expressions: Readonly<Record<string, unknown>>): RowSet {
    this.refuseCombined("annotate");
    return annotate(this, expressions, true);
  }

  /** Names expressions for conditions and orders; rows do not get them. */
  alias(expressions: Readonly<Record<string, unknown>>): RowSet {
    this.refuseCombined("alias");
    return annotate(this, expressions, false);
  }

  /** Gives plain objects with the values at the paths, or with all columns. */
  values(...names: readonly (string | Readonly<Record<string, unknown>>)[]): RowSet {
    return values(this, names, "object");
  }

  /** Gives tuples with the values at the paths, or with `flat` the values of one path. */
  valuesList(...names: readonly unknown[]): RowSet {
    return valuesList(this, names);
  }

  /** Loads rows at the other end of to-one relations in the same statement: `row.author` is then a row. */
  selectRelated(...paths: readonly string[]): RowSet {
    return selectRelated(this, paths);
  }

  /** Loads rows at the other end of any relations, with one more statement for each: `row.tags` can then be iterated. */
  prefetchRelated(...prefetches: readonly (string | Prefetch)[]): RowSet {
    return this.asked({ prefetches: [...this.asking.prefetches, ...readPrefetches(prefetches)] });
  }

  /** Leaves all other fields out until they are awaited. */
  only(...names: readonly string[]): RowSet {
    return defer(this, "only", names);
  }

  /** Leaves these fields out until they are awaited. */
  defer(...names: readonly string[]): RowSet {
    return defer(this, "defer", names);
  }

  /** Asks the database with this alias. */
  using(alias: string): RowSet {
    return this.asked({ alias });
  }

  /** Says what happens when a relation or field of these rows is awaited that was not loaded. Default "peers". */
  fetchMode(fetchMode: FetchMode): RowSet {
    return this.asked({ fetchMode });
  }

  /** Locks the rows until the transaction ends. */
  selectForUpdate({
    noWait = false,
    skipLocked = false,
    noKey = false,
    of = [],
  }: Partial<Lock> = {}): RowSet {
    return this.stepped(`lock ${noWait} ${skipLocked} ${noKey} ${of.join(" ")}`, (query) => {
      query.lock = { noWait, skipLocked, noKey, of };
    });
  }

  /** Gives the different years, months, weeks or days of a field, in order. */
  dates(name: string, unit: string, order: "ascending" | "descending" = "ascending"): RowSet {
    return dates(this, name, unit, order, "date");
  }

  /** Gives the different instants of a field, cut to a unit, in order. */
  datetimes(name: string, unit: string, order: "ascending" | "descending" = "ascending"): RowSet {
    return dates(this, name, unit, order, "datetime");
  }

  /** Rows of any of the sets; `all` keeps those that are equal. */
  union(...others: readonly unknown[]): RowSet {
    const last = others.at(-1);
    const keepsAll =
      typeof last === "object" &&
      last !== null &&
      !(last instanceof RowSet) &&
      "all" in last &&
      last.all === true;
    const sets = others.filter((other) => other instanceof RowSet);
    return this.#combine(keepsAll ? "UNION ALL" : "UNION", sets);
  }

  /** Rows that are in all of the sets. */
  intersection(...others: readonly RowSet[]): RowSet {
    return this.#combine("INTERSECT", others);
  }

  /** Rows that are in none of the other sets. */
  difference(...others: readonly RowSet[]): RowSet {
    return this.#combine("EXCEPT", others);
  }

  /** Gives the rows of a statement of your own; its columns become attributes. */
  raw(...given: readonly unknown[]): RawSet {
    const { fragment, options } = readRaw(given);
    const { fetchMode } = this.asking;
    return new RawSet(this.meta, fragment, options, { database: () => this.reading(), fetchMode });
  }

  /** The rows that are in both; where one follows relations to several rows, each follows them by itself. */
  and(other: RowSet): RowSet {
    return merge(this, other, "AND");
  }

  /** The rows that are in either. */
  or(other: RowSet): RowSet {
    return merge(this, other, "OR");
  }

  /** The rows that are in one of the two alone. */
  xor(other: RowSet): RowSet {
    return merge(this, other, "XOR");
  }

  #combine(combinator: Combinator, others: readonly RowSet[]): RowSet {
    return combine(this, combinator, others);
  }

  /** Gives the one row. */
  async get(...conditions: readonly Conditions[]): Promise<unknown> {
    const found = await this.find(...conditions);
    if (found !== undefined) return found;
    throw new DoesNotExist(this.meta.name, describe(this, conditions));
  }

  /** Gives the one row; without one, an error that apps answer with 404. */
  async getOr404(...conditions: readonly Conditions[]): Promise<unknown> {
    return (await this.find(...conditions)) ?? notFound(this, conditions);
  }

  /** Gives all rows; without one, an error that apps answer with 404. */
  async listOr404(...conditions: readonly Conditions[]): Promise<readonly unknown[]> {
    const rows = await this.filter(...conditions).run();
    return rows.length > 0 ? rows : notFound(this, conditions);
  }

  /** Gives the one row, or undefined when there is none. */
  find(...conditions: readonly Conditions[]): Promise<unknown> {
    try {
      const set = conditions.length === 0 ? this : this.filter(...conditions);
      const rows = set.runTogether() ?? set.with(set.shape.single).run();
      if (rows instanceof Promise) return rows.then((found) => this.#only(found, conditions));
      return Promise.resolve(this.#only(rows, conditions));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  #only(rows: readonly unknown[], conditions: readonly Conditions[]): unknown {
    if (rows.length > 1) throw new MultipleRows(this.meta.name, describe(this, conditions));
    return rows[0];
  }

  /** Gives the first row, by primary key where there is no order. */
  async first(): Promise<unknown> {
    return (await ordered(this).slice(0, 1).run())[0];
  }

  /** Gives the last row, by primary key where there is no order. */
  async last(): Promise<unknown> {
    this.refuseCut("last");
    const set = ordered(this);
    return (await (set.ordered ? set : set.orderBy("pk")).reverse().slice(0, 1).run())[0];
  }

  /** Gives the row that comes last by these paths, or by the model's option `getLatestBy`. */
  latest(...names: readonly string[]): Promise<unknown> {
    return latest(this, names, true);
  }

  /** Gives the row that comes first by these paths, or by the model's option `getLatestBy`. */
  earliest(...names: readonly string[]): Promise<unknown> {
    return latest(this, names, false);
  }

  /** Gives the number of rows. */
  async count(): Promise<number> {
    if (this.answered !== undefined) return (await this.answered).length;
    const { count } = await this.aggregate({ count: aggregate(AGGREGATES.count, "*") });
    return count as number;
  }

  /** Tells whether there is any row. */
  async exists(): Promise<boolean> {
    if (this.answered !== undefined) return (await this.answered).length > 0;
    const rows = await this.#raw(this.stepped("exists", question));
    return rows.length > 0;
  }

  #raw(set: RowSet): Maybe<Row[]> {
    const database = set.reading();
    return set.shape.plan(database).rows(database, set.parameters);
  }

  /** Tells whether the row is among them. */
  async contains(row: object): Promise<boolean> {
    return contains(this, row);
  }

  /** Works values out over all rows. */
  async aggregate(
    expressions: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, unknown>> {
    return aggregateOf(this, expressions);
  }

  /** Gives rows by key, or by another field that is unique; without keys, all rows. */
  async inBulk(
    keys?: Iterable<unknown>,
    { field = "pk" }: { field?: string } = {},
  ): Promise<Map<unknown, unknown>> {
    return inBulk(this, keys, field);
  }

  /** Makes a row and writes it. */
  create(values: Readonly<Record<string, unknown>> = {}): Promise<RowObject> {
    return insertRow(this, values);
  }

  /** Gives the row that has these values, or makes it; the second value says whether it was made. Safe against others who do the same. */
  getOrCreate(
    lookup: Readonly<Record<string, unknown>>,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<[RowObject, boolean]> {
    return getOrCreate(this, lookup, options);
  }

  /** Updates the row that has these values, or makes it; the second value says whether it was made. */
  updateOrCreate(
    lookup: Readonly<Record<string, unknown>>,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<[RowObject, boolean]> {
    return updateOrCreate(this, lookup, options);
  }

  /** Writes new rows in as few statements as possible, and gives them with their keys. No signals are sent. */
  bulkCreate(rows: Iterable<object>, options: BulkCreateOptions = {}): Promise<RowObject[]> {
    return bulkCreate(this, rows, options);
  }

  /** Writes these fields of all rows in as few statements as possible, and gives the number of rows changed. */
  bulkUpdate(
    rows: Iterable<object>,
    names: readonly string[],
    options: { batchSize?: number } = {},
  ): Promise<number> {
    return bulkUpdate(this, rows, names, options);
  }

  /** Changes all rows in one statement, and gives their number. No signals are sent. */
  update(changes: Readonly<Record<string, unknown>>): Promise<number> {
    return updateRows(this.#byKeys(), changes);
  }

  /** Deletes all rows and what their relations' rules delete with them; gives the number of rows, also by model. */
  delete(): Promise<[number, Record<string, number>]> {
    return deleteRows(this.#byKeys());
  }

  /** What is written to must be a table: the rows of a tree are written by their keys. */
  #byKeys(): RowSet {
    if (this.shape.query.source === undefined) return this;
    const plain = new RowSet(this.meta, undefined, [], this.asking);
    return plain.filter({ pk__in: this.values("pk") });
  }

  /** Gives the rows and those below them in a tree, in one statement; `name` is the foreign key to the row above. */
  withDescendants(name: string, options?: TreeOptions): RowSet {
    return walkTree(this, name, "descendants", options);
  }

  /** Gives the rows and those above them in a tree, in one statement; `name` is the foreign key to the row above. */
  withAncestors(name: string, options?: TreeOptions): RowSet {
    return walkTree(this, name, "ancestors", options);
  }

  /** Gives the database's plan for the query. */
  async explain(options: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return explain(this, options);
  }

  /** The statement as text, for people: values are shown as parameters. */
  override toString(): string {
    const database = this.reading();
    return this.shape.plan(database).statement?.sql ?? "(no row can match: nothing is asked)";
  }

  /** Whether the rows come in an order that was asked for. */
  get ordered(): boolean {
    return orderTerms(this.shape.query.copy()).length > 0;
  }

  /** Whether that order leaves no two rows in doubt. */
  get totallyOrdered(): boolean {
    return isTotalOrder(this.shape.query.copy());
  }
}
