/**
 * Decimal numbers, exact to the last digit: a whole number and how many of its digits are behind the point.
 *
 * Worked example: `12.50` is the whole number 1250 with two places, and stays `12.50` when it is shown.
 */

import { FlagonError } from "../base/errors.ts";

/** What a {@link Decimal} can be made of. A number stands for its shortest text: 0.1 is 0.1. */
export type DecimalInput = Decimal | string | number | bigint;

/**
 * Where a digit goes that there is no place for. `halfEven` is Python's and the banks': what is in the middle goes to the even digit.
 */
export type Rounding = "halfEven" | "halfUp" | "halfDown" | "up" | "down" | "floor" | "ceil";

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i;
/** More than any column holds; a longer text is an attack on memory. */
const LONGEST = 20_000;
const MOST_EXPONENT = 6000;

/**
 * A decimal number without rounding errors. It never changes; each operation gives another.
 *
 * Sums, differences and products are exact. A quotient is rounded to the places that are asked for. The places of a number are kept:
 * `Decimal.from("1.10").toString()` is `1.10`, and it equals `1.1`.
 *
 * @example
 * Decimal.from("0.1").plus("0.2").toString(); // "0.3"
 * Decimal.from("10.00").dividedBy(3, { places: 2 }).toString(); // "3.33"
 */
export class Decimal {
  /** The number as text. It is the only property that can be seen, so that comparing objects compares numbers. */
  readonly text: string;
  /** Read from the text when they are wanted: most numbers that come from a database are only shown. */
  #digits: bigint | undefined;
  #places: number;

  private constructor(text: string, digits: bigint | undefined, places: number) {
    this.text = text;
    this.#digits = digits;
    this.#places = places;
  }

  /** The number 0. */
  static readonly ZERO: Decimal = new Decimal("0", 0n, 0);

  /**
   * Gives the decimal of a text, a number or a bigint; a Decimal as it is.
   *
   * @throws FlagonError `db.no-decimal` where it is none: no digits, NaN, an infinity.
   */
  static from(value: DecimalInput): Decimal {
    const found = Decimal.find(value);
    if (found !== undefined) return found;
    throw new FlagonError(`${JSON.stringify(String(value).slice(0, 40))} is no decimal number.`, {
      code: "db.no-decimal",
      mend: 'Write digits with a point: Decimal.from("1234.50").',
    });
  }

  /** As `from`; undefined where the value is no decimal number. */
  static find(value: unknown): Decimal | undefined {
    if (value instanceof Decimal) return value;
    if (typeof value === "bigint") return Decimal.ofDigits(value, 0);
    if (typeof value === "number") return Number.isFinite(value) ? read(String(value)) : undefined;
    return typeof value === "string" ? read(value.trim()) : undefined;
  }

  /** Gives the decimal of digits without a point, of which the last `places` are behind it: `ofDigits(1250n, 2)` is 12.50. */
  static ofDigits(digits: bigint, places: number): Decimal {
    return new Decimal(write(digits, places), digits, places);
  }

  /** For readers: `text` is `-?digits[.digits]` as a database writes it, and is taken as it is. */
  static trusted(text: string): Decimal {
    return new Decimal(text, undefined, 0);
  }

  /** Below zero, zero or above, as `a` is less than, equal to or more than `b`: for sorting. */
  static compare(a: DecimalInput, b: DecimalInput): -1 | 0 | 1 {
    const [x, y] = aligned(Decimal.from(a), Decimal.from(b));
    return x < y ? -1 : x > y ? 1 : 0;
  }

