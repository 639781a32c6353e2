/** Filters on dates and times, those of Django and its `humanize`: formats, spans in words, time zones. */

import { now } from "../../base/clock.ts";
import { formatMoment } from "../dates/date-format.ts";
import { isEnglish, relativeFormatter } from "../dates/formatters.ts";
import { type Moment, momentAt, momentOf, utcMs, ZonedMoment } from "../dates/moment.ts";
import { formatSpan, spanBetween } from "../dates/spans.ts";
import { TemplateTypeError } from "../errors.ts";
import { type Evaluation, withEvaluation } from "../evaluation.ts";
import type { Localization } from "../localization.ts";
import { str } from "../printing.ts";
import type { AnyFunction } from "../signatures.ts";

function date(evaluation: Evaluation, value: unknown, format: unknown = null): string {
  return formatted(evaluation, value, format ?? "DATE_FORMAT");
}

function time(evaluation: Evaluation, value: unknown, format: unknown = null): string {
  return formatted(evaluation, value, format ?? "TIME_FORMAT");
}

function formatted({ environment }: Evaluation, value: unknown, format: unknown): string {
  const localization = environment.localization();
  const moment = momentOf(value, localization.timeZone);
  return moment === undefined ? "" : formatMoment(moment, str(format), localization);
}

/** Gives the present in the way of another moment: civil fields are compared with the page's clock. */
function presentFor(other: Moment, value: unknown, { timeZone }: Localization): Moment {
  const given = value === null ? undefined : momentOf(value, timeZone);
  const present = given ?? momentAt(now(), other.timeZone ?? timeZone);
  return other.epochMs === undefined ? { ...present, epochMs: undefined } : present;
}

function timeSince(evaluation: Evaluation, value: unknown, other: unknown = null): string {
  const localization = evaluation.environment.localization();
  const moment = momentOf(value, localization.timeZone);
  if (moment === undefined) return "";
  const span = spanBetween(moment, presentFor(moment, other, localization));
  return formatSpan(span, localization.locale);
}

function timeUntil(evaluation: Evaluation, value: unknown, other: unknown = null): string {
  const localization = evaluation.environment.localization();
  const moment = momentOf(value, localization.timeZone);
  if (moment === undefined) return "";
  const span = spanBetween(presentFor(moment, other, localization), moment);
  return formatSpan(span, localization.locale);
}

const DAY_SECONDS = 86_400;
/** A twelfth of a Gregorian year. */
const MONTH_SECONDS = 30.436_875 * DAY_SECONDS;

function naturalTime(evaluation: Evaluation, value: unknown): string {
  const localization = evaluation.environment.localization();
  const moment = momentOf(value, localization.timeZone);
  if (moment === undefined) return "";
  const present = presentFor(moment, null, localization);
  const instant = (one: Moment): number => one.epochMs ?? utcMs(one);
  const seconds = Math.trunc((instant(moment) - instant(present)) / 1000);
  const { locale } = localization;
  if (isEnglish(locale)) return inEnglish(seconds, moment, present);
  const relative = relativeFormatter(locale, { numeric: seconds === 0 ? "auto" : "always" });
  const [unit, size] = unitOf(Math.abs(seconds));
  return relative.format(Math.trunc(seconds / size), unit);
}

function unitOf(seconds: number): [Intl.RelativeTimeFormatUnit, number] {
  if (seconds < 60) return ["second", 1];
  if (seconds < 3600) return ["minute", 60];
  if (seconds < DAY_SECONDS) return ["hour", 3600];
  if (seconds < 7 * DAY_SECONDS) return ["day", DAY_SECONDS];
  if (seconds < MONTH_SECONDS) return ["week", 7 * DAY_SECONDS];
  return seconds < 12 * MONTH_SECONDS ? ["month", MONTH_SECONDS] : ["year", 12 * MONTH_SECONDS];
}

function inEnglish(seconds: number, moment: Moment, present: Moment): string {
  if (seconds === 0) return "now";
  const size = Math.abs(seconds);
  const [from, to] = seconds < 0 ? [moment, present] : [present, moment];
  const far = size >= DAY_SECONDS ? formatSpan(spanBetween(from, to), "en") : undefined;
  const near =
    size < 60 ? ["second", size] : size < 3600 ? ["minute", size / 60] : ["hour", size / 3600];
  const count = Math.trunc(Number(near[1]));
  const one = near[0] === "hour" ? "an hour" : `a ${near[0]}`;
  const words = far ?? (count === 1 ? one : `${count}\u00a0${near[0]}s`);
  return seconds < 0 ? `${words} ago` : `${words} from now`;
}

function naturalDay(evaluation: Evaluation, value: unknown, format: unknown = null): string {
  const localization = evaluation.environment.localization();
  const moment = momentOf(value, localization.timeZone);
  if (moment === undefined) return "";
  const present = momentAt(now(), moment.timeZone ?? localization.timeZone);
  const days = Math.round((dayOf(moment) - dayOf(present)) / 86_400_000);
  if (Math.abs(days) > 1) return date(evaluation, value, format);
  return relativeFormatter(localization.locale, { numeric: "auto" }).format(days, "day");
}

function dayOf(moment: Moment): number {
  return Date.UTC(moment.year, moment.month - 1, moment.day);
}

/** Puts an instant into a time zone; a civil date and time counts as one of the page's zone. */
function inZone({ environment }: Evaluation, value: unknown, zone: unknown): unknown {
  const { timeZone } = environment.localization();
  const moment = momentOf(value, timeZone);
  if (moment === undefined) return "";
  if (!moment.hasDate) throw new TemplateTypeError("A time of day has no time zone.");
  const epochMs = moment.epochMs ?? instantIn(moment, timeZone);
  const name = str(zone);
  momentAt(epochMs, name);
  return new ZonedMoment(epochMs, name);
}

/** Gives the instant at which the clocks of a zone show the fields; where they skip it, the one just after. */
function instantIn(moment: Moment, timeZone: string): number {
  const wanted = utcMs(moment);
  const offsetAt = (instant: number): number => utcMs(momentAt(instant, timeZone)) - instant;
  const guess = wanted - offsetAt(wanted);
  return wanted - offsetAt(guess);
}

/** The filters with their parameters. */
export const DATE_FILTERS: Record<string, [string, AnyFunction]> = {
  date: ["value format?", withEvaluation(date)],
  time: ["value format?", withEvaluation(time)],
  timesince: ["value now?", withEvaluation(timeSince)],
  timeuntil: ["value now?", withEvaluation(timeUntil)],
  naturaltime: ["value", withEvaluation(naturalTime)],
  naturalday: ["value format?", withEvaluation(naturalDay)],
  localtime: [
    "value",
    withEvaluation((evaluation: Evaluation, value: unknown) =>
      inZone(evaluation, value, evaluation.environment.localization().timeZone),
    ),
  ],
  utc: [
    "value",
    withEvaluation((evaluation: Evaluation, value: unknown) => inZone(evaluation, value, "UTC")),
  ],
  timezone: ["value zone", withEvaluation(inZone)],
};
