/** Converters: what each takes, gives and writes. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Converter, type ConverterFactory, RuleMap } from "../../src/routing/index.ts";

function value(
  rule: string,
  path: string,
  converters: Record<string, ConverterFactory> = {},
): unknown {
  const map = new RuleMap<null>({ converters });
  map.add(rule, { endpoint: "it" }, null);
  const quick = map.find("GET", path);
  const careful = map.bind({ path }).match();
  assert.deepEqual(careful.kind === "found" ? careful.params : null, quick?.params ?? null);
  return quick?.params["x"];
}

describe("a converter", () => {
  const table: [rule: string, path: string, expected: unknown][] = [
    ["/<x>", "/ann", "ann"],
    ["/<x>", "/", undefined],
    ["/<string(length=2):x>", "/de", "de"],
    ["/<string(length=2):x>", "/deu", undefined],
    ["/<string(minlength=2,maxlength=3):x>", "/😀", undefined],
    ["/<string(minlength=2,maxlength=3):x>", "/😀😀", "😀😀"],
    ["/<int:x>", "/007", 7],
    ["/<int:x>", "/-1", undefined],
    ["/<int:x>", "/+1", undefined],
    ["/<int:x>", "/1\n", undefined],
    ["/<int:x>", "/1.0", undefined],
    ["/<int:x>", "/٣", undefined],
    ["/<int:x>", "/1e1", undefined],
    ["/<int:x>", "/9007199254740991", 9007199254740991],
    ["/<int:x>", "/9007199254740993", undefined],
    ["/<int:x>", `/${"9".repeat(400)}`, undefined],
    ["/<int:x>", `/${"0".repeat(400)}1`, 1],
    ["/<int(signed=True):x>", "/-3", -3],
    ["/<int(min=1,max=9):x>", "/9", 9],
    ["/<int(min=1,max=9):x>", "/10", undefined],
    ["/<int(min=-5, signed=True):x>", "/-5", -5],
    ["/<int(fixed_digits=4):x>", "/0042", 42],
    ["/<int(fixed_digits=4):x>", "/42", undefined],
    ["/<float:x>", "/1.50", 1.5],
    ["/<float:x>", "/1", undefined],
    ["/<float(signed=True):x>", "/-0.5", -0.5],
    ["/<path:x>", "/a/b/", "a/b/"],
    ["/<path:x>/edit", "/a/b/edit", "a/b"],
    ["/<slug:x>", "/a-b_9", "a-b_9"],
    ["/<slug:x>", "/a.b", undefined],
    ["/<any(a, 'b c', \"d,e\"):x>", "/b c", "b c"],
    ["/<any(a, 'b c', \"d,e\"):x>", "/d,e", "d,e"],
    ["/<any(a, b):x>", "/c", undefined],
    ["/<any(1, 2):x>", "/2", "2"],
    ["/<uuid:x>", "/8E4EA9A8-2F5E-4D0B-9A51-6F1DE7D2A001", "8e4ea9a8-2f5e-4d0b-9a51-6f1de7d2a001"],
    ["/<uuid:x>", "/8e4ea9a82f5e4d0b9a516f1de7d2a001", undefined],
    ["/v<int:x>", "/v12", 12],
    ["/<x>.json", "/a.b.json", "a.b"],
    ["/<x>-<int:n>", "/a-b-7", "a-b"],
  ];
  for (const [rule, path, expected] of table)
    it(`${rule} makes ${JSON.stringify(path).slice(0, 40)} ${String(expected).slice(0, 40)}`, () => {
      assert.deepEqual(value(rule, path), expected);
    });
});

describe("an encoded slash, which is NUL here", () => {
  it("is taken by path alone, as a slash", () => {
    assert.equal(value("/f/<path:x>", "/f/a\0b"), "a/b");
    assert.equal(value("/f/<x>", "/f/a\0b"), undefined);
    assert.equal(value("/f/<x>-<n>", "/f/a\0b-c"), undefined);
    assert.equal(value("/f/<slug:x>", "/f/a\0b"), undefined);
  });

  it("never stands for a slash of the rule, nor begins a path", () => {
    assert.equal(value("/f/<x>", "/f\0a"), undefined);
    assert.equal(value("/f/<path:x>", "/f/\0etc"), undefined);
  });
});

const list: Converter<string[]> = {
  regex: "[^/]+",
  parse: (text) => text.split("+"),
  format: (items) => items.join("+"),
};

describe("an own converter", () => {
  it("turns a list into a path and back", () => {
    const map = new RuleMap<null>({ converters: { list } });
    map.add("/tags/<list:tags>", { endpoint: "tags" }, null);
    assert.deepEqual(map.find("GET", "/tags/a+b")?.params, { tags: ["a", "b"] });
    assert.equal(map.bind().build("tags", { tags: ["a", "ü"] }), "/tags/a+%C3%BC");
  });

  it("refuses a text by giving undefined", () => {
    const even: Converter<number> = {
      regex: "\\d+",
      parse: (text) => (Number(text) % 2 === 0 ? Number(text) : undefined),
      format: String,
    };
    assert.equal(value("/<even:x>", "/4", { even }), 4);
    assert.equal(value("/<even:x>", "/5", { even }), undefined);
  });

  it("gets the arguments in the rule", () => {
    const separated: ConverterFactory = ({ positional, named }) => ({
      regex: "[^/]+",
      parse: (text: string) => text.split(String(positional[0])).slice(0, Number(named["max"])),
      format: String,
    });
    assert.deepEqual(value("/<cut('+', max=2):x>", "/a+b+c", { cut: separated }), ["a", "b"]);
  });

  it("takes slashes where its expression does, also encoded ones", () => {
    const two: Converter<string> = {
      regex: "[a-z]+/[a-z]+",
      parse: (text) => text,
      format: String,
    };
    assert.equal(value("/<two:x>/end", "/a/b/end", { two }), "a/b");
    assert.equal(value("/<two:x>", "/a/b/c", { two }), undefined);
    assert.equal(value("/<list:x>", "/a\0b", { list }), undefined);
    const lines: Converter<string> = { regex: "[a-z/\\0]+", parse: (text) => text, format: String };
    assert.equal(value("/<lines:x>", "/a\0b", { lines }), "a/b");
  });
});
