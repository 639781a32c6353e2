/** Cookies set and deleted on a response: every attribute, over a real connection, and what becomes of two of one name. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon, FlagonResponse, makeResponse, redirect } from "flagon";
import { testClient } from "flagon/testing";

describe("a response with cookies", () => {
  it("sends every attribute over the wire", async (t) => {
    const app = new Flagon();
    app.get("/", () =>
      makeResponse({ ok: true })
        .setCookie("theme", "dark", {
          maxAgeSeconds: 60,
          expires: new Date(0),
          path: "/shop",
          domain: "Example.com",
          secure: true,
          httpOnly: true,
          sameSite: "none",
          partitioned: true,
        })
        .setCookie("__Host-id", "7", { secure: true })
        .deleteCookie("old", { path: "/shop" }),
    );
    const server = await app.run({ port: 0, banner: false, handleSignals: false });
    t.after(() => server.close({ graceMs: 0 }));
    const reply = await fetch(server.url);
    assert.deepEqual(await reply.json(), { ok: true });
    assert.deepEqual(reply.headers.getSetCookie(), [
      "theme=dark; Domain=Example.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60; Secure; HttpOnly; Path=/shop; SameSite=None; Partitioned",
      "__Host-id=7; Secure; Path=/",
      "old=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/shop",
    ]);
  });

  it("are kept by a browser, and forgotten when they are deleted", async () => {
    const app = new Flagon();
    app.get("/in", () => redirect("/").setCookie("user", "Jürgen Möller"));
    app.get("/out", (request) => {
      request.afterThis((response) => response.deleteCookie("user"));
      return { bye: request.cookies["user"] };
    });
    app.get("/", (request) => ({ user: request.cookies["user"] ?? null }));
    const client = testClient(app);
    const user = async (): Promise<unknown> => (await client.get("/")).json();
    await client.get("/in");
    assert.deepEqual(await user(), { user: "Jürgen Möller" });
    assert.deepEqual(await (await client.get("/out")).json(), { bye: "Jürgen Möller" });
    assert.deepEqual(await user(), { user: null });
  });

  it("replaces a cookie that it sets already, and keeps those that a browser keeps apart", () => {
    const response = new FlagonResponse("hello", {
      headers: { "Set-Cookie": ["a=0; path=/; HttpOnly", "a=1; domain=.EXAMPLE.com; path=/"] },
    });
    response
      .setCookie("a", "2", { path: "/shop" })
      .setCookie("a", "3", { path: null })
      .setCookie("a", "4", { secure: true, partitioned: true })
      .setCookie("A", "5")
      .setCookie("a", "6")
      .setCookie("a", "7", { domain: "example.com" })
      .deleteCookie("a", { path: "/shop" });
    assert.deepEqual(response.headers.getSetCookie(), [
      "a=3",
      "a=4; Secure; Path=/; Partitioned",
      "A=5; Path=/",
      "a=6; Path=/",
      "a=7; Domain=example.com; Path=/",
      "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/shop",
    ]);
    assert.equal(response.type, "text/html; charset=utf-8");
  });

  it("refuses what browsers drop or what could end the cookie, and keeps what it had", () => {
    const response = new FlagonResponse("hello").setCookie("a", "1");
    const refused = (code: string, set: () => void): void =>
      void assert.throws(set, { name: "FlagonError", code });
    refused("http.cookie-name", () => response.setCookie("a b", "1"));
    refused("http.cookie-value", () => response.setCookie("a", "1; Domain=evil.example"));
    refused("http.cookie-value", () => response.setCookie("a", "1\r\nX: y"));
    refused("http.cookie-attribute", () => response.setCookie("a", "1", { path: "/;x" }));
    refused("http.cookie-attribute", () => response.setCookie("a", "1", { sameSite: "none" }));
    refused("http.cookie-prefix", () => response.setCookie("__Host-a", "1"));
    refused("http.cookie-prefix", () => response.deleteCookie("__Secure-a"));
    assert.deepEqual(response.headers.getSetCookie(), ["a=1; Path=/"]);
  });

  it("takes names of options and their values by type", () => {
    const response = new FlagonResponse();
    // @ts-expect-error the option is called maxAgeSeconds
    response.setCookie("a", "1", { maxAge: 1 });
    // @ts-expect-error a cookie's value is text
    response.setCookie("a", 1);
    assert.equal(response.headers.getSetCookie().length, 1);
  });
});
