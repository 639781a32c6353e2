/** The methods of texts, by Python's names. On HTML their arguments are escaped and their results are HTML. */

import { SafeHtml } from "../../base/safe-html.ts";
import { TemplateTypeError, TemplateValueError } from "../errors.ts";
import { iterate } from "../iteration.ts";
import { assertLength } from "../limits.ts";
import { joined } from "../operators.ts";
import { esc, str } from "../printing.ts";
import { type AnyFunction, signatureOf, signed } from "../signatures.ts";
import { Tuple } from "../values.ts";

type Text = string;

const UPPER = /^\p{Lu}$/u;
const CASED = /[\p{Lu}\p{Ll}\p{Lt}]/u;

/** Upper-cases the first letter and lower-cases all others. */
export function capitalize(text: Text): Text {
  const code = text.charCodeAt(0);
  if (code < 0xd800) return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
  if (text === "") return "";
  const unit = text.charCodeAt(0);
  // A letter beyond the BMP takes two units.
  const end = unit >= 0xd800 && unit < 0xdc00 ? 2 : 1;
  return text.slice(0, end).toUpperCase() + text.slice(end).toLowerCase();
}

/** Upper-cases the first letter of every run of letters. */
export function titleCase(text: Text): Text {
  return text.replace(/\p{L}+/gu, capitalize);
}

/** Puts a text in the middle; the odd space goes where Python puts it. */
export function center(text: Text, width: number, fill = " "): Text {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  assertLength(width);
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

/** Drops characters, white space unless told, from both ends or one. */
export function strip(text: Text, chars: unknown, side: "both" | "left" | "right" = "both"): Text {
  if (chars === null || chars === undefined) {
    if (side === "both") return text.trim();
    return side === "left" ? text.trimStart() : text.trimEnd();
  }
  const set = new Set(str(chars));
  const letters = [...text];
  let start = 0;
  let end = letters.length;
  if (side !== "right") while (start < end && set.has(letters[start]!)) start++;
  if (side !== "left") while (end > start && set.has(letters[end - 1]!)) end--;
  return letters.slice(start, end).join("");
}

/** Cuts a text at a separator, or at runs of white space. */
export function split(text: Text, separator: unknown, limit = -1): Text[] {
  if (separator === null || separator === undefined) return splitWords(text, limit);
  const mark = str(separator);
  if (mark === "") throw new TemplateValueError("A text cannot be split at nothing.");
  const parts = text.split(mark);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(mark)];
}

