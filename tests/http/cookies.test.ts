/** Cookies: the strict reading, Werkzeug's reading, and what is refused when one is written. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  findCookie,
  formatCookie,
  formatDeletedCookie,
  parseCookiePairs,
  parseCookies,
} from "../../src/http/cookies.ts";

describe("a Cookie header", () => {
  it("gives each cookie by name, the first of a name, on an object without a prototype", () => {
    const cookies = parseCookies("a=1; b = two ; a=3; __proto__=x");
    assert.equal(Object.getPrototypeOf(cookies), null);
    assert.deepEqual(Object.entries(cookies), [
      ["a", "1"],
      ["b", "two"],
      ["__proto__", "x"],
    ]);
  });

  it("drops what has no name or a name that is no token", () => {
    assert.deepEqual(
      { ...parseCookies('=bare; __Host-s; "__Host-a"=1; a b=2; ä=3; ok=4; ==__Host-b=5') },
      { "__Host-s": "", ok: "4" },
    );
  });

  it("reads quotes, and the octal form of Python's cookies inside them", () => {
    assert.deepEqual(
      { ...parseCookies(String.raw`a="x;y"; b="\342\230\203"; c="\"\\"; d="open`) },
      { a: "x;y", b: "☃", c: '"\\', d: '"open' },
    );
  });

  it("is read in a moment however it is built", () => {
    const start = performance.now();
    for (const piece of [";", "=", 'a="', "a=\t\t\t", ' "', "a=b;", '\\"'])
      parseCookies(piece.repeat(100_000));
    assert.ok(performance.now() - start < 2000);
  });

  it("gives one cookie alone", () => {
    assert.equal(findCookie("a=1; session=x; b=2", "session"), "x");
    assert.equal(findCookie("a=1", "session"), undefined);
    assert.equal(findCookie("asession=1", "session"), undefined);
    assert.equal(findCookie(undefined, "a"), undefined);
    const pieces = [
      "a=1",
      "a =2",
      "a",
      "ab=3",
      "b=a=4",
      'q="a=5"',
      "a=6",
      "=a",
      " a=7",
      "a=\xc3\xa4",
    ];
    for (let round = 0; round < 2000; round++) {
      const header = Array.from(
        { length: 4 },
        (_, at) => pieces[(round * 7 + at * at * (round >> 3)) % pieces.length],
      ).join(";");
      assert.equal(findCookie(header, "a"), parseCookies(header).a, header);
    }
  });

  it("gives all pairs in the loose reading", () => {
    assert.deepEqual(parseCookiePairs("a=1 ; oops ; a=2; fÃ¶=fÃ¶"), [
      ["a", "1"],
      ["oops", ""],
      ["a", "2"],
      ["fö", "fö"],
    ]);
  });
});

describe("a Set-Cookie header", () => {
  it("has every attribute", () => {
    const text = formatCookie("a", "b", {
      maxAgeSeconds: 360,
      expires: new Date(0),
      path: "/x y",
      domain: ".☃.com",
      httpOnly: true,
      sameSite: "none",
      partitioned: true,
    });
    assert.equal(
      text,
      "a=b; Domain=xn--n3h.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=360; Secure; HttpOnly; Path=/x%20y; SameSite=None; Partitioned",
    );
  });

  it("brings any text back that it takes", () => {
    for (const value of ["", "plain", "two words", 'quo"te', "back\\slash", "☃ ä", "a=b"]) {
      const header = formatCookie("a", value, { path: null });
      assert.match(header, /^[\x20-\x7e]+$/);
      assert.equal(parseCookies(header).a, value);
    }
  });

  it("refuses what could start another cookie, attribute or header", () => {
    const refused: [string, string, object, string][] = [
      ["a b", "", {}, "http.cookie-name"],
      ["a;b", "", {}, "http.cookie-name"],
      ["", "", {}, "http.cookie-name"],
      ["ä", "", {}, "http.cookie-name"],
      ["a", "x\r\nSet-Cookie: b=1", {}, "http.cookie-value"],
      ["a", "x; Domain=evil", {}, "http.cookie-value"],
      ["a", "x,y", {}, "http.cookie-value"],
      ["a", "\0", {}, "http.cookie-value"],
      ["a", "", { path: "/; Domain=evil" }, "http.cookie-attribute"],
      ["a", "", { path: "x" }, "http.cookie-attribute"],
      ["a", "", { domain: "a; b" }, "http.cookie-attribute"],
      ["a", "", { domain: "a\r\nb" }, "http.cookie-attribute"],
      ["a", "", { sameSite: "lax; x" }, "http.cookie-attribute"],
      ["a", "", { sameSite: "none" }, "http.cookie-attribute"],
      ["a", "", { maxAgeSeconds: Number.NaN }, "http.cookie-attribute"],
      ["a", "", { expires: new Date("x") }, "http.cookie-attribute"],
      ["__Host-a", "", {}, "http.cookie-prefix"],
      ["__secure-a", "", {}, "http.cookie-prefix"],
      ["__Host-a", "", { secure: true, path: "/x" }, "http.cookie-prefix"],
      ["__Host-a", "", { secure: true, path: null }, "http.cookie-prefix"],
      ["__host-a", "", { secure: true, domain: "a.b" }, "http.cookie-prefix"],
    ];
    for (const [name, value, options, code] of refused) {
      assert.throws(
        () => formatCookie(name, value, options),
        { code },
        JSON.stringify([name, value, options]),
      );
    }
    assert.equal(formatCookie("__Host-a", "1", { secure: true }), "__Host-a=1; Secure; Path=/");
  });

  it("escapes instead, where it is told to be lenient", () => {
    assert.equal(
      formatCookie("a", "x;,\r\n", { lenient: true }),
      String.raw`a="x\073\054\015\012"; Path=/`,
    );
  });

  it("says when the cookie ends in both ways, if asked", () => {
    const text = formatCookie("a", "1", { maxAgeSeconds: 10, syncExpires: true, now: 0 });
    assert.equal(text, "a=1; Expires=Thu, 01 Jan 1970 00:00:10 GMT; Max-Age=10; Path=/");
  });

  it("deletes a cookie", () => {
    assert.equal(
      formatDeletedCookie("a", { path: "/x" }),
      "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/x",
    );
  });
});
