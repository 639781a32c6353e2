/** Filters for HTML, URLs and JSON. */

import { SafeHtml } from "../../base/safe-html.ts";
import { entriesOf, isDict } from "../dicts.ts";
import { TemplateTypeError, TemplateValueError } from "../errors.ts";
import { type Evaluation, withEvaluation } from "../evaluation.ts";
import { isIterable, iterate } from "../iteration.ts";
import { assertLength } from "../limits.ts";
import { pairsOf } from "../methods/containers.ts";
import { isNumeric } from "../numbers.ts";
import { esc, formatNumber, repr, str, typeName } from "../printing.ts";
import type { AnyFunction } from "../signatures.ts";
import { Undefined } from "../undefined.ts";
import { Float } from "../values.ts";
import { urlize } from "./urlize.ts";

function xmlAttributes({ autoescape }: Evaluation, value: unknown, space: unknown = true): unknown {
  if (!isDict(value)) throw new TemplateTypeError("Attributes come from a dict.");
  const parts: string[] = [];
  for (const [key, item] of entriesOf(value)) {
    if (item === null || item === undefined || item instanceof Undefined) continue;
    const name = str(key);
    // A name with one of these would start another attribute or end the tag (CVE-2024-22195, CVE-2024-34064).
    if (/[\s/>=]/.test(name)) {
      throw new TemplateValueError(`An attribute cannot be named ${JSON.stringify(name)}.`);
    }
    parts.push(`${esc(name)}="${esc(item)}"`);
  }
  const text = (space === true && parts.length > 0 ? " " : "") + parts.join(" ");
  return autoescape ? new SafeHtml(text) : text;
}

/** Encodes a text for a URL; `/` stays where the text is a path. */
function quoteUrl(value: unknown, keep: string): string {
  return encodeURIComponent(str(value).toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", keep);
}

function urlEncode(value: unknown): string {
  const isText = typeof value === "string" || value instanceof SafeHtml || !isIterable(value);
  if (isText) return quoteUrl(value, "/");
  return pairsOf(value)
    .map(([key, item]) => `${quoteQuery(key)}=${quoteQuery(item)}`)
    .join("&");
}

function quoteQuery(value: unknown): string {
  return quoteUrl(value, "%2F").replaceAll("%20", "+");
}

/** Writes a value as JSON that may stand in a script, in text and in an attribute with single quotes. */
function toJson(value: unknown, indent: unknown = null): SafeHtml {
  const width = indent === null ? undefined : Number(indent);
  const json = writeJson(value, width, "")
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replaceAll("'", "\\u0027");
  return new SafeHtml(json);
}

/** Writes a value as JSON in a `script` element that code finds by its `id`. */
function jsonScript(value: unknown, id: unknown = null): SafeHtml {
  const name = id === null ? "" : ` id="${esc(id)}"`;
  const json = writeJson(value, undefined, "").replace(
    /[<>&]/g,
    (char) => `\\u00${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return new SafeHtml(`<script${name} type="application/json">${json}</script>`);
}

const MAX_DEPTH = 200;

function writeJson(value: unknown, indent: number | undefined, margin: string, depth = 0): string {
  if (depth > MAX_DEPTH)
    throw new TemplateValueError("The value nests too deeply, or holds itself.");
  if (value === null) return "null";
  if (typeof value === "string" || value instanceof SafeHtml) return jsonString(value.toString());
  if (typeof value === "boolean") return String(value);
  if (isNumeric(value)) return jsonNumber(value);
  assertLength(indent ?? 0);
  const inner = indent === undefined ? "" : margin + " ".repeat(indent);
  const write = (item: unknown): string => writeJson(item, indent, inner, depth + 1);
  if (Array.isArray(value)) return wrapJson("[", value.map(write), "]", indent, margin);
  if (isDict(value)) {
    const pairs = entriesOf(value).map(([key, item]) => [jsonKey(key), item] as const);
    const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const texts = sorted.map(([key, item]) => `${jsonString(key)}: ${write(item)}`);
    return wrapJson("{", texts, "}", indent, margin);
  }
  if (value instanceof Undefined) throw Undefined.failure(value);
  const own: unknown =
    typeof value === "object" ? Reflect.get(value as object, "toJSON") : undefined;
  if (typeof own === "function") return write(Reflect.apply(own, value, []));
  if (typeof value === "object" && isIterable(value)) return write([...iterate(value)]);
  throw new TemplateTypeError(`A value of type ${typeName(value)} cannot be written as JSON.`);
}

function jsonNumber(value: unknown): string {
  if (value instanceof Float) return repr(value);
  return typeof value === "number"
    ? formatNumber(value).replace("inf", "Infinity").replace("nan", "NaN")
    : str(value);
}

function jsonKey(key: unknown): string {
  if (typeof key === "boolean" || key === null) return String(key);
  return str(key);
}

function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function wrapJson(
  open: string,
  parts: string[],
  close: string,
  indent: number | undefined,
  margin: string,
): string {
  if (indent === undefined || parts.length === 0) return open + parts.join(", ") + close;
  assertLength(parts.length * (margin.length + indent));
  const inner = `\n${margin}${" ".repeat(indent)}`;
  return `${open}${inner}${parts.join(`,${inner}`)}\n${margin}${close}`;
}

const WIDTH = 80;

/** Prints a value over several lines where it is wide; keys of dicts are sorted. */
function prettyPrint(value: unknown): string {
  return pretty(value, 0, 0);
}

function pretty(value: unknown, indent: number, allowance: number): string {
  const flat = repr(sortedCopy(value));
  if (flat.length <= WIDTH - indent - allowance) return flat;
  if (Array.isArray(value)) {
    const [open, close] = flat.startsWith("(") ? ["(", ")"] : ["[", "]"];
    return (
      open +
      lines(
        value.map((item) => [item, ""] as const),
        indent + 1,
        allowance,
      ) +
      close
    );
  }
  if (isDict(value) && entriesOf(value).length > 0) {
    const pairs = entriesOf(value).map(([key, item]) => [item, `${repr(key)}: `] as const);
    const sorted = pairs.toSorted(([, a], [, b]) => (a < b ? -1 : 1));
    return `{${lines(sorted, indent + 1, allowance)}}`;
  }
  return flat;
}

function lines(
  parts: readonly (readonly [unknown, string])[],
  indent: number,
  allowance: number,
): string {
  return parts
    .map(([item, head], index) => {
      const room = index === parts.length - 1 ? allowance + 1 : 1;
      return head + pretty(item, indent + head.length, room);
    })
    .join(`,\n${" ".repeat(indent)}`);
}

function sortedCopy(value: unknown): unknown {
  if (!isDict(value)) return value;
  const pairs = entriesOf(value).map(
    ([key, item]) => [key, sortedCopy(item)] as [unknown, unknown],
  );
  return new Map(pairs.toSorted(([a], [b]) => (repr(a) < repr(b) ? -1 : 1)));
}

/** The filters with their parameters. */
export const HTML_FILTERS: Record<string, [string, AnyFunction]> = {
  xmlattr: ["d autospace?", withEvaluation(xmlAttributes)],
  urlencode: ["value", urlEncode],
  urlize: ["value trim_url_limit? nofollow? target? rel? extra_schemes?", withEvaluation(urlize)],
  tojson: ["value indent?", toJson],
  json_script: ["value element_id?", jsonScript],
  pprint: ["value", prettyPrint],
};
