/** One row and the database: saving, reading again, and making it where it is not there yet. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Database } from "./backends/backend.ts";
import { databaseFor } from "./databases.ts";
import { collectAndDelete } from "./deletion.ts";
import { DatabaseError } from "./errors.ts";
import { Field } from "./fields/field.ts";
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
export function saveRow(row: RowObject, options: SaveOptions): Promise<void> {
  const meta = modelOf(row);
  const isPlain = meta.parents.size === 0 && !preSave.hasReceivers && !postSave.hasReceivers;
  try {
    if (isPlain && row[STATE] !== undefined && isEmpty(options)) return saveChanges(row, meta);
    return saveInFull(row, meta, options);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

function isEmpty(options: SaveOptions): boolean {
  for (const name in options) if (options[name as keyof SaveOptions] !== undefined) return false;
  return true;
}

/** The usual case: a row of one table that was loaded, nobody listens, nothing special is wanted. */
function saveChanges(row: RowObject, meta: Meta): Promise<void> {
  const database = databaseFor(meta, "write", undefined, row, row[STATE]!.database.alias);
  if (row[STATE]!.database !== database) return saveInFull(row, meta, {});
  if (row[RELATED] !== undefined) takeRelatedKeys(row, meta);
  const changed = changedOf(row, meta);
  const fields = changed.filter((field) => !isKey(field, meta) && !field.isGenerated);
  if (fields.length !== changed.length) return saveInFull(row, meta, {});
  for (const field of automaticFields(meta)) {
    const value = field.valueOnSave(false);
    if (value === undefined) continue;
    row[field.attribute] = value;
    if (!fields.includes(field)) fields.push(field);
  }
  if (fields.length === 0) return Promise.resolve();
  const changes = updateLocal(row, meta, fields, database);
  const finish = (count: number): void | Promise<void> => {
    if (count > 0) keepSome(row, meta, fields);
    // The row is gone: saving puts it back.
    else return saveInFull(row, meta, { forceInsert: true });
  };
  return changes instanceof Promise ? changes.then(finish) : Promise.resolve(finish(changes));
}

/** Whether a field is the key or a part of it. */
function isKey(field: Field, { pk, keyFields }: Meta): boolean {
  return field === pk || (keyFields.length > 1 && keyFields.includes(field));
}

const automatic = new WeakMap<Meta, readonly Field[]>();

/** The fields that change by themselves when a row is saved. */
function automaticFields(meta: Meta): readonly Field[] {
  let fields = automatic.get(meta);
  if (fields === undefined) {
    fields = meta.localFields.filter((field) => field.valueOnSave !== Field.prototype.valueOnSave);
    automatic.set(meta, fields);
  }
  return fields;
}

async function saveInFull(row: RowObject, meta: Meta, options: SaveOptions): Promise<void> {
  checkOptions(meta, options);
  takeRelatedKeys(row, meta);
  const database = databaseFor(meta, "write", options.using, row, row[STATE]?.database.alias);
  const fields = wantedFields(row, meta, options, database);
  if (options.fields !== undefined && fields?.length === 0) return;
  const using = database.alias;
  const event = { row, using, raw: options.raw === true, fields: options.fields };
  if (preSave.hasReceivers) await preSave.sendAsync(meta.model, event);
  const created = await writeRow(row, meta, database, options, fields);
  if (postSave.hasReceivers) await postSave.sendAsync(meta.model, { ...event, created });
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
    if (field !== undefined && meta.fields.includes(field) && !isKey(field, meta)) continue;
    throw new FlagonError(
      field !== undefined && (field === meta.pk || isKey(field, meta))
        ? "The primary key is not saved by itself."
        : `${meta.name} has no field "${name}".`,
      {
        code: "db.unknown-field",
        where: `${meta.name}.save({ fields })`,
        mend: suggest(
          name,
          meta.fields.filter((known) => !isKey(known, meta)).map((known) => known.name),
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
  const changed = changedOf(row, meta);
  // With another key it is another row, of which nothing is known: all of it is written, as Django does.
  if (changed.some((field) => isKey(field, meta))) return undefined;
  return changed.filter((field) => !field.isGenerated);
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
    if (touched.length === 0 && fields !== undefined) return false;
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
  } else if (options.forceUpdate === true || options.fields !== undefined)
    throw hasKey ? notUpdated(meta) : withoutKey(meta);
  const isUnset = (field: Field): boolean => row[field.attribute] === undefined;
  const automatic = options.raw === true ? meta.localFields.filter(isUnset) : meta.localFields;
  setOnSave(row, automatic, true);
  await insertLocal(row, meta, database, top);
  return true;
}

async function exists(meta: Meta, key: unknown, database: Database): Promise<number> {
  return (await everyRow(meta).using(database.alias).filter({ pk: key }).exists()) ? 1 : 0;
}

function withoutKey(meta: Meta): FlagonError {
  return new FlagonError(`The ${meta.name} has no key, so there is nothing to update.`, {
    code: "db.unsaved-row",
    where: `${meta.name}.save()`,
    mend: "Save it without forceUpdate and without naming fields.",
  });
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
  const own = meta.localFields.filter((field) => !isKey(field, meta) && !field.isGenerated);
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
export function insertRow(
  set: RowSet,
  values: Readonly<Record<string, unknown>>,
): Promise<RowObject> {
  try {
    const { meta } = set;
    const row = new (meta.model as unknown as new (values: object) => RowObject)(values);
    if (meta.parents.size > 0 || preSave.hasReceivers || postSave.hasReceivers) {
      const options = {
        forceInsert: true,
        ...(set.asking.alias !== undefined && { using: set.asking.alias }),
      };
      return saveInFull(row, meta, options).then(() => row);
    }
    if (row[RELATED] !== undefined) takeRelatedKeys(row, meta);
    setOnSave(row, automaticFields(meta), true);
    const done = insertLocal(row, meta, set.writing(), meta);
    return done instanceof Promise ? done.then(() => row) : Promise.resolve(row);
  } catch (error) {
    return Promise.reject(error as Error);
  }
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
  const fields =
    names.length === 0
      ? meta.fields
      : names.flatMap((name) => (name === "pk" ? meta.keyFields : meta.field(name)));
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
