/**
 * What SQLite lacks for instants: time zones, and reckoning with durations to the microsecond.
 *
 * Worked example: `2026-01-31 23:30:00` (UTC) is `2026-02-01` in Berlin, and its month there begins at `2026-01-31 23:00:00`.
 */

import type { DateUnit } from "../dialect.ts";
import type { SqliteScalar, SqliteValue } from "./sqlite-functions.ts";
import { instantAt, localTime, offsetAt } from "./zones.ts";

const DAY = 86_400_000;
const TEXT = /^(?:(\d{4})-(\d\d)-(\d\d))?[T ]?(?:(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?$/;

/** A point in time as milliseconds and the microseconds below them. */
interface Moment {
  readonly milliseconds: number;
  readonly micros: number;
  readonly kind: "date" | "datetime" | "time";
}

function momentOf(text: string): Moment | undefined {
  const found = TEXT.exec(text);
  if (found === null || text === "") return undefined;
  const [, year, month, day, hour, minute, second] = found.map((part) => Number(part ?? 0));
  const fraction = (found[7] ?? "").padEnd(6, "0");
  const clock = ((hour! * 60 + minute!) * 60 + second!) * 1000 + Number(fraction.slice(0, 3));
  const isTime = found[1] === undefined;
  const date = isTime ? 0 : startOfDay(year!, month!, day!);
  const kind = isTime ? "time" : found[4] === undefined ? "date" : "datetime";
  return { milliseconds: date + clock, micros: Number(fraction.slice(3)), kind };
}

function startOfDay(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

function written({ milliseconds, micros, kind }: Moment): string {
  const iso = new Date(milliseconds).toISOString();
  const rest = iso.slice(20, 23) + String(micros).padStart(3, "0");
  const fraction = rest === "000000" ? "" : `.${rest}`;
  if (kind === "time") return iso.slice(11, 19) + fraction;
  if (kind === "date" && milliseconds % DAY === 0 && micros === 0) return iso.slice(0, 10);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction}`;
}

/** The moment as a clock in the zone shows it. */
function localOf(text: SqliteValue, zone: SqliteValue): Moment | undefined {
  const moment = momentOf(String(text));
  if (moment === undefined) return undefined;
  return { ...moment, milliseconds: localTime(moment.milliseconds, String(zone)) };
}

function civil(to: SqliteValue, text: SqliteValue, zone: SqliteValue): SqliteValue {
  const local = text === null ? undefined : localOf(text, zone);
  if (local === undefined) return null;
  const kind = to === "date" ? "date" : "time";
  const milliseconds =
    kind === "date" ? local.milliseconds - mod(local.milliseconds, DAY) : local.milliseconds;
  return written({ milliseconds, micros: kind === "date" ? 0 : local.micros, kind });
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function extract(part: SqliteValue, text: SqliteValue, zone: SqliteValue): SqliteValue {
  const local = text === null ? undefined : localOf(text, zone);
  if (local === undefined) return null;
  const date = new Date(local.milliseconds);
  switch (part) {
    case "year":
      return date.getUTCFullYear();
    case "quarter":
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case "month":
      return date.getUTCMonth() + 1;
    case "day":
      return date.getUTCDate();
    case "week_day":
      return date.getUTCDay() + 1;
    case "iso_week_day":
      return date.getUTCDay() || 7;
    case "hour":
      return date.getUTCHours();
    case "minute":
      return date.getUTCMinutes();
    case "second":
      return date.getUTCSeconds();
    default:
      return isoWeek(local.milliseconds)[part === "week" ? 1 : 0];
  }
}

/** The year and the number of a week: a week belongs to the year of its Thursday. */
function isoWeek(milliseconds: number): [year: number, week: number] {
  const day = new Date(milliseconds).getUTCDay() || 7;
  const thursday = milliseconds + (4 - day) * DAY;
  const year = new Date(thursday).getUTCFullYear();
  return [year, Math.floor((thursday - startOfDay(year, 1, 1)) / (7 * DAY)) + 1];
}

function truncate(unit: SqliteValue, text: SqliteValue, zone: SqliteValue): SqliteValue {
  const moment = text === null ? undefined : momentOf(String(text));
  if (moment === undefined) return null;
  const name = String(zone);
  const local = localTime(moment.milliseconds, name);
  const start = startOf(unit as DateUnit, local);
  const size = SIZES[unit as DateUnit];
  // Within a day the clock does not change: the second of two equal hours stays the second.
  const milliseconds =
    size === undefined ? instantAt(start, name) : start - offsetAt(moment.milliseconds, name);
  return written({ milliseconds, micros: 0, kind: "datetime" });
}

const SIZES: Partial<Record<DateUnit, number>> = { hour: 3_600_000, minute: 60_000, second: 1000 };

function startOf(unit: DateUnit, local: number): number {
  const size = SIZES[unit];
  if (size !== undefined) return local - mod(local, size);
  const date = new Date(local);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case "year":
      return startOfDay(year, 1, 1);
    case "quarter":
      return startOfDay(year, month - (month % 3) + 1, 1);
    case "month":
      return startOfDay(year, month + 1, 1);
    case "week":
      return local - mod(local, DAY) - mod(date.getUTCDay() - 1, 7) * DAY;
    default:
      return local - mod(local, DAY);
  }
}

/** The moment `sign` times a number of microseconds later; the number may stand on either side. */
function shift(left: SqliteValue, right: SqliteValue, sign: SqliteValue): SqliteValue {
  if (left === null || right === null) return null;
  if (typeof left !== "string" && typeof right === "string") return shift(right, left, sign);
  const moment = typeof left === "string" ? momentOf(left) : undefined;
  if (moment === undefined) return null;
  const by =
    (typeof right === "bigint" ? right : BigInt(Math.round(Number(right)))) * BigInt(Number(sign));
  const total = BigInt(moment.milliseconds) * 1000n + BigInt(moment.micros) + by;
  const micros = ((total % 1000n) + 1000n) % 1000n;
  let milliseconds = Number((total - micros) / 1000n);
  if (moment.kind === "time") milliseconds = mod(milliseconds, DAY);
  const year = new Date(milliseconds).getUTCFullYear();
  // The databases end where Python's dates end.
  if (!(year >= 1 && year <= 9999)) return null;
  return written({ milliseconds, micros: Number(micros), kind: moment.kind });
}

/** The microseconds from the right moment to the left one. */
function elapsed(left: SqliteValue, right: SqliteValue): SqliteValue {
  if (left === null || right === null) return null;
  const [one, other] = [momentOf(String(left)), momentOf(String(right))];
  if (one === undefined || other === undefined) return null;
  const micros =
    (BigInt(one.milliseconds) - BigInt(other.milliseconds)) * 1000n +
    BigInt(one.micros - other.micros);
  return micros;
}

/** The functions by their names. */
export const clockFunctions: readonly (readonly [string, SqliteScalar])[] = [
  ["flagon_civil", { call: (to, text, zone) => civil(to!, text!, zone!) }],
  ["flagon_extract", { call: (part, text, zone) => extract(part!, text!, zone!) }],
  ["flagon_trunc", { call: (unit, text, zone) => truncate(unit!, text!, zone!) }],
  ["flagon_shift", { call: (left, right, sign) => shift(left!, right!, sign!) }],
  ["flagon_elapsed", { call: (left, right) => elapsed(left!, right!) }],
];
