/** Values that no field stands beside: what `value(…)` in an expression becomes for the driver. */

import type { Convert, Field } from "../fields/field.ts";
import { BinaryField } from "../fields/binary.ts";
import { DateField, DateTimeField, TimeField } from "../fields/dates.ts";
import { DecimalField } from "../fields/decimals.ts";
import { DurationField } from "../fields/duration.ts";
import { JsonField } from "../fields/json.ts";
import type { SqlKind } from "../values.ts";
import type { DatabaseKind } from "./backend.ts";

const FIELDS: Partial<Record<SqlKind, Field>> = {
  datetime: new DateTimeField(),
  binary: new BinaryField(),
  decimal: new DecimalField({ maxDigits: 65, decimalPlaces: 30 }),
  date: new DateField(),
  time: new TimeField(),
  duration: new DurationField(),
  json: new JsonField(),
};

/** How a plain value of a kind is written for a database. */
export function plainWriter(kind: SqlKind, database: DatabaseKind): Convert | undefined {
  return FIELDS[kind]?.writer(database);
}
