/** The language of the moment: that of the request that is being answered, or the one that code has chosen. */

import { AsyncLocalStorage } from "node:async_hooks";
import { type LazyText, lazyText } from "../base/lazy.ts";
import type { Language } from "./language.ts";
import type { PlacesOf, Values } from "../base/places.ts";
import { Translations } from "./translations.ts";

/** What is spoken in one stretch of the program: chosen when it is first asked for, and changed by {@link activate}. */
export class LanguageScope {
  /** What {@link override} chooses from. */
  readonly translations: Translations;
  /** Whether anything has asked for the language. */
  isUsed: boolean;
  #language: Language | undefined;
  /** Which edition of the texts the language was put together from; infinite once it was set. */
  #edition: number;

  constructor(translations: Translations, language?: Language) {
    this.translations = translations;
    this.isUsed = false;
    this.#language = language;
    this.#edition = language === undefined ? -1 : Infinity;
  }

  get language(): Language {
    this.isUsed = true;
    const { edition } = this.translations;
    if (this.#edition < edition) {
      this.#language = this.choose();
      this.#edition = edition;
    }
    return this.#language!;
  }

  set language(language: Language) {
    this.isUsed = true;
    this.#language = language;
    this.#edition = Infinity;
  }

  /** Chooses the language. */
  protected choose(): Language {
    return this.translations.language();
  }

  /** Runs a function in this scope. */
  run<T>(run: () => T): T {
    return scopes.run(this, run);
  }

  /** Runs a function of one argument in this scope, without a closure. */
  call<A, T>(run: (argument: A) => T, argument: A): T {
    return scopes.run(this, run, argument);
  }
}

const scopes = new AsyncLocalStorage<LanguageScope>();
let outside = new LanguageScope(new Translations());

function scopeOfNow(): LanguageScope {
  return scopes.getStore() ?? outside;
}

/** Sets the languages of the program: what is spoken outside of requests, and what {@link override} chooses from. */
export function useTranslations(translations: Translations): void {
  outside = new LanguageScope(translations);
}

/** Gives the language of the moment. */
export function currentLanguage(): Language {
  return scopeOfNow().language;
}

/**
 * Runs a function in another language, with all that it awaits; before and behind it nothing changes.
 *
 * A tag is a language in the time zone of the moment.
 *
 * @throws FlagonError `i18n.locale`
 * @example
 * const text = override("de", () => renderTemplate("mail.txt", { order }));
 */
export function override<T>(language: Language | string, run: () => T): T {
  const { translations } = scopeOfNow();
  return new LanguageScope(translations, languageOf(language)).run(run);
}

/** Gives the language for a tag, in the time zone of now. */
function languageOf(language: Language | string): Language {
  if (typeof language !== "string") return language;
  const { translations, language: current } = scopeOfNow();
  return translations.language(language).withTimeZone(current.timeZone);
}

/**
 * Changes the language of the request that is being answered, or of the {@link override} around; outside of both, that of the program.
 *
 * @throws FlagonError `i18n.locale`
 */
export function activate(language: Language | string): void {
  scopeOfNow().language = languageOf(language);
}

/** Changes the time zone of the request that is being answered, as {@link activate} does the language. @throws FlagonError `i18n.time-zone` */
export function activateTimeZone(timeZone: string): void {
  const scope = scopeOfNow();
  scope.language = scope.language.withTimeZone(timeZone);
}

/**
 * Gives a translation in the language of the moment, or the text itself; `{name}` in it is filled in where values are given.
 *
 * @example
 * gettext("Hello {name}", { name: user.name });
 */
export function gettext<const M extends string>(message: M, values?: Values<PlacesOf<M>>): string {
  return currentLanguage().gettext(message, values);
}

/**
 * Gives the form of a text that a count asks for; `{count}` in it is the count.
 *
 * @example
 * ngettext("{count} file", "{count} files", files.length);
 */
export function ngettext<const S extends string, const P extends string>(
  singular: S,
  plural: P,
  count: number,
  values?: Values<Exclude<PlacesOf<S | P>, "count">>,
): string {
  return currentLanguage().ngettext(singular, plural, count, values);
}

/** Gives the translation of a text that has another meaning elsewhere: `pgettext("month", "May")`. */
export function pgettext<const M extends string>(
  context: string,
  message: M,
  values?: Values<PlacesOf<M>>,
): string {
  return currentLanguage().pgettext(context, message, values);
}

/** Gives the form that a count asks for, of a text that has another meaning elsewhere. */
export function npgettext<const S extends string, const P extends string>(
  context: string,
  singular: S,
  plural: P,
  count: number,
  values?: Values<Exclude<PlacesOf<S | P>, "count">>,
): string {
  return currentLanguage().npgettext(context, singular, plural, count, values);
}

/**
 * Gives a text that is translated when it is printed: for labels and messages that are made before the language is known.
 *
 * @example
 * const label = lazyGettext("Your name");
 */
export function lazyGettext<const M extends string>(
  message: M,
  values?: Values<PlacesOf<M>>,
): LazyText {
  return lazyText(() => gettext(message, values));
}

/** Gives a text with a count that is translated when it is printed. */
export function lazyNgettext<const S extends string, const P extends string>(
  singular: S,
  plural: P,
  count: number,
  values?: Values<Exclude<PlacesOf<S | P>, "count">>,
): LazyText {
  return lazyText(() => ngettext(singular, plural, count, values));
}

/** Gives a text with a context that is translated when it is printed. */
export function lazyPgettext<const M extends string>(
  context: string,
  message: M,
  values?: Values<PlacesOf<M>>,
): LazyText {
  return lazyText(() => pgettext(context, message, values));
}

/** Gives a text with a context and a count that is translated when it is printed. */
export function lazyNpgettext<const S extends string, const P extends string>(
  context: string,
  singular: S,
  plural: P,
  count: number,
  values?: Values<Exclude<PlacesOf<S | P>, "count">>,
): LazyText {
  return lazyText(() => npgettext(context, singular, plural, count, values));
}

/**
 * Marks a text for extraction and gives it back as it is: it is translated where it is shown, by `gettext(text)`.
 *
 * @example
 * const STATES = { draft: gettextNoop("Draft"), live: gettextNoop("Live") };
 */
export function gettextNoop<const M extends string>(message: M): M {
  return message;
}
