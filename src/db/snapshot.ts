/** How a row was when it came from the database: what has changed since is what `save()` writes. */

import type { Database, DatabaseKind } from "./backends/backend.ts";
import { readerOf, storeWriterOf } from "./codecs.ts";
import { Expression } from "./expression.ts";
import type { Convert, Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import { RAW, ResultState, type RowObject, STATE } from "./row-state.ts";

/** A cell that was written and not read: it is as the driver took it. */
class WrittenCell {
  readonly parameter: unknown;

  constructor(parameter: unknown) {
    this.parameter = parameter;
  }
}

/** Where a field's cell is in the raw row, and how it is read. */
interface Cell {
  readonly field: Field;
  readonly attribute: string;
  readonly position: number;
  readonly read: Convert | undefined;
}

const cells: Record<DatabaseKind, WeakMap<object, readonly Cell[]>> = {
  sqlite: new WeakMap(),
  postgres: new WeakMap(),
  mysql: new WeakMap(),
};

/** The cells of rows of a layout, or of whole rows that were written. */
function cellsOf(meta: Meta, state: ResultState): readonly Cell[] {
  const { kind } = state.database;
  const { layout } = state;
  const owner = layout ?? meta;
  const known = cells[kind].get(owner);
  if (known !== undefined) return known;
  const positions =
    layout === undefined
      ? meta.fields.map((field, index) => [field, index] as const)
      : layout.fields;
  const made = positions.map(([field, position]) => ({
    field,
    attribute: field.attribute,
    position,
    read: readerOf(field, kind),
  }));
  cells[kind].set(owner, made);
  return made;
}

/** Whether a row has come from a database or been written to one. */
export function isStored(row: RowObject): boolean {
  return row[STATE] !== undefined;
}

/** The fields of a row that differ from what the database had; all that have values where it had none. */
export function changedOf(row: RowObject, meta: Meta): Field[] {
  const state = row[STATE];
  const raw = row[RAW];
  if (state === undefined || raw === undefined)
    return meta.fields.filter(
      (field) => Object.hasOwn(row, field.attribute) && row[field.attribute] !== undefined,
    );
  const { layout, database } = state;
  const isWritten = layout === undefined;
  const changed: Field[] = [];
  for (const cell of cellsOf(meta, state)) {
    const was = raw[cell.position];
    const differs = isWritten
      ? differsFromWritten(row[cell.attribute], cell.field, was, database.kind)
      : differsFromRead(row[cell.attribute], cell, was, database.kind);
    if (differs) changed.push(cell.field);
  }
  if (layout !== undefined && !layout.complete) {
    const read = new Set(layout.fields.map(([field]) => field));
    for (const field of meta.fields)
      if (!read.has(field) && Object.hasOwn(row, field.attribute)) changed.push(field);
  }
  return changed;
}

function differsFromRead(
  value: unknown,
  { field, read }: Cell,
  was: unknown,
  kind: DatabaseKind,
): boolean {
  if (was instanceof WrittenCell) return differsFromWritten(value, field, was.parameter, kind);
  if (value === null || value === undefined) return was !== null;
  if (was === null) return true;
  if (read === undefined) return value !== was;
  const old = read(was as never);
  if (old === value) return false;
  if (old instanceof Date && value instanceof Date) return old.getTime() !== value.getTime();
  if (value instanceof Expression) return true;
  return typeof old !== "object" || old === null || !field.isSame(old, value);
}

function differsFromWritten(
  value: unknown,
  field: Field,
  was: unknown,
  kind: DatabaseKind,
): boolean {
  const parameter = was instanceof WrittenCell ? was.parameter : was;
  if (value === null || value === undefined) return parameter !== null && parameter !== undefined;
  if (parameter === null || parameter === undefined || value instanceof Expression) return true;
  const write = storeWriterOf(field, kind);
  const now = write === undefined ? value : write(value as never);
  if (now === parameter) return false;
  if (now instanceof Date && parameter instanceof Date)
    return now.getTime() !== parameter.getTime();
  if (now instanceof Uint8Array && parameter instanceof Uint8Array)
    return Buffer.compare(now, parameter) !== 0;
  return !Array.isArray(now) || JSON.stringify(now) !== JSON.stringify(parameter);
}

/** Keeps how a row is now, after it has been written in full: as the driver took each value. */
export function keepAll(row: RowObject, meta: Meta, database: Database): void {
  const { kind } = database;
  row[RAW] = meta.fields.map((field) => parameterOf(row, field, kind));
  keepState(row, database);
}

/** The same where the parameters of the fields are at hand. */
export function keepParameters(
  row: RowObject,
  meta: Meta,
  database: Database,
  fields: readonly Field[],
  parameters: readonly unknown[],
): void {
  if (meta.parents.size > 0) return keepAll(row, meta, database);
  const { kind } = database;
  let next = 0;
  row[RAW] = meta.fields.map((field) =>
    fields[next] === field ? parameters[next++] : parameterOf(row, field, kind),
  );
  keepState(row, database);
}

/** The same for rows that were written together: relations are loaded for all of them at once. */
export function keepBatch(
  rows: readonly RowObject[],
  meta: Meta,
  database: Database,
  fields: readonly Field[],
  parameters: readonly unknown[],
): void {
  const { kind } = database;
  const shared = new ResultState(database, "peers", undefined);
  shared.setPeers(rows);
  const positions = meta.fields.map((field) => fields.indexOf(field));
  rows.forEach((row, index) => {
    const start = index * fields.length;
    row[RAW] = positions.map((position, place) =>
      position === -1 ? parameterOf(row, meta.fields[place]!, kind) : parameters[start + position],
    );
    if (row[STATE] === undefined) row[STATE] = shared;
    else keepState(row, database);
  });
}

function keepState(row: RowObject, database: Database): void {
  const state = row[STATE];
  if (state !== undefined && state.layout === undefined && state.database === database) return;
  const made = new ResultState(database, state?.fetchMode ?? "peers", undefined);
  made.setPeers([row]);
  row[STATE] = made;
}

/** Keeps how some fields of a row are now, after they have been written. */
export function keepSome(row: RowObject, meta: Meta, fields: readonly Field[]): void {
  const state = row[STATE];
  const raw = row[RAW];
  if (state === undefined || raw === undefined) return;
  const { kind } = state.database;
  const copy = [...raw];
  for (const { field, position } of cellsOf(meta, state)) {
    if (!fields.includes(field)) continue;
    const parameter = parameterOf(row, field, kind);
    copy[position] = state.layout === undefined ? parameter : new WrittenCell(parameter);
  }
  row[RAW] = copy;
}

function parameterOf(row: RowObject, field: Field, kind: DatabaseKind): unknown {
  const value = row[field.attribute];
  if (value === null || value === undefined) return null;
  if (value instanceof Expression) return undefined;
  const write = storeWriterOf(field, kind);
  return write === undefined ? value : write(value as never);
}
