/** Functions on columns: what each gives, and the same on every database. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import * as db from "../../src/db/index.ts";
import type { RowSet } from "../../src/db/row-set.ts";
import { newTable } from "./databases.ts";
import { withModels, WRITTEN } from "./tables.ts";

const { f, value, F } = db;

class Sample extends db.model(
  {
    text: f.char({ maxLength: 40 }),
    padded: f.char({ maxLength: 40 }),
    missing: f.char({ maxLength: 40, null: true }),
    whole: f.integer(),
    negative: f.integer(),
    real: f.float(),
    exact: f.decimal({ maxDigits: 8, decimalPlaces: 3 }),
    moment: f.datetime(),
    day: f.date(),
    clock: f.time(),
    span: f.duration(),
  },
  { table: newTable() },
) {}

const ROW = {
  text: "Zoë Ångström",
  padded: "  x ",
  missing: null,
  whole: 7,
  negative: -3,
  real: 0.75,
  exact: "2.500",
  moment: new Date("2026-01-31T23:30:15.250Z"),
  day: "2026-01-31",
  clock: "14:05:06",
  span: Temporal.Duration.from({ hours: 25, milliseconds: 1 }),
};

const sha = (name: string): string => createHash(name).update(ROW.text).digest("hex");

/** What each call gives. Decimals are compared as numbers. */
const CALLS: readonly (readonly [name: string, make: () => unknown, wanted: unknown])[] = [
  ["concat", () => db.concat("text", value("!"), "missing", "padded"), "Zoë Ångström!  x "],
  ["concat of a number", () => db.concat("whole", value("%")), "7%"],
  ["concat of a plain number", () => db.concat("whole", value(5)), "75"],
  ["a quotient of whole numbers", () => F("whole").dividedBy(2), 3],
  ["a remainder of whole numbers", () => F("whole").modulo(4), 3],
  ["lower", () => db.lower(value("ABC x")), "abc x"],
  ["upper", () => db.upper("padded"), "  X "],
  ["length", () => db.length("text"), 12],
  ["length of null", () => db.length("missing"), null],
  ["left", () => db.left("text", 3), "Zoë"],
  ["left by a column", () => db.left("text", F("whole")), "Zoë Ång"],
  ["right", () => db.right("text", 4), "tröm"],
  ["right beyond", () => db.right(value("ab"), 9), "ab"],
  ["substr", () => db.substr("text", 5), "Ångström"],
  ["substr of so many", () => db.substr("text", 5, 3), "Ång"],
  ["replace", () => db.replace("text", "o", "0"), "Z0ë Ångström"],
  ["replace by nothing", () => db.replace("text", "ö"), "Zoë Ångstrm"],
  ["trim", () => db.trim("padded"), "x"],
  ["ltrim", () => db.ltrim("padded"), "x "],
  ["rtrim", () => db.rtrim("padded"), "  x"],
  ["lpad", () => db.lpad("padded", 7, "ab"), "aba  x "],
  ["lpad that cuts", () => db.lpad("text", 3), "Zoë"],
  ["rpad", () => db.rpad("padded", 7, "ab"), "  x aba"],
  ["rpad of null", () => db.rpad("missing", 7), null],
  ["repeat", () => db.repeat(value("ab"), 3), "ababab"],
  ["reverse", () => db.reverse("text"), "mörtsgnÅ ëoZ"],
  ["strIndex", () => db.strIndex("text", value("Å")), 5],
  ["strIndex of nothing", () => db.strIndex("text", value("q")), 0],
  ["ord", () => db.ord(value("é")), 233],
  ["chr", () => db.chr(value(233)), "é"],
  ["md5", () => db.md5("text"), sha("md5")],
  ["sha224", () => db.sha224("text"), sha("sha224")],
  ["sha256", () => db.sha256("text"), sha("sha256")],
  ["sha384", () => db.sha384("text"), sha("sha384")],
  ["sha512", () => db.sha512("text"), sha("sha512")],
  ["coalesce", () => db.coalesce("missing", "padded"), "  x "],
  ["coalesce with null", () => db.coalesce("missing", value(null), value("d")), "d"],
  ["greatest", () => db.greatest("whole", "negative", value(5)), 7],
  ["least", () => db.least("whole", "negative", value(5)), -3],
  ["nullIf", () => db.nullIf("whole", value(7)), null],
  ["nullIf of another", () => db.nullIf("whole", value(8)), 7],
  ["abs", () => db.abs("negative"), 3],
  ["acos", () => db.acos("real"), Math.acos(0.75)],
  ["asin", () => db.asin("real"), Math.asin(0.75)],
  ["atan", () => db.atan("real"), Math.atan(0.75)],
  ["atan2", () => db.atan2("real", value(2)), Math.atan2(0.75, 2)],
  ["ceil", () => db.ceil("real"), 1],
  ["ceil of a decimal", () => db.ceil("exact"), 3],
  ["cos", () => db.cos("real"), Math.cos(0.75)],
  ["cot", () => db.cot("whole"), 1 / Math.tan(7)],
  ["degrees", () => db.degrees("real"), (0.75 * 180) / Math.PI],
  ["exp", () => db.exp("real"), Math.exp(0.75)],
  ["floor", () => db.floor("exact"), 2],
  ["ln", () => db.ln("whole"), Math.log(7)],
  ["log", () => db.log(value(2), "whole"), Math.log2(7)],
  ["log of decimals", () => db.log("exact", "whole"), Math.log(7) / Math.log(2.5)],
  ["mod", () => db.mod("negative", value(2)), -1],
  ["mod of floats", () => db.mod("whole", "real"), 0.25],
  ["pi", () => db.pi(), Math.PI],
  ["power", () => db.power("whole", value(3)), 343],
  ["power of a decimal", () => db.power("exact", value(2)), 6.25],
  ["radians", () => db.radians("whole"), (7 * Math.PI) / 180],
  ["round", () => db.round("real"), 1],
  ["round to places", () => db.round("exact", 1), 2.5],
  ["sign", () => db.sign("negative"), -1],
  ["sin", () => db.sin("real"), Math.sin(0.75)],
  ["sin of a decimal", () => db.sin("exact"), Math.sin(2.5)],
  ["sqrt", () => db.sqrt("whole"), Math.sqrt(7)],
  ["tan", () => db.tan("real"), Math.tan(0.75)],
  ["year", () => db.extract("year", "moment", { timeZone: "Europe/Berlin" }), 2026],
  ["month", () => db.extract("month", "moment", { timeZone: "Europe/Berlin" }), 2],
  ["quarter", () => db.extract("quarter", "moment", { timeZone: "Asia/Tokyo" }), 1],
  ["week", () => db.extract("week", "moment", { timeZone: "Asia/Tokyo" }), 5],
  ["week day", () => db.extract("week_day", "moment", { timeZone: "Europe/Berlin" }), 1],
  ["iso week day", () => db.extract("iso_week_day", "moment", { timeZone: "Europe/Berlin" }), 7],
  ["hour", () => db.extract("hour", "moment", { timeZone: "Asia/Kolkata" }), 5],
  ["minute", () => db.extract("minute", "moment", { timeZone: "Asia/Kolkata" }), 0],
  ["second", () => db.extract("second", "moment", { timeZone: "Asia/Kolkata" }), 15],
  ["date", () => db.truncDate("moment", { timeZone: "Europe/Berlin" }), "2026-02-01"],
  ["time", () => db.truncTime("moment", { timeZone: "Europe/Berlin" }), "00:30:15.25"],
  [
    "trunc to the month",
    () => db.trunc("month", "moment", { timeZone: "Europe/Berlin" }),
    "2026-01-31T23:00:00.000Z",
  ],
  [
    "trunc to the week",
    () => db.trunc("week", "moment", { timeZone: "Europe/Berlin" }),
    "2026-01-25T23:00:00.000Z",
  ],
  [
    "trunc to the hour",
    () => db.trunc("hour", "moment", { timeZone: "Asia/Kolkata" }),
    "2026-01-31T23:30:00.000Z",
  ],
  ["a moment and a span", () => F("moment").plus(F("span")), "2026-02-02T00:30:15.251Z"],
  ["a moment without a span", () => F("moment").minus(F("span")), "2026-01-30T22:30:15.249Z"],
  ["between moments", () => F("moment").minus(value(new Date("2026-01-31T23:30:00Z"))), "PT15.25S"],
  ["a day and a span", () => F("day").plus(F("span")), "2026-02-01T01:00:00.001Z"],
  ["between days", () => F("day").minus(value(Temporal.PlainDate.from("2026-01-01"))), "P30D"],
  ["a clock and a span", () => F("clock").plus(F("span")), "15:05:06.001"],
];

