/** Fields of whole numbers: small, usual, big, positive ones, and the automatic keys. */

import { problem } from "../../base/issues.ts";
import { maxValue, minValue } from "../../base/validators.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions, type Validator } from "./field.ts";
import { outOfRange, wrongType } from "./refusals.ts";

/** Column type by database, then the least and the most that it holds. */
interface IntegerKind {
  types: Readonly<Record<DatabaseKind, string>>;
  range: readonly [least: bigint, most: bigint];
  /** MySQL's unsigned columns hold more than those of the others. */
  mysqlMost?: bigint;
  isPositive?: boolean;
}

const BIG = 2n ** 63n;
const TYPES = {
  small: { sqlite: "smallint", postgres: "smallint", mysql: "smallint" },
  usual: { sqlite: "integer", postgres: "integer", mysql: "integer" },
  big: { sqlite: "bigint", postgres: "bigint", mysql: "bigint" },
} as const;

/** By the kind's name: what Django's `data_types` and `integer_field_ranges` say. */
const KINDS = {
  SmallIntegerField: { types: TYPES.small, range: [-32_768n, 32_767n] },
  IntegerField: { types: TYPES.usual, range: [-2_147_483_648n, 2_147_483_647n] },
  BigIntegerField: { types: TYPES.big, range: [-BIG, BIG - 1n] },
  PositiveSmallIntegerField: {
    types: { sqlite: "smallint unsigned", postgres: "smallint", mysql: "smallint UNSIGNED" },
    range: [0n, 32_767n],
    mysqlMost: 65_535n,
    isPositive: true,
  },
  PositiveIntegerField: {
    types: { sqlite: "integer unsigned", postgres: "integer", mysql: "integer UNSIGNED" },
    range: [0n, 2_147_483_647n],
    mysqlMost: 4_294_967_295n,
    isPositive: true,
  },
  PositiveBigIntegerField: {
    types: { sqlite: "bigint unsigned", postgres: "bigint", mysql: "bigint UNSIGNED" },
    range: [0n, BIG - 1n],
    mysqlMost: 2n ** 64n - 1n,
    isPositive: true,
  },
} as const satisfies Record<string, IntegerKind>;

/** Django's names of the fields of whole numbers. */
export type IntegerKindName = keyof typeof KINDS;

/** What fields of whole numbers take. */
export type IntegerOptions<T = number, V = T> = FieldOptions<T, V>;

/** A whole number. */
export class IntegerField<
  O = number,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string;
  protected readonly integerKind: IntegerKind;

  constructor(
    options: IntegerOptions<unknown, never> = {},
    kind: IntegerKindName = "IntegerField",
  ) {
    super(options);
    this.kind = kind;
    this.integerKind = KINDS[kind];
  }

  columnType(database: DatabaseKind): string | null {
    return this.integerKind.types[database];
  }

  override columnCheck(_database: DatabaseKind, column: string): string | undefined {
    return this.integerKind.isPositive === true ? `${column} >= 0` : undefined;
  }

  /** The least and the most that the column of a database holds. SQLite would hold more; its columns keep to what PostgreSQL's hold. */
  range(database: DatabaseKind): readonly [least: bigint, most: bigint] {
    const { range, mysqlMost } = this.integerKind;
    return database === "mysql" && mysqlMost !== undefined ? [range[0], mysqlMost] : range;
  }

  override writer(database: DatabaseKind): Convert | undefined {
    // What no column of the database can hold cannot be a parameter either.
    const most = database === "mysql" ? 2n * BIG : BIG;
    return (value: unknown) => {
      if (typeof value === "number" && Number.isSafeInteger(value)) return value;
      if (typeof value !== "bigint") throw wrongType(this, value, "a whole number", mendOf(value));
      if (value < most && value >= -BIG) return value;
      throw outOfRange(this, `The number ${value} has more than 64 bits.`);
    };
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    const write = this.writer(database) as (value: unknown) => number | bigint;
    const [least, most] = this.range(database);
    // Comparing a number with a bigint is slow; where a double has the limit exactly, it is one.
    const [from, to] = [exact(least), exact(most)];
    return (value: unknown) => {
      const written = write(value);
      if (written >= from && written <= to) return written;
      throw outOfRange(
        this,
        `The number ${written} does not fit the column, which holds ${least} to ${most}.`,
        "Use a field for larger numbers (f.bigInteger), or check the value with fullClean().",
      );
    };
  }

  override parse(value: unknown): unknown {
    if (typeof value === "bigint" || Number.isSafeInteger(value)) return this.heldAs(value);
    if (typeof value === "string" && /^\s*[+-]?\d{1,40}\s*$/.test(value)) {
      return this.heldAs(BigInt(value.trim().replace(/^\+/, "")));
    }
    throw new ValidationError({ ...problem("not_integer"), code: "invalid" });
  }

  /** The value as rows hold it: a number here, a bigint in big fields. */
  protected heldAs(value: unknown): unknown {
    const fits = typeof value === "bigint" && value <= MOST_SAFE && value >= -MOST_SAFE;
    return fits && !this.holdsBigInts ? Number(value) : value;
  }

  /** Whether rows hold bigints. */
  protected get holdsBigInts(): boolean {
    return false;
  }

  override ownValidators(): readonly Validator<never>[] {
    const [least, most] = this.integerKind.range;
    return [minValue<number | bigint>(least), maxValue<number | bigint>(most)];
  }

  override isSame(a: unknown, b: unknown): boolean {
    return a === b || String(a) === String(b);
  }
}

