/** Years, months, weeks and days of an archive: read from an address, turned into conditions, and the ones beside them. */

import { now } from "../base/clock.ts";
import { DateTimeField } from "../db/fields/dates.ts";
import type { Meta } from "../db/meta.ts";
import type { RowSet } from "../db/row-set.ts";
import { type PlainDate, temporal } from "../db/temporal.ts";
import { currentZone } from "../db/time-zone.ts";
import { NotFound } from "../http/errors.ts";

/** A stretch of the calendar. */
export type Unit = "year" | "month" | "week" | "day";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The present day in the current time zone. */
export function today(): PlainDate {
  return temporal()
    .Instant.fromEpochMilliseconds(now())
    .toZonedDateTimeISO(currentZone())
    .toPlainDate();
}

/**
 * Reads the first day of the stretch that an address names: months by number or by their first three letters, weeks as in ISO 8601.
 *
 * @throws NotFound for a day that no calendar has.
 */
export function startOf(unit: Unit, params: Readonly<Record<string, unknown>>): PlainDate {
  const { PlainDate } = temporal();
  const year = numberOf(params["year"]);
  // The last year has no day after it.
  if (year < 1 || year > 9998) throw noDate(params);
  try {
    if (unit === "year") return PlainDate.from({ year, month: 1, day: 1 });
    if (unit === "week") return weekOf(year, numberOf(params["week"]));
    const day = unit === "day" ? numberOf(params["day"]) : 1;
    return PlainDate.from({ year, month: monthOf(params["month"]), day }, { overflow: "reject" });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw noDate(params);
  }

  function numberOf(given: unknown): number {
    if (typeof given === "number" || /^\d{1,4}$/.test(String(given))) return Number(given);
    throw noDate(params);
  }

  function monthOf(given: unknown): number {
    const named = MONTHS.indexOf(String(given).toLowerCase().slice(0, 3));
    return named >= 0 && !/\d/.test(String(given)) ? named + 1 : numberOf(given);
  }

  function weekOf(inYear: number, week: number): PlainDate {
    // The week with the year's fourth of January is its first.
    const fourth = PlainDate.from({ year: inYear, month: 1, day: 4 });
    const start = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: week - 1 });
    if (week < 1 || start.add({ days: 3 }).year !== inYear) throw noDate(params);
    return start;
  }
}

function noDate(params: Readonly<Record<string, unknown>>): NotFound {
  return new NotFound(undefined, { hint: `No calendar has this: ${JSON.stringify(params)}.` });
}

/** The first day of the stretch with a day in it. */
export function startWith(unit: Unit, day: PlainDate): PlainDate {
  if (unit === "year") return day.with({ month: 1, day: 1 });
  if (unit === "month") return day.with({ day: 1 });
  return unit === "week" ? day.subtract({ days: day.dayOfWeek - 1 }) : day;
}

/** The first day of the stretch so many further on. */
export function further(unit: Unit, start: PlainDate, count: number): PlainDate {
  return start.add({ [`${unit}s`]: count });
}

/** A day as the field compares it: an instant, where it holds instants, is the day's first one in the current time zone. */
export function boundOf(meta: Meta, field: string, day: PlainDate): unknown {
  if (!(meta.field(field) instanceof DateTimeField)) return day;
  return new Date(day.toZonedDateTime(currentZone()).epochMilliseconds);
}

/** The day on which a row is. */
export function dayOf(meta: Meta, field: string, row: object): PlainDate {
  const value = (row as Record<string, unknown>)[field];
  if (!(meta.field(field) instanceof DateTimeField)) return value as PlainDate;
  return temporal()
    .Instant.fromEpochMilliseconds((value as Date).getTime())
    .toZonedDateTimeISO(currentZone())
    .toPlainDate();
}

/** The rows of the days from `start` up to and without `end`. */
export function between(
  rows: RowSet,
  field: string,
  start: PlainDate | undefined,
  end: PlainDate | undefined,
): RowSet {
  return rows.filter({
    ...(start !== undefined && { [`${field}__gte`]: boundOf(rows.meta, field, start) }),
    ...(end !== undefined && { [`${field}__lt`]: boundOf(rows.meta, field, end) }),
  });
}
