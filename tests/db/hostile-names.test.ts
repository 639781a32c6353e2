/** What must not reach a statement as it is, though it is no value: units, zones, types, places of nulls, frames, aliases. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  cast,
  count,
  createTables,
  dropTables,
  extract,
  f,
  F,
  model,
  over,
  setTimeZone,
  stringAgg,
  sum,
  transaction,
  trunc,
  truncDate,
  withTimeZone,
} from "../../src/db/index.ts";
import { withHome } from "./homes.ts";
import { WRITTEN } from "./tables.ts";

class Visit extends model(
  { page: f.char({ maxLength: 40 }), at: f.datetime(), data: f.json({ default: () => ({}) }) },
  { table: "visit" },
) {}

const HOSTILE = [
  "year') OR 1=1 --",
  '"; DROP TABLE visit; --',
  "__proto__",
  "constructor",
  "",
  "\0",
];
const any = (value: unknown): never => value as never;

for (const kind of WRITTEN) {
  describe(`names from outside on ${kind}`, () => {
    it("that stand for units, zones, types, orders and levels are known ones or refused", () =>
      withHome(kind, async () => {
        await createTables(Visit);
        await Visit.create({ page: "a", at: new Date(0) });
        for (const name of HOSTILE) {
          const refused = (code: string, work: () => unknown): Promise<void> =>
            assert.rejects(async () => work(), { code }, `${code} of ${JSON.stringify(name)}`);
          await refused("db.unknown-unit", () => Visit.annotate({ x: trunc(any(name), "at") }));
          await refused("db.unknown-unit", () => Visit.annotate({ x: extract(any(name), "at") }));
          await refused("db.unknown-unit", () => Visit.dates("at", any(name)));
          const zone = { timeZone: name };
          await refused("db.unknown-zone", () => Visit.annotate({ x: truncDate("at", zone) }));
          await refused("db.unknown-zone", () => withTimeZone(name, () => Visit.count()));
          await refused("db.unknown-zone", () => setTimeZone(name));
          await refused("db.wrong-type", () => Visit.annotate({ x: cast("page", any(name)) }));
          await refused("db.unknown-option", () =>
            Visit.orderBy(F("page").asc({ nulls: any(name) })),
          );
          await refused("db.unknown-option", () =>
            transaction(() => Visit.count(), { isolation: any(name) }),
          );
          const frame = { rows: [any(name), 0] as never };
          await refused("db.wrong-count", () =>
            Visit.annotate({ x: over(sum("id"), { orderBy: ["id"], frame }) }),
          );
          await refused("db.wrong-count", () => Visit.all().limit(any(name)));
          await refused("db.unknown-option", () => Visit.all().explain({ [name || "x y"]: true }));
        }
        assert.equal(await Visit.count(), 1);
      }));

    it("that name values come back as they were, whatever signs they have", () =>
      withHome(kind, async () => {
        await createTables(Visit);
        await Visit.create({ page: "a'b", at: new Date(0) });
        const codes = [...Array(0x180).keys(), 0x2028, 0x202e, 0x3000, 0xd800, 0xfeff, 0xffff];
        for (const code of codes) {
          const name = `n${String.fromCharCode(code)}x`;
          const ask = async (): Promise<object[]> => [
            ...(await Visit.values("page").annotate({ [name]: count("*") })),
          ];
          const rows = await ask().catch((error: unknown) => {
            assert.match((error as { code: string }).code, /^db\./, JSON.stringify(name));
          });
          if (rows !== undefined) assert.deepEqual(rows, [{ page: "a'b", [name]: 1 }]);
        }
        const joined = await Visit.all().aggregate({ x: stringAgg("page", "', (select 1)) --") });
        assert.deepEqual(joined, { x: "a'b" });
        assert.equal(await Visit.filter({ data__has_key: "a') OR 1=1 --" }).count(), 0);
      }));

    it("that name tables and columns are quoted", () =>
      withHome(kind, async () => {
        for (const table of ['a"; DROP TABLE visit; --', "a`b", "a]b", "a.b", "sélect", "x'y"]) {
          class Odd extends model(
            { n: f.integer({ column: table }), m: f.integer({ index: true }) },
            { table },
          ) {}
          await createTables(Odd);
          await Odd.create({ n: 1, m: 2 });
          await Odd.filter({ n: 1 }).update({ n: F("m").plus(1) });
          assert.deepEqual(await Odd.values("n"), [{ n: 3 }]);
          await dropTables(Odd);
        }
      }));

    it("of offsets count eastwards, everywhere", () =>
      withHome(kind, async () => {
        await createTables(Visit);
        await Visit.create({ page: "a", at: new Date("2026-03-01T23:30:00Z") });
        const [row] = await Visit.annotate({
          east: truncDate("at", { timeZone: "+02:00" }),
          west: truncDate("at", { timeZone: "-02:00" }),
          hour: extract("hour", "at", { timeZone: "+05:30" }),
          cut: trunc("hour", "at", { timeZone: "+05:30" }),
        });
        assert.deepEqual(
          [row!.east.toString(), row!.west.toString(), row!.hour, row!.cut.toISOString()],
          ["2026-03-02", "2026-03-01", 5, "2026-03-01T23:30:00.000Z"],
        );
      }));
  });
}
