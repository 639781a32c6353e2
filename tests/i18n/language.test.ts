/** A language: its texts with their plurals and contexts, the languages that stand in for it, and what is written and read in it. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  canonicalLocale,
  Catalog,
  isRightToLeft,
  isTimeZone,
  matchLocale,
  nativeName,
  parsePo,
  Translations,
} from "flagon/i18n";

const POLISH = parsePo(`msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Hello {name}"
msgstr "Cześć {name}"

msgctxt "month"
msgid "May"
msgstr "maj"

msgctxt "verb"
msgid "May"
msgstr "może"

msgid "{count} file of {name}"
msgid_plural "{count} files of {name}"
msgstr[0] "{count} plik: {name}"
msgstr[1] "{count} pliki: {name}"
msgstr[2] "{count} plików: {name}"
`);

/** A source with a few texts for each language. */
function source(texts: Record<string, Record<string, string>>) {
  return {
    catalog: (locale: string) =>
      texts[locale] && new Catalog(new Map(Object.entries(texts[locale]))),
  };
}

describe("a language", () => {
  const polish = new Translations({
    sources: [{ catalog: (tag) => (tag === "pl" ? Catalog.fromPo(POLISH) : undefined) }],
  }).language("pl");

  it("gives the form that a count asks for", () => {
    const shown = [1, 2, 5].map((count) =>
      polish.ngettext("{count} file of {name}", "{count} files of {name}", count, { name: "Ada" }),
    );
    assert.deepEqual(shown, ["1 plik: Ada", "2 pliki: Ada", "5 plików: Ada"]);
  });

  it("keeps homonyms apart by their contexts", () => {
    const shown = [
      polish.pgettext("month", "May"),
      polish.pgettext("verb", "May"),
      polish.gettext("May"),
    ];
    assert.deepEqual(shown, ["maj", "może", "May"]);
  });

  it("fills in values where they are given, and leaves the text alone otherwise", () => {
    assert.equal(polish.gettext("Hello {name}", { name: "Ada" }), "Cześć Ada");
    assert.equal(polish.gettext("Hello {name}"), "Cześć {name}");
    assert.equal(polish.gettext("{{a}} {b}", { b: 1 } as never), "{a} 1");
    // @ts-expect-error -- the text has no place of that name
    polish.gettext("Hello {name}", { nmae: "Ada" });
  });

  it("gives the texts themselves where it has none", () => {
    assert.equal(polish.ngettext("{count} cat", "{count} cats", 1), "1 cat");
    assert.equal(polish.npgettext("zoo", "{count} cat", "{count} cats", 2), "2 cats");
  });
});

describe("where a text is looked for", () => {
  it("is the language, the wider one, the default one, and the sources in their order in each", () => {
    const project = source({ "pt-BR": { a: "project pt-BR" }, pt: { b: "project pt" } });
    const shipped = source({
      "pt-BR": { a: "shipped pt-BR", b: "shipped pt-BR" },
      de: { a: "shipped de", c: "shipped de" },
    });
    const { gettext } = bound(
      new Translations({ sources: [project, shipped], defaultLocale: "de" }).language("pt_BR"),
    );
    assert.deepEqual(["a", "b", "c", "d"].map(gettext), [
      "project pt-BR",
      "shipped pt-BR",
      "shipped de",
      "d",
    ]);
  });

  it("ends at the language that the texts are written in", () => {
    const translations = new Translations({
      sources: [source({ de: { a: "ein", color: "Farbe" }, "en-GB": { color: "colour" } })],
      defaultLocale: "de",
    });
    const { gettext } = bound(translations.language("en-GB"));
    assert.deepEqual(["a", "color"].map(gettext), ["a", "colour"]);
  });

  function bound(language: { gettext(text: string): string }) {
    return { gettext: (text: string) => language.gettext(text) };
  }
});

