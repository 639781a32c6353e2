/** The filters on dates beyond what Django's table covers: other languages, zones, values of other kinds, bad input. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Environment, type Localization } from "flagon/templates";
import { freezeTime } from "flagon/testing";

const NOW = "2026-11-20T12:00:00Z";

function render(
  text: string,
  names: Record<string, unknown> = {},
  here: Partial<Localization> = {},
): string {
  const english = new Environment().localization();
  const environment = new Environment({ localization: () => ({ ...english, ...here }) });
  const clock = freezeTime(NOW);
  try {
    return environment.renderString(text, names);
  } finally {
    clock.restore();
  }
}

const ago = (seconds: number): Date => new Date(Date.parse(NOW) - seconds * 1000);

describe("naturaltime", () => {
  const table: [seconds: number, english: string, german: string][] = [
    [0, "now", "jetzt"],
    [1, "a second ago", "vor 1 Sekunde"],
    [30, "30\u00a0seconds ago", "vor 30 Sekunden"],
    [90, "a minute ago", "vor 1 Minute"],
    [7200, "2\u00a0hours ago", "vor 2 Stunden"],
    [86_400 + 7200, "1\u00a0day, 2\u00a0hours ago", "vor 1 Tag"],
    [-30, "30\u00a0seconds from now", "in 30 Sekunden"],
    [-86_400 * 40, "1\u00a0month, 1\u00a0week from now", "in 1 Monat"],
  ];
  it("tells a moment seen from now, in English and in German", () => {
    for (const [seconds, english, german] of table) {
      assert.equal(render("{{ when|naturaltime }}", { when: ago(seconds) }), english);
      assert.equal(
        render("{{ when|naturaltime }}", { when: ago(seconds) }, { locale: "de" }),
        german,
      );
    }
  });
});

describe("naturalday", () => {
  it("names the days beside today and formats the others", () => {
    const day = (offset: number, locale = "en"): string =>
      render("{{ when|naturalday('j F') }}", { when: ago(offset * 86_400) }, { locale });
    assert.deepEqual(
      [day(0), day(1), day(-1), day(3)],
      ["today", "yesterday", "tomorrow", "17 November"],
    );
    assert.deepEqual([day(0, "de"), day(1, "de"), day(-1, "de")], ["heute", "gestern", "morgen"]);
  });

  it("goes by the day of the page's zone", () => {
    const late = new Date("2026-11-20T23:30:00Z");
    assert.equal(render("{{ late|naturalday }}", { late }), "today");
    assert.equal(render("{{ late|naturalday }}", { late }, { timeZone: "Asia/Tokyo" }), "tomorrow");
  });
});

describe("the filters on dates", () => {
  it("show one instant in the zone of each page", () => {
    const when = new Date("2026-07-01T22:30:00Z");
    assert.equal(render("{{ when|date('Y-m-d H:i') }}", { when }), "2026-07-01 22:30");
    assert.equal(
      render("{{ when|date('Y-m-d H:i') }}", { when }, { timeZone: "Europe/Berlin" }),
      "2026-07-02 00:30",
    );
  });

  it("put an instant into a zone that the template names", () => {
    const when = new Date("2026-01-01T12:00:00Z");
    assert.equal(
      render("{{ when|timezone('America/New_York')|date('H:i T') }}", { when }),
      "07:00 EST",
    );
    assert.equal(
      render("{{ '2026-01-01 12:00'|utc|date('H:i') }}", {}, { timeZone: "Europe/Berlin" }),
      "11:00",
    );
    assert.equal(
      render("{{ when|localtime }}", { when }, { timeZone: "Asia/Kolkata" }),
      "2026-01-01 17:30:00+05:30",
    );
  });

  it("read civil dates, ISO texts and Temporal's values", () => {
    const plain = { [Symbol.toStringTag]: "Temporal.PlainDate", year: 2026, month: 2, day: 3 };
    assert.equal(
      render("{{ '2026-02-03'|date('D j') }} {{ plain|date('D j') }}", { plain }),
      "Tue 3 Tue 3",
    );
    assert.equal(render("{{ '9:05'|time('H:i') }}"), "09:05");
    const zoned = {
      [Symbol.toStringTag]: "Temporal.ZonedDateTime",
      epochMilliseconds: 0,
      timeZoneId: "Asia/Tokyo",
    };
    assert.equal(render("{{ zoned|date('Y-m-d H:i') }}", { zoned }), "1970-01-01 09:00");
  });

  it("count months by the calendar, whatever the clocks did meanwhile", () => {
    const names = { from: new Date("2026-01-15T09:00:00Z"), to: new Date("2026-07-15T08:00:00Z") };
    const text = "{{ from|timesince(to) }}";
    assert.equal(render(text, names, { timeZone: "Europe/Berlin" }), "6\u00a0months");
    assert.equal(render(text, names), "5\u00a0months, 4\u00a0weeks");
  });

  it("say what they cannot format", () => {
    const error = (text: string): string => {
      try {
        return render(text);
      } catch (thrown) {
        return (thrown as Error).message.split("\n")[0]!;
      }
    };
    assert.match(error("{{ 'soon'|date }}"), /"soon" is no date or time/);
    assert.match(error("{{ 12|date }}"), /not a value of type int/);
    assert.match(
      error("{{ '9:05'|date('Y') }}"),
      /is a time of day, and "Y" of the format asks for a date/,
    );
    assert.match(error("{{ '2026-01-01'|timezone('Mars/Base') }}"), /no time zone "Mars\/Base"/);
  });

  it("print a Date as Python does, and the present by now()", () => {
    assert.equal(
      render("{{ d }}", { d: new Date("2026-01-31T09:05:00Z") }),
      "2026-01-31 09:05:00+00:00",
    );
    assert.equal(
      render("{{ now('Y-m-d H:i') }}", {}, { timeZone: "Asia/Tokyo" }),
      "2026-11-20 21:00",
    );
    assert.equal(render("{{ now() }}"), "Nov. 20, 2026, noon");
  });
});

describe("the filters on numbers", () => {
  it("write in the language of the page", () => {
    const german = (text: string): string => render(text, {}, { locale: "de" });
    assert.equal(german("{{ 1234567|intcomma }} {{ 1234.56|floatformat(1) }}"), "1.234.567 1234,6");
    assert.equal(german("{{ 1200000|intword }} {{ 3|ordinal }}"), "1,2 Millionen 3.");
    assert.equal(render("{{ 1|ordinal }} {{ 2|ordinal }}", {}, { locale: "fr" }), "1er 2e");
  });

  it("keep digits that a float would lose", () => {
    const names = { big: 123456789012345678901234567890n, text: "0.1000000000000000000001" };
    assert.equal(render("{{ big|intcomma }}", names), "123,456,789,012,345,678,901,234,567,890");
    assert.equal(render("{{ text|floatformat(22) }}", names), "0.1000000000000000000001");
  });

  it("refuse places that make no sense", () => {
    assert.throws(() => render("{{ 1|floatformat('x') }}"), { code: "templates.filter-argument" });
    assert.throws(() => render("{{ 1|floatformat(1000000) }}"), {
      code: "templates.filter-argument",
    });
  });
});

describe("values of Temporal", () => {
  class PlainDay {
    readonly day: number;
    constructor(day: number) {
      this.day = day;
    }
    static compare(left: PlainDay, right: PlainDay): number {
      return left.day - right.day;
    }
    get [Symbol.toStringTag](): string {
      return "Temporal.PlainDate";
    }
    equals(other: PlainDay): boolean {
      return this.day === other.day;
    }
    toString(): string {
      return `day ${this.day}`;
    }
    valueOf(): never {
      throw new TypeError("no value");
    }
  }

  it("are compared, sorted and found by their own order", () => {
    const names = { a: new PlainDay(1), b: new PlainDay(2), same: new PlainDay(1) };
    assert.equal(
      render("{{ a < b }} {{ a >= b }} {{ a == same }} {{ a != b }} {{ same in [b, a] }}", names),
      "True False True True True",
    );
    assert.equal(
      render("{{ [b, a]|sort|join(', ') }}; {{ [a, b]|max }}", names),
      "day 1, day 2; day 2",
    );
  });

  it("have no order among different kinds", () => {
    assert.throws(() => render("{{ a < 1 }}", { a: new PlainDay(1) }), { code: "templates.type" });
  });
});
