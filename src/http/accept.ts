/** What a client accepts: `text/html, application/json;q=0.5` and the same for languages, charsets and encodings. */

import { formatOptions, parseList, parseOptions } from "./header-values.ts";

const QUALITY = /^-?\d+(\.\d+)?$/;

/**
 * Holds the items of an `Accept-Encoding`-like header, the most specific first and then by quality.
 *
 * @example
 * Accept.parse("br;q=0.5, gzip").bestMatch(["br", "gzip"]); // "gzip"
 * @see RFC 9110 section 12.4
 */
export class Accept {
  /** `[value, quality]`, best first; quality from 0 (refused) to 1. */
  readonly items: readonly (readonly [value: string, quality: number])[];

  constructor(items: Iterable<readonly [value: string, quality: number]> = []) {
    this.items = [...items].sort(
      ([a, qualityA], [b, qualityB]) =>
        compareSpecificity(this.specificity(b), this.specificity(a)) || qualityB - qualityA,
    );
  }

  /** Reads a header; an item with a quality that is no number from 0 to 1 is skipped. */
  static parse<T extends Accept>(
    this: new (items?: Iterable<readonly [string, number]>) => T,
    header: string | null | undefined,
  ): T {
    return new this(acceptItems(header ?? ""));
  }

  /** The best value, or undefined. */
  get best(): string | undefined {
    return this.items[0]?.[0];
  }

  /** Gives the quality of a value: that of the first item it matches, or 0. */
  quality(value: string): number {
    return this.#find(value)?.[1] ?? 0;
  }

  /** Tells whether any item matches, be it with quality 0. */
  has(value: string): boolean {
    return this.#find(value) !== undefined;
  }

  /**
   * Gives the one of `offers` that the client likes best, or undefined when it takes none.
   *
   * Quality decides, then how specific the client was, then the order of `offers`.
   */
  bestMatch<T extends string>(offers: Iterable<T>): T | undefined {
    let best: T | undefined;
    let bestQuality = 0;
    let bestSpecificity: number[] = [-1];
    for (const offer of offers) {
      const item = this.#find(offer);
      if (item === undefined || item[1] <= 0 || item[1] < bestQuality) continue;
      const specificity = this.specificity(item[0]);
      if (item[1] > bestQuality || compareSpecificity(specificity, bestSpecificity) > 0) {
        [best, bestQuality, bestSpecificity] = [offer, item[1], specificity];
      }
    }
    return best;
  }

  /** Gives the header's text. */
  toString(): string {
    return this.items
      .map(([value, quality]) => (quality === 1 ? value : `${value};q=${quality}`))
      .join(",");
  }

  /** Says how specific an item is: compared number by number, 1 for what is said and 0 for `*`. */
  protected specificity(item: string): number[] {
    return [item === "*" ? 0 : 1];
  }

  /** Tells whether an offered value meets an item of the header. */
  protected matches(value: string, item: string): boolean {
    return item === "*" || item.toLowerCase() === value.toLowerCase();
  }

  #find(value: string): readonly [string, number] | undefined {
    return this.items.find(([item]) => this.matches(value, item));
  }
}

function acceptItems(header: string): [string, number][] {
  const items: [string, number][] = [];
  for (const part of parseList(header)) {
    const [value, { q, ...options }] = parseOptions(part);
    const quality = q === undefined ? 1 : QUALITY.test(q.trim()) ? Number(q) : -1;
    if (quality < 0 || quality > 1) continue;
    items.push([formatOptions(value, options), quality]);
  }
  return items;
}

function compareSpecificity(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    if (a[index] !== b[index]) return a[index]! - b[index]!;
  }
  return a.length - b.length;
}

const MEDIA_DELIMITER = /\/|\s*;\s*/;

/**
 * Holds an `Accept` header.
 *
 * `text/*` meets every kind of text. Parameters other than `q` must be the same on both sides, in any order.
 *
 * @example
 * MediaAccept.parse("text/html;q=0.5, application/json").bestMatch(["text/html", "application/json"]); // "application/json"
 */
