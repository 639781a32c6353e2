/** Dates, entity tags, ranges and conditional requests. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  checkPreconditions,
  isRangeCurrent,
  isResourceModified,
} from "../../src/http/conditional.ts";
import { formatAge, formatDate, parseAge, parseDate } from "../../src/http/dates.ts";
import { ETags, generateEtag, quoteEtag, unquoteEtag } from "../../src/http/etags.ts";
import {
  formatContentRange,
  formatIfRange,
  isByteRangeValid,
  parseContentRange,
  parseIfRange,
  parseRange,
  RangeRequest,
} from "../../src/http/ranges.ts";

const reader = (headers: Record<string, string>) => (name: string) => headers[name];
const moment = new Date(Date.UTC(1994, 10, 6, 8, 49, 37));

describe("a date in a header", () => {
  it("is read in the three forms of HTTP and the looser ones of mail", () => {
    const same = [
      "Sun, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
      "6 Nov 1994 10:49:37 +0200",
      "Sun, 06 Nov 1994 03:49:37 EST",
      "06 november 94 08.49.37",
    ];
    for (const text of same) assert.deepEqual(parseDate(text), moment, text);
  });

  it("is none where the calendar or the grammar has no such date", () => {
    for (const text of [
      "",
      "foo",
      "Thu, 33 Jan 1970 00:00:00 GMT",
      "Sun, 30 Feb 2020 00:00:00 GMT",
      "Sun, 06 Nov 1994 24:00:00 GMT",
      "Sun, 06 Xyz 1994 08:49:37 GMT",
    ]) {
      assert.equal(parseDate(text), undefined, text);
    }
  });

  it("is written in the one form", () => {
    assert.equal(formatDate(moment), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert.equal(formatDate(new Date(Date.UTC(999, 0, 1))), "Tue, 01 Jan 0999 00:00:00 GMT");
    assert.equal(formatDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  });
});

describe("an age", () => {
  it("is a whole number of seconds from 0 on", () => {
    assert.deepEqual(["10", " 5 ", "0", "-1", "1e3", "x", "", "9".repeat(30)].map(parseAge), [
      10,
      5,
      0,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    assert.equal(formatAge(3.7), "3");
    assert.throws(() => formatAge(-1), RangeError);
  });
});

describe("entity tags", () => {
  it("are quoted, and refuse what cannot be", () => {
    assert.equal(quoteEtag("a"), '"a"');
    assert.equal(quoteEtag("a", { weak: true }), 'W/"a"');
    for (const bad of ['"', "a\r\nb", "\0", "\u0100"])
      assert.throws(() => quoteEtag(bad), { code: "http.etag" });
    assert.deepEqual(unquoteEtag(' W/"a"'), { value: "a", weak: true });
    assert.equal(unquoteEtag(""), undefined);
  });

  it("are found among strong and weak ones", () => {
    const tags = ETags.parse('"foo", "a,b", W/"baz", bare');
    assert.deepEqual([...tags.strong], ["foo", "a,b", "bare"]);
    assert.deepEqual(
      [tags.has("baz"), tags.hasWeak("baz"), tags.hasRaw('W/"baz"'), tags.hasRaw('"baz"')],
      [false, true, true, false],
    );
    assert.equal(String(tags), '"foo", "a,b", "bare", W/"baz"');
    assert.equal(ETags.parse("*").has("anything"), true);
    assert.equal(ETags.parse("").isEmpty, true);
  });

  it("are read in a moment however the header is built", () => {
    const start = performance.now();
    for (const piece of ['"', " ", '"a,', "W/", '",', "x ", ' "\t'])
      ETags.parse(piece.repeat(100_000));
    assert.ok(performance.now() - start < 2000);
  });

  it("differ where the bodies differ", () => {
    assert.match(generateEtag("a"), /^[\w-]{27}$/);
    assert.notEqual(generateEtag("a"), generateEtag("b"));
    assert.equal(generateEtag("a"), generateEtag(new TextEncoder().encode("a")));
  });
});

describe("a Range header", () => {
  it("gives the bytes of a body, or none that it has", () => {
    const table: [string, number, [number, number] | undefined][] = [
      ["bytes=0-9", 100, [0, 10]],
      ["bytes=90-200", 100, [90, 100]],
      ["bytes=50-", 100, [50, 100]],
      ["bytes=-10", 100, [90, 100]],
      ["bytes=-1000", 100, [0, 100]],
      ["bytes=-0", 100, undefined],
      ["bytes=100-", 100, undefined],
      ["bytes=0-", 0, undefined],
      ["bytes=0-1,3-4", 100, undefined],
      ["lines=0-1", 100, undefined],
    ];
    for (const [header, length, span] of table)
      assert.deepEqual(parseRange(header)?.forLength(length), span, header);
    assert.equal(parseRange("bytes=0-9")?.contentRange(100), "bytes 0-9/100");
  });

  it("is ignored as a whole when part of it is broken or out of order", () => {
    for (const header of [
      "",
      "bytes",
      "bytes=",
      "bytes=-",
      "bytes=a-b",
      "bytes=5-3",
      "bytes=0-1,x",
      "bytes=5-6,0-1",
      "bytes=-5,3-4",
      "bytes=+1-2",
    ]) {
      assert.equal(parseRange(header), undefined, header);
    }
  });

  it("comes back as it was written", () => {
    for (const header of ["bytes=0-9", "bytes=5-", "bytes=-5", "bytes=0-0,2-3,-1"])
      assert.equal(String(parseRange(header)), header);
    assert.throws(() => new RangeRequest("bytes", [[5, 3]]), RangeError);
  });
});

describe("Content-Range and If-Range", () => {
  it("are read and written", () => {
    for (const header of ["bytes 0-98/*", "bytes 0-99/100", "bytes */100"]) {
      assert.equal(formatContentRange(parseContentRange(header)!), header);
    }
    for (const header of [
      "",
      "bytes",
      "bytes 0-98/x",
      "bytes */-1",
      "bytes 5-3/10",
      "bytes 10-11/5",
    ]) {
      assert.equal(parseContentRange(header), undefined, header);
    }
    assert.throws(
      () => formatContentRange({ units: "bytes", start: 5, stop: 3, length: 1 }),
      RangeError,
    );
    assert.deepEqual(parseIfRange('"a"'), { etag: "a" });
    assert.deepEqual(parseIfRange('W/"a"'), {});
    assert.equal(formatIfRange(parseIfRange(formatDate(moment))), formatDate(moment));
    assert.equal(isByteRangeValid(0, null, 5), false);
  });
});

