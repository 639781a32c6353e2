/** Filters on texts. HTML that goes in comes out as HTML where that is safe. */

import { escapeHtml, SafeHtml } from "../../base/safe-html.ts";
import { FilterArgumentError, TemplateTypeError } from "../errors.ts";
import { type Evaluation, withEvaluation } from "../evaluation.ts";
import {
  capitalize,
  center,
  replaceText,
  splitLines,
  strip,
  unescapeHtml,
  withoutTags,
} from "../methods/strings.ts";
import { toIndex } from "../numbers.ts";
import { lengthOf } from "../iteration.ts";
import { assertLength } from "../limits.ts";
import { joined } from "../operators.ts";
import { formatPercent } from "../percent-format.ts";
import { esc, markup, str, typeName } from "../printing.ts";
import type { AnyFunction } from "../signatures.ts";
import { Undefined } from "../undefined.ts";
import { type Keywords, Tuple } from "../values.ts";

// The filters that most pages use are functions of their own: behind one that is shared, V8 cannot put them in place.
function upper(value: unknown): unknown {
  if (typeof value === "string") return value.toUpperCase();
  const text = str(value).toUpperCase();
  return value instanceof SafeHtml ? new SafeHtml(text) : text;
}

function lower(value: unknown): unknown {
  if (typeof value === "string") return value.toLowerCase();
  const text = str(value).toLowerCase();
  return value instanceof SafeHtml ? new SafeHtml(text) : text;
}

function capital(value: unknown): unknown {
  const text = capitalize(str(value));
  return value instanceof SafeHtml ? new SafeHtml(text) : text;
}

