/**
 * Text that is HTML and text that is not, kept apart by type: plain text is escaped, {@link SafeHtml} goes through as it is.
 *
 * Worked example: the tagged template ``html`<b>${"<i>"}</b>` `` gives a SafeHtml of `<b>&lt;i&gt;</b>`.
 */

import { FlagonError } from "./errors.ts";

/**
 * A piece of HTML that may be sent as it is.
 *
 * Templates, {@link html} and {@link formatHtml} do not escape it again. In JSON it is its text.
 *
 * @see Flask's Markup, Django's SafeString
 */
export class SafeHtml {
  readonly #html: string;

  constructor(text: string) {
    this.#html = text;
  }

  /** Gives the HTML. */
  toString(): string {
    return this.#html;
  }

  /** Gives the HTML. */
  toJSON(): string {
    return this.#html;
  }
}

/**
 * Vouches for `text` as HTML that is safe to send.
 *
 * Never for anything a visitor typed: that is how cross-site scripting happens (CWE-79).
 */
export function markSafe(text: string): SafeHtml {
  return new SafeHtml(text);
}

const NEEDS_ESCAPE = /[&<>"']/;

/**
 * Escapes the five characters that mean something in HTML text and in quoted attributes: `& < > " '`.
 *
 * The result is not safe in unquoted attributes, in scripts or in styles. Text with none of the five comes back as the same string.
 *
 * @example
 * escapeHtml(`<a href="x">`); // "&lt;a href=&#34;x&#34;&gt;"
 */
export function escapeHtml(text: string): string {
  const first = text.search(NEEDS_ESCAPE);
  return first === -1 ? text : escapeFrom(text, first);
}

function escapeFrom(text: string, first: number): string {
  let escaped = "";
  let copied = 0;
  for (let index = first; index < text.length; index++) {
    const entity = entityOf(text.charCodeAt(index));
    if (entity === "") continue;
    escaped += text.slice(copied, index) + entity;
    copied = index + 1;
  }
  return escaped + text.slice(copied);
}

function entityOf(code: number): string {
  switch (code) {
    case 38:
      return "&amp;";
    case 60:
      return "&lt;";
    case 62:
      return "&gt;";
    case 34:
      return "&#34;";
    case 39:
      return "&#39;";
    default:
      return "";
  }
}

/**
 * Gives the HTML of any value: a {@link SafeHtml} as it is, lists piece by piece, nothing for undefined, null and false, and the escaped
 * text of everything else.
 */
export function toHtml(value: unknown): string {
  if (typeof value === "string") return escapeHtml(value);
  if (value instanceof SafeHtml) return value.toString();
  if (value === undefined || value === null || value === false) return "";
  if (Array.isArray(value)) return value.map(toHtml).join("");
  return escapeHtml(String(value));
}

/**
 * Makes HTML from a template literal whose values are escaped.
 *
 * Lists are joined and `undefined`, `null` and `false` leave nothing, so that mapped lists and `condition && …` work.
 * Put values into text or quoted attributes only; a URL from a visitor wants a check of its scheme besides.
 *
 * @example
 * const page = html`<h1>${title}</h1>`;
 */
export function html(literals: TemplateStringsArray, ...values: unknown[]): SafeHtml {
  let text = literals[0]!;
  for (let index = 0; index < values.length; index++) {
    text += toHtml(values[index]) + literals[index + 1]!;
  }
  return new SafeHtml(text);
}

const PLACE = /\{\{|\}\}|\{(\w*)\}/g;

/**
 * Fills `{}`, `{0}` and `{name}` in a piece of HTML with escaped values, as Django's `format_html` does; `{{` and `}}` are braces.
 *
 * Names are looked up in the last value, where that is a plain object.
 *
 * @throws FlagonError `html.format-value-missing` when a place has no value.
 * @example
 * formatHtml("<b>{}</b>", "<i>"); // <b>&lt;i&gt;</b>
 */
export function formatHtml(format: string, ...values: unknown[]): SafeHtml {
  let next = 0;
  const filled = format.replace(PLACE, (place, name: string | undefined) => {
    if (name === undefined) return place[0]!;
    if (name === "") return placeValue(values, String(next++), format);
    return placeValue(values, name, format);
  });
  return new SafeHtml(filled);
}

function placeValue(values: unknown[], name: string, format: string): string {
  const isNumber = /^\d+$/.test(name);
  const from: unknown = isNumber ? values : values.at(-1);
  if (typeof from === "object" && from !== null && Object.hasOwn(from, name)) {
    return toHtml((from as Record<string, unknown>)[name]);
  }
  throw new FlagonError(`There is no value for the place {${name}}.`, {
    code: "html.format-value-missing",
    where: `formatHtml(${JSON.stringify(format)})`,
    mend: isNumber
      ? `It got ${values.length} value${values.length === 1 ? "" : "s"}; give one for each place.`
      : `Give the names in an object: formatHtml(…, { ${name}: … }).`,
  });
}

/**
 * Formats each row as {@link formatHtml} does and joins the pieces with `separator` (escaped unless it is SafeHtml).
 *
 * @example
 * formatHtmlJoin("\n", "<li>{}: {}</li>", [["a", 1], ["b", 2]]);
 */
export function formatHtmlJoin(
  separator: string | SafeHtml,
  format: string,
  rows: Iterable<readonly unknown[] | Record<string, unknown>>,
): SafeHtml {
  const pieces = Array.from(rows, (row) =>
    formatHtml(format, ...(Array.isArray(row) ? row : [row])).toString(),
  );
  return new SafeHtml(pieces.join(toHtml(separator)));
}

const JSON_ESCAPES: Record<string, string> = {
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/**
 * Writes `value` as JSON that cannot end a `<script>` element, whatever is in it: `< > &` and the two line separators are escaped.
 *
 * @see RFC 8259 section 7 for the escapes
 */
export function jsonForHtml(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (found) => JSON_ESCAPES[found]!,
  );
}

/**
 * Puts `value` on a page as data for a script: `<script id="…" type="application/json">…</script>`.
 *
 * Read it with `JSON.parse(document.getElementById(id).textContent)`. Nothing in the value can become markup or code.
 *
 * @example
 * jsonScript({ user: "ann" }, "page-data");
 */
export function jsonScript(value: unknown, id?: string): SafeHtml {
  const attribute = id === undefined ? "" : ` id="${escapeHtml(id)}"`;
  return new SafeHtml(`<script${attribute} type="application/json">${jsonForHtml(value)}</script>`);
}

const JS_UNSAFE = /[\\'"<>&=\-;`\u2028\u2029\u0000-\u001f]/g;

/**
 * Escapes text for the inside of a quoted JavaScript string on a page, as Django's `escapejs`: every character that could end the string,
 * the script or an attribute becomes `\uXXXX`.
 *
 * It makes nothing safe outside quotes or in a template literal's `${}`. For data, {@link jsonScript} is the better way.
 *
 * @example
 * escapeJs("</script>"); // "\\u003C/script\\u003E"
 */
export function escapeJs(text: string): string {
  return text.replace(
    JS_UNSAFE,
    (found) => `\\u${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}
