/** Schemas for numbers: any, whole, big and decimal ones; and for true and false. */

import { type Context, INVALID } from "./context.ts";
import type { Validator } from "../base/issues.ts";
import { type DecimalOptions, decimalProblem, isMultiple } from "../base/number-limits.ts";
import { compact } from "./json-schema.ts";
import { type Run, Schema } from "./schema.ts";
import { textSchema, wrongType } from "./strings.ts";

/** What a number must be like. */
export interface NumberOptions<N extends number | bigint = number> {
  min?: N;
  max?: N;
  greaterThan?: N;
  lessThan?: N;
  /** Must be a multiple of this, counted from `min` where there is one. */
  step?: N;
  /** Take numbers written as text also in JSON. Default false: text is for query, form, headers and cookies. */
  coerce?: boolean;
  validators?: readonly Validator<N>[];
}

/** Decimal writing only: no hexadecimal, no blanks, no `Infinity`, not more digits than any double has. */
const NUMBER = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,3})?$/;
const INTEGER = /^[+-]?\d{1,400}$/;

/**
 * A finite number.
 *
 * @example
 * number({ min: 0, max: 5 });
 */
export function number(options: NumberOptions = {}): Schema<number> {
  const read = (text: string): unknown => (NUMBER.test(text) ? Number(text) : text);
  const run = numberRun(options, {
    expected: "a number",
    read,
    test: Number.isFinite,
    code: "not_finite",
  });
  return new Schema<number>({ run, json: () => describe("number", options) });
}

/**
 * A whole number that a double holds exactly (up to 2^53 - 1). For larger ones there is {@link bigint}.
 *
 * @example
 * integer({ min: 1 });
 */
export function integer(options: NumberOptions = {}): Schema<number> {
  const read = (text: string): unknown => (INTEGER.test(text) ? Number(text) : text);
  const run = numberRun(options, {
    expected: "a whole number",
    read,
    test: Number.isSafeInteger,
    code: "not_integer",
  });
  return new Schema<number>({ run, json: () => describe("integer", options) });
}

interface NumberKind {
  expected: string;
  read: (text: string) => unknown;
  test: (value: number) => boolean;
  code: "not_finite" | "not_integer";
}

function numberRun(options: NumberOptions, { expected, read, test, code }: NumberKind): Run {
  const { min = -Infinity, max = Infinity, coerce = false } = options;
  const check = limitCheck(options);
  const isSimple =
    options.greaterThan === undefined &&
    options.lessThan === undefined &&
    options.step === undefined &&
    options.validators === undefined;
  return (value, context) => {
    const found = typeof value === "number" ? value : fromText(value, context, coerce, read);
    if (typeof found !== "number") return wrongType(value, context, expected);
    if (!test(found)) return context.fail(Number.isInteger(found) ? "unsafe_integer" : code);
    if (isSimple && found >= min && found <= max) return found;
    return check(found, context);
  };
}

/** Gives what the text of a query or a form means; anything else comes back as it is. */
function fromText(
  value: unknown,
  context: Context,
  always: boolean,
  read: (text: string) => unknown,
): unknown {
  const first: unknown = context.coerce && Array.isArray(value) ? value[0] : value;
  return (context.coerce || always) && typeof first === "string" ? read(first) : first;
}

function limitCheck<N extends number | bigint>(options: NumberOptions<N>) {
  const { min, max, greaterThan, lessThan, validators = [] } = options;
  return (value: N, context: Context): N | typeof INVALID => {
    const start = context.findings.length;
    if (min !== undefined && value < min) context.fail("min_value", { limit: min });
    if (max !== undefined && value > max) context.fail("max_value", { limit: max });
    if (greaterThan !== undefined && value <= greaterThan) {
      context.fail("greater_than", { limit: greaterThan });
    }
    if (lessThan !== undefined && value >= lessThan) context.fail("less_than", { limit: lessThan });
    checkStep(value, context, options);
    for (const validator of validators) {
      const said = validator(value);
      if (said !== undefined) context.report(said);
    }
    return context.findings.length === start ? value : INVALID;
  };
}

function checkStep<N extends number | bigint>(
  value: N,
  context: Context,
  { step, min }: NumberOptions<N>,
): void {
  if (step === undefined || isMultiple(value, step, min)) return;
  if (min === undefined) context.fail("step_size", { step });
  else context.fail("step_size_offset", { step, offset: min });
}

/** A whole number of any size. In JSON it is a number where that is exact, else text. */
export function bigint(
  options: NumberOptions<bigint> = {},
): Schema<bigint, bigint | number | string> {
  const check = limitCheck(options);
  const run: Run = (value, context) => {
    const first: unknown = context.coerce && Array.isArray(value) ? value[0] : value;
    if (typeof first === "bigint") return check(first, context);
    if (typeof first === "string" && INTEGER.test(first)) return check(BigInt(first), context);
    if (typeof first !== "number") return wrongType(value, context, "a whole number");
    if (Number.isSafeInteger(first)) return check(BigInt(first), context);
    return context.fail(Number.isInteger(first) ? "unsafe_integer" : "not_integer");
  };
  return new Schema({ run, json: () => describe("integer", options) });
}

/**
 * A decimal number as text (`"19.90"`), which keeps every digit; a number in JSON becomes its text.
 *
 * Money and measures want this: a double cannot hold 0.1.
 */
export function decimal(options: DecimalOptions = {}): Schema<string, string | number> {
  const text = textSchema<string>({}, (value, context) => checkDecimal(value, context, options), {
    pattern: "^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?$",
  });
  const { run } = text.parts;
  return new Schema<string, string | number>({
    ...text.parts,
    run: (value, context) =>
      run(typeof value === "number" && Number.isFinite(value) ? String(value) : value, context),
  });
}

function checkDecimal(text: string, context: Context, options: DecimalOptions): unknown {
  const said = decimalProblem(text, options);
  return said === undefined ? text : context.report(said);
}

const TRUE = new Set(["true", "1", "on", "yes"]);
const FALSE = new Set(["false", "0", "off", "no"]);

/** True or false; as text also `1 0 on off yes no`, in any case. */
export function boolean(): Schema<boolean> {
  const run: Run = (value, context) => {
    if (typeof value === "boolean") return value;
    const first: unknown = context.coerce && Array.isArray(value) ? value[0] : value;
    if (context.coerce && typeof first === "string") {
      const word = first.toLowerCase();
      if (TRUE.has(word)) return true;
      if (FALSE.has(word)) return false;
    }
    return wrongType(value, context, "true or false");
  };
  return new Schema<boolean>({ run, json: () => ({ type: "boolean" }) });
}

function describe<N extends number | bigint>(type: string, options: NumberOptions<N>) {
  const plain = (value: N | undefined) => (value === undefined ? undefined : Number(value));
  return compact({
    type,
    minimum: plain(options.min),
    maximum: plain(options.max),
    exclusiveMinimum: plain(options.greaterThan),
    exclusiveMaximum: plain(options.lessThan),
    multipleOf:
      options.min === undefined || Number(options.min) === 0 ? plain(options.step) : undefined,
  });
}
