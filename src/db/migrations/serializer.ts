/** Writes values as source: what fields, indexes, constraints and options are made of, so that a file says it and two of them can be compared. */

import { FlagonError } from "../../base/errors.ts";
import { LazyText } from "../../base/lazy.ts";
import { Decimal } from "../decimal.ts";
import { Expression } from "../expression.ts";
import { Field } from "../fields/field.ts";
import { JsonNull } from "../fields/json.ts";
import { Range } from "../range.ts";
import { Constraint, ExclusionConstraint, UniqueConstraint } from "../schema/constraints.ts";
import { Index } from "../schema/index-definition.ts";
import { SearchIndex } from "../schema/search-index.ts";
import { expressionSource } from "./expression-source.ts";
import { type FieldClass, partsOfField } from "./field-parts.ts";
import { arraySource, callSource, objectSource, type Source, textSource } from "./source.ts";

/** Names that source can use, and where they come from. */
export interface Names {
  /** The name of an export of Flagon's own. */
  flagon(name: string, entry?: string): string;
  /** The name of a function, a class or a value that some module exports; undefined where none is known. */
  exported(value: object): string | undefined;
  /** What stands for a value that cannot be written; undefined refuses it. */
  unknown?(value: object): string | undefined;
}

/**
 * Writes a value as source.
 *
 * @throws FlagonError `migrations.not-writable` for what no file can say.
 */
export function sourceOf(value: unknown, names: Names, where: string): Source {
  switch (typeof value) {
    case "string":
      return textSource(value);
    case "bigint":
      return `${value}n`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "function":
      return functionSource(value as () => unknown, names, where);
    case "object":
      return value === null ? "null" : objectOf(value, names, where);
    case "symbol":
      throw notWritable(value, where);
    default:
      return String(value);
  }
}

function objectOf(value: object, names: Names, where: string): Source {
  const known = names.exported(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return arraySource(value.map((item) => sourceOf(item, names, where)));
  const own = instanceSource(value, names, where);
  if (own !== undefined) return own;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const unknown = names.unknown?.(value);
    if (unknown === undefined) throw notWritable(value, where);
    return unknown;
  }
  return optionsSource(value as Record<string, unknown>, names, where);
}

/** An object of options; what is undefined is left out. */
export function optionsSource(
  options: Readonly<Record<string, unknown>>,
  names: Names,
  where: string,
  layout: { isBroken?: boolean } = {},
): Source {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return objectSource(
    given.map(([name, value]) => [name, sourceOf(value, names, where)] as const),
    layout,
  );
}

function instanceSource(value: object, names: Names, where: string): Source | undefined {
  if (value instanceof Field) return fieldSource(value, names, where);
  if (value instanceof Expression)
    return expressionSource(value, names, {
      where,
      sourceOf: (part) => sourceOf(part, names, where),
    });
  if (value instanceof Index) return indexSource(value, names, where);
  if (value instanceof Constraint) return constraintSource(value, names, where);
  if (value instanceof Date) return callSource("new Date", [textSource(value.toISOString())]);
  if (value instanceof Decimal)
    return callSource(`${names.flagon("Decimal")}.from`, [textSource(value.text)]);
  if (value instanceof Uint8Array) return callSource("new Uint8Array", [`[${value.join(", ")}]`]);
  if (value instanceof Range) return rangeSource(value, names, where);
  if (value === JsonNull) return names.flagon("JsonNull", "flagon/db/fields");
  if (value instanceof RegExp) return String(value);
  if (value instanceof LazyText) return textSource(String(value));
  return temporalText(value);
}

/** Days, times and durations are written as ISO text, which every field takes in their place. */
function temporalText(value: object): string | undefined {
  const tag = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  return tag?.startsWith("Temporal.") === true
    ? textSource((value as { toString(): string }).toString())
    : undefined;
}

function rangeSource(range: Range<unknown>, names: Names, where: string): Source {
  const name = names.flagon("Range", "flagon/db/fields");
  if (range.isEmpty) return `${name}.empty()`;
  const ends = [range.lower, range.upper].map((end) => sourceOf(end, names, where));
  return callSource(`new ${name}`, [...ends, textSource(range.bounds)]);
}

/** A field as a call of `f`, or of the class of the user's own. */
export function fieldSource(field: Field, names: Names, where: string): Source {
  const { factory, args, options } = partsOfField(field);
  const items = args.map((argument) => sourceOf(argument, names, where));
  if (Object.keys(options).length > 0) items.push(optionsSource(options, names, where));
  if (typeof factory === "string") return callSource(`${names.flagon("f")}.${factory}`, items);
  return callSource(`new ${className(factory, names, where)}`, items);
}

function className(Class: FieldClass, names: Names, where: string): string {
  const known = names.exported(Class);
  if (known !== undefined) return known;
  throw new FlagonError(`The class ${Class.name || "of the field"} cannot be found by a file.`, {
    code: "migrations.not-writable",
    where,
    mend: "Export it, by its own name, from a file in the blueprint's folder.",
  });
}

function indexSource(index: Index, names: Names, where: string): Source {
  if (!(index instanceof SearchIndex))
    return callSource(names.flagon("index"), [
      optionsSource(index.options as Record<string, unknown>, names, where),
    ]);
  const { fields = [], name } = index.options;
  const { config } = index;
  return callSource(names.flagon("searchIndex"), [
    ...fields.map(textSource),
    optionsSource({ name, ...(config !== "english" && { config }) }, names, where),
  ]);
}

function constraintSource(constraint: Constraint, names: Names, where: string): Source {
  let name = "check";
  if (constraint instanceof UniqueConstraint) name = "unique";
  else if (constraint instanceof ExclusionConstraint) name = "exclude";
  const options = constraint.options as unknown as Record<string, unknown>;
  return callSource(names.flagon(name), [optionsSource(options, names, where)]);
}

/** A function is imported where it is exported; one that gives the same plain value every time is written out. */
function functionSource(work: () => unknown, names: Names, where: string): Source {
  const known = names.exported(work);
  if (known !== undefined) return known;
  const constant = constantOf(work);
  if (constant !== undefined) {
    const source = sourceOf(constant, names, where);
    const isObject = !Array.isArray(constant) && typeof constant === "object" && constant !== null;
    return ["() => ", isObject ? ["(", source, ")"] : source];
  }
  const unknown = names.unknown?.(work);
  if (unknown !== undefined) return unknown;
  throw new FlagonError(
    `The function ${work.name === "" ? "without a name" : work.name} cannot be found by a file.`,
    {
      code: "migrations.not-writable",
      where,
      mend: "Declare it by a name of its own and export it from a file in the blueprint's folder, so that migrations can import it.",
    },
  );
}

/** What a function without arguments always gives, where that is plain; undefined where it is not. */
export function constantOf(work: (...given: never[]) => unknown): unknown {
  if (work.length > 0 || /^class\b/.test(Function.prototype.toString.call(work))) return undefined;
  try {
    const [one, other] = [work(), work()];
    return isPlain(one) && JSON.stringify(one) === JSON.stringify(other) ? one : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown): boolean {
  if (value === null || ["string", "boolean"].includes(typeof value)) return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.every(isPlain);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}

function notWritable(value: unknown, where: string): FlagonError {
  const name = typeof value === "object" && value !== null ? value.constructor?.name : undefined;
  return new FlagonError(`A value of ${name ?? typeof value} cannot be written into a file.`, {
    code: "migrations.not-writable",
    where,
    mend: "Give a plain value, or export the value by a name from a file in the blueprint's folder.",
  });
}
