/**
 * Deletes rows and what the rules of their relations delete, empty or forbid with them.
 *
 * First everything is collected, then it is deleted in one transaction: rows that refer to others before those others.
 */

import { FlagonError } from "../base/errors.ts";
import type { Database, DatabaseKind } from "./backends/backend.ts";
import { Compiler } from "./compiler.ts";
import { type KeyChange, leadsTo, loosen } from "./cycles.ts";
import { dialectOf } from "./dialects.ts";
import { ProtectedError, RestrictedError } from "./protection.ts";
import type { ForeignKey } from "./fields/relations.ts";
import type { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import { identityOf } from "./key-identity.ts";
import { fixedConditions } from "./relation.ts";
import { NO_ROWS, statementOf, type WritePlan, writePlan } from "./plan.ts";
import { toQ } from "./q.ts";
import { everyRow } from "./row-set-factory.ts";
import type { RowSet } from "./row-set.ts";
import type { RowObject } from "./row-state.ts";
import { postDelete, preDelete } from "./signals.ts";
import { unordered, whereSql } from "./updates.ts";
import { EVERYTHING, NOTHING } from "./where.ts";

/** How many rows were deleted: in all, and of each model. */
export type Deleted = [total: number, byModel: Record<string, number>];

/** Gathers what is to be deleted. */
class Collector {
  readonly database: Database;
  /** The rows of each model, by key. */
  readonly rows = new Map<Meta, Map<unknown, RowObject>>();
  /** Sets of rows that nothing hangs on: each is one statement. */
  readonly sets: RowSet[] = [];
  readonly changes: KeyChange[] = [];
  /** Models that must be deleted before others. */
  readonly #before = new Map<Meta, Set<Meta>>();
  readonly #restricted = new Map<ForeignKey, RowObject[]>();

  constructor(database: Database) {
    this.database = database;
  }

  /** Takes in rows, and what hangs on them. */
  async collect(
    meta: Meta,
    found: readonly RowObject[],
    {
      source,
      related = true,
      parentFirst = false,
    }: { source?: Meta; related?: boolean; parentFirst?: boolean } = {},
  ): Promise<void> {
    const added = this.#add(meta.concrete, found, source, parentFirst);
    if (added.length === 0) return;
    for (const [parent, link] of meta.parents) {
      const parents = added.map((row) => parentRow(row, parent, link));
      await this.collect(parent, parents, {
        source: meta.concrete,
        related: false,
        parentFirst: true,
      });
    }
    if (!related) return;
    const blockers = new Map<string, readonly object[]>();
    const plain = new Map<Meta, ForeignKey[]>();
    for (const field of referring(meta)) {
      if (field.options.onDelete === "cascade" && isPlain(field.owner, field)) {
        plain.set(field.owner, [...(plain.get(field.owner) ?? []), field]);
      } else await this.#follow(meta, field, added, blockers);
    }
    for (const field of meta.virtuals)
      if (field.cascades === true) await this.#cascade(meta, field, added);
    for (const fields of plain.values()) this.sets.push(this.#referringRows(meta, fields, added));
    if (blockers.size > 0) throw new ProtectedError(meta.name, blockers);
  }

  #add(
    meta: Meta,
    found: readonly RowObject[],
    source: Meta | undefined,
    parentFirst: boolean,
  ): RowObject[] {
    let known = this.rows.get(meta);
    if (known === undefined) this.rows.set(meta, (known = new Map()));
    const added = found.filter((row) => !known.has(keyOf(row, meta)));
    for (const row of added) known.set(keyOf(row, meta), row);
    if (source !== undefined) this.#order(parentFirst ? meta : source, parentFirst ? source : meta);
    return added;
  }

  /** `first` is deleted after `later`: its rows are referred to. */
  #order(referred: Meta, referring_: Meta): void {
    if (referred === referring_) return;
    let before = this.#before.get(referring_);
    if (before === undefined) this.#before.set(referring_, (before = new Set()));
    before.add(referred);
  }

  /** The rows that refer to rows by one of the foreign keys of their model. */
  #referringRows(meta: Meta, fields: readonly ForeignKey[], rows: readonly RowObject[]): RowSet {
    const conditions = fields.map((field) => ({
      [`${field.attribute}__in`]: rows.map((row) => row[attributeFor(field, meta)]),
    }));
    const all = everyRow(fields[0]!.owner).using(this.database.alias);
    return conditions.length === 1
      ? all.filter(conditions[0]!)
      : all.filter(toQ(conditions[0]!).or(...conditions.slice(1)));
  }

  /** Rows that a field of its own kind leads to go too. */
  async #cascade(meta: Meta, field: Field, rows: readonly RowObject[]): Promise<void> {
    const relation = field.relation?.(meta);
    if (relation === undefined) return;
    const [near, far] = relation.hops[0]!.pairs[0]!;
    const set = everyRow(relation.target)
      .using(this.database.alias)
      .filter({
        ...fixedConditions(relation),
        [`${far.attribute}__in`]: rows.map((row) => row[near.attribute]),
      });
    const found = (await set.run()) as RowObject[];
    await this.collect(relation.target, found, { source: meta.concrete });
  }

  async #follow(
    meta: Meta,
    field: ForeignKey,
    rows: readonly RowObject[],
    blockers: Map<string, readonly object[]>,
  ): Promise<void> {
    const rule = field.options.onDelete;
    if (rule === "nothing" || (typeof rule === "string" && rule.startsWith("database"))) return;
    const { owner } = field;
    const set = this.#referringRows(meta, [field], rows);
    const found = (await this.#light(set, owner).run()) as RowObject[];
    if (found.length === 0) return;
    switch (rule) {
      case "cascade":
        await this.collect(owner, found, { source: meta.concrete });
        // Rows that refer to each other go in no order that would do where each is looked at by itself.
        if (!dialectOf(this.database.kind).defersReferences && field.isNullable)
          if (leadsTo(meta, owner)) loosen(this.changes, field, found);
        return;
      case "protect":
        blockers.set(`${owner.name}.${field.name}`, found);
        return;
      case "restrict":
        this.#restricted.set(field, [...(this.#restricted.get(field) ?? []), ...found]);
        this.#order(meta.concrete, owner);
        return;
      default:
        this.changes.push({ field, value: valueOf(field, rule), rows: found });
    }
  }

  /** Only what deleting needs is read, unless somebody wants to see the rows. */
  #light(set: RowSet, meta: Meta): RowSet {
    if (preDelete.hasReceivers || postDelete.hasReceivers) return set;
    const names = [...meta.keyFields, ...referring(meta).map((field) => field.toField)].filter(
      (field) => meta.fields.includes(field),
    );
    return set.only(...new Set(names.map((field) => field.attribute)));
  }

  /** Rows that may not lose what they refer to, unless they are deleted too. */
  async checkRestricted(meta: Meta): Promise<void> {
    const blockers = new Map<string, readonly object[]>();
    for (const [field, rows] of this.#restricted) {
      const { owner } = field;
      const deleted = this.rows.get(owner);
      let left = rows.filter((row) => deleted?.has(keyOf(row, owner)) !== true);
      for (const set of this.sets.filter((candidate) => candidate.meta.concrete === owner)) {
        if (left.length === 0) break;
        const keys = await set.valuesList("pk", { flat: true }).rows();
        const gone = new Set(keys.map(identityOf));
        left = left.filter((row) => !gone.has(keyOf(row, owner)));
      }
      if (left.length > 0) blockers.set(`${owner.name}.${field.name}`, left);
    }
    if (blockers.size > 0) throw new RestrictedError(meta.name, blockers);
  }

  /** The models in the order of deleting. */
  order(): Meta[] {
    const done: Meta[] = [];
    const visit = (meta: Meta, trail: readonly Meta[]): void => {
      if (done.includes(meta) || trail.includes(meta)) return;
      for (const [later, firsts] of this.#before)
        if (firsts.has(meta) && this.rows.has(later)) visit(later, [...trail, meta]);
      done.push(meta);
    };
    for (const meta of this.rows.keys()) visit(meta, []);
    return done;
  }
}

