/** The helpers beside the results of Django 5.2 on the same values. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { constantTimeEqual, randomString, saltedHmac } from "../../src/base/crypto.ts";
import {
  formatDate,
  formatTime,
  parseDate,
  parseDateTime,
  parseTime,
  toInstant,
} from "../../src/base/dates.ts";
import { formatDuration, formatIsoDuration, parseDuration } from "../../src/base/durations.ts";
import { escapeJs } from "../../src/base/safe-html.ts";
import {
  camelCaseToSpaces,
  capitalizeFirst,
  listInText,
  normalizeNewlines,
  phoneToDigits,
  slugify,
  splitQuoted,
  truncateCharacters,
  truncateWords,
  unquote,
  wrapText,
} from "../../src/base/text.ts";

type Row = [string, ...never[]];

/** Recorded by running Django's helpers; the values are our own. */
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures", "django-helpers.json"), "utf8"),
) as Record<string, Row[]>;

/** Gives our results in the shape of the recorded rows. */
const OURS: Record<string, (...row: never[]) => unknown[]> = {
  slug: (text: string) => [text, slugify(text), slugify(text, { unicode: true })],
  chars: (text: string, count: number) => [
    text,
    count,
    truncateCharacters(text, count),
    truncateCharacters(text, count, { ellipsis: "..." }),
  ],
  words: (text: string, count: number) => [
    text,
    count,
    truncateWords(text, count),
    truncateWords(text, count, { ellipsis: " [more]" }),
  ],
  cap: (text: string) => [text, capitalizeFirst(text)],
  list: (items: string[]) => [items, listInText(items), listInText(items, "and")],
  nl: (text: string) => [text, normalizeNewlines(text)],
  camel: (text: string) => [text, camelCaseToSpaces(text)],
  split: (text: string) => [text, splitQuoted(text)],
  unq: (text: string) => [text, unquote(text)],
  wrap: (text: string, width: number) => [text, width, wrapText(text, width)],
  phone: (text: string) => [text, phoneToDigits(text)],
  escapejs: (text: string) => [text, escapeJs(text)],
  date: (text: string) => {
    const date = parseDate(text);
    return [text, date === undefined ? null : formatDate(date)];
  },
  time: (text: string) => {
    const time = parseTime(text);
    return [text, time === undefined ? null : Object.values(time)];
  },
  dt: (text: string) => {
    const civil = parseDateTime(text);
    if (civil === undefined) return [text, null];
    return [text, [`${formatDate(civil)}T${formatTime(civil)}`, civil.offsetMinutes ?? null]];
  },
  dur: (text: string) => {
    const milliseconds = parseDuration(text);
    return [text, milliseconds === undefined ? false : timedelta(milliseconds)];
  },
  fmt: (days: number, seconds: number, microseconds: number) => {
    const milliseconds = days * 86_400_000 + seconds * 1000 + microseconds / 1000;
    return [
      days,
      seconds,
      microseconds,
      formatDuration(milliseconds),
      formatIsoDuration(milliseconds),
    ];
  },
  mac: (salt: string, value: string, secret: string, _hex: string, algorithm: "sha1") => [
    salt,
    value,
    secret,
    saltedHmac(value, { salt, secret, algorithm }).toString("hex"),
    algorithm,
  ],
};

/** Where Flagon answers otherwise, and why. */
const DIFFERENT: Record<string, string> = {
  "time 09:05Z": "an offset without a date means nothing, so it is not dropped in silence",
  "dt 2026-01-31t14:30z": "RFC 3339 section 5.6 allows small letters",
  "dur ": "nothing is not zero",
  "dur P": "ISO 8601 wants at least one part",
  "dur PT": "ISO 8601 wants at least one part",
};

/** Days, seconds and microseconds, the last two never below zero. */
function timedelta(milliseconds: number): number[] {
  const total = Math.round(milliseconds * 1000);
  const days = Math.floor(total / 86_400_000_000);
  const rest = total - days * 86_400_000_000;
  return [days, Math.floor(rest / 1_000_000), rest % 1_000_000];
}

