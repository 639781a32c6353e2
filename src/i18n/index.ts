/** `flagon/i18n`: texts, numbers, dates and times in the visitor's language. It needs nothing else of Flagon. */

export { LazyText } from "../base/lazy.ts";
export {
  activate,
  activateTimeZone,
  currentLanguage,
  gettext,
  gettextNoop,
  lazyGettext,
  lazyNgettext,
  lazyNpgettext,
  lazyPgettext,
  ngettext,
  npgettext,
  override,
  pgettext,
  useTranslations,
} from "./active.ts";
export { Catalog, type CatalogData } from "./catalog.ts";
export { folderSource, readCatalog } from "./folders.ts";
export {
  type CivilTime,
  type DateStyle,
  Language,
  type LanguageParts,
  type Moment,
} from "./language.ts";
export { canonicalLocale, isRightToLeft, matchLocale, nativeName } from "./locales.ts";
export type { PlacesOf, Values } from "../base/places.ts";
export { parsePluralForms, type PluralForms } from "./plural-forms.ts";
export type { MessageId, PoEntry, PoFile } from "./po.ts";
export { parsePo } from "./po-reader.ts";
export { formatPo } from "./po-writer.ts";
export { type Disambiguation, isTimeZone, type LocalTime } from "./time-zones.ts";
export { type CatalogSource, Translations, type TranslationsOptions } from "./translations.ts";
