/** Filters on long texts made to slow them down: what takes quadratic time would take minutes here. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Environment } from "flagon/templates";

const LENGTH = 400_000;
const fill = (piece: string): string => piece.repeat(LENGTH / piece.length);
const render = (text: string, v: unknown): string =>
  new Environment({ autoescape: false }).renderString(text, { v });

describe("a long hostile text", () => {
  it("is left as it is by urlize where nothing is an address", () => {
    for (const piece of [">", ".", "www.", "www.a.", "http://a.", "(", "a@", "[", "http://["]) {
      const text = `${fill(piece)}!`;
      assert.ok(render("{{ v|urlize }}", text).length >= text.length, piece);
    }
  });

  it("keeps what looks like the start of a tag through striptags", () => {
    for (const piece of ["<", "<a", "<!--", "<!-", "</", `<p a="`, "&lt;"]) {
      assert.ok(render("{{ v|striptags|length }}", fill(piece)) !== "0", piece);
    }
    assert.equal(render("{{ v|striptags }}", "a<!-- <b> -->b<i title='>'>c</i>"), "ab'>c");
  });

  it("is cut as HTML, with quotes and comments that have no end", () => {
    for (const piece of [
      "<a",
      "<a ",
      "<!--",
      `<p a="`,
      "<p a='",
      "&",
      "&lt;",
      "</",
      "<",
      "<b><i>",
    ]) {
      assert.ok(render("{{ v|truncatechars_html(10)|length }}", fill(piece)) !== "0", piece);
      render("{{ v|truncatewords_html(10) }}", fill(piece));
    }
    const html = `<p title="a > b">one two</p>`;
    assert.equal(render("{{ v|truncatewords_html(1) }}", html), `<p title="a > b">one …</p>`);
  });

  it("is no number", () => {
    for (const piece of [" ", "\n", "1 ", "1.", "-"]) {
      for (const filter of ["intword", "ordinal", "intcomma", "floatformat(2)", "int", "float"]) {
        render(`{{ v|${filter} }}`, `${fill(piece)}!`);
      }
    }
  });

  it("is wrapped, cut and made a slug", () => {
    for (const piece of ["a ", " ", "-", "e\u0301", "\t", "aaaaaaaa"]) {
      for (const filter of ["wordwrap(5)", "slugify", "truncatewords(3)", "title", "truncate(9)"]) {
        render(`{{ v|${filter} }}`, fill(piece));
      }
    }
  });
});