describe("the results of Django's helpers", () => {
  for (const [name, rows] of Object.entries(recorded)) {
    it(`are given for ${rows.length} calls: ${name}`, () => {
      for (const row of rows.filter(([first]) => DIFFERENT[`${name} ${first}`] === undefined)) {
        assert.deepEqual(OURS[name]!(...(row as unknown as never[])), row);
      }
    });
  }
});

describe("instants", () => {
  it("come from the offset that is written, or the one that is given", () => {
    const instant = (text: string, options = {}) =>
      toInstant(parseDateTime(text)!, options).toJSON();
    assert.equal(instant("2026-01-31T14:30:15.123+01:00"), "2026-01-31T13:30:15.123Z");
    assert.equal(instant("2026-01-31 14:30"), "2026-01-31T14:30:00.000Z");
    assert.equal(
      instant("2026-01-31 14:30", { defaultOffsetMinutes: -60 }),
      "2026-01-31T15:30:00.000Z",
    );
    assert.equal(instant("0050-01-31 14:30"), "0050-01-31T14:30:00.000Z");
  });
});

describe("durations with units", () => {
  const table: [string, number | undefined][] = [
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["500ms", 500],
    ["2w", 1_209_600_000],
    ["-3d", -259_200_000],
    ["250us", 0.25],
    ["5 m", undefined],
    ["5M", undefined],
    ["m", undefined],
    ["1.m", undefined],
  ];
  for (const [text, milliseconds] of table) {
    it(`read ${text} as ${milliseconds}`, () => assert.equal(parseDuration(text), milliseconds));
  }
});

describe("random text", () => {
  it("has its length and its characters, and never comes twice", () => {
    const texts = Array.from({ length: 200 }, () => randomString(22));
    assert.equal(new Set(texts).size, 200);
    assert.ok(texts.every((text) => /^[a-zA-Z0-9]{22}$/.test(text)));
    assert.match(randomString(300, "ab"), /^(?=.*a)(?=.*b)[ab]{300}$/);
    assert.equal(randomString(0), "");
  });

  it("is spread evenly over its characters", () => {
    const counts = new Map<string, number>();
    for (const character of randomString(62_000)) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    assert.equal(counts.size, 62);
    assert.ok([...counts.values()].every((count) => count > 800 && count < 1200));
  });

  it("needs something to choose from", () => {
    assert.throws(() => randomString(3, "a"), { code: "crypto.alphabet" });
  });
});

describe("comparing secrets", () => {
  it("tells equal from different, whatever their length or kind", () => {
    assert.equal(constantTimeEqual("abc", "abc"), true);
    assert.equal(constantTimeEqual("abc", new TextEncoder().encode("abc")), true);
    assert.equal(constantTimeEqual("abc", "abd"), false);
    assert.equal(constantTimeEqual("abc", "abcd"), false);
    assert.equal(constantTimeEqual("", ""), true);
  });
});

describe("hostile text", () => {
  it("is read in no time by every helper", () => {
    const long = 100_000;
    const texts = [
      "-",
      "_-",
      " ",
      "a-",
      '"',
      "\\",
      "'\\",
      "1",
      "1:",
      "aA",
      "\u0301",
      "1m",
      "P1",
      "1 ",
    ];
    const start = performance.now();
    for (const piece of texts) {
      const text = `${piece.repeat(long)}x`;
      for (const run of [
        slugify,
        splitQuoted,
        unquote,
        camelCaseToSpaces,
        parseDate,
        parseDateTime,
      ]) {
        run(text);
      }
      truncateWords(text, 5);
      truncateCharacters(text, 5);
      wrapText(text, 20);
      parseDuration(text);
      parseTime(text);
    }
    assert.ok(performance.now() - start < 4000, `took ${performance.now() - start} ms`);
  });
});
