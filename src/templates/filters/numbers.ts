/** Filters on numbers. */

import { FilterArgumentError, TemplateTypeError, TemplateValueError } from "../errors.ts";
import { isNumeric, shrink } from "../numbers.ts";
import { absolute } from "../operators.ts";
import { formatFloat, str, typeName } from "../printing.ts";
import type { AnyFunction } from "../signatures.ts";
import { Undefined } from "../undefined.ts";
import { Float, toFloat } from "../values.ts";

const INTEGER = /^\s*[-+]?\d+(?:_\d+)*\s*$/;
const FLOAT = /^\s*[-+]?(?:(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?|nan)\s*$/i;

function toInteger(value: unknown, other: unknown = 0, base: unknown = 10): unknown {
  if (value instanceof Undefined) throw Undefined.failure(value);
  if (typeof value === "bigint") return value;
  if (isNumeric(value)) return integral(Number(value), other);
  const text = str(value);
  if (typeof value === "object" && value !== null && Array.isArray(value)) return other;
  if (text.length > MOST_DIGITS) return other;
  const whole = base === 10 ? undefined : inBase(text, Number(base));
  if (whole !== undefined) return whole;
  if (base === 10 && INTEGER.test(text))
    return shrink(BigInt(text.replaceAll("_", "").trim().replace(/^\+/, "")));
  return FLOAT.test(text) ? integral(parseFloatText(text), other) : other;
}

/** Python refuses to read longer numbers, which take quadratic time (CVE-2020-10735). */
const MOST_DIGITS = 4300;

/** Gives the whole number that a text is in a base, or undefined. */
function inBase(text: string, base: number): unknown {
  const [, sign = "", rest = ""] =
    /^([-+]?)(.*)$/s.exec(text.trim().toLowerCase().replaceAll("_", "")) ?? [];
  const prefix = { 2: "0b", 8: "0o", 16: "0x" }[base];
  const digits = prefix !== undefined && rest.startsWith(prefix) ? rest.slice(2) : rest;
  const known = "0123456789abcdefghijklmnopqrstuvwxyz".slice(0, base);
  if (digits === "" || [...digits].some((digit) => !known.includes(digit))) return undefined;
  const size = [...digits].reduce(
    (sum, digit) => sum * BigInt(base) + BigInt(known.indexOf(digit)),
    0n,
  );
  return shrink(sign === "-" ? -size : size);
}

function integral(value: number, other: unknown): unknown {
  if (!Number.isFinite(value)) return other;
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole);
}

function parseFloatText(text: string): number {
  const plain = text.trim().toLowerCase().replaceAll("_", "");
  if (plain.includes("nan")) return Number.NaN;
  if (plain.includes("inf")) return plain.startsWith("-") ? -Infinity : Infinity;
  return Number(plain);
}

function toFloatValue(value: unknown, other: unknown = new Float(0)): unknown {
  if (value instanceof Undefined) throw Undefined.failure(value);
  if (isNumeric(value)) return toFloat(Number(value));
  const text = str(value);
  return FLOAT.test(text) ? toFloat(parseFloatText(text)) : other;
}

function round(value: unknown, precision: unknown = 0, method: unknown = "common"): unknown {
  if (method !== "common" && method !== "ceil" && method !== "floor") {
    throw new FilterArgumentError('The method is "common", "ceil" or "floor".');
  }
  const places = Number(precision);
  if (value instanceof Undefined) throw Undefined.failure(value);
  if (!isNumeric(value)) {
    throw new TemplateTypeError(`A number is needed, not a value of type ${typeName(value)}.`);
  }
  const number = Number(value);
  if (method === "common") {
    if (Number.isInteger(number) && !(value instanceof Float)) {
      const whole = typeof value === "boolean" ? number : value;
      return places >= 0 ? whole : roundTens(number, places);
    }
    return toFloat(roundHalfEven(number, places));
  }
  const factor = 10 ** places;
  return toFloat(Math[method](number * factor) / factor);
}

function roundTens(value: number, places: number): number {
  return roundHalfEven(value, places) + 0;
}

/** Rounds the exact value of a float; a half goes to the even neighbour. */
function roundHalfEven(value: number, places: number): number {
  if (!Number.isFinite(value) || places > 22) return value;
  if (places > 0) {
    const low = Number(value.toFixed(Math.min(100, places)));
    // toFixed rounds the exact binary value; only exact halves differ, and they need few digits.
    const scaled = value * 10 ** places;
    const isHalf =
      Math.abs(scaled % 1) === 0.5 &&
      scaled / 10 ** places === value &&
      Number.isInteger(value * 2 ** 30);
    if (!isHalf) return low;
    return halfEven(scaled) / 10 ** places;
  }
  const factor = 10 ** -places;
  const tens = halfEven(value / factor) * factor;
  return tens === 0 && (value < 0 || Object.is(value, -0)) ? -0 : tens;
}

function halfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  const even = floor % 2 === 0 ? floor : floor + 1;
  return even === 0 && value < 0 ? -0 : even;
}

const DECIMAL_UNITS = ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const BINARY_UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

function fileSize(value: unknown, binary: unknown = false): string {
  const number = toFloatValue(value, null);
  if (number === null) {
    throw new TemplateValueError(
      `A number of bytes is needed, not a value of type ${typeName(value)}.`,
    );
  }
  const size = Number(number);
  const base = binary === true ? 1024 : 1000;
  const units = binary === true ? BINARY_UNITS : DECIMAL_UNITS;
  if (size === 1) return "1 Byte";
  if (size < base) return `${Math.trunc(size)} Bytes`;
  let unit = base;
  for (const name of units) {
    if (size < unit * base || name === units.at(-1)) return `${(size / unit).toFixed(1)} ${name}`;
    unit *= base;
  }
  return formatFloat(size);
}

/** The filters with their parameters. */
export const NUMBER_FILTERS: Record<string, [string, AnyFunction]> = {
  abs: ["x", absolute],
  int: ["value default? base?", toInteger],
  float: ["value default?", toFloatValue],
  round: ["value precision? method?", round],
  filesizeformat: ["value binary?", fileSize],
};
