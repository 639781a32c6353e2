/** The conversions of each field, made once: the same function for the same field and database, so that parameters can be shared. */

import type { DatabaseKind } from "./backends/backend.ts";
import type { Convert, Field } from "./fields/field.ts";

type Way = "reader" | "writer" | "storeWriter";

const known = new WeakMap<Field, Partial<Record<`${Way} ${DatabaseKind}`, Convert | undefined>>>();

function codec(field: Field, way: Way, kind: DatabaseKind): Convert | undefined {
  let codecs = known.get(field);
  if (codecs === undefined) known.set(field, (codecs = {}));
  const key = `${way} ${kind}` as const;
  if (!(key in codecs)) codecs[key] = field[way](kind);
  return codecs[key];
}

/** How a field's values are read; undefined where they stay as the driver gives them. */
export function readerOf(field: Field, kind: DatabaseKind): Convert | undefined {
  return codec(field, "reader", kind);
}

/** How a field's values are written to be compared. */
export function writerOf(field: Field, kind: DatabaseKind): Convert | undefined {
  return codec(field, "writer", kind);
}

/** How a field's values are written to be stored. */
export function storeWriterOf(field: Field, kind: DatabaseKind): Convert | undefined {
  return codec(field, "storeWriter", kind);
}
