/**
 * Python's little language for formatting one value, as `{:>8.2f}` and `%8.2f` have it.
 *
 * Worked example: `formatWith(3.14159, "*>8.2f")` gives `****3.14`.
 *
 * @see https://docs.python.org/3/library/string.html#format-specification-mini-language
 */

import { SafeHtml } from "../base/safe-html.ts";
import { TemplateTypeError, TemplateValueError } from "./errors.ts";
import { assertLength } from "./limits.ts";
import { isFloat, isNumeric, type Numeric } from "./numbers.ts";
import { formatFloat, str, typeName } from "./printing.ts";

/** The parts of a format specification. */
export interface FormatSpec {
  fill: string;
  /** Side the value stands on: `<`, `>`, `^`, or `=` for padding between sign and digits. */
  align: string;
  sign: string;
  /** True for `#`: with a prefix such as `0x`. */
  alternate: boolean;
  width: number;
  /** `,` or `_` between groups of digits. */
  grouping: string;
  precision: number | undefined;
  type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;
const WIDEST = 1_000_000;

/** Formats a value by a specification. @throws TemplateValueError */
export function formatWith(value: unknown, text: string): string {
  if (text === "") return str(value);
  if (!isNumeric(value) && typeof value !== "string" && !(value instanceof SafeHtml)) {
    throw new TemplateTypeError(
      `A value of type ${typeName(value)} takes no format specification.`,
    );
  }
  const match = SPEC.exec(text);
  if (match === null) throw new TemplateValueError(`"${text}" is no format specification.`);
  const [, fill, align, sign, alternate, zero, width, grouping, precision, type] = match;
  return formatSpec(value, {
    fill: fill ?? (zero === undefined ? " " : "0"),
    align: align ?? (zero === undefined ? "" : "="),
    sign: sign ?? "-",
    alternate: alternate !== undefined,
    width: limited(Number(width ?? 0)),
    grouping: grouping ?? "",
    precision: precision === undefined ? undefined : limited(Number(precision)),
    type: type ?? "",
  });
}

/** Formats a value by a parsed specification. */
export function formatSpec(value: unknown, spec: FormatSpec): string {
  if (isNumeric(value)) {
    const { sign, body } = formatNumeric(value, spec);
    return pad(sign, body, spec, ">");
  }
  if (spec.type !== "" && spec.type !== "s") {
    throw new TemplateValueError(
      `The format "${spec.type}" does not work for a value of type ${typeName(value)}.`,
    );
  }
  const text = str(value);
  const letters = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join("");
  return pad("", letters, spec, "<");
}

function limited(size: number): number {
  if (size <= WIDEST) return size;
  throw new TemplateValueError(`A width of ${size} is too large.`);
}

function pad(sign: string, body: string, spec: FormatSpec, side: string): string {
  const missing = spec.width - [...body].length - sign.length;
  if (missing <= 0) return sign + body;
  assertLength(spec.width);
  const align = spec.align === "" ? side : spec.align;
  if (align === "<") return sign + body + spec.fill.repeat(missing);
  if (align === ">") return spec.fill.repeat(missing) + sign + body;
  if (align === "=") return sign + spec.fill.repeat(missing) + body;
  const left = Math.floor(missing / 2);
  return spec.fill.repeat(left) + sign + body + spec.fill.repeat(missing - left);
}

function formatNumeric(value: Numeric, spec: FormatSpec): { sign: string; body: string } {
  const negative = Number(value) < 0 || Object.is(Number(value), -0);
  const sign = negative ? "-" : spec.sign === "-" ? "" : spec.sign;
  const type = spec.type === "" ? (isFloat(value) ? "" : "d") : spec.type;
  const body =
    "dxXobcn".includes(type) && type !== "" ? whole(value, type, spec) : real(value, type, spec);
  return { sign, body };
}

function whole(value: Numeric, type: string, spec: FormatSpec): string {
  if (isFloat(value)) {
    throw new TemplateValueError(`The format "${type}" does not work for a float.`);
  }
  if (type === "c") return String.fromCodePoint(Number(value));
  const size = BigInt(value as number) < 0n ? -BigInt(value as number) : BigInt(value as number);
  const radix = { x: 16, X: 16, o: 8, b: 2 }[type] ?? 10;
  const digits = size.toString(radix);
  const grouped = group(
    type === "X" ? digits.toUpperCase() : digits,
    spec.grouping,
    radix === 10 ? 3 : 4,
  );
  return spec.alternate && radix !== 10 ? `0${type}${grouped}` : grouped;
}

function real(value: Numeric, type: string, spec: FormatSpec): string {
  const size = Math.abs(Number(value));
  if (!Number.isFinite(size)) return formatFloat(size);
  const precision = spec.precision ?? 6;
  switch (type.toLowerCase()) {
    case "f":
      return groupReal(toFixed(size, precision), spec.grouping);
    case "%":
      return `${groupReal(toFixed(size * 100, precision), spec.grouping)}%`;
    case "e": {
      const text = exponential(size.toExponential(Math.min(precision, 100)));
      return type === "E" ? text.toUpperCase() : text;
    }
    case "g":
    case "": {
      if (type === "" && spec.precision === undefined) {
        return groupReal(formatFloat(size), spec.grouping);
      }
      const text = groupReal(general(size, Math.max(1, precision), spec.alternate), spec.grouping);
      return type === "G" ? text.toUpperCase() : text;
    }
    default:
      throw new TemplateValueError(`The format "${type}" does not work for a number.`);
  }
}

function toFixed(size: number, precision: number): string {
  if (size < 1e21 && precision <= 100) return size.toFixed(precision);
  const whole = BigInt(Math.trunc(size)).toString();
  return precision === 0 ? whole : `${whole}.${"0".repeat(precision)}`;
}

function exponential(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

function general(size: number, precision: number, alternate: boolean): string {
  if (size === 0) return "0";
  const text = size.toExponential(Math.min(precision, 100) - 1);
  const exponent = Number(text.slice(text.indexOf("e") + 1));
  if (exponent >= -4 && exponent < precision) {
    const fixed = size.toFixed(Math.min(100, Math.max(0, precision - 1 - exponent)));
    return alternate || !fixed.includes(".") ? fixed : fixed.replace(/\.?0+$/, "");
  }
  return exponential(alternate ? text : text.replace(/\.?0*e/, "e"));
}

function groupReal(text: string, mark: string): string {
  const end = text.search(/[.e]/);
  const digits = end === -1 ? text : text.slice(0, end);
  return group(digits, mark, 3) + (end === -1 ? "" : text.slice(end));
}

function group(digits: string, mark: string, size: number): string {
  if (mark === "") return digits;
  const first = digits.length % size || size;
  let text = digits.slice(0, first);
  for (let at = first; at < digits.length; at += size) text += mark + digits.slice(at, at + size);
  return text;
}
