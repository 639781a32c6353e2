/** The languages of a site: where their texts come from, and which language stands in where a text is missing. */

import type { Catalog } from "./catalog.ts";
import { Language } from "./language.ts";
import { canonicalLocale, parentLocales } from "./locales.ts";

/** Something that has catalogs. */
export interface CatalogSource {
  /** Gives the catalog of exactly this language, or undefined. Asked once for each language. */
  catalog(locale: string): Catalog | undefined;
}

/** How a site's languages are set up. */
export interface TranslationsOptions {
  /** Where texts come from; the first source that has one gives it. */
  sources?: readonly CatalogSource[];
  /** The language that is spoken where nothing else is asked for. English unless told. */
  defaultLocale?: string;
  /** The language that the texts in code and templates are in; it needs no translation. English unless told. */
  sourceLocale?: string;
  /** The time zone that times are shown in where nothing else is asked for. UTC unless told. */
  timeZone?: string;
}

/** Gives languages; each is put together once. */
export class Translations {
  /** The language that is spoken where nothing else is asked for. */
  readonly defaultLocale: string;
  /** The time zone that times are shown in where nothing else is asked for. */
  readonly timeZone: string;
  /** Counts how often the texts were forgotten. */
  edition = 0;
  readonly #sourceLocale: string;
  readonly #sources: CatalogSource[];
  readonly #languages = new Map<string, Language>();

  constructor(options: TranslationsOptions = {}) {
    this.defaultLocale = canonicalLocale(options.defaultLocale ?? "en");
    this.#sourceLocale = canonicalLocale(options.sourceLocale ?? "en");
    this.timeZone = options.timeZone ?? "UTC";
    this.#sources = [...(options.sources ?? [])];
  }

  /** Adds a source behind the others: what they have goes before. */
  addSource(source: CatalogSource): void {
    this.#sources.push(source);
    this.forget();
  }

  /** Forgets what was put together, so that changed files are read. */
  forget(): void {
    this.#languages.clear();
    this.edition++;
  }

  /**
   * Gives a language. A text is looked for in the language itself, in the wider ones (`pt` for `pt-BR`), in the default language, and is itself in the end; in
   * each language the sources are asked in their order.
   *
   * @throws FlagonError `i18n.locale` for what is no language tag, and what reading its catalogs throws
   */
  language(locale: string = this.defaultLocale): Language {
    const known = this.#languages.get(locale);
    if (known !== undefined) return known;
    const tag = canonicalLocale(locale);
    const catalogs = this.#chain(tag).flatMap((link) =>
      this.#sources.flatMap((source) => source.catalog(link) ?? []),
    );
    const language = new Language({ locale: tag, timeZone: this.timeZone, catalogs });
    // Tags may come from visitors, who must not fill the memory.
    if (this.#languages.size < 200) this.#languages.set(locale, language);
    return language;
  }

  /** Gives the languages to look in; none comes behind the one that the texts are written in. */
  #chain(locale: string): string[] {
    const chain = [...parentLocales(locale), ...parentLocales(this.defaultLocale)];
    const end = chain.indexOf(parentLocales(this.#sourceLocale).at(-1)!);
    return [...new Set(end === -1 ? chain : chain.slice(0, end + 1))];
  }
}
