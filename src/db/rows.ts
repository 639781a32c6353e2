/** One row and the database: saving, reading again, and making it where it is not there yet. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Database } from "./backends/backend.ts";
import { databaseFor } from "./databases.ts";
import { collectAndDelete } from "./deletion.ts";
import { DatabaseError, IntegrityError } from "./errors.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey } from "./fields/relations.ts";
import { insertLocal } from "./inserts.ts";
import type { Meta } from "./meta.ts";
import { metaOf } from "./registry.ts";
import { everyRow } from "./row-set-factory.ts";
import type { RowSet } from "./row-set.ts";
import { RAW, RELATED, type RowObject, STATE } from "./row-state.ts";
import { postSave, preSave } from "./signals.ts";
import { changedOf, isStored, keepAll, keepSome } from "./snapshot.ts";
import { updateLocal } from "./updates.ts";

/** How `save` writes a row. */
export interface SaveOptions {
  readonly fields?: readonly string[];
  readonly forceInsert?: boolean;
  readonly forceUpdate?: boolean;
  readonly using?: string;
  /** The row comes from a fixture: it is written as it is. */
  readonly raw?: boolean;
}

/** The model of a row. */
export function modelOf(row: object): Meta {
  return metaOf(row.constructor);
}

/** The names of the fields that differ from what the database had. */
export function changedFields(row: RowObject): string[] {
  return changedOf(row, modelOf(row)).map((field) => field.name);
}

/** Writes a row: what has changed of one that was loaded, all of a new one. */
export async function saveRow(row: RowObject, options: SaveOptions): Promise<void> {
  const meta = modelOf(row);
  checkOptions(meta, options);
  takeRelatedKeys(row, meta);
  const alias = options.using ?? row[STATE]?.database.alias;
  const database = databaseFor(meta, "write", alias, row);
  const fields = wantedFields(row, meta, options, database);
  if (options.fields !== undefined && fields?.length === 0) return;
  const using = database.alias;
  if (preSave.hasReceivers)
    await preSave.sendAsync(meta.model, {
      row,
      using,
      raw: options.raw === true,
      fields: options.fields,
    });
  const created = await writeRow(row, meta, database, options, fields);
  if (postSave.hasReceivers)
    await postSave.sendAsync(meta.model, {
      row,
      using,
      raw: options.raw === true,
      fields: options.fields,
      created,
    });
}

function checkOptions(meta: Meta, { fields, forceInsert, forceUpdate }: SaveOptions): void {
  if (forceInsert === true && (forceUpdate === true || fields !== undefined)) {
    throw new FlagonError("A row cannot be inserted and updated at once.", {
      code: "db.save-options",
      where: `${meta.name}.save()`,
      mend: "Leave out forceInsert, or the other options.",
    });
  }
  for (const name of fields ?? []) {
    const field = meta.member(name);
    if (field !== undefined && meta.fields.includes(field) && field !== meta.pk) continue;
    throw new FlagonError(
      field === meta.pk
        ? "The primary key is not saved by itself."
        : `${meta.name} has no field "${name}".`,
      {
        code: "db.unknown-field",
        where: `${meta.name}.save({ fields })`,
        mend: suggest(
          name,
          meta.fields.filter((known) => known !== meta.pk).map((known) => known.name),
        ),
      },
    );
  }
}

/** A related row may have been saved since it was assigned: its key is known now. */
function takeRelatedKeys(row: RowObject, meta: Meta): void {
  for (const [name, related] of Object.entries(row[RELATED] ?? {})) {
    const field = meta.member(name);
    if (!(field instanceof ForeignKey) || related === null || related === undefined) continue;
    const key = (related as RowObject)[field.toField.attribute];
    if (row[field.attribute] !== undefined && row[field.attribute] !== null) continue;
    if (key === undefined || key === null) {
      throw new FlagonError(
        `${meta.name}.${name} has not been saved, so there is no key to refer to.`,
        {
          code: "db.unsaved-row",
          where: `${meta.name}.save()`,
          mend: `Save ${name} first.`,
        },
      );
    }
    row[field.attribute] = key;
  }
}

