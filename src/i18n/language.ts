/** A language as one visitor sees it: its texts, how it writes numbers and dates, and the time zone they are shown in. */

import type { Catalog } from "./catalog.ts";
import { parseDate, parseDateTime, parseTime } from "./dates.ts";
import { formatterOf } from "./formatters.ts";
import { isRightToLeft } from "./locales.ts";
import { parseDecimal, parseNumber } from "./numbers.ts";
import { type Values, fillPlaces, type PlacesOf } from "../base/places.ts";
import { messageKey } from "./po.ts";
import { relativeParts } from "./relative.ts";
import {
  assertTimeZone,
  type Disambiguation,
  instantOf,
  type LocalTime,
  localTimeOf,
} from "./time-zones.ts";

/** How long a date or a time is written, or `Intl`'s own options. */
export type DateStyle = "short" | "medium" | "long" | "full" | Intl.DateTimeFormatOptions;

/** A moment: an instant, or a civil date or time of `Temporal`, which is the same in every time zone. */
export type Moment = Date | number | CivilTime;

/** A value of `Temporal`. */
export interface CivilTime {
  readonly [Symbol.toStringTag]: string;
  toLocaleString(): string;
}

/** Gives a moment as `Intl` takes it: of a `Temporal.ZonedDateTime` the instant, since the language says which time zone is shown. */
function formattable(moment: Moment): Date | number {
  if (typeof moment === "object" && "epochMilliseconds" in moment) {
    return Number(moment.epochMilliseconds);
  }
  // Platforms with Temporal take its values here; what TypeScript knows of Intl does not say so yet.
  return moment as Date | number;
}

/** What a language is made of. */
export interface LanguageParts {
  /** Language tag, as in `pt-BR`. */
  locale: string;
  /** Time zone by its name (IANA). */
  timeZone: string;
  /** Where texts are looked for, the first that has one gives it. */
  catalogs: readonly Catalog[];
}

/** A language with its texts and formats. It never changes: another time zone is another language object. */
export class Language {
  /** Language tag, as in `pt-BR`. */
  readonly locale: string;
  /** Time zone by its name (IANA). */
  readonly timeZone: string;
  readonly #catalogs: readonly Catalog[];

  constructor({ locale, timeZone, catalogs }: LanguageParts) {
    assertTimeZone(timeZone);
    this.locale = locale;
    this.timeZone = timeZone;
    this.#catalogs = catalogs;
  }

  /** Whether the language is written from right to left. */
  get isRightToLeft(): boolean {
    return isRightToLeft(this.locale);
  }

  /** `rtl` or `ltr`, for the `dir` attribute of a page. */
  get direction(): "ltr" | "rtl" {
    return this.isRightToLeft ? "rtl" : "ltr";
  }

