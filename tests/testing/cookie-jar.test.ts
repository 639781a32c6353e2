/** The cookie jar: what a browser keeps, what it refuses, and where it sends cookies. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import { CookieJar, freezeTime, testClient } from "flagon/testing";

const at = (url: string): URL => new URL(url);
const home = at("http://shop.test/a/b");

/** Takes `header` at home and tells where it goes back to. */
function goesTo(header: string, url: string): boolean {
  const jar = new CookieJar();
  jar.take(header, home);
  return jar.headerFor(at(url)) !== undefined;
}

describe("a cookie jar", () => {
  const cases: [header: string, url: string, isSent: boolean][] = [
    ["a=1", "http://shop.test/a/c", true],
    ["a=1", "http://shop.test/ab", false],
    ["a=1", "http://shop.test/", false],
    ["a=1; Path=/", "http://shop.test/", true],
    ["a=1; Path=/x", "http://shop.test/x/y", true],
    ["a=1; Path=/x", "http://shop.test/xy", false],
    ["a=1; Path=/", "http://www.shop.test/", false],
    ["a=1; Path=/; Domain=shop.test", "http://www.shop.test/", true],
    ["a=1; Path=/; Domain=.shop.test", "http://www.shop.test/", true],
    ["a=1; Path=/; Domain=other.test", "http://other.test/", false],
    ["a=1; Path=/; Domain=other.test", "http://shop.test/", false],
    ["a=1; Path=/; Secure", "https://shop.test/", false],
    ["a=1; Path=/; Max-Age=0", "http://shop.test/", false],
    ["a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://shop.test/", true],
    ["a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://shop.test/", false],
    ["__Secure-a=1; Path=/", "http://shop.test/", false],
    ["=1; Path=/", "http://shop.test/", false],
    ["a; Path=/", "http://shop.test/", false],
  ];
  for (const [header, url, isSent] of cases) {
    it(`${isSent ? "sends" : "does not send"} "${header}" of ${home.href} to ${url}`, () => {
      assert.equal(goesTo(header, url), isSent);
    });
  }

  it("keeps a secure cookie for TLS alone", () => {
    const jar = new CookieJar();
    jar.take("a=1; Secure; Path=/", at("https://shop.test/"));
    assert.equal(jar.headerFor(at("http://shop.test/")), undefined);
    assert.equal(jar.headerFor(at("https://shop.test/")), "a=1");
  });

  it("takes a __Host- cookie only as browsers do", () => {
    const jar = new CookieJar();
    const tls = at("https://shop.test/");
    jar.take("__Host-a=1; Secure; Path=/x", tls);
    jar.take("__Host-b=1; Secure; Path=/; Domain=shop.test", tls);
    jar.take("__Host-c=1; Secure; Path=/", tls);
    assert.deepEqual(jar.toJSON(), { "__Host-c": "1" });
  });

  it("sends longer paths first, and replaces by name, domain and path", () => {
    const jar = new CookieJar();
    jar.take("a=root; Path=/", home);
    jar.take("a=old; Path=/a", home);
    jar.take("a=new; Path=/a", home);
    assert.equal(jar.headerFor(home), "a=new; a=root");
  });

  it("lets cookies end when the clock says so", () => {
    const clock = freezeTime("2026-01-01T00:00:00Z");
    try {
      const jar = new CookieJar();
      jar.set("a", "1", { maxAgeSeconds: 60 });
      assert.equal(jar.get("a"), "1");
      clock.advance({ seconds: 61 });
      assert.equal(jar.has("a"), false);
    } finally {
      clock.restore();
    }
  });

  it("goes with the client, and values that need quotes come back whole", async () => {
    const app = new Flagon({ logging: { level: "silent" } });
    app.get("/", (request) => [{ ...request.cookies }, 200, { "set-cookie": 'b="two words"' }]);
    const client = testClient(app);
    client.cookies.set("a", "ä 1");
    await (await client.get("/")).assertJson({ a: "ä 1" });
    assert.equal(client.cookies.get("b"), "two words");
    const reply = await client.get("/", { cookies: { a: "own" } });
    await reply.assertJson({ a: "own", b: "two words" });
    client.cookies.delete("a");
    assert.equal(client.cookies.has("a"), false);
  });
});
