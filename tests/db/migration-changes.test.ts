/** What the autodetector finds, where finding less or asking more would be a fault. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, f, Q } from "flagon/db";
import { Statement } from "../../src/db/backends/backend.ts";
import type { ModelClass } from "../../src/db/meta.ts";
import { describeTable } from "../../src/db/schema/introspection.ts";
import { WRITTEN } from "./tables.ts";
import { authorModel, modelOf, rehearse } from "./migration-project.ts";

const bookOf = (author: ModelClass, options: object): ModelClass =>
  modelOf("shop", "Book", { author: f.foreignKey(author, { onDelete: "cascade", ...options }) });

describe("a change of models", () => {
  it("is found where a relation loses the index that it has by itself, and gets it back", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      const indexes = async (): Promise<number> =>
        (await describeTable(database, "shop_book"))!.indexes.length;
      for (const [options, changes, count] of [
        [{}, ["shop.0001_initial", "Create model Author", "Create model Book"], 1],
        [{ index: false }, ["shop.0002_alter_book_author", "Alter field author on Book"], 0],
        [{}, ["shop.0003_alter_book_author", "Alter field author on Book"], 1],
      ] as const) {
        const author = authorModel("shop");
        rehearsal.setModels({ shop: [author, bookOf(author, options)] });
        assert.deepEqual(await rehearsal.make(), changes);
        await rehearsal.migrator(database).migrate();
        assert.equal(await indexes(), count);
      }
    }));

  it("asks nothing about rows of a table that Flagon does not make", () =>
    rehearse("sqlite", async (rehearsal) => {
      const options = { managed: false };
      rehearsal.setModels({ shop: [modelOf("shop", "Old", { name: f.text() }, options)] });
      await rehearsal.make();
      const fields = { name: f.text(), size: f.integer() };
      rehearsal.setModels({ shop: [modelOf("shop", "Old", fields, options)] });
      assert.deepEqual(await rehearsal.make(), ["shop.0002_old_size", "Add field size to Old"]);
    }));

  it("takes a proxy for one of the blueprint that it belongs to", () =>
    rehearse("sqlite", async (rehearsal) => {
      const author = authorModel("people");
      const Extended = author as unknown as { extend(f: object, o: object): new () => object };
      const Base = Extended.extend({}, { proxy: true, label: "shop" });
      const Buyer = class Buyer extends Base {} as unknown as ModelClass;
      rehearsal.setModels({ people: [author], shop: [Buyer] });
      assert.deepEqual(await rehearsal.make(), [
        "people.0001_initial",
        "Create model Author",
        "shop.0001_initial",
        "Create proxy model Buyer",
      ]);
    }));
});

const HARD = `back\\slash 'q' "d" \`b\`\nline \\n \\' % ?`;

for (const kind of WRITTEN) {
  describe(`texts of a schema on ${kind}`, () => {
    it("mean the same after the next change of the table", () =>
      rehearse(kind, async (rehearsal, database) => {
        const migrator = () => rehearsal.migrator(database);
        for (const more of [{}, { size: f.integer({ null: true }) }]) {
          const Note = modelOf(
            "shop",
            "Note",
            { code: f.char({ maxLength: 60 }), text: f.text({ databaseDefault: HARD }), ...more },
            {
              constraints: [
                check({ name: "code_hard", condition: Q({ code: HARD }).not() }),
                check({ name: "code_digits", condition: Q({ code__regex: "^[a-z]\\d+$" }) }),
              ],
            },
          );
          rehearsal.setModels({ shop: [Note] });
          await rehearsal.make();
          await migrator().migrate();
          await database.script([`INSERT INTO shop_note (code) VALUES ('a12')`]);
          for (const code of [`'ad'`, `'a\n'`])
            await assert.rejects(
              database.script([`INSERT INTO shop_note (code) VALUES (${code})`]),
            );
        }
        const rows = await database.read(new Statement("SELECT text FROM shop_note"), []);
        assert.deepEqual(rows, [[HARD], [HARD]]);
      }));
  });
}
