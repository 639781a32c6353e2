/** Entity tags: `"v1"` is strong (the bytes are the same), `W/"v1"` is weak (the meaning is the same). */

import { FlagonError } from "../base/errors.ts";
import { nodeCrypto } from "../base/node-crypto.ts";

/** A tag without its quotes, and whether it was weak. */
export interface ETag {
  value: string;
  weak: boolean;
}

/**
 * Puts quotes around a tag.
 *
 * @throws FlagonError `http.etag` for a tag that holds a quote, a control or a character past U+00FF.
 * @see RFC 9110 section 8.8.3
 */
export function quoteEtag(value: string, { weak = false }: { weak?: boolean } = {}): string {
  if (/[^\x20\x21\x23-\x7e\x80-\xff]/.test(value)) {
    throw new FlagonError("An entity tag may hold no quote, no control and nothing past U+00FF.", {
      code: "http.etag",
      where: `entity tag ${JSON.stringify(value)}`,
      mend: "Use a hash or a version number.",
    });
  }
  return `${weak ? "W/" : ""}"${value}"`;
}

/** Takes the quotes off one tag, or gives undefined for empty text. */
export function unquoteEtag(text: string | null | undefined): ETag | undefined {
  if (!text) return undefined;
  let value = text.trim();
  const weak = /^w\//i.test(value);
  if (weak) value = value.slice(2);
  if (value.startsWith('"') && value.endsWith('"')) value = value.slice(1, -1);
  return { value, weak };
}

/** Makes the strong tag of a body, without quotes: 27 characters of its SHA-256. */
export function generateEtag(body: string | Uint8Array): string {
  return nodeCrypto().createHash("sha256").update(body).digest("base64url").slice(0, 27);
}

/**
 * Holds the tags of `If-Match` or `If-None-Match`.
 *
 * @example
 * ETags.parse('"a", W/"b"').hasWeak("b"); // true
 */
export class ETags {
  /** The strong tags, without quotes. */
  readonly strong: ReadonlySet<string>;
  /** The weak tags, without quotes. */
  readonly weak: ReadonlySet<string>;
  /** True for `*`, which stands for any. */
  readonly star: boolean;

  constructor(strong: Iterable<string> = [], weak: Iterable<string> = [], { star = false } = {}) {
    this.strong = new Set(star ? [] : strong);
    this.weak = new Set(weak);
    this.star = star;
  }

  /** Reads a header; tags without quotes are taken too. */
  static parse(header: string | null | undefined): ETags {
    const strong: string[] = [];
    const weak: string[] = [];
    for (const { value, weak: isWeak, quoted } of tagsIn(header ?? "")) {
      if (value === "*" && !quoted) return new ETags([], [], { star: true });
      (isWeak ? weak : strong).push(value);
    }
    return new ETags(strong, weak);
  }

  /** Tells whether the header named no tag at all. */
  get isEmpty(): boolean {
    return !this.star && this.strong.size === 0 && this.weak.size === 0;
  }

  /** Tells whether the tag is among the strong ones, or any will do. */
  has(value: string): boolean {
    return this.star || this.strong.has(value);
  }

  /** Tells whether the tag is among the strong or the weak ones. */
  hasWeak(value: string): boolean {
    return this.weak.has(value) || this.has(value);
  }

  /** Tells the same of a tag in its quotes: a weak one is looked for among all, a strong one among the strong. */
  hasRaw(text: string): boolean {
    const tag = unquoteEtag(text);
    if (tag === undefined) return false;
    return tag.weak ? this.hasWeak(tag.value) : this.has(tag.value);
  }

  /** Gives the header's text. */
  toString(): string {
    if (this.star) return "*";
    const strong = Array.from(this.strong, (value) => `"${value}"`);
    return [...strong, ...Array.from(this.weak, (value) => `W/"${value}"`)].join(", ");
  }
}

/** Cuts a list of tags in one pass: a comma inside quotes is part of the tag, a quote that never closes is a plain character. */
function tagsIn(text: string): (ETag & { quoted: boolean })[] {
  const found: (ETag & { quoted: boolean })[] = [];
  let position = 0;
  let mayClose = true;
  while (position < text.length) {
    const weak = /^w\//i.test(text.slice(position, position + 2));
    const start = weak ? position + 2 : position;
    const close = mayClose && text[start] === '"' ? closingQuote(text, start + 1) : -1;
    // No closing quote from here on means none for any later tag either, which keeps the scan linear.
    if (text[start] === '"' && close < 0) mayClose = false;
    const comma = text.indexOf(",", close < 0 ? start : close);
    const end = comma < 0 ? text.length : comma;
    const value = close < 0 ? text.slice(start, end).trimEnd() : text.slice(start + 1, close);
    found.push({ value, weak, quoted: close >= 0 });
    position = end + 1;
    while (position < text.length && text[position]!.trim() === "") position++;
  }
  return found;
}

/** Finds the quote that is followed by a comma or the end. */
function closingQuote(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let next = quote + 1;
    while (next < text.length && text[next]!.trim() === "") next++;
    if (next === text.length || text[next] === ",") return quote;
  }
  return -1;
}