export class MediaAccept extends Accept {
  /** True when HTML or XHTML will do. */
  get html(): boolean {
    return (
      this.has("text/html") || this.has("application/xhtml+xml") || this.has("application/xml")
    );
  }

  /** True when JSON will do. */
  get json(): boolean {
    return this.has("application/json");
  }

  protected override specificity(item: string): number[] {
    return item.split(MEDIA_DELIMITER).map((part) => (part === "*" ? 0 : 1));
  }

  protected override matches(value: string, item: string): boolean {
    if (!item.includes("/")) return false;
    const [type, subtype, ...parameters] = value.toLowerCase().split(MEDIA_DELIMITER);
    if (!value.includes("/") || (type === "*" && subtype !== "*")) {
      throw new TypeError(`"${value}" is no media type such as "text/html".`);
    }
    const [itemType, itemSubtype, ...itemParameters] = item.toLowerCase().split(MEDIA_DELIMITER);
    if (itemType === "*") return itemSubtype === "*";
    if (type === "*") return true;
    if (type !== itemType) return false;
    if (subtype === "*" || itemSubtype === "*") return true;
    return (
      subtype === itemSubtype && parameters.sort().join(";") === itemParameters.sort().join(";")
    );
  }
}

/**
 * Holds an `Accept-Language` header; `en_us` and `en-US` are the same.
 *
 * @example
 * LanguageAccept.parse("de-AT, en;q=0.5").bestMatch(["en", "de"]); // "de"
 */
export class LanguageAccept extends Accept {
  /**
   * Gives the best of `offers`, with two fallbacks: a client's `en-US` takes an offered `en`, and a client's `en` takes an offered `en-US`.
   */
  override bestMatch<T extends string>(offers: Iterable<T>): T | undefined {
    const list = [...offers];
    const exact = super.bestMatch(list);
    if (exact !== undefined) return exact;
    const primary = new Accept(this.items.map(([value, quality]) => [primaryTag(value), quality]));
    const widened = primary.bestMatch(list);
    if (widened !== undefined) return widened;
    const tag = super.bestMatch(list.map(primaryTag));
    return tag === undefined ? undefined : list.find((offer) => offer.startsWith(tag));
  }

  protected override matches(value: string, item: string): boolean {
    return item === "*" || languageKey(value) === languageKey(item);
  }
}

function primaryTag(tag: string): string {
  return tag.split(/[_-]/, 1)[0]!;
}

function languageKey(tag: string): string {
  return tag.toLowerCase().replaceAll("_", "-");
}

/** The spellings of the charsets that still occur; others are compared without letter case. */
const CHARSETS: Record<string, string> = {
  __proto__: null as unknown as string,
  utf8: "utf-8",
  u8: "utf-8",
  utf: "utf-8",
  cp65001: "utf-8",
  ascii: "ascii",
  usascii: "ascii",
  "646": "ascii",
  ansix341968: "ascii",
  latin1: "latin-1",
  latin: "latin-1",
  l1: "latin-1",
  iso88591: "latin-1",
  "88591": "latin-1",
  "8859": "latin-1",
  cp819: "latin-1",
  iso885915: "latin-9",
  latin9: "latin-9",
  l9: "latin-9",
  windows1252: "cp1252",
  cp1252: "cp1252",
  "1252": "cp1252",
  utf16: "utf-16",
  u16: "utf-16",
  utf32: "utf-32",
  u32: "utf-32",
  utf7: "utf-7",
  u7: "utf-7",
  shiftjis: "shift_jis",
  sjis: "shift_jis",
  eucjp: "euc_jp",
  gb2312: "gb2312",
  gbk: "gbk",
  big5: "big5",
  koi8r: "koi8-r",
};

/** Holds an `Accept-Charset` header; `utf8` and `UTF-8` are the same. Browsers no longer send one. */
export class CharsetAccept extends Accept {
  protected override matches(value: string, item: string): boolean {
    return item === "*" || charsetKey(value) === charsetKey(item);
  }
}

function charsetKey(name: string): string {
  const lower = name.toLowerCase();
  return CHARSETS[lower.replace(/[^a-z0-9]+/g, "")] ?? lower;
}
