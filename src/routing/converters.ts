/** Converters: what a param takes from a path, what it becomes, and how it is written back. */

import { FlagonError } from "../base/errors.ts";
import { type Atom, type CharSet, literal, run } from "./scan.ts";

/**
 * Turns one piece of a path into a value and back.
 *
 * `parse` gets decoded text that the `regex` takes wholly; `format` gives plain text, which is percent-encoded for you.
 *
 * @example
 * const list: Converter<string[]> = {
 *   regex: "[^/]+",
 *   parse(text) { return text.split("+"); },
 *   format(value) { return value.join("+"); },
 * };
 */
export interface Converter<T = unknown> {
  /** Source of the regular expression for the texts it takes; no capturing groups, no anchors. */
  readonly regex: string;
  /** Order among params at the same place, lower first; numbers have 50, most 100 (the default), `path` 200. */
  readonly weight?: number;
  /** False when the text may hold slashes; by default true unless `regex` mentions one. */
  readonly partIsolating?: boolean;
  /** Gives the value, or undefined to refuse the text: the answer is then 404. */
  parse(text: string): T | undefined;
  /** Gives the text for a value. */
  format(value: T): string;
}

/** The arguments in a rule: `<list("+", max=3):x>` has one positional and one named. */
export interface ConverterArguments {
  /** Arguments without a name, in order. */
  readonly positional: readonly ConverterArgument[];
  /** Arguments by name. */
  readonly named: Readonly<Record<string, ConverterArgument>>;
}

/** An argument's value: `True` and `False` are booleans, `None` is null, digits are numbers, all else is text. */
export type ConverterArgument = string | number | boolean | null;

/** A converter, or a function that makes one from the arguments in the rule. */
export type ConverterFactory = Converter | ((args: ConverterArguments) => Converter);

/** How the fast matcher may test a converter's text without a regular expression. */
export type QuickTest = (text: string, start: number, end: number) => boolean;

/** Why a converter refuses a value when building. */
export class BadValue extends Error {}

/** A converter that comes with Flagon: besides its expression it has the linear form of it. */
export class BuiltIn<T> implements Converter<T> {
  readonly regex: string;
  readonly weight: number;
  readonly partIsolating: boolean;
  /** The expression as steps for the linear scanner. */
  readonly atoms: readonly Atom[];
  /** Tests a whole piece of path. */
  readonly test: QuickTest;
  /** What the text becomes without being parsed: "text" stays as it is, "digits" is a plain whole number. */
  readonly kind: "text" | "digits" | "other";
  readonly #parse: (text: string) => T | undefined;
  readonly #format: (value: T) => string;

  constructor(made: BuiltInParts<T>) {
    this.regex = made.regex;
    this.weight = made.weight ?? 100;
    this.partIsolating = made.partIsolating ?? true;
    this.atoms = made.atoms;
    this.test = made.test;
    this.kind = made.kind ?? "other";
    this.#parse = made.parse;
    this.#format = made.format;
  }

  parse(text: string): T | undefined {
    return this.#parse(text);
  }

  format(value: T): string {
    return this.#format(value);
  }
}

interface BuiltInParts<T> {
  regex: string;
  weight?: number;
  partIsolating?: boolean;
  atoms: readonly Atom[];
  test: QuickTest;
  kind?: "text" | "digits" | "other";
  parse: (text: string) => T | undefined;
  format: (value: T) => string;
}

// "\0" stands for a slash that was written %2F: it is a slash to all converters but `path`.
const notSlash: CharSet = (code) => code !== 47 && code !== 0;
const notNewline: CharSet = (code) => code !== 10;
const digit: CharSet = (code) => code >= 48 && code <= 57;
const dash: CharSet = (code) => code === 45;
const hex: CharSet = (code) =>
  digit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
const slugCharacter: CharSet = (code) =>
  digit(code) ||
  code === 45 ||
  code === 95 ||
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90);

/** Says whether every code unit from `start` to `end` is in `set`. */
function allIn(set: CharSet, text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!set(text.charCodeAt(at))) return false;
  return true;
}

const SIZES = ["minlength", "maxlength", "length"];