function splitWords(text: Text, limit: number): Text[] {
  const words: Text[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const end = words.length === limit ? -1 : rest.search(/\s/);
    if (end === -1) return [...words, rest];
    words.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return words;
}

function splitFromRight(text: Text, separator: unknown, limit: number): Text[] {
  const parts = split(text, separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  if (separator === null || separator === undefined) {
    const tail = parts.slice(parts.length - limit);
    let rest = text.trimEnd();
    for (const part of tail.toReversed()) rest = rest.slice(0, -part.length).trimEnd();
    return [rest.trimStart(), ...tail];
  }
  const cut = parts.length - limit;
  return [parts.slice(0, cut).join(str(separator)), ...parts.slice(cut)];
}

/** Cuts a text into lines at every kind of line end. */
export function splitLines(text: Text, keepEnds = false): Text[] {
  const lines =
    text.match(
      /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g,
    ) ?? [];
  const kept = lines.filter((line) => line !== "");
  return keepEnds
    ? kept
    : kept.map((line) => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ""));
}

/** Replaces a text, everywhere or so many times. */
export function replaceText(text: Text, old: Text, fresh: Text, count = -1): Text {
  const parts = text.split(old);
  assertLength(text.length + (parts.length + 1) * fresh.length);
  if (count < 0) return text.replaceAll(old, () => fresh);
  const cut = Math.min(count, parts.length - 1);
  const head = parts.slice(0, cut + 1).join(fresh);
  return [head, ...parts.slice(cut + 1)].join(old);
}

function partition(text: Text, mark: Text, at: number): Tuple {
  if (at === -1) return Tuple.fromList([text, "", ""]);
  return Tuple.fromList([text.slice(0, at), mark, text.slice(at + mark.length)]);
}

function between(text: Text, start: unknown, end: unknown): { part: Text; from: number } {
  const letters = [...text];
  const index = (value: unknown, other: number): number => {
    if (value === null || value === undefined) return other;
    const number = Number(value);
    return number < 0 ? Math.max(0, letters.length + number) : Math.min(number, letters.length);
  };
  const from = index(start, 0);
  return { part: letters.slice(from, index(end, letters.length)).join(""), from };
}

function find(text: Text, part: unknown, start: unknown, end: unknown, last = false): number {
  const { part: range, from } = between(text, start, end);
  const at = last ? range.lastIndexOf(str(part)) : range.indexOf(str(part));
  return at === -1 ? -1 : from + Array.from(range.slice(0, at)).length;
}

function mustFind(at: number): number {
  if (at === -1) throw new TemplateValueError("The part is not in the text.");
  return at;
}

function affix(parts: unknown, test: (part: Text) => boolean): boolean {
  return parts instanceof Tuple ? parts.some((part) => test(str(part))) : test(str(parts));
}

function all(text: Text, pattern: RegExp): boolean {
  return text !== "" && pattern.test(text);
}

function isTitle(text: Text): boolean {
  return CASED.test(text) && titleCase(text) === text;
}

function expandTabs(text: Text, size = 8): Text {
  let out = "";
  let column = 0;
  for (const char of text) {
    const blanks = char === "\t" && size > 0 ? size - (column % size) : 0;
    assertLength(out.length + blanks);
    out += char === "\t" ? " ".repeat(blanks) : char;
    column = char === "\n" || char === "\r" ? 0 : column + (char === "\t" ? blanks : 1);
  }
  return out;
}

/** Gives what is missing to a width. */
function padding(text: Text, width: number, fill: string): Text {
  const missing = Math.max(0, width - [...text].length);
  assertLength(missing * fill.length);
  return fill.repeat(missing);
}

function join(text: Text, values: unknown): Text {
  const parts = [...iterate(values)];
  const wrong = parts.find((part) => typeof part !== "string" && !(part instanceof SafeHtml));
  if (wrong !== undefined) throw new TemplateTypeError("Only texts can be joined by this method.");
  return joined(parts.map(str), text);
}

function swapCase(text: Text): Text {
  return Array.from(text, (char) =>
    UPPER.test(char) ? char.toLowerCase() : char.toUpperCase(),
  ).join("");
}

function zeroFill(text: Text, width: number): Text {
  const sign = /^[-+]/.exec(text)?.[0] ?? "";
  assertLength(width);
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

type Method = (text: Text, ...args: never[]) => unknown;

const METHODS: Record<string, [string, Method]> = {
  upper: ["", (text) => text.toUpperCase()],
  lower: ["", (text) => text.toLowerCase()],
  casefold: ["", (text) => text.toUpperCase().toLowerCase()],
  capitalize: ["", capitalize],
  title: ["", titleCase],
  swapcase: ["", swapCase],
  strip: ["chars?", (text, chars: unknown) => strip(text, chars)],
  lstrip: ["chars?", (text, chars: unknown) => strip(text, chars, "left")],
  rstrip: ["chars?", (text, chars: unknown) => strip(text, chars, "right")],
  split: ["sep? maxsplit?", (text, mark: unknown, limit: number) => split(text, mark, limit)],
  rsplit: [
    "sep? maxsplit?",
    (text, mark: unknown, limit = -1) => splitFromRight(text, mark, limit),
  ],
  splitlines: ["keepends?", (text, keep: boolean) => splitLines(text, keep)],
  replace: [
    "old new count?",
    (text, old: unknown, fresh: unknown, count: number) =>
      replaceText(text, str(old), str(fresh), count),
  ],
  join: ["iterable", join],
  center: ["width fillchar?", center],
  ljust: [
    "width fillchar?",
    (text, width: number, fill = " ") => text + padding(text, width, fill),
  ],
  rjust: [
    "width fillchar?",
    (text, width: number, fill = " ") => padding(text, width, fill) + text,
  ],
  zfill: ["width", zeroFill],
  find: [
    "sub start? end?",
    (text, part: unknown, start: unknown, end: unknown) => find(text, part, start, end),
  ],
  rfind: [
    "sub start? end?",
    (text, part: unknown, start: unknown, end: unknown) => find(text, part, start, end, true),
  ],
  index: [
    "sub start? end?",
    (text, part: unknown, start: unknown, end: unknown) => mustFind(find(text, part, start, end)),
  ],
  rindex: [
    "sub start? end?",
    (text, part: unknown, start: unknown, end: unknown) =>
      mustFind(find(text, part, start, end, true)),
  ],
  count: [
    "sub start? end?",
    (text, part: unknown, start: unknown, end: unknown) =>
      between(text, start, end).part.split(str(part)).length - 1,
  ],
  startswith: [
    "prefix start? end?",
    (text, parts: unknown, start: unknown, end: unknown) =>
      affix(parts, (part) => between(text, start, end).part.startsWith(part)),
  ],
  endswith: [
    "suffix start? end?",
    (text, parts: unknown, start: unknown, end: unknown) =>
      affix(parts, (part) => between(text, start, end).part.endsWith(part)),
  ],
  removeprefix: [
    "prefix",
    (text, part: string) => (text.startsWith(part) ? text.slice(part.length) : text),
  ],
  removesuffix: [
    "suffix",
    (text, part: string) =>
      part !== "" && text.endsWith(part) ? text.slice(0, -part.length) : text,
  ],
  partition: ["sep", (text, mark: string) => partition(text, mark, text.indexOf(mark))],
  rpartition: [
    "sep",
    (text, mark: string) =>
      text.includes(mark)
        ? partition(text, mark, text.lastIndexOf(mark))
        : Tuple.fromList(["", "", text]),
  ],
  expandtabs: ["tabsize?", expandTabs],
  encode: ["encoding? errors?", (text) => new TextEncoder().encode(text)],
  isupper: ["", (text) => CASED.test(text) && text === text.toUpperCase()],
  islower: ["", (text) => CASED.test(text) && text === text.toLowerCase()],
  istitle: ["", isTitle],
  isalpha: ["", (text) => all(text, /^\p{L}+$/u)],
  isalnum: ["", (text) => all(text, /^[\p{L}\p{N}]+$/u)],
  isdigit: ["", (text) => all(text, /^[\p{Nd}\p{No}]+$/u)],
  isdecimal: ["", (text) => all(text, /^\p{Nd}+$/u)],
  isnumeric: ["", (text) => all(text, /^\p{N}+$/u)],
  isspace: ["", (text) => all(text, /^\s+$/)],
  isascii: ["", (text) => /^[\0-\x7f]*$/.test(text)],
  isidentifier: ["", (text) => all(text, /^[\p{ID_Start}_]\p{ID_Continue}*$/u)],
};

/** Each method with its parameters. */
export const STRING_METHODS: ReadonlyMap<string, Method> = table(METHODS);

function table(methods: Record<string, [string, Method]>): Map<string, Method> {
  return new Map(
    Object.entries(methods).map(([name, [parameters, method]]) => [
      name,
      signed(parameters, method),
    ]),
  );
}

/** Methods that only HTML has. */
export const HTML_METHODS: ReadonlyMap<string, Method> = table({
  striptags: ["", (html) => unescapeHtml(collapse(withoutTags(html)))],
  unescape: ["", unescapeHtml],
});

/** Drops comments, then tags, each up to its end; one without an end stays. */
export function withoutTags(html: Text): Text {
  return without(without(html, "<!--", "-->"), "<", ">");
}

/** A pattern would look for the end from every start on, which takes quadratic time where there is none. */
function without(text: Text, open: Text, close: Text): Text {
  let kept = "";
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start === -1 ? -1 : text.indexOf(close, start);
    if (end === -1) return kept + text.slice(at);
    kept += text.slice(at, start);
    at = end + close.length;
  }
}

function collapse(text: Text): Text {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .join(" ");
}

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/** Gives the text that HTML shows; numeric and the commonest named references are read. */
export function unescapeHtml(html: Text): Text {
  return html.replace(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,6}));/g,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[name as string] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
      return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
    },
  );
}

/** Makes a method of texts work on HTML: arguments are escaped, and texts that come out are HTML. */
export function onHtml(name: string, method: Method): Method {
  const wrapped = (html: Text, ...args: unknown[]): unknown => {
    const escaped = args.map((arg) =>
      typeof arg === "string" || arg instanceof SafeHtml ? esc(arg) : arg,
    );
    if (name === "join") escaped[0] = [...iterate(args[0])].map(esc);
    return asHtml((method as (text: Text, ...rest: unknown[]) => unknown)(html, ...escaped));
  };
  const signature = signatureOf(method)!;
  const parameters = signature.names.map((word, index) =>
    index < signature.required ? word : `${word}?`,
  );
  return signed(parameters.join(" "), wrapped as AnyFunction) as Method;
}

function asHtml(value: unknown): unknown {
  if (typeof value === "string") return new SafeHtml(value);
  if (value instanceof Tuple) return Tuple.fromList(value.map(asHtml));
  return Array.isArray(value) ? value.map(asHtml) : value;
}
