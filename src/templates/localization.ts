/** What templates ask of a language: its texts, its name for `Intl`, and the time zone. `flagon/i18n` gives one per request. */

/** The language, the texts and the time zone that a template renders in. */
export interface Localization {
  /** Language tag for `Intl` (BCP 47), as in `de` or `pt-BR`. */
  readonly locale: string;
  /** Time zone by its name (IANA), as in `Europe/Berlin`. */
  readonly timeZone: string;
  /** Gives the translation of a text, or the text itself. */
  gettext(message: string): string;
  /** Gives the form of a text that a count asks for. */
  ngettext(singular: string, plural: string, count: number): string;
  /** Gives the translation of a text that has another meaning elsewhere. */
  pgettext(context: string, message: string): string;
  /** Gives the form that a count asks for, of a text that has another meaning elsewhere. */
  npgettext(context: string, singular: string, plural: string, count: number): string;
}

/** English in UTC, with no translations. */
export const ENGLISH: Localization = {
  locale: "en",
  timeZone: "UTC",
  gettext: (message) => message,
  ngettext: (singular, plural, count) => (count === 1 ? singular : plural),
  pgettext: (_context, message) => message,
  npgettext: (_context, singular, plural, count) => (count === 1 ? singular : plural),
};
