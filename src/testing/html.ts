/**
 * Compares HTML by what it says, not by how it is written.
 *
 * Worked example: `<a  class="b a" href='/'>x</a>` and `<A href="/" class="a b">x</A>` both become `<a class="a b" href="/">x</a>`.
 */

import assert from "node:assert/strict";

const TOKEN =
  /<!--[^]*?-->|<(\/?)([a-z][^\s/>]*)((?:\s+[^\s=/>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?|\s|\/(?!>))*)\s*(\/?)>|[^<]+|</gi;
const ATTRIBUTE = /([^\s=/>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
/** Inside these, blanks count. */
const VERBATIM = new Set(["pre", "textarea", "script", "style"]);

/**
 * Writes HTML in one way: one tag or piece of text to a line, attributes and classes in order, runs of blanks as one, comments dropped.
 *
 * Attributes without a value and those with an empty one are the same.
 */
export function normalizeHtml(html: string): string {
  const lines: string[] = [];
  let verbatim: string | undefined;
  for (const [token, slash, name, attributes = ""] of html.matchAll(TOKEN)) {
    if (token.startsWith("<!--")) continue;
    if (name === undefined) {
      const text = verbatim === undefined ? token.replace(/\s+/g, " ").trim() : token;
      if (text !== "") lines.push(text);
      continue;
    }
    const tag = name.toLowerCase();
    lines.push(slash === "/" ? `</${tag}>` : `<${tag}${writeAttributes(attributes)}>`);
    if (slash === "/" && tag === verbatim) verbatim = undefined;
    else if (slash === "" && verbatim === undefined && VERBATIM.has(tag)) verbatim = tag;
  }
  return lines.join("\n");
}

function writeAttributes(text: string): string {
  const pairs = [...text.matchAll(ATTRIBUTE)].map(([, name, double, single, bare]) => {
    const value = double ?? single ?? bare ?? "";
    const key = name!.toLowerCase();
    return [key, key === "class" ? value.split(/\s+/).filter(Boolean).toSorted().join(" ") : value];
  });
  return pairs
    .toSorted(([a], [b]) => (a! < b! ? -1 : 1))
    .map(([name, value]) => (value === "" ? ` ${name}` : ` ${name}="${value}"`))
    .join("");
}

/**
 * Asserts that two pieces of HTML say the same.
 *
 * @throws AssertionError with the lines that differ
 * @example
 * assertHtmlEqual('<p class="a b">x</p>', "<p  class='b a'> x </p>");
 */
export function assertHtmlEqual(actual: string, expected: string): void {
  assert.equal(normalizeHtml(actual), normalizeHtml(expected));
}
