/** The i18n extension: each request is answered in its visitor's language. */

import type { Extension } from "../app/extension.ts";
import { FlagonRequest } from "../app/request.ts";
import type { Handler, Middleware } from "../app/view.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import { chain } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";
import { currentLanguage, useTranslations } from "../i18n/active.ts";
import type { Language } from "../i18n/language.ts";
import { isRightToLeft, nativeName } from "../i18n/locales.ts";
import { defaultMessages } from "../base/issues.ts";
import { checkCatalogs } from "./catalog-check.ts";
import { messageCommands } from "./commands.ts";
import { OwnTexts, translateFault } from "./own-texts.ts";
import { decide, type I18nOptions } from "./options.ts";
import { siteSources } from "./site-catalogs.ts";
import {
  type LanguageChoice,
  type RequestLanguage,
  siteLanguages,
  SiteLanguages,
} from "./site-languages.ts";
import { localizedUrl } from "./localized.ts";

declare module "flagon" {
  interface RequestExtras {
    /** The language that the request is answered in, with its texts, formats and time zone. */
    readonly language: Language;
    /** The tag of that language, as in `pt-BR`. */
    readonly locale: string;
    /** The languages that the site speaks, for a picker. */
    readonly languages: readonly LanguageChoice[];
  }
}

/**
 * Answers each request in its visitor's language.
 *
 * The language is that of the URL (see {@link localized}), else of the cookie that {@link setLanguage} sets, else of the visitor's settings, else what
 * `Accept-Language` likes best, else the default. It is chosen when something asks for it: an answer that has nothing to do with languages neither costs nor
 * varies; all others get `Content-Language` and `Vary`.
 *
 * @throws FlagonError `i18n.locale`, `i18n.time-zone`, `i18n.default-locale`
 * @example
 * app.install(i18n({ locales: ["en", "de"], timeZone: "Europe/Berlin" }));
 * app.get("/", () => gettext("Welcome"));
 */
export function i18n(options: I18nOptions): Extension {
  return {
    name: "i18n",
    install(app) {
      const decided = decide(options);
      const site = new SiteLanguages(decided);
      const own = new OwnTexts();
      site.install(app);
      useTranslations(site.translations);
      app.use(languageMiddleware(site));
      app.templateOptions.localization ??= currentLanguage;
      app.templateValue("language", (request) => request.language);
      app.templateValue("languages", (request) => request.languages);
      app.visitorLanguage = (request) => site.scopeOf(request).language;
      defaultMessages.translate = translateFault;
      for (const one of messageCommands(decided)) app.command(one);
      app.onCompile(() => {
        const sources = siteSources(app, decided.folders, decided.domain);
        // What the project and its blueprints say goes before what Flagon says.
        for (const source of [...sources, own]) site.translations.addSource(source);
      });
      app.addCheck(() => checkCatalogs(app, decided));
      app.onStart(async () => {
        await own.load(decided.locales);
        site.translations.forget();
        // A file that cannot be read stops the start, not the first visitor who speaks its language.
        for (const locale of decided.locales) site.translations.language(locale);
      });
    },
  };
}

/** Runs each request in the scope of its language, and says on the way out in which one it was answered. */
function languageMiddleware(site: SiteLanguages): Middleware {
  const { visitor } = site.options;
  return (next) => {
    if (visitor === undefined) return (request) => answerIn(site.scopeOf(request), next, request);
    return (request) => {
      const scope = site.scopeOf(request);
      const settings = visitor(request);
      if (isThenable(settings))
        return chain(settings, (known) => {
          scope.visitor = known;
          return answerIn(scope, next, request);
        });
      scope.visitor = settings;
      return answerIn(scope, next, request);
    };
  };
}

function answerIn(
  scope: RequestLanguage,
  next: Handler,
  request: FlagonRequest,
): MaybePromise<FlagonResponse> {
  const answer = scope.call(next, request);
  return isThenable(answer) ? chain(answer, leaveLate, null, scope) : leave(scope, answer);
}

const leaveLate = (response: FlagonResponse, scope: RequestLanguage): FlagonResponse =>
  leave(scope, response);

function leave(scope: RequestLanguage, response: FlagonResponse): FlagonResponse {
  const { body } = response;
  if (isAsyncIterable(body)) {
    // What is streamed is made after the head is sent, and may then ask for the language.
    scope.isUsed = true;
    response.body = inScope(scope, body);
  }
  if (!scope.isUsed) return response;
  const { locale } = scope.language;
  if (scope.variesOnCookie) response.vary("Cookie");
  if (scope.variesOnHeader) response.vary("Accept-Language");
  if (!response.headers.has("content-language") && response.body !== null)
    response.headers.set("content-language", locale);
  return response;
}

function isAsyncIterable(body: FlagonResponse["body"]): body is AsyncIterable<string | Uint8Array> {
  const isObject = typeof body === "object" && body !== null && !(body instanceof ReadableStream);
  return isObject && Symbol.asyncIterator in body;
}

/** Runs each step of an iterable in the scope, whoever pulls it. */
async function* inScope<T>(scope: RequestLanguage, items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = scope.run(() => items[Symbol.asyncIterator]());
  let isDone = false;
  try {
    for (;;) {
      const step = await scope.run(() => iterator.next());
      if (step.done === true) break;
      yield step.value;
    }
    isDone = true;
  } finally {
    if (!isDone) await scope.run(() => iterator.return?.());
  }
}

const GETTERS: { [K in "language" | "locale" | "languages"]: (request: FlagonRequest) => unknown } =
  {
    language: (request) => siteLanguages(request.app, "request.language").scopeOf(request).language,
    locale: (request) => request.language.locale,
    languages: (request) =>
      siteLanguages(request.app, "request.languages").options.locales.map((locale) => ({
        locale,
        name: nativeName(locale),
        isCurrent: locale === request.locale,
        direction: isRightToLeft(locale) ? "rtl" : "ltr",
        get url() {
          const here = request.rootPath + request.rawPath + request.search;
          return localizedUrl(request, here, locale);
        },
      })),
  };

// Getters of the class and not extras: those are kept once they are asked for, and the language may change within a request.
for (const [name, get] of Object.entries(GETTERS)) {
  Object.defineProperty(FlagonRequest.prototype, name, {
    configurable: true,
    get(this: FlagonRequest) {
      return get(this);
    },
  });
}