  /** Gives this language in another time zone. @throws FlagonError `i18n.time-zone` */
  withTimeZone(timeZone: string): Language {
    if (timeZone === this.timeZone) return this;
    return new Language({ locale: this.locale, timeZone, catalogs: this.#catalogs });
  }

  /** Gives a translation, or the text itself; `{name}` in it is filled in where values are given. */
  gettext<const M extends string>(message: M, values?: Values<PlacesOf<M>>): string {
    return this.#filled(this.#find(message) ?? message, values);
  }

  /** Gives the form of a text that a count asks for; `{count}` in it is the count. */
  ngettext<const S extends string, const P extends string>(
    singular: S,
    plural: P,
    count: number,
    values?: Values<Exclude<PlacesOf<S | P>, "count">>,
  ): string {
    const text = this.#findForm(singular, count) ?? (count === 1 ? singular : plural);
    return this.#filled(text, { count, ...values });
  }

  /** Gives the translation of a text that has another meaning elsewhere. */
  pgettext<const M extends string>(
    context: string,
    message: M,
    values?: Values<PlacesOf<M>>,
  ): string {
    return this.#filled(this.#find(messageKey(context, message)) ?? message, values);
  }

  /** Gives the form that a count asks for, of a text that has another meaning elsewhere. */
  npgettext<const S extends string, const P extends string>(
    context: string,
    singular: S,
    plural: P,
    count: number,
    values?: Values<Exclude<PlacesOf<S | P>, "count">>,
  ): string {
    const key = messageKey(context, singular);
    const text = this.#findForm(key, count) ?? (count === 1 ? singular : plural);
    return this.#filled(text, { count, ...values });
  }

  #find(key: string): string | undefined {
    for (const catalog of this.#catalogs) {
      const found = catalog.find(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #findForm(key: string, count: number): string | undefined {
    for (const catalog of this.#catalogs) {
      const found = catalog.findForm(key, count);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #filled(text: string, values: Values<string> | undefined): string {
    return values === undefined ? text : fillPlaces(text, values);
  }

  /** Writes a number: 1234.5 is `1.234,5` in German. */
  formatNumber(value: number | bigint, options: Intl.NumberFormatOptions = {}): string {
    return formatterOf("number", this.locale, options).format(value);
  }

  /** Writes an amount of money; `currency` is its code (ISO 4217), as in `EUR`. */
  formatCurrency(
    value: number | bigint,
    currency: string,
    options: Intl.NumberFormatOptions = {},
  ): string {
    const all = { ...options, style: "currency", currency } as const;
    return formatterOf("number", this.locale, all).format(value);
  }

  /** Writes a share: 0.25 is `25 %` in German. */
  formatPercent(value: number, options: Intl.NumberFormatOptions = {}): string {
    return formatterOf("number", this.locale, { ...options, style: "percent" }).format(value);
  }

  /** Writes the date of an instant in the time zone: `20.11.2026` in German. Medium unless told. */
  formatDate(instant: Moment, style: DateStyle = "medium"): string {
    const options = typeof style === "string" ? { dateStyle: style } : style;
    return this.#formatInstant(instant, options);
  }

  /** Writes the time of an instant in the time zone: `14:30` in German. Short unless told. */
  formatTime(instant: Moment, style: DateStyle = "short"): string {
    const options = typeof style === "string" ? { timeStyle: style } : style;
    return this.#formatInstant(instant, options);
  }

  /** Writes date and time of an instant in the time zone. A medium date and a short time unless told. */
  formatDateTime(instant: Moment, style?: DateStyle): string {
    if (style === undefined) {
      return this.#formatInstant(instant, { dateStyle: "medium", timeStyle: "short" });
    }
    const options = typeof style === "string" ? { dateStyle: style, timeStyle: style } : style;
    return this.#formatInstant(instant, options);
  }

  #formatInstant(instant: Moment, options: Intl.DateTimeFormatOptions): string {
    // The calendar is the same everywhere, so that what is shown can be read back.
    const all = { timeZone: this.timeZone, calendar: "gregory", ...options };
    return formatterOf("date", this.locale, all).format(formattable(instant));
  }

  /** Writes how far an instant lies from now, or from another: `vor 3 Stunden`, `in 2 Tagen`, `gestern`. */
  formatRelative(
    instant: Date | number,
    { now = Date.now() }: { now?: Date | number } = {},
  ): string {
    const { value, unit } = relativeParts(Number(instant) - Number(now));
    return formatterOf("relative", this.locale, { numeric: "auto" }).format(value, unit);
  }

  /** Writes a list: `Ada, Bob und Cem`. */
  formatList(items: Iterable<string>, options: Intl.ListFormatOptions = {}): string {
    return formatterOf("list", this.locale, options).format(items);
  }

  /** Reads a number that somebody typed: `1.234,5` in German is 1234.5. Undefined for what is none. */
  parseNumber(text: string): number | undefined {
    return parseNumber(text, this.locale);
  }

  /** Reads a number that somebody typed as plain digits with a point, exact however long: for decimals. */
  parseDecimal(text: string): string | undefined {
    return parseDecimal(text, this.locale);
  }

  /** Reads a date that somebody typed, as `2026-11-20`. Undefined for what is none. */
  parseDate(text: string): string | undefined {
    return parseDate(text, this.locale);
  }

  /** Reads a time that somebody typed, as `14:30:00`. Undefined for what is none. */
  parseTime(text: string): string | undefined {
    return parseTime(text, this.locale);
  }

  /** Reads a date and a time that somebody typed, and gives the instant at which clocks of the time zone say so. */
  parseDateTime(text: string, disambiguation?: Disambiguation): Date | undefined {
    const local = parseDateTime(text, this.locale);
    return local && this.instantOf(local, disambiguation);
  }

  /** Gives what a clock in the time zone says at an instant. */
  localTimeOf(instant: Date | number): LocalTime {
    return localTimeOf(instant, this.timeZone);
  }

  /** Gives the instant at which a clock in the time zone says a time; undefined where `reject` refuses it. */
  instantOf(local: LocalTime, disambiguation?: Disambiguation): Date | undefined {
    return instantOf(local, this.timeZone, disambiguation);
  }
}
