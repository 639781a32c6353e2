/** The map: finding, explaining, and what it refuses. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RuleMap, type RuleOptions } from "../../src/routing/index.ts";

function mapOf(rules: Record<string, RuleOptions>): RuleMap<string> {
  const map = new RuleMap<string>();
  for (const [rule, options] of Object.entries(rules))
    map.add(rule, { endpoint: rule, ...options }, `view of ${rule}`);
  return map;
}

function found(map: RuleMap<string>, path: string, method = "GET"): unknown {
  const hit = map.find(method, path);
  return hit === null ? null : [hit.rule.rule, hit.params];
}

describe("a map of rules", () => {
  it("gives the rule, the converted params and what was attached", () => {
    const map = mapOf({ "/users/<int:id>": {} });
    const hit = map.find("GET", "/users/7");
    assert.deepEqual(hit?.params, { id: 7 });
    assert.equal(hit?.target, "view of /users/<int:id>");
    assert.equal(hit?.rule.endpoint, "/users/<int:id>");
  });

  it("prefers the more specific rule, whatever the order of adding", () => {
    const map = mapOf({
      "/user/<path:rest>": {},
      "/user/<name>": {},
      "/user/<int:id>": {},
      "/user/me": {},
    });
    assert.deepEqual(found(map, "/user/me"), ["/user/me", {}]);
    assert.deepEqual(found(map, "/user/7"), ["/user/<int:id>", { id: 7 }]);
    assert.deepEqual(found(map, "/user/ann"), ["/user/<name>", { name: "ann" }]);
    assert.deepEqual(found(map, "/user/a/b"), ["/user/<path:rest>", { rest: "a/b" }]);
  });

  it("comes back from a more specific rule that fails further on", () => {
    const map = mapOf({
      "/<int:id>/edit": {},
      "/<name>/show": {},
      "/gists/public": {},
      "/<a>/<b>": {},
    });
    assert.deepEqual(found(map, "/7/show"), ["/<name>/show", { name: "7" }]);
    assert.deepEqual(found(map, "/gists/publi"), ["/<a>/<b>", { a: "gists", b: "publi" }]);
    assert.deepEqual(found(map, "/gists/public2"), ["/<a>/<b>", { a: "gists", b: "public2" }]);
  });

  it("answers HEAD where it answers GET, and lists the methods where it answers others", () => {
    const map = mapOf({ "/a": { methods: ["get"] }, "/b": { methods: ["POST", "PUT"] }, "/c": {} });
    assert.notEqual(map.find("HEAD", "/a"), null);
    assert.equal(map.find("GET", "/b"), null);
    assert.deepEqual(map.explain({ path: "/b" }), {
      kind: "method-not-allowed",
      allowed: ["POST", "PUT"],
    });
    assert.notEqual(map.find("PROPFIND", "/c"), null);
    assert.deepEqual(map.bind().allowedMethods("/b"), ["POST", "PUT"]);
  });

  it("keeps rules for WebSockets apart", () => {
    const map = new RuleMap<string>();
    map.add("/live", {}, "page");
    map.add("/live", { websocket: true }, "socket");
    map.add("/only", { websocket: true }, "only");
    assert.equal(map.find("GET", "/live")?.target, "page");
    assert.equal(map.findSocket("/live")?.target, "socket");
    assert.equal(map.find("GET", "/only"), null);
    assert.deepEqual(map.explain({ path: "/only" }), { kind: "websocket-mismatch" });
  });

  it("takes rules after it has answered", () => {
    const map = mapOf({ "/a": {} });
    assert.equal(map.find("GET", "/b"), null);
    map.add("/b", {}, "late");
    assert.equal(map.find("GET", "/b")?.target, "late");
  });

  it("chooses by subdomain, with params in it", () => {
    const map = new RuleMap<string>();
    map.add("/", { subdomain: "<lang>" }, "language");
    map.add("/", { subdomain: "api" }, "api");
    map.add("/<int:id>", { subdomain: "<lang>" }, "page");
    assert.equal(map.find("GET", "/", "api")?.target, "api");
    assert.deepEqual(map.find("GET", "/7", "de")?.params, { lang: "de", id: 7 });
    assert.equal(map.find("GET", "/"), null);
  });
});

describe("a path with a slash too many or too few", () => {
  it("redirects to the rule's own form, query and all", () => {
    const map = mapOf({ "/a/": {}, "/b": {}, "/c/<name>/": {} });
    assert.equal(map.find("GET", "/a"), null);
    assert.deepEqual(map.explain({ path: "/a", query: "x=1" }), {
      kind: "redirect",
      location: "/a/?x=1",
      code: 308,
    });
    assert.deepEqual(map.explain({ path: "/b/" }), { kind: "not-found" });
    assert.deepEqual(map.explain({ path: "/c/é", serverName: "x.test", scheme: "https" }), {
      kind: "redirect",
      location: "https://x.test/c/%C3%A9/",
      code: 308,
    });
  });

  it("answers both where the rule does not mind", () => {
    const map = mapOf({ "/a/": { strictSlashes: false }, "/b": { strictSlashes: false } });
    for (const path of ["/a", "/a/", "/b", "/b/"])
      assert.notEqual(map.find("GET", path), null, path);
  });

  it("never redirects to another host", () => {
    const map = mapOf({ "/<path:p>/": {} });
    const outcome = map.explain({ path: "//evil.test/x" });
    assert.deepEqual(outcome, { kind: "redirect", location: "/evil.test/x/", code: 308 });
  });

  it("merges doubled slashes by a redirect, unless told not to", () => {
    assert.deepEqual(mapOf({ "/a/b": {} }).explain({ path: "/a//b" }), {
      kind: "redirect",
      location: "/a/b",
      code: 308,
    });
    const map = mapOf({ "/a/b": { mergeSlashes: false } });
    assert.deepEqual(map.explain({ path: "/a//b" }), { kind: "not-found" });
  });
});

describe("redirect rules", () => {
  it("carry the params along, with the status asked for", () => {
    const map = mapOf({ "/old/<int:id>": { redirectTo: "/new/<id>", redirectCode: 301 } });
    assert.deepEqual(map.explain({ path: "/old/7" }), {
      kind: "redirect",
      location: "/new/7",
      code: 301,
    });
  });

  it("take a function", () => {
    const map = mapOf({ "/p/<slug:s>": { redirectTo: ({ s }) => `/articles/${String(s)}` } });
    assert.deepEqual(map.explain({ path: "/p/x", scriptName: "/app" }), {
      kind: "redirect",
      location: "/articles/x",
      code: 308,
    });
  });

  it("lead from default values and from aliases to the canonical url", () => {
    const map = new RuleMap<null>();
    map.add("/users/", { endpoint: "users", defaults: { page: 1 } }, null);
    map.add("/users/page/<int:page>", { endpoint: "users" }, null);
    map.add("/people/", { endpoint: "users", alias: true, defaults: { page: 1 } }, null);
    assert.equal(map.find("GET", "/users/page/1"), null);
    assert.deepEqual(map.explain({ path: "/users/page/1" }), {
      kind: "redirect",
      location: "/users/",
      code: 308,
    });
    assert.deepEqual(map.explain({ path: "/people/" }), {
      kind: "redirect",
      location: "/users/",
      code: 308,
    });
    assert.deepEqual(map.find("GET", "/users/")?.params, { page: 1 });
    assert.deepEqual(map.find("GET", "/users/page/2")?.params, { page: 2 });
  });
});

describe("a rule that cannot work", () => {
  const refused: [string, RuleOptions, string, RegExp][] = [
    ["users", {}, "routing.bad-rule", /Write "\/users"/],
    ["/<int:id", {}, "routing.bad-rule", /expected ">" at character 9/],
    ["/<a b>", {}, "routing.bad-rule", /expected ":" or ">"/],
    ["/<int:a>/<int:a>", {}, "routing.bad-rule", /"a" stands twice/],
    ["/<__proto__>", {}, "routing.bad-rule", /cannot be called/],
    ["/<constructor>", {}, "routing.bad-rule", /cannot be called/],
    ["/files/<paht:name>", {}, "routing.unknown-converter", /Did you mean "path"\?/],
    ["/<int(mni=1):x>", {}, "routing.bad-argument", /no argument "mni"/],
    ["/<string(length=a):x>", {}, "routing.bad-argument", /must be a number/],
    ["/<string(length=-1):x>", {}, "routing.bad-argument", /counts characters/],
    ["/<any('a):x>", {}, "routing.bad-rule", /quote is not closed/],
    ["/ws", { websocket: true, methods: ["POST"] }, "routing.bad-methods", /cannot answer POST/],
    ["/x", { methods: "GET" }, "routing.bad-methods", /is a list/],
  ];
  for (const [rule, options, code, message] of refused)
    it(`is refused with its place: ${rule}`, () => {
      assert.throws(() => mapOf({ [rule]: options }), { code, message });
    });

  it("is refused when another has its paths and methods, naming both", () => {
    const map = new RuleMap<null>();
    map.add("/v/<a>", { endpoint: "one", methods: ["GET"] }, null);
    map.add("/v/<a>", { endpoint: "two", methods: ["POST"] }, null);
    assert.throws(() => map.add("/v/<b>", { endpoint: "three", methods: ["GET"] }, null), {
      code: "routing.duplicate-rule",
      where: /"three", after rule "\/v\/<a>" of endpoint "one"/,
    });
  });
});
