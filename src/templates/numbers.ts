/** Numbers as Python has them: integers without a limit, floats that stay floats, booleans that count. */

import { TemplateTypeError, TemplateValueError } from "./errors.ts";
import { typeName } from "./printing.ts";
import { Undefined } from "./undefined.ts";
import { Float, toFloat } from "./values.ts";

/** A value of a template that is a number. */
export type Numeric = number | bigint | boolean | Float;

/** Tells whether a value is a number; booleans are. */
export function isNumeric(value: unknown): value is Numeric {
  const type = typeof value;
  return type === "number" || type === "bigint" || type === "boolean" || value instanceof Float;
}

/** Tells whether a number is a float. */
export function isFloat(value: Numeric): boolean {
  return value instanceof Float || (typeof value === "number" && !Number.isSafeInteger(value));
}

/** Gives an integer that JavaScript can count with, or a BigInt beyond 2^53. */
export function shrink(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** Gives the value as an integer number, for indexes and counts. @throws TemplateTypeError */
export function toIndex(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  if (value instanceof Undefined) throw Undefined.failure(value);
  throw new TemplateTypeError(`A whole number is needed, not a value of type ${typeName(value)}.`);
}

/** The operators of arithmetic. */
export type Arithmetic = "+" | "-" | "*" | "/" | "//" | "%" | "**";

/** Works out an operation on two numbers. @throws TemplateValueError on division by zero */
export function calculate(left: Numeric, operator: Arithmetic, right: Numeric): unknown {
  if (isFloat(left) || isFloat(right) || operator === "/") {
    return onFloats(Number(left), operator, Number(right));
  }
  if (operator === "**" && Number(right) < 0)
    return onFloats(Number(left), operator, Number(right));
  const quick = onSmall(Number(left), operator, Number(right));
  if (quick !== undefined) return quick;
  return shrink(onIntegers(BigInt(left as number), operator, BigInt(right as number)));
}

function onFloats(a: number, operator: Arithmetic, b: number): number | Float {
  switch (operator) {
    case "+":
      return toFloat(a + b);
    case "-":
      return toFloat(a - b);
    case "*":
      return toFloat(a * b);
    case "/":
      return toFloat(a / nonZero(b));
    case "//":
      return toFloat(Math.floor(a / nonZero(b)));
    case "%":
      return toFloat(floorMod(a, nonZero(b)));
    default:
      if (a === 0 && b < 0) throw new TemplateValueError("Zero has no negative power.");
      return toFloat(a ** b);
  }
}

/** Gives the result where it fits into a JavaScript integer, else undefined. */
function onSmall(a: number, operator: Arithmetic, b: number): number | undefined {
  const result = smallResult(a, operator, b);
  const exact = Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(result);
  return exact ? result + 0 : undefined;
}

function smallResult(a: number, operator: Arithmetic, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "//":
      return Math.floor(a / nonZero(b));
    case "%":
      return floorMod(a, nonZero(b));
    default:
      return a ** b;
  }
}

const LARGEST_POWER_BITS = 1_000_000;

function onIntegers(a: bigint, operator: Arithmetic, b: bigint): bigint {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "//": {
      const quotient = a / b;
      return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
    }
    case "%": {
      const rest = a % b;
      return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
    }
    default:
      // A power tower such as 9**9**9 would take minutes and all memory.
      if (BigInt(a.toString(2).length) * b > LARGEST_POWER_BITS) {
        throw new TemplateValueError("The power is too large to work out.");
      }
      return a ** b;
  }
}

function nonZero(divisor: number): number {
  if (divisor === 0) throw new TemplateValueError("A number cannot be divided by zero.");
  return divisor;
}

function floorMod(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** Gives the negative of a number. */
export function negate(value: Numeric): unknown {
  if (value instanceof Float) return new Float(-value.valueOf());
  return typeof value === "bigint" ? shrink(-value) : 0 - Number(value);
}
