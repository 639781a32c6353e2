/** SQL of one's own: the tag whose values are parameters, raw expressions, and rows of models by a statement. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as db from "../../src/db/index.ts";
import type { RowSet } from "../../src/db/row-set.ts";
import { newTable } from "./databases.ts";
import { withModels, WRITTEN } from "./tables.ts";

const { f, rawSql, sql } = db;
const table = newTable();

class Thing extends db.model(
  {
    name: f.char({ maxLength: 80 }),
    count: f.integer({ column: "n_count" }),
    made: f.datetime({ null: true }),
    price: f.decimal({ maxDigits: 6, decimalPlaces: 2, null: true }),
  },
  { table },
) {}

const things = (): RowSet => (Thing as unknown as { all(): RowSet }).all();

const HOSTILE = [
  `x'; DROP TABLE ${table}; --`,
  `" OR 1=1 --`,
  "\\'; DELETE FROM x; --",
  "?",
  "$1",
  "/* */",
  "%s",
  "\u0000".slice(1),
];

async function fill(): Promise<void> {
  const made = new Date("2026-01-31T23:30:00.000Z");
  for (const [index, name] of ["one", "two", "three"].entries())
    await things().create({ name, count: index + 1, made, price: "1.50" });
}

interface ThingRow {
  id: number;
  name: string;
  count: number;
  made: Date;
  changedFields: string[];
  [name: string]: unknown;
}

