/** Dates and ages in headers: `Sun, 06 Nov 1994 08:49:37 GMT` and the older forms that RFC 9110 section 5.6.7 still has a server read. */

import { now } from "../base/clock.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG_MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const DAYS = new Set(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
/** RFC 5322 section 4.3: zone names as `±hhmm`. */
const ZONES: Record<string, number> = {
  __proto__: null as unknown as number,
  UT: 0,
  UTC: 0,
  GMT: 0,
  Z: 0,
  AST: -400,
  ADT: -300,
  EST: -500,
  EDT: -400,
  CST: -600,
  CDT: -500,
  MST: -700,
  MDT: -600,
  PST: -800,
  PDT: -700,
};
const PREFERRED = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
/** 999,999,999 days: where the Python libraries stop to read an age. */
const LONGEST_AGE_SECONDS = 86_399_999_999_999;

/**
 * Reads an HTTP or mail date, or gives undefined.
 *
 * Takes the three forms of HTTP (fixed, RFC 850, asctime) and the looser ones of RFC 5322: other zones, no weekday, no seconds. A date
 * without a zone is in UTC; years of two digits lie between 1969 and 2068.
 *
 * @see RFC 9110 section 5.6.7
 */
export function parseDate(text: string | null | undefined): Date | undefined {
  if (!text) return undefined;
  const exact = PREFERRED.exec(text);
  if (exact !== null) {
    const [, day, month, year, hours, minutes, seconds] = exact;
    const index = MONTHS.indexOf(month!.toLowerCase());
    return instant([+year!, index, +day!, +hours!, +minutes!, +seconds!], 0);
  }
  return parseLooseDate(text);
}

/** Writes a date in the one form that RFC 9110 has a sender use. */
export function formatDate(date: Date | number = now()): string {
  return new Date(date).toUTCString();
}

function parseLooseDate(text: string): Date | undefined {
  const words = datePieces(text);
  if (words === undefined) return undefined;
  let [day, month, year, time, zone] = words;
  if (monthIndex(month) < 0) [day, month] = [month, day];
  const index = monthIndex(month);
  if (index < 0) return undefined;
  // asctime has the time before the year, and some senders put the zone there.
  if (year.indexOf(":") > 0) [year, time] = [time, year];
  year = withoutComma(year);
  if (year === "") return undefined;
  if (!/^\d/.test(year)) [year, zone] = [zone, year];
  const clock = clockOf(withoutComma(time));
  const dayNumber = wholeNumber(withoutComma(day));
  const yearNumber = wholeNumber(year);
  if (clock === undefined || dayNumber === undefined || yearNumber === undefined) return undefined;
  return instant([fullYear(yearNumber), index, dayNumber, ...clock], zoneMinutes(zone));
}

type Pieces = [day: string, month: string, year: string, time: string, zone: string];

/** Cuts a date into its five pieces; the zone may be empty. */
function datePieces(text: string): Pieces | undefined {
  let words = text.trim().split(/\s+/);
  const first = words[0]!;
  if (first.endsWith(",") || DAYS.has(first.toLowerCase())) words = words.slice(1);
  else words[0] = first.slice(first.lastIndexOf(",") + 1);
  if (words.length === 3) {
    const joined = words[0]!.split("-");
    if (joined.length === 3) words = [...joined, ...words.slice(1)];
  }
  if (words.length === 4) words = [...words.slice(0, 3), ...timeAndZone(words[3]!)];
  if (words.length < 5 || words.slice(0, 3).includes("")) return undefined;
  return words.slice(0, 5) as Pieces;
}

function timeAndZone(word: string): [string, string] {
  const plus = word.indexOf("+");
  const sign = plus < 0 ? word.indexOf("-") : plus;
  return sign > 0 ? [word.slice(0, sign), word.slice(sign)] : [word, ""];
}

function monthIndex(word: string): number {
  const name = word.toLowerCase();
  const short = MONTHS.indexOf(name);
  return short < 0 ? LONG_MONTHS.indexOf(name) : short;
}

function withoutComma(word: string): string {
  return word.endsWith(",") ? word.slice(0, -1) : word;
}

function clockOf(time: string): [number, number, number] | undefined {
  const parts = time.includes(":") ? time.split(":") : time.split(".");
  if (parts.length < 2 || parts.length > 3) return undefined;
  const [hours, minutes, seconds = 0] = parts.map(wholeNumber);
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  return parts.length === 3 && wholeNumber(parts[2]!) === undefined
    ? undefined
    : [hours, minutes, seconds];
}

function wholeNumber(word: string): number | undefined {
  return /^\d{1,9}$/.test(word) ? Number(word) : undefined;
}

function fullYear(year: number): number {
  if (year >= 100) return year;
  return year > 68 ? year + 1900 : year + 2000;
}

function zoneMinutes(zone: string): number {
  const name = zone.toUpperCase();
  const offset = ZONES[name] ?? (/^[+-]?\d{1,9}$/.test(name) ? Number(name) : 0);
  const size = Math.abs(offset);
  return Math.sign(offset) * (Math.floor(size / 100) * 60 + (size % 100));
}

/** Gives the instant, or undefined where the calendar has no such day or the clock no such time. */
function instant(
  [year, month, day, hours, minutes, seconds]: [number, number, number, number, number, number],
  offsetMinutes: number,
): Date | undefined {
  if (year < 1 || year > 9999 || month < 0 || hours > 23 || minutes > 59 || seconds > 59)
    return undefined;
  if (Math.abs(offsetMinutes) >= 1440) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hours, minutes - offsetMinutes, seconds);
  return date;
}

/** Reads an `Age` or `Retry-After` in seconds, or gives undefined for anything but a whole number from 0 on. */
export function parseAge(text: string | null | undefined): number | undefined {
  const digits = text?.trim() ?? "";
  if (!/^-?\d+$/.test(digits)) return undefined;
  const seconds = Number(digits);
  return seconds >= 0 && seconds <= LONGEST_AGE_SECONDS ? Math.abs(seconds) : undefined;
}

/**
 * Writes an age in whole seconds.
 *
 * @throws RangeError for a negative age.
 */
export function formatAge(seconds: number): string {
  if (!(seconds >= 0)) throw new RangeError("An age cannot be negative.");
  return String(Math.floor(seconds));
}
