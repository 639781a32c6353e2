/** The fields that plain values in expressions are read and written as, where nobody says another one. */

import type { DatabaseKind } from "./backends/backend.ts";
import { Decimal } from "./decimal.ts";
import { BinaryField } from "./fields/binary.ts";
import { DateField, DateTimeField, TimeField } from "./fields/dates.ts";
import { DecimalField } from "./fields/decimals.ts";
import { DurationField } from "./fields/duration.ts";
import type { Convert, Field } from "./fields/field.ts";
import { AutoField, BigIntegerField, IntegerField } from "./fields/integers.ts";
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
    if (database === "postgres") return super.reader(database);
    return (value: number | string) => {
      const found = Decimal.find(typeof value === "number" ? plainDigits(value) : value);
      // MySQL fills worked out decimals up with zeros.
      return database === "mysql" ? found?.trimmed() : found;
    };
  }
}

/** The fifteen digits that a number of 64 bits surely has. */
function plainDigits(value: number): string {
  return String(Number(value.toPrecision(15)));
}

const WORKED_OUT = new WorkedOutDecimal({ maxDigits: DIGITS, decimalPlaces: 30 });

/** MySQL gives some numbers that were worked out as decimals: a sum of whole numbers, their quotients. */
class WorkedOutFloat extends FloatField {
  override reader(database: DatabaseKind): Convert | undefined {
    return database === "mysql" ? (value: number | string) => Number(value) : undefined;
  }
}

class WorkedOutInteger extends IntegerField {
  override reader(database: DatabaseKind): Convert | undefined {
    return database === "mysql" ? (value: number | string) => Number(value) : undefined;
  }
}

class WorkedOutBigInteger extends BigIntegerField {
  override reader(database: DatabaseKind): Convert | undefined {
    const read = super.reader(database) as (value: unknown) => unknown;
    if (database !== "mysql") return read;
    return (value: unknown) => {
      if (typeof value !== "string") return read(value);
      return /^-?\d+$/.test(value) ? read(BigInt(value)) : Number(value);
    };
  }
}

const FLOAT = new WorkedOutFloat();
const SMALL = new WorkedOutInteger();
const NUMBER = new WorkedOutBigInteger({ mode: "number" });
const BIGINT = new WorkedOutBigInteger();

/** The field that reads an expression of a kind: the column's own, but for numbers that were worked out. */
export function fieldOfResult(field: Field | undefined): Field | undefined {
  if (field instanceof DecimalField) return WORKED_OUT;
  switch (field?.constructor) {
    case FloatField:
      return FLOAT;
    case IntegerField:
    case AutoField:
      return SMALL;
    case BigIntegerField:
      return (field as BigIntegerField).mode === "bigint" ? BIGINT : NUMBER;
    default:
      return field;
  }
}
