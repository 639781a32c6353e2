/** The options of the i18n extension, checked once. */

import type { FlagonRequest } from "../app/request.ts";
import { FlagonError } from "../base/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import { canonicalLocale } from "../i18n/locales.ts";
import { assertTimeZone } from "../i18n/time-zones.ts";

/** What is known of a visitor who has said once which language and time zone they want. */
export interface VisitorSettings {
  /** Language tag; one that the site does not speak is passed over. */
  locale?: string | null | undefined;
  /** Time zone by its name (IANA); one that is not known is passed over. */
  timeZone?: string | null | undefined;
}

/** Options of {@link i18n}. */
export interface I18nOptions {
  /** The languages that the site speaks, the default one first: `["en", "de", "pt-BR"]`. */
  locales: readonly string[];
  /** The language where nothing else is asked for. Default: the first of `locales`. */
  defaultLocale?: string;
  /** The language that the texts in code and templates are in. Default `en`. */
  sourceLocale?: string;
  /** The time zone of times where the visitor has none. Default UTC. */
  timeZone?: string;
  /** Gives language and time zone of a visitor who is known: from the session or the account. It may be async. */
  visitor?: (request: FlagonRequest) => MaybePromise<VisitorSettings | undefined>;
  /** Name of the cookie that {@link setLanguage} sets. Default `language`. */
  cookie?: string;
  /** Folders of catalogs, asked before those of blueprints; relative to the app's. Default `locale`. */
  folders?: readonly string[];
  /** Name of the catalog files. Default `messages`. */
  domain?: string;
}

/** Options with their defaults, checked. */
export interface DecidedOptions {
  readonly locales: readonly string[];
  readonly defaultLocale: string;
  readonly sourceLocale: string;
  readonly timeZone: string;
  readonly visitor: I18nOptions["visitor"];
  readonly cookie: string;
  readonly folders: readonly string[];
  readonly domain: string;
}

/** Checks options. @throws FlagonError `i18n.locale`, `i18n.time-zone`, `i18n.default-locale` */
export function decide(options: I18nOptions): DecidedOptions {
  const locales = options.locales.map(canonicalLocale);
  const defaultLocale = canonicalLocale(options.defaultLocale ?? locales[0] ?? "en");
  if (!locales.includes(defaultLocale)) {
    throw new FlagonError(`The default language "${defaultLocale}" is not among the locales.`, {
      code: "i18n.default-locale",
      where: `i18n({ locales: ${JSON.stringify(locales)} })`,
      mend: "Add it to locales, or choose one of them.",
    });
  }
  const timeZone = options.timeZone ?? "UTC";
  assertTimeZone(timeZone);
  return {
    locales: [...new Set(locales)],
    defaultLocale,
    sourceLocale: canonicalLocale(options.sourceLocale ?? "en"),
    timeZone,
    visitor: options.visitor,
    cookie: options.cookie ?? "language",
    folders: options.folders ?? ["locale"],
    domain: options.domain ?? "messages",
  };
}
