/**
 * Formats of dates and times by Django's letters, with the names of the page's language.
 *
 * Worked example: `D, j M Y H:i` of the 20th of November 2026, five past nine, is `Fri, 20 Nov 2026 09:05`. A backslash keeps a letter as it is.
 * The names of formats (`DATE_FORMAT`, `SHORT_DATE_FORMAT`, …) give what the language writes.
 */

import { TemplateValueError } from "../errors.ts";
import type { Localization } from "../localization.ts";
import { dateFormatter, isEnglish } from "./formatters.ts";
import { formatOffset, isoDate, isoTime, type Moment, offsetMinutes, utcMs } from "./moment.ts";

interface Formatting {
  moment: Moment;
  locale: string;
}

type Letter = (formatting: Formatting) => string;

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
const twelve = (hour: number): number => hour % 12 || 12;

/** Months as the Associated Press shortens them. */
const AP_MONTHS = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split(" ");

const DATE_LETTERS: Record<string, Letter> = {
  b: ({ moment, locale }) => named(moment, locale, { month: "short" }).toLowerCase(),
  d: ({ moment }) => pad(moment.day),
  D: ({ moment, locale }) => named(moment, locale, { weekday: "short" }),
  E: ({ moment, locale }) => monthInDate(moment, locale),
  F: ({ moment, locale }) => named(moment, locale, { month: "long" }),
  j: ({ moment }) => String(moment.day),
  l: ({ moment, locale }) => named(moment, locale, { weekday: "long" }),
  L: ({ moment }) => (isLeap(moment.year) ? "True" : "False"),
  m: ({ moment }) => pad(moment.month),
  M: ({ moment, locale }) => named(moment, locale, { month: "short" }),
  n: ({ moment }) => String(moment.month),
  N: ({ moment, locale }) =>
    isEnglish(locale) ? AP_MONTHS[moment.month - 1]! : named(moment, locale, { month: "short" }),
  o: ({ moment }) => String(isoWeek(moment).year),
  S: ({ moment }) => englishSuffix(moment.day),
  t: ({ moment }) => String(new Date(Date.UTC(moment.year, moment.month, 0)).getUTCDate()),
  w: ({ moment }) => String(new Date(utcMs(moment)).getUTCDay()),
  W: ({ moment }) => String(isoWeek(moment).week),
  y: ({ moment }) => pad(moment.year % 100),
  Y: ({ moment }) => pad(moment.year, 4),
  z: ({ moment }) => String(dayOfYear(moment)),
  c: ({ moment }) => {
    const offset = moment.epochMs === undefined ? "" : formatOffset(offsetMinutes(moment), ":");
    return moment.hasTime ? `${isoDate(moment)}T${isoTime(moment)}${offset}` : isoDate(moment);
  },
  r: ({ moment }) => render("D, d M Y H:i:s O", { moment, locale: "en" }),
  U: ({ moment }) => String(Math.floor((moment.epochMs ?? utcMs(moment)) / 1000)),
};

const TIME_LETTERS: Record<string, Letter> = {
  a: ({ moment, locale }) => dayHalf(moment, locale),
  A: ({ moment, locale }) =>
    isEnglish(locale) ? (moment.hour < 12 ? "AM" : "PM") : dayHalf(moment, locale),
  e: ({ moment }) => zoneName(moment),
  f: ({ moment }) =>
    String(twelve(moment.hour)) + (moment.minute === 0 ? "" : `:${pad(moment.minute)}`),
  g: ({ moment }) => String(twelve(moment.hour)),
  G: ({ moment }) => String(moment.hour),
  h: ({ moment }) => pad(twelve(moment.hour)),
  H: ({ moment }) => pad(moment.hour),
  i: ({ moment }) => pad(moment.minute),
  I: ({ moment }) => (moment.epochMs === undefined ? "" : isSummerTime(moment) ? "1" : "0"),
  O: ({ moment }) => (moment.epochMs === undefined ? "" : formatOffset(offsetMinutes(moment))),
  P: (formatting) => timeOfDay(formatting),
  s: ({ moment }) => pad(moment.second),
  T: ({ moment }) => zoneName(moment),
  u: ({ moment }) => pad(moment.microsecond, 6),
  Z: ({ moment }) => (moment.epochMs === undefined ? "" : String(offsetMinutes(moment) * 60)),
};

const LETTERS: Record<string, Letter> = { ...DATE_LETTERS, ...TIME_LETTERS };

interface NamedFormat {
  english: string;
  options: Intl.DateTimeFormatOptions;
}

const DAY = { year: "numeric", month: "2-digit", day: "2-digit" } as const;

/** The formats that have a name: in English Django's, in other languages what `Intl` knows of them. */
const NAMED: Record<string, NamedFormat> = {
  DATE_FORMAT: { english: "N j, Y", options: { dateStyle: "long" } },
  TIME_FORMAT: { english: "P", options: { timeStyle: "short" } },
  DATETIME_FORMAT: { english: "N j, Y, P", options: { dateStyle: "long", timeStyle: "short" } },
  YEAR_MONTH_FORMAT: { english: "F Y", options: { year: "numeric", month: "long" } },
  MONTH_DAY_FORMAT: { english: "F j", options: { month: "long", day: "numeric" } },
  SHORT_DATE_FORMAT: { english: "m/d/Y", options: DAY },
  SHORT_DATETIME_FORMAT: {
    english: "m/d/Y P",
    options: { ...DAY, hour: "2-digit", minute: "2-digit" },
  },
};

