/** Schemas for dates, times, instants and durations. */

import {
  formatDate,
  formatTime,
  parseDate,
  parseDateTime,
  parseTime,
  toInstant,
} from "../base/dates.ts";
import { parseDuration } from "../base/durations.ts";
import { type Context, INVALID } from "./context.ts";
import { type Run, Schema } from "./schema.ts";
import { textSchema, wrongType } from "./strings.ts";

/** Bounds of an instant. */
export interface DateTimeOptions {
  min?: Date;
  max?: Date;
  /**
   * Take texts without an offset too, as so many minutes ahead of UTC (0: they are UTC). Without it they are refused, as nobody can know which
   * instant they mean. `<input type="datetime-local">` sends such texts.
   */
  defaultOffsetMinutes?: number;
}

/**
 * An instant: text such as `2026-01-31T14:30:00+01:00` becomes a `Date`, and a valid `Date` stays.
 *
 * @see RFC 3339
 */
export function datetime(options: DateTimeOptions = {}): Schema<Date, Date | string> {
  const read = textSchema<Date>({}, (text, context) => readInstant(text, context, options), {
    format: "date-time",
  });
  const run: Run = (value, context) => {
    const instant = value instanceof Date ? value : read.parts.run(value, context);
    return instant instanceof Date ? checkBounds(instant, context, options) : INVALID;
  };
  return new Schema<Date, Date | string>({ ...read.parts, run });
}

function readInstant(
  text: string,
  context: Context,
  { defaultOffsetMinutes }: DateTimeOptions,
): Date | typeof INVALID {
  const civil = parseDateTime(text);
  if (civil === undefined || !/[T ]/i.test(text)) return context.fail("datetime");
  if (civil.offsetMinutes === undefined && defaultOffsetMinutes === undefined) {
    return context.fail("datetime_offset");
  }
  return toInstant(civil, { defaultOffsetMinutes: defaultOffsetMinutes ?? 0 });
}

function checkBounds(
  instant: Date,
  context: Context,
  { min, max }: DateTimeOptions,
): Date | typeof INVALID {
  if (Number.isNaN(instant.getTime())) return context.fail("datetime");
  if (min !== undefined && instant < min) {
    return context.fail("min_value", { limit: min.toISOString() });
  }
  if (max !== undefined && instant > max) {
    return context.fail("max_value", { limit: max.toISOString() });
  }
  return instant;
}

/** Bounds of a date or a time, in the form that comes out. */
export interface CivilOptions {
  min?: string;
  max?: string;
}

/**
 * A day of the calendar, as text in the one form `2026-01-31`, whose order is that of the days.
 *
 * It stays text: a `Date` is an instant and no day. `.transform((text) => Temporal.PlainDate.from(text))` makes it one that can be reckoned with.
 */
export function date(options: CivilOptions = {}): Schema<string> {
  const read = (text: string): string | undefined => {
    const found = parseDate(text);
    return found && formatDate(found);
  };
  return civilSchema("date", read, options);
}

/** A time of day, as text in the one form `14:30:00` (six digits behind a point where there is a fraction). */
export function time(options: CivilOptions = {}): Schema<string> {
  const read = (text: string): string | undefined => {
    const found = parseTime(text);
    return found && formatTime(found);
  };
  return civilSchema("time", read, options);
}

function civilSchema(
  code: "date" | "time",
  read: (text: string) => string | undefined,
  { min, max }: CivilOptions,
): Schema<string> {
  const convert = (text: string, context: Context): string | typeof INVALID => {
    const found = read(text);
    if (found === undefined) return context.fail(code);
    if (min !== undefined && found < min) return context.fail("min_value", { limit: min });
    if (max !== undefined && found > max) return context.fail("max_value", { limit: max });
    return found;
  };
  return textSchema<string>({}, convert, { format: code });
}

/** A length of time in milliseconds: `5m`, `1h30m`, `PT5M`, `1 02:03:04`, and digits alone in seconds; a number is milliseconds and stays. */
export function duration(): Schema<number, number | string> {
  const run: Run = (value, context) => {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    return typeof value === "string"
      ? (parseDuration(value) ?? context.fail("duration"))
      : wrongType(value, context, "a duration");
  };
  return new Schema<number, number | string>({
    run,
    json: (writer) => (writer.io === "input" ? { type: ["number", "string"] } : { type: "number" }),
  });
}