function keyOf(row: RowObject, meta: Meta): unknown {
  return identityOf(row[meta.pk.attribute]);
}

/** The row of a parent's table, as far as deleting needs it. */
function parentRow(row: RowObject, parent: Meta, link: ForeignKey): RowObject {
  const key = row[link.attribute];
  return Object.assign(Object.create(parent.model.prototype) as RowObject, {
    [parent.pk.attribute]: key,
  });
}

/** The attribute of a row of `meta` that a foreign key refers to. */
function attributeFor(field: ForeignKey, meta: Meta): string {
  const { toField } = field;
  return meta.fields.includes(toField) ? toField.attribute : meta.pk.attribute;
}

/** The foreign keys that refer to rows of a model, also by way of its parents. */
function referring(meta: Meta): ForeignKey[] {
  const inherited = [...meta.concrete.parents.keys()].flatMap((parent) =>
    referring(parent).filter((field) => field.options.parentLink !== true),
  );
  return [...meta.concrete.incoming, ...inherited];
}

/** Whether rows can be deleted without being looked at: nobody listens, and nothing hangs on them. */
function isPlain(meta: Meta, from?: ForeignKey): boolean {
  if (preDelete.hasReceivers || postDelete.hasReceivers) return false;
  const parents = [...meta.concrete.parents.values()].filter((link) => link !== from);
  if (parents.length > 0) return false;
  if (from !== undefined && meta.concrete.parents.size > 0) return false;
  const isFree = referring(meta).every(
    ({ options: { onDelete } }) =>
      onDelete === "nothing" || (typeof onDelete === "string" && onDelete.startsWith("database")),
  );
  return (
    isFree &&
    !meta.fields.some((field) => field.cascades === true) &&
    !meta.virtuals.some((field) => field.cascades === true)
  );
}