  /** All digits as a whole number: 1250n for 12.50. */
  get digits(): bigint {
    return (this.#digits ??= this.#read());
  }

  /** How many digits are behind the point, zeros at the end too. */
  get places(): number {
    this.#digits ??= this.#read();
    return this.#places;
  }

  /** Below zero, zero or above. */
  get sign(): -1 | 0 | 1 {
    const { digits } = this;
    return digits < 0n ? -1 : digits > 0n ? 1 : 0;
  }

  /** Gives the sum. */
  plus(other: DecimalInput): Decimal {
    const that = Decimal.from(other);
    const [x, y] = aligned(this, that);
    return Decimal.ofDigits(x + y, Math.max(this.places, that.places));
  }

  /** Gives the difference. */
  minus(other: DecimalInput): Decimal {
    return this.plus(Decimal.from(other).negated());
  }

  /** Gives the product, with the places of both. */
  times(other: DecimalInput): Decimal {
    const that = Decimal.from(other);
    return Decimal.ofDigits(this.digits * that.digits, this.places + that.places);
  }

  /**
   * Gives the quotient, rounded to `places` digits behind the point.
   *
   * @throws FlagonError `db.division-by-zero`
   */
  dividedBy(
    divisor: DecimalInput,
    { places, rounding = "halfEven" }: { places: number; rounding?: Rounding },
  ): Decimal {
    const that = Decimal.from(divisor);
    if (that.digits === 0n) {
      throw new FlagonError(`${this.text} was to be divided by zero.`, {
        code: "db.division-by-zero",
        mend: "Look at the divisor first: its sign is 0 when it is zero.",
      });
    }
    const shift = places + that.places - this.places;
    const above = shift >= 0 ? this.digits * power(shift) : this.digits;
    const below = shift >= 0 ? that.digits : that.digits * power(-shift);
    return Decimal.ofDigits(divide(above, below, rounding), places);
  }

  /** Gives the number with exactly `places` digits behind the point. */
  round(places: number, rounding: Rounding = "halfEven"): Decimal {
    const shift = places - this.places;
    if (shift === 0) return this;
    if (shift > 0) return Decimal.ofDigits(this.digits * power(shift), places);
    return Decimal.ofDigits(divide(this.digits, power(-shift), rounding), places);
  }

  /** Gives the number with the other sign. */
  negated(): Decimal {
    return Decimal.ofDigits(-this.digits, this.places);
  }

  /** Gives the number without its sign. */
  abs(): Decimal {
    return this.digits < 0n ? this.negated() : this;
  }

  /** Whether it is the same number, however many places it is written with. */
  equals(other: DecimalInput): boolean {
    return Decimal.compare(this, other) === 0;
  }

  /** Whether it is less than the other. */
  lessThan(other: DecimalInput): boolean {
    return Decimal.compare(this, other) < 0;
  }

  /** Whether it is more than the other. */
  greaterThan(other: DecimalInput): boolean {
    return Decimal.compare(this, other) > 0;
  }

  /** Gives the number without zeros at the end: 12.5 for 12.50. */
  trimmed(): Decimal {
    let { digits, places } = this;
    while (places > 0 && digits % 10n === 0n) {
      digits /= 10n;
      places -= 1;
    }
    return Decimal.ofDigits(digits, places);
  }

  /** Gives the nearest number of 64 bits: for charts and measures, not for money. */
  toNumber(): number {
    return Number(this.text);
  }

  /** Writes it with all its places and without an exponent. */
  toString(): string {
    return this.text;
  }

  /** In JSON it is text, since readers of JSON make floating-point numbers of numbers. */
  toJSON(): string {
    return this.text;
  }

  /** `<` and `+` would compare and add texts, or round. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.text;
    throw new FlagonError(`The decimal ${this.text} was used with an operator.`, {
      code: "db.decimal-operator",
      mend: "Use plus, minus, times, dividedBy, equals, lessThan, greaterThan or Decimal.compare; toNumber() rounds.",
    });
  }

  #read(): bigint {
    const { text } = this;
    const point = text.indexOf(".");
    if (point === -1) return BigInt(text);
    this.#places = text.length - point - 1;
    return BigInt(text.slice(0, point) + text.slice(point + 1));
  }
}

function read(text: string): Decimal | undefined {
  const found = text.length > LONGEST ? null : FORM.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = found;
  if (whole === "" && fraction === "") return undefined;
  const shift = Number(exponent);
  if (Math.abs(shift) > MOST_EXPONENT) return undefined;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const places = fraction.length - shift;
  return places >= 0
    ? Decimal.ofDigits(digits, places)
    : Decimal.ofDigits(digits * power(-places), 0);
}

function write(digits: bigint, places: number): string {
  if (places === 0) return digits.toString();
  const sign = digits < 0n ? "-" : "";
  const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, "0");
  return `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** The digits of both with as many places as the one that has more. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  if (a.places === b.places) return [a.digits, b.digits];
  const places = Math.max(a.places, b.places);
  return [a.digits * power(places - a.places), b.digits * power(places - b.places)];
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

function divide(above: bigint, below: bigint, rounding: Rounding): bigint {
  const isNegative = above < 0n !== below < 0n;
  const [x, y] = [above < 0n ? -above : above, below < 0n ? -below : below];
  const whole = x / y;
  const rest = x % y;
  const isAway = rest !== 0n && goesAway(rounding, { rest: rest * 2n, y, whole, isNegative });
  const size = isAway ? whole + 1n : whole;
  return isNegative ? -size : size;
}

/** Whether a quotient with something left over goes to the next number away from zero. */
function goesAway(
  rounding: Rounding,
  { rest, y, whole, isNegative }: { rest: bigint; y: bigint; whole: bigint; isNegative: boolean },
): boolean {
  switch (rounding) {
    case "up":
      return true;
    case "down":
      return false;
    case "floor":
      return isNegative;
    case "ceil":
      return !isNegative;
    case "halfUp":
      return rest >= y;
    case "halfDown":
      return rest > y;
    case "halfEven":
      return rest > y || (rest === y && whole % 2n === 1n);
  }
}
