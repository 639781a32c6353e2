/** Reads dates and times as people write them in a language: `20.11.2026` and `20. November 2026` in German, `11/20/2026` in American English. */

import { formatterOf } from "./formatters.ts";
import { toAsciiDigits } from "./numbers.ts";
import type { LocalTime } from "./time-zones.ts";

interface DateMarks {
  /** The order of the parts in dates of digits. */
  order: readonly string[];
  /** Names of the months, full and short, in small letters and without points. */
  months: ReadonlyMap<string, number>;
  /** Words for the halves of a day, as in `2:30 PM`. */
  halves: { am: readonly string[]; pm: readonly string[] };
}

const marks = new Map<string, DateMarks>();

function marksOf(locale: string): DateMarks {
  let found = marks.get(locale);
  if (found === undefined) {
    const parts = format(locale, { year: "numeric", month: "2-digit", day: "2-digit" }, 0);
    const order = parts.map(({ type }) => type).filter((type) => /^(year|month|day)$/.test(type));
    found = { order, months: monthsOf(locale), halves: halvesOf(locale) };
    marks.set(locale, found);
  }
  return found;
}

function format(
  locale: string,
  options: Intl.DateTimeFormatOptions,
  instant: number,
): Intl.DateTimeFormatPart[] {
  const fixed = { ...options, timeZone: "UTC", calendar: "gregory" };
  return formatterOf("date", locale, fixed).formatToParts(instant);
}

function monthsOf(locale: string): Map<string, number> {
  const months = new Map<string, number>();
  for (let month = 0; month < 12; month++) {
    for (const style of ["long", "short"] as const) {
      // Inside of a date many languages decline the name.
      for (const options of [{ month: style }, { month: style, day: "numeric", year: "numeric" }]) {
        const instant = Date.UTC(2026, month, 5);
        const parts = format(locale, options as Intl.DateTimeFormatOptions, instant);
        const name = parts.find(({ type }) => type === "month")!.value;
        if (/\p{L}/u.test(name)) months.set(wordOf(name), month + 1);
      }
    }
  }
  return months;
}

function halvesOf(locale: string): DateMarks["halves"] {
  const wordAt = (hour: number): string => {
    const options = { hour: "numeric", hour12: true } as const;
    const parts = format(locale, options, Date.UTC(2026, 0, 1, hour));
    return wordOf(parts.find(({ type }) => type === "dayPeriod")?.value ?? "");
  };
  return { am: [wordAt(9), "am"], pm: [wordAt(15), "pm"] };
}

