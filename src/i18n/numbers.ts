/** Reads numbers as people write them in a language: `1.234,5` in German is 1234.5. */

import { formatterOf } from "./formatters.ts";

interface NumberMarks {
  group: string;
  decimal: string;
  /** Numbers whose groups, with `_` between, are those of the language: of three, in India of two before the last. */
  grouped: RegExp;
  /** The digits from 0 to 9. */
  digits: readonly string[];
}

const marks = new Map<string, NumberMarks>();

function marksOf(locale: string): NumberMarks {
  let found = marks.get(locale);
  if (found === undefined) {
    const parts = formatterOf("number", locale, { useGrouping: true }).formatToParts(-1234567.5);
    const valueOf = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
    const plain = formatterOf("number", locale, { useGrouping: false });
    const digits = Array.from({ length: 10 }, (_item, digit) => plain.format(digit));
    const group = valueOf("group").replace(BLANKS, " ").replace("’", "'");
    const inner = parts.filter(({ type }) => type === "integer").at(-2)?.value.length ?? 3;
    const grouped = new RegExp(`^\\d{1,${inner}}(?:_\\d{${inner}})*_\\d{3}$`);
    found = { group, decimal: valueOf("decimal"), grouped, digits };
    marks.set(locale, found);
  }
  return found;
}

const BLANKS = /[\s\u00a0\u202f\u2009]/g;
const INVISIBLE = /[\u200e\u200f\u061c]/g;
const MINUS = /^[-\u2212\u2010\u2013]/;

/** Replaces the digits of a language by those of English. */
export function toAsciiDigits(text: string, locale: string): string {
  const { digits } = marksOf(locale);
  if (digits[1] === "1") return text;
  return text.replace(/\p{Nd}/gu, (digit) => {
    const value = digits.indexOf(digit);
    return value === -1 ? digit : String(value);
  });
}

/**
 * Reads a number that somebody typed, with or without marks between thousands, and gives it as plain digits with a point: exact, however long.
 *
 * What cannot be meant in the language gives undefined. One point that cannot part thousands is taken for the decimal point wherever it is typed.
 *
 * @example
 * parseDecimal("1.234,50", "de"); // "1234.50"
 */
export function parseDecimal(text: string, locale: string): string | undefined {
  const { decimal } = marksOf(locale);
  let rest = toAsciiDigits(text.replace(INVISIBLE, "").trim(), locale);
  if (rest.length > 400) return undefined;
  const isNegative = MINUS.test(rest);
  rest = rest.replace(isNegative ? MINUS : /^\+/, "");
  rest = rest.replace(BLANKS, " ").replaceAll("’", "'");
  const [whole, fraction, ...more] = rest.split(decimal);
  if (more.length > 0) return undefined;
  const plain = ungrouped(whole!, marksOf(locale));
  if (plain !== undefined && (fraction === undefined || /^\d*$/.test(fraction))) {
    return joined(isNegative, plain, fraction ?? "");
  }
  // "1.5" in German has no group of three, so the point can only be a decimal one.
  const pointed = decimal !== "." && /^(\d*)\.(\d+)$/.exec(rest);
  return pointed ? joined(isNegative, pointed[1]!, pointed[2]!) : undefined;
}

function ungrouped(whole: string, { group, grouped }: NumberMarks): string | undefined {
  if (/^\d*$/.test(whole)) return whole;
  // Blanks between thousands are read in every language.
  for (const mark of [group, " "]) {
    const marked = whole.replaceAll(mark, "_");
    if (grouped.test(marked)) return marked.replaceAll("_", "");
  }
  return undefined;
}

function joined(isNegative: boolean, whole: string, fraction: string): string | undefined {
  if (whole === "" && fraction === "") return undefined;
  const digits = (whole === "" ? "0" : whole) + (fraction === "" ? "" : `.${fraction}`);
  return isNegative ? `-${digits}` : digits;
}

/** Reads a number that somebody typed; undefined for what is none. @example parseNumber("1.234,5", "de"); // 1234.5 */
export function parseNumber(text: string, locale: string): number | undefined {
  const decimal = parseDecimal(text, locale);
  return decimal === undefined ? undefined : Number(decimal);
}
