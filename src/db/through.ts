/** Writes the rows between two models of a many-to-many relation. */

import { FlagonError } from "../base/errors.ts";
import { databaseFor } from "./databases.ts";
import type { ForeignKey, ManyToMany } from "./fields/relations.ts";
import { identityOf } from "./key-identity.ts";
import type { Meta } from "./meta.ts";
import { Q } from "./q.ts";
import type { RelatedManager, ThroughOptions } from "./related-managers.ts";
import { RowRef } from "./related-rows.ts";
import { everyRow } from "./row-set-factory.ts";
import type { RowSet } from "./row-set.ts";
import { type RowObject, STATE } from "./row-state.ts";
import { m2mChanged, type ManyToManyAction } from "./signals.ts";

/**
 * The keys of rows, or the keys themselves, each once.
 *
 * @throws FlagonError `db.wrong-type` for a row of another model, `db.unsaved-row` for one without a key.
 */
export function keysOf(rows: readonly unknown[], meta: Meta, where: string): unknown[] {
  const keys = rows.map((row) => keyOf(row, meta, where));
  return [...new Map(keys.map((key) => [identityOf(key), key])).values()];
}

function keyOf(row: unknown, meta: Meta, where: string): unknown {
  if (row instanceof RowRef) return row.key;
  if (row === null || row === undefined) throw noRow(meta, where);
  if (typeof row !== "object" || !(STATE in row)) return row;
  if (!(row instanceof (meta.concrete.model as unknown as new () => object)))
    throw noRow(meta, where);
  const key = (row as RowObject)[meta.pk.attribute];
  if (key !== null && key !== undefined) return key;
  throw new FlagonError(`The ${meta.name} has not been saved: it has no key to relate it by.`, {
    code: "db.unsaved-row",
    where,
    mend: "Save it first.",
  });
}

function noRow(meta: Meta, where: string): FlagonError {
  return new FlagonError(`Here rows of ${meta.name} are wanted, or their keys.`, {
    code: "db.wrong-type",
    where,
    mend: `Give rows of ${meta.name}.`,
  });
}

/** What errors call a relation. */
export function nameOf({ relation }: RelatedManager): string {
  return `${relation.from.name}.${relation.name}`;
}

/** The table between, seen from one row. */
class Between {
  readonly field: ManyToMany;
  readonly through: Meta;
  /** The foreign key to the row, and to the rows at the other side. */
  readonly near: ForeignKey;
  readonly far: ForeignKey;
  readonly key: unknown;
  readonly alias: string;
  readonly manager: RelatedManager;

  constructor(manager: RelatedManager) {
    this.manager = manager;
    this.field = manager.relation.field as ManyToMany;
    this.through = this.field.through;
    const isForward = manager.relation.direction === "forward";
    this.near = isForward ? this.field.sourceKey : this.field.targetKey;
    this.far = isForward ? this.field.targetKey : this.field.sourceKey;
    this.key = manager.row[manager.relation.hops[0]!.pairs[0]![0].attribute];
    this.alias = databaseFor(this.through, "write", manager.home).alias;
  }

  /** The rows between that begin at this row. */
  rows(): RowSet {
    return everyRow(this.through)
      .using(this.alias)
      .filter({ [this.nearName]: this.key });
  }

  /** The rows between this row and those with the keys, or all; of a symmetrical relation also those the other way. */
  bothWays(keys: readonly unknown[] | undefined): RowSet {
    const { nearName, farName, key } = this;
    const all = everyRow(this.through).using(this.alias);
    const way = (near: string, far: string): Record<string, unknown> => ({
      [near]: key,
      ...(keys !== undefined && { [`${far}__in`]: keys }),
    });
    const there = way(nearName, farName);
    return this.field.symmetrical
      ? all.filter(Q(there).or(way(farName, nearName)))
      : all.filter(there);
  }

  get farName(): string {
    return this.far.attribute;
  }

  get nearName(): string {
    return this.near.attribute;
  }