/** The fields to write; undefined for all. */
function wantedFields(
  row: RowObject,
  meta: Meta,
  options: SaveOptions,
  database: Database,
): readonly Field[] | undefined {
  if (options.fields !== undefined) return options.fields.map((name) => meta.member(name)!);
  if (!isStored(row) || options.forceInsert === true || row[STATE]!.database !== database)
    return undefined;
  return changedOf(row, meta).filter((field) => field !== meta.pk && !field.isGenerated);
}

async function writeRow(
  row: RowObject,
  meta: Meta,
  database: Database,
  options: SaveOptions,
  fields: readonly Field[] | undefined,
): Promise<boolean> {
  const levels = meta.parents.size === 0 ? 1 : 2;
  if (levels === 1 || database.inTransaction)
    return writeLevels(row, meta, database, options, fields);
  return database.transaction(() => writeLevels(row, meta, database, options, fields));
}

async function writeLevels(
  row: RowObject,
  meta: Meta,
  database: Database,
  options: SaveOptions,
  fields: readonly Field[] | undefined,
): Promise<boolean> {
  let parentInserted = false;
  for (const [parent, link] of meta.parents) {
    syncParent(row, parent, link);
    parentInserted = await writeLevels(
      row,
      parent,
      database,
      options.fields === undefined ? options : {},
      fields,
    );
    row[link.attribute] = row[parent.pk.attribute];
  }
  return writeTable(row, meta, database, options, fields, parentInserted);
}

function syncParent(row: RowObject, parent: Meta, link: ForeignKey): void {
  const key = row[link.attribute];
  if (key === undefined || key === null) return;
  const own = Object.getOwnPropertyDescriptor(row, parent.pk.attribute)?.value as unknown;
  if (own === undefined || own === null) row[parent.pk.attribute] = key;
}

/** Writes the fields of one table; whether it was inserted. */
async function writeTable(
  row: RowObject,
  meta: Meta,
  database: Database,
  options: SaveOptions,
  fields: readonly Field[] | undefined,
  parentInserted: boolean,
): Promise<boolean> {
  const key = row[meta.pk.attribute];
  const hasKey = key !== undefined && key !== null;
  const insertOnly =
    options.forceInsert === true ||
    parentInserted ||
    !hasKey ||
    (!isStored(row) &&
      meta.pk.hasDefault &&
      options.forceUpdate !== true &&
      options.fields === undefined);
  const top = modelOf(row);
  if (!insertOnly) {
    const touched = beforeUpdate(row, meta, options, fields);
    if (touched.length === 0 && isStored(row)) return false;
    const changes =
      touched.length === 0
        ? await exists(meta, key, database)
        : await updateLocal(row, meta, touched, database);
    if (changes > 0) {
      if (fields === undefined) keepAll(row, top, database);
      else keepSome(row, top, touched);
      return false;
    }
    if (options.forceUpdate === true || options.fields !== undefined) throw notUpdated(meta);
  } else if (options.forceUpdate === true || options.fields !== undefined) throw notUpdated(meta);
  setOnSave(row, meta.localFields, true);
  await insertLocal(row, meta, database, top);
  return true;
}

async function exists(meta: Meta, key: unknown, database: Database): Promise<number> {
  return (await everyRow(meta).using(database.alias).filter({ pk: key }).exists()) ? 1 : 0;
}

function notUpdated(meta: Meta): DatabaseError {
  return new DatabaseError(`No ${meta.name} was updated: there is none with that key.`, {
    code: "db.not-updated",
    where: `${meta.name}.save()`,
    mend: "Save it without forceUpdate and without naming fields to have it inserted.",
  });
}

/** The fields of a table to update: those wanted, and those that saving itself changes. */
function beforeUpdate(
  row: RowObject,
  meta: Meta,
  options: SaveOptions,
  fields: readonly Field[] | undefined,
): Field[] {
  const own = meta.localFields.filter((field) => field !== meta.pk && !field.isGenerated);
  const wanted =
    fields === undefined
      ? own.filter(
          (field) => Object.hasOwn(row, field.attribute) && row[field.attribute] !== undefined,
        )
      : own.filter((field) => fields.includes(field));
  if (options.raw === true) return wanted;
  const candidates = options.fields === undefined ? own : wanted;
  const automatic = setOnSave(row, candidates, false);
  return [...new Set([...wanted, ...automatic])];
}

