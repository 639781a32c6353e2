/** What Flagon adds to SQLite: patterns that cannot be made slow, time zones, spreads and bits. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { searches } from "../../src/db/backends/sqlite-patterns.ts";
import { instantAt, localTime, offsetAt } from "../../src/db/backends/zones.ts";
import { openKind, read } from "./databases.ts";

const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"];

describe("patterns on SQLite", () => {
  it("find what Python's would", () => {
    const cases: readonly [pattern: string, text: string, found: boolean][] = [
      ["^a.c$", "abc", true],
      ["^a.c$", "ABC", false],
      ["(?i)^a.c$", "ABC", true],
      ["(?P<x>b)", "abc", true],
      ["\\Aab", "cab", false],
      ["\\d{3}-\\d{4}", "tel 555-1234", true],
      ["(a)\\1", "xaay", true],
      ["a(?=b)", "ab", true],
    ];
    for (const [pattern, text, found] of cases)
      assert.equal(searches(pattern, text, false), found, pattern);
    assert.equal(searches("ÄB", "xäb", true), true);
  });

  it("answer hostile ones at once, or refuse them", () => {
    const text = `${"a".repeat(50_000)}!`;
    for (const pattern of ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)(.*)x$"])
      assert.equal(searches(pattern, text, false), false);
    for (const pattern of ["(?=x)(a+)+$", "(a+)\\1+(b|c)+$", "(".repeat(3), "a".repeat(3000)])
      assert.throws(() => searches(pattern, text, false), { code: "db.bad-pattern" }, pattern);
  });
});

describe("time zones on SQLite", () => {
  it("refuse a name that is none", () => {
    assert.throws(() => offsetAt(0, "Europe/Berlim"), { code: "db.unknown-zone" });
  });

  it("take the first of two equal times, and go on where one is left out", () => {
    const berlin = "Europe/Berlin";
    assert.equal(instantAt(Date.UTC(2026, 9, 25, 2, 30), berlin), Date.UTC(2026, 9, 25, 0, 30));
    assert.equal(instantAt(Date.UTC(2026, 2, 29, 2, 30), berlin), Date.UTC(2026, 2, 29, 1, 30));
    assert.equal(localTime(Date.UTC(2026, 6, 1), berlin), Date.UTC(2026, 6, 1, 2));
  });

  it("read and cut off instants as PostgreSQL does", async () => {
    const [sqlite, postgres] = [openKind("sqlite"), openKind("postgres")];
    const texts: string[] = [];
    // 40 years in steps that meet all hours, and the hours around a change of the clocks.
    for (let time = Date.UTC(1985, 0, 1); time < Date.UTC(2026, 0, 1); time += 4_711_337_777)
      texts.push(new Date(time).toISOString().slice(0, 23).replace("T", " "));
    for (let hour = -4; hour < 5; hour++) {
      for (const day of [Date.UTC(2026, 9, 25), Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 4)])
        texts.push(new Date(day + hour * 1_800_000).toISOString().slice(0, 19).replace("T", " "));
    }
    const units = ["year", "quarter", "month", "week", "day", "hour", "minute"];
    const parts = [
      ["year", "YEAR"],
      ["iso_year", "ISOYEAR"],
      ["week", "WEEK"],
      ["iso_week_day", "ISODOW"],
      ["hour", "HOUR"],
    ];
    for (const zone of ZONES) {
      const own = await read(
        sqlite,
        `SELECT ${units.map((unit) => `flagon_trunc('${unit}', value, '${zone}')`).join(", ")}, ${parts.map(([part]) => `flagon_extract('${part}', value, '${zone}')`).join(", ")} FROM json_each(?)`,
        JSON.stringify(texts),
      );
      const theirs = await read(
        postgres,
        `SELECT ${units.map((unit) => `to_char(date_trunc('${unit}', v::timestamptz, '${zone}') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')`).join(", ")}, ${parts.map(([, part]) => `EXTRACT(${part} FROM v::timestamptz AT TIME ZONE '${zone}')::integer`).join(", ")} FROM unnest(?::text[]) v`,
        texts.map((text) => `${text}+00`),
      );
      assert.deepEqual(own, theirs, zone);
    }
    await sqlite.close();
    await postgres.close();
  });
});

describe("instants and durations on SQLite", () => {
  it("are reckoned with to the microsecond, and end where dates end", async () => {
    const database = openKind("sqlite");
    const cases: readonly (readonly [string, unknown])[] = [
      ["flagon_shift('2026-01-01 00:00:00', 1, 1)", "2026-01-01 00:00:00.000001"],
      ["flagon_shift('2026-01-01 00:00:00.000001', 1, -1)", "2026-01-01 00:00:00"],
      ["flagon_shift(86400000000, '2026-01-01', 1)", "2026-01-02"],
      ["flagon_shift('2026-01-01', 1000000, -1)", "2025-12-31 23:59:59"],
      ["flagon_shift('23:59:59', 2000000, 1)", "00:00:01"],
      ["flagon_shift('9999-12-31 23:59:59', 1000000, 1)", null],
      ["flagon_shift('no date', 1, 1)", null],
      ["flagon_shift(NULL, 1, 1)", null],
      ["flagon_elapsed('2026-01-01 00:00:00.000001', '2025-12-31 23:59:59.999999')", 2],
      ["flagon_elapsed('2026-01-02', '2026-01-01')", 86_400_000_000],
    ];
    for (const [sql, wanted] of cases)
      assert.deepEqual(await read(database, `SELECT ${sql}`), [[wanted]], sql);
    await database.close();
  });
});

describe("spreads and bits on SQLite", () => {
  it("are reckoned over the rows with a value", async () => {
    const database = openKind("sqlite");
    const rows = await read(
      database,
      "SELECT VAR_POP(value), VAR_SAMP(value), STDDEV_POP(value), flagon_bit_and(value), flagon_bit_or(value), flagon_bit_xor(value) FROM json_each('[6, null, 2, 7]')",
    );
    const [[population, sample, deviation, and, or, xor]] = rows as [number[]];
    assert.ok(Math.abs(population! - 14 / 3) < 1e-12);
    assert.ok(Math.abs(sample! - 7) < 1e-12);
    assert.ok(Math.abs(deviation! - Math.sqrt(14 / 3)) < 1e-12);
    assert.deepEqual([and, or, xor], [2, 7, 3]);
    const nothing = await read(
      database,
      "SELECT VAR_SAMP(value), flagon_bit_and(value) FROM json_each('[null]')",
    );
    assert.deepEqual(nothing, [[null, null]]);
    await database.close();
  });

  it("slide with a window", async () => {
    const database = openKind("sqlite");
    const rows = await read(
      database,
      "SELECT VAR_POP(value) OVER (ORDER BY key ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM json_each('[1, 3, 3, 7]')",
    );
    assert.deepEqual(rows, [[0], [1], [0], [4]]);
    await database.close();
  });
});