  /** Runs what changes both sides or none. */
  atomically<T>(work: () => Promise<T>): Promise<T> {
    return databaseFor(this.through, "write", this.alias).transaction(work);
  }

  async tell(action: ManyToManyAction, keys: readonly unknown[] | undefined): Promise<void> {
    if (!m2mChanged.hasReceivers) return;
    const { row, relation } = this.manager;
    await m2mChanged.sendAsync(this.through.model, {
      row,
      action,
      keys,
      reverse: relation.direction === "reverse",
      model: relation.target.model,
      using: this.alias,
    });
  }
}

/** Relates rows; those that are related already stay so. */
export async function addThrough(
  manager: RelatedManager,
  rows: readonly unknown[],
  options: ThroughOptions,
): Promise<void> {
  const keys = keysOf(rows, manager.meta, nameOf(manager));
  if (keys.length === 0) return;
  const between = new Between(manager);
  await between.atomically(() => addKeys(between, keys, options));
}

async function addKeys(
  between: Between,
  keys: readonly unknown[],
  { throughDefaults = {} }: ThroughOptions,
): Promise<void> {
  const { farName } = between;
  const automatic =
    between.through.options.automatic === true && Object.keys(throughDefaults).length === 0;
  if (automatic && !m2mChanged.hasReceivers) {
    await insertPairs(between, keys, throughDefaults, true);
    return;
  }
  const known = new Set(
    await between
      .rows()
      .filter({ [`${farName}__in`]: keys })
      .valuesList(farName, { flat: true })
      .rows(),
  );
  const missing = keys.filter((other) => !known.has(other));
  await between.tell("preAdd", missing);
  await insertPairs(between, missing, throughDefaults, true);
  await between.tell("postAdd", missing);
}

async function insertPairs(
  between: Between,
  keys: readonly unknown[],
  defaults: Readonly<Record<string, unknown>>,
  ignoreConflicts: boolean,
): Promise<void> {
  const { nearName, farName, key, field, alias } = between;
  const values: Record<string, unknown>[] = keys.map((other) => ({
    ...defaults,
    [nearName]: key,
    [farName]: other,
  }));
  if (field.symmetrical)
    values.push(...keys.map((other) => ({ ...defaults, [nearName]: other, [farName]: key })));
  if (values.length > 0)
    await everyRow(between.through).using(alias).bulkCreate(values, { ignoreConflicts });
}

/** Ends the relation to rows. */
export async function removeThrough(
  manager: RelatedManager,
  rows: readonly unknown[],
): Promise<void> {
  const keys = keysOf(rows, manager.meta, nameOf(manager));
  if (keys.length === 0) return;
  const between = new Between(manager);
  await between.atomically(() => removeKeys(between, keys));
}

async function removeKeys(between: Between, keys: readonly unknown[]): Promise<void> {
  if (keys.length === 0) return;
  await between.tell("preRemove", keys);
  await between.bothWays(keys).delete();
  await between.tell("postRemove", keys);
}

/** Ends all relations of a row. */
export async function clearThrough(manager: RelatedManager): Promise<void> {
  const between = new Between(manager);
  await between.atomically(async () => {
    await between.tell("preClear", undefined);
    await between.bothWays(undefined).delete();
    await between.tell("postClear", undefined);
  });
}

/** Relates exactly these rows. */
export async function setThrough(
  manager: RelatedManager,
  rows: readonly unknown[],
  { clear = false, ...options }: ThroughOptions & { clear?: boolean },
): Promise<void> {
  const wanted = keysOf(rows, manager.meta, nameOf(manager));
  if (clear) {
    await clearThrough(manager);
    return addThrough(manager, wanted, options);
  }
  const between = new Between(manager);
  await between.atomically(async () => {
    const known = new Set(await between.rows().valuesList(between.farName, { flat: true }).rows());
    await removeKeys(
      between,
      [...known].filter((key) => !wanted.includes(key)),
    );
    const missing = wanted.filter((key) => !known.has(key));
    if (missing.length > 0) await addKeys(between, missing, options);
  });
}
