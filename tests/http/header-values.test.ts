/** Lists, dictionaries, options and quoting in headers. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HeaderSet, isEntityHeader, isHopByHopHeader } from "../../src/http/header-set.ts";
import {
  encodeOption,
  formatDict,
  formatList,
  formatOptions,
  parseDict,
  parseList,
  parseOptions,
  quoteHeaderValue,
  unquoteHeaderValue,
} from "../../src/http/header-values.ts";

describe("a header that is a list", () => {
  const table: [string, string[]][] = [
    ["a b, c", ["a b", "c"]],
    ['a b, "c, d"', ["a b", "c, d"]],
    [String.raw`"a\"b", c`, ['a"b', "c"]],
    ["a, ,,b,", ["a", "b"]],
    ['a, "b, c", "d, e', []],
  ];
  for (const [header, items] of table) {
    it(`reads ${header} as ${items.length} items`, () =>
      assert.deepEqual(parseList(header), items));
  }

  it("comes back as it was written", () => {
    const items = ["plain", "with blank", 'quo"te', "comma,", ""];
    assert.deepEqual(parseList(formatList(items)), items);
  });
});

describe("a header that is a dictionary", () => {
  it("has null for a name alone, drops a value alone and decodes RFC 8187", () => {
    const header = `max-age=60, no-store, =x, name="a, b", file*=UTF-8''%C3%A4`;
    assert.deepEqual(
      { ...parseDict(header) },
      { "max-age": "60", "no-store": null, name: "a, b", file: "ä" },
    );
  });

  it("takes __proto__ for a name like any other", () => {
    const dict = parseDict("__proto__=1");
    assert.equal(Object.getPrototypeOf(dict), null);
    assert.deepEqual(Object.keys(dict), ["__proto__"]);
  });

  it("comes back as it was written", () => {
    const items = { a: "1", b: null, c: "x y" };
    assert.equal(formatDict(items), 'a=1, b, c="x y"');
    assert.deepEqual({ ...parseDict(formatDict(items)) }, items);
  });
});

describe("a header with options", () => {
  const table: [string, string, Record<string, string>][] = [
    ["text/html; charset=UTF-8", "text/html", { charset: "UTF-8" }],
    ["v;  ; A=b ; ", "v", { a: "b" }],
    ["v;a;b=;=c", "v", {}],
    [String.raw`v;a="b\"c";d=e`, "v", { a: 'b"c', d: "e" }],
    ['v;a="b%22c"', "v", { a: 'b"c' }],
    ["v;a*=UTF-8'''%F0%9F%90%8D'.txt", "v", { a: "'🐍'.txt" }],
    ["v;a*=BAD''%62", "v", { a: "%62" }],
    ["v;a*0*=UTF-8''b;a*1=c;a*2*=%C2%B5", "v", { a: "bcµ" }],
    [`v;a="${"\\".repeat(400)}`, "v", {}],
    [";a=b", "", {}],
  ];
  for (const [header, value, options] of table) {
    it(`reads ${header.slice(0, 40)}`, () => {
      const [read, found] = parseOptions(header);
      assert.deepEqual([read, { ...found }], [value, options]);
      assert.equal(Object.getPrototypeOf(found), null);
    });
  }

  it("writes any text under a name with a star", () => {
    const header = formatOptions("attachment", {
      filename: "a b.txt",
      "filename*": encodeOption("ä'.txt"),
      x: undefined,
    });
    assert.equal(header, `attachment; filename="a b.txt"; filename*=UTF-8''%C3%A4%27.txt`);
    assert.equal(parseOptions(header)[1].filename, "ä'.txt");
  });

  it("reads 100,000 hostile characters in a moment", () => {
    const start = performance.now();
    for (const piece of ['"', "\\", ";", "a*0=", '="\\', "''", ", "]) {
      const text = `v;a=${piece.repeat(100_000 / piece.length)}`;
      parseOptions(text);
      parseList(text);
      parseDict(text);
    }
    assert.ok(performance.now() - start < 2000);
  });
});

describe("quoting", () => {
  it("leaves tokens alone, unless told otherwise", () => {
    assert.equal(quoteHeaderValue("a-b"), "a-b");
    assert.equal(quoteHeaderValue("a-b", { always: true }), '"a-b"');
    assert.equal(quoteHeaderValue(""), '""');
    assert.equal(quoteHeaderValue(String.raw`a\"b`), String.raw`"a\\\"b"`);
  });

  it("is undone by unquoting", () => {
    for (const text of ["a", "", 'a"b', "\\", "a b", "é"]) {
      assert.equal(unquoteHeaderValue(quoteHeaderValue(text)), text);
    }
    assert.equal(unquoteHeaderValue('a"'), 'a"');
  });
});

describe("a HeaderSet", () => {
  it("has each word once, in any letter case, in the order of adding", () => {
    const vary = HeaderSet.parse("Accept, cookie").add("COOKIE").add("Origin");
    assert.equal(String(vary), "Accept, cookie, Origin");
    assert.equal(vary.has("accept"), true);
    assert.equal(vary.delete("Accept"), true);
    assert.deepEqual([...vary], ["cookie", "Origin"]);
    assert.equal(vary.size, 2);
  });

  it("knows the headers of a body and those of one hop", () => {
    assert.deepEqual(["Content-Type", "Date"].map(isEntityHeader), [true, false]);
    assert.deepEqual(["Keep-Alive", "Date"].map(isHopByHopHeader), [true, false]);
  });
});
