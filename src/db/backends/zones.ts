/**
 * How far the clocks of a time zone are ahead of UTC, by the platform's own tables.
 *
 * `Intl` takes microseconds to answer. Nearly every day has one offset from its begin to its end, and is asked for twice in a row: both are used.
 */

import { FlagonError } from "../../base/errors.ts";

const DAY = 86_400_000;
/** How many days are remembered for each zone. */
const MOST = 20_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** The offset of each day that has one; NaN for a day on which clocks change. */
  readonly days: Map<number, number>;
}

const zones = new Map<string, Zone>();

function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = { format: formatOf(name), days: new Map() };
    zones.set(name, zone);
  }
  return zone;
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  } catch (cause) {
    throw new FlagonError(`There is no time zone "${name}".`, {
      code: "db.unknown-zone",
      where: "a date function",
      mend: 'Use a name of the IANA database: "Europe/Berlin".',
      cause,
    });
  }
}

function asked({ format }: Zone, milliseconds: number): number {
  const found = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(format.format(milliseconds));
  if (found === null) return 0;
  const [hours, minutes, seconds] = [found[2], found[3], found[4]].map((part) => Number(part ?? 0));
  const size = ((hours! * 60 + minutes!) * 60 + seconds!) * 1000;
  return found[1] === "-" ? -size : size;
}

/**
 * Refuses a name that is no time zone.
 *
 * @throws FlagonError `db.unknown-zone`
 */
export function assertZone(name: string): void {
  if (name !== "UTC") zoneOf(name);
}

/** The offset at an instant in milliseconds. */
export function offsetAt(milliseconds: number, name: string): number {
  if (name === "UTC") return 0;
  const zone = zoneOf(name);
  const day = Math.floor(milliseconds / DAY);
  let offset = zone.days.get(day);
  if (offset === undefined) {
    const [first, last] = [asked(zone, day * DAY), asked(zone, (day + 1) * DAY)];
    offset = first === last ? first : Number.NaN;
    if (zone.days.size >= MOST) zone.days.clear();
    zone.days.set(day, offset);
  }
  return Number.isNaN(offset) ? asked(zone, milliseconds) : offset;
}

/** What a clock of the zone shows at an instant, as if it were UTC. */
export function localTime(milliseconds: number, name: string): number {
  return milliseconds + offsetAt(milliseconds, name);
}

/** The instant at which a clock of the zone shows a time: the first of two, and for one that is left out what the old offset says. */
export function instantAt(local: number, name: string): number {
  const before = offsetAt(local - DAY, name);
  if (offsetAt(local - before, name) === before) return local - before;
  const after = offsetAt(local + DAY, name);
  return offsetAt(local - after, name) === after ? local - after : local - before;
}

/** From when to when the changes of a zone are known: the years 1900 to 2099, in seconds. */
const FIRST_SECOND = -2_208_988_800;
const LAST_SECOND = 4_102_444_800;
/** No zone changes its clocks twice within so many days. */
const STEP = 10 * 86_400;

/** When the clocks of a zone are changed, in seconds since 1970, and how far ahead of UTC they are from then on; before 1900 and after 2099 nothing changes. */
export interface ZoneChanges {
  readonly first: number;
  readonly changes: readonly (readonly [at: number, offset: number])[];
}

/** Finds the changes of a zone. It takes some 20 ms: keep what it gives. */
export function changesOf(name: string): ZoneChanges {
  const zone = zoneOf(name);
  const offset = (second: number): number => asked(zone, second * 1000) / 1000;
  const first = offset(FIRST_SECOND);
  const changes: [number, number][] = [];
  let before = first;
  for (let at = FIRST_SECOND; at < LAST_SECOND; at += STEP) {
    const after = offset(at + STEP);
    if (after === before) continue;
    changes.push([changeWithin(at, at + STEP, before, offset), after]);
    before = after;
  }
  return { first, changes };
}

/** The first second of a time at which the offset is no more what it was at the begin. */
function changeWithin(
  from: number,
  to: number,
  before: number,
  offset: (second: number) => number,
): number {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
