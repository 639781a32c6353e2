/**
 * Parts of dates on MySQL and MariaDB, and dates cut off; in any time zone, and without the zone tables of the server.
 *
 * A zone becomes the moments at which its clocks change, which the server searches: `CONVERT_TZ` gives null where nobody has loaded those tables, and
 * leaves instants before 1970 as they are.
 *
 * Worked example: Berlin in 1980 and 1981 is `ELT(SUBSTR('121', INTERVAL(seconds, 323830800, 339469200) + 1, 1), 3600, 7200)`.
 */

import type { DatePart, DateUnit, TemporalKind } from "../dialect.ts";
import { changesOf } from "./zones.ts";

/** A part of a date, a time or an instant. */
export function extractPart(part: DatePart, sql: string, kind: TemporalKind, zone: string): string {
  const of = kind === "datetime" ? localOf(sql, zone) : sql;
  switch (part) {
    case "week":
      return `WEEK(${of}, 3)`;
    case "iso_year":
      return `(YEARWEEK(${of}, 3) DIV 100)`;
    case "week_day":
      return `DAYOFWEEK(${of})`;
    case "iso_week_day":
      return `(WEEKDAY(${of}) + 1)`;
    default:
      return `EXTRACT(${part.toUpperCase()} FROM ${of})`;
  }
}

/** The civil date or time of an instant. */
export function civilPart(to: "date" | "time", sql: string, zone: string): string {
  return `${to === "date" ? "DATE" : "TIME"}(${localOf(sql, zone)})`;
}

const FORMATS: Partial<Record<DateUnit, string>> = {
  year: "%Y-01-01",
  month: "%Y-%m-01",
};

const CLOCKS: Partial<Record<DateUnit, string>> = {
  hour: "%H:00:00",
  minute: "%H:%i:00",
  second: "%H:%i:%s",
};

/** A date, a time or an instant cut off below a unit. */
export function cutOff(unit: DateUnit, sql: string, kind: TemporalKind, zone: string): string {
  if (kind === "time") return `CAST(TIME_FORMAT(${sql}, '${CLOCKS[unit]}') AS TIME(6))`;
  if (kind === "date") return cutDate(unit, sql);
  const clock = CLOCKS[unit];
  if (clock !== undefined) return cutClock(unit, sql, zone);
  const day = `CAST(${cutDate(unit, localOf(sql, zone))} AS DATETIME)`;
  return offsetsOf(zone) === undefined ? day : instantOf(day, sql, zone);
}

function cutDate(unit: DateUnit, sql: string): string {
  const format = FORMATS[unit];
  if (format !== undefined) return `CAST(DATE_FORMAT(${sql}, '${format}') AS DATE)`;
  switch (unit) {
    case "quarter":
      return `(MAKEDATE(YEAR(${sql}), 1) + INTERVAL (QUARTER(${sql}) - 1) QUARTER)`;
    case "week":
      return `(DATE(${sql}) - INTERVAL WEEKDAY(${sql}) DAY)`;
    default:
      return `DATE(${sql})`;
  }
}

/** Takes off what is below the unit, so that the second of two equal hours stays the second. */
function cutClock(unit: DateUnit, sql: string, zone: string): string {
  const local = localOf(sql, zone);
  const parts = [
    `MICROSECOND(${sql})`,
    ...(unit === "second" ? [] : [`SECOND(${local}) * 1000000`]),
    ...(unit === "hour" ? [`MINUTE(${local}) * 60000000`] : []),
  ];
  return `(${sql} - INTERVAL (${parts.join(" + ")}) MICROSECOND)`;
}

/** What a clock of the zone shows at an instant. */
function localOf(sql: string, zone: string): string {
  const offset = offsetAt(sql, zone);
  return offset === undefined ? sql : `(${sql} + INTERVAL ${offset} SECOND)`;
}

/** The instant of a civil time, near an instant: the offset at that time counts, and not that at the instant. */
function instantOf(local: string, near: string, zone: string): string {
  const guess = `(${local} - INTERVAL ${offsetAt(near, zone)} SECOND)`;
  return `(${local} - INTERVAL ${offsetAt(guess, zone)} SECOND)`;
}

/** How many seconds clocks of the zone are ahead of UTC at an instant; undefined for UTC. */
function offsetAt(sql: string, zone: string): string | undefined {
  const offsets = offsetsOf(zone);
  return offsets?.(`TIMESTAMPDIFF(SECOND, '1970-01-01', ${sql})`);
}

const known = new Map<string, ((seconds: string) => string) | undefined>();

/** Writes the offset of a zone for the SQL of seconds since 1970. */
function offsetsOf(zone: string): ((seconds: string) => string) | undefined {
  if (zone === "UTC") return undefined;
  if (!known.has(zone)) known.set(zone, makeOffsets(zone));
  return known.get(zone);
}

function makeOffsets(zone: string): ((seconds: string) => string) | undefined {
  const { first, changes } = changesOf(zone);
  if (changes.length === 0) return first === 0 ? undefined : () => String(first);
  const offsets = [...new Set([first, ...changes.map(([, offset]) => offset)])];
  const numbers = [first, ...changes.map(([, offset]) => offset)].map((offset) =>
    String.fromCharCode(49 + offsets.indexOf(offset)),
  );
  const moments = changes.map(([at]) => at).join(", ");
  const place =
    offsets.length <= 9
      ? (sql: string): string =>
          `SUBSTR('${numbers.join("")}', INTERVAL(${sql}, ${moments}) + 1, 1)`
      : (sql: string): string =>
          `ELT(INTERVAL(${sql}, ${moments}) + 1, ${numbers.map((letter) => letter.charCodeAt(0) - 48).join(", ")})`;
  return (sql) => `ELT(${place(sql)}, ${offsets.join(", ")})`;
}
