/** `"{0} has {n:>3}".format(name, n=3)`: Python's newer way of formatting. With HTML as the format, the values are escaped. */

import { SafeHtml } from "../base/safe-html.ts";
import { TemplateTypeError, TemplateValueError } from "./errors.ts";
import { formatWith } from "./format-spec.ts";
import { assertLength } from "./limits.ts";
import { esc, repr, str } from "./printing.ts";
import type { Keywords } from "./values.ts";

/** Where the values of a format come from, and how `{0.name}` and `{0[key]}` reach into them. */
export interface FormatValues {
  positional: readonly unknown[];
  keywords: Keywords;
  attribute(value: unknown, name: string): unknown;
  item(value: unknown, key: unknown): unknown;
}

const FIELD = /^([^.[\]!:]*)((?:\.[^.[\]!:]+|\[[^\]]+\])*)(?:!([rsa]))?(?::([^]*))?$/;

/** Fills the fields of a format. @throws TemplateValueError for a format that is not well formed */
export function formatBraces(format: string | SafeHtml, values: FormatValues): unknown {
  const safe = format instanceof SafeHtml;
  const counter = { next: 0 };
  const text = fill(format.toString(), values, counter, safe);
  return safe ? new SafeHtml(text) : text;
}

function fill(
  format: string,
  values: FormatValues,
  counter: { next: number },
  safe: boolean,
  depth = 0,
): string {
  let text = "";
  for (let at = 0; at < format.length; at++) {
    const char = format[at]!;
    if (char !== "{" && char !== "}") {
      text += char;
    } else if (format[at + 1] === char) {
      text += char;
      at++;
    } else if (char === "}") {
      throw new TemplateValueError('There is a single "}" in the format.');
    } else {
      const end = endOfField(format, at);
      text += formatField(format.slice(at + 1, end), values, counter, safe, depth);
      assertLength(text.length);
      at = end;
    }
  }
  return text;
}

function endOfField(format: string, start: number): number {
  let depth = 0;
  for (let at = start; at < format.length; at++) {
    if (format[at] === "{") depth++;
    if (format[at] === "}" && --depth === 0) return at;
  }
  throw new TemplateValueError('A "{" of the format is not closed.');
}

function formatField(
  field: string,
  values: FormatValues,
  counter: { next: number },
  safe: boolean,
  depth: number,
): string {
  const match = FIELD.exec(field);
  if (match === null || depth > 1)
    throw new TemplateValueError(`"{${field}}" is no field of a format.`);
  const [, name = "", path = "", conversion, spec = ""] = match;
  let value = firstValue(name, values, counter);
  for (const step of path.match(/\.[^.[]+|\[[^\]]+\]/g) ?? []) value = reach(value, step, values);
  if (conversion === "s") value = str(value);
  else if (conversion !== undefined) value = repr(value);
  const inner = spec.includes("{") ? fill(spec, values, counter, false, depth + 1) : spec;
  if (safe && value instanceof SafeHtml && inner === "") return value.toString();
  const text = formatWith(value, inner);
  return safe ? esc(text) : text;
}

function firstValue(name: string, values: FormatValues, counter: { next: number }): unknown {
  if (name === "" || /^\d+$/.test(name)) {
    const index = name === "" ? counter.next++ : Number(name);
    if (index < values.positional.length) return values.positional[index];
    throw new TemplateTypeError(`The format needs a value at position ${index}.`);
  }
  if (Object.hasOwn(values.keywords, name)) return values.keywords[name];
  throw new TemplateTypeError(`The format needs a value named "${name}".`);
}

function reach(value: unknown, step: string, values: FormatValues): unknown {
  if (step.startsWith(".")) return values.attribute(value, step.slice(1));
  const key = step.slice(1, -1);
  return values.item(value, /^\d+$/.test(key) ? Number(key) : key);
}