function plain(given: unknown): unknown {
  if (given instanceof Date) return given.toISOString();
  if (given instanceof db.Decimal) return given.toNumber();
  const isTemporal = typeof given === "object" && given !== null && Symbol.toStringTag in given;
  return isTemporal ? String(given) : given;
}

for (const kind of WRITTEN) {
  describe(`functions on ${kind}`, () => {
    it("give what the table says", async () => {
      await withModels(kind, [Sample], async () => {
        const rows = Sample as unknown as { all(): RowSet };
        await rows.all().create(ROW);
        const wrong: unknown[] = [];
        for (const [name, make, wanted] of CALLS) {
          const set = rows.all().annotate({ x: make() }).valuesList("x", { flat: true });
          const [found] = (await set.rows().catch((error: Error) => [error.message])) as unknown[];
          const given = plain(found);
          const same =
            typeof given === "number" && typeof wanted === "number"
              ? Math.abs(given - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted))
              : given === wanted;
          if (!same) wrong.push({ name, given, wanted });
        }
        assert.deepEqual(wrong, []);
      });
    });

    it("stand in conditions, orders and aggregates", async () => {
      await withModels(kind, [Sample], async () => {
        const rows = (Sample as unknown as { all(): RowSet }).all();
        for (const whole of [3, 1, 2]) await rows.create({ ...ROW, whole, text: `T${whole}` });
        const set = rows
          .annotate({ low: db.lower("text") })
          .filter({ low__gte: "t2" })
          .orderBy(db.sin("whole"))
          .valuesList("low", { flat: true });
        assert.deepEqual(await set.rows(), ["t3", "t2"]);
        const sums = await rows.aggregate({ longest: db.max(db.power("whole", value(2))) });
        assert.deepEqual(sums, { longest: 9 });
      });
    });

    it("number chance between 0 and 1, and give the present", async () => {
      await withModels(kind, [Sample], async () => {
        const rows = (Sample as unknown as { all(): RowSet }).all();
        await rows.create(ROW);
        const set = rows.valuesList({ chance: db.random(), now: db.now() });
        const [[chance, now]] = (await set.rows()) as [[number, Date]];
        assert.ok(chance >= 0 && chance < 1);
        assert.ok(Math.abs(now.getTime() - Date.now()) < 60_000);
        assert.equal(await rows.filter({ moment__lt: db.now() }).count(), 1);
      });
    });
  });
}

describe("functions that are called wrongly", () => {
  it("refuse counts that make no sense, and lists that are too short", () => {
    const calls = [
      () => db.left("text", 0),
      () => db.right("text", -1),
      () => db.substr("text", 0),
      () => db.lpad("text", -1),
      () => db.repeat("text", 1.5),
      () => db.concat("text"),
      () => db.coalesce("text"),
      () => db.greatest(),
      () => db.collate("text", 'x" OR 1'),
      () => db.ntile(0),
      () => db.lag("text", { offset: 0 }),
    ];
    for (const call of calls) assert.throws(call, { code: "db.wrong-type" });
  });
});
