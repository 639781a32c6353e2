/** The tests that stand after `is`. */

import { SafeHtml } from "../base/safe-html.ts";
import { contains, type Order, ordered } from "./comparing.ts";
import { equals, isDict } from "./dicts.ts";
import { TemplateTypeError } from "./errors.ts";
import { type Evaluation, withEvaluation } from "./evaluation.ts";
import { isIterable } from "./iteration.ts";
import { isFloat, isNumeric } from "./numbers.ts";
import { arithmetic } from "./operators.ts";
import { isCallable } from "./plain-calls.ts";
import { str, typeName } from "./printing.ts";
import { type AnyFunction, signed } from "./signatures.ts";
import { Undefined } from "./undefined.ts";
import { DictView, Range } from "./values.ts";

function isUndefined(value: unknown): boolean {
  return value === undefined || value instanceof Undefined;
}

function remainder(value: unknown, divisor: unknown): unknown {
  if (!isNumeric(value) && !(value instanceof Undefined)) {
    throw new TemplateTypeError(`A number is needed, not a value of type ${typeName(value)}.`);
  }
  return arithmetic(value, "%", divisor);
}

function isSequence(value: unknown): boolean {
  return (
    typeof value === "string" ||
    Array.isArray(value) ||
    isDict(value) ||
    value instanceof SafeHtml ||
    value instanceof Range ||
    value instanceof Undefined
  );
}

function isWalkable(value: unknown): boolean {
  if (value instanceof Undefined) Undefined.touch(value);
  return isIterable(value) || value instanceof DictView;
}

function order(operator: Order): (left: unknown, right: unknown) => boolean {
  return (left, right) => ordered(left, operator, right);
}

function isText(value: unknown): value is string | SafeHtml {
  return typeof value === "string" || value instanceof SafeHtml;
}

function letters(value: unknown): string {
  return isText(value) ? value.toString() : str(value);
}

const TESTS: Record<string, [string, AnyFunction]> = {
  defined: ["value", (value: unknown) => !isUndefined(value)],
  undefined: ["value", isUndefined],
  none: ["value", (value: unknown) => value === null],
  boolean: ["value", (value: unknown) => typeof value === "boolean"],
  true: ["value", (value: unknown) => value === true],
  false: ["value", (value: unknown) => value === false],
  number: ["value", isNumeric],
  integer: [
    "value",
    (value: unknown) => isNumeric(value) && typeof value !== "boolean" && !isFloat(value),
  ],
  float: ["value", (value: unknown) => isNumeric(value) && isFloat(value)],
  string: ["value", isText],
  mapping: ["value", isDict],
  sequence: ["value", isSequence],
  iterable: ["value", isWalkable],
  callable: ["value", isCallable],
  sameas: ["value other", (value: unknown, other: unknown) => Object.is(value, other)],
  escaped: ["value", (value: unknown) => value instanceof SafeHtml],
  lower: [
    "value",
    (value: unknown) =>
      letters(value) === letters(value).toLowerCase() && /\p{L}/u.test(letters(value)),
  ],
  upper: [
    "value",
    (value: unknown) =>
      letters(value) === letters(value).toUpperCase() && /\p{L}/u.test(letters(value)),
  ],
  odd: ["value", (value: unknown) => equals(remainder(value, 2), 1)],
  even: ["value", (value: unknown) => equals(remainder(value, 2), 0)],
  divisibleby: [
    "value num",
    (value: unknown, divisor: unknown) => equals(remainder(value, divisor), 0),
  ],
  in: ["value seq", (value: unknown, container: unknown) => contains(container, value)],
  eq: ["value other", equals],
  ne: ["value other", (value: unknown, other: unknown) => !equals(value, other)],
  lt: ["value other", order("<")],
  le: ["value other", order("<=")],
  gt: ["value other", order(">")],
  ge: ["value other", order(">=")],
};

const ALIASES: Record<string, string> = {
  equalto: "eq",
  "==": "eq",
  "!=": "ne",
  lessthan: "lt",
  "<": "lt",
  "<=": "le",
  greaterthan: "gt",
  ">": "gt",
  ">=": "ge",
};

/** Gives the tests of a new environment. */
export function builtInTests(): Map<string, AnyFunction> {
  const tests = new Map(
    Object.entries(TESTS).map(([name, [parameters, test]]) => [name, signed(parameters, test)]),
  );
  for (const [alias, name] of Object.entries(ALIASES)) tests.set(alias, tests.get(name)!);
  const has = (kind: "filters" | "tests") =>
    signed(
      "value",
      withEvaluation((evaluation: Evaluation, name: unknown) =>
        evaluation.environment[kind].has(str(name)),
      ),
    );
  return tests.set("filter", has("filters")).set("test", has("tests"));
}
