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
