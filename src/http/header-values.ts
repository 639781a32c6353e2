/**
 * The grammar that most headers share: quoted texts, lists, dictionaries, and a value with options.
 *
 *     list      a, "b, c"                     ["a", "b, c"]
 *     dict      a=1, b="2 3", c               { a: "1", b: "2 3", c: null }
 *     options   text/html; charset=utf-8      ["text/html", { charset: "utf-8" }]
 */

import { percentDecode, percentDecodeSingleByte, percentEncoder } from "./percent.ts";

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PARAMETER_NAME = /[\w!#$%&'*+\-.^`|~]+=/y;
const PARAMETER_TOKEN = /[\w!#$%&'*+\-.^`|~]+/y;
/** RFC 8187: `charset'language'value`. */
const EXTENDED_VALUE = /^([\w!#$%&*+\-.^`|~]*)'[\w!#$%&*+\-.^`|~]*'([\w!#$%&'*+\-.^`|~]+)/;
/** RFC 2231 section 3: the pieces `name*0`, `name*1` of a long value. */
const CONTINUATION = /\*(\d+)$/;

/** Values by name, on an object without a prototype, so that no name can meet an inherited property. */
export type HeaderOptions = Record<string, string>;

/** Options of `quoteHeaderValue`. */
export interface QuoteOptions {
  /** True puts quotes around a plain token too. Default false. */
  always?: boolean;
}

/**
 * Puts quotes around a value that is no token.
 *
 * @example
 * quoteHeaderValue('a "b"'); // '"a \\"b\\""'
 * @see RFC 9110 section 5.6.4
 */
export function quoteHeaderValue(
  value: string | number,
  { always = false }: QuoteOptions = {},
): string {
  const text = String(value);
  if (!always && TOKEN.test(text)) return text;
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Takes quotes and backslashes off; text without quotes around it comes back as it is. */
export function unquoteHeaderValue(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}

/**
 * Splits a header at its commas; a comma in quotes is none. Empty items are dropped, and a quote that never closes gives no items at all.
 *
 * @example
 * parseList('a, "b, c"'); // ["a", "b, c"]
 */
export function parseList(header: string): string[] {
  const items: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < header.length; index++) {
    const character = header[index];
    if (character === '"') quoted = !quoted;
    else if (character === "\\" && quoted) index++;
    else if (character === "," && !quoted) {
      items.push(header.slice(start, index));
      start = index + 1;
    }
  }
  if (quoted) return [];
  items.push(header.slice(start));
  return items
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .map(unquoteHeaderValue);
}

/** Joins items with commas and quotes those that are no tokens. */
export function formatList(items: Iterable<string | number>): string {
  return Array.from(items, (item) => quoteHeaderValue(item)).join(", ");
}

/**
 * Reads `key=value` items. A key alone has null, an item without a key is dropped, `key*=charset''value` is decoded.
 *
 * @example
 * parseDict('max-age=60, no-store'); // { "max-age": "60", "no-store": null }
 */
export function parseDict(header: string): Record<string, string | null> {
  const result: Record<string, string | null> = Object.create(null);
  for (const item of parseList(header)) {
    const equals = item.indexOf("=");
    let key = (equals < 0 ? item : item.slice(0, equals)).trim();
    if (key === "") continue;
    if (equals < 0) {
      result[key] = null;
      continue;
    }
    let value = item.slice(equals + 1).trim();
    if (key.endsWith("*")) {
      key = key.slice(0, -1);
      const { charset, text } = splitExtended(value);
      value = decodeCharset(text, charset);
    }
    result[key] = unquoteHeaderValue(value);
  }
  return result;
}

/** Writes `key=value` items. Null writes the key alone; a key that ends in `*` takes its value as already encoded. */
export function formatDict(items: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(items)
    .map(([key, value]) => (value === null ? key : formatPair(key, value)))
    .join(", ");
}

function formatPair(key: string, value: string | number): string {
  return `${key}=${key.endsWith("*") ? value : quoteHeaderValue(value)}`;
}

/**
 * Reads a value and its options: `Content-Type`, `Content-Disposition` and their kin.
 *
 * Names are in lower case. Parts that break the grammar are skipped. Encoded options (`name*=UTF-8''…`, RFC 8187) and continued ones
 * (`name*0`, `name*1`, RFC 2231) come decoded and joined under the plain name.
 *
 * @example
 * parseOptions('form-data; name="a"'); // ["form-data", { name: "a" }]
 */
export function parseOptions(
  header: string | null | undefined,
): [value: string, options: HeaderOptions] {
  const options: HeaderOptions = Object.create(null);
  const text = header ?? "";
  const semicolon = text.indexOf(";");
  const value = (semicolon < 0 ? text : text.slice(0, semicolon)).trim();
  if (value === "" || semicolon < 0) return [value, options];
  let running = "";
  for (let [name, raw] of parametersIn(text.slice(semicolon + 1).trim())) {
    if (name.endsWith("*")) {
      name = name.slice(0, -1);
      const extended = splitExtended(raw);
      const charset = extended.charset || running;
      if (isKnownCharset(charset)) running = charset;
      raw = decodeCharset(extended.text, charset);
    }
    if (raw.length > 0 && raw.startsWith('"') && raw.endsWith('"')) raw = unquoteOption(raw);
    const piece = CONTINUATION.exec(name);
    if (piece === null) options[name] = raw;
    else {
      name = name.slice(0, piece.index);
      options[name] = (options[name] ?? "") + raw;
    }
  }
  return [value, options];
}

/** Takes both escapes off that browsers use inside quotes: `\"` of HTTP and `%22` of HTML forms. */
function unquoteOption(raw: string): string {
  return raw.slice(1, -1).replaceAll("\\\\", "\\").replaceAll('\\"', '"').replaceAll("%22", '"');
}

/** Gives the well-formed `name=value` parts; quotes are still around the value. */
function parametersIn(text: string): [name: string, raw: string][] {
  const found: [string, string][] = [];
  let position = 0;
  while (position >= 0) {
    PARAMETER_NAME.lastIndex = position;
    const name = PARAMETER_NAME.exec(text)?.[0];
    if (name !== undefined) {
      position += name.length;
      const raw = valueAt(text, position);
      if (raw !== undefined) {
        found.push([name.slice(0, -1).toLowerCase(), raw]);
        position += raw.length;
      }
    }
    position = nextPart(text, position);
  }
  return found;
}

function valueAt(text: string, position: number): string | undefined {
  PARAMETER_TOKEN.lastIndex = position;
  const token = PARAMETER_TOKEN.exec(text)?.[0];
  if (token !== undefined) return token;
  if (text[position] !== '"') return undefined;
  for (let index = position + 1; index < text.length; index++) {
    const next = text[index + 1];
    if (text[index] === "\\" && (next === "\\" || next === '"')) index++;
    else if (text[index] === '"') return text.slice(position, index + 1);
  }
  return undefined;
}

function nextPart(text: string, position: number): number {
  const semicolon = text.indexOf(";", position);
  if (semicolon < 0) return -1;
  let next = semicolon + 1;
  while (next < text.length && text[next]!.trim() === "") next++;
  return next;
}

/** Writes a value and its options; undefined leaves an option out, a name ending in `*` takes its value as already encoded. */
export function formatOptions(
  value: string | null,
  options: Readonly<Record<string, string | number | undefined>>,
): string {
  const parts = value === null ? [] : [value];
  for (const [name, option] of Object.entries(options)) {
    if (option !== undefined) parts.push(formatPair(name, option));
  }
  return parts.join("; ");
}

const encodeExtended = percentEncoder("!#$&+^`|");

/**
 * Encodes any text for an option whose name ends in `*`.
 *
 * @example
 * formatOptions("attachment", { "filename*": encodeOption("ä.txt") }); // "attachment; filename*=UTF-8''%C3%A4.txt"
 * @see RFC 8187
 */
export function encodeOption(text: string): string {
  return `UTF-8''${encodeExtended(text)}`;
}

function splitExtended(raw: string): { charset: string; text: string } {
  const match = EXTENDED_VALUE.exec(raw);
  if (match === null) return { charset: "", text: raw };
  return { charset: match[1]!.toLowerCase(), text: match[2]! };
}

function isKnownCharset(charset: string): boolean {
  return /^(?:utf-8|iso-8859-1|(?:us-)?ascii)$/.test(charset);
}

/** Decodes percent-encoded text; with a charset that is not on the list it stays as it came. */
function decodeCharset(text: string, charset: string): string {
  if (charset === "utf-8") return percentDecode(text);
  if (charset === "iso-8859-1") return percentDecodeSingleByte(text, "latin1");
  return isKnownCharset(charset) ? percentDecodeSingleByte(text, "ascii") : text;
}