describe("a language tag", () => {
  it("is spelt as BCP 47 has it", () => {
    const tags = ["pt_br", "zh-hans_cn", "de_DE.UTF-8", "ca@valencia", "EN"].map(canonicalLocale);
    assert.deepEqual(tags, ["pt-BR", "zh-Hans-CN", "de-DE", "ca", "en"]);
  });

  it("is refused when it is none", () => {
    for (const tag of ["", "x", "../../etc/passwd", "de/..", "a".repeat(100), "__proto__"]) {
      assert.throws(() => canonicalLocale(tag), { code: "i18n.locale" }, tag);
    }
  });

  it("is served by the nearest one in the same script", () => {
    const offered = ["en", "de", "pt-BR", "zh-Hans"];
    const wanted = ["de-AT", "pt", "en-GB", "zh", "zh-CN", "zh-TW", "sr", "fr", "no tag"];
    assert.deepEqual(
      wanted.map((tag) => matchLocale(tag, offered)),
      ["de", "pt-BR", "en", "zh-Hans", "zh-Hans", undefined, undefined, undefined, undefined],
    );
  });

  it("says which way the language is written, and its name in itself", () => {
    assert.deepEqual(["ar", "he", "fa", "ur-PK", "de", "az", "uz-Arab"].map(isRightToLeft), [
      true,
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
    assert.equal(nativeName("de"), "Deutsch");
    assert.equal(new Translations().language("ar").direction, "rtl");
  });
});

describe("numbers and dates in a language", () => {
  const translations = new Translations({ timeZone: "Europe/Berlin" });
  const instant = new Date("2026-11-20T13:30:00Z");
  const LOCALES =
    "de en en-GB en-IN fr es it pt-BR pl ja zh-Hans ar ar-EG fa hi tr ru uk cs nl ko th fi hu lt he bn de-CH sv bg hr".split(
      " ",
    );

  it("are written as the language has them", () => {
    const german = translations.language("de");
    const english = translations.language("en");
    const shown = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");
    assert.equal(german.formatNumber(1234.5), "1.234,5");
    assert.equal(shown(german.formatCurrency(9.5, "EUR")), "9,50 €");
    assert.equal(shown(german.formatPercent(0.25)), "25 %");
    assert.equal(german.formatDate(instant), "20.11.2026");
    assert.equal(german.formatDate(instant, "long"), "20. November 2026");
    assert.equal(german.formatTime(instant), "14:30");
    assert.equal(german.formatDateTime(instant), "20.11.2026, 14:30");
    assert.equal(shown(english.formatDateTime(instant)), "Nov 20, 2026, 2:30 PM");
    assert.equal(german.formatList(["Ada", "Bob", "Cem"]), "Ada, Bob und Cem");
  });

  it("are read back as they were written", () => {
    for (const locale of LOCALES) {
      const language = translations.language(locale);
      for (const number of [1234.5, -1234567.25, 0.5, 12, 1000]) {
        assert.equal(language.parseNumber(language.formatNumber(number)), number, locale);
      }
      for (const style of ["short", "medium", "long", "full"] as const) {
        assert.equal(language.parseDate(language.formatDate(instant, style)), "2026-11-20", locale);
      }
      assert.equal(language.parseTime(language.formatTime(instant)), "14:30:00", locale);
      const both = language.formatDateTime(instant);
      assert.equal(language.parseDateTime(both)?.getTime(), instant.getTime(), both);
    }
  });

  it("are read as people type them", () => {
    const german = translations.language("de");
    const english = translations.language("en");
    const numbers = ["1234,5", "1.234,5", "1 234,5", "1,5", "1.5", "1.234", "+3", "-,5", "007"];
    assert.deepEqual(
      numbers.map((text) => german.parseNumber(text)),
      [1234.5, 1234.5, 1234.5, 1.5, 1.5, 1234, 3, -0.5, 7],
    );
    assert.equal(german.parseDecimal("12345678901234567890,10"), "12345678901234567890.10");
    const dates = [
      "1.2.2026",
      "01.02.26",
      "1 2 2026",
      "2026-02-01",
      "1. Feb 2026",
      "1. februar 2026",
    ];
    for (const text of dates) assert.equal(german.parseDate(text), "2026-02-01", text);
    assert.equal(english.parseDate("2/1/2026"), "2026-02-01");
    assert.equal(english.parseTime("2:05 pm"), "14:05:00");
    assert.equal(english.parseTime("12 AM"), "00:00:00");
  });

  it("are not guessed at", () => {
    const german = translations.language("de");
    const numbers = [
      "",
      " ",
      "abc",
      "1,2,3",
      "1.2.3",
      "12.34.567",
      "1e5",
      "0x10",
      "--1",
      "1-",
      "Infinity",
      "9".repeat(1000),
    ];
    for (const text of numbers) assert.equal(german.parseNumber(text), undefined, text);
    const dates = [
      "",
      "30.02.2026",
      "1.13.2026",
      "1.2",
      "1.2.3.4",
      "1 Foo 2026",
      "1.2.202",
      "x".repeat(99),
    ];
    for (const text of dates) assert.equal(german.parseDate(text), undefined, text);
    for (const text of ["", "24:00", "12:60", "7", "1:2", "13:00 pm"]) {
      assert.equal(translations.language("en").parseTime(text), undefined, text);
    }
  });

  it("are written of civil dates as well, where the platform has Temporal", (test) => {
    if (!("Temporal" in globalThis)) return test.skip("this Node has no Temporal");
    const german = translations.language("de").withTimeZone("Asia/Tokyo");
    assert.equal(german.formatDate(Temporal.PlainDate.from("2026-11-20")), "20.11.2026");
    assert.equal(german.formatTime(Temporal.PlainTime.from("14:30")), "14:30");
    const zoned = Temporal.ZonedDateTime.from("2026-11-20T14:30[Europe/Berlin]");
    assert.equal(german.formatDateTime(zoned), "20.11.2026, 22:30");
  });

  it("say how long ago something was", () => {
    const german = translations.language("de");
    const ago = (ms: number) => german.formatRelative(instant.getTime() - ms, { now: instant });
    const HOUR = 3_600_000;
    assert.deepEqual(
      [0, 30_000, 90_000, 3 * HOUR, 24 * HOUR, 20 * 24 * HOUR, 400 * 24 * HOUR, -2 * 24 * HOUR].map(
        ago,
      ),
      [
        "jetzt",
        "vor 30 Sekunden",
        "vor 2 Minuten",
        "vor 3 Stunden",
        "gestern",
        "vor 3 Wochen",
        "letztes Jahr",
        "übermorgen",
      ],
    );
  });
});

describe("a time zone", () => {
  const translations = new Translations();

  it("shows one instant to each visitor in their own time", () => {
    const instant = new Date("2026-07-01T22:30:00Z");
    const times = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"].map((zone) =>
      translations.language("de").withTimeZone(zone).formatDateTime(instant),
    );
    assert.deepEqual(times, ["02.07.2026, 00:30", "01.07.2026, 18:30", "02.07.2026, 04:15"]);
  });

  it("tells the instant that a clock means, also when the clock is put back or forward", () => {
    const berlin = translations.language("de").withTimeZone("Europe/Berlin");
    const at = (text: string, way?: "earlier" | "later" | "reject") =>
      berlin.parseDateTime(text, way)?.toISOString();
    assert.equal(at("01.07.2026 12:00"), "2026-07-01T10:00:00.000Z");
    assert.equal(at("25.10.2026 02:30"), "2026-10-25T00:30:00.000Z");
    assert.equal(at("25.10.2026 02:30", "later"), "2026-10-25T01:30:00.000Z");
    assert.equal(at("25.10.2026 02:30", "reject"), undefined);
    assert.equal(at("29.03.2026 02:30"), "2026-03-29T01:30:00.000Z");
    assert.equal(at("29.03.2026 02:30", "earlier"), "2026-03-29T00:30:00.000Z");
    assert.equal(at("29.03.2026 02:30", "reject"), undefined);
  });

  it("goes there and back for every hour of a year", () => {
    for (const zone of ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]) {
      const language = translations.language("en").withTimeZone(zone);
      for (let hour = 0; hour < 366 * 24; hour += 1) {
        const instant = new Date(Date.UTC(2026, 0, 1, hour, 15));
        const local = language.localTimeOf(instant);
        const back = [language.instantOf(local, "earlier"), language.instantOf(local, "later")];
        assert.ok(
          back.some((one) => one?.getTime() === instant.getTime()),
          `${zone} ${hour}`,
        );
      }
    }
  });

  it("is refused when there is none of its name", () => {
    assert.equal(isTimeZone("Europe/Berlin"), true);
    assert.equal(isTimeZone("Europe/Atlantis"), false);
    const language = translations.language("en");
    assert.throws(() => language.withTimeZone("Mars/Base"), { code: "i18n.time-zone" });
  });
});
