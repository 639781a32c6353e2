/**
 * Lengths of time between databases and `Temporal.Duration`: whole microseconds, with days of 24 hours, as Python's timedelta.
 *
 * Worked example: PostgreSQL's `1 day -00:30:00` is 84,600,000,000 microseconds, and a duration of 23 hours and 30 minutes.
 */

import { parseDuration } from "../base/durations.ts";
import { type Duration, temporal } from "./temporal.ts";

const SECOND = 1_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;
/** What Python's timedelta can be: so many days and less than one more, either way. */
const MOST = 1_000_000_000n * DAY;

/** Counts the microseconds; undefined where there are months or years (how long is one?), nanoseconds, or too many. */
export function microsecondsOf(duration: Duration): bigint | undefined {
  const { years, months, nanoseconds } = duration;
  if (years !== 0 || months !== 0 || nanoseconds % 1000 !== 0) return undefined;
  const total =
    BigInt(duration.weeks * 7 + duration.days) * DAY +
    BigInt(duration.hours) * HOUR +
    BigInt(duration.minutes) * MINUTE +
    BigInt(duration.seconds) * SECOND +
    BigInt(duration.milliseconds) * 1000n +
    BigInt(duration.microseconds) +
    BigInt(nanoseconds / 1000);
  return total > -MOST && total < MOST ? total : undefined;
}

/** Gives the duration of so many microseconds, in days, hours, minutes, seconds and their parts. */
export function durationOf(microseconds: bigint): Duration {
  const part = (unit: bigint, next: bigint) => Number((microseconds % next) / unit);
  return temporal().Duration.from({
    days: Number(microseconds / DAY),
    hours: part(HOUR, DAY),
    minutes: part(MINUTE, HOUR),
    seconds: part(SECOND, MINUTE),
    milliseconds: part(1000n, SECOND),
    microseconds: part(1n, 1000n),
  });
}

const CLOCK =
  /^(?:([+-]?\d{1,9}) (?:days?,? ?)?)?([+-]?)(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,12})(?:\.(\d{1,6}))?$/;
const DAYS = /^([+-]?\d{1,9}) days?$/;

/** Reads ISO 8601 (`PT1H30M`), Django's forms (`1:30:00`, `3 days, 1:30:00`, seconds alone) and units (`1h30m`); undefined where it is none. */
export function parseDurationText(text: string): bigint | undefined {
  if (text.length > 80) return undefined;
  if (/^[+-]?P/i.test(text)) return fromIso(text);
  const alone = DAYS.exec(text);
  if (alone !== null) return within(BigInt(alone[1]!.replace("+", "")) * DAY);
  const found = CLOCK.exec(text);
  if (found === null) return fromUnits(text);
  const [, days = "0", sign, hours = "0", minutes = "0", seconds = "0", fraction = ""] = found;
  const clock =
    BigInt(hours) * HOUR + BigInt(minutes) * MINUTE + BigInt(seconds) * SECOND + micro(fraction);
  return within(BigInt(days.replace("+", "")) * DAY + (sign === "-" ? -clock : clock));
}

function fromIso(text: string): bigint | undefined {
  try {
    return microsecondsOf(temporal().Duration.from(text));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** `5m`, `1h30m`. */
function fromUnits(text: string): bigint | undefined {
  const milliseconds = parseDuration(text);
  return milliseconds === undefined ? undefined : within(BigInt(Math.round(milliseconds * 1000)));
}

function within(total: bigint): bigint | undefined {
  return total > -MOST && total < MOST ? total : undefined;
}

function micro(fraction: string): bigint {
  return BigInt(fraction.padEnd(6, "0"));
}

const INTERVAL =
  /^(?:([+-]?\d+) years? ?)?(?:([+-]?\d+) mons? ?)?(?:([+-]?\d+) days? ?)?(?:([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;
const ISO_INTERVAL =
  /^P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)W)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?)(\d+)(?:\.(\d{1,6}))?S)?)?$/;

/**
 * Reads PostgreSQL's intervals in its styles `postgres` and `iso_8601`; undefined where the text is neither.
 *
 * A month is 30 days and a year 365, as Django reads them; Flagon and Django write neither.
 */
export function parseInterval(text: string): bigint | undefined {
  if (text.startsWith("P")) return fromIsoInterval(text);
  const found = text === "" ? null : INTERVAL.exec(text);
  if (found === null) return undefined;
  const [, years, months, days, sign, hours = "0", minutes = "0", seconds = "0", fraction = ""] =
    found;
  const clock =
    BigInt(hours) * HOUR + BigInt(minutes) * MINUTE + BigInt(seconds) * SECOND + micro(fraction);
  return calendar(years, months, days) + (sign === "-" ? -clock : clock);
}

function fromIsoInterval(text: string): bigint | undefined {
  const found = ISO_INTERVAL.exec(text);
  if (found === null) return undefined;
  const [, years, months, weeks = "0", days, hours = "0", minutes = "0", sign] = found;
  const seconds = BigInt(found[8] ?? 0) * SECOND + micro(found[9] ?? "");
  const clock =
    BigInt(hours) * HOUR + BigInt(minutes) * MINUTE + (sign === "-" ? -seconds : seconds);
  return calendar(years, months, days) + BigInt(weeks) * 7n * DAY + clock;
}

function calendar(years = "0", months = "0", days = "0"): bigint {
  const count = (text: string) => BigInt(text.replace("+", ""));
  return (count(years) * 365n + count(months) * 30n + count(days)) * DAY;
}

/** Writes microseconds as an interval of PostgreSQL. */
export function writeInterval(microseconds: bigint): string {
  const days = microseconds / DAY;
  const rest = microseconds % DAY;
  const size = rest < 0n ? -rest : rest;
  const fraction = (size % SECOND).toString().padStart(6, "0");
  return `${days} days ${rest < 0n ? "-" : ""}${size / SECOND}.${fraction} seconds`;
}

/** Writes microseconds as Django shows them: `1:30:00`, `3 days, 1:30:00`, days below zero counting forwards from there. */
export function formatMicroseconds(microseconds: bigint): string {
  const rest = ((microseconds % DAY) + DAY) % DAY;
  const days = (microseconds - rest) / DAY;
  const two = (value: bigint) => value.toString().padStart(2, "0");
  const micros = rest % SECOND;
  const fraction = micros === 0n ? "" : `.${micros.toString().padStart(6, "0")}`;
  const clock = `${rest / HOUR}:${two((rest % HOUR) / MINUTE)}:${two((rest % MINUTE) / SECOND)}${fraction}`;
  if (days === 0n) return clock;
  return `${days} ${days === 1n || days === -1n ? "day" : "days"}, ${clock}`;
}
