/** The fields that plain values in expressions are read and written as, where nobody says another one. */

import type { DatabaseKind } from "./backends/backend.ts";
import { Decimal } from "./decimal.ts";
import { BinaryField } from "./fields/binary.ts";
import { DateField, DateTimeField, TimeField } from "./fields/dates.ts";
import { DecimalField } from "./fields/decimals.ts";
import { DurationField } from "./fields/duration.ts";
import type { Convert, Field } from "./fields/field.ts";
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

/** A decimal that was worked out: the column's places are no measure for it. */
class WorkedOutDecimal extends DecimalField {
  override reader(database: DatabaseKind): Convert | undefined {
    if (database !== "sqlite") return super.reader(database);
    return (value: number | string) =>
      Decimal.find(typeof value === "number" ? plainDigits(value) : value);
  }
}

/** The fifteen digits that a number of 64 bits surely has. */
function plainDigits(value: number): string {
  return String(Number(value.toPrecision(15)));
}

const WORKED_OUT = new WorkedOutDecimal({ maxDigits: DIGITS, decimalPlaces: 30 });

/** The field that reads an expression of a kind: the column's own, but for what was worked out from decimals. */
export function fieldOfResult(field: Field | undefined): Field | undefined {
  return field instanceof DecimalField ? WORKED_OUT : field;
}