function title(text: string): string {
  return text
    .split(/([-\s({[<]+)/u)
    .map((part) => {
      const first = String.fromCodePoint(part.codePointAt(0) ?? 0);
      return part === "" ? "" : first.toUpperCase() + part.slice(first.length).toLowerCase();
    })
    .join("");
}

function trim(value: unknown, chars?: unknown): unknown {
  const text = strip(str(value), chars);
  return value instanceof SafeHtml ? new SafeHtml(text) : text;
}

function replace(
  evaluation: Evaluation,
  value: unknown,
  old: unknown,
  fresh: unknown,
  count: unknown = null,
): unknown {
  const times = count === null ? -1 : toIndex(count);
  const html = [value, old, fresh].some((part) => part instanceof SafeHtml);
  if (!evaluation.autoescape || (!(value instanceof SafeHtml) && !html)) {
    if (value instanceof SafeHtml)
      return new SafeHtml(replaceText(str(value), esc(old), esc(fresh), times));
    return replaceText(str(value), str(old), str(fresh), times);
  }
  return new SafeHtml(replaceText(esc(value), esc(old), esc(fresh), times));
}

function truncate(
  { environment }: Evaluation,
  value: unknown,
  length = 255,
  killWords: unknown = false,
  end: unknown = "...",
  leeway: unknown = null,
): unknown {
  if (!isText(value))
    return shortEnough(value, length, leeway ?? environment.policies.truncateLeeway);
  const text = [...str(value)];
  const mark = str(end);
  const slack = leeway === null ? environment.policies.truncateLeeway : toIndex(leeway);
  const markLength = [...mark].length;
  if (length < markLength || slack < 0) {
    throw new FilterArgumentError(`The length has to be at least ${markLength}, and the leeway 0.`);
  }
  if (text.length <= length + slack) return value;
  const head = text.slice(0, length - markLength).join("");
  const cut =
    killWords === true ? head : head.includes(" ") ? head.slice(0, head.lastIndexOf(" ")) : head;
  return value instanceof SafeHtml
    ? new SafeHtml(cut + esc(end))
    : end instanceof SafeHtml
      ? new SafeHtml(escapeHtml(cut) + mark)
      : cut + mark;
}

/** Gives a value that is no text as it is, where its length allows; only texts can be cut. */
function shortEnough(value: unknown, length: number, leeway: unknown): unknown {
  if (lengthOf(value) <= length + toIndex(leeway)) return value;
  return textOf(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" || value instanceof SafeHtml;
}

/** Gives the text of what is one. @throws TemplateTypeError */
function textOf(value: unknown): string {
  if (isText(value)) return str(value);
  if (value instanceof Undefined) throw Undefined.failure(value);
  throw new TemplateTypeError(`A text is needed, not a value of type ${typeName(value)}.`);
}

function wordWrap(
  value: unknown,
  width = 79,
  breakLongWords: unknown = true,
  wrapString: unknown = null,
  breakOnHyphens: unknown = true,
): string {
  const mark = wrapString === null ? "\n" : str(wrapString);
  const lines = splitLines(textOf(value)).map((line) =>
    joined(wrapLine(line, width, breakLongWords === true, breakOnHyphens === true), mark),
  );
  return joined(lines, mark);
}

/** Breaks a line as Python's textwrap does with white space kept inside and dropped at breaks. */
function wrapLine(line: string, width: number, breakLong: boolean, onHyphens: boolean): string[] {
  if (width <= 0) throw new FilterArgumentError("The width has to be at least 1.");
  const pieces = line.match(/\s+|\S+/g) ?? [];
  const chunks = pieces
    .flatMap((piece) => (onHyphens ? piece.split(/(?<=[\w]-)(?=[A-Za-z_])/) : [piece]))
    .reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    let current = "";
    // A chunk is white space through and through, or none of it.
    if (/^\s/.test(chunks.at(-1)!) && lines.length > 0) chunks.pop();
    while (chunks.length > 0 && current.length + chunks.at(-1)!.length <= width)
      current += chunks.pop()!;
    if (chunks.length > 0 && chunks.at(-1)!.length > width) {
      const space = width - current.length;
      const long = chunks.pop()!;
      if (breakLong && space > 0) {
        current += long.slice(0, space);
        chunks.push(long.slice(space));
      } else if (current === "") current = long;
      else chunks.push(long);
    }
    if (current.trim() === "" && current !== "" && chunks.length > 0) continue;
    lines.push(
      lines.length > 0 || chunks.length > 0 ? current.replace(/\s+$/, "") : current.trimEnd(),
    );
  }
  return lines.filter((text, index) => text !== "" || index === 0);
}

function indent(
  value: unknown,
  width: unknown = 4,
  first: unknown = false,
  blank: unknown = false,
): unknown {
  const pad =
    typeof width === "string" || width instanceof SafeHtml ? str(width) : blanks(toIndex(width));
  const text = textOf(value);
  const lines = text.split("\n");
  assertLength(text.length + lines.length * pad.length);
  const rest = lines.map((line, index) => {
    if (index === 0) return first === true ? pad + line : line;
    return line === "" && blank !== true ? "" : pad + line;
  });
  const shown = joined(rest, "\n");
  return value instanceof SafeHtml ? new SafeHtml(shown) : shown;
}

function blanks(width: number): string {
  assertLength(width);
  return " ".repeat(Math.max(0, width));
}

function format(keywords: Keywords, value: unknown, ...positional: unknown[]): unknown {
  const named = Object.keys(keywords).length > 0;
  if (named && positional.length > 0) {
    throw new FilterArgumentError('"format" takes values by position or by name, not both.');
  }
  const text = value instanceof SafeHtml ? value : str(value);
  return formatPercent(text, named ? keywords : Tuple.fromList(positional));
}

function centered(value: unknown, width: unknown = 80): unknown {
  if (typeof width !== "number") {
    throw new TemplateTypeError(`The width is a number, not a value of type ${typeName(width)}.`);
  }
  const text = center(str(value), width);
  return value instanceof SafeHtml ? new SafeHtml(text) : text;
}

function stripTags(value: unknown): string {
  const text = withoutTags(str(value));
  return unescapeHtml(
    text
      .split(/\s+/)
      .filter((word) => word !== "")
      .join(" "),
  );
}

function reverse(value: unknown): string {
  return [...str(value)].reverse().join("");
}

/** Reverses a text; the result is no HTML. */
export const reverseText: (value: unknown) => string = reverse;

/** The filters with their parameters. */
export const STRING_FILTERS: Record<string, [string, AnyFunction]> = {
  upper: ["s", upper],
  lower: ["s", lower],
  capitalize: ["s", capital],
  title: [
    "s",
    (value: unknown) => title(value instanceof SafeHtml ? value.toString() : str(value)),
  ],
  trim: ["value chars?", trim],
  center: ["value width?", centered],
  replace: ["s old new count?", withEvaluation(replace)],
  truncate: ["s length? killwords? end? leeway?", withEvaluation(truncate)],
  wordwrap: ["s width? break_long_words? wrapstring? break_on_hyphens?", wordWrap],
  indent: ["s width? first? blank?", indent],
  wordcount: ["s", (value: unknown) => (str(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length],
  format: ["value * **", format],
  string: ["value", (value: unknown) => (value instanceof SafeHtml ? value : str(value))],
  striptags: ["value", stripTags],
  escape: ["s", markup],
  e: ["s", markup],
  forceescape: ["value", (value: unknown) => new SafeHtml(escapeHtml(str(value)))],
  safe: ["value", (value: unknown) => new SafeHtml(str(value))],
};
