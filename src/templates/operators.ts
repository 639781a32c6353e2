/** The operators of the template language on every kind of value. */

import { SafeHtml } from "../base/safe-html.ts";
import { TemplateTypeError } from "./errors.ts";
import { type Arithmetic, calculate, isNumeric, negate, toIndex } from "./numbers.ts";
import { assertLength, look } from "./limits.ts";
import { formatPercent } from "./percent-format.ts";
import { esc, str, typeName } from "./printing.ts";
import { isPending, promiseError } from "./promises.ts";
import { Undefined } from "./undefined.ts";
import { toFloat, Tuple } from "./values.ts";

/** Gives `left + right`: the sum of numbers, the joint text or list. */
export function add(left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum) && Number.isSafeInteger(left)) return sum;
    return calculate(left, "+", right);
  }
  if (typeof left === "string" && typeof right === "string") {
    assertLength(left.length + right.length);
    return left + right;
  }
  if (isNumeric(left) && isNumeric(right)) return calculate(left, "+", right);
  if (left instanceof SafeHtml || right instanceof SafeHtml) {
    if (isText(left) && isText(right)) return new SafeHtml(esc(left) + esc(right));
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    assertLength(left.length + right.length);
    if (left instanceof Tuple && right instanceof Tuple) {
      return Tuple.fromList([...left, ...right] as unknown[]);
    }
    if (!(left instanceof Tuple) && !(right instanceof Tuple)) {
      return [...left, ...right] as unknown[];
    }
  }
  throw unsupported(left, "+", right);
}

/** Gives `left * right`: the product of numbers, the repeated text or list. */
export function multiply(left: unknown, right: unknown): unknown {
  if (isNumeric(left) && isNumeric(right)) return calculate(left, "*", right);
  if (isRepeatable(left) && isWhole(right)) return repeat(left, toIndex(right));
  if (isRepeatable(right) && isWhole(left)) return repeat(right, toIndex(left));
  throw unsupported(left, "*", right);
}

/** Gives the result of the other operators of arithmetic; `%` formats where its left side is a text. */
export function arithmetic(left: unknown, operator: Arithmetic, right: unknown): unknown {
  if (isNumeric(left) && isNumeric(right)) return calculate(left, operator, right);
  if (operator === "%" && isText(left)) return formatPercent(left, right);
  throw unsupported(left, operator, right);
}

/** Gives `-value`. */
export function minus(value: unknown): unknown {
  if (isNumeric(value)) return negate(value);
  throw unsupportedUnary("-", value);
}

/** Gives `+value`. */
export function plus(value: unknown): unknown {
  if (isNumeric(value)) return typeof value === "boolean" ? Number(value) : value;
  throw unsupportedUnary("+", value);
}

/** Joins texts as `~` does: as HTML where the escaping is on and one part is HTML. */
export function concat(values: readonly unknown[], autoescape: boolean): unknown {
  if (!autoescape || !values.some((value) => value instanceof SafeHtml)) {
    return joined(values.map(str), "");
  }
  return new SafeHtml(joined(values.map(esc), ""));
}

/** Joins texts, unless the whole would be too long. @throws TemplateLimitError */
export function joined(texts: readonly string[], mark: string): string {
  let length = mark.length * Math.max(0, texts.length - 1);
  for (const text of texts) length += text.length;
  assertLength(length);
  return texts.join(mark);
}

/** Adds up as `sum` does, where `+` is all that is needed. */
export function sumOf(values: Iterable<unknown>, start: unknown): unknown {
  let total = start;
  for (const value of values) {
    if (typeof value === "object") look();
    total = add(total, value);
  }
  return total;
}

/** Gives the absolute value of a number. */
export function absolute(value: unknown): unknown {
  if (!isNumeric(value)) throw unsupportedUnary("abs", value);
  if (typeof value === "bigint") return value < 0n ? -value : value;
  if (typeof value === "number") return Math.abs(value);
  return typeof value === "boolean" ? Number(value) : toFloat(Math.abs(Number(value)));
}

function isText(value: unknown): value is string | SafeHtml {
  return typeof value === "string" || value instanceof SafeHtml;
}

function isRepeatable(value: unknown): value is string | SafeHtml | unknown[] {
  return isText(value) || Array.isArray(value);
}

function isWhole(value: unknown): boolean {
  return typeof value === "boolean" || (typeof value === "number" && Number.isInteger(value));
}

function repeat(value: string | SafeHtml | unknown[], times: number): unknown {
  const count = Math.max(0, times);
  const size = Array.isArray(value) ? value.length : value.toString().length;
  assertLength(size * count);
  if (value instanceof SafeHtml) return new SafeHtml(value.toString().repeat(count));
  if (typeof value === "string") return value.repeat(count);
  const items = Array.from({ length: count }, () => value).flat();
  return value instanceof Tuple ? Tuple.fromList(items) : items;
}

function unsupported(left: unknown, operator: string, right: unknown): Error {
  for (const value of [left, right]) {
    if (value instanceof Undefined) return Undefined.failure(value);
    if (isPending(value)) return promiseError();
  }
  return new TemplateTypeError(
    `"${operator}" does not work between a value of type ${typeName(left)} and one of type ${typeName(right)}.`,
  );
}

function unsupportedUnary(operator: string, value: unknown): Error {
  if (value instanceof Undefined && operator !== "abs") return Undefined.failure(value);
  return new TemplateTypeError(
    `"${operator}" does not work on a value of type ${typeName(value)}.`,
  );
}
