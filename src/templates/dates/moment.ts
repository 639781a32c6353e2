/**
 * Dates and times as filters see them: the fields of a calendar and a clock in one time zone, from whatever a template was given.
 *
 * Instants (`Date`, `Temporal.Instant`) are read in the zone of the page; what has a zone of its own keeps it; civil dates and times, also as ISO
 * 8601 texts, are taken as they are.
 */

import { parseDate, parseDateTime, parseTime } from "../../base/dates.ts";
import { SafeHtml } from "../../base/safe-html.ts";
import { TemplateTypeError, TemplateValueError } from "../errors.ts";
import { TEXT, typeName } from "../printing.ts";
import { Undefined } from "../undefined.ts";
import { dateFormatter } from "./formatters.ts";

/** The fields of a date, of a time of day, or of both. */
export interface Moment {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  hasDate: boolean;
  hasTime: boolean;
  /** Milliseconds since 1970, where the moment is an instant. */
  epochMs: number | undefined;
  /** The zone of the fields, where the moment is an instant. */
  timeZone: string | undefined;
}

/** An instant that was put into a time zone by a filter. */
export class ZonedMoment {
  readonly epochMs: number;
  readonly timeZone: string;

  constructor(epochMs: number, timeZone: string) {
    this.epochMs = epochMs;
    this.timeZone = timeZone;
  }

  [TEXT](): string {
    const moment = momentAt(this.epochMs, this.timeZone);
    return `${isoDate(moment)} ${isoTime(moment)}${formatOffset(offsetMinutes(moment), ":")}`;
  }
}

const MIDNIGHT = { hour: 0, minute: 0, second: 0, microsecond: 0 };
const NO_DAY = { year: 1900, month: 1, day: 1 };

/**
 * Gives the fields of a value, or undefined where there is no value: null, undefined and the empty text.
 *
 * @throws TemplateTypeError for what is no date or time
 */
export function momentOf(value: unknown, timeZone: string): Moment | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  if (value instanceof Undefined) {
    Undefined.touch(value);
    return undefined;
  }
  if (value instanceof ZonedMoment) return momentAt(value.epochMs, value.timeZone);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new TemplateValueError("The date is not valid.");
    return momentAt(value.getTime(), timeZone);
  }
  if (typeof value === "string" || value instanceof SafeHtml) {
    return fromText(value.toString(), timeZone);
  }
  const moment = fromTemporal(value, timeZone);
  if (moment !== undefined) return moment;
  throw new TemplateTypeError(
    `A date or time is needed, not a value of type ${typeName(value)}. Give a Date, a Temporal value or an ISO 8601 text.`,
  );
}

function fromText(text: string, timeZone: string): Moment {
  const date = parseDate(text);
  if (date !== undefined) return civil({ ...date, ...MIDNIGHT }, true, false);
  const both = parseDateTime(text);
  if (both !== undefined) {
    const { offsetMinutes: offset, ...fields } = both;
    if (offset === undefined) return civil(fields, true, true);
    return momentAt(utcMs(fields) - offset * 60_000, timeZone, fields.microsecond % 1000);
  }
  const time = parseTime(text);
  if (time !== undefined) return civil({ ...NO_DAY, ...time }, false, true);
  throw new TemplateValueError(
    `${JSON.stringify(text.slice(0, 40))} is no date or time; write it as in 2026-01-31, 9:05 or 2026-01-31T09:05Z.`,
  );
}

type Fields = Pick<Moment, "year" | "month" | "day" | "hour" | "minute" | "second" | "microsecond">;

function civil(fields: Fields, hasDate: boolean, hasTime: boolean): Moment {
  return { ...fields, hasDate, hasTime, epochMs: undefined, timeZone: undefined };
}

