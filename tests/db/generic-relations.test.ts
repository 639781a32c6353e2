/** Relations to rows of any model by content type and key: set, read, loaded along, filtered by, deleted with the row. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentType, createTables, f, model, prefetch } from "../../src/db/index.ts";
import type { Database } from "../../src/db/backends/backend.ts";
import { withHome } from "./homes.ts";

class Label extends model(
  {
    text: f.char({ maxLength: 20 }),
    contentType: f.contentType(),
    objectId: f.objectId(),
    target: f.genericForeignKey(),
  },
  { label: "marks", ordering: ["id"] },
) {}

class Book extends model(
  {
    title: f.char({ maxLength: 20 }),
    get labels() {
      return f.genericRelation(Label);
    },
  },
  { label: "library" },
) {}

class Film extends model(
  {
    name: f.char({ maxLength: 20 }),
    get labels() {
      return f.genericRelation(Label);
    },
  },
  { label: "library" },
) {}

/** Two books and a film with the same keys, labelled. */
async function shelve(): Promise<[Book, Book, Film]> {
  await createTables(ContentType, Book, Film, Label);
  const [one, two] = [await Book.create({ title: "One" }), await Book.create({ title: "Two" })];
  const film = await Film.create({ name: "Film" });
  await Label.create({ text: "red", target: one });
  await Label.create({ text: "blue", target: film });
  await Label.create({ text: "red", target: two });
  return [one, two, film];
}

async function counted<T>(database: Database, work: () => Promise<T>): Promise<[T, number]> {
  let count = 0;
  const stop = database.onStatement(() => (count += 1));
  try {
    return [await work(), count];
  } finally {
    stop();
  }
}

for (const kind of ["sqlite", "postgres", "mysql"] as const) {
  describe(`a relation to rows of any model on ${kind}`, () => {
    it("leads to the row that was set, of whichever model", async () => {
      await withHome(kind, async (database) => {
        const [one] = await shelve();
        const red = await Label.create({ text: "x", target: one });
        assert.equal(typeof red.contentTypeId, "number");
        assert.equal(red.objectId, one.id);
        const labels = await Label.filter({ text__in: ["red", "blue"] });
        const [targets, statements] = await counted(database, async () => {
          const found: unknown[] = [];
          for (const label of labels) found.push(await label.target);
          return found;
        });
        assert.deepEqual(
          targets.map((row) => (row instanceof Book ? row.title : (row as Film).name)),
          ["One", "Film", "Two"],
        );
        assert.equal(statements, 3);
      });
    });

    it("is loaded along by one statement for each model", async () => {
      await withHome(kind, async (database) => {
        await shelve();
        const [labels, statements] = await counted(database, async () =>
          Label.prefetchRelated("target"),
        );
        assert.equal(statements, 4);
        assert.ok(labels[0]!.target instanceof Book);
        assert.ok(labels[1]!.target instanceof Film);
      });
    });

    it("has a way back: read, filtered by, loaded along, and changed", async () => {
      await withHome(kind, async (database) => {
        const [one, two, film] = await shelve();
        assert.deepEqual(
          (await one.labels).map((label) => label.text),
          ["red"],
        );
        assert.deepEqual(
          (await film.labels.all()).map((label) => label.text),
          ["blue"],
        );
        assert.equal(await Book.filter({ labels__text: "blue" }).count(), 0);
        assert.equal(await Book.filter({ labels__text: "red" }).count(), 2);
        assert.deepEqual(
          (await Book.exclude({ labels__text: "red" })).map((book) => book.title),
          [],
        );
        const [books, statements] = await counted(database, async () =>
          Book.orderBy("id").prefetchRelated("labels"),
        );
        assert.equal(statements, 2);
        assert.deepEqual(
          books.map((book) => book.labels.length),
          [1, 1],
        );
        const cut = await Book.orderBy("id").prefetchRelated(
          prefetch("labels", { set: Label.all().limit(1) }),
        );
        assert.deepEqual(
          cut.map((book) => [...book.labels].map((label) => label.text)),
          [["red"], ["red"]],
        );
        const green = await one.labels.create({ text: "green" });
        assert.equal(await one.labels.count(), 2);
        await two.labels.add(green);
        assert.deepEqual([await one.labels.count(), await two.labels.count()], [1, 2]);
        await two.labels.remove(green);
        await one.labels.clear();
        assert.equal(await Label.count(), 2);
      });
    });

    it("goes with the row that it refers to, and with no other", async () => {
      await withHome(kind, async () => {
        const [one, , film] = await shelve();
        const [, byModel] = await one.delete();
        assert.deepEqual(byModel, { "library.Book": 1, "marks.Label": 1 });
        assert.equal(await film.labels.count(), 1);
        await Book.filter({ title: "Two" }).delete();
        assert.equal(await Label.count(), 1);
      });
    });
  });
}

describe("content types", () => {
  it("are Django's: one row for each model, found again", async () => {
    await withHome("sqlite", async () => {
      await shelve();
      const type = await ContentType.for(Book);
      assert.deepEqual([type.appLabel, type.model], ["library", "book"]);
      assert.equal(type.modelClass, Book);
      assert.equal((await ContentType.for(Book)).id, type.id);
      assert.equal(await ContentType.filter({ appLabel: "library" }).count(), 2);
    });
  });

  it("refuse a row that has no key yet", () => {
    assert.throws(() => new Label({ text: "x", target: new Book({ title: "new" }) }), {
      code: "db.unsaved-row",
    });
  });
});