function valueOf(field: ForeignKey, rule: ForeignKey["options"]["onDelete"]): unknown {
  if (typeof rule === "object")
    return typeof rule.set === "function" ? (rule.set as () => unknown)() : rule.set;
  return rule === "set default" ? (field.defaultValue() ?? null) : null;
}

/** Deletes rows that are at hand. */
export async function collectAndDelete(
  meta: Meta,
  rows: RowObject[],
  database: Database,
): Promise<Deleted> {
  const collector = new Collector(database);
  if (rows.length === 1 && isPlain(meta)) {
    const key = rows[0]![meta.pk.attribute];
    const count = await deleteKeys(meta.concrete, [key], database);
    return [count, count === 0 ? {} : { [meta.path]: count }];
  }
  await collector.collect(meta, rows);
  await collector.checkRestricted(meta);
  return perform(collector, meta);
}

/** Deletes the rows of a query set. */
export async function deleteRows(given: RowSet): Promise<Deleted> {
  const { meta } = given;
  const { query } = given.shape;
  if (
    query.isSliced ||
    query.distinct !== false ||
    query.combinator !== undefined ||
    query.selection.kind === "values"
  ) {
    throw new FlagonError("These rows cannot be deleted at once.", {
      code: "db.sliced",
      where: `${meta.name}.delete()`,
      mend: "Rows that were cut off, made distinct, combined or turned into values: delete by their keys, filter({ pk__in: keys }).delete().",
    });
  }
  const database = given.writing();
  const set = given.using(database.alias).orderBy();
  if (isPlain(meta)) {
    const count = await deleteSet(set, database);
    return [count, count === 0 ? {} : { [meta.path]: count }];
  }
  const rows = (await set.asked({ prefetches: [] }).run()) as RowObject[];
  const collector = new Collector(database);
  await collector.collect(meta, rows);
  await collector.checkRestricted(meta);
  return perform(collector, meta);
}

