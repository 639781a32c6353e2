/** Texts for scripts in the browser: the catalog of the visitor's language as a script or as JSON. */

import type { FlagonRequest } from "../app/request.ts";
import type { View } from "../app/view.ts";
import { jsonForHtml } from "../base/safe-html.ts";
import { NotFound } from "../http/errors.ts";
import { FlagonResponse } from "../http/response.ts";
import type { CatalogData } from "../i18n/catalog.ts";
import { parentLocales } from "../i18n/locales.ts";
import { parsePluralForms, TWO_FORMS } from "../i18n/plural-forms.ts";
import type { CatalogSource } from "../i18n/translations.ts";
import { siteSources } from "./site-catalogs.ts";
import { siteLanguages } from "./site-languages.ts";

/** Options of {@link messagesScript} and {@link messagesJson}. */
export interface BrowserCatalogOptions {
  /** Name of the catalog files: `browser` is `locale/de/LC_MESSAGES/browser.po`. Default `browser`. */
  domain?: string;
}

/** The texts of a language for a browser. */
export interface BrowserCatalog extends CatalogData {
  locale: string;
}

/**
 * Makes the view of a script that gives pages `gettext`, `ngettext`, `pgettext`, `npgettext` and `interpolate` in the visitor's language.
 *
 * A rule with `<locale>` serves the language that it names, which caches can keep apart.
 *
 * @example
 * app.get("/messages.<locale>.js", messagesScript());
 * // <script src="/messages.de.js"></script> <script>document.title = gettext("Save");</script>
 */
export function messagesScript(options: BrowserCatalogOptions = {}): View {
  const catalogOf = catalogs(options);
  return (request, params) => {
    const catalog = catalogOf(request, params);
    return FlagonResponse.ofType("text/javascript; charset=utf-8", script(catalog));
  };
}

/** Makes the view of the same catalog as JSON: `locale`, `plural` and `messages`, for scripts with functions of their own. */
export function messagesJson(options: BrowserCatalogOptions = {}): View {
  const catalogOf = catalogs(options);
  return (request, params) => ({ ...catalogOf(request, params) });
}

type Params = Record<string, unknown>;

function catalogs({ domain = "browser" }: BrowserCatalogOptions) {
  const made = new Map<string, BrowserCatalog>();
  let sources: CatalogSource[] | undefined;
  return (request: FlagonRequest, params: Params): BrowserCatalog => {
    const site = siteLanguages(request.app, "messagesScript()");
    const asked = params["locale"];
    if (typeof asked === "string" && !site.options.locales.includes(asked)) throw new NotFound();
    const locale = typeof asked === "string" ? asked : request.locale;
    sources ??= siteSources(request.app, site.options.folders, domain);
    let catalog = made.get(locale);
    if (catalog === undefined || request.app.config.debug) {
      catalog = merged(locale, sources);
      made.set(locale, catalog);
    }
    return catalog;
  };
}

/** Joins the catalogs of a language and of the wider ones; those that have other plural forms keep only what has none. */
function merged(locale: string, sources: readonly CatalogSource[]): BrowserCatalog {
  const found = parentLocales(locale).flatMap((tag) =>
    sources.flatMap((source) => source.catalog(tag)?.toJSON() ?? []),
  );
  const plural = found[0]?.plural ?? TWO_FORMS.text;
  const messages: [string, string | readonly string[]][] = found
    .toReversed()
    .flatMap((catalog) =>
      Object.entries(catalog.messages).filter(
        ([, text]) => typeof text === "string" || catalog.plural === plural,
      ),
    );
  return { locale, plural, messages: Object.fromEntries(messages) };
}

/** Writes the script. The rule for plurals has been parsed: nothing but numbers, `n` and operators is in it. */
function script({ locale, plural, messages }: BrowserCatalog): string {
  const { text, count } = parsePluralForms(plural);
  const rule = /plural\s*=\s*([^;]+)/.exec(text.slice(text.indexOf(";")))![1]!;
  return `"use strict";
(function (scope) {
  const messages = new Map(Object.entries(JSON.parse(${JSON.stringify(jsonForHtml(messages))})));
  const formOf = function (n) { const form = Number(${rule}); return form >= 0 && form < ${count} ? form : 0; };
  const keyOf = function (context, text) { return context + "\\u0004" + text; };
  const find = function (key, text) { const found = messages.get(key); return found === undefined ? text : Array.isArray(found) ? found[0] : found; };
  const choose = function (key, one, many, n) { const found = messages.get(key); return Array.isArray(found) ? found[formOf(Math.abs(n))] || found[0] : n === 1 ? one : many; };
  const interpolate = function (text, values) {
    return text.replace(/\\{\\{|\\}\\}|\\{(\\w+)\\}|%\\((\\w+)\\)s/g, function (place, a, b) {
      const name = a || b;
      return name === undefined ? place[0] : Object.hasOwn(values, name) ? String(values[name]) : place;
    });
  };
  const filled = function (text, values) { return values === undefined ? text : interpolate(text, values); };
  Object.assign(scope, {
    interpolate: interpolate,
    gettext: function (text, values) { return filled(find(text, text), values); },
    pgettext: function (context, text, values) { return filled(find(keyOf(context, text), text), values); },
    ngettext: function (one, many, n, values) { return interpolate(choose(one, one, many, n), Object.assign({ count: n }, values)); },
    npgettext: function (context, one, many, n, values) { return interpolate(choose(keyOf(context, one), one, many, n), Object.assign({ count: n }, values)); },
    messagesLocale: ${JSON.stringify(locale)},
  });
})(globalThis);
`;
}
