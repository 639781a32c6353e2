/** `flagon/locale`: answers requests in the visitor's language. The texts and formats themselves are in `flagon/i18n`. */

export {
  type BrowserCatalog,
  type BrowserCatalogOptions,
  messagesJson,
  messagesScript,
} from "./browser-catalog.ts";
export { i18n } from "./extension.ts";
export { localized, type LocalizedOptions, localizedUrl } from "./localized.ts";
export type { I18nOptions, VisitorSettings } from "./options.ts";
export { setLanguage } from "./set-language.ts";
export { localeFolders } from "./site-catalogs.ts";
export type { LanguageChoice } from "./site-languages.ts";