/** Reads Temporal's values by their class tag, so that a polyfill's are read too. */
function fromTemporal(value: unknown, timeZone: string): Moment | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const source = value as Record<string, unknown>;
  const tag: unknown = Reflect.get(value, Symbol.toStringTag);
  const epoch = () => Number(source["epochMilliseconds"]);
  const micro = () => Number(source["microsecond"] ?? 0);
  switch (tag) {
    case "Temporal.Instant":
      return momentAt(epoch(), timeZone);
    case "Temporal.ZonedDateTime":
      return momentAt(epoch(), String(source["timeZoneId"]), micro());
    case "Temporal.PlainDate":
      return civil({ ...fieldsOf(source), ...MIDNIGHT }, true, false);
    case "Temporal.PlainDateTime":
      return civil(fieldsOf(source), true, true);
    case "Temporal.PlainTime":
      return civil({ ...fieldsOf(source), ...NO_DAY }, false, true);
    default:
      return undefined;
  }
}

function fieldsOf(source: Record<string, unknown>): Fields {
  const number = (name: string): number => Number(source[name] ?? 0);
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    minute: number("minute"),
    second: number("second"),
    microsecond: number("millisecond") * 1000 + number("microsecond"),
  };
}

/** Gives the fields of an instant in a zone. @throws TemplateValueError when there is no such zone */
export function momentAt(epochMs: number, timeZone: string, microseconds = 0): Moment {
  const local = new Date(epochMs + offsetMs(epochMs, timeZone));
  const rest = ((epochMs % 1000) + 1000) % 1000;
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    microsecond: rest * 1000 + microseconds,
    hasDate: true,
    hasTime: true,
    epochMs,
    timeZone,
  };
}

/** Since 1970 clocks have only been put forward or back at full quarters of an hour. */
const QUARTER_MS = 15 * 60_000;
const MOST_QUARTERS = 2000;
const offsets = new Map<string, Map<number, number>>();

/** How far the clock of a zone is ahead of UTC at an instant. Asking the platform each time was a seventh of a page with 18 dates. */
function offsetMs(epochMs: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  if (epochMs < 0) return askOffset(epochMs, timeZone);
  let known = offsets.get(timeZone);
  const quarter = Math.floor(epochMs / QUARTER_MS);
  const found = known?.get(quarter);
  if (found !== undefined) return found;
  const offset = askOffset(epochMs, timeZone);
  // Names come from visitors where they choose their zone: neither zones nor quarters fill the memory.
  if (offsets.size > 100) offsets.clear();
  if (known === undefined || known.size >= MOST_QUARTERS)
    offsets.set(timeZone, (known = new Map()));
  known.set(quarter, offset);
  return offset;
}

function askOffset(epochMs: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of zoneFormatter(timeZone).formatToParts(epochMs)) {
    parts[type] = Number(value);
  }
  const { year, month, day, hour, minute, second } = parts as unknown as Fields;
  const seconds = utcMs({ year, month, day, hour, minute, second, microsecond: 0 });
  return seconds - Math.floor(epochMs / 1000) * 1000;
}

function zoneFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return dateFormatter("en-US", {
      timeZone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TemplateValueError(
      `There is no time zone ${JSON.stringify(timeZone)}; name it as in "Europe/Berlin".`,
    );
  }
}

/** Gives the milliseconds since 1970 that the fields would be in UTC. */
export function utcMs({ year, month, day, hour, minute, second, microsecond }: Fields): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, Math.floor(microsecond / 1000));
  return date.getTime();
}

/** Gives how far the clock of a moment is ahead of UTC; 0 where it has no zone. */
export function offsetMinutes(moment: Moment): number {
  if (moment.epochMs === undefined) return 0;
  return Math.round((utcMs(moment) - moment.epochMs) / 60_000);
}

/** Gives an offset as `+0130`, with a colon where wanted. */
export function formatOffset(minutes: number, separator = ""): string {
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${hours}${separator}${String(size % 60).padStart(2, "0")}`;
}

/** Gives a moment's date as `2026-01-31`. */
export function isoDate({ year, month, day }: Moment): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}`;
}

/** Gives a moment's time as `09:05:00`, with microseconds where there are any. */
export function isoTime({ hour, minute, second, microsecond }: Moment): string {
  const clock = [hour, minute, second].map((value) => String(value).padStart(2, "0")).join(":");
  return microsecond === 0 ? clock : `${clock}.${String(microsecond).padStart(6, "0")}`;
}
