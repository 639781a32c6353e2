/** Names that were made of a table's name and its columns': they follow both, so that new ones can have them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { f } from "flagon/db";
import type { ModelClass } from "../../src/db/meta.ts";
import { describeTable } from "../../src/db/schema/introspection.ts";
import { modelOf, rehearse } from "./migration-project.ts";
import { WRITTEN } from "./tables.ts";

/** A model with every kind of name: an index, one for LIKE, one of fields unique together, a foreign key to itself. */
function pageOf(name: string): ModelClass {
  const page: ModelClass = modelOf(
    "site",
    name,
    {
      title: f.char({ maxLength: 20, index: true }),
      slug: f.slug({ unique: true }),
      get above(): unknown {
        return f.foreignKey(page, { onDelete: "cascade", null: true, relatedName: "+" });
      },
    },
    { uniqueTogether: [["title", "slug"]], indexes: [["slug", "-title"]] },
  );
  return page;
}

/** The same for fields of one table, each kind of name in a field of its own. */
function bookOf(suffixes: readonly string[]): ModelClass {
  const fields = suffixes.map((suffix): object => ({
    [`title${suffix}`]: f.char({ maxLength: 20, index: true, default: "" }),
    [`slug${suffix}`]: f.slug({ unique: true, null: true }),
    get [`above${suffix}`](): unknown {
      return f.foreignKey(book, { onDelete: "cascade", null: true, relatedName: "+" });
    },
  }));
  const all = {};
  for (const one of fields) Object.defineProperties(all, Object.getOwnPropertyDescriptors(one));
  const book: ModelClass = modelOf("site", "Book", all, {
    uniqueTogether: suffixes.map((suffix) => [`title${suffix}`, `slug${suffix}`]),
    indexes: suffixes.map((suffix) => [`slug${suffix}`, `-title${suffix}`]),
  });
  return book;
}

for (const kind of WRITTEN)
  describe(`a table that is renamed on ${kind}`, () => {
    it("takes the names of its indexes and keys along, there and back", () =>
      rehearse(kind, async (rehearsal, database) => {
        const namesOf = async (table: string) => {
          const found = (await describeTable(database, table))!;
          const parts = [...found.indexes, ...found.uniques, ...found.foreignKeys];
          // What PostgreSQL names by itself (`…_key`) it names anew where the name is taken.
          return parts
            .map(({ name }) => name)
            .filter((name) => name?.startsWith(`${table}_`) === true && !/_key\d*$/.test(name));
        };
        const migrate = (target = {}) => rehearsal.migrator(database).migrate(target);
        for (const models of [["Page"], ["Sheet"], ["Sheet", "Page"]]) {
          rehearsal.setModels({ site: models.map(pageOf) });
          await rehearsal.make({}, true);
          await migrate();
        }
        const names = await namesOf("site_page");
        assert.ok(names.length >= 2, names.join());
        assert.equal((await namesOf("site_sheet")).length, names.length);
        await migrate({ label: "site", name: "0001" });
        assert.deepEqual((await namesOf("site_page")).toSorted(), names.toSorted());
      }));

    it("takes those of columns along that are renamed, so that new ones can have the old names", () =>
      rehearse(kind, async (rehearsal, database) => {
        const migrate = (target = {}) => rehearsal.migrator(database).migrate(target);
        const names = async () => {
          const found = (await describeTable(database, "site_book"))!;
          return [...found.indexes, ...found.uniques, ...found.foreignKeys]
            .map(({ name }) => name)
            .filter((name) => name?.startsWith("site_book_") === true && !/_key\d*$/.test(name))
            .toSorted();
        };
        const seen = [];
        for (const suffixes of [[""], ["Old"], ["Old", ""]]) {
          rehearsal.setModels({ site: [bookOf(suffixes)] });
          await rehearsal.make({}, true);
          await migrate();
          seen.push(await names());
        }
        assert.equal(seen[2]!.length, 2 * seen[0]!.length, seen[2]!.join());
        assert.deepEqual(seen[2], [...seen[0]!, ...seen[1]!].toSorted());
        await migrate({ label: "site", name: "0001" });
        assert.deepEqual(await names(), seen[0]);
      }));
  });
