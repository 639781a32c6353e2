/** Numbers and texts as Python reads and writes them, for a site that takes over the links of a Flask or Werkzeug one. */

import {
  BadValue,
  BuiltIn,
  builtInConverters,
  type Converter,
  type ConverterArguments,
  type ConverterFactory,
  padded,
  readArguments,
} from "./converters.ts";
import { type CharSet, literal, run } from "./scan.ts";

const CONSTANTS: readonly [unknown, string][] = [
  [true, "True"],
  [false, "False"],
  [null, "None"],
];

/** Writes a value as Python's `str` does: `True`, `None`, `['a', 'b']`. */
function pythonText(value: unknown): string {
  const constant = CONSTANTS.find(([known]) => known === value);
  if (constant !== undefined) return constant[1];
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  return String(value);
}

function pythonRepr(value: unknown): string {
  if (typeof value !== "string") return pythonText(value);
  const text = value.replaceAll("\\", "\\\\");
  if (text.includes("'") && !text.includes('"')) return `"${text}"`;
  return `'${text.replaceAll("'", "\\'")}'`;
}

/** Gives digits of any script as ASCII ones: the first digit of a script is a multiple of ten below. */
function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    let zero = digit.codePointAt(0)!;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0)! - zero < 9)
      zero--;
    return String(digit.codePointAt(0)! - zero);
  });
}

const isDigit: CharSet = (code) => /^\p{Nd}$/u.test(String.fromCodePoint(code));
const isDash: CharSet = (code) => code === 45;

function integer(args: ConverterArguments): Converter {
  const limits = readArguments("int", args, ["fixed_digits", "min", "max", "signed"]);
  const fixed = Number(limits["fixed_digits"] ?? 0);
  const signed = limits["signed"] === true;
  const shape = signed ? /^-?\p{Nd}+$/u : /^\p{Nd}+$/u;
  return new BuiltIn<unknown>({
    regex: signed ? "-?\\p{Nd}+" : "\\p{Nd}+",
    weight: 50,
    atoms: signed ? [run(isDash, 0, 1), run(isDigit)] : [run(isDigit)],
    test: (text, start, end) => shape.test(text.slice(start, end)),
    parse(text) {
      if (fixed !== 0 && [...text].length !== fixed) return undefined;
      const digits = asciiDigits(text);
      const value = Number.isSafeInteger(Number(digits)) ? Number(digits) : bigintOf(digits);
      const below = limits["min"] !== undefined && value < Number(limits["min"]);
      const above = limits["max"] !== undefined && value > Number(limits["max"]);
      return below || above ? undefined : value;
    },
    format: (value) => padded(wholeText(value), fixed),
  });
}

function bigintOf(digits: string): bigint {
  return digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits);
}

/** Writes what Python's `int()` makes of a value: floats are cut, blanks and underscores are left out. */
function wholeText(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return String(BigInt(Math.trunc(value)));
  if (typeof value === "boolean") return value ? "1" : "0";
  const text = typeof value === "string" ? asciiDigits(value.trim()) : "";
  if (!/^[-+]?\d+(?:_\d+)*$/.test(text))
    throw new BadValue(`${pythonRepr(value)} is not a whole number`);
  return String(bigintOf(text.replaceAll("_", "").replace(/^\+/, "")));
}

function float(args: ConverterArguments): Converter {
  const plain = made("float", args);
  const signed = args.named["signed"] === true;
  const shape = signed ? /^-?\p{Nd}+\.\p{Nd}+$/u : /^\p{Nd}+\.\p{Nd}+$/u;
  const atoms = [run(isDigit), literal("."), run(isDigit)];
  return new BuiltIn<unknown>({
    regex: signed ? "-?\\p{Nd}+\\.\\p{Nd}+" : "\\p{Nd}+\\.\\p{Nd}+",
    weight: 50,
    atoms: signed ? [run(isDash, 0, 1), ...atoms] : atoms,
    test: (text, start, end) => shape.test(text.slice(start, end)),
    parse: (text) => plain.parse(asciiDigits(text)),
    format: (value) => plain.format(typeof value === "boolean" ? Number(value) : value),
  });
}

function made(name: string, args: ConverterArguments): BuiltIn<unknown> {
  const factory = builtInConverters[name]!;
  return (typeof factory === "function" ? factory(args) : factory) as BuiltIn<unknown>;
}

/** Gives a built-in converter that writes its values as Python's `str`. */
function writing(name: string): ConverterFactory {
  return (args) => {
    const { regex, weight, partIsolating, atoms, test, kind } = made(name, args);
    const plain = made(name, args);
    const parse = (text: string): unknown => plain.parse(text);
    return new BuiltIn({
      regex,
      weight,
      partIsolating,
      atoms,
      test,
      kind,
      parse,
      format: pythonText,
    });
  };
}

/**
 * Map options for a site whose links must stay what a Python site made of them.
 *
 * `int` takes digits of every script and gives a bigint beyond 2^53; building cuts floats and takes `" 7 "` and `"1_000"`; `True`,
 * `None` and lists are written as Python's `str` writes them.
 *
 * @example
 * const map = new RuleMap({ ...pythonLinks });
 */
export const pythonLinks: {
  readonly converters: Readonly<Record<string, ConverterFactory>>;
  readonly text: (value: unknown) => string;
} = {
  converters: {
    int: integer,
    float,
    string: writing("string"),
    default: writing("default"),
    path: writing("path"),
  },
  text: pythonText,
};
