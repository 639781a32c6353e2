/** The fields that plain values in expressions are read and written as, where nobody says another one. */

import { BinaryField } from "./fields/binary.ts";
import { DateField, DateTimeField, TimeField } from "./fields/dates.ts";
import { DecimalField } from "./fields/decimals.ts";
import { DurationField } from "./fields/duration.ts";
import type { Field } from "./fields/field.ts";
import { BigIntegerField, IntegerField } from "./fields/integers.ts";
import { JsonField } from "./fields/json.ts";
import { BooleanField, FloatField } from "./fields/numbers.ts";
import { TextField } from "./fields/text.ts";
import type { SqlKind } from "./values.ts";

/** The most digits that a decimal written in an expression may have. */
const DIGITS = 65;

const FIELDS: Partial<Record<SqlKind, Field>> = {
  integer: new IntegerField(),
  bigint: new BigIntegerField({ mode: "number" }),
  float: new FloatField(),
  text: new TextField(),
  boolean: new BooleanField(),
  datetime: new DateTimeField(),
  binary: new BinaryField(),
  decimal: new DecimalField({ maxDigits: DIGITS, decimalPlaces: 30 }),
  date: new DateField(),
  time: new TimeField(),
  duration: new DurationField(),
  json: new JsonField(),
};

/** The field of a kind of value. */
export function fieldOfKind(kind: SqlKind): Field | undefined {
  return FIELDS[kind];
}
