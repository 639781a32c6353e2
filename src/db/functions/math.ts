/** Mathematics on columns. Decimals stay decimals, other numbers become floating ones, unless the sentence says otherwise. */

import { FlagonError } from "../../base/errors.ts";
import type { Expression } from "../expression.ts";
import { DecimalField } from "../fields/decimals.ts";
import { FloatField } from "../fields/numbers.ts";
import type { CallWriter, FuncOptions } from "../func.ts";
import { operand, reference } from "../references.ts";
import type { Measured, PathsOf, ValueOf } from "../typing/expressions.ts";
import type { TermOf } from "../typing/terms.ts";
import { FLOAT, made, type NumericOf, numericType, type SameOf } from "./arguments.ts";

/** What two numbers give. */
type OfTwo<X, Y> = TermOf<Measured<ValueOf<X> | ValueOf<Y>>, PathsOf<X> | PathsOf<Y>>;

/** A function whose result is floating, or decimal where a value is. */
function numeric<T>(name: string, values: readonly unknown[], on?: FuncOptions["on"]): T {
  const own = on?.postgres ?? name;
  return made(
    {
      function: name,
      output: numericType,
      on: {
        ...on,
        postgres: (compiler, sqls, parts) => {
          const call =
            typeof own === "string" ? `${own}(${sqls.join(", ")})` : own(compiler, sqls, parts);
          return numericType(parts) === FLOAT
            ? `(${call})::double precision`
            : `(${call})::numeric`;
        },
      },
    },
    values.map(reference),
  );
}

/** A function whose result is of the type of its value. */
function same<T>(name: string, value: unknown): T {
  return made({ function: name }, [reference(value)]);
}

/** PostgreSQL has some functions for its exact numbers alone. */
function exact(name: string): CallWriter {
  return (_compiler, sqls, parts) =>
    `${name}(${sqls.map((sql, index) => (isFloating(parts[index]!) ? `(${sql})::numeric` : sql)).join(", ")})`;
}

function isFloating(part: Expression): boolean {
  return part.outputField instanceof FloatField;
}

/** The value without its sign, of the same type. */
export function abs<const X>(value: X): SameOf<X> {
  return same("ABS", value);
}

/** The angle whose cosine the value is, in radians. */
export function acos<const X>(value: X): NumericOf<X> {
  return numeric("ACOS", [value]);
}

/** The angle whose sine the value is, in radians. */
export function asin<const X>(value: X): NumericOf<X> {
  return numeric("ASIN", [value]);
}

/** The angle whose tangent the value is, in radians. */
export function atan<const X>(value: X): NumericOf<X> {
  return numeric("ATAN", [value]);
}

/** The angle of the point (x, y), in radians. */
export function atan2<const Y, const X>(y: Y, x: X): OfTwo<Y, X> {
  return numeric("ATAN2", [y, x]);
}

/** The smallest whole number that is not smaller, of the same type. */
export function ceil<const X>(value: X): SameOf<X> {
  return same("CEILING", value);
}

/** The cosine of an angle in radians. */
export function cos<const X>(value: X): NumericOf<X> {
  return numeric("COS", [value]);
}

/** The cotangent of an angle in radians. */
export function cot<const X>(value: X): NumericOf<X> {
  return numeric("COT", [value], { sqlite: (_compiler, [sql]) => `(1.0 / TAN(${sql}))` });
}

/** An angle in degrees, from radians. */
export function degrees<const X>(value: X): NumericOf<X> {
  return numeric("DEGREES", [value]);
}

/** e to the power of the value. */
export function exp<const X>(value: X): NumericOf<X> {
  return numeric("EXP", [value]);
}

/** The largest whole number that is not larger, of the same type. */
export function floor<const X>(value: X): SameOf<X> {
  return same("FLOOR", value);
}

/** The natural logarithm. */
export function ln<const X>(value: X): NumericOf<X> {
  return numeric("LN", [value]);
}

/** The logarithm of `value` to the base `base`. */
export function log<const B, const X>(base: B, value: X): OfTwo<B, X> {
  return numeric("LOG", [base, value], {
    postgres: (_compiler, sqls) => `LOG(${sqls.map((sql) => `(${sql})::numeric`).join(", ")})`,
  });
}

/** The remainder of a division; it has the sign of `value`. */
export function mod<const X, const Y>(value: X, divisor: Y): OfTwo<X, Y> {
  return numeric("MOD", [value, divisor], { postgres: exact("MOD") });
}

/** The number pi. */
export function pi(): TermOf<number> {
  return made({ function: "PI", output: FLOAT }, []);
}

/** `base` to the power of `exponent`. */
export function power<const X, const Y>(base: X, exponent: Y): OfTwo<X, Y> {
  return numeric("POWER", [base, exponent]);
}

/** An angle in radians, from degrees. */
export function radians<const X>(value: X): NumericOf<X> {
  return numeric("RADIANS", [value]);
}

/** A number by chance, from 0 up to but not including 1; another one for each row. */
export function random(): TermOf<number> {
  return made(
    { function: "RANDOM", output: FLOAT, on: { sqlite: "flagon_random", mysql: "RAND" } },
    [],
  );
}

/**
 * The value rounded to so many places behind the point, of the same type. Default 0.
 *
 * @throws FlagonError `db.not-supported` on SQLite for places below zero.
 */
export function round<const X>(value: X, places: unknown = 0): SameOf<X> {
  const isNegative = typeof places === "number" && places < 0;
  return made(
    {
      function: "ROUND",
      detail: isNegative ? "-" : "",
      on: {
        postgres: (_compiler, [sql, digits], [source]) =>
          source!.outputField instanceof DecimalField
            ? `ROUND(${sql}, ${digits})`
            : `ROUND((${sql})::numeric, ${digits})::double precision`,
        // Halves of floating numbers would go to the even side.
        mysql: (_compiler, [sql, digits], [source]) =>
          isFloating(source!)
            ? `CASE WHEN ABS(${sql}) < 1e15 THEN ROUND(CAST(${sql} AS DECIMAL(65, 20)), ${digits}) + 0e0 ELSE ${sql} END`
            : `ROUND(${sql}, ${digits})`,
        sqlite: (_compiler, [sql, digits]) => {
          if (isNegative) throw negativePlaces();
          return `ROUND(${sql}, ${digits})`;
        },
      },
    },
    [reference(value), operand(places)],
  );
}

function negativePlaces(): FlagonError {
  return new FlagonError("SQLite rounds to places behind the point only.", {
    code: "db.wrong-type",
    where: "round(…)",
    mend: "Give 0 or more places; divide, round and multiply for tens and hundreds.",
  });
}

/** -1, 0 or 1: the sign of the value, of the same type. */
export function sign<const X>(value: X): SameOf<X> {
  return same("SIGN", value);
}

/** The sine of an angle in radians. */
export function sin<const X>(value: X): NumericOf<X> {
  return numeric("SIN", [value]);
}

/** The square root. */
export function sqrt<const X>(value: X): NumericOf<X> {
  return numeric("SQRT", [value]);
}

/** The tangent of an angle in radians. */
export function tan<const X>(value: X): NumericOf<X> {
  return numeric("TAN", [value]);
}
