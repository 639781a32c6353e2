/**
 * Spans between two moments in words: `3 days, 4 hours`.
 *
 * Years and months are those of the calendar, the rest is weeks, days, hours and minutes. At most two neighbouring units are shown.
 */

import { numberFormatter } from "./formatters.ts";
import { type Moment, momentAt, utcMs } from "./moment.ts";

const UNITS = ["year", "month", "week", "day", "hour", "minute"] as const;

/** A unit that a span is told in. */
export type SpanUnit = (typeof UNITS)[number];

const SECONDS = { week: 604_800, day: 86_400, hour: 3600, minute: 60 };

/** Gives how much of each unit lies between two moments; nothing where the first is not before the second. */
export function spanBetween(from: Moment, to: Moment): [SpanUnit, number][] {
  const end = inSameZone(to, from);
  const elapsed = instantOf(end) - instantOf(from);
  if (elapsed <= 0) return [];
  let months = (end.year - from.year) * 12 + end.month - from.month;
  while (months > 0 && monthsLater(from, months) > utcMs(end)) months--;
  // Within a month real time counts; beyond it the calendar does, so that a change of the clocks makes no hour.
  const rest = months === 0 ? elapsed : utcMs(end) - monthsLater(from, months);
  const counts = { year: Math.floor(months / 12), month: months % 12, ...split(rest) };
  return UNITS.map((unit) => [unit, counts[unit]]);
}

function split(milliseconds: number): Record<keyof typeof SECONDS, number> {
  let seconds = Math.floor(milliseconds / 1000);
  const counts = { week: 0, day: 0, hour: 0, minute: 0 };
  for (const [unit, size] of Object.entries(SECONDS) as [keyof typeof SECONDS, number][]) {
    counts[unit] = Math.floor(seconds / size);
    seconds %= size;
  }
  return counts;
}

function inSameZone(moment: Moment, other: Moment): Moment {
  if (moment.epochMs === undefined || other.timeZone === undefined) return moment;
  return moment.timeZone === other.timeZone ? moment : momentAt(moment.epochMs, other.timeZone);
}

function instantOf(moment: Moment): number {
  return moment.epochMs ?? utcMs(moment);
}

/** Gives what the clock shows that many months later; a day that the month lacks is its last. */
function monthsLater(from: Moment, months: number): number {
  const total = from.month - 1 + months;
  const year = from.year + Math.floor(total / 12);
  const month = (total % 12) + 1;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return utcMs({ ...from, year, month, day: Math.min(from.day, last) });
}

/** Writes a span in a language: its largest unit and the next smaller one, where that is not zero. */
export function formatSpan(
  span: readonly [SpanUnit, number][],
  locale: string,
  { depth = 2 }: { depth?: number } = {},
): string {
  const first = span.findIndex(([, count]) => count > 0);
  if (first === -1) return formatUnit(0, "minute", locale);
  const shown: string[] = [];
  for (const [unit, count] of span.slice(first, first + depth)) {
    if (count === 0) break;
    shown.push(formatUnit(count, unit, locale));
  }
  return new Intl.ListFormat(locale, { type: "unit", style: "long" }).format(shown);
}

/** Writes a count of a unit; the blank between them does not break. */
function formatUnit(count: number, unit: SpanUnit, locale: string): string {
  const formatter = numberFormatter(locale, { style: "unit", unit, unitDisplay: "long" });
  return formatter.format(count).replaceAll(" ", "\u00a0");
}
