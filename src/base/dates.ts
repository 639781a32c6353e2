/**
 * Dates and times as text, read as Django's `dateparse` reads them: ISO 8601, also with one-digit months and hours and a blank for the `T`.
 *
 * Worked example: `2026-1-31 9:05+01:00` is the 31st of January 2026, five past nine, sixty minutes ahead of UTC.
 */

/** A day of the calendar. */
export interface CivilDate {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

/** A time of day. */
export interface CivilTime {
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
}

/** A date with a time of day, and how far ahead of UTC its clock is where that is known. */
export interface CivilDateTime extends CivilDate, CivilTime {
  offsetMinutes: number | undefined;
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const BASIC_DATE = /^(\d{4})(\d{2})(\d{2})$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,12}))?)?$/;
const BASIC_TIME = /^(\d{2})(?:(\d{2})(?:(\d{2}))?)?$/;
const OFFSET = /\s{0,4}(?:(Z)|([+-])(\d{2})(?::?(\d{2}))?)$/i;
/** No date and time is longer; everything beyond is refused unread. */
const LONGEST = 60;

/**
 * Reads a date; undefined when the text is none, or there is no such day.
 *
 * @example
 * parseDate("2026-01-31"); // { year: 2026, month: 1, day: 31 }
 */
export function parseDate(text: string): CivilDate | undefined {
  const found = text.length > LONGEST ? null : (DATE.exec(text) ?? BASIC_DATE.exec(text));
  if (found === null) return undefined;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  return isDay(year, month, day) ? { year, month, day } : undefined;
}

/**
 * Reads a time of day without an offset; digits past microseconds are dropped.
 *
 * @example
 * parseTime("9:05"); // { hour: 9, minute: 5, second: 0, microsecond: 0 }
 */
export function parseTime(text: string): CivilTime | undefined {
  const found = text.length > LONGEST ? null : (TIME.exec(text) ?? BASIC_TIME.exec(text));
  if (found === null) return undefined;
  const [, hours, minutes = "0", seconds = "0", fraction = ""] = found;
  const time = {
    hour: Number(hours),
    minute: Number(minutes),
    second: Number(seconds),
    microsecond: Number(fraction.slice(0, 6).padEnd(6, "0")),
  };
  return time.hour < 24 && time.minute < 60 && time.second < 60 ? time : undefined;
}

/**
 * Reads a date and time, with the offset from UTC where there is one. A date alone is its midnight.
 *
 * @example
 * parseDateTime("2026-01-31T14:30Z")?.offsetMinutes; // 0
 */
export function parseDateTime(text: string): CivilDateTime | undefined {
  if (text.length > LONGEST) return undefined;
  const separator = text.search(/[T ]/i);
  if (separator === -1) return midnightOf(text);
  const date = parseDate(text.slice(0, separator));
  const clock = text.slice(separator + 1);
  const offset = OFFSET.exec(clock);
  const time = parseTime(offset === null ? clock : clock.slice(0, offset.index));
  const offsetMinutes = offset === null ? undefined : minutesOf(offset);
  if (date === undefined || time === undefined || Number.isNaN(offsetMinutes)) return undefined;
  return { ...date, ...time, offsetMinutes };
}

/**
 * Gives the instant of a date and time. Without an offset of its own it is `defaultOffsetMinutes` ahead of UTC (default 0: it is UTC).
 *
 * A `Date` has milliseconds: the rest is dropped.
 */
export function toInstant(civil: CivilDateTime, { defaultOffsetMinutes = 0 } = {}): Date {
  const date = new Date(0);
  date.setUTCFullYear(civil.year, civil.month - 1, civil.day);
  date.setUTCHours(civil.hour, civil.minute, civil.second, Math.floor(civil.microsecond / 1000));
  const ahead = civil.offsetMinutes ?? defaultOffsetMinutes;
  return new Date(date.getTime() - ahead * 60_000);
}

/** Writes a date as `2026-01-31`. */
export function formatDate({ year, month, day }: CivilDate): string {
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

/** Writes a time as `09:05:00`, with six digits behind a point where there is a fraction. */
export function formatTime({ hour, minute, second, microsecond }: CivilTime): string {
  const fraction = microsecond === 0 ? "" : `.${String(microsecond).padStart(6, "0")}`;
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

function midnightOf(text: string): CivilDateTime | undefined {
  const date = parseDate(text);
  const midnight = { hour: 0, minute: 0, second: 0, microsecond: 0, offsetMinutes: undefined };
  return date && { ...date, ...midnight };
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** NaN where there is no such offset. */
function minutesOf([, utc, sign, hours, minutes = "0"]: RegExpExecArray): number {
  if (utc !== undefined) return 0;
  if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN;
  const size = Number(hours) * 60 + Number(minutes);
  return sign === "-" && size > 0 ? -size : size;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