/**
 * Formats a moment by letters, or by the name of a format.
 *
 * @throws TemplateValueError when a time has no date, or a date no time, and the format asks for it
 */
export function formatMoment(moment: Moment, format: string, { locale }: Localization): string {
  const named = Object.hasOwn(NAMED, format) ? NAMED[format] : undefined;
  if (named === undefined) return render(format, { moment, locale });
  if (isEnglish(locale)) return render(named.english, { moment, locale });
  return dateFormatter(locale, { ...named.options, timeZone: "UTC" }).format(utcMs(moment));
}

function render(format: string, formatting: Formatting): string {
  return format.replace(/\\(.)|([A-Za-z])/gsu, (whole, kept: string | undefined, name: string) => {
    if (kept !== undefined) return kept;
    const letter = Object.hasOwn(LETTERS, name) ? LETTERS[name] : undefined;
    if (letter === undefined) return whole;
    const { hasDate, hasTime } = formatting.moment;
    if (!hasDate && Object.hasOwn(DATE_LETTERS, name)) throw lacks("time of day", "date", name);
    if (!hasTime && Object.hasOwn(TIME_LETTERS, name)) throw lacks("date", "time of day", name);
    return letter(formatting);
  });
}

function lacks(has: string, wanted: string, letter: string): TemplateValueError {
  return new TemplateValueError(
    `The value is a ${has}, and "${letter}" of the format asks for a ${wanted}.`,
  );
}

function named(moment: Moment, locale: string, options: Intl.DateTimeFormatOptions): string {
  return dateFormatter(locale, { ...options, timeZone: "UTC" }).format(utcMs(moment));
}

/** Gives the month as it stands beside a day: some languages inflect it there. */
function monthInDate(moment: Moment, locale: string): string {
  const options = { day: "numeric", month: "long", timeZone: "UTC" } as const;
  const parts = dateFormatter(locale, options).formatToParts(utcMs(moment));
  return parts.find(({ type }) => type === "month")!.value;
}

function dayHalf(moment: Moment, locale: string): string {
  if (isEnglish(locale)) return moment.hour < 12 ? "a.m." : "p.m.";
  const options = { hour: "numeric", hourCycle: "h12", timeZone: "UTC" } as const;
  const parts = dateFormatter(locale, options).formatToParts(utcMs(moment));
  return parts.find(({ type }) => type === "dayPeriod")?.value ?? "";
}

function timeOfDay({ moment, locale }: Formatting): string {
  if (isEnglish(locale) && moment.minute === 0) {
    if (moment.hour === 0) return "midnight";
    if (moment.hour === 12) return "noon";
  }
  return render("f a", { moment, locale });
}

function englishSuffix(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const DAY_MS = 86_400_000;

function dayOfYear({ year, month, day }: Moment): number {
  return (Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 0)) / DAY_MS;
}

/** Gives the week by ISO 8601: weeks start on Monday, and week 1 has the year's first Thursday. */
function isoWeek({ year, month, day }: Moment): { year: number; week: number } {
  const thursday = new Date(Date.UTC(year, month - 1, day));
  thursday.setUTCDate(thursday.getUTCDate() - ((thursday.getUTCDay() + 6) % 7) + 3);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return {
    year: thursday.getUTCFullYear(),
    week: Math.floor((thursday.getTime() - first) / DAY_MS / 7) + 1,
  };
}

/** Kinds of English that know the short names of zones, each those of its part of the world. */
const ZONE_NAMERS = ["en-US", "en-GB", "en-IN", "en-AU", "en-NZ", "en-ZA"];

function zoneName({ epochMs, timeZone }: Moment): string {
  if (epochMs === undefined || timeZone === undefined) return "";
  const options = { timeZone, timeZoneName: "short" } as const;
  const names = ZONE_NAMERS.map((locale) => {
    const parts = dateFormatter(locale, options).formatToParts(epochMs);
    return parts.find(({ type }) => type === "timeZoneName")!.value;
  });
  return names.find((name) => !/^(?:GMT|UTC)[+-]/.test(name)) ?? names[0]!;
}

/** Tells whether clocks are ahead of the smaller of the offsets that the year has in January and July. */
function isSummerTime(moment: Moment): boolean {
  const offsetIn = (month: number): number => {
    const instant = Date.UTC(moment.year, month, 1);
    const options = { timeZone: moment.timeZone!, timeZoneName: "longOffset" } as const;
    const parts = dateFormatter("en-US", options).formatToParts(instant);
    const text = parts.find(({ type }) => type === "timeZoneName")!.value;
    const [, sign, hours = "0", minutes = "0"] = /([+-])(\d+):?(\d+)?/.exec(text) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
  return offsetMinutes(moment) > Math.min(offsetIn(0), offsetIn(6));
}
