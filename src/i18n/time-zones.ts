/** Time zones: what a clock on the wall says at an instant, and the instant at which it says so. */

import { FlagonError } from "../base/errors.ts";
import { formatterOf } from "./formatters.ts";

/** What calendar and clock on a wall say. Months count from 1. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const zones = new Map<string, boolean>();

/** Tells whether a time zone is known (IANA). */
export function isTimeZone(name: string): boolean {
  let known = zones.get(name);
  if (known === undefined) {
    known = name.length < 60 && canFormat(name);
    if (zones.size < 1000) zones.set(name, known);
  }
  return known;
}

function canFormat(timeZone: string): boolean {
  try {
    return formatterOf("date", "en", { timeZone }) !== undefined;
  } catch {
    return false;
  }
}

/** Refuses a time zone that is not known. @throws FlagonError `i18n.time-zone` */
export function assertTimeZone(name: string): void {
  if (isTimeZone(name)) return;
  throw new FlagonError(`There is no time zone named "${name.slice(0, 60)}".`, {
    code: "i18n.time-zone",
    mend: 'Name it as the IANA database does: "Europe/Berlin", "America/New_York", "UTC".',
  });
}

/** Gives what a clock in a time zone says at an instant. @throws FlagonError `i18n.time-zone` */
export function localTimeOf(instant: Date | number, timeZone: string): LocalTime {
  assertTimeZone(timeZone);
  const formatter = formatterOf("date", "en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = Object.fromEntries(
    formatter.formatToParts(instant).map(({ type, value }) => [type, value]),
  );
  const year = Number(parts["year"]);
  return {
    year: parts["era"] === "BC" ? 1 - year : year,
    month: Number(parts["month"]),
    day: Number(parts["day"]),
    hour: Number(parts["hour"]),
    minute: Number(parts["minute"]),
    second: Number(parts["second"]),
  };
}

/** Gives how far a time zone is ahead of UTC at an instant, in milliseconds. */
function offsetMs(instant: number, timeZone: string): number {
  const whole = Math.floor(instant / 1000) * 1000;
  return utcOf(localTimeOf(whole, timeZone)) - whole;
}

function utcOf({ year, month, day, hour, minute, second }: LocalTime): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second, 0);
}

/** What to do with a time that a clock says twice, or never, because it was put back or forward. */
export type Disambiguation = "compatible" | "earlier" | "later" | "reject";

/**
 * Gives the instant at which a clock in a time zone says a time.
 *
 * When the clock was put back a time comes twice: the earlier one is meant unless told. When it was put forward a time never comes: it is then counted on
 * from before the gap, as alarm clocks do. `reject` gives undefined for both.
 *
 * @throws FlagonError `i18n.time-zone`
 * @see Temporal.ZonedDateTime, whose words these are
 */
export function instantOf(
  local: LocalTime,
  timeZone: string,
  disambiguation: Disambiguation = "compatible",
): Date | undefined {
  const guess = utcOf(local);
  // The offsets a day before and after are the two that can be meant.
  const before = offsetMs(guess - 86_400_000, timeZone);
  const after = offsetMs(guess + 86_400_000, timeZone);
  const found = [...new Set([guess - before, guess - after])]
    .filter((instant) => instant + offsetMs(instant, timeZone) === guess)
    .sort((a, b) => a - b);
  if (found.length === 1) return new Date(found[0]!);
  if (disambiguation === "reject") return undefined;
  if (found.length === 0) return new Date(guess - (disambiguation === "earlier" ? after : before));
  return new Date(found[disambiguation === "later" ? 1 : 0]!);
}
