/** The field of exact decimal numbers. */

import { problem } from "../../base/issues.ts";
import { decimalProblem } from "../../base/number-limits.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { Decimal, type DecimalInput } from "../decimal.ts";
import { FlagonError } from "../../base/errors.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions, type Validator } from "./field.ts";
import { outOfRange, unreadable, wrongType } from "./refusals.ts";

/** What the field of decimals takes. */
export interface DecimalFieldOptions<T = unknown, V = T> extends FieldOptions<T, V> {
  /** Digits in all, before and behind the point. */
  maxDigits: number;
  /** Digits behind the point. */
  decimalPlaces: number;
}

/** SQLite holds decimals as numbers of 64 bits: so many digits come back as they went in. */
const SQLITE_DIGITS = 15;

/**
 * A decimal number that is exact to its last digit: a {@link Decimal}.
 *
 * It takes text, bigints and numbers, too. A number stands for its shortest text, and a digit too many is refused: 0.1 + 0.2 is
 * 0.30000000000000004, which has no place in a column with two.
 */
export class DecimalField<
  O = Decimal,
  I = O | DecimalInput,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "DecimalField";
  readonly maxDigits: number;
  readonly decimalPlaces: number;

  constructor({ maxDigits, decimalPlaces, ...options }: DecimalFieldOptions<unknown, never>) {
    super(options);
    if (!isCount(maxDigits, 1) || !isCount(decimalPlaces, 0) || decimalPlaces > maxDigits) {
      throw new FlagonError(
        "A decimal field needs maxDigits (up to 100), and decimalPlaces up to that.",
        {
          code: "db.bad-field",
          where: `f.decimal({ maxDigits: ${maxDigits}, decimalPlaces: ${decimalPlaces} })`,
          mend: "f.decimal({ maxDigits: 10, decimalPlaces: 2 }) holds up to 99,999,999.99.",
        },
      );
    }
    this.maxDigits = maxDigits;
    this.decimalPlaces = decimalPlaces;
  }

  columnType(database: DatabaseKind): string {
    if (database === "sqlite") return "decimal";
    return `numeric(${this.maxDigits}, ${this.decimalPlaces})`;
  }

  override reader(database: DatabaseKind): Convert | undefined {
    if (database === "sqlite") return (value: unknown) => this.fromSqlite(value);
    return (value: string) => {
      // NaN and Infinity are numbers of PostgreSQL.
      const last = value.charCodeAt(value.length - 1);
      if (last < 48 || last > 57) throw unreadable(this, value, "a finite number");
      return Decimal.trusted(value);
    };
  }

  /** Fifteen digits of a number of 64 bits are what was stored; what is behind them is its error. */
  protected fromSqlite(value: unknown): Decimal {
    if (typeof value === "number" && Math.abs(value) < 1e15) {
      const text = value.toFixed(this.decimalPlaces);
      if (Number(text) === value) return Decimal.trusted(text);
    }
    const isInexact = typeof value === "number" && !Number.isInteger(value);
    const found = Decimal.find(isInexact ? value.toPrecision(SQLITE_DIGITS) : value);
    if (found === undefined) throw unreadable(this, value, "a finite number");
    return found.round(this.decimalPlaces);
  }

  override normalizer(): Convert | undefined {
    return (value: unknown) => {
      const found = Decimal.find(value);
      if (found === undefined) throw wrongType(this, value, "a decimal number");
      return found;
    };
  }

  override writer(database: DatabaseKind): Convert | undefined {
    const normalize = this.normalizer() as (value: unknown) => Decimal;
    if (database !== "sqlite") return (value: unknown) => normalize(value).text;
    return (value: unknown) => normalize(value).toNumber();
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    const normalize = this.normalizer() as (value: unknown) => Decimal;
    return (value: unknown) => {
      const decimal = this.fitted(normalize(value));
      if (database !== "sqlite") return decimal.text;
      const { digits } = decimal.trimmed();
      if (significant(digits) > SQLITE_DIGITS) this.refuseDigits(decimal);
      return decimal.toNumber();
    };
  }

  /** The number with the field's places; a digit that has no place there is refused and not rounded away. */
  protected fitted(decimal: Decimal): Decimal {
    const { decimalPlaces, maxDigits } = this;
    const fitted = decimal.round(decimalPlaces);
    if (!fitted.equals(decimal)) {
      throw outOfRange(
        this,
        `${decimal.text} has more than ${decimalPlaces} digits behind the point.`,
        `Round it yourself: Decimal.from(value).round(${decimalPlaces}).`,
      );
    }
    if (fitted.abs().digits >= 10n ** BigInt(maxDigits)) {
      throw outOfRange(
        this,
        `${decimal.text} has more than ${maxDigits - decimalPlaces} digits before the point.`,
        "Make maxDigits larger, or check the value with fullClean().",
      );
    }
    return fitted;
  }

  protected refuseDigits({ text }: Decimal): never {
    throw outOfRange(
      this,
      `${text} has more than ${SQLITE_DIGITS} digits, which SQLite would not keep.`,
      "Use PostgreSQL or MySQL for such numbers, or a field of text.",
    );
  }

  override parse(value: unknown): unknown {
    const found = Decimal.find(value);
    if (found !== undefined) return found;
    throw new ValidationError({ ...problem("decimal"), code: "invalid" });
  }

  override ownValidators(): readonly Validator<never>[] {
    const { maxDigits, decimalPlaces } = this;
    return [(value: Decimal) => decimalProblem(value.text, { maxDigits, decimalPlaces })];
  }
}

function isCount(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= 100;
}

function significant(digits: bigint): number {
  const text = (digits < 0n ? -digits : digits).toString();
  return text.replace(/0{1,9999}$/, "").length;
}
