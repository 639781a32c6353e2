/** Filters on texts that Jinja lacks and Django has: paragraphs, cuts, plural endings, slugs. */

import { escapeHtml, SafeHtml } from "../../base/safe-html.ts";
import {
  capitalizeFirst,
  normalizeNewlines,
  phoneToDigits,
  slugify,
  truncateCharacters,
  truncateWords,
} from "../../base/text.ts";
import { truthy } from "../comparing.ts";
import { FilterArgumentError } from "../errors.ts";
import { type Evaluation, withEvaluation } from "../evaluation.ts";
import { lengthOf } from "../iteration.ts";
import { assertLength } from "../limits.ts";
import { isNumeric, toIndex } from "../numbers.ts";
import { esc, str } from "../printing.ts";
import type { AnyFunction } from "../signatures.ts";
import { Undefined } from "../undefined.ts";
import { truncateHtml } from "./truncate-html.ts";
import { urlize } from "./urlize.ts";

/** Changes the text of a value; HTML stays HTML. */
function soft(change: (text: string, ...args: unknown[]) => string): AnyFunction {
  return (value: unknown, ...args: unknown[]) => {
    const text = change(str(value), ...args);
    return value instanceof SafeHtml ? new SafeHtml(text) : text;
  };
}

function escaped({ autoescape }: Evaluation, value: unknown): string {
  return autoescape ? esc(value) : str(value);
}

/** Makes paragraphs of what blank lines part, and breaks of single line ends. */
function lineBreaks(evaluation: Evaluation, value: unknown): SafeHtml {
  const paragraphs = normalizeNewlines(str(value)).split(/\n{2,}/);
  const parts = paragraphs.map((text) => {
    const html = escaped(evaluation, value instanceof SafeHtml ? new SafeHtml(text) : text);
    return `<p>${html.replaceAll("\n", "<br>")}</p>`;
  });
  return new SafeHtml(parts.join("\n\n"));
}

function lineBreaksBr(evaluation: Evaluation, value: unknown): SafeHtml {
  const html = normalizeNewlines(escaped(evaluation, value));
  return new SafeHtml(html.replaceAll("\n", "<br>"));
}

function lineNumbers(evaluation: Evaluation, value: unknown): SafeHtml {
  const lines = escaped(evaluation, value).split("\n");
  const width = String(lines.length).length;
  const numbered = lines.map((line, index) => `${String(index + 1).padStart(width, "0")}. ${line}`);
  return new SafeHtml(numbered.join("\n"));
}

/** Gives the ending that a count asks for: `s` or nothing, or those of `"y,ies"`. */
function pluralize(value: unknown, endings: unknown = "s"): string {
  const parts = str(endings).split(",");
  if (parts.length > 2) {
    throw new FilterArgumentError('"pluralize" takes one ending, or two with a comma between.');
  }
  const [one, many] = parts.length === 1 ? ["", parts[0]!] : (parts as [string, string]);
  return countOf(value) === 1 ? one : many;
}

function countOf(value: unknown): number {
  if (isNumeric(value)) return Number(value);
  if (value instanceof Undefined) throw Undefined.failure(value);
  return typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))
    ? Number(value)
    : lengthOf(value);
}

/** Gives one of `"yes,no,maybe"`: for true, for false, and for none. */
function yesNo({ environment }: Evaluation, value: unknown, words: unknown = null): unknown {
  const texts = words === null ? environment.localization().gettext("yes,no,maybe") : str(words);
  const [yes, no, maybe = no] = texts.split(",");
  if (yes === undefined || no === undefined) {
    throw new FilterArgumentError('"yesno" takes two or three words with commas between.');
  }
  if (value === null || value === undefined) return maybe;
  return truthy(value) ? yes : no;
}

/** Escapes a text for a string in JavaScript, also where that stands in HTML. */
function escapeJs(value: unknown): SafeHtml {
  // Control characters, quotes, and what would end a script or start markup; U+2028 and U+2029 end lines in older JavaScript.
  const text = str(value).replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\\'"`<>&=;\u2028\u2029-]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return new SafeHtml(text);
}

/** Drops white space between tags. */
function spaceless(value: unknown): unknown {
  const text = str(value).trim().replace(/>\s+</g, "><");
  return value instanceof SafeHtml ? new SafeHtml(text) : text;
}

