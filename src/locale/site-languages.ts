/** The languages of a site, and how the language of a request is chosen: by the URL, a cookie, the visitor's settings, `Accept-Language`, the default. */

import type { Flagon } from "../app/app.ts";
import type { FlagonRequest } from "../app/request.ts";
import { FlagonError } from "../base/errors.ts";
import { LanguageAccept } from "../http/accept.ts";
import { LanguageScope } from "../i18n/active.ts";
import type { Language } from "../i18n/language.ts";
import { matchLocale } from "../i18n/locales.ts";
import { isTimeZone } from "../i18n/time-zones.ts";
import { Translations } from "../i18n/translations.ts";
import type { DecidedOptions, VisitorSettings } from "./options.ts";

/** The language of one request. */
export class RequestLanguage extends LanguageScope {
  /** What is known of the visitor. */
  visitor: VisitorSettings | undefined;
  /** Whether the choice has looked at the cookie, and at `Accept-Language`: the answer varies with them. */
  variesOnCookie: boolean;
  variesOnHeader: boolean;
  readonly #site: SiteLanguages;
  readonly #request: FlagonRequest;

  constructor(site: SiteLanguages, request: FlagonRequest) {
    super(site.translations);
    this.visitor = undefined;
    this.variesOnCookie = false;
    this.variesOnHeader = false;
    this.#site = site;
    this.#request = request;
  }

  protected override choose(): Language {
    const language = this.translations.language(this.#site.choose(this.#request, this));
    const zone = this.visitor?.timeZone;
    return typeof zone === "string" && isTimeZone(zone) ? language.withTimeZone(zone) : language;
  }
}

/** The name that a request keeps its scope by. */
const SCOPE = "languageScope" as never;
/** The most headers whose choice is remembered; browsers send few. */
const MOST_HEADERS = 500;
/** What stands behind is not looked at: an attacker may send 16 KB of tags. */
const LONGEST_HEADER = 1000;

/** The languages of one app. */
export class SiteLanguages {
  readonly options: DecidedOptions;
  readonly translations: Translations;
  /** Names of the blueprints whose addresses begin with a language. */
  readonly localized: Set<string> = new Set();
  readonly #accepted = new Map<string, string | undefined>();

  constructor(options: DecidedOptions) {
    this.options = options;
    this.translations = new Translations(options);
  }

  /** Lets requests of an app keep their scopes. */
  install(app: Flagon): void {
    app.provide(SCOPE, ((request: FlagonRequest) => new RequestLanguage(this, request)) as never);
    sites.set(app, this);
  }

  /** Gives the language scope of a request; its language is chosen when it is first asked for. */
  scopeOf(request: FlagonRequest): RequestLanguage {
    return request.extra(SCOPE) as RequestLanguage;
  }

  /** Gives the language that serves a tag, or undefined where the site does not speak it. */
  find(tag: string | null | undefined): string | undefined {
    return tag === null || tag === undefined ? undefined : matchLocale(tag, this.options.locales);
  }

  /** Chooses the language of a request, and notes in its scope what it has looked at. */
  choose(request: FlagonRequest, scope: RequestLanguage): string {
    const fromUrl = this.localeInPath(request.path);
    if (fromUrl !== undefined) return fromUrl;
    scope.variesOnCookie = true;
    const cookie = request.header("cookie") && request.cookies[this.options.cookie];
    const chosen = this.find(cookie) ?? this.find(scope.visitor?.locale);
    if (chosen !== undefined) return chosen;
    scope.variesOnHeader = true;
    return this.#preferred(request.header("accept-language")) ?? this.options.defaultLocale;
  }

  /** Gives the language that a path begins with, where the site has such addresses. */
  localeInPath(path: string): string | undefined {
    if (this.localized.size === 0) return undefined;
    const first = path.split("/", 2)[1]!;
    return this.options.locales.includes(first) ? first : undefined;
  }

  #preferred(header: string | undefined): string | undefined {
    if (header === undefined || header === "") return undefined;
    const known = this.#accepted;
    if (known.has(header)) return known.get(header);
    const found = this.#best(header);
    // Headers come from visitors, who must not fill the memory.
    if (known.size >= MOST_HEADERS) known.clear();
    if (header.length <= 200) known.set(header, found);
    return found;
  }

  #best(header: string): string | undefined {
    for (const [tag, quality] of LanguageAccept.parse(header.slice(0, LONGEST_HEADER)).items) {
      const found = quality > 0 && tag !== "*" ? this.find(tag) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** What a page needs to offer a language. */
export interface LanguageChoice {
  locale: string;
  /** The language's name in itself. */
  name: string;
  isCurrent: boolean;
  direction: Language["direction"];
  /** The page of now in that language, where its address begins with a language; else the same address. */
  readonly url: string;
}

const sites = new WeakMap<Flagon, SiteLanguages>();

/** Gives the languages of an app. @throws FlagonError `app.extension-missing` where it has none */
export function siteLanguages(app: Flagon, where: string): SiteLanguages {
  const site = sites.get(app);
  if (site !== undefined) return site;
  throw new FlagonError("The app has not installed the i18n extension.", {
    code: "app.extension-missing",
    where,
    mend: 'Install it before: app.install(i18n({ locales: ["en", "de"] })).',
  });
}
