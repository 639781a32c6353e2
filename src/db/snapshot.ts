/** How a row was when it came from the database: what has changed since is what `save()` writes. */

import type { Database } from "./backends/backend.ts";
import { readerOf, storeWriterOf } from "./codecs.ts";
import type { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import { Expression } from "./expression.ts";
import { RAW, ResultState, type RowObject, STATE } from "./row-state.ts";

/** A cell that was written and not read: it is as the driver took it. */
class WrittenCell {
  readonly parameter: unknown;

  constructor(parameter: unknown) {
    this.parameter = parameter;
  }
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
  const { kind } = state.database;
  const changed: Field[] = [];
  const { layout } = state;
  if (layout === undefined) {
    meta.fields.forEach((field, index) => {
      if (differs(row, field, raw[index], kind)) changed.push(field);
    });
    return changed;
  }
  for (const [field, position] of layout.fields) {
    if (differs(row, field, raw[position], kind)) changed.push(field);
  }
  if (!layout.complete) {
    const read = new Set(layout.fields.map(([field]) => field));
    for (const field of meta.fields)
      if (!read.has(field) && Object.hasOwn(row, field.attribute)) changed.push(field);
  }
  return changed;
}

function differs(row: RowObject, field: Field, cell: unknown, kind: Database["kind"]): boolean {
  const value = row[field.attribute];
  if (value === null || value === undefined)
    return cell instanceof WrittenCell ? cell.parameter !== null : cell !== null;
  if (cell === null || value instanceof Expression) return true;
  if (cell instanceof WrittenCell) return differsFromWritten(value, field, cell.parameter, kind);
  const read = readerOf(field, kind);
  if (read === undefined) return value !== cell;
  const old = read(cell as never);
  if (old === value) return false;
  return typeof old !== "object" || old === null || !field.isSame(old, value);
}

function differsFromWritten(
  value: unknown,
  field: Field,
  parameter: unknown,
  kind: Database["kind"],
): boolean {
  if (parameter === null) return true;
  const write = storeWriterOf(field, kind);
  const now = write === undefined ? value : write(value as never);
  if (now === parameter) return false;
  if (now instanceof Date && parameter instanceof Date)
    return now.getTime() !== parameter.getTime();
  if (now instanceof Uint8Array && parameter instanceof Uint8Array)
    return Buffer.compare(now, parameter) !== 0;
  return !Array.isArray(now) || JSON.stringify(now) !== JSON.stringify(parameter);
}

/** Keeps how a row is now, after it has been written in full. */
export function keepAll(row: RowObject, meta: Meta, database: Database): void {
  const { kind } = database;
  row[RAW] = meta.fields.map((field) => cellOf(row, field, kind));
  const state = row[STATE];
  if (state === undefined || state.layout !== undefined || state.database !== database) {
    const made = new ResultState(database, state?.fetchMode ?? "peers", undefined);
    made.setPeers([row]);
    row[STATE] = made;
  }
}

/** Keeps how some fields of a row are now, after they have been written. */
export function keepSome(row: RowObject, meta: Meta, fields: readonly Field[]): void {
  const state = row[STATE];
  const raw = row[RAW];
  if (state === undefined || raw === undefined) return;
  const { layout } = state;
  const copy = [...raw];
  for (const field of fields) {
    const position =
      layout === undefined
        ? meta.fields.indexOf(field)
        : layout.fields.find(([known]) => known === field)?.[1];
    if (position !== undefined) copy[position] = cellOf(row, field, state.database.kind);
  }
  row[RAW] = copy;
}

function cellOf(row: RowObject, field: Field, kind: Database["kind"]): unknown {
  const value = row[field.attribute];
  if (value === null || value === undefined) return null;
  if (value instanceof Expression) return undefined;
  const write = storeWriterOf(field, kind);
  return new WrittenCell(write === undefined ? value : write(value as never));
}
