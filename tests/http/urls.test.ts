/** URLs, queries, paths, media types and the smaller headers. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  formatAuthorization,
  formatChallenge,
  parseAuthorization,
  parseChallenge,
} from "../../src/http/authorization.ts";
import { CacheControl, formatCacheControl } from "../../src/http/cache-control.ts";
import { contentLength } from "../../src/http/content-length.ts";
import { formatPolicy, parsePolicy } from "../../src/http/content-security-policy.ts";
import { contentType, mediaTypeOf } from "../../src/http/media-types.ts";
import { MultiParams, parseQuery } from "../../src/http/query-params.ts";
import { safeJoin, secureFilename } from "../../src/http/safe-path.ts";
import { currentUrl, iriToUri, uriToIri, urlencode } from "../../src/http/urls.ts";

describe("a URL", () => {
  it("goes between the form for people and the form for the wire", () => {
    const table = [
      ["http://☃.net/påth?q=èry%DF", "http://xn--n3h.net/p%C3%A5th?q=%C3%A8ry%DF"],
      ["/a%2Fb?x=%26%3D#ü", "/a%2Fb?x=%26%3D#%C3%BC"],
      ["http://[::1]:8080/", "http://[::1]:8080/"],
      ["http://ü:p@h/", "http://%C3%BC:p@h/"],
    ] as const;
    for (const [iri, uri] of table) {
      assert.equal(iriToUri(iri), uri);
      assert.equal(uriToIri(uri), iri);
    }
    assert.throws(() => uriToIri("http://a:b/"), URIError);
  });

  it("is put together from the parts of a request", () => {
    assert.equal(currentUrl({ scheme: "http", host: "h" }), "http://h/");
    assert.equal(
      currentUrl({ scheme: "http", host: "h", rootPath: "/app/", path: "/a b", query: "x=%20" }),
      "http://h/app/a%20b?x=%20",
    );
  });
});

describe("a query", () => {
  it("gives one value or all of a name", () => {
    const query = parseQuery("a=1&a=2&b=x+y%C3%A9&c&&=d");
    assert.equal(query.get("a"), "1");
    assert.deepEqual(query.getAll("a"), ["1", "2"]);
    assert.equal(query.get("b"), "x yé");
    assert.equal(query.get("c"), "");
    assert.equal(query.get(""), "d");
    assert.equal(query.get("z"), undefined);
    assert.deepEqual(query.names(), ["a", "b", "c", ""]);
    assert.equal(query.size, 5);
    assert.deepEqual({ ...query.toLists() }.a, ["1", "2"]);
  });

  it("gives a typed value or the one to fall back on", () => {
    const query = parseQuery(
      "p=3&x=x&f=1.5&yes=on&big=99999999999999999&hex=0x10&n=&d=2020-01-01&p=no&p=4",
    );
    assert.equal(query.getAs("p", "integer", 1), 3);
    assert.equal(query.getAs("x", "integer", 1), 1);
    assert.equal(query.getAs("n", "number", 7), 7);
    assert.equal(query.getAs("f", "number", 0), 1.5);
    assert.equal(query.getAs("yes", "boolean", false), true);
    assert.equal(query.getAs("big", "integer", -1), -1);
    assert.equal(query.getAs("hex", "number", -1), -1);
    const page: number | undefined = query.getAs("x", "integer");
    const isOpen: boolean | null = query.getAs("x", "boolean", null);
    assert.deepEqual([page, isOpen], [undefined, null]);
    // @ts-expect-error what may be missing is no number yet
    query.getAs("p", "integer") satisfies number;
    assert.equal(
      query.getAs("d", (text) => new Date(text).getUTCFullYear()),
      2020,
    );
    assert.equal(query.getAs("x", Number, 5), 5);
    assert.deepEqual(query.getAllAs("p", "integer"), [3, 4]);
  });

  it("builds no objects, and no name reaches a prototype", () => {
    const query = parseQuery("__proto__=x&constructor=y&a[b]=1&a[__proto__][c]=2");
    const object = query.toObject();
    assert.equal(Object.getPrototypeOf(object), null);
    assert.equal(object.__proto__, "x");
    assert.equal(object["a[b]"], "1");
    assert.equal(({} as Record<string, unknown>).c, undefined);
    assert.equal(JSON.stringify(new MultiParams(["a", 1])), '{"a":1}');
  });

  it("has a most of fields", () => {
    assert.equal(parseQuery("a&".repeat(1000)).size, 1000);
    assert.throws(() => parseQuery("a&".repeat(1001)), RangeError);
    assert.throws(
      () => parseQuery("a&b&c", { maxFields: 2, onTooMany: (limit) => new TypeError(`${limit}`) }),
      TypeError,
    );
  });

  it("does with bad UTF-8 what it is told", () => {
    assert.equal(parseQuery("a=%ff%C3%A9").get("a"), "\ufffdé");
    assert.equal(parseQuery("a=%ff%C3%A9%f0%9f", { invalid: "keep" }).get("a"), "%FFé%F0%9F");
    assert.throws(() => parseQuery("a=%ff", { invalid: "throw" }), URIError);
    assert.equal(parseQuery("a=%zz%").get("a"), "%zz%");
  });

  it("is written", () => {
    assert.equal(
      urlencode({ a: [1, 2], q: "x y&ü", none: null, t: true }),
      "a=1&a=2&q=x+y%26%C3%BC&t=true",
    );
    assert.equal(
      urlencode([
        ["a", "/"],
        ["a", undefined],
      ]),
      "a=/",
    );
  });
});

describe("a path from outside", () => {
  it("stays below its folder", () => {
    assert.equal(safeJoin("up", "a/./b/../c.txt"), "up/a/c.txt");
    assert.equal(safeJoin("", "/a"), undefined);
    assert.equal(safeJoin("up", ["a", "b"]), "up/a/b");
    for (const path of [
      "..",
      "../a",
      "a/../../b",
      "/a",
      "//a",
      "a\0b",
      "a\\..\\b",
      "c:x",
      "nul",
      "a/CON.txt/b",
      "com1 .x",
    ]) {
      assert.equal(safeJoin("up", path), undefined, path);
    }
    assert.equal(safeJoin("up", "a\\b", { platform: "posix" }), "up/a\\b");
  });

  it("becomes a plain file name", () => {
    const table = [
      ["../../x y.txt", "x_y.txt"],
      ["My cool movie.mov", "My_cool_movie.mov"],
      ["i contain cool ümläuts.txt", "i_contain_cool_umlauts.txt"],
      ["C:\\docs\\a.txt", "C_docs_a.txt"],
      [".htaccess", "htaccess"],
      ["con.txt", "_con.txt"],
      ["..", ""],
      ["名", ""],
    ] as const;
    for (const [name, plain] of table) assert.equal(secureFilename(name), plain);
    const long = secureFilename(`${"a".repeat(300)}.tar.gz`);
    assert.equal(long.length, 100);
    assert.match(long, /a\.gz$/);
    assert.equal(secureFilename("con.txt", { platform: "posix" }), "con.txt");
  });
});

describe("media types", () => {
  it("are found by ending, and text has a charset", () => {
    assert.equal(mediaTypeOf("a/b.min.CSS"), "text/css");
    assert.equal(mediaTypeOf("noending"), "application/octet-stream");
    assert.equal(mediaTypeOf("x.constructor"), "application/octet-stream");
    assert.equal(contentType("image/svg+xml"), "image/svg+xml; charset=utf-8");
    assert.equal(contentType("application/json"), "application/json");
  });
});

describe("Cache-Control", () => {
  it("is written from an object and read into directives", () => {
    assert.equal(
      formatCacheControl({ private: true, maxAge: 60, noStore: false, noCache: "set-cookie" }),
      "private, max-age=60, no-cache=set-cookie",
    );
    const read = CacheControl.parse('Max-Age=0, No-Store, private="a, b"');
    assert.equal(read.seconds("max-age"), 0);
    assert.equal(read.has("no-store"), true);
    assert.equal(read.get("private"), "a, b");
    assert.equal(read.seconds("private"), undefined);
    assert.equal(String(CacheControl.parse("no-cache")), "no-cache");
  });

  it("refuses what it cannot say", () => {
    assert.throws(() => formatCacheControl({ maxAge: -1 }), { code: "http.cache-control" });
    assert.throws(() => formatCacheControl({ maxage: 1 } as object), {
      code: "http.cache-control",
      mend: /maxAge/,
    });
  });
});

describe("a policy", () => {
  it("is written and read, and lets no directive in through a source", () => {
    const policy = {
      "default-src": "'self'",
      "img-src": ["'self'", "data:"],
      "upgrade-insecure-requests": true as const,
    };
    assert.equal(
      formatPolicy(policy),
      "default-src 'self'; img-src 'self' data:; upgrade-insecure-requests",
    );
    assert.deepEqual(
      { ...parsePolicy("default-src 'self'; img-src *; x") },
      { "default-src": "'self'", "img-src": "*" },
    );
    for (const source of ["x; script-src *", "a,b", "a\r\nb"])
      assert.throws(() => formatPolicy({ "img-src": source }), { code: "http.csp" });
    assert.throws(() => formatPolicy({ "a b": "c" }), { code: "http.csp" });
  });
});

describe("credentials", () => {
  it("are read", () => {
    assert.deepEqual(
      { ...parseAuthorization("Basic 5pmu6YCa6K+dOuS4reaWhw==")?.parameters },
      { username: "普通话", password: "中文" },
    );
    assert.equal(parseAuthorization("Bearer abc==")?.token, "abc==");
    assert.equal(parseAuthorization('Digest username="M", qop=auth')?.parameters.qop, "auth");
    for (const bad of ["", "Basic foo", "Basic /3Nlcjpw"])
      assert.equal(parseAuthorization(bad), undefined);
  });

  it("are written", () => {
    for (const header of [
      "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
      "Bearer abc",
      'Digest username=M, uri="/x y"',
    ]) {
      assert.equal(formatAuthorization(parseAuthorization(header)!), header);
    }
    assert.equal(
      formatChallenge({ type: "basic", parameters: { realm: "staff room" } }),
      'Basic realm="staff room"',
    );
    assert.equal(
      formatChallenge({ type: "digest", parameters: { realm: "r", algorithm: "MD5" } }),
      'Digest realm="r", algorithm=MD5',
    );
    assert.equal(formatChallenge({ type: "bearer" }), "Bearer");
    assert.equal(parseChallenge('Basic realm="a"')?.parameters.realm, "a");
  });
});

describe("the length of a body", () => {
  it("is a number, nothing for a stream, 0 for nonsense", () => {
    assert.deepEqual(
      [
        contentLength("12"),
        contentLength("12", "gzip, chunked"),
        contentLength(undefined),
        contentLength("-2"),
        contentLength("x"),
      ],
      [12, undefined, undefined, 0, 0],
    );
  });
});
