/** What a client accepts, and what it is given. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Accept, CharsetAccept, LanguageAccept, MediaAccept } from "../../src/http/accept.ts";

describe("an Accept header", () => {
  it("has the most specific first, then the best", () => {
    const accept = MediaAccept.parse("text/*, text/html;q=0.9, image/png, */*;q=0.5");
    assert.deepEqual(
      accept.items.map(([value]) => value),
      ["image/png", "text/html", "text/*", "*/*"],
    );
    assert.equal(accept.quality("text/html"), 0.9);
    assert.equal(accept.quality("text/plain"), 1);
    assert.equal(accept.quality("foo/bar"), 0.5);
  });

  it("picks by quality, then by how specific it was, then by the order of the offers", () => {
    assert.equal(
      MediaAccept.parse("text/html;q=.5,application/json").bestMatch([
        "text/html",
        "application/json",
      ]),
      "application/json",
    );
    assert.equal(
      MediaAccept.parse("text/html;q=0.5,application/json").bestMatch([
        "text/html",
        "application/json",
      ]),
      "application/json",
    );
    assert.equal(
      MediaAccept.parse("*/*").bestMatch(["text/html", "application/json"]),
      "text/html",
    );
    assert.equal(
      MediaAccept.parse("*/*, application/json").bestMatch(["text/html", "application/json"]),
      "application/json",
    );
    assert.equal(MediaAccept.parse("text/html;q=0").bestMatch(["text/html"]), undefined);
    assert.equal(MediaAccept.parse("").bestMatch(["text/html"]), undefined);
  });

  it("compares parameters in any order", () => {
    const accept = MediaAccept.parse("application/foo;quiet=no; bar=baz;q=0.6");
    assert.equal(accept.quality("application/foo; bar=baz;quiet=no"), 0.6);
    assert.equal(accept.has("application/foo"), false);
  });

  it("skips a quality that is no number from 0 to 1", () => {
    assert.deepEqual(Accept.parse("a;q=1.5, b;q=-1, c;q=x, d;q=0.2").items, [["d", 0.2]]);
  });

  it("says whether HTML or JSON will do, and refuses an offer that is no media type", () => {
    assert.deepEqual(
      [MediaAccept.parse("application/xml").html, MediaAccept.parse("text/*").json],
      [true, false],
    );
    assert.throws(() => MediaAccept.parse("text/html").quality("html"), TypeError);
  });

  it("comes back as text", () => {
    assert.equal(String(Accept.parse("br;q=0.5, gzip")), "gzip,br;q=0.5");
    assert.equal(Accept.parse("br;q=0.5, gzip").best, "gzip");
  });
});

describe("an Accept-Language header", () => {
  it("takes de_AT for de-at, and falls back between a language and its regions", () => {
    const accept = LanguageAccept.parse("de-AT, en;q=0.5");
    assert.equal(accept.quality("de_at"), 1);
    assert.equal(accept.bestMatch(["en", "de"]), "en");
    assert.equal(LanguageAccept.parse("de-AT").bestMatch(["en", "de"]), "de");
    assert.equal(LanguageAccept.parse("de").bestMatch(["en-US", "de-CH"]), "de-CH");
    assert.equal(LanguageAccept.parse("fr").bestMatch(["en", "de"]), undefined);
  });

  it("obeys the qualities", () => {
    assert.equal(LanguageAccept.parse("de;q=0.3,en;q=0.7").bestMatch(["de", "en"]), "en");
  });
});

describe("Accept-Charset and Accept-Encoding headers", () => {
  it("know spellings and the star", () => {
    assert.equal(CharsetAccept.parse("ISO-8859-1, utf-8;q=0.7").quality("UTF8"), 0.7);
    assert.equal(CharsetAccept.parse("latin1").has("iso-8859-1"), true);
    assert.equal(Accept.parse("gzip;q=0, *;q=0.1").quality("br"), 0.1);
    assert.equal(Accept.parse("gzip;q=0, *;q=0.1").bestMatch(["gzip"]), undefined);
  });
});
