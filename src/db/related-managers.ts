/** Relations to several rows, as a row has them: query sets of the related rows that can also add and remove. */

import { FlagonError } from "../base/errors.ts";
import { databaseFor } from "./databases.ts";
import { ForeignKey, ManyToMany } from "./fields/relations.ts";
import { identityOf } from "./key-identity.ts";
import type { Meta } from "./meta.ts";
import { withOwnCalls } from "./own-calls.ts";
import { addThrough, clearThrough, keysOf, nameOf, removeThrough, setThrough } from "./through.ts";
import { loadRelation } from "./related-rows.ts";
import type { Relation } from "./relation.ts";
import { managedRows } from "./row-set-factory.ts";
import type { BulkCreateOptions } from "./bulk.ts";
import type { Asking } from "./query-rows.ts";
import { RowSet } from "./row-set.ts";
import { RELATED, type RowObject, STATE } from "./row-state.ts";
import type { Shape } from "./shape.ts";
import { findRelation } from "./ways.ts";

/** What an `add` or `set` may say besides the rows. */
export interface ThroughOptions {
  /** Values of the further fields of the model between. */
  throughDefaults?: Readonly<Record<string, unknown>>;
}

/** The related rows of one row. */
export class RelatedManager extends RowSet {
  readonly row: RowObject;
  readonly relation: Relation;

  constructor(row: RowObject, relation: Relation, set: RowSet) {
    super(set.meta, set.shape, set.parameters, set.asking);
    this.row = row;
    this.relation = relation;
  }

  protected override make(shape: Shape, parameters: readonly unknown[], asking: Asking): RowSet {
    return new (withOwnCalls(RowSet, this.meta))(this.meta, shape, parameters, asking);
  }

  /** The rows that have been loaded along. */
  get loaded(): RowObject[] | undefined {
    return this.row[RELATED]?.[this.relation.name] as RowObject[] | undefined;
  }

  /** The same rows; loaded ones are not asked for again. */
  override all(): RowSet {
    return this;
  }

  override async rows(): Promise<unknown[]> {
    if (this.loaded === undefined)
      await loadRelation(this.row, this.relation.name, this.relation.from);
    return this.loaded ?? [];
  }

  override async count(): Promise<number> {
    return this.loaded?.length ?? (await super.count());
  }

  override async exists(): Promise<boolean> {
    return this.loaded === undefined ? super.exists() : this.loaded.length > 0;
  }

  /** How many rows have been loaded along. */
  get length(): number {
    return this.#mustBeLoaded().length;
  }

  [Symbol.iterator](): Iterator<RowObject> {
    return this.#mustBeLoaded()[Symbol.iterator]();
  }

