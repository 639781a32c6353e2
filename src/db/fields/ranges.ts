/** The fields of ranges on PostgreSQL. */

import type { DatabaseKind } from "../backends/backend.ts";
import { fromText, parseRange, quote, toText } from "../postgres-text.ts";
import { type Bounds, Range } from "../range.ts";
import { ValidationError } from "../validation.ts";
import { DateField, DateTimeField } from "./dates.ts";
import { DecimalField } from "./decimals.ts";
import { type Convert, Field, type FieldOptions } from "./field.ts";
import { namedAs } from "./generated.ts";
import { BigIntegerField, IntegerField } from "./integers.ts";
import { onPostgres } from "./postgres.ts";
import { unreadable, wrongType } from "./refusals.ts";

/** Column type, and the field of the ends. */
const KINDS = {
  IntegerRangeField: ["int4range", () => new IntegerField()],
  BigIntegerRangeField: ["int8range", () => new BigIntegerField()],
  DecimalRangeField: ["numrange", () => new DecimalEnd()],
  DateRangeField: ["daterange", () => new DateField()],
  DateTimeRangeField: ["tstzrange", () => new DateTimeField()],
} as const satisfies Record<string, readonly [string, () => Field]>;

/** Django's names of the fields of ranges. */
export type RangeKindName = keyof typeof KINDS;

/** The ends of a `numrange` have no limit on their digits. */
class DecimalEnd extends DecimalField {
  constructor() {
    super({ maxDigits: 100, decimalPlaces: 0 });
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    return this.writer(database);
  }

  override ownValidators(): [] {
    return [];
  }
}

type Each = (value: unknown) => unknown;

/** A {@link Range} of numbers, days or instants. It takes `[lower, upper]`, too: up to, but not with, the upper one. */
export class RangeField<
  O = Range<unknown>,
  I = O | readonly [lower: unknown, upper: unknown],
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: RangeKindName;
  /** The field of its ends. */
  readonly inner: Field;

  constructor(options: FieldOptions<unknown, never>, kind: RangeKindName) {
    super(options);
    this.kind = kind;
    this.inner = KINDS[kind][1]();
  }

  override copy(): this {
    return Object.assign(super.copy(), { inner: this.inner.copy() });
  }

  columnType(database: DatabaseKind): string {
    return onPostgres(this, database, KINDS[this.kind][0]);
  }

  override reader(database: DatabaseKind): Convert | undefined {
    const read = namedAs(this, this.inner).reader(database) as Each | undefined;
    const type = this.inner.columnType("postgres") ?? "text";
    const end = (text: string | null): unknown => {
      if (text === null) return null;
      const value = fromText(type, text);
      return read === undefined ? value : read(value);
    };
    return (value: string) => {
      const found = parseRange(value);
      if (found === undefined) throw unreadable(this, value, "a range");
      if (found === "empty") return Range.empty();
      return new Range(end(found.lower), end(found.upper), found.bounds as Bounds);
    };
  }

  override normalizer(): Convert | undefined {
    const normalize = namedAs(this, this.inner).normalizer() as Each | undefined;
    const end = (value: unknown): unknown =>
      value === null || normalize === undefined ? value : normalize(value);
    return (value: unknown) => {
      const range = this.rangeOf(value);
      return range.isEmpty ? range : new Range(end(range.lower), end(range.upper), range.bounds);
    };
  }

  override writer(database: DatabaseKind): Convert | undefined {
    return this.writerOf(namedAs(this, this.inner).writer(database) as Each | undefined);
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    return this.writerOf(namedAs(this, this.inner).storeWriter(database) as Each | undefined);
  }

  protected writerOf(write: Each | undefined): Convert {
    const end = (value: unknown): string => {
      if (value === null) return "";
      return quote(toText(write === undefined ? value : write(value)));
    };
    return (value: unknown) => {
      const { isEmpty, lower, upper, bounds } = this.rangeOf(value);
      return isEmpty ? "empty" : `${bounds[0]}${end(lower)},${end(upper)}${bounds[1]}`;
    };
  }

  protected rangeOf(value: unknown): Range<unknown> {
    if (value instanceof Range) return value;
    if (Array.isArray(value) && value.length === 2) return new Range<unknown>(value[0], value[1]);
    throw wrongType(this, value, "a Range or [lower, upper]");
  }

  override parse(value: unknown): unknown {
    const isPair = Array.isArray(value) && value.length === 2;
    if (!isPair && !(value instanceof Range)) throw new ValidationError("This is not valid.");
    const range = value instanceof Range ? value : new Range<unknown>(value[0], value[1]);
    if (range.isEmpty) return range;
    const end = (item: unknown): unknown => (item === null ? null : this.inner.clean(item));
    return new Range(end(range.lower), end(range.upper), range.bounds);
  }
}
