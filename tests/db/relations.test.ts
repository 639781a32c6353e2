/** Relations of rows: what loads them, in how many statements, and what their managers do, the same on every database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { count, m2mChanged, prefetch } from "../../src/db/index.ts";
import {
  Author,
  Book,
  Country,
  countOf,
  fill,
  Loan,
  Profile,
  statementsOf,
  Tag,
  withLibrary,
} from "./library.ts";
import { WRITTEN } from "./tables.ts";

const names = (rows: Iterable<{ name: string }>): string =>
  [...rows].map((row) => row.name).join(" ");
const labels = (rows: Iterable<{ label: string }>): string =>
  [...rows].map((row) => row.label).join(" ");
const untyped = (value: unknown): never => value as never;

for (const kind of WRITTEN) {
  describe(`relations that were not loaded, on ${kind}`, () => {
    it("are loaded for all rows of the result in one statement", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const books = await Book.orderBy("id");
        const seen: string[] = [];
        const asked = await countOf(database, async () => {
          for (const book of books) seen.push((await book.author).name);
        });
        assert.deepEqual([asked, seen.join(" ")], [1, "Ann Ann Bob Bob"]);
        const many = await countOf(database, () =>
          Promise.all(books.map(async (book) => labels(await book.tags))),
        );
        assert.equal(many, 1);
      }));

    it("have conditions of the first call about the row between that leads to them", () =>
      withLibrary(kind, async () => {
        const { a, b, red, blue } = await fill();
        const labelsOf = async (set: PromiseLike<Iterable<{ label: string }>>) => labels(await set);
        assert.equal(await labelsOf(a.tags.filter({ books: a.id }).orderBy("label")), "blue red");
        assert.equal(await a.tags.filter({ books: b.id }).count(), 0);
        assert.equal(await a.tags.exclude({ books: b.id }).count(), 2);
        assert.equal(await labelsOf(a.tags.orderBy("label").filter({ books: b.id })), "red");
        assert.equal(
          await labelsOf(a.tags.filter({ label: "red" }).filter({ books: b.id })),
          "red",
        );
        const counted = await a.tags.annotate({ number: count("books") }).orderBy("label");
        assert.deepEqual(
          counted.map((tag) => [tag.id, tag.number]),
          [
            [blue.id, 1],
            [red.id, 1],
          ],
        );
        const [book] = await Book.filter({ pk: a.id }).prefetchRelated(
          prefetch("tags", { set: Tag.filter({ books: b.id }) }),
        );
        assert.equal(labels(book!.tags), "red");
      }));

    it("are loaded at once for all when many are awaited together", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const books = await Book.all();
        assert.equal(
          await countOf(database, () => Promise.all(books.map((book) => book.author))),
          1,
        );
      }));

    it("give their key without a statement, and null without one", () =>
      withLibrary(kind, async (database) => {
        const { ann, a } = await fill();
        const asked = await countOf(database, async () => {
          const book = await Book.get({ id: a.id });
          assert.equal(book.authorId, ann.id);
          assert.equal(book.author.pk, ann.id);
          assert.equal(book.author.id, ann.id);
          assert.equal(book.editor, null);
        });
        assert.equal(asked, 1);
      }));

    it("are refused where the query set says so, with the name of the relation", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const [book] = await Book.fetchMode("raise").orderBy("id");
        const asked = await countOf(database, async () => {
          await assert.rejects(async () => await book!.author, {
            code: "db.not-loaded",
            where: "Book.author",
          });
          await assert.rejects(async () => await book!.tags, { code: "db.not-loaded" });
        });
        assert.equal(asked, 0);
        const [short] = await Book.only("title").fetchMode("raise");
        await assert.rejects(async () => await short!.pages, { code: "db.not-loaded" });
      }));

    it("are loaded one by one where the query set says so", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const books = await Book.fetchMode("one");
        const asked = await countOf(database, async () => {
          for (const book of books) await book.author;
        });
        assert.equal(asked, 4);
      }));

    it("lead back to the row that they were asked of", () =>
      withLibrary(kind, async (database) => {
        const { ann } = await fill();
        const author = await Author.get({ id: ann.id });
        const asked = await countOf(database, async () => {
          for (const book of await author.books) assert.equal(await book.author, author);
        });
        assert.equal(asked, 1);
      }));

    it("are the row at the other side of a one-to-one relation, or null", () =>
      withLibrary(kind, async (database) => {
        const { ann, bob } = await fill();
        assert.equal((await (await Author.get({ id: ann.id })).profile)?.bio, "writes");
        assert.equal(await (await Author.get({ id: bob.id })).profile, null);
        const authors = await Author.all();
        const asked = await countOf(database, async () => {
          for (const author of authors) await author.profile;
        });
        assert.equal(asked, 1);
      }));
  });

  describe(`relations loaded with their rows, on ${kind}`, () => {
    it("come in one statement over foreign keys, null where there is none", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const asked = await countOf(database, async () => {
          const books = await Book.selectRelated(
            "author__country",
            "author__mentor",
            "editor",
          ).orderBy("id");
          assert.deepEqual(
            books.map((book) => [
              book.author.name,
              book.author.country?.name,
              book.author.mentor?.name,
              book.editor?.name,
            ]),
            [
              ["Ann", "Germany", undefined, undefined],
              ["Ann", "Germany", undefined, "Bob"],
              ["Bob", "Sweden", "Ann", undefined],
              ["Bob", "Sweden", "Ann", undefined],
            ],
          );
        });
        assert.equal(asked, 1);
      }));

    it("come in one statement over a one-to-one relation backwards", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const asked = await countOf(database, async () => {
          const authors = await Author.selectRelated("profile").orderBy("id");
          assert.deepEqual(
            authors.map((author) => author.profile?.bio),
            ["writes", undefined, undefined],
          );
          assert.equal((await Profile.selectRelated("author"))[0]?.author.name, "Ann");
        });
        assert.equal(asked, 2);
      }));

    it("come in one more statement for each relation to many rows", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const asked = await countOf(database, async () => {
          const authors = await Author.prefetchRelated("books__tags", "friends").orderBy("id");
          assert.deepEqual(
            authors.map((author) => author.books.length),
            [2, 2, 0],
          );
          for (const author of authors) for (const book of author.books) labels(book.tags);
          assert.equal(authors[0]!.friends.length, 0);
          assert.equal(await authors[0]!.books.count(), 2);
        });
        assert.equal(asked, 4);
      }));

    it("come filtered, ordered, cut off for each row, and under another name", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const longest = prefetch("books", { set: Book.orderBy("-pages").limit(1), to: "longest" });
        const live = prefetch("books", { set: Book.live().selectRelated("author") });
        const asked = await countOf(database, async () => {
          const authors = await Author.prefetchRelated(longest, live).orderBy("id");
          assert.deepEqual(
            authors.map(({ longest }) => longest.map((book) => book.title)),
            [["Beta"], ["Delta"], []],
          );
          assert.deepEqual(
            authors.map(({ books }) => [...books].map((book) => book.title)),
            [["Alpha"], ["Gamma"], []],
          );
        });
        assert.equal(asked, 3);
        const tagged = await Book.prefetchRelated(
          prefetch("tags", { set: Tag.orderBy("-label").limit(1) }),
        ).orderBy("id");
        assert.deepEqual(
          tagged.map((book) => labels(book.tags)),
          ["red", "red", "blue", ""],
        );
      }));

    it("refuse a name that the model has for something else", () =>
      withLibrary(kind, async () => {
        await fill();
        for (const to of ["name", "books", "pk"]) {
          await assert.rejects(
            async () => Author.prefetchRelated(prefetch("books", { to } as object)),
            {
              code: "db.name-taken",
              where: `prefetch("books", { to: "${to}" })`,
            },
          );
        }
        // @ts-expect-error: the name of an author
        Author.prefetchRelated(prefetch("books", { to: "name" }));
      }));

    it("are told from those that are not: iterating what was not loaded is an error", () =>
      withLibrary(kind, async () => {
        const { a } = await fill();
        const manager = a.tags as unknown as Iterable<Tag> & { length: number };
        assert.throws(() => [...manager], { code: "db.not-loaded" });
        assert.throws(() => manager.length, { code: "db.not-loaded" });
      }));
  });

  describe(`managers of rows that refer to a row, on ${kind}`, () => {
    it("make, find and update rows with the foreign key filled in", () =>
      withLibrary(kind, async () => {
        const { bob } = await fill();
        const made = await bob.books.create({ title: "Eta", slug: "eta" });
        assert.equal(made.authorId, bob.id);
        const [found, created] = await bob.books.getOrCreate(
          { slug: "theta" },
          { defaults: { title: "Theta" } },
        );
        assert.deepEqual([found.authorId, created], [bob.id, true]);
        const [again, anew] = await bob.books.updateOrCreate(
          { slug: "theta" },
          { defaults: { title: "Thetas" } },
        );
        assert.deepEqual([again.id, again.title, anew], [found.id, "Thetas", false]);
        const [iota] = await bob.books.bulkCreate([{ title: "Iota", slug: "iota" }]);
        assert.equal(iota!.authorId, bob.id);
        assert.equal(await bob.books.count(), 5);
        assert.equal(await bob.books.filter({ title: "Eta" }).update({ pages: 7 }), 1);
      }));

    it("add and remove rows, and refuse to where the foreign key cannot be null", () =>
      withLibrary(kind, async () => {
        const { ann, bob, a, b, c } = await fill();
        await bob.edited.add(a, c);
        assert.equal(await bob.edited.count(), 3);
        await bob.edited.remove(a);
        assert.equal(await bob.edited.count(), 2);
        await bob.edited.set([a, b]);
        assert.deepEqual(await bob.edited.orderBy("id").valuesList("title", { flat: true }), [
          "Alpha",
          "Beta",
        ]);
        await bob.edited.clear();
        assert.equal(await bob.edited.count(), 0);
        await assert.rejects(() => ann.books.remove(a), { code: "db.not-nullable" });
        await assert.rejects(() => ann.books.clear(), { code: "db.not-nullable" });
      }));

    it("are asked anew after a change", () =>
      withLibrary(kind, async () => {
        const { ann } = await fill();
        const [author] = await Author.filter({ id: ann.id }).prefetchRelated("books");
        assert.equal((await author!.books).length, 2);
        await author!.books.create({ title: "Eta", slug: "eta" });
        assert.equal((await author!.books).length, 3);
      }));

    it("say that a row without a key has none", () => {
      assert.throws(() => new Author({ name: "x" }).books, { code: "db.unsaved-row" });
    });
  });

  describe(`many-to-many relations on ${kind}`, () => {
    it("add, remove, set and clear, seen from both sides", () =>
      withLibrary(kind, async (database) => {
        const { a, d, red, blue, grey } = await fill();
        await d.tags.add(red, grey.id);
        await d.tags.add(red);
        assert.equal(labels(await d.tags.orderBy("label")), "grey red");
        await d.tags.remove(red);
        assert.equal(labels(await d.tags), "grey");
        const asked = await countOf(database, () => a.tags.set([red, grey]));
        assert.ok(asked <= 4, `${asked} statements`);
        assert.equal(labels(await a.tags.orderBy("label")), "grey red");
        assert.equal(await grey.books.count(), 2);
        await grey.books.clear();
        assert.equal(await (await Book.get({ id: d.id })).tags.exists(), false);
        const made = await d.tags.create({ label: "new" });
        assert.equal(labels(await d.tags), "new");
        assert.equal((await made.books)[0]?.title, "Delta");
        await blue.books.set([d.id]);
        assert.equal(labels(await d.tags.orderBy("label")), "blue new");
      }));

    it("hold both ways within a model, unless they are told not to", () =>
      withLibrary(kind, async () => {
        const { ann, bob, cid } = await fill();
        await ann.friends.add(bob);
        assert.equal(names(await bob.friends), "Ann");
        await bob.friends.remove(ann);
        assert.equal(await ann.friends.exists(), false);
        await ann.follows.add(bob, cid);
        assert.equal(await bob.follows.exists(), false);
        assert.equal(names(await bob.followers), "Ann");
        assert.equal(names(await Author.filter({ follows__name: "Cid" })), "Ann");
      }));

    it("keep further values in the model between", () =>
      withLibrary(kind, async () => {
        const { a, ann, bob } = await fill();
        await a.readers.add([ann], { throughDefaults: { days: 3 } });
        await a.readers.add(bob);
        assert.deepEqual(await Loan.orderBy("id").valuesList("reader__name", "days"), [
          ["Ann", 3],
          ["Bob", 14],
        ]);
        assert.equal(names(await a.readers.filter({ name: "Bob" })), "Bob");
        assert.equal(await Book.filter({ loans__days__lt: 5 }).count(), 1);
      }));

    it("tell who listens what was done, before and after", () =>
      withLibrary(kind, async () => {
        const { d, red, grey } = await fill();
        const seen: unknown[] = [];
        const listen = m2mChanged.connect((_sender, event) => {
          seen.push([
            event.action,
            event.reverse,
            event.keys === undefined ? undefined : [...event.keys],
          ]);
        });
        try {
          await d.tags.add(red);
          await d.tags.add(red);
          await red.books.remove(d);
          await d.tags.set([grey]);
          await d.tags.clear();
        } finally {
          m2mChanged.disconnect(listen);
        }
        assert.deepEqual(seen, [
          ["preAdd", false, [red.id]],
          ["postAdd", false, [red.id]],
          ["preAdd", false, []],
          ["postAdd", false, []],
          ["preRemove", true, [d.id]],
          ["postRemove", true, [d.id]],
          ["preAdd", false, [grey.id]],
          ["postAdd", false, [grey.id]],
          ["preClear", false, undefined],
          ["postClear", false, undefined],
        ]);
      }));

    it("refuse rows of another model and rows without a key", () =>
      withLibrary(kind, async () => {
        const { a, ann } = await fill();
        await assert.rejects(() => a.tags.add(untyped(ann)), /db\.wrong-type/);
        assert.throws(() => Object.assign(a, { tags: [] }), { code: "db.relation-assigned" });
        await assert.rejects(() => a.tags.add(new Tag({ label: "x" })), { code: "db.unsaved-row" });
        await assert.rejects(() => a.tags.add(untyped(undefined)), /db\./);
        assert.throws(
          () => {
            a.author = untyped(new Country({ code: "x" }));
          },
          { code: "db.wrong-type" },
        );
      }));
  });

  it(`a foreign key to a row that is saved later takes its key, on ${kind}`, () =>
    withLibrary(kind, async (database) => {
      const author = new Author({ name: "Eve" });
      const book = new Book({ title: "x", slug: "x", author });
      await assert.rejects(() => book.save(), { code: "db.unsaved-row" });
      await author.save();
      const [sql] = await statementsOf(database, () => book.save());
      assert.match(sql!, /^INSERT/);
      assert.equal(book.authorId, author.id);
    }));
}
