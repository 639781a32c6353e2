/** What a column holds, as far as changing its type needs to know: a family of values and how far they go. */

import type { DatabaseKind } from "../backends/backend.ts";
import { BinaryField } from "../fields/binary.ts";
import { DateField, DateTimeField, TimeField } from "../fields/dates.ts";
import { DecimalField } from "../fields/decimals.ts";
import { DurationField } from "../fields/duration.ts";
import type { Field } from "../fields/field.ts";
import { GeneratedField } from "../fields/generated.ts";
import { IntegerField } from "../fields/integers.ts";
import { JsonField } from "../fields/json.ts";
import { GenericIpAddressField } from "../fields/network.ts";
import { BooleanField, FloatField } from "../fields/numbers.ts";
import { ForeignKey } from "../fields/relations.ts";
import { CharField, TextField } from "../fields/text.ts";
import { UuidField } from "../fields/uuid.ts";

/** The families of values. Those of one are written alike, whatever their limits. */
export type Family =
  | "integer"
  | "decimal"
  | "float"
  | "boolean"
  | "text"
  | "date"
  | "datetime"
  | "time"
  | "duration"
  | "uuid"
  | "json"
  | "binary"
  | "address"
  | "other";

/** What a column holds. */
export interface ColumnShape {
  family: Family;
  /** The type as the database declares it, without what makes numbers. */
  type: string;
  /** The most characters of a text; Infinity where there is no limit. */
  length: number;
  /** The least and the most of whole numbers. */
  range: readonly [least: bigint, most: bigint];
  /** Digits of decimals in front of the point, and behind it. */
  digits: number;
  places: number;
}

const FAMILIES: readonly (readonly [kind: abstract new (...args: never[]) => Field, Family])[] = [
  [IntegerField, "integer"],
  [DecimalField, "decimal"],
  [FloatField, "float"],
  [BooleanField, "boolean"],
  [CharField, "text"],
  [TextField, "text"],
  [DateTimeField, "datetime"],
  [DateField, "date"],
  [TimeField, "time"],
  [DurationField, "duration"],
  [UuidField, "uuid"],
  [JsonField, "json"],
  [BinaryField, "binary"],
  [GenericIpAddressField, "address"],
];

/** Tells what the column of a field holds. */
export function shapeOf(field: Field, kind: DatabaseKind): ColumnShape {
  if (field instanceof GeneratedField) return shapeOf(field.outputField, kind);
  const own = field instanceof ForeignKey ? field.valueField : field;
  const type = field.referenceType(kind) ?? "";
  const family = FAMILIES.find(([known]) => own instanceof known)?.[1] ?? "other";
  const isDecimal = own instanceof DecimalField;
  return {
    // A type of PostgreSQL that is written as text, but is none: citext, tsvector.
    family: family === "text" && !/char|text$/.test(type) ? "other" : family,
    type,
    length: Number(/char\((\d+)\)/.exec(type)?.[1] ?? Infinity),
    range: own instanceof IntegerField ? own.range(kind) : [0n, 0n],
    digits: isDecimal ? own.maxDigits - own.decimalPlaces : 0,
    places: isDecimal ? own.decimalPlaces : 0,
  };
}