function stringConverter(args: ConverterArguments): Converter {
  const sizes = readArguments("string", args, SIZES);
  const exact = wholeOf(sizes, "length");
  const min = exact ?? wholeOf(sizes, "minlength") ?? 1;
  const max = exact ?? wholeOf(sizes, "maxlength") ?? Infinity;
  const plain = min === 1 && max === Infinity;
  return new BuiltIn<unknown>({
    regex: `[^/\\0]{${min},${max === Infinity ? "" : max}}`,
    atoms: [run(notSlash, min, max)],
    test: (text, start, end) =>
      end > start &&
      allIn(notSlash, text, start, end) &&
      (plain || isBetween(lengthOf(text, start, end), min, max)),
    kind: "text",
    parse: (text) => text,
    format: textOf,
  });
}

/** Counts code points. */
function lengthOf(text: string, start: number, end: number): number {
  let length = end - start;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0xdc00 && code <= 0xdfff) length--;
  }
  return length;
}

function isBetween(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

const pathConverter = new BuiltIn<unknown>({
  regex: "[^/\\0][^\\n]*?",
  weight: 200,
  partIsolating: false,
  atoms: [run(notSlash, 1, 1), run(notNewline, 0, Infinity, true)],
  test: (text, start, end) => {
    if (end <= start || !notSlash(text.charCodeAt(start))) return false;
    const newline = text.indexOf("\n", start + 1);
    return newline < 0 || newline >= end;
  },
  kind: "other",
  parse: (text) => (text.includes("\0") ? text.replaceAll("\0", "/") : text),
  format: textOf,
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const uuidConverter = new BuiltIn<unknown>({
  regex: "[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}",
  atoms: [8, 4, 4, 4, 12].flatMap((size, index) =>
    index === 0 ? [run(hex, size, size)] : [literal("-"), run(hex, size, size)],
  ),
  test: (text, start, end) => end - start === 36 && UUID.test(text.slice(start, end)),
  parse: (text) => text.toLowerCase(),
  format: textOf,
});

const slugConverter = new BuiltIn<unknown>({
  regex: "[-a-zA-Z0-9_]+",
  atoms: [run(slugCharacter)],
  test: (text, start, end) => end > start && allIn(slugCharacter, text, start, end),
  kind: "text",
  parse: (text) => text,
  format: textOf,
});

function anyConverter(args: ConverterArguments): Converter {
  readArguments("any", { positional: [], named: args.named }, []);
  const items = args.positional.map(String);
  return new BuiltIn<unknown>({
    regex: `(?:${items.map(escapeRegex).join("|")})`,
    atoms: [{ kind: "choice", items }],
    test: (text, start, end) => items.includes(text.slice(start, end)),
    kind: "text",
    parse: (text) => text,
    format: (value) => {
      const text = textOf(value);
      if (items.includes(text)) return text;
      throw new BadValue(`"${text}" is not one of ${items.map((item) => `"${item}"`).join(", ")}`);
    },
  });
}

function intConverter(args: ConverterArguments): Converter {
  const limits = readArguments("int", args, ["fixed_digits", "min", "max", "signed"]);
  const fixed = wholeOf(limits, "fixed_digits") ?? 0;
  const { min, max } = rangeOf(limits);
  const signed = limits["signed"] === true;
  return new BuiltIn<unknown>({
    regex: signed ? "-?\\d+" : "\\d+",
    weight: 50,
    atoms: signed ? [run(dash, 0, 1), run(digit)] : [run(digit)],
    test: (text, start, end) => {
      const first = signed && text.charCodeAt(start) === 45 ? start + 1 : start;
      return end > first && allIn(digit, text, first, end);
    },
    kind: !signed && fixed === 0 && min === -Infinity && max === Infinity ? "digits" : "other",
    parse: (text) => {
      const value = Number(text);
      const fits = fixed === 0 || text.length === fixed;
      // Beyond 2^53 a number would silently name another row: no such page.
      return fits && Number.isSafeInteger(value) && isBetween(value, min, max) ? value : undefined;
    },
    format: (value) => padded(wholeText(value), fixed),
  });
}

function wholeText(value: unknown): string {
  if (typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value)))
    return String(value);
  if (typeof value === "string" && /^-?\d+$/.test(value)) return value;
  throw new BadValue(`${JSON.stringify(value) ?? String(value)} is not a whole number`);
}

/** Fills up with zeros after the sign. */
export function padded(digits: string, width: number): string {
  return digits.startsWith("-")
    ? `-${digits.slice(1).padStart(width - 1, "0")}`
    : digits.padStart(width, "0");
}

function floatConverter(args: ConverterArguments): Converter {
  const limits = readArguments("float", args, ["min", "max", "signed"]);
  const { min, max } = rangeOf(limits);
  const signed = limits["signed"] === true;
  const atoms = [run(digit), literal("."), run(digit)];
  const shape = signed ? /^-?\d+\.\d+$/ : /^\d+\.\d+$/;
  return new BuiltIn<unknown>({
    regex: signed ? "-?\\d+\\.\\d+" : "\\d+\\.\\d+",
    weight: 50,
    atoms: signed ? [run(dash, 0, 1), ...atoms] : atoms,
    test: (text, start, end) => shape.test(text.slice(start, end)),
    parse: (text) => {
      const value = Number(text);
      return Number.isFinite(value) && isBetween(value, min, max) ? value : undefined;
    },
    format: floatText,
  });
}

/** Writes a float so that the converter takes it back: never with an exponent, always with a digit after the point. */
function floatText(value: unknown): string {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number))
    throw new BadValue(`${JSON.stringify(value) ?? String(value)} is not a finite number`);
  const text = Object.is(number, -0) ? "-0" : String(number);
  if (text.includes("e")) return withoutExponent(text);
  return text.includes(".") ? text : `${text}.0`;
}

