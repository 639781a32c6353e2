/** Prints values as template authors know them from Python: `True`, `None`, `1.0`, `['a', 1]`, `{'k': (1,)}`. */

import { escapeHtml, SafeHtml } from "../base/safe-html.ts";
import { entriesOf, isDict } from "./dicts.ts";
import { isAsync, promiseError } from "./promises.ts";
import { Undefined } from "./undefined.ts";
import {
  AsyncSequence,
  CALL,
  DictView,
  Float,
  LazySequence,
  Namespace,
  Range,
  Tuple,
  TypeName,
} from "./values.ts";

/** What gives an object of the engine its own text. */
export const TEXT: unique symbol = Symbol("text");

/** Gives the text of a value, as `{{ value }}` prints it without escaping. */
export function str(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof SafeHtml) return value.toString();
  return repr(value, false);
}

/** Gives the text of a value for HTML: escaped, unless it is HTML already. The hot path of every template. */
export function esc(value: unknown): string {
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return `${value}`;
  if (value instanceof SafeHtml) return value.toString();
  return escapeHtml(repr(value, false));
}

/** Gives a value as HTML. */
export function markup(value: unknown): SafeHtml {
  return value instanceof SafeHtml ? value : new SafeHtml(esc(value));
}

/** Gives the text of a value as a list shows it: strings quoted. With `quoted` false, strings as they are. */
export function repr(value: unknown, quoted = true): string {
  switch (typeof value) {
    case "string":
      return quoted ? quote(value) : value;
    case "number":
      return formatNumber(value);
    case "boolean":
      return value ? "True" : "False";
    case "undefined":
      return quoted ? "Undefined" : "";
    case "bigint":
      return String(value);
    case "function":
      return `<function ${value.name || "anonymous"}>`;
    case "symbol":
      return value.description ?? "";
    default:
      return reprObject(value as object | null, quoted);
  }
}

function reprObject(value: object | null, quoted: boolean): string {
  if (value === null) return "None";
  if (value instanceof SafeHtml) {
    return quoted ? `Markup(${quote(value.toString())})` : value.toString();
  }
  if (value instanceof Float) return formatFloat(value.valueOf());
  if (value instanceof Undefined) return quoted ? "Undefined" : Undefined.text(value);
  if (Array.isArray(value)) return reprList(value);
  if (isDict(value)) return reprDict(value);
  if (TEXT in value) return str((value as { [TEXT](): unknown })[TEXT]());
  if (value instanceof Range) return reprRange(value);
  if (value instanceof DictView) {
    return `${DictView.kindOf(value)}([${DictView.listOf(value)
      .map((item) => repr(item))
      .join(", ")}])`;
  }
  if (value instanceof Namespace) return `<Namespace ${reprDict({ ...value })}>`;
  if (value instanceof TypeName) return `<class '${value.__name__}'>`;
  if (value instanceof Set) {
    return value.size === 0 ? "set()" : `{${[...value].map((item) => repr(item)).join(", ")}}`;
  }
  if (value instanceof LazySequence) return "<generator object>";
  if (value instanceof AsyncSequence) return "<async_generator object>";
  if (value instanceof Date) return reprDate(value);
  if (value instanceof Uint8Array) return reprBytes(value);
  if (isAsync(value)) throw promiseError();
  const text: unknown = Reflect.get(value, "toString");
  if (typeof text === "function" && text !== Object.prototype.toString) {
    return String(Reflect.apply(text, value, []));
  }
  return `<${typeName(value)} object>`;
}

/** Prints an instant as Python does, in UTC: `2026-01-31 09:05:00+00:00`. */
function reprDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return "Invalid Date";
  const text = date.toISOString().replace("T", " ").replace("Z", "000+00:00");
  return text.replace(".000000+", "+");
}

/** Prints bytes as Python does: `b'a\x00'`. */
function reprBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => {
    const char = String.fromCharCode(byte);
    if (byte >= 0x20 && byte < 0x7f) return char === "\\" ? "\\\\" : char;
    return ESCAPES[char] ?? escapeChar(byte);
  }).join("");
  return text.includes("'") && !text.includes('"')
    ? `b"${text}"`
    : `b'${text.replaceAll("'", "\\'")}'`;
}

function reprList(list: readonly unknown[]): string {
  return guarded(list, "[...]", () => {
    const inner = Array.from(list, (item) => repr(item)).join(", ");
    if (!(list instanceof Tuple)) return `[${inner}]`;
    return list.length === 1 ? `(${inner},)` : `(${inner})`;
  });
}

function reprDict(dict: Parameters<typeof entriesOf>[0]): string {
  return guarded(dict, "{...}", () => {
    const pairs = entriesOf(dict).map(([key, value]) => `${repr(key)}: ${repr(value)}`);
    return `{${pairs.join(", ")}}`;
  });
}

const printing = new Set<object>();

/** Prints a container once: inside itself it is three dots. */
function guarded(container: object, again: string, print: () => string): string {
  if (printing.has(container)) return again;
  printing.add(container);
  try {
    return print();
  } finally {
    printing.delete(container);
  }
}

function reprRange(range: Range): string {
  const [start, stop, step] = Range.partsOf(range);
  return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
}

/** Gives the text of a number: whole ones up to 2^53 as integers, all others as floats. */
export function formatNumber(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : formatFloat(value);
}

/** Gives the text of a float: `1.0`, `1e+16`, `inf`, `nan`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = value.toExponential().split("e") as [string, string];
    const sign = exponent[0]!;
    return `${digits}e${sign}${exponent.slice(1).padStart(2, "0")}`;
  }
  const text = String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Gives a string in quotes, with what cannot be shown escaped. */
export function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\'\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, (char) => {
    if (char === "'") return mark === "'" ? "\\'" : "'";
    return ESCAPES[char] ?? escapeChar(char.codePointAt(0)!);
  });
  return mark + body + mark;
}

function escapeChar(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** Gives the name of a value's kind, as errors and `__class__` say it. */
export function typeName(value: unknown): string {
  if (value === null) return "None";
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isSafeInteger(value) ? "int" : "float";
    case "function":
      return "function";
    case "undefined":
      return "Undefined";
    default:
      return objectTypeName(value as object);
  }
}

function objectTypeName(value: object): string {
  if (value instanceof SafeHtml) return "Markup";
  if (value instanceof Float) return "float";
  if (value instanceof Tuple) return "tuple";
  if (Array.isArray(value)) return "list";
  if (isDict(value)) return "dict";
  if (value instanceof Range) return "range";
  if (value instanceof LazySequence) return "generator";
  if (value instanceof DictView) return DictView.kindOf(value);
  if (value instanceof Set) return "set";
  if (CALL in value && value.constructor === Object) return "function";
  return value.constructor?.name || "object";
}
