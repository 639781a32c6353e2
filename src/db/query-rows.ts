/** What a query set is made of: a shape, the values in it, how the answer is wanted; and how it is asked for. */

import { FlagonError } from "../base/errors.ts";
import type { Database, Maybe } from "./backends/backend.ts";
import { wrongCount } from "./counts.ts";
import { databaseFor } from "./databases.ts";
import { Expression } from "./expression.ts";
import { addFilter } from "./filters.ts";
import type { ValuesMode } from "./hydrate.ts";
import type { Meta } from "./meta.ts";
import { linkTo, type Prefetch, prefetchInto } from "./prefetch.ts";
import { statementOf } from "./plan.ts";
import { allOf, type Conditions, type QNode } from "./q.ts";
import type { Query } from "./query.ts";
import type { Relation } from "./relation.ts";
import type { RowSet } from "./row-set.ts";
import type { FetchMode, RowObject } from "./row-state.ts";
import { readTogether } from "./same-tick.ts";
import { rootShape, type Shape, type Step } from "./shape.ts";
import { asList, keyed } from "./steps.ts";
import { SlotCounter, StructureKey } from "./structure.ts";
import { type QuerySource, SubqueryOf } from "./subqueries.ts";
import { kindOf } from "./values.ts";

/** What a query set is asked besides its query. */
export interface Asking {
  /** The alias of the database; undefined leaves it to the router. */
  readonly alias: string | undefined;
  /** The alias of the database that a row at hand came from: read there, written where the routers say. */
  readonly near?: string | undefined;
  readonly prefetches: readonly Prefetch[];
  readonly fetchMode: FetchMode;
  /** What is done with rows before they are given: the way back of a related manager is filled in. */
  readonly arrive: ((rows: readonly RowObject[]) => void) | undefined;
}

const PLAIN: Asking = { alias: undefined, prefetches: [], fetchMode: "peers", arrive: undefined };

/** The rows of a query: what all query sets share. */
export abstract class QueryRows implements QuerySource {
  readonly meta: Meta;
  readonly shape: Shape;
  readonly parameters: readonly unknown[];
  readonly asking: Asking;
  #answer: Promise<unknown[]> | undefined;

  constructor(
    meta: Meta,
    shape: Shape = rootShape(meta),
    parameters: readonly unknown[] = [],
    asking: Asking = PLAIN,
  ) {
    this.meta = meta;
    this.shape = shape;
    this.parameters = parameters;
    this.asking = asking;
  }

  /** Makes a copy. A class of query sets whose copies are something else overrides it. */
  protected make(shape: Shape, parameters: readonly unknown[], asking: Asking): RowSet {
    const Set = this.constructor as new (...parts: ConstructorParameters<typeof RowSet>) => RowSet;
    return new Set(this.meta, shape, parameters, asking);
  }

  /** A copy with another shape, and more values. */
  with(shape: Shape, values: readonly unknown[] = []): RowSet {
    return this.make(
      shape,
      values.length === 0 ? this.parameters : [...this.parameters, ...values],
      this.asking,
    );
  }

  /** A copy that is asked in another way. */
  asked(change: Partial<Asking>): RowSet {
    return this.make(this.shape, this.parameters, { ...this.asking, ...change });
  }

  /** A copy after a step without values. */
  stepped(key: string, step: Step, mode?: ValuesMode): RowSet {
    return this.with(this.shape.step(key, 0, () => step, mode));
  }

  /** A copy after a step with expressions: `apply` is given them with their slots numbered. */
  steppedWith(
    name: string,
    expressions: readonly Expression[],
    apply: (query: Query, expressions: readonly Expression[]) => void,
    mode?: ValuesMode,
  ): RowSet {
    const key = new StructureKey();
    key.word(name);
    for (const expression of expressions) expression.key(key);
    const shape = this.shape.step(
      key.text,
      key.values.length,
      () => {
        const slots = new SlotCounter(this.shape.slots);
        const slotted = expressions.map((expression) => expression.slotted(slots));
        return (query) => apply(query, slotted);
      },
      mode,
    );
    return this.with(shape, key.values);
  }

  /** Unique for each structure. */
  get structure(): string {
    return String(this.shape.id);
  }

  /** The query, for query sets within query sets. */
  query(): Query {
    return this.shape.query;
  }

  /** The query set as a list of values. */
  asExpression(): Expression {
    return new SubqueryOf(asList(this as unknown as RowSet), "list");
  }

  /** The query set as the one value that it gives. */
  asValue(): QuerySource {
    return keyed(this as unknown as RowSet);
  }

  /** Keeps the rows for which all conditions hold. */
  filter(...conditions: readonly Conditions[]): RowSet {
    if (conditions.length === 0) return this.with(this.shape);
    this.refuseSlice("filter");
    const [only] = conditions;
    if (conditions.length === 1 && only !== undefined && !(only instanceof Expression)) {
      const fast = this.#filterPlain(only as Readonly<Record<string, unknown>>);
      if (fast !== undefined) return fast;
    }
    return this.#filterTree("filter", allOf(conditions));
  }

  /** Leaves the rows out for which all conditions hold. */
  exclude(...conditions: readonly Conditions[]): RowSet {
    if (conditions.length === 0) return this.with(this.shape);
    this.refuseSlice("exclude");
    const condition = allOf(conditions);
    return condition.parts.length === 0
      ? this.with(this.shape)
      : this.#filterTree("exclude", condition.not());
  }

