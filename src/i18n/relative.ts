/** Chooses the unit for a stretch of time, as people do: 90 seconds are a minute, 20 days are 3 weeks. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A unit with the stretch from which on it is used. */
const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number, from: number])[] = [
  ["year", 365.2425 * DAY, 345 * DAY],
  ["month", 30.436875 * DAY, 28 * DAY],
  ["week", 7 * DAY, 13.5 * DAY],
  ["day", DAY, 23.5 * HOUR],
  ["hour", HOUR, 59.5 * MINUTE],
  ["minute", MINUTE, 59.5 * SECOND],
];

/** Gives a stretch in its unit, rounded; the past is negative. */
export function relativeParts(ms: number): { value: number; unit: Intl.RelativeTimeFormatUnit } {
  const size = Math.abs(ms);
  const [unit, length] = UNITS.find(([, , from]) => size >= from) ?? ["second", SECOND];
  const value = Math.sign(ms) * Math.round(size / length);
  // `Intl` tells -0 from 0 and says "0 seconds ago"; now is "now".
  return { value: value === 0 ? 0 : value, unit };
}