const MOST_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function exact(limit: bigint): number | bigint {
  return limit <= MOST_SAFE && limit >= -MOST_SAFE ? Number(limit) : limit;
}

function mendOf(value: unknown): string | undefined {
  if (typeof value !== "number") return undefined;
  if (!Number.isInteger(value)) return "Round it first, or use f.float or f.decimal.";
  return "A number is exact up to 2^53 - 1: give larger ones as bigint (12345678901234567890n).";
}

/** What fields of big whole numbers take. */
export interface BigIntegerOptions<T = bigint | number, V = T> extends FieldOptions<T, V> {
  /** Whether rows hold bigints or numbers. Numbers past 2^53 - 1 are refused where they are read then. Default `"bigint"`. */
  mode?: "bigint" | "number";
}

/** A whole number of 64 bits. Rows hold a bigint, or a number with `mode: "number"`. */
export class BigIntegerField<
  O = bigint,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends IntegerField<O, I, Optional, Traits> {
  readonly mode: "bigint" | "number";

  constructor(
    { mode = "bigint", ...options }: BigIntegerOptions<unknown, never> = {},
    kind: "BigIntegerField" | "PositiveBigIntegerField" = "BigIntegerField",
  ) {
    super(options, kind);
    this.mode = mode;
  }

  protected override get holdsBigInts(): boolean {
    return this.mode === "bigint";
  }

  override reader(_database: DatabaseKind): Convert | undefined {
    if (this.mode === "bigint") {
      return (value: number | bigint) => (typeof value === "bigint" ? value : BigInt(value));
    }
    return (value: number | bigint) => (typeof value === "number" ? value : this.toNumber(value));
  }

  override normalizer(): Convert | undefined {
    return this.reader("sqlite");
  }

  protected toNumber(value: bigint): number {
    if (value <= MOST_SAFE && value >= -MOST_SAFE) return Number(value);
    throw outOfRange(
      this,
      `The column holds ${value}, which a JavaScript number cannot hold exactly.`,
      'Leave out mode: "number", so that rows hold bigints.',
    );
  }
}

const AUTO_TYPES = {
  SmallAutoField: { postgres: "smallserial", mysql: "smallint" },
  AutoField: { postgres: "serial", mysql: "integer" },
  BigAutoField: { postgres: "bigserial", mysql: "bigint" },
} as const;

/** The kind of number behind an automatic key. */
const AUTO_NUMBERS = {
  SmallAutoField: "SmallIntegerField",
  AutoField: "IntegerField",
  BigAutoField: "BigIntegerField",
} as const;

/** A key that the database counts up by itself. Rows hold a number; a bigint only where it is past 2^53 - 1. */
export class AutoField<
  O = number,
  I = O,
  Optional extends boolean = true,
  Traits = { primaryKey: true },
> extends IntegerField<O, I, Optional, Traits> {
  override readonly kind: keyof typeof AUTO_TYPES;

  constructor(
    options: IntegerOptions<unknown, never> = {},
    kind: keyof typeof AUTO_TYPES = "AutoField",
  ) {
    super({ primaryKey: true, ...options }, AUTO_NUMBERS[kind]);
    this.kind = kind;
  }

  override get isAuto(): boolean {
    return true;
  }

  override get isBlank(): boolean {
    return true;
  }

  override columnType(database: DatabaseKind): string {
    if (database === "sqlite") return "integer";
    const { postgres, mysql } = AUTO_TYPES[this.kind];
    return database === "postgres" ? postgres : `${mysql} AUTO_INCREMENT`;
  }

  /** `AUTOINCREMENT` keeps SQLite from giving the number of a deleted row again. */
  override columnSuffix(database: DatabaseKind): string {
    return database === "sqlite" ? "AUTOINCREMENT" : "";
  }

  override referenceType(database: DatabaseKind): string | null {
    return super.columnType(database);
  }
}
