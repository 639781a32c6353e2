/** What is asked of numbers: a multiple of something, so many digits and no more. */

import { decimalDigits } from "./formats.ts";
import { type Problem, problem } from "./issues.ts";

/** Whether `value - offset` is a multiple of `step`; doubles to within 1e-9, so that 0.3 is a multiple of 0.1. */
export function isMultiple(
  value: number | bigint,
  step: number | bigint,
  offset: number | bigint = 0,
): boolean {
  if (typeof value === "bigint") return (value - BigInt(offset)) % BigInt(step) === 0n;
  const size = Math.abs(Number(step));
  const rest = Math.abs(value - Number(offset)) % size;
  return Math.min(rest, size - rest) <= 1e-9;
}

/** What a decimal number must be like. */
export interface DecimalOptions {
  /** Digits in all. */
  maxDigits?: number;
  /** Digits after the point. */
  decimalPlaces?: number;
}

/** Says what is wrong with a decimal number: that it is none, or which digits are too many. */
export function decimalProblem(
  text: string,
  { maxDigits = Infinity, decimalPlaces = Infinity }: DecimalOptions,
): Problem | undefined {
  const digits = decimalDigits(text);
  if (digits === undefined) return problem("decimal");
  const { whole, places } = digits;
  if (whole + places > maxDigits) return problem("max_digits", { limit: maxDigits });
  if (places > decimalPlaces) return problem("max_decimal_places", { limit: decimalPlaces });
  const limit = decimalPlaces === Infinity ? Infinity : maxDigits - decimalPlaces;
  return whole > limit ? problem("max_whole_digits", { limit }) : undefined;
}
