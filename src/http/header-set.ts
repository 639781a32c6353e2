/** A header that is a set of words in any letter case: `Vary`, `Allow`, `Content-Language`, `Connection`. */

import { formatList, parseList } from "./header-values.ts";

/**
 * Holds words in the order of adding, each once, found in any letter case.
 *
 * @example
 * const vary = HeaderSet.parse("Accept, Cookie");
 * vary.add("accept").add("Origin");
 * String(vary); // "Accept, Cookie, Origin"
 */
export class HeaderSet implements Iterable<string> {
  readonly #words = new Map<string, string>();

  constructor(words: Iterable<string> = []) {
    for (const word of words) this.add(word);
  }

  /** Reads a header. */
  static parse(header: string | null | undefined): HeaderSet {
    return new HeaderSet(parseList(header ?? ""));
  }

  /** The number of words. */
  get size(): number {
    return this.#words.size;
  }

  /** Tells whether the word is there. */
  has(word: string): boolean {
    return this.#words.has(word.toLowerCase());
  }

  /** Adds a word; one that is there keeps its place and its letter case. */
  add(word: string): this {
    const key = word.toLowerCase();
    if (!this.#words.has(key)) this.#words.set(key, word);
    return this;
  }

  /** Takes a word away, and tells whether it was there. */
  delete(word: string): boolean {
    return this.#words.delete(word.toLowerCase());
  }

  /** Gives the words as they were added. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.#words.values();
  }

  /** Gives the header's text. */
  toString(): string {
    return formatList(this);
  }
}

const ENTITY_HEADERS = new Set([
  "allow",
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-md5",
  "content-range",
  "content-type",
  "expires",
  "last-modified",
]);
const HOP_BY_HOP_HEADERS = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Tells whether a header describes the body: a 304 goes without these. */
export function isEntityHeader(name: string): boolean {
  return ENTITY_HEADERS.has(name.toLowerCase());
}

/** Tells whether a header is for the next hop only: a proxy does not pass it on. */
export function isHopByHopHeader(name: string): boolean {
  return HOP_BY_HOP_HEADERS.has(name.toLowerCase());
}
