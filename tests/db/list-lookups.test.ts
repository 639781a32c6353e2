/** Lookups of arrays and ranges, on PostgreSQL. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as db from "../../src/db/index.ts";
import { Range } from "../../src/db/range.ts";
import type { RowSet } from "../../src/db/row-set.ts";
import { newTable } from "./databases.ts";
import { withModels } from "./tables.ts";

const { f } = db;

class Item extends db.model(
  { tags: f.array(f.text()), span: f.integerRange() },
  { table: newTable() },
) {}

const items = (): RowSet => (Item as unknown as { all(): RowSet }).all();

const FOUND: readonly (readonly [filter: Record<string, unknown>, ids: readonly number[]])[] = [
  [{ tags__contains: ["a"] }, [1, 2]],
  [{ tags__contains: [] }, [1, 2, 3]],
  [{ tags__contained_by: ["a", "b", "x"] }, [1, 3]],
  [{ tags__overlap: ["c", "z"] }, [2]],
  [{ tags__len: 0 }, [3]],
  [{ tags__len__gte: 3 }, [2]],
  [{ tags__0: "a" }, [1]],
  [{ tags__1__startswith: "a" }, [2]],
  [{ tags__0_2: ["a", "b"] }, [1]],
  [{ tags: ["a", "b"] }, [1]],
  [{ tags__in: [["a", "b"], [], ["z", "y", "x"]] }, [1, 3]],
  [{ span__contains: 3 }, [1]],
  [{ span__contains: new Range(2, 4) }, [1]],
  [{ span__contained_by: [0, 100] }, [1, 2, 3]],
  [{ span__overlap: [4, 12] }, [1, 2]],
  [{ span__fully_lt: [5, 6] }, [1]],
  [{ span__fully_gt: [1, 10] }, [2, 3]],
  [{ span__not_lt: [10, 11] }, [2, 3]],
  [{ span__not_gt: [1, 20] }, [1, 2]],
  [{ span__adjacent_to: [5, 10] }, [1, 2]],
];

describe("arrays and ranges", () => {
  it("are found by what they hold", async () => {
    await withModels("postgres", [Item], async () => {
      await items().create({ tags: ["a", "b"], span: [1, 5] });
      await items().create({ tags: ["c", "a", "d"], span: [10, 20] });
      await items().create({ tags: [], span: [30, 40] });
      const pairs = db.tuple("tags", "id").in([
        [["a", "b"], 1],
        [["c", "a", "d"], 1],
        [[], 3],
      ]);
      const found = await items()
        .filter(pairs as never)
        .orderBy("id")
        .valuesList("id", { flat: true });
      assert.deepEqual(found, [1, 3]);
      const wrong: unknown[] = [];
      for (const [filter, wanted] of FOUND) {
        const set = items().filter(filter).orderBy("id").valuesList("id", { flat: true });
        const ids = await set.rows().catch((error: Error) => error.message);
        if (JSON.stringify(ids) !== JSON.stringify(wanted)) wrong.push({ filter, ids, wanted });
      }
      assert.deepEqual(wrong, []);
    });
  });
});