function setOnSave(row: RowObject, fields: readonly Field[], isNew: boolean): Field[] {
  return fields.filter((field) => {
    const value = field.valueOnSave(isNew);
    if (value !== undefined) row[field.attribute] = value;
    return value !== undefined;
  });
}

/** Makes a row and writes it. */
export async function insertRow(
  set: RowSet,
  values: Readonly<Record<string, unknown>>,
): Promise<RowObject> {
  const row = new (set.meta.model as unknown as new (values: object) => RowObject)(values);
  await saveRow(row, {
    forceInsert: true,
    ...(set.asking.alias !== undefined && { using: set.asking.alias }),
  });
  return row;
}

/** Deletes a row and what its relations' rules delete with it. */
export async function deleteRow(
  row: RowObject,
  { using }: { using?: string },
): Promise<[number, Record<string, number>]> {
  const meta = modelOf(row);
  if (row[meta.pk.attribute] === undefined || row[meta.pk.attribute] === null) {
    throw new FlagonError(`The ${meta.name} has not been saved, so there is nothing to delete.`, {
      code: "db.unsaved-row",
      where: `${meta.name}.delete()`,
      mend: "Delete rows that have been loaded or saved.",
    });
  }
  const result = await collectAndDelete(
    meta,
    [row],
    databaseFor(meta, "write", using ?? row[STATE]?.database.alias, row),
  );
  row[meta.pk.attribute] = null;
  row[STATE] = undefined;
  return result;
}

/** Reads a row, or some of its fields, again. */
export async function refreshRow(row: RowObject, names: readonly string[]): Promise<void> {
  const meta = modelOf(row);
  const state = row[STATE];
  let set = everyRow(meta).filter({ pk: row[meta.pk.attribute] });
  if (state !== undefined) set = set.using(state.database.alias);
  const fields = names.length === 0 ? meta.fields : names.map((name) => meta.field(name));
  if (names.length > 0) set = set.only(...names);
  const fresh = (await set.get()) as RowObject;
  for (const field of fields) row[field.attribute] = fresh[field.attribute];
  if (names.length > 0) {
    keepSome(row, meta, fields);
    for (const name of names) delete row[RELATED]?.[name];
    return;
  }
  row[STATE] = fresh[STATE];
  row[STATE]?.setPeers([row]);
  row[RAW] = fresh[RAW];
  row[RELATED] = undefined;
}

/** Gives the row that has these values, or makes it. Another one who makes it meanwhile wins. */
export async function getOrCreate(
  set: RowSet,
  lookup: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
): Promise<[RowObject, boolean]> {
  const database = set.writing();
  const own = set.using(database.alias);
  const found = await own.find(lookup);
  if (found !== undefined) return [found as RowObject, false];
  const values = await createValues(lookup, options);
  try {
    const made = await database.transaction(() => own.create(values));
    return [made, true];
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    const other = await own.find(lookup);
    if (other === undefined) throw error;
    return [other as RowObject, false];
  }
}

async function createValues(
  lookup: Readonly<Record<string, unknown>>,
  { defaults, create }: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const values = Object.fromEntries(
    Object.entries(lookup)
      .filter(([name]) => !name.includes("__"))
      .concat(Object.entries((create ?? defaults ?? {}) as object)),
  );
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "function") values[name] = await (value as () => unknown)();
  }
  return values;
}

/** Updates the row that has these values, or makes it. */
export async function updateOrCreate(
  set: RowSet,
  lookup: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
): Promise<[RowObject, boolean]> {
  const database = set.writing();
  return database.transaction(async () => {
    const own = set.using(database.alias);
    const [row, created] = await getOrCreate(own.selectForUpdate(), lookup, options);
    if (created) return [row, true];
    const changes = (options["defaults"] ?? {}) as Record<string, unknown>;
    const names = Object.keys(changes);
    for (const name of names)
      row[name] =
        typeof changes[name] === "function"
          ? await (changes[name] as () => unknown)()
          : changes[name];
    if (names.length > 0) await saveRow(row, { using: database.alias });
    return [row, false];
  });
}

void Expression;