for (const kind of WRITTEN) {
  describe(`the tag sql on ${kind}`, () => {
    it("runs by itself, with every value a parameter", async () => {
      await withModels(kind, [Thing], async () => {
        await fill();
        const from = sql.identifier(table);
        const rows =
          await sql`select name, n_count as n from ${from} where n_count > ${1} order by id`.rows();
        assert.deepEqual(rows, [
          { name: "two", n: 2 },
          { name: "three", n: 3 },
        ]);
        assert.deepEqual(await sql`select count(*) as n from ${from}`.one(), { n: 3 });
        await assert.rejects(sql`select * from ${from}`.one(), { code: "db.multiple-rows" });
        await assert.rejects(sql`select * from ${from} where id = ${-1}`.one(), {
          code: "db.does-not-exist",
        });
        const changed =
          await sql`update ${from} set n_count = n_count + ${10} where name in ${["one", "two"]}`.run();
        assert.equal(changed, 2);
        const given =
          await sql`insert into ${from} (name, n_count) values (${"new"}, ${9}) returning name`.rows();
        assert.deepEqual(given, [{ name: "new" }]);
      });
    });

    it("leaves hostile values without effect", async () => {
      await withModels(kind, [Thing], async () => {
        await fill();
        for (const hostile of HOSTILE) {
          const from = sql.identifier(table);
          assert.deepEqual(await sql`select * from ${from} where name = ${hostile}`.rows(), []);
          assert.deepEqual(
            await things()
              .filter(sql`name = ${hostile}`)
              .rows(),
            [],
          );
          assert.deepEqual(
            await things().raw(`select * from ${table} where name = ?`, [hostile]),
            [],
          );
          await assert.rejects(sql`select ${sql.identifier(hostile)}.x from ${from}`.rows());
          await sql`update ${from} set name = ${hostile} where id = ${1}`.run();
          const { name } = await sql<{
            name: string;
          }>`select name from ${from} where id = ${1}`.one();
          assert.equal(name, hostile);
        }
        assert.equal(await things().count(), 3);
      });
    });

    it("is made of parts: fragments, lists, names, query sets, expressions", async () => {
      await withModels(kind, [Thing], async () => {
        await fill();
        const where = sql.join([sql`n_count > ${0}`, sql`name <> ${"two"}`], sql` and `);
        const columns = sql.join(["id", "name"].map((name) => sql.identifier(name)));
        const rows =
          await sql`select ${columns} from ${sql.identifier(table)} where ${where} order by id`.rows();
        assert.deepEqual(rows, [
          { id: 1, name: "one" },
          { id: 3, name: "three" },
        ]);
        assert.deepEqual(await sql`select 1 as x where 1 in ${[]}`.rows(), []);
        const set = things().filter({ count__gte: 2 }).values("id");
        assert.equal(
          await things()
            .filter(sql`${db.F("id")} in ${set}`)
            .count(),
          2,
        );
      });
    });

    it("stands where expressions stand", async () => {
      await withModels(kind, [Thing], async () => {
        await fill();
        const set = things()
          .annotate({
            twice: db.typed(sql`${db.F("count")} * ${2}`, f.integer()),
            big: rawSql("n_count > ?", [1], f.boolean()),
          })
          .filter({ twice__gte: 4 })
          .filter(sql`${db.F("name")} like ${"t%"}`)
          .orderBy((sql`n_count` as unknown as { desc(): db.Expression }).desc());
        assert.deepEqual(await set.valuesList("name", "twice", "big").rows(), [
          ["three", 6, true],
          ["two", 4, true],
        ]);
        const inner = rawSql(`select id from ${table} where n_count = ?`, [3]);
        const found = await things()
          .filter({ id__in: inner })
          .valuesList("name", { flat: true })
          .rows();
        assert.deepEqual(found, ["three"]);
        const [whole] = await sql<{ q: number | string; t: string }>`select 7 / ${2} as q`.rows();
        assert.equal(whole!.q, kind === "mysql" ? "3.5000" : 3);
      });
    });

    it("writes dates, decimals, bytes and JSON as the database takes them", async () => {
      await withModels(kind, [Thing], async () => {
        await fill();
        assert.equal(
          await things()
            .filter(sql`made = ${new Date("2026-01-31T23:30:00Z")}`)
            .count(),
          3,
        );
        assert.equal(
          await things()
            .filter(sql`price = ${db.Decimal.from("1.50")}`)
            .count(),
          3,
        );
        const days = sql`select ${Temporal.PlainDate.from("2026-01-31")} as d`;
        assert.deepEqual(await days.one(), { d: "2026-01-31" });
        for (const wrong of [Symbol("x"), new Map(), () => 1, new Date(Number.NaN)])
          await assert.rejects(sql`select ${wrong}`.rows());
        assert.throws(() => sql`select ${undefined}`, { code: "db.undefined-value" });
      });
    });
  });

  describe(`raw rows on ${kind}`, () => {
    it("fill the fields, leave the rest for later, and keep what is more", async () => {
      await withModels(kind, [Thing], async () => {
        await fill();
        const rows = (await things().raw(
          sql`select id, name, n_count, upper(name) as loud from ${sql.identifier(table)} order by id limit ${2}`,
        )) as ThingRow[];
        assert.ok(rows[0] instanceof Thing);
        assert.deepEqual(
          rows.map(({ id, name, count, loud }) => [id, name, count, loud]),
          [
            [1, "one", 1, "ONE"],
            [2, "two", 2, "TWO"],
          ],
        );
        const made: unknown = await rows[0]!.made;
        assert.ok(made instanceof Date);
      });
    });

    it("follow translations, and take values by places", async () => {
      await withModels(kind, [Thing], async () => {
        await fill();
        const text = `select id as pk_of_it, name as label, '?' as mark from ${table} where n_count >= ? -- why?\n order by id`;
        const rows = (await things().raw(text, [3], {
          translations: { label: "name", pk_of_it: "id" },
        })) as ThingRow[];
        assert.deepEqual(
          rows.map(({ id, name, mark }) => [id, name, mark]),
          [[3, "three", "?"]],
        );
        const streamed: unknown[] = [];
        for await (const row of things().raw(`select * from ${table} order by id`))
          streamed.push((row as ThingRow).name);
        assert.deepEqual(streamed, ["one", "two", "three"]);
      });
    });

    it("are refused without a key, with wrong names, and with too few values", async () => {
      await withModels(kind, [Thing], async () => {
        await assert.rejects(things().raw(`select name from ${table}`).rows(), {
          code: "db.raw-without-key",
        });
        assert.throws(() => things().raw("select 1", [], { translations: { x: "nmae" } }), {
          code: "db.unknown-field",
        });
        assert.throws(() => things().raw("select ?", []), { code: "db.wrong-count" });
        assert.throws(() => things().raw(7), { code: "db.wrong-type" });
      });
    });
  });
}