  #mustBeLoaded(): RowObject[] {
    const { loaded, relation } = this;
    if (loaded !== undefined) return loaded;
    const name = `${relation.from.name}.${relation.name}`;
    throw new FlagonError(`${name} has not been loaded.`, {
      code: "db.not-loaded",
      where: name,
      mend: `Await it, or add .prefetchRelated("${relation.name}") to the query set.`,
    });
  }

  override async create(
    values: Readonly<Record<string, unknown>> = {},
    options: ThroughOptions = {},
  ): Promise<RowObject> {
    const { field } = this.relation;
    if (field instanceof ForeignKey) {
      this.#forget();
      return super.create({ ...values, [field.name]: this.row });
    }
    const made = await super.create(values);
    await this.add(made, options);
    return made;
  }

  override async getOrCreate(
    lookup: Readonly<Record<string, unknown>>,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<[RowObject, boolean]> {
    this.#forget();
    const [row, created] = await super.getOrCreate(lookup, this.#filledIn(options));
    if (created) await this.#relate([row]);
    return [row, created];
  }

  override async updateOrCreate(
    lookup: Readonly<Record<string, unknown>>,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<[RowObject, boolean]> {
    this.#forget();
    const [row, created] = await super.updateOrCreate(lookup, this.#filledIn(options));
    if (created) await this.#relate([row]);
    return [row, created];
  }

  override async bulkCreate(
    rows: Iterable<object>,
    options: BulkCreateOptions = {},
  ): Promise<RowObject[]> {
    this.#forget();
    const { field } = this.relation;
    if (field instanceof ManyToMany) {
      const made = await super.bulkCreate(rows, options);
      await this.#relate(made);
      return made;
    }
    const filled = [...rows].map((row) =>
      STATE in row
        ? Object.assign(row, { [field.name]: this.row })
        : { ...row, [field.name]: this.row },
    );
    return super.bulkCreate(filled, options);
  }

  /** The values of a new row refer to this one; through a table between, it is related once it is there. */
  #filledIn(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { field } = this.relation;
    if (field instanceof ManyToMany) return options;
    const given = options["create"] ?? options["defaults"] ?? {};
    return { ...options, create: { ...(given as object), [field.name]: this.row } };
  }

  async #relate(rows: readonly RowObject[]): Promise<void> {
    if (this.relation.field instanceof ManyToMany) await addThrough(this, rows, {});
  }

  /** Relates rows to this one. */
  async add(...given: readonly unknown[]): Promise<void> {
    const [rows, options] = readGiven(given, this.meta);
    this.#forget();
    const { field } = this.relation;
    if (field instanceof ManyToMany) await addThrough(this, rows, options);
    else await this.#point(rows, this.row[(field as ForeignKey).toField.attribute]);
  }

  /** Ends the relation to rows. */
  async remove(...given: readonly unknown[]): Promise<void> {
    const [rows] = readGiven(given, this.meta);
    this.#forget();
    const { field } = this.relation;
    if (field instanceof ManyToMany) return removeThrough(this, rows);
    this.#mustBeNullable("remove");
    await managedRows(this.meta)
      .filter({
        [field.attribute]: this.row[(field as ForeignKey).toField.attribute],
        pk__in: keysOf(rows, this.meta, nameOf(this)),
      })
      .using(this.home)
      .update({ [field.attribute]: null });
    for (const row of rows)
      if (typeof row === "object" && row !== null) (row as RowObject)[field.attribute] = null;
  }

  /** Ends all relations. */
  async clear(): Promise<void> {
    this.#forget();
    const { field } = this.relation;
    if (field instanceof ManyToMany) return clearThrough(this);
    this.#mustBeNullable("clear");
    await this.update({ [field.attribute]: null });
  }

  /** Relates exactly these rows. */
  async set(
    given: Iterable<unknown>,
    options: ThroughOptions & { clear?: boolean } = {},
  ): Promise<void> {
    const rows = [...given];
    this.#forget();
    if (this.relation.field instanceof ManyToMany) return setThrough(this, rows, options);
    const keyOf = (row: unknown): unknown =>
      identityOf(
        typeof row === "object" && row !== null && STATE in row
          ? (row as RowObject)[this.meta.pk.attribute]
          : row,
      );
    const wanted = new Set(keysOf(rows, this.meta, nameOf(this)).map(identityOf));
    const now = (await new RowSet(
      this.meta,
      this.shape,
      this.parameters,
      this.asking,
    ).run()) as RowObject[];
    const gone = now.filter((row) => !wanted.has(keyOf(row)));
    if (gone.length > 0 && this.relation.field.isNullable) await this.remove(...gone);
    const has = new Set(now.map(keyOf));
    const added = rows.filter((row) => !has.has(keyOf(row)));
    if (added.length > 0) await this.add(...added);
  }

  /** The alias of the database that the relation is written in. */
  get home(): string {
    return databaseFor(this.meta, "write", this.asking.alias, this.row, this.asking.near).alias;
  }

  async #point(rows: readonly unknown[], key: unknown): Promise<void> {
    const { field } = this.relation;
    if (rows.length === 0) return;
    await managedRows(this.meta)
      .filter({ pk__in: keysOf(rows, this.meta, nameOf(this)) })
      .using(this.home)
      .update({ [field.attribute]: key });
    for (const row of rows)
      if (typeof row === "object" && row !== null) (row as RowObject)[field.name] = this.row;
  }

  #mustBeNullable(call: string): void {
    const { field, target } = this.relation;
    if (field.isNullable) return;
    throw new FlagonError(
      `${target.name}.${field.name} cannot be null, so rows cannot be left without one.`,
      {
        code: "db.not-nullable",
        where: `${this.relation.from.name}.${this.relation.name}.${call}()`,
        mend: "Delete the rows, or give them another row to refer to.",
      },
    );
  }

  #forget(): void {
    delete this.row[RELATED]?.[this.relation.name];
  }
}

function readGiven(
  given: readonly unknown[],
  { keyFields }: Meta,
): [rows: unknown[], options: ThroughOptions] {
  const last = given.at(-1);
  const hasOptions =
    typeof last === "object" && last !== null && Object.getPrototypeOf(last) === Object.prototype;
  const rows = hasOptions ? given.slice(0, -1) : given;
  const [first] = rows;
  // One key of several fields is a list, too, but none of rows and lists.
  const isKey =
    keyFields.length > 1 && Array.isArray(first) && !first.every((item) => isRowOrList(item));
  const isList =
    !isKey &&
    rows.length === 1 &&
    typeof first === "object" &&
    first !== null &&
    Symbol.iterator in first &&
    !(STATE in first);
  return [
    isList ? [...(first as Iterable<unknown>)] : [...rows],
    hasOptions ? (last as ThroughOptions) : {},
  ];
}

function isRowOrList(item: unknown): boolean {
  return typeof item === "object" && item !== null && (STATE in item || Array.isArray(item));
}

/** The related rows of a row under a name of its model. */
export function relatedManager(row: RowObject, name: string, meta: Meta): RelatedManager {
  const relation = findRelation(meta, name)!;
  const near = relation.hops[0]!.pairs[0]![0];
  const key = row[near.attribute];
  if (key === null || key === undefined) {
    throw new FlagonError(
      `The ${meta.name} has not been saved: it has no key that others could refer to.`,
      {
        code: "db.unsaved-row",
        where: `${meta.name}.${name}`,
        mend: "Save it first.",
      },
    );
  }
  const { field } = relation;
  const base = managedRows(relation.target);
  const home = row[STATE]?.database.alias;
  const set =
    field instanceof ForeignKey
      ? base.filter({ [field.attribute]: key })
      : base.linkedBy(relation, [key], false);
  const arrive =
    field instanceof ForeignKey
      ? (rows: readonly RowObject[]): void => {
          if (typeof rows[0] === "object" && rows[0] !== null && STATE in rows[0])
            for (const child of rows) (child[RELATED] ??= {})[field.name] = row;
        }
      : undefined;
  return new (withOwnCalls(RelatedManager, relation.target))(
    row,
    relation,
    set.asked({ ...(home !== undefined && { near: home }), arrive }),
  );
}
