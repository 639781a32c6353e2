/** Building urls from endpoints. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type BindOptions, pythonLinks, RuleMap } from "../../src/routing/index.ts";

function site(): RuleMap<null> {
  const map = new RuleMap<null>();
  map.add("/users/<int:id>", { endpoint: "user" }, null);
  map.add("/users/", { endpoint: "users", defaults: { page: 1 } }, null);
  map.add("/users/page/<int:page>", { endpoint: "users" }, null);
  map.add("/save", { endpoint: "save", methods: ["POST"] }, null);
  map.add("/cdn/<path:file>", { endpoint: "cdn", buildOnly: true, subdomain: "cdn" }, null);
  map.add("/live", { endpoint: "live", websocket: true }, null);
  return map;
}

const bound: BindOptions = { serverName: "x.test", scheme: "https", scriptName: "/app" };

describe("a url that is built", () => {
  it("is the path with its values, the rest in the query", () => {
    const urls = site().bind();
    assert.equal(urls.build("user", { id: 7 }), "/users/7");
    assert.equal(
      urls.build("user", { id: 7, tag: ["a", "b"], q: "ä b", none: null }),
      "/users/7?tag=a&tag=b&q=%C3%A4+b",
    );
    assert.equal(urls.build("user", { id: 7, q: 1 }, { appendUnknown: false }), "/users/7");
  });

  it("writes keys that objects have as any other", () => {
    const values = JSON.parse('{"id": 7, "__proto__": "a", "constructor": ["b"], "gone": null}');
    assert.equal(site().bind().build("user", values), "/users/7?__proto__=a&constructor=b");
  });

  it("takes more query under the names of params, and an anchor", () => {
    const urls = site().bind();
    assert.equal(
      urls.build("user", { id: 7 }, { query: { id: 8 }, anchor: "top of/page#" }),
      "/users/7?id=8#top%20of/page%23",
    );
  });

  it("comes from the rule that fits the values", () => {
    const urls = site().bind();
    assert.equal(urls.build("users"), "/users/");
    assert.equal(urls.build("users", { page: 1 }), "/users/");
    assert.equal(urls.build("users", { page: 2 }), "/users/page/2");
  });

  it("is whole where it is asked for, on another host, or for a WebSocket", () => {
    const urls = site().bind(bound);
    assert.equal(urls.build("user", { id: 7 }), "/app/users/7");
    assert.equal(urls.build("user", { id: 7 }, { external: true }), "https://x.test/app/users/7");
    assert.equal(
      urls.build("user", { id: 7 }, { external: true, scheme: "http" }),
      "http://x.test/app/users/7",
    );
    assert.equal(urls.build("cdn", { file: "a/b.css" }), "https://cdn.x.test/app/cdn/a/b.css");
    assert.equal(urls.build("live"), "wss://x.test/app/live");
  });

  it("is never matched when it is for building only", () => {
    assert.equal(site().find("GET", "/cdn/a", "cdn"), null);
  });

  it("percent-encodes what a path cannot hold", () => {
    const map = new RuleMap<null>();
    map.add("/ü/<x>", { endpoint: "x" }, null);
    assert.equal(map.bind().build("x", { x: "a b?#%\ud800" }), "/%C3%BC/a%20b%3F%23%25%EF%BF%BD");
  });
});

describe("a url that cannot be built", () => {
  it("names the endpoint that was meant", () => {
    assert.throws(() => site().bind().build("usr", { id: 1 }), {
      code: "routing.build-error",
      mend: 'Did you mean "user"?',
    });
  });

  it("names the missing param, and the near one that was given", () => {
    assert.throws(() => site().bind().build("user", { idd: 1 }), {
      code: "routing.build-error",
      mend: 'rule "/users/<int:id>" misses "id" (there is "idd")',
    });
  });

  it("says that no rule answers the method", () => {
    assert.throws(() => site().bind().build("save", {}, { method: "GET" }), {
      code: "routing.build-error",
      mend: /does not answer GET/,
    });
  });

  it("says which value a converter refuses", () => {
    for (const id of ["x", 1.5, ["1"], 2 ** 60])
      assert.throws(() => site().bind().build("user", { id }), {
        code: "routing.bad-value",
        message: /"id" cannot be written/,
      });
  });

  it("asks for a host when a whole url is wanted and none is known", () => {
    assert.throws(() => site().bind().build("users", {}, { external: true }), {
      code: "routing.no-host",
    });
  });
});

describe("a map bound to a request", () => {
  const request = { scheme: "https", method: "GET", path: "/x" };
  const bind = (host: string, serverName?: string, more: object = {}) => {
    const binding = new RuleMap().bindToRequest({ ...request, host, ...more }, { serverName });
    return [binding.serverName, binding.subdomain, binding.scheme];
  };

  it("takes the subdomain from what stands before the server name", () => {
    assert.deepEqual(bind("a.b.X.test:443", "x.test"), ["x.test", "a.b", "https"]);
    assert.deepEqual(bind("x.test:8080", "x.test:8080"), ["x.test:8080", "", "https"]);
    assert.deepEqual(bind("evil-x.test", "x.test"), ["x.test", "", "https"]);
  });

  it("takes no host with characters that no host has", () => {
    assert.deepEqual(bind("x.test/evil"), ["", "", "https"]);
    assert.deepEqual(bind("[::1]:5000"), ["[::1]:5000", "", "https"]);
  });

  it("knows a WebSocket handshake", () => {
    const headers = { connection: "keep-alive, Upgrade", upgrade: "websocket" };
    assert.deepEqual(bind("x.test", undefined, headers), ["x.test", "", "wss"]);
  });

  it("refuses a subdomain where whole hosts are matched", () => {
    const map = new RuleMap({ hostMatching: true });
    assert.throws(() => map.bind({ subdomain: "a" }), { code: "routing.subdomain-with-hosts" });
  });
});

describe("a map with Python's links", () => {
  it("reads and writes numbers and texts as Python does", () => {
    const map = new RuleMap<null>(pythonLinks);
    map.add("/<int:n>", { endpoint: "n" }, null);
    assert.deepEqual(map.find("GET", "/٤٢")?.params, { n: 42 });
    assert.deepEqual(map.find("GET", "/9007199254740993")?.params, { n: 9007199254740993n });
    assert.equal(
      map.bind().build("n", { n: " 1_000 ", a: true, b: [null, false] }),
      "/1000?a=True&b=False",
    );
  });
});
