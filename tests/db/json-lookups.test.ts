/** Lookups of JSON: keys, nulls, which keys there are, and keys that try to be SQL. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { JsonNull } from "../../src/db/fields/json.ts";
import * as db from "../../src/db/index.ts";
import type { RowSet } from "../../src/db/row-set.ts";
import { newTable } from "./databases.ts";
import { withModels, WRITTEN } from "./tables.ts";

const { f, value } = db;

class Doc extends db.model(
  {
    data: f.json({ null: true }),
    other: f.json({ null: true }),
    flag: f.boolean({ default: true }),
  },
  { table: newTable() },
) {}

const docs = (): RowSet => (Doc as unknown as { all(): RowSet }).all();

/** Row n has the id n + 1. */
const ROWS: readonly unknown[] = [
  null,
  JsonNull,
  {},
  { a: null },
  { a: 1, b: "x" },
  { a: "1", b: "Xy" },
  { a: true, b: null },
  { a: { c: [10, { d: "deep" }] } },
  { a: [1, 2, 3] },
  { a: 2.5, b: "é\"\\'" },
  [1, "two", null],
  { a: "true", "0": "zero" },
];

type Filter = Record<string, unknown>;
const FOUND: readonly (readonly [filter: Filter, ids: readonly number[]])[] = [
  [{ data: null }, [2]],
  [{ data__isnull: true }, [1]],
  [{ data__isnull: false }, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  [{ data: {} }, [3]],
  [{ data: [1, "two", null] }, [11]],
  [{ data__in: [{}, { a: 1, b: "x" }] }, [3, 5]],
  [{ data__a: null }, [4]],
  [{ data__a__isnull: true }, [1, 2, 3, 11]],
  [{ data__a__isnull: false }, [4, 5, 6, 7, 8, 9, 10, 12]],
  [{ data__a: 1 }, [5]],
  [{ data__a: "1" }, [6]],
  [{ data__a: false }, []],
  [{ data__a: 2.5 }, [10]],
  [{ data__a: [1, 2, 3] }, [9]],
  [{ data__a: { c: [10, { d: "deep" }] } }, [8]],
  [{ data__a__c__0: 10 }, [8]],
  [{ data__a__c__1__d: "deep" }, [8]],
  [{ data__a__0: 1 }, [9]],
  [{ data__0: 1 }, [11]],
  [{ data__1: "two" }, [11]],
  [{ data__a__in: [1, "1", 7] }, [5, 6]],
  [{ data__a__in: [] }, []],
  [{ data__b__in: ["x", null] }, [5]],
  [{ data__b__icontains: "X" }, [5, 6]],
  [{ data__b__startswith: "é" }, [10]],
  [{ data__b__iexact: "X" }, [5]],
  [{ data__b__endswith: "\\'" }, [10]],
  [{ data__b__regex: "^[Xx]" }, [5, 6]],
  [{ data__b: "é\"\\'" }, [10]],
  [{ data__has_key: "a" }, [4, 5, 6, 7, 8, 9, 10, 12]],
  [{ data__a__has_key: "c" }, [8]],
  [{ data__has_keys: ["a", "b"] }, [5, 6, 7, 10]],
  [{ data__has_any_keys: ["b", "0"] }, [5, 6, 7, 10, 12]],
  [{ data__has_any_keys: [] }, []],
];

const HOSTILE: readonly string[] = [
  `"`,
  `'`,
  `\\`,
  `\\"`,
  `a"].b`,
  `'; DROP TABLE x; --`,
  `$`,
  `a.b`,
  `[0]`,
  `é`,
  `\u{1F600}`,
  `{a,b}`,
  `%`,
  `?`,
  `$1`,
  `\n`,
  `constructor`,
  `__proto__`,
  `NULL`,
  ``,
  `x`.repeat(5000),
];

async function idsOf(set: RowSet): Promise<unknown[]> {
  return set.orderBy("id").valuesList("id", { flat: true }).rows();
}

async function fill(): Promise<void> {
  for (const data of ROWS) await docs().create({ data });
}

for (const kind of WRITTEN) {
  describe(`JSON on ${kind}`, () => {
    it("is found by its keys, with JSON's null apart from SQL's", async () => {
      await withModels(kind, [Doc], async () => {
        await fill();
        const wrong: unknown[] = [];
        for (const [filter, wanted] of FOUND) {
          const ids = await idsOf(docs().filter(filter));
          if (JSON.stringify(ids) !== JSON.stringify(wanted)) wrong.push({ filter, ids, wanted });
        }
        assert.deepEqual(wrong, []);
      });
    });

    it("leaves out of exclude what cannot be told, as Django does", async () => {
      await withModels(kind, [Doc], async () => {
        await fill();
        assert.deepEqual(await idsOf(docs().exclude({ data__a: 1 })), [1, 4, 6, 7, 8, 9, 10, 12]);
        assert.deepEqual(
          await idsOf(docs().exclude({ data__a__isnull: true })),
          [4, 5, 6, 7, 8, 9, 10, 12],
        );
        assert.deepEqual(await idsOf(docs().exclude({ data__has_key: "a" })), [1, 2, 3, 11]);
      });
    });

    it("orders, groups, compares and is read by keys", async () => {
      await withModels(kind, [Doc], async () => {
        for (const data of [
          { n: 10, t: "5" },
          { n: 9, t: "x" },
          { n: 10, t: null },
          { t: true },
          {},
        ])
          await docs().create({ data, other: { t: "x" } });
        const known = docs().filter({ data__n__gte: 9 });
        assert.deepEqual(await idsOf(docs().filter({ data__n__gt: 9 })), [1, 3]);
        assert.deepEqual(await idsOf(docs().filter({ data__n__range: [9, 9.5] })), [2]);
        assert.deepEqual(await known.orderBy("data__n", "id").valuesList("id", "data__n").rows(), [
          [2, 9],
          [1, 10],
          [3, 10],
        ]);
        const named = known.annotate({ n: db.jsonKey("data", "n") }).orderBy("n", "id");
        assert.deepEqual(await named.valuesList("n", { flat: true }).rows(), [9, 10, 10]);
        const counts = await docs()
          .filter({ data__n__isnull: false })
          .values("data__n")
          .annotate({ count: db.count("id") })
          .orderBy("data__n")
          .rows();
        assert.deepEqual(counts, [
          { data__n: 9, count: 1 },
          { data__n: 10, count: 2 },
        ]);
        const values = await docs().orderBy("id").valuesList("data__t", { flat: true }).rows();
        assert.deepEqual(values, ["5", "x", null, true, null]);
        assert.deepEqual(await idsOf(docs().filter({ data__t: db.F("other__t") })), [2]);
        const inner = docs().filter({ data__n: 9 }).values("data__t");
        assert.deepEqual(await idsOf(docs().filter({ other__t__in: inner })), [1, 2, 3, 4, 5]);
      });
    });

    it("gives texts of keys", async () => {
      await withModels(kind, [Doc], async () => {
        for (const k of ["x", 5, true, null, [1, "a"]]) await docs().create({ data: { k } });
        const texts = await docs()
          .annotate({ text: db.jsonText("data", "k") })
          .orderBy("id")
          .valuesList("text", { flat: true })
          .rows();
        assert.deepEqual(
          texts.map((text) => String(text).replace(", ", ",")),
          ["x", "5", "true", "null", '[1,"a"]'],
        );
        const upper = docs()
          .filter({ data__k: "x" })
          .valuesList({ up: db.upper(db.jsonText("data", "k")) });
        assert.deepEqual(await upper.rows(), [["X"]]);
      });
    });

    it("takes any key for a key", async () => {
      await withModels(kind, [Doc], async () => {
        for (const [index, key] of HOSTILE.entries()) {
          const row = await docs().create({
            data: Object.fromEntries([
              [key, index],
              ["n", 1],
            ]),
          });
          const { id } = row as unknown as { id: number };
          const at = db.jsonKey("data", key);
          const set = docs().alias({ at }).filter({ at: index });
          assert.deepEqual(await idsOf(set), [id], key.slice(0, 20));
          assert.deepEqual(await set.valuesList({ read: at }).rows(), [[index]]);
          assert.deepEqual(await idsOf(docs().filter({ data__has_key: key })), [id]);
          assert.deepEqual(await idsOf(docs().filter({ data__has_keys: [key, "n"] })), [id]);
          if (!key.includes("__") && key !== "") {
            assert.deepEqual(await idsOf(docs().filter({ [`data__${key}`]: index })), [id]);
          }
          const [[without]] = (await set.valuesList({ x: db.jsonRemove("data", key) }).rows()) as [
            [unknown],
          ];
          if (!key.includes("__")) assert.deepEqual(without, { n: 1 });
        }
        assert.equal(await docs().count(), HOSTILE.length);
        const absent = docs().alias({ at: db.jsonKey("data", "n\0x") });
        assert.deepEqual(await idsOf(absent.filter({ at__isnull: false })), []);
        assert.deepEqual(await idsOf(docs().filter({ data__has_key: "n\0x" })), []);
        assert.throws(() => db.jsonRemove("data", "n\0x"), { code: "db.null-character" });
      });
    });

    it("is made and changed by the database", async () => {
      await withModels(kind, [Doc], async () => {
        await docs().create({ data: { a: 1, list: [1, 2], deep: { x: 1 } } });
        await docs().create({ data: null });
        const made = docs()
          .orderBy("id")
          .valuesList({
            object: db.jsonObject({ id: "id", data: "data", flag: "flag", text: value("t\"'") }),
            array: db.jsonArray("id", value(null), "data__a"),
          });
        assert.deepEqual(await made.rows(), [
          [
            { id: 1, data: { a: 1, list: [1, 2], deep: { x: 1 } }, flag: true, text: "t\"'" },
            [1, null, 1],
          ],
          [{ id: 2, data: null, flag: true, text: "t\"'" }, [2, null, null]],
        ]);
        const data = db.jsonRemove(
          db.jsonSet("data", { a: null, deep__y: [true], list__0: db.F("id"), new: "v" }),
          "deep__x",
          "list__1",
        );
        await docs().update({ data });
        assert.deepEqual(await docs().orderBy("id").valuesList("data", { flat: true }).rows(), [
          { a: null, list: [1], deep: { y: [true] }, new: "v" },
          null,
        ]);
      });
    });
  });
}

describe("what JSON contains", () => {
  it("is told by PostgreSQL", async () => {
    await withModels("postgres", [Doc], async () => {
      await fill();
      assert.deepEqual(await idsOf(docs().filter({ data__contains: { a: 1 } })), [5]);
      assert.deepEqual(await idsOf(docs().filter({ data__a__contains: [2] })), [9]);
      assert.deepEqual(
        await idsOf(docs().filter({ data__contains: {} })),
        [3, 4, 5, 6, 7, 8, 9, 10, 12],
      );
      assert.deepEqual(
        await idsOf(docs().filter({ data__contained_by: { a: 1, b: "x", c: 2 } })),
        [3, 5],
      );
    });
  });

  it("is refused on SQLite", async () => {
    await withModels("sqlite", [Doc], async () => {
      for (const name of ["data__contains", "data__contained_by", "data__a__contains"])
        await assert.rejects(
          docs()
            .filter({ [name]: { a: 1 } })
            .rows(),
          { code: "db.not-supported" },
        );
    });
  });
});
