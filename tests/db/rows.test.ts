/** Rows: saving, deleting and refreshing them, signals, races, and transactions around them, the same on every database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  F,
  f,
  metaOf,
  type SetOf,
  model,
  onCommit,
  postDelete,
  postSave,
  preDelete,
  preSave,
  transaction,
  uuid4,
} from "../../src/db/index.ts";
import type { ModelClass } from "../../src/db/meta.ts";
import { newTable } from "./databases.ts";
import {
  Author,
  Book,
  countOf,
  fill,
  Loan,
  Profile,
  statementsOf,
  Tag,
  withLibrary,
  withTables,
} from "./library.ts";
import { WRITTEN } from "./tables.ts";

setFlagsFromString("--expose-gc");
/** Throws away what nothing refers to, so that memory can be told from rubbish. */
const collect = runInNewContext("gc") as () => void;

const untyped = (value: unknown): never => value as never;

for (const kind of WRITTEN) {
  describe(`saving rows on ${kind}`, () => {
    it("writes what has changed, and nothing where nothing has", () =>
      withLibrary(kind, async (database) => {
        const { a } = await fill();
        const book = await Book.get({ id: a.id });
        assert.deepEqual(book.changedFields, []);
        assert.equal(await countOf(database, () => book.save()), 0);
        book.title = "New";
        book.pages += 1;
        assert.deepEqual(book.changedFields, ["title", "pages"]);
        const [sql] = await statementsOf(database, () => book.save());
        assert.match(sql!, /^UPDATE \S+ SET ["`]title["`] = \S+, ["`]pages["`] = \S+ WHERE/);
        assert.deepEqual(book.changedFields, []);
        book.title = "Newer";
        book.pages = 99;
        await book.save({ fields: ["pages"] });
        assert.deepEqual(book.changedFields, ["title"]);
        assert.deepEqual(await Book.filter({ id: a.id }).valuesList("title", "pages"), [
          ["New", 99],
        ]);
      }));

    it("inserts and updates by force, or says that it could not", () =>
      withLibrary(kind, async () => {
        const { a } = await fill();
        const twin = new Tag({ label: "x" });
        (twin as { id: number }).id = 1;
        await assert.rejects(() => twin.save({ forceInsert: true }), { name: "IntegrityError" });
        const gone = new Tag({ label: "y" });
        (gone as { id: number }).id = 999;
        await assert.rejects(() => gone.save({ forceUpdate: true }), { code: "db.not-updated" });
        await assert.rejects(() => gone.save({ forceUpdate: true, forceInsert: true }), {
          code: "db.save-options",
        });
        await assert.rejects(() => a.save({ fields: untyped(["titel"]) }), /Did you mean "title"/);
        await gone.save();
        assert.equal(await Tag.filter({ id: 999 }).count(), 1);
      }));

    it("works expressions out in the database and reads rows again when asked", () =>
      withLibrary(kind, async () => {
        const { a } = await fill();
        const book = await Book.get({ id: a.id });
        await Book.filter({ id: a.id }).update({ pages: F("pages").plus(5), title: "Other" });
        await book.refresh("pages");
        assert.deepEqual([book.pages, book.title], [15, "Alpha"]);
        await book.refresh();
        assert.deepEqual([book.title, book.changedFields], ["Other", []]);
        book.pages = untyped(F("pages").plus(1));
        await book.save();
        await book.refresh();
        assert.equal(book.pages, 16);
      }));

    it("tells who listens, with what was done", () =>
      withLibrary(kind, async () => {
        const { red } = await fill();
        const seen: unknown[] = [];
        const before = preSave.connect((sender, event) => {
          seen.push([
            "preSave",
            (sender as { name: string }).name,
            event.created,
            event.fields,
            event.using,
          ]);
        });
        const after = postSave.connect((_sender, event) => seen.push(["postSave", event.created]));
        const dying = preDelete.connect((_sender, event) =>
          seen.push(["preDelete", (event.row as Tag).label]),
        );
        const dead = postDelete.connect((_sender, event) => seen.push(["postDelete", event.using]));
        try {
          const tag = await Tag.create({ label: "new" });
          tag.label = "newer";
          await tag.save({ fields: ["label"] });
          await Tag.filter({ label: "newer" }).update({ label: "newest" });
          await Tag.bulkCreate([{ label: "many" }]);
          await tag.delete();
          await Tag.filter({ id: red.id }).delete();
        } finally {
          preSave.disconnect(before);
          postSave.disconnect(after);
          preDelete.disconnect(dying);
          postDelete.disconnect(dead);
        }
        assert.deepEqual(seen, [
          ["preSave", "Tag", undefined, undefined, "default"],
          ["postSave", true],
          ["preSave", "Tag", undefined, ["label"], "default"],
          ["postSave", false],
          ["preDelete", "newer"],
          ["postDelete", "default"],
          ["preDelete", "red"],
          ["postDelete", "default"],
        ]);
      }));

    it("refuses what is missing, mistyped or misspelt before the database", () =>
      withLibrary(kind, async (database) => {
        const { ann } = await fill();
        const wrong = [
          { title: "x", slug: "x" },
          { title: 7, slug: "x", author: ann },
          { title: "x", slug: "x", author: ann, pages: "many" },
          { title: "x", slug: "x", author: ann, titel: "x" },
        ];
        for (const values of wrong) {
          const asked = await countOf(database, () =>
            assert.rejects(
              async () => await Book.create(untyped(values)),
              /db\./,
              JSON.stringify(Object.keys(values)),
            ),
          );
          assert.equal(asked, 0);
        }
      }));
  });

  describe(`races and transactions on ${kind}`, () => {
    it("ten that get or create one row make one", () =>
      withLibrary(kind, async () => {
        const found = await Promise.all(
          Array.from({ length: 10 }, () => Tag.getOrCreate({ label: "one" })),
        );
        assert.equal(await Tag.count(), 1);
        assert.equal(found.filter(([, created]) => created).length, 1);
        assert.equal(new Set(found.map(([tag]) => tag.id)).size, 1);
      }));

    it("ten that update or create one row count every time", () =>
      withLibrary(kind, async () => {
        const { ann } = await fill();
        await Promise.all(
          Array.from({ length: 10 }, () =>
            Book.updateOrCreate(
              { slug: "race" },
              {
                create: { title: "Race", author: ann, pages: 1 },
                defaults: { pages: F("pages").plus(1) as never },
              },
            ),
          ),
        );
        assert.equal((await Book.get({ slug: "race" })).pages, 10);
      }));

    it("fifty that read, change and write under a lock end with the exact total", () =>
      withLibrary(kind, async () => {
        const { a } = await fill();
        await Promise.all(
          Array.from({ length: 50 }, () =>
            transaction(async () => {
              const book = await Book.all().selectForUpdate().get({ id: a.id });
              book.pages += 1;
              await book.save();
            }),
          ),
        );
        assert.equal((await Book.get({ id: a.id })).pages, 60);
      }));

    it("inner failures undo the inner work alone, and hooks run after the outer commit", () =>
      withLibrary(kind, async () => {
        const seen: string[] = [];
        await transaction(async () => {
          await Tag.create({ label: "outer" });
          onCommit(() => seen.push("outer"));
          await assert.rejects(
            transaction(async () => {
              await Tag.create({ label: "inner" });
              onCommit(() => seen.push("inner"));
              await Tag.create({ label: "outer" });
            }),
            { name: "IntegrityError" },
          );
          assert.deepEqual(seen, []);
        });
        assert.deepEqual(await Tag.valuesList("label", { flat: true }), ["outer"]);
        assert.deepEqual(seen, ["outer"]);
      }));

    it("a broken rule is one typed error that names the constraint or its columns", () =>
      withLibrary(kind, async () => {
        await Tag.create({ label: "x" });
        await assert.rejects(
          () => Tag.create({ label: "x" }),
          (error: Error & { constraint?: string; columns?: readonly string[] }) => {
            assert.equal(error.name, "IntegrityError");
            assert.match(JSON.stringify(error) + error.message + String(error.constraint), /label/);
            return true;
          },
        );
      }));

    it("a lock outside of a transaction is refused", () =>
      withLibrary(kind, async () => {
        await assert.rejects(async () => await Book.all().selectForUpdate(), {
          code: "db.no-transaction",
        });
      }));

    it("three queries at once give three answers", () =>
      withLibrary(kind, async () => {
        await fill();
        const [books, authors, tags] = await Promise.all([
          Book.all(),
          Author.count(),
          Tag.get({ label: "red" }),
        ]);
        assert.deepEqual([books.length, authors, tags.label], [4, 3, "red"]);
      }));
  });

  describe(`deleting rows on ${kind}`, () => {
    class Parent extends model({ name: f.char({ maxLength: 9 }) }, { table: newTable() }) {}
    const onDelete = (rule: unknown, more: object = {}) =>
      f.foreignKey(Parent, { null: true, onDelete: rule as "cascade", relatedName: "+", ...more });
    class Child extends model(
      {
        name: f.char({ maxLength: 9 }),
        cascade: onDelete("cascade"),
        protect: onDelete("protect"),
        restrict: onDelete("restrict"),
        empty: onDelete("set null"),
        standard: onDelete("set default", { default: 1 }),
        computed: onDelete({ set: () => 1 }),
        left: onDelete("nothing", { constraint: false }),
      },
      { table: newTable() },
    ) {}

    it("follows the rule of each relation", () =>
      withTables(kind, [Parent, Child], async () => {
        const fallback = await Parent.create({ name: "first" });
        assert.equal(fallback.id, 1);
        const of = async (rule: string) => {
          const parent = await Parent.create({ name: rule });
          await Child.create({ name: rule, [rule]: parent } as never);
          return parent;
        };
        for (const rule of ["empty", "standard", "computed", "left", "cascade"]) {
          const parent = await of(rule);
          const key = parent.id;
          const [total] = await parent.delete();
          const [child] = await Child.filter({ name: rule }).values(`${rule}Id` as "emptyId");
          const wanted = { empty: null, standard: 1, computed: 1, left: key, cascade: undefined }[
            rule
          ];
          assert.deepEqual([rule, child?.[`${rule}Id` as "emptyId"]], [rule, wanted]);
          assert.equal(total, rule === "cascade" ? 2 : 1);
        }
      }));

    it("names the rows that stand in the way", () =>
      withTables(kind, [Parent, Child], async () => {
        const parent = await Parent.create({ name: "x" });
        const child = await Child.create({ name: "c", protect: parent });
        await assert.rejects(
          () => parent.delete(),
          (error: Error & { rows: readonly object[]; where: string }) => {
            assert.equal(error.name, "ProtectedError");
            assert.equal(error.where, "Child.protect (1)");
            assert.deepEqual(
              error.rows.map((row) => (row as Child).id),
              [child.id],
            );
            return true;
          },
        );
        const other = await Parent.create({ name: "y" });
        await Child.create({ name: "r", restrict: other });
        await assert.rejects(() => other.delete(), { name: "RestrictedError" });
        await Child.filter({ name: "r" }).update({ cascade: other });
        const [total, byModel] = await other.delete();
        assert.deepEqual([total, byModel], [2, { Parent: 1, Child: 1 }]);
      }));

    it("takes along what hangs on rows, and tells how many of each model", () =>
      withLibrary(kind, async (database) => {
        const { ann, a, bob } = await fill();
        await Loan.create({ book: a, reader: bob });
        const [total, byModel] = await ann.delete();
        assert.deepEqual(
          [
            total,
            byModel["Author"],
            byModel["Book"],
            byModel["Profile"],
            byModel["Loan"],
            byModel["Book_tags"],
          ],
          [8, 1, 2, 1, 1, 3],
        );
        assert.equal(ann.id, null);
        assert.deepEqual(await Profile.count(), 0);
        assert.deepEqual(await Author.orderBy("id").valuesList("name", "mentorId"), [
          ["Bob", null],
          ["Cid", null],
        ]);
        await assert.rejects(() => ann.delete(), { code: "db.unsaved-row" });
        assert.equal(await countOf(database, () => Loan.none().delete()), 0);
      }));
  });

  describe(`models of other kinds on ${kind}`, () => {
    class Note extends model(
      {
        text: f.text(),
        deletedAt: f.datetime({ null: true }),
        key: f.uuid({ unique: true, default: uuid4 }),
      },
      { table: newTable() },
    ) {
      static override all<T>(this: T): SetOf<T> {
        return Note.everything().filter({ deletedAt: null }) as never;
      }
      static everything() {
        return super.all();
      }
    }

    it("rows that an own all() hides are hidden from every call, and can be brought back", () =>
      withTables(kind, [Note], async () => {
        const note = await Note.create({ text: "x" });
        await Note.create({ text: "y" });
        await Note.filter({ text: "x" }).update({ deletedAt: new Date() });
        assert.equal(await Note.count(), 1);
        assert.equal(await Note.find({ id: note.id }), undefined);
        assert.equal(await Note.everything().count(), 2);
        await note.refresh();
        await Note.everything().filter({ id: note.id }).update({ deletedAt: null });
        assert.equal(await Note.count(), 2);
      }));

    class Place extends model({ name: f.char({ maxLength: 9 }) }, { table: newTable() }) {
      get sign(): string {
        return `[${this.name}]`;
      }
    }
    class Restaurant extends Place.extend(
      { stars: f.integer({ default: 0 }) },
      { table: newTable() },
    ) {}
    class Sorted extends Place.extend({}, { proxy: true, ordering: ["-name"] }) {
      get loud(): string {
        return this.name.toUpperCase();
      }
    }

    it("a model that extends another has a row in both tables", () =>
      withTables(kind, [Place, Restaurant], async (database) => {
        const inn = await Restaurant.create({ name: "inn", stars: 2 });
        assert.equal(inn.sign, "[inn]");
        assert.deepEqual(await Place.valuesList("name", { flat: true }), ["inn"]);
        assert.equal(
          await countOf(database, () => Restaurant.filter({ name: "inn", stars: 2 })),
          1,
        );
        await Restaurant.filter({ name: "inn" }).update({ name: "bar", stars: 3 });
        const [row] = await Restaurant.all();
        assert.deepEqual([row!.name, row!.stars, row!.pk], ["bar", 3, inn.pk]);
        row!.name = "pub";
        await row!.save();
        assert.equal((await Place.get({ name: "pub" })).sign, "[pub]");
        await row!.delete();
        assert.deepEqual([await Place.count(), await Restaurant.count()], [0, 0]);
      }));

    it("a proxy has its own order and methods over the same table", () =>
      withTables(kind, [Place], async () => {
        await Place.bulkCreate([{ name: "a" }, { name: "b" }]);
        const rows = await Sorted.all();
        assert.deepEqual(
          rows.map((row) => row.loud),
          ["B", "A"],
        );
        await Sorted.create({ name: "c" });
        assert.equal(await Place.count(), 3);
      }));

    it("two hundred thousand rows are iterated in flat memory", () =>
      withTables(kind, [Place], async (database) => {
        const { table } = metaOf(Place as unknown as ModelClass);
        await database.script([
          kind === "postgres"
            ? `INSERT INTO "${table}" (name) SELECT 'n' || n FROM generate_series(1, 200000) AS n`
            : kind === "mysql"
              ? `INSERT INTO ${table} (name) SELECT CONCAT('n', seq) FROM seq_1_to_200000`
              : `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200000) INSERT INTO "${table}" (name) SELECT 'n' || n FROM c`,
        ]);
        let seen = 0;
        let most = 0;
        collect();
        const before = process.memoryUsage().heapUsed;
        for await (const place of Place.iterator({ chunkSize: 1000 })) {
          if (place.name.length > 0) seen += 1;
          if (seen % 20_000 === 0) {
            collect();
            most = Math.max(most, process.memoryUsage().heapUsed - before);
          }
        }
        assert.equal(seen, 200_000);
        assert.ok(most < 20 * 1024 * 1024, `${Math.round(most / 1024 / 1024)} MB more`);
      }));
  });
}