  #filterTree(name: string, condition: QNode): RowSet {
    return this.steppedWith(name, [condition], (query, [slotted]) =>
      addFilter(query, slotted as QNode),
    );
  }

  /** Plain values need no tree: one step in the tree of shapes for each condition. */
  #filterPlain(conditions: Readonly<Record<string, unknown>>): RowSet | undefined {
    let shape = this.shape;
    const parameters = [...this.parameters];
    let more = false;
    for (const path in conditions) {
      const value = conditions[path];
      const kind = kindOf(value, path);
      if (kind === "structure") return undefined;
      shape = shape.filter(path, { more, many: kind === "list" });
      parameters.push(value);
      more = true;
    }
    return this.make(shape, parameters, this.asking);
  }

  /** The rows that a relation leads to from rows with these keys; with `show` each says from which one. */
  linkedBy(relation: Relation, keys: readonly unknown[], show: boolean): RowSet {
    const key = `link ${show} ${relation.from.path} ${relation.name}`;
    return this.with(
      this.shape.step(key, 1, () => (query, first) => linkTo(query, first, relation, show)),
      [keys],
    );
  }

  /** Refuses a call that rows which are cut off or combined do not take. */
  protected refuseSlice(call: string): void {
    this.refuseCut(call);
    this.refuseCombined(call);
  }

  /** Refuses a call that works on the rows of one query alone. */
  refuseCombined(call: string): void {
    if (this.shape.query.combinator === undefined) return;
    throw new FlagonError(`${call}() does not work on a combined query set.`, {
      code: "db.combined",
      where: `${this.meta.name}…union().${call}()`,
      mend: `Call ${call}() on each query set before they are combined.`,
    });
  }

  /** Refuses a call that rows which are cut off do not take. */
  refuseCut(call: string): void {
    if (!this.shape.query.isSliced) return;
    throw new FlagonError("Rows that have been cut off cannot be filtered or ordered again.", {
      code: "db.sliced",
      where: `${this.meta.name}…${call}()`,
      mend: `Call ${call}() before limit(), offset() and slice().`,
    });
  }

  /** The database that reads. */
  reading(): Database {
    return databaseFor(this.meta, "read", this.asking.alias ?? this.asking.near);
  }

  /** The database that writes. */
  writing(): Database {
    return databaseFor(this.meta, "write", this.asking.alias, undefined, this.asking.near);
  }

  /** The database that locks rows: a lock lasts as long as the transaction, so there must be one. */
  #locking(): Database {
    const database = this.writing();
    if (database.inTransaction) return database;
    throw new FlagonError("Rows are locked until a transaction ends, and there is none.", {
      code: "db.no-transaction",
      where: `${this.meta.name}…selectForUpdate()`,
      mend: "Put it into transaction(async () => { … }).",
    });
  }

  /** Runs the query and gives its rows, at once where the database answers at once. */
  run(): Maybe<unknown[]> {
    const database = this.shape.query.lock === undefined ? this.reading() : this.#locking();
    const plan = this.shape.plan(database);
    const rows = plan.rows(database, this.parameters);
    return rows instanceof Promise
      ? rows.then((found) => this.#arrived(plan.hydrate(found, database, this.asking.fetchMode)))
      : this.#arrived(plan.hydrate(rows, database, this.asking.fetchMode));
  }

  /** Runs the query, on servers together with the others of this tick that ask for one row by the same key. */
  runMerged(): Maybe<unknown[]> {
    return this.runTogether() ?? this.run();
  }

  /** Reads a row by its unique key together with others of this tick; undefined where that is not the thing to do. */
  protected runTogether(): Promise<unknown[]> | undefined {
    const { shape, asking } = this;
    const database = this.reading();
    if (database.kind === "sqlite") return undefined;
    const rows = readTogether(shape, this.parameters, database);
    return rows?.then((found) =>
      this.#arrived(shape.plan(database).hydrate(found, database, asking.fetchMode)),
    );
  }

  #arrived(rows: unknown[]): Maybe<unknown[]> {
    const { prefetches, arrive } = this.asking;
    if (arrive !== undefined) arrive(rows as RowObject[]);
    const isRows = this.shape.query.selection.kind === "model";
    if (prefetches.length === 0 || rows.length === 0 || !isRows) return rows;
    return prefetchInto(this.meta, rows as RowObject[], prefetches).then(() => rows);
  }

  /** The rows where they have been asked for already. */
  protected get answered(): Promise<unknown[]> | undefined {
    return this.#answer;
  }

  /** The rows, asked for once however often they are awaited. */
  rows(): Promise<unknown[]> {
    if (this.#answer === undefined) {
      try {
        this.#answer = Promise.resolve(this.run());
      } catch (error) {
        this.#answer = Promise.reject(error as Error);
      }
    }
    return this.#answer;
  }

  /** Asks the database and gives all rows; what `await` calls. */
  then<Done = unknown[], Failed = never>(
    onDone?: ((rows: unknown[]) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.rows().then(onDone, onFailed);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, undefined> {
    if (this.#answer !== undefined) yield* await this.#answer;
    else yield* this.iterator();
    return undefined;
  }

  async *iterator({ chunkSize: asked }: { chunkSize?: number } = {}): AsyncGenerator<
    unknown,
    undefined
  > {
    const database = this.shape.query.lock === undefined ? this.reading() : this.#locking();
    // SQLite has no way to go, so that small chunks cost nothing: a million rows in 15 MB instead of 50.
    const isNear = database.kind === "sqlite" && this.asking.prefetches.length === 0;
    const chunkSize = asked ?? (isNear ? 200 : 2000);
    if (!Number.isInteger(chunkSize) || chunkSize < 1)
      throw wrongCount("iterator({ chunkSize })", chunkSize);
    const plan = this.shape.plan(database);
    const statement = statementOf(plan, this.parameters);
    if (statement === undefined) return undefined;
    for await (const rows of database.stream(statement, plan.bind(this.parameters), chunkSize)) {
      yield* await this.#arrived(plan.hydrate(rows, database, this.asking.fetchMode));
    }
    return undefined;
  }
}