describe("preconditions", () => {
  const current = { etag: '"v2"', lastModified: moment };
  const before = "Sun, 06 Nov 1994 08:49:36 GMT";
  const same = formatDate(moment);
  const table: [string, string, Record<string, string>, string][] = [
    ["a plain read", "GET", {}, "proceed"],
    ["a read of what it has", "GET", { "if-none-match": '"v1", W/"v2"' }, "not-modified"],
    ["a HEAD of what it has", "HEAD", { "if-none-match": '"v2"' }, "not-modified"],
    ["a read of something newer", "GET", { "if-none-match": '"v1"' }, "proceed"],
    [
      "a tag that beats a date",
      "GET",
      { "if-none-match": '"v1"', "if-modified-since": same },
      "proceed",
    ],
    ["a read since then", "GET", { "if-modified-since": same }, "not-modified"],
    ["a read since before", "GET", { "if-modified-since": before }, "proceed"],
    ["a date on a write", "POST", { "if-modified-since": same }, "proceed"],
    ["a write only if absent", "PUT", { "if-none-match": "*" }, "failed"],
    ["a write on the known version", "PUT", { "if-match": '"v2"' }, "proceed"],
    ["a write on an old version", "PUT", { "if-match": '"v1"' }, "failed"],
    ["a write on a weak tag", "PUT", { "if-match": 'W/"v2"' }, "failed"],
    ["a write on any version", "PUT", { "if-match": "*" }, "proceed"],
    ["a write unless changed", "PUT", { "if-unmodified-since": same }, "proceed"],
    ["a write when it was changed", "PUT", { "if-unmodified-since": before }, "failed"],
  ];
  for (const [situation, method, headers, result] of table) {
    it(`say "${result}" for ${situation}`, () => {
      assert.equal(checkPreconditions(method, reader(headers), current), result);
    });
  }

  it("honour a range of the current version only", () => {
    assert.equal(isRangeCurrent(reader({}), current), true);
    assert.equal(isRangeCurrent(reader({ "if-range": '"v2"' }), current), true);
    assert.equal(isRangeCurrent(reader({ "if-range": '"v1"' }), current), false);
    assert.equal(isRangeCurrent(reader({ "if-range": 'W/"v2"' }), { etag: 'W/"v2"' }), false);
    assert.equal(isRangeCurrent(reader({ "if-range": same }), current), true);
    assert.equal(isRangeCurrent(reader({ "if-range": before }), current), false);
  });

  it("have Werkzeug's one answer too", () => {
    assert.equal(isResourceModified(reader({ "if-none-match": '"v2"' }), current), false);
    assert.equal(isResourceModified(reader({ "if-match": '"v1"' }), current), false);
    assert.equal(isResourceModified(reader({}), current), true);
    assert.equal(
      isResourceModified(reader({ range: "bytes=0-", "if-range": '"v2"' }), {
        ...current,
        useIfRange: true,
      }),
      false,
    );
    assert.throws(() => isResourceModified(reader({}), { etag: "a", body: "b" }), TypeError);
  });
});
