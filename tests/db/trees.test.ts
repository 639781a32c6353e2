/** Trees in one statement: rows below and above, with their depth. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as db from "../../src/db/index.ts";
import type { RowSet } from "../../src/db/row-set.ts";
import { newTable } from "./databases.ts";
import { withModels, WRITTEN } from "./tables.ts";

const { f } = db;

class Category extends db.model(
  {
    name: f.text(),
    get parent() {
      return f.foreignKey(Category, { null: true, onDelete: "nothing" });
    },
  },
  { table: newTable() },
) {}

const categories = (): RowSet => (Category as unknown as { all(): RowSet }).all();

const ROWS: readonly (readonly [name: string, parent: number | null])[] = [
  ["all", null],
  ["books", 1],
  ["novels", 2],
  ["crime", 3],
  ["maps", 1],
  ["other", null],
];

async function fill(): Promise<void> {
  for (const [name, parentId] of ROWS) await categories().create({ name, parentId });
}

for (const kind of WRITTEN) {
  describe(`a tree on ${kind}`, () => {
    it("is walked down in one statement, with depths", async () => {
      await withModels(kind, [Category], async (database) => {
        await fill();
        let statements = 0;
        database.onStatement(() => statements++);
        const tree = categories()
          .filter({ name: "all" })
          .withDescendants("parent", { depth: "depth" });
        assert.deepEqual(await tree.orderBy("depth", "id").valuesList("name", "depth").rows(), [
          ["all", 0],
          ["books", 1],
          ["maps", 1],
          ["novels", 2],
          ["crime", 3],
        ]);
        assert.equal(statements, 1);
        const rows = (await tree.filter({ depth__gte: 2, name__startswith: "n" }).rows()) as {
          name: string;
          depth: number;
        }[];
        assert.deepEqual(
          rows.map(({ name, depth }) => [name, depth]),
          [["novels", 2]],
        );
        assert.equal(await tree.count(), 5);
        assert.equal(await tree.filter({ parent__name: "all" }).count(), 2);
        assert.equal(
          await categories()
            .exclude({ pk__in: tree.values("pk") })
            .count(),
          1,
        );
      });
    });

    it("is walked up, and as far as is wanted", async () => {
      await withModels(kind, [Category], async () => {
        await fill();
        const up = categories().filter({ name: "crime" }).withAncestors("parent", { depth: "up" });
        assert.deepEqual(await up.orderBy("-up").valuesList("name", { flat: true }).rows(), [
          "all",
          "books",
          "novels",
          "crime",
        ]);
        const near = categories().filter({ name: "all" }).withDescendants("parent", { most: 1 });
        assert.equal(await near.count(), 3);
        assert.equal(await categories().none().withDescendants("parent").count(), 0);
      });
    });

    it("comes to an end in a circle, each row once", async () => {
      await withModels(kind, [Category], async () => {
        await fill();
        await categories().filter({ name: "all" }).update({ parentId: 4 });
        const tree = categories().filter({ id: 2 }).withDescendants("parent", { depth: "depth" });
        assert.deepEqual(await tree.orderBy("depth", "id").valuesList("id", "depth").rows(), [
          [2, 0],
          [3, 1],
          [4, 2],
          [1, 3],
          [5, 4],
        ]);
      });
    });

    it("is written to by its keys, and nothing else is", async () => {
      await withModels(kind, [Category], async () => {
        await fill();
        const books = categories().filter({ name: "books" }).withDescendants("parent");
        assert.equal(await books.update({ name: "x" }), 3);
        assert.equal(await categories().filter({ name: "x" }).count(), 3);
        const [total] = await categories().filter({ id: 2 }).withDescendants("parent").delete();
        assert.equal(total, 3);
        assert.deepEqual(
          await categories().orderBy("id").valuesList("id", { flat: true }).rows(),
          [1, 5, 6],
        );
      });
    });

    it("wants a key to the same model", async () => {
      await withModels(kind, [Category], async () => {
        assert.throws(() => categories().withDescendants("parnet"), {
          code: "db.no-tree",
          mend: /parent/,
        });
        assert.throws(() => categories().withAncestors("name"), { code: "db.no-tree" });
        assert.throws(() => categories().withAncestors("parent", { most: -1 }), {
          code: "db.wrong-count",
        });
      });
    });
  });
}
