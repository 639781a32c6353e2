/** Addresses that begin with a language: /en/about and /de/about. */

import type { Flagon } from "../app/app.ts";
import { type Blueprint, Placement } from "../app/blueprint.ts";
import type { Extension } from "../app/extension.ts";
import type { FlagonRequest } from "../app/request.ts";
import { activate, currentLanguage } from "../i18n/active.ts";
import { siteLanguages } from "./site-languages.ts";

/** Options of {@link localized}. */
export interface LocalizedOptions {
  /** Whether addresses in the default language have it in front as well. Default true; where they have not, the others redirect to them. */
  prefixDefault?: boolean;
  /** Put before the language: `/shop` gives /shop/de/about. */
  urlPrefix?: string;
}

/**
 * Installs a blueprint so that its addresses begin with a language, which views get as the param `locale`.
 *
 * Urls that are built for its endpoints stay in the language of the moment; `locale` chooses another: `request.urlFor("pages.about", { locale: "de" })`.
 *
 * @example
 * app.install(i18n({ locales: ["en", "de"] }), localized(pages, { prefixDefault: false })); // /about, /de/about
 */
export function localized(
  blueprint: Blueprint<string>,
  { prefixDefault = true, urlPrefix = "" }: LocalizedOptions = {},
): Extension {
  return {
    name: `localized:${blueprint.name}`,
    needs: ["i18n"],
    install(app) {
      const site = siteLanguages(app, `localized(${blueprint.name})`);
      const { locales, defaultLocale } = site.options;
      const isFirst = site.localized.size === 0;
      site.localized.add(blueprint.name);
      app.install(blueprint.at(`${urlPrefix}/<any(${locales.join(",")}):locale>`));
      if (!prefixDefault) {
        // The second place of one blueprint under one name: one endpoint with two rules, of which the router knows to choose.
        const defaults = { locale: defaultLocale };
        app.parts.children.push(new Placement(blueprint, { urlPrefix, defaults }));
      }
      if (isFirst) addHooks(app, site.localized);
    },
  };
}

function addHooks(app: Flagon, names: ReadonlySet<string>): void {
  const isLocalized = (endpoint: string | undefined): boolean =>
    endpoint !== undefined && names.has(endpoint.split(".", 1)[0]!);
  app.urlDefaults((endpoint, values) => {
    if (isLocalized(endpoint)) values["locale"] ??= currentLanguage().locale;
  });
  app.urlValuePreprocessor((request, values) => {
    const { locale } = values;
    // An address without a language in front is one of the default language, whatever the visitor likes else.
    if (isLocalized(request.endpoint) && typeof locale === "string") activateOnce(request, locale);
  });
}

function activateOnce(request: FlagonRequest, locale: string): void {
  if (request.locale !== locale) activate(locale);
  const scope = siteLanguages(request.app, "localized()").scopeOf(request);
  scope.variesOnCookie = false;
  scope.variesOnHeader = false;
}

/**
 * Gives the address of the same page in another language; that of a page without a language in its address is the same.
 *
 * `target` is a path of this site, with or without a query.
 */
export function localizedUrl(request: FlagonRequest, target: string, locale: string): string {
  const { app } = request;
  const site = siteLanguages(app, "localizedUrl()");
  const root = request.rootPath;
  const url = new URL(
    target.startsWith(`${root}/`) ? target.slice(root.length) : target,
    "http://x.invalid",
  );
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return target;
  }
  const found = app.compiled().map.find("GET", path, undefined);
  const endpoint = found?.target.plan.parts.endpoint;
  if (endpoint === undefined || !site.localized.has(endpoint.split(".", 1)[0]!)) return target;
  return request.urlFor(endpoint, { ...found!.params, locale }) + url.search + url.hash;
}