/** Makes items of a list, and lists within them of the lists that follow an item; the outermost tags are not written. */
function unorderedList(evaluation: Evaluation, value: unknown): SafeHtml {
  return new SafeHtml(listItems(evaluation, value as readonly unknown[], 1));
}

const DEEPEST_LIST = 100;

function listItems(evaluation: Evaluation, items: readonly unknown[], depth: number): string {
  if (depth > DEEPEST_LIST || !Array.isArray(items)) {
    throw new FilterArgumentError(
      `"unordered_list" takes a list of at most ${DEEPEST_LIST} levels.`,
    );
  }
  const indent = "\t".repeat(depth);
  const parts: string[] = [];
  items.forEach((item: unknown, index) => {
    if (Array.isArray(item) && index > 0 && !Array.isArray(items[index - 1])) return;
    const next: unknown = items[index + 1];
    const inner =
      Array.isArray(next) && next.length > 0 && !Array.isArray(item)
        ? `\n${indent}<ul>\n${listItems(evaluation, next, depth + 1)}\n${indent}</ul>\n${indent}`
        : "";
    parts.push(`${indent}<li>${escaped(evaluation, item)}${inner}</li>`);
  });
  return parts.join("\n");
}

function cut(value: unknown, part: unknown): unknown {
  const text = str(value).replaceAll(str(part), "");
  // Taking `;` out of HTML could make an entity of what was none.
  return value instanceof SafeHtml && str(part) !== ";" ? new SafeHtml(text) : text;
}

function justify(side: "left" | "right"): AnyFunction {
  return soft((text, width) => {
    assertLength(toIndex(width));
    const fill = " ".repeat(Math.max(0, toIndex(width) - [...text].length));
    return side === "left" ? text + fill : fill + text;
  });
}

function htmlCut(unit: "words" | "letters"): AnyFunction {
  return (value: unknown, count: unknown) => {
    const ellipsis = unit === "words" ? " …" : "…";
    const text = truncateHtml(str(value), { count: toIndex(count), unit, ellipsis });
    return value instanceof SafeHtml ? new SafeHtml(text) : text;
  };
}

function addSlashes(text: string): string {
  return text.replace(/[\\"']/g, "\\$&");
}

/** The filters with their parameters. */
export const PROSE_FILTERS: Record<string, [string, AnyFunction]> = {
  linebreaks: ["value", withEvaluation(lineBreaks)],
  linebreaksbr: ["value", withEvaluation(lineBreaksBr)],
  linenumbers: ["value", withEvaluation(lineNumbers)],
  pluralize: ["value endings?", pluralize],
  yesno: ["value words?", withEvaluation(yesNo)],
  truncatechars: ["value count", soft((text, count) => truncateCharacters(text, toIndex(count)))],
  truncatewords: [
    "value count",
    soft((text, count) => truncateWords(text, toIndex(count), { ellipsis: " …" })),
  ],
  truncatechars_html: ["value count", htmlCut("letters")],
  truncatewords_html: ["value count", htmlCut("words")],
  urlizetrunc: [
    "value limit",
    withEvaluation((evaluation: Evaluation, value: unknown, limit: unknown) =>
      urlize(evaluation, value, limit),
    ),
  ],
  slugify: ["value", (value: unknown) => slugify(str(value))],
  capfirst: ["value", soft(capitalizeFirst)],
  addslashes: ["value", soft(addSlashes)],
  cut: ["value part", cut],
  ljust: ["value width", justify("left")],
  rjust: ["value width", justify("right")],
  escapejs: ["value", escapeJs],
  force_escape: ["value", (value: unknown) => new SafeHtml(escapeHtml(str(value)))],
  phone2numeric: ["value", soft(phoneToDigits)],
  make_list: ["value", (value: unknown) => [...str(value)]],
  spaceless: ["value", spaceless],
  unordered_list: ["value", withEvaluation(unorderedList)],
  default_if_none: ["value other", (value: unknown, other: unknown) => value ?? other],
  iriencode: [
    "value",
    (value: unknown) => encodeURI(str(value).toWellFormed()).replaceAll("%25", "%"),
  ],
};
