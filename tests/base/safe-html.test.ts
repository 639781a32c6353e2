/** HTML and plain text kept apart: escaping, html``, formatHtml, JSON and JavaScript on pages. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import vm from "node:vm";
import {
  SafeHtml,
  escapeHtml,
  escapeJs,
  formatHtml,
  formatHtmlJoin,
  html,
  jsonScript,
  markSafe,
  toHtml,
} from "../../src/base/safe-html.ts";

describe("escaping for HTML", () => {
  const cases: [string, string][] = [
    ["", ""],
    ["plain", "plain"],
    ["<", "&lt;"],
    [`a & b`, "a &amp; b"],
    [`<a href="x" title='y'>`, "&lt;a href=&#34;x&#34; title=&#39;y&#39;&gt;"],
    ["ends with &", "ends with &amp;"],
    ["&amp;", "&amp;amp;"],
    ["ü€😀<", "ü€😀&lt;"],
  ];
  for (const [text, expected] of cases) {
    it(`writes ${JSON.stringify(text)} as ${JSON.stringify(expected)}`, () => {
      assert.equal(escapeHtml(text), expected);
    });
  }
});

describe("html``", () => {
  it("escapes values, keeps SafeHtml, joins lists and drops nothing-values", () => {
    const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`);
    const list = html`<ul title="${'"'}">${items}</ul>`;
    const page = html`${list}${undefined}${null}${false}${0}${markSafe("<hr>")}`;
    assert.equal(String(page), '<ul title="&#34;"><li>a</li><li>&lt;b&gt;</li></ul>0<hr>');
  });

  it("gives something that is text in JSON and cannot be forged by JSON", () => {
    assert.equal(JSON.stringify({ a: html`<b>` }), '{"a":"<b>"}');
    assert.equal(toHtml(JSON.parse('{"html":"<b>","toString":1,"toJSON":1}').html), "&lt;b&gt;");
    assert.ok(html`x` instanceof SafeHtml);
  });
});

describe("formatHtml", () => {
  it("fills empty, numbered and named places with escaped values", () => {
    assert.equal(String(formatHtml("<b>{}</b>", "<i>")), "<b>&lt;i&gt;</b>");
    assert.equal(String(formatHtml("{1}-{0}-{1}", "a", "b")), "b-a-b");
    assert.equal(String(formatHtml("{who} {{ok}}", { who: html`<b>` })), "<b> {ok}");
  });

  it("says which place has no value", () => {
    assert.throws(() => formatHtml("{} {}", "a"), { code: "html.format-value-missing" });
    assert.throws(() => formatHtml("{constructor}", {}), { code: "html.format-value-missing" });
  });

  it("joins rows with an escaped separator", () => {
    const rows = [
      ["a", 1],
      ["<", 2],
    ];
    assert.equal(String(formatHtmlJoin("&", "<li>{}{}", rows)), "<li>a1&amp;<li>&lt;2");
    assert.equal(String(formatHtmlJoin(html`<br>`, "{n}", [{ n: 1 }, { n: 2 }])), "1<br>2");
  });
});

describe("data for scripts", () => {
  it("cannot end the script element", () => {
    const script = String(jsonScript({ a: "</script><!--&\u2028" }, 'i"d'));
    assert.equal(
      script,
      '<script id="i&#34;d" type="application/json">{"a":"\\u003C/script\\u003E\\u003C!--\\u0026\\u2028"}</script>',
    );
    assert.equal(String(jsonScript(undefined)), '<script type="application/json">null</script>');
  });

  it("is inert inside a script string and means the same text", () => {
    const nasty = `\\'"</script>&=-;\`\u2028\u2029\n\r\u0000\u001f`;
    const escaped = escapeJs(nasty);
    assert.match(escaped, /^[\\u0-9A-F/script]*$/);
    for (const quote of ["'", '"', "`"]) {
      assert.equal(vm.runInNewContext(`${quote}${escaped}${quote}`), nasty);
    }
  });

  it("is escaped as Django's escapejs does", () => {
    assert.equal(
      escapeJs(`"double quotes" and 'single quotes'`),
      "\\u0022double quotes\\u0022 and \\u0027single quotes\\u0027",
    );
    assert.equal(escapeJs("\\ : backslashes"), "\\u005C : backslashes");
    assert.equal(
      escapeJs("<script>and this</script>"),
      "\\u003Cscript\\u003Eand this\\u003C/script\\u003E",
    );
  });
});
