/** Regular-expression rules. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RuleMap, type RuleOptions } from "../../src/routing/index.ts";

function mapWith(rule: RegExp, options: RuleOptions = {}): RuleMap<null> {
  const map = new RuleMap<null>();
  map.add(rule, { endpoint: "it", ...options }, null);
  return map;
}

describe("a regular expression as a rule", () => {
  it("gives its named groups as params", () => {
    const map = mapWith(/^\/articles\/(?<year>\d{4})\/(?<slug>[\w-]+)\/$/);
    assert.deepEqual(map.find("GET", "/articles/2024/a-b/")?.params, { year: "2024", slug: "a-b" });
    assert.equal(map.find("GET", "/articles/24/a-b/"), null);
  });

  it("takes the whole path, anchored or not, in its own letter case", () => {
    assert.equal(mapWith(/\/a/).find("GET", "/a/b"), null);
    assert.equal(mapWith(/\/a|\/b/).find("GET", "/ab"), null);
    assert.notEqual(mapWith(/\/a/i).find("GET", "/A"), null);
    assert.equal(mapWith(/^\/a$/m).find("GET", "/a\n/b"), null);
  });

  it("comes after all other rules", () => {
    const map = mapWith(/\/(?<any>.*)/);
    map.add("/<path:rest>", { endpoint: "path" }, null);
    assert.equal(map.find("GET", "/x/y")?.rule.endpoint, "path");
    assert.deepEqual(map.find("GET", "//")?.params, { any: "" });
  });

  it("is mounted under a prefix, which may have params", () => {
    const map = mapWith(/\/(?<year>\d{4})/, { prefix: "/<lang>/blog" });
    assert.deepEqual(map.find("GET", "/de/blog/2024")?.params, { lang: "de", year: "2024" });
    assert.equal(map.bind().build("it", { lang: "de", year: 2024 }), "/de/blog/2024");
    assert.deepEqual(map.bind().match({ path: "/de/blog/2024" }).kind, "found");
  });

  it("never takes an encoded slash", () => {
    assert.equal(mapWith(/\/(?<any>.*)/).find("GET", "/a\0b"), null);
  });

  it("is built back where it is literals and named groups", () => {
    const urls = mapWith(/^\/a\.b\/(?<year>\d{4})\/(?<rest>(?:x|y)z)$/).bind();
    assert.equal(urls.build("it", { year: 2024, rest: "xz" }), "/a.b/2024/xz");
    assert.throws(() => urls.build("it", { year: 24, rest: "xz" }), {
      code: "routing.build-error",
    });
  });

  it("says that it cannot be built where it is more", () => {
    const rules = [/\/a?/, /\/(?<x>a)+/, /\/(a|b)/, /\/[ab]/, /\/\d/];
    for (const rule of rules)
      assert.throws(() => mapWith(rule).bind().build("it", { x: "a" }), {
        code: "routing.not-buildable",
      });
  });

  it("is refused when a visitor could make it run for minutes", () => {
    const refused = [
      /\/(a+)+/,
      /\/(?:a*)*b/,
      /\/(?<x>(?:a|a)*)/,
      /\/((ab)+){2,}/,
      /\/(\d+,?){1,9}/,
    ];
    refused.push(/\/.*.*.*.*x/, /\/\w+\w+\w+\w+-/, /\/[^x]+\w*\w*\w*y/);
    refused.push(/\/[\s\S]*[/a]*[!-~]*.*x/);
    refused.push(new RegExp(`/${"a?".repeat(20)}${"a".repeat(20)}`));
    for (const rule of refused)
      assert.throws(() => mapWith(rule), { code: "routing.bad-expression" }, String(rule));
  });

  it("is taken when its repeats cannot share much", () => {
    const taken = [/\/(a+)/, /\/(?:ab)+/, /\/(?<x>[a+]+)?/, /\/(?:a{2})+/, /\/\(a+\)+/];
    taken.push(/\/(?<y>\d+)\/(?<m>\d+)\/(?<d>\d+)\/(?<slug>[\w-]+)\/(?<id>\d+)/);
    taken.push(/\/(?<slug>[\w-]+)-(?<id>\d+)\.(?<format>\w+)/);
    for (const rule of taken) assert.doesNotThrow(() => mapWith(rule), String(rule));
  });

  it("is not asked about long paths when its repeats share their text", () => {
    for (const rule of [
      /\/.*.*x/,
      /\/\w+\w+-/,
      /\/.*.*.*x/,
      /\/(?<a>[a-]+)-(?<b>[a-]+)-(?<c>[a-]+)x/,
    ]) {
      const map = mapWith(rule);
      const start = performance.now();
      for (const length of [200, 1900, 14000])
        assert.equal(map.find("GET", `/${"a-".repeat(length / 2)}`), null);
      assert.ok(performance.now() - start < 1000, `${rule}: ${performance.now() - start} ms`);
    }
  });
});
