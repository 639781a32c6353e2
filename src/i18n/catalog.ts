/** The texts of one language: looked up by the text itself, with its context where it has one. */

import { FlagonError } from "../base/errors.ts";
import { parseMo } from "./mo.ts";
import { parsePluralForms, type PluralForms, TWO_FORMS } from "./plural-forms.ts";
import { isTranslated, messageKey, type PoFile } from "./po.ts";

/** A catalog as JSON: what `flagon messages compile` writes. */
export interface CatalogData {
  /** The `Plural-Forms` header. */
  readonly plural: string;
  /** Translations, or their plural forms, by text; a context stands before it with U+0004 between. */
  readonly messages: Readonly<Record<string, string | readonly string[]>>;
}

/** The texts of one language from one place. */
export class Catalog {
  /** The plural forms that its entries have. */
  readonly plurals: PluralForms;
  readonly #messages: ReadonlyMap<string, string | readonly string[]>;

  constructor(
    messages: ReadonlyMap<string, string | readonly string[]>,
    plurals: PluralForms = TWO_FORMS,
  ) {
    this.#messages = messages;
    this.plurals = plurals;
  }

  /** Makes the catalog of a PO file: fuzzy, obsolete and empty entries are left out, as msgfmt does. */
  static fromPo(file: PoFile): Catalog {
    const messages = new Map<string, string | readonly string[]>();
    for (const entry of file.entries) {
      if (!isTranslated(entry)) continue;
      const { context, id, pluralId, forms } = entry;
      messages.set(messageKey(context, id), pluralId === undefined ? forms[0]! : forms);
    }
    return new Catalog(messages, pluralsOf(file.headers.get("Plural-Forms")));
  }

  /** Makes the catalog of an MO file. A rule for plurals that cannot be read is two forms, as for gettext. @throws FlagonError `i18n.mo-format` */
  static fromMo(bytes: Uint8Array, file?: string): Catalog {
    const { headers, messages } = parseMo(bytes, file);
    return new Catalog(messages, lenientPluralsOf(headers.get("Plural-Forms")));
  }

  /** Makes the catalog of what {@link toJSON} gave. @throws FlagonError `i18n.catalog-format` */
  static fromJson(data: unknown, file = "messages.json"): Catalog {
    if (!isCatalogData(data)) {
      throw new FlagonError("The file is no compiled catalog.", {
        code: "i18n.catalog-format",
        where: file,
        mend: "Make it anew: flagon messages compile",
      });
    }
    return new Catalog(new Map(Object.entries(data.messages)), parsePluralForms(data.plural));
  }

  /** How many texts it has. */
  get size(): number {
    return this.#messages.size;
  }

  /** Gives the translation of a key; of one with plural forms the first. */
  find(key: string): string | undefined {
    const found = this.#messages.get(key);
    return typeof found === "object" ? found[0] : found;
  }

  /** Gives the form of a translation that a count asks for. */
  findForm(key: string, count: number): string | undefined {
    const found = this.#messages.get(key);
    if (typeof found !== "object") return found;
    // An empty form is one that nobody has translated.
    return found[this.plurals.formOf(count)] || undefined;
  }

  /** Gives the catalog as data. */
  toJSON(): CatalogData {
    return { plural: this.plurals.text, messages: Object.fromEntries(this.#messages) };
  }
}

function pluralsOf(header: string | undefined): PluralForms {
  if (header === undefined || header.includes("INTEGER")) return TWO_FORMS;
  return parsePluralForms(header);
}

function lenientPluralsOf(header: string | undefined): PluralForms {
  try {
    return pluralsOf(header);
  } catch {
    return TWO_FORMS;
  }
}

function isCatalogData(data: unknown): data is CatalogData {
  if (typeof data !== "object" || data === null) return false;
  const { plural, messages } = data as Record<string, unknown>;
  if (typeof plural !== "string" || typeof messages !== "object" || messages === null) return false;
  return Object.values(messages).every(
    (value) =>
      typeof value === "string" ||
      (Array.isArray(value) && value.every((form) => typeof form === "string")),
  );
}
