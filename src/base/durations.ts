/**
 * Durations as text: `5m`, `1h30m`, Django's `1 02:03:04.5`, and ISO 8601's `P1DT2H`.
 *
 * Worked example: `parseDuration("1h30m")` is 5,400,000 milliseconds.
 */

const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const WITH_UNITS = /^([+-]?)((?:\d{1,15}(?:\.\d{1,6})?(?:us|ms|[smhdw])){1,7})$/;
const CLOCK =
  /^(?:(-?\d{1,9}) (?:days?,? ?)?)?([+-]?)(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,12})(?:[.,](\d{1,12}))?$/;
const DAYS_ALONE = /^(-?\d{1,9}) days?$/;
const ISO =
  /^([+-]?)P(?!$)(?:(\d{1,9}(?:[.,]\d{1,6})?)D)?(?:T(?!$)(?:(\d{1,9}(?:[.,]\d{1,6})?)H)?(?:(\d{1,9}(?:[.,]\d{1,6})?)M)?(?:(\d{1,12}(?:[.,]\d{1,6})?)S)?)?$/;

/**
 * Reads a duration and gives milliseconds; undefined when the text is none.
 *
 * Units are `us ms s m h d w`, as in `1h30m`. Digits alone are seconds, as in Django.
 *
 * @example
 * parseDuration("5m"); // 300000
 * parseDuration("1 02:03:04"); // 93784000
 * parseDuration("PT1.5S"); // 1500
 */
export function parseDuration(text: string): number | undefined {
  if (text.length > 120) return undefined;
  return fromUnits(text) ?? fromClock(text) ?? fromIso(text);
}

/**
 * Writes milliseconds as Django writes durations: `1 02:03:04`, with six digits behind a point where there is a fraction.
 *
 * @example
 * formatDuration(93_784_000); // "1 02:03:04"
 */
export function formatDuration(milliseconds: number): string {
  const { days, hours, minutes, seconds, microseconds } = split(milliseconds);
  const clock = [hours, minutes, seconds].map((part) => String(part).padStart(2, "0")).join(":");
  const fraction = microseconds === 0 ? "" : `.${String(microseconds).padStart(6, "0")}`;
  return `${days === 0 ? "" : `${days} `}${clock}${fraction}`;
}

/**
 * Writes milliseconds as an ISO 8601 duration, in Django's form: `P1DT02H03M04S`.
 *
 * @example
 * formatIsoDuration(93_784_000); // "P1DT02H03M04S"
 */
export function formatIsoDuration(milliseconds: number): string {
  const { days, hours, minutes, seconds, microseconds } = split(Math.abs(milliseconds));
  const [h, m, s] = [hours, minutes, seconds].map((part) => String(part).padStart(2, "0"));
  const fraction = microseconds === 0 ? "" : `.${String(microseconds).padStart(6, "0")}`;
  return `${milliseconds < 0 ? "-" : ""}P${days}DT${h}H${m}M${s}${fraction}S`;
}

function fromUnits(text: string): number | undefined {
  const found = WITH_UNITS.exec(text);
  if (found === null) return undefined;
  let total = 0;
  for (const [, amount, unit] of found[2]!.matchAll(/([\d.]+)([a-z]+)/g)) {
    total += Number(amount) * UNITS[unit!]!;
  }
  return found[1] === "-" ? -total : total;
}

function fromClock(text: string): number | undefined {
  const alone = DAYS_ALONE.exec(text);
  if (alone !== null) return Number(alone[1]) * UNITS["d"]!;
  const found = CLOCK.exec(text);
  if (found === null) return undefined;
  const [, days = "0", sign, hours = "0", minutes = "0", seconds, fraction = ""] = found;
  const microseconds = Number(fraction.slice(0, 6).padEnd(6, "0"));
  const clock =
    Number(hours) * 3_600_000 +
    Number(minutes) * 60_000 +
    Number(seconds) * 1000 +
    microseconds / 1000;
  return Number(days) * UNITS["d"]! + (sign === "-" ? -clock : clock);
}

function fromIso(text: string): number | undefined {
  const found = ISO.exec(text);
  if (found === null) return undefined;
  const [days, hours, minutes, seconds] = found
    .slice(2)
    .map((part) => Number((part ?? "0").replace(",", ".")));
  const total =
    days! * UNITS["d"]! + hours! * UNITS["h"]! + minutes! * UNITS["m"]! + seconds! * 1000;
  return found[1] === "-" ? -total : total;
}

/** Days may be below zero, everything else counts forwards from there, as a Python timedelta does. */
function split(milliseconds: number) {
  const total = Math.round(milliseconds * 1000);
  const days = Math.floor(total / 86_400_000_000);
  const rest = total - days * 86_400_000_000;
  const whole = Math.floor(rest / 1_000_000);
  return {
    days,
    hours: Math.floor(whole / 3600),
    minutes: Math.floor((whole % 3600) / 60),
    seconds: whole % 60,
    microseconds: rest % 1_000_000,
  };
}