function withoutExponent(text: string): string {
  const [, sign, whole, fraction = "", power] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text)!;
  const digits = whole! + fraction;
  const point = whole!.length + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0").slice(0, point)}.${digits.slice(point) || "0"}`;
}

function textOf(value: unknown): string {
  if (typeof value === "object" && value !== null && Array.isArray(value))
    throw new BadValue("a list cannot be one piece of a path");
  return String(value);
}

/** Gives the arguments by name; positional ones take the names in order. */
export function readArguments(
  converter: string,
  { positional, named }: ConverterArguments,
  names: readonly string[],
): Record<string, ConverterArgument> {
  const wrong = Object.keys(named).find((name) => !names.includes(name));
  if (wrong !== undefined || positional.length > names.length) {
    const known = names.length === 0 ? "no named arguments" : names.join(", ");
    throw new FlagonError(
      wrong === undefined
        ? `The converter "${converter}" got more arguments than it takes.`
        : `The converter "${converter}" has no argument "${wrong}".`,
      { code: "routing.bad-argument", mend: `It takes ${known}.` },
    );
  }
  return {
    ...Object.fromEntries(positional.map((value, index) => [names[index]!, value])),
    ...named,
  };
}

function rangeOf(limits: Record<string, ConverterArgument>): { min: number; max: number } {
  return { min: numberOf(limits, "min") ?? -Infinity, max: numberOf(limits, "max") ?? Infinity };
}

function numberOf(limits: Record<string, ConverterArgument>, name: string): number | undefined {
  const value = limits[name] ?? undefined;
  if (value === undefined || typeof value === "number") return value;
  throw new FlagonError(`The argument "${name}" must be a number, and it is "${String(value)}".`, {
    code: "routing.bad-argument",
  });
}

function wholeOf(limits: Record<string, ConverterArgument>, name: string): number | undefined {
  const value = numberOf(limits, name);
  if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
  throw new FlagonError(`The argument "${name}" counts characters, and it is ${value}.`, {
    code: "routing.bad-argument",
  });
}

/** Makes text stand for itself in a regular expression. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** The converters that every map has. */
export const builtInConverters: Readonly<Record<string, ConverterFactory>> = {
  default: stringConverter,
  string: stringConverter,
  any: anyConverter,
  path: pathConverter,
  int: intConverter,
  float: floatConverter,
  uuid: uuidConverter,
  slug: slugConverter,
};