/** Deletes what has been collected; rows of the model that was asked for are counted under its name, also where it is a proxy. */
async function perform(collector: Collector, asked: Meta): Promise<Deleted> {
  const { database } = collector;
  const counts: Record<string, number> = {};
  const add = ({ concrete }: Meta, count: number): void => {
    const { path } = concrete === asked.concrete ? asked : concrete;
    if (count > 0) counts[path] = (counts[path] ?? 0) + count;
  };
  await database.transaction(async () => {
    const order = collector.order();
    await tell(preDelete, order, collector);
    for (const set of collector.sets) add(set.meta, await deleteSet(set, database));
    for (const { field, value, rows } of collector.changes)
      await changeKeys(field, value, rows, database);
    for (const meta of order) {
      const rows = [...collector.rows.get(meta)!.values()];
      add(
        meta,
        await deleteKeys(
          meta,
          rows.map((row) => row[meta.pk.attribute]),
          database,
        ),
      );
    }
    await tell(postDelete, order, collector);
  });
  for (const { field, value, rows } of collector.changes)
    for (const row of rows) row[field.attribute] = value;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [total, counts];
}

async function tell(
  signal: typeof preDelete,
  order: readonly Meta[],
  collector: Collector,
): Promise<void> {
  if (!signal.hasReceivers) return;
  for (const meta of order) {
    if (meta.options.automatic === true) continue;
    for (const row of collector.rows.get(meta)!.values())
      await signal.sendAsync(meta.model, { row, using: collector.database.alias });
  }
}

async function changeKeys(
  field: ForeignKey,
  value: unknown,
  rows: readonly RowObject[],
  database: Database,
): Promise<void> {
  const { owner } = field;
  const keys = rows.map((row) => row[owner.pk.attribute]);
  const given =
    typeof value === "object" &&
    value !== null &&
    owner.metaOf(field.to, field.name).pk.attribute in value
      ? { [field.name]: value }
      : { [field.attribute]: value };
  const plain =
    field.name in given
      ? { [field.attribute]: (given[field.name] as RowObject)[field.toField.attribute] }
      : given;
  await everyRow(owner).using(database.alias).filter({ pk__in: keys }).update(plain);
}

async function deleteKeys(
  meta: Meta,
  keys: readonly unknown[],
  database: Database,
): Promise<number> {
  if (keys.length === 0) return 0;
  return deleteSet(
    everyRow(meta)
      .using(database.alias)
      .filter(keys.length === 1 ? { pk: keys[0] } : { pk__in: keys }),
    database,
  );
}

/** Deletes a set of rows of one table by one statement. */
async function deleteSet(set: RowSet, database: Database): Promise<number> {
  const plan = set.shape.write(`delete ${database.kind}`, () => deletePlan(set, database.kind));
  const statement = statementOf(plan, set.parameters);
  if (statement === undefined) return 0;
  const written = database.write(statement, plan.bind(set.parameters));
  return (written instanceof Promise ? await written : written).changes;
}

function deletePlan(set: RowSet, kind: DatabaseKind): WritePlan {
  const meta = set.meta.concrete;
  const compiler = new Compiler(dialectOf(kind));
  const query = unordered(set.shape.query);
  const table = compiler.quote(meta.table);
  const target = compiler.dialect.deleteTarget(table, compiler.nameOf(query.base));
  compiler.changes(query.base, target === undefined ? table : undefined);
  const where = whereSql(query, meta, compiler);
  if (where === NOTHING) return NO_ROWS;
  const sql = `DELETE FROM ${target ?? table}${where === EVERYTHING ? "" : ` WHERE ${where}`}`;
  return writePlan(sql, compiler, { givesRows: false });
}
