/** Many rows at once: what is written, which values come back, and what happens to rows that are there already. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Database } from "../../src/db/backends/backend.ts";
import { createTables, F, f, model, value } from "../../src/db/index.ts";
import { withHome } from "./homes.ts";
import { WRITTEN } from "./tables.ts";

class Shelf extends model({ label: f.char({ maxLength: 20 }) }, { table: "shelf" }) {}
class Item extends model(
  {
    code: f.char({ maxLength: 20, unique: true }),
    count: f.integer({ databaseDefault: 7 }),
    note: f.text({ null: true }),
    shelf: f.foreignKey(Shelf, { null: true, onDelete: "cascade" }),
  },
  { table: "item" },
) {}
class Grid extends model(
  {
    flat: f.array(f.integer({ null: true })),
    deep: f.array(f.array(f.char({ maxLength: 5 }))),
    extra: f.json({ null: true }),
    bytes: f.binary(),
    price: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
  },
  { table: "grid" },
) {}

const codes = (count: number): { code: string }[] =>
  Array.from({ length: count }, (_, index) => ({ code: `c${String(index).padStart(5, "0")}` }));

async function counted(database: Database, work: () => Promise<unknown>): Promise<number> {
  let statements = 0;
  const end = database.onStatement(() => (statements += 1));
  await work();
  end();
  return statements;
}

for (const kind of WRITTEN) {
  describe(`bulkCreate on ${kind}`, () => {
    it("gives every row its own key, in order, in one statement", () =>
      withHome(kind, async (database) => {
        await createTables(Shelf, Item);
        await Item.create({ code: "first" });
        let rows: Item[] = [];
        const statements = await counted(database, async () => {
          rows = await Item.bulkCreate(codes(1000));
        });
        assert.equal(statements, 1);
        const stored = await Item.filter({ code__startswith: "c" }).orderBy("code");
        assert.deepEqual(
          rows.map(({ id, code }) => [id, code]),
          stored.map(({ id, code }) => [id, code]),
        );
        assert.deepEqual(rows[999]!.changedFields, []);
      }));

    it("reads what the database fills in, whichever rows leave it out", () =>
      withHome(kind, async () => {
        await createTables(Shelf, Item);
        const rows = await Item.bulkCreate([
          { code: "a" },
          { code: "b", count: 5, note: "x" },
          { code: "c" },
        ]);
        assert.deepEqual(
          rows.map(({ count, note }) => [count, note]),
          [
            [7, null],
            [5, "x"],
            [7, null],
          ],
        );
        for (const row of rows) assert.equal((await Item.get({ id: row.id })).code, row.code);
      }));

    it("says which value is missing before anything is written", () =>
      withHome(kind, async () => {
        await createTables(Shelf, Item);
        const rows = [new Item({ code: "a" }), new Item({ code: undefined as unknown as string })];
        await assert.rejects(Item.bulkCreate(rows), {
          code: "db.missing-value",
          message: /Item\.code has no value/,
        });
        assert.equal(await Item.count(), 0);
      }));

    it("takes keys that are given beside keys that are made", () =>
      withHome(kind, async () => {
        await createTables(Shelf, Item);
        const rows = await Item.bulkCreate([{ code: "a" }, { code: "b", id: 500 }, { code: "c" }]);
        assert.equal(rows[1]!.id, 500);
        assert.deepEqual(
          (await Item.filter({ id__in: rows.map(({ id }) => id) }).orderBy("code")).map(
            ({ code }) => code,
          ),
          ["a", "b", "c"],
        );
      }));

    it("leaves out or updates rows that are there already", () =>
      withHome(kind, async () => {
        await createTables(Shelf, Item);
        await Item.bulkCreate([{ code: "a", count: 1, note: "old" }]);
        const given = [
          { code: "a", count: 2, note: "new" },
          { code: "b", count: 3 },
        ];
        await Item.bulkCreate(given, { ignoreConflicts: true });
        const all = () => Item.all().orderBy("code").valuesList("code", "count", "note");
        assert.deepEqual(await all(), [
          ["a", 1, "old"],
          ["b", 3, null],
        ]);
        await Item.bulkCreate([{ code: "a", count: 9, note: "new" }, { code: "d" }], {
          updateConflicts: true,
          updateFields: ["count"],
          uniqueFields: ["code"],
        });
        assert.deepEqual(await all(), [
          ["a", 9, "old"],
          ["b", 3, null],
          ["d", 7, null],
        ]);
      }));

    it("refuses a conflict that nobody allowed, and then writes none of the rows", () =>
      withHome(kind, async () => {
        await createTables(Shelf, Item);
        await Item.create({ code: "c00999" });
        await assert.rejects(Item.bulkCreate(codes(1000), { batchSize: 100 }), {
          name: "IntegrityError",
        });
        assert.equal(await Item.count(), 1);
      }));

    it("works expressions out in the database, and reads the keys", () =>
      withHome(kind, async () => {
        await createTables(Shelf, Item);
        const row = new Item({ code: "a" });
        row.count = value(2).plus(3) as unknown as number;
        const [made] = await Item.bulkCreate([row]);
        assert.equal((await Item.get({ id: made!.id })).count, 5);
      }));

    it("updates more rows than one statement has parameters for", () =>
      withHome(kind, async () => {
        await createTables(Shelf, Item);
        const rows = await Item.bulkCreate(codes(25_000));
        for (const row of rows) row.count = row.id + 1;
        assert.equal(await Item.all().bulkUpdate(rows, ["count"]), 25_000);
        assert.equal(await Item.filter({ count: F("id").plus(1) }).count(), 25_000);
      }));

    it("refuses a size of batches that is none, instead of writing nothing", () =>
      withHome(kind, async () => {
        await createTables(Shelf, Item);
        const rows = await Item.bulkCreate(codes(2), { batchSize: 1 });
        for (const batchSize of [0, -1, 1.5, Number.NaN]) {
          const refused = { code: "db.wrong-count" };
          await assert.rejects(Item.bulkCreate(codes(1), { batchSize }), refused);
          await assert.rejects(Item.all().bulkUpdate(rows, ["count"], { batchSize }), refused);
        }
      }));

    it("makes siblings of its rows: a relation is loaded for all of them at once", () =>
      withHome(kind, async (database) => {
        await createTables(Shelf, Item);
        const [one, two] = await Shelf.bulkCreate([{ label: "1" }, { label: "2" }]);
        const rows = await Item.bulkCreate(
          codes(60).map((item, index) => ({ ...item, shelfId: (index % 2 ? one : two)!.id })),
        );
        const statements = await counted(database, async () => {
          for (const row of rows) assert.ok((await row.shelf) instanceof Shelf);
        });
        assert.equal(statements, 1);
      }));
  });
}

describe("bulkCreate on PostgreSQL", () => {
  it("writes arrays, JSON, bytes and decimals", () =>
    withHome("postgres", async () => {
      await createTables(Grid);
      const given = [
        {
          flat: [1, null, 3],
          deep: [
            ["a", 'q"\\'],
            ["{", "NULL"],
          ],
          extra: { a: [1, 'x"y'], b: null },
          bytes: Uint8Array.of(1, 0, 255),
          price: "12.50",
        },
        { flat: [], deep: [], extra: null, bytes: new Uint8Array(), price: "0" },
      ];
      await Grid.bulkCreate(given);
      const rows = await Grid.all().orderBy("id");
      assert.deepEqual(
        rows.map(({ flat, deep, extra }) => ({ flat, deep, extra })),
        given.map(({ flat, deep, extra }) => ({ flat, deep, extra })),
      );
      assert.deepEqual(
        rows.map(({ bytes, price }) => [[...bytes], price.toString()]),
        [
          [[1, 0, 255], "12.50"],
          [[], "0.00"],
        ],
      );
    }));
});

describe("keys of many new rows on PostgreSQL", () => {
  const labels = Array.from({ length: 300 }, (_, index) => ({ label: `s${index}` }));
  const trigger = (body: string): string[] => [
    `CREATE FUNCTION choose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$`,
    "CREATE TRIGGER choose BEFORE INSERT ON shelf FOR EACH ROW EXECUTE FUNCTION choose()",
  ];

  it("are each row's own, also beyond what a number holds", () =>
    withHome("postgres", async (database) => {
      await createTables(Shelf);
      await database.script(["SELECT setval('shelf_id_seq', 9007199254740990)"]);
      const rows = await Shelf.bulkCreate(labels);
      const stored = new Map((await Shelf.all()).map(({ id, label }) => [label, id]));
      assert.equal(stored.size, 300);
      for (const { id, label } of rows) assert.equal(id, stored.get(label));
      assert.equal(rows[0]!.id as unknown, 9007199254740991);
      assert.equal(rows[1]!.id as unknown, 9007199254740992n);
    }));

  it("are those that a trigger has given", () =>
    withHome("postgres", async (database) => {
      await createTables(Shelf);
      await database.script(trigger("NEW.id := 1000 - NEW.id; RETURN NEW;"));
      const rows = await Shelf.bulkCreate(labels);
      assert.deepEqual([rows[0]!.id, rows[299]!.id], [999, 700]);
    }));

  it("stay open where a trigger leaves all rows out", () =>
    withHome("postgres", async (database) => {
      await createTables(Shelf);
      await database.script(trigger("RETURN NULL;"));
      const rows = await Shelf.bulkCreate(labels);
      assert.equal(rows[0]!.id, undefined);
      assert.equal(await Shelf.count(), 0);
    }));
});

describe("keys of many new rows on SQLite", () => {
  const check = (setUp: readonly string[]) =>
    withHome("sqlite", async (database) => {
      await createTables(Shelf, Item);
      await database.script(setUp);
      const rows = await Item.bulkCreate(codes(200));
      const stored = new Map(
        (await Item.filter({ code__startswith: "c" })).map(({ id, code }) => [code, id]),
      );
      assert.equal(stored.size, 200);
      for (const { id, code } of rows) assert.equal(id, stored.get(code));
    });

  it("are right where a trigger inserts into the same table", () =>
    check([
      `CREATE TRIGGER twin AFTER INSERT ON item WHEN NEW.code LIKE 'c%' BEGIN
        INSERT INTO item (code) VALUES ('twin' || NEW.code);
      END`,
    ]));

  it("are right where a trigger of the connection does", () =>
    check([
      `CREATE TEMP TRIGGER twin BEFORE INSERT ON item WHEN NEW.code LIKE 'c%' BEGIN
        INSERT INTO item (code) VALUES ('twin' || NEW.code);
      END`,
    ]));

  it("are right where there is no greater number", () =>
    check([
      "DROP TABLE item",
      "CREATE TABLE item (id integer PRIMARY KEY, code varchar(20) UNIQUE, count integer NOT NULL DEFAULT 7, note text, shelf_id bigint)",
      "INSERT INTO item (id, code) VALUES (9223372036854775807, 'last')",
    ]));
});
