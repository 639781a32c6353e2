/** The conversions of each field, made once: the same function for the same field and database, so that parameters can be shared. */

import type { DatabaseKind } from "./backends/backend.ts";
import type { Convert, Field } from "./fields/field.ts";

/** The conversions of one field for one kind of database. */
interface Codec {
  readonly reader: Convert | undefined;
  readonly writer: Convert | undefined;
  readonly storeWriter: Convert | undefined;
}

const known: Record<DatabaseKind, WeakMap<Field, Codec>> = {
  sqlite: new WeakMap(),
  postgres: new WeakMap(),
  mysql: new WeakMap(),
};

function codecOf(field: Field, kind: DatabaseKind): Codec {
  const found = known[kind].get(field);
  if (found !== undefined) return found;
  const writer = field.writer(kind);
  const made = { reader: field.reader(kind), writer, storeWriter: field.storeWriter(kind) };
  known[kind].set(field, made);
  return made;
}

/** How a field's values are read; undefined where they stay as the driver gives them. */
export function readerOf(field: Field, kind: DatabaseKind): Convert | undefined {
  return codecOf(field, kind).reader;
}

/** How a field's values are written to be compared. */
export function writerOf(field: Field, kind: DatabaseKind): Convert | undefined {
  return codecOf(field, kind).writer;
}

/** How a field's values are written to be stored. */
export function storeWriterOf(field: Field, kind: DatabaseKind): Convert | undefined {
  return codecOf(field, kind).storeWriter;
}
