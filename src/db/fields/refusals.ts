/** The errors of values that a field does not take, does not hold, or cannot read. */

import { FlagonError } from "../../base/errors.ts";
import { DataError } from "../errors.ts";

/** A field as far as its errors name it. */
export interface Placed {
  readonly place: string;
}

/** Says that a value is of the wrong type; `wanted` follows "takes": "a whole number". */
export function wrongType(
  { place }: Placed,
  value: unknown,
  wanted: string,
  mend?: string,
): FlagonError {
  return new FlagonError(`The field takes ${wanted}, and got ${describeValue(value)}.`, {
    code: "db.wrong-type",
    where: place,
    mend: mend ?? mendOf(value, wanted),
  });
}

function mendOf(value: unknown, wanted: string): string {
  if (value === undefined) return "Give it a value, or leave the condition or the field out.";
  return typeof value === "string"
    ? `Turn the text into ${wanted} first; what visitors send goes through a form or a schema.`
    : `Give ${wanted}.`;
}

/** Says that a value of the right type does not fit the column. */
export function outOfRange({ place }: Placed, what: string, mend?: string): DataError {
  return new DataError(what, {
    code: "db.out-of-range",
    where: place,
    ...(mend !== undefined && { mend }),
  });
}

/** Says that the database holds something that is no value of the field. */
export function unreadable({ place }: Placed, value: unknown, wanted: string): DataError {
  return new DataError(`The column holds ${describeValue(value)}, which is not ${wanted}.`, {
    code: "db.unreadable-value",
    where: place,
    mend: "Mend the row with an UPDATE, or give the model a field that can hold it.",
  });
}

/** Says what a value is, in words, with a short text of it: `the text "abc"`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `the text ${JSON.stringify(shortened(value))}`;
    case "number":
      return `the number ${value}`;
    case "bigint":
      return `the number ${shortened(String(value))}n`;
    case "undefined":
      return "undefined";
    case "boolean":
      return String(value);
    case "function":
      return `the function ${value.name === "" ? "(no name)" : value.name}`;
    case "symbol":
      return "a symbol";
    default:
      return describeObject(value as object | null);
  }
}

function describeObject(value: object | null): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "an invalid Date" : `the Date ${value.toISOString()}`;
  }
  const name: unknown = (value.constructor as { name?: unknown } | undefined)?.name;
  if (typeof name !== "string" || name === "" || name === "Object") return "an object";
  return `a value of ${shortened(name)}`;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
