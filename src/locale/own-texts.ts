/** Flagon's own texts in the languages that it brings: loaded when an app that speaks one starts. */

import { Catalog, type CatalogData } from "../i18n/catalog.ts";
import { currentLanguage } from "../i18n/active.ts";
import type { CatalogSource } from "../i18n/translations.ts";
import { fill } from "../base/issues.ts";

type CatalogModule = Promise<{ catalog: CatalogData }>;

/** The languages that Flagon brings; each is a module of its own, so that an app loads what it speaks. */
export const OWN_CATALOGS: Readonly<Record<string, () => CatalogModule>> = {
  ar: () => import("./catalogs/ar.ts"),
  de: () => import("./catalogs/de.ts"),
  es: () => import("./catalogs/es.ts"),
  fr: () => import("./catalogs/fr.ts"),
  it: () => import("./catalogs/it.ts"),
  ja: () => import("./catalogs/ja.ts"),
  nl: () => import("./catalogs/nl.ts"),
  pl: () => import("./catalogs/pl.ts"),
  pt: () => import("./catalogs/pt.ts"),
  ru: () => import("./catalogs/ru.ts"),
  tr: () => import("./catalogs/tr.ts"),
  uk: () => import("./catalogs/uk.ts"),
  "zh-Hans": () => import("./catalogs/zh-Hans.ts"),
};

/** Gives the language that Flagon brings for a tag: `zh` and `zh-CN` are `zh-Hans`, `de-AT` is `de`. */
function ownLocale(locale: string): string | undefined {
  const { language, script } = new Intl.Locale(locale).maximize();
  return [`${language}-${script}`, language].find((tag) => Object.hasOwn(OWN_CATALOGS, tag));
}

/** The catalogs that are loaded. They come last: whatever a project says of a text goes before. */
export class OwnTexts implements CatalogSource {
  readonly #loaded = new Map<string, Catalog>();

  /** Loads the catalogs of languages. */
  async load(locales: readonly string[]): Promise<void> {
    const wanted = new Set(locales.map(ownLocale).filter((tag) => tag !== undefined));
    await Promise.all(
      [...wanted].map(async (tag) => {
        const { catalog } = await OWN_CATALOGS[tag]!();
        this.#loaded.set(tag, Catalog.fromJson(catalog));
      }),
    );
  }

  catalog(locale: string): Catalog | undefined {
    const tag = ownLocale(locale);
    return tag === undefined ? undefined : this.#loaded.get(tag);
  }
}

/**
 * Says what is wrong with a value in the language of the moment. Messages that an app wrote itself are looked up, too, before their parameters are filled in.
 */
export function translateFault(
  _code: string,
  params: Readonly<Record<string, unknown>>,
  message: string,
  text: string,
): string {
  const language = currentLanguage();
  const translated = language.gettext(text);
  if (translated === text) return message;
  const words = Object.entries(params).map(([name, value]) => [
    name,
    // What was expected and what came are words of the catalog: "a number".
    typeof value === "string" && WORDS.has(name) ? language.pgettext(KIND_CONTEXT, value) : value,
  ]);
  return fill(translated, Object.fromEntries(words) as Record<string, unknown>);
}

/** The context of such words in catalogs. */
export const KIND_CONTEXT = "kind of value";

const WORDS = new Set(["expected", "actual"]);