/** Points of short names, in the scripts that have others than the Latin one. */
const POINTS = /[.\s\u0970\u05f3'’]/g;

function wordOf(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(POINTS, "");
}

/** Years of two digits lie in the hundred years that end so many years from now. */
const YEARS_AHEAD = 20;

/**
 * Reads a date that somebody typed, and gives it as `2026-11-20`.
 *
 * Taken are: digits in the order of the language with any marks between them, the name of a month in the language, and ISO 8601. What is no date of the calendar
 * gives undefined, the 30th of February among it.
 *
 * @example
 * parseDate("20.11.2026", "de"); // "2026-11-20"
 */
export function parseDate(text: string, locale: string): string | undefined {
  const plain = toAsciiDigits(text.replace(/[\u200e\u200f\u061c]/g, "").trim(), locale);
  if (plain.length > 60) return undefined;
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain);
  if (iso !== null) return dateText(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const numbers = plain.match(/\d+/g) ?? [];
  const { order, months } = marksOf(locale);
  if (numbers.length === 3) {
    if (!DIGITS_ONLY.test(plain) && !CJK_DATE.test(plain)) return undefined;
    return fromParts(numbers, numbers[0]!.length === 4 ? ["year", "month", "day"] : order);
  }
  if (numbers.length !== 2) return undefined;
  const words = wordsOf(plain);
  // Hebrew puts a letter for "in" before the name.
  const month = words
    .map((word) => months.get(word) ?? months.get(word.slice(1)))
    .find((found) => found !== undefined);
  if (month === undefined) return undefined;
  const [first, second] = numbers as [string, string];
  return first.length === 4
    ? dateText(Number(first), month, Number(second))
    : dateText(yearOf(second), month, Number(first));
}

function wordsOf(text: string): string[] {
  return (
    text
      .replace(/[.\u0970\u05f3'’]/g, "")
      .match(/[\p{L}\p{M}]+/gu)
      ?.map(wordOf) ?? []
  );
}

/** Three numbers with marks between them, and a short word for "year" behind them at most. */
const DIGITS_ONLY = /^\d+[^\d\p{L}]+\d+[^\d\p{L}]+\d+[^\d\p{L}]*(?:\p{L}{1,2}\.?)?$/u;
/** Dates of Chinese, Japanese and Korean have a letter behind each number, and may have the day of the week. */
const CJK_DATE = /^\d+\s*[年년]\s*\d+\s*[月월]\s*\d+\s*[日일]\s*\p{L}*$/u;

function fromParts(numbers: readonly string[], order: readonly string[]): string | undefined {
  const part = (name: string): string => numbers[order.indexOf(name)] ?? "";
  if (part("month").length > 2 || part("day").length > 2) return undefined;
  return dateText(yearOf(part("year")), Number(part("month")), Number(part("day")));
}

function yearOf(digits: string): number {
  if (digits.length === 4) return Number(digits);
  if (digits.length !== 2) return Number.NaN;
  const latest = new Date().getUTCFullYear() + YEARS_AHEAD;
  const year = Math.floor(latest / 100) * 100 + Number(digits);
  return year > latest ? year - 100 : year;
}

function dateText(year: number, month: number, day: number): string | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || year < 1 || year > 9999) return undefined;
  return date.toISOString().slice(0, 10);
}

const TIME = /^(\d{1,2})(?:\s*[:.h時点时]\s*(\d{2})(?:\s*[:.m分]\s*(\d{2}))?)?\s*[h時分秒]?$/;

/**
 * Reads a time of day that somebody typed, and gives it as `14:30:00`.
 *
 * @example
 * parseTime("2:30 PM", "en"); // "14:30:00"
 */
export function parseTime(text: string, locale: string): string | undefined {
  const plain = toAsciiDigits(text.replace(/[\u200e\u200f\u061c]/g, "").trim(), locale);
  if (plain.length > 40) return undefined;
  const { am, pm } = marksOf(locale).halves;
  const words = wordOf(plain.replace(/[\d:]/g, " "));
  const half =
    words === "" ? undefined : pm.includes(words) ? 12 : am.includes(words) ? 0 : undefined;
  const digits = half === undefined ? plain : plain.replace(/[^\d:]/g, "");
  const match = TIME.exec(digits);
  if (match === null) return undefined;
  let hour = Number(match[1]);
  if (half === undefined && match[2] === undefined) return undefined;
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + half;
  }
  const [minute, second] = [Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return [hour, minute, second].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Reads a date and a time that somebody typed, with a comma, a word or nothing but a blank between them. */
export function parseDateTime(text: string, locale: string): LocalTime | undefined {
  const words = text
    .trim()
    .replace(/^(\d{4}-\d\d-\d\d)T/, "$1 ")
    .split(/\s+/);
  if (text.length > 120) return undefined;
  for (let at = 1; at < words.length; at++) {
    const date = parseDate(words.slice(0, at).join(" ").replace(/[,،]$/, ""), locale);
    if (date === undefined) continue;
    const isWord = at + 1 < words.length && /^\p{L}+$/u.test(words[at]!);
    const time =
      parseTime(words.slice(at).join(" "), locale) ??
      (isWord ? parseTime(words.slice(at + 1).join(" "), locale) : undefined);
    if (time !== undefined) return localTime(date, time);
  }
  return undefined;
}

function localTime(date: string, time: string): LocalTime {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const [hour, minute, second] = time.split(":").map(Number) as [number, number, number];
  return { year, month, day, hour, minute, second };
}
