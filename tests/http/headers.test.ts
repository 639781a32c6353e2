/** HeaderMap: the web's Headers surface, and what it refuses. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HeaderMap } from "../../src/http/headers.ts";

describe("a HeaderMap", () => {
  it("finds a name in any letter case", () => {
    const headers = new HeaderMap({ "Content-Type": "text/plain" });
    assert.equal(headers.get("CONTENT-TYPE"), "text/plain");
    assert.equal(headers.has("content-type"), true);
    assert.equal(headers.get("absent"), null);
    assert.equal(headers.has("absent"), false);
  });

  it("does what the platform's Headers does, step by step", () => {
    const steps: [string, string, string?][] = [
      ["append", "Vary", "accept"],
      ["append", "set-cookie", "a=1"],
      ["append", "x-b", "1"],
      ["append", "vary", "cookie"],
      ["append", "Set-Cookie", "b=2"],
      ["set", "X-B", "  3 "],
      ["append", "x-c", "4"],
      ["delete", "X-C"],
      ["append", "accept", ""],
      ["append", "accept", "x"],
    ];
    const ours = new HeaderMap();
    const theirs = new Headers();
    for (const [method, name, value] of steps) {
      for (const headers of [ours, theirs]) {
        if (method === "delete") headers.delete(name);
        else headers[method as "set" | "append"](name, value!);
      }
      assert.deepEqual([...ours], [...theirs]);
    }
    assert.deepEqual(ours.getSetCookie(), theirs.getSetCookie());
    assert.deepEqual([...ours.keys()], [...theirs.keys()]);
    assert.deepEqual([...ours.values()], [...theirs.values()]);
    assert.equal(ours.get("set-cookie"), theirs.get("set-cookie"));
    ours.set("set-cookie", "c=3");
    assert.deepEqual(ours.getSetCookie(), ["c=3"]);
  });

  it("is made from a Headers object, pairs, an object with lists, or another map", () => {
    const expected = [
      ["a", "1"],
      ["set-cookie", "x=1"],
      ["set-cookie", "y=2"],
    ];
    const first = new HeaderMap({ "Set-Cookie": ["x=1", "y=2"], A: "1", absent: undefined });
    assert.deepEqual([...first], expected);
    assert.deepEqual([...new HeaderMap(first)], expected);
    assert.deepEqual([...new HeaderMap(new Headers(expected as [string, string][]))], expected);
    assert.deepEqual([...new Headers(first as unknown as Headers)], expected);
  });

  it("copies another map, so that the two go their own ways", () => {
    const first = new HeaderMap({ a: "1" });
    const second = new HeaderMap(first);
    second.set("a", "2");
    assert.equal(first.get("a"), "1");
  });

  it("visits each header with its value first", () => {
    const seen: string[] = [];
    new HeaderMap({ b: "2", a: "1" }).forEach((value, name) => seen.push(`${name}=${value}`));
    assert.deepEqual(seen, ["a=1", "b=2"]);
  });

  it("gives its lines to a writer as one flat array in the order of adding", () => {
    const headers = new HeaderMap([
      ["B", "2"],
      ["a", "1"],
    ]);
    assert.deepEqual(headers.raw(), ["b", "2", "a", "1"]);
    assert.equal(headers.size, 2);
    assert.deepEqual(HeaderMap.fromTrusted(["x", "1"]).raw(), ["x", "1"]);
  });

  it("refuses a value that could start another header, and names the header only", () => {
    for (const value of ["a\r\nb: c", "a\n", "\r", "a\0", "a\u0100", "\u{1f600}", "\x7f", "\x01"]) {
      for (const method of ["set", "append"] as const) {
        assert.throws(() => new HeaderMap()[method]("X-Name", value), {
          code: "http.header-value",
          where: /header "x-name", character \d/,
        });
      }
    }
    assert.throws(
      () => new HeaderMap({ "x-key": "s3cret\n" }),
      (error: Error) => !error.message.includes("s3cret"),
    );
  });

  it("takes tabs and Latin-1, as RFC 9110 does", () => {
    const headers = new HeaderMap();
    headers.set("x", "a\tb\xe9");
    assert.equal(headers.get("x"), "a\tb\xe9");
  });

  it("refuses a name that is no token", () => {
    for (const name of ["", "a b", "a:", "a\r\n", "ä", "a\0"]) {
      assert.throws(() => new HeaderMap().set(name, "1"), { code: "http.header-name" });
      assert.throws(() => new HeaderMap([[name, "1"]]), { code: "http.header-name" });
    }
  });
});
