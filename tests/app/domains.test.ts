/** Rules that are chosen by host or subdomain, redirect rules, and rules that are only built. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import { ask } from "../support/fetching.ts";

const hosts = { allowedHosts: [".example.test"], serverName: "example.test" };

describe("subdomains", () => {
  function site(): Flagon {
    const app = new Flagon({ config: hosts });
    const shop = new Blueprint("shop", { subdomain: "<tenant>" });
    shop.get("/", { endpoint: "home" }, (request, params) => ({
      ...params,
      here: request.urlFor(".home", params),
      main: request.urlFor("main"),
    }));
    shop.get("/folder/", () => "folder");
    app.get("/", { endpoint: "main" }, (request) => ({
      shop: request.urlFor("shop.home", { tenant: "ann" }),
    }));
    return app.install(shop);
  }

  it("choose the rule, give their param, and lead from one to the other", async () => {
    assert.deepEqual(await (await ask(site(), "http://bob.example.test/")).json(), {
      tenant: "bob",
      here: "/",
      main: "http://example.test/",
    });
    assert.deepEqual(await (await ask(site(), "http://example.test/")).json(), {
      shop: "http://ann.example.test/",
    });
  });

  it("keep redirects on their host, and are a 404 elsewhere", async () => {
    const reply = await ask(site(), "http://bob.example.test/folder");
    assert.deepEqual(
      [reply.status, reply.headers.get("location")],
      [308, "http://bob.example.test/folder/"],
    );
    assert.equal((await ask(site(), "http://example.test/folder/")).status, 404);
  });
});

describe("whole hosts", () => {
  it("choose the rule", async () => {
    const app = new Flagon({ hostMatching: true, config: { allowedHosts: ["a.test", "b.test"] } });
    app.get("/", { host: "a.test", endpoint: "a" }, (request) => request.urlFor("b"));
    app.get("/", { host: "b.test", endpoint: "b" }, () => "b");
    assert.equal(await (await ask(app, "http://a.test/")).text(), "http://b.test/");
    assert.equal(await (await ask(app, "http://b.test/")).text(), "b");
  });
});

describe("a redirect rule", () => {
  it("answers 301 to the new rule with the params carried", async () => {
    const app = new Flagon();
    const blog = new Blueprint("blog", { urlPrefix: "/blog" });
    blog.redirect("/old/<int:id>", "/new/<int:id>");
    app.install(blog);
    const reply = await ask(app, "/blog/old/7");
    assert.deepEqual(
      [reply.status, new URL(reply.headers.get("location")!, "http://localhost").pathname],
      [301, "/blog/new/7"],
    );
  });

  it("that is only built is never matched", async () => {
    const app = new Flagon();
    const cdn = app.buildOnly("/cdn/<path:file>", "cdn");
    assert.equal(cdn.url({ file: "a/b.js" }), "/cdn/a/b.js");
    assert.equal((await ask(app, "/cdn/a")).status, 404);
  });
});

describe("a regular expression as a rule", () => {
  it("gives its named groups", async () => {
    const app = new Flagon();
    app.get(/^\/archive\/(?<year>\d{4})\/$/, (_request, { year }) => ({ year }));
    assert.deepEqual(await (await ask(app, "/archive/2026/")).json(), { year: "2026" });
    assert.equal((await ask(app, "/archive/26/")).status, 404);
  });
});

describe("defaults", () => {
  it("redirect to the short form", async () => {
    const app = new Flagon();
    const view = (_request: unknown, params: Record<string, unknown>): Record<string, unknown> =>
      params;
    app.get("/users/", { endpoint: "users", defaults: { page: 1 } }, view);
    app.get("/users/page/<int:page>", { endpoint: "users" }, view);
    assert.deepEqual(await (await ask(app, "/users/")).json(), { page: 1 });
    const reply = await ask(app, "/users/page/1");
    assert.deepEqual([reply.status, reply.headers.get("location")], [308, "/users/"]);
  });
});
