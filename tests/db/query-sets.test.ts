/** Query sets: when they ask, what they give, and what they refuse, the same on every database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  avg,
  caseWhen,
  count,
  exists,
  F,
  max,
  outerRef,
  Q,
  subquery,
  sum,
  value,
  when,
} from "../../src/db/index.ts";
import { Author, Book, countOf, fill, Loan, statementsOf, Tag, withLibrary } from "./library.ts";
import { WRITTEN } from "./tables.ts";

const titles = (rows: readonly { title: string }[]): string =>
  rows.map((row) => row.title[0]).join("");
/** What data from outside may say. */
const untyped = (value: unknown): never => value as never;

for (const kind of WRITTEN) {
  describe(`query sets on ${kind}`, () => {
    it("ask when they are awaited, once, and copies ask anew", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const live = Book.filter({ status: "live" });
        assert.equal(await countOf(database, () => void live.orderBy("title").limit(1)), 0);
        assert.equal(await countOf(database, async () => [await live, await live]), 1);
        assert.equal(await countOf(database, () => live.count()), 0);
        assert.equal(await countOf(database, () => live.all()), 1);
        const narrower = live.filter({ pages: 10 });
        assert.deepEqual([(await live).length, (await narrower).length], [2, 1]);
      }));

    it("iterate over rows that they have without asking again", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const set = Book.orderBy("title");
        await set;
        const seen: string[] = [];
        const asked = await countOf(database, async () => {
          for await (const book of set) seen.push(book.title);
        });
        assert.deepEqual([seen.length, asked], [4, 0]);
      }));

    it("cut rows off in one statement, also twice", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const set = Book.orderBy("title");
        assert.equal(titles(await set.slice(1, 3)), "BD");
        assert.equal(titles(await set.offset(1).limit(2)), "BD");
        assert.equal(titles(await set.slice(1, 4).slice(1, 2)), "D");
        assert.equal(titles(await set.limit(0)), "");
        assert.equal(await countOf(database, () => set.slice(1, 3)), 1);
        assert.throws(() => set.slice(-1), { code: "db.wrong-count" });
        assert.throws(() => set.limit(2).filter({ pages: 1 }), { code: "db.sliced" });
        assert.throws(() => set.limit(2).orderBy("title"), { code: "db.sliced" });
        assert.throws(() => set.limit(2).reverse(), { code: "db.sliced" });
        assert.throws(() => set.limit(2).distinct(), { code: "db.sliced" });
        await assert.rejects(set.slice(1, 3).last(), { code: "db.sliced" });
        await assert.rejects(set.limit(2).latest("title"), { code: "db.sliced" });
        assert.equal((await set.slice(1, 2).get()).title[0], "B");
        assert.equal(await countOf(database, () => set.slice(1, 3).offset(2)), 0);
      }));

    it("cut rows off at both ends or one, whichever was asked for first", () =>
      withLibrary(kind, async () => {
        await fill();
        const set = Book.orderBy("title");
        const all = titles(await set);
        for (let round = 0; round < 2; round++)
          for (let start = 0; start <= all.length; start++) {
            assert.equal(titles(await set.offset(start)), all.slice(start));
            for (let end = start; end <= all.length + 1; end++) {
              assert.equal(titles(await set.slice(start, end)), all.slice(start, end));
              assert.equal(titles(await set.limit(end)), all.slice(0, end));
            }
          }
      }));

    it("order upwards, downwards, by relations and expressions, with nulls where they are told", () =>
      withLibrary(kind, async () => {
        await fill();
        assert.equal(titles(await Book.orderBy("-author__name", "-title")), "GDBA");
        assert.equal(titles(await Book.orderBy("title").reverse()), "GDBA");
        assert.equal(
          titles(await Book.orderBy(F("rating").asc({ nulls: "last" }), "title")),
          "DABG",
        );
        assert.equal(
          titles(await Book.orderBy(F("rating").desc({ nulls: "first" }), "title")),
          "BGAD",
        );
        const urgent = caseWhen([when({ status: "gone" }, 1), when({ status: "live" }, 2)], {
          default: 3,
        });
        assert.equal(titles(await Book.orderBy(urgent.asc(), "-title")), "DGAB");
        assert.equal((await Book.orderBy("?")).length, 4);
      }));

    it("say whether their order leaves rows in doubt", () => {
      assert.equal(Book.all().ordered, false);
      assert.equal(Book.orderBy("pages").ordered, true);
      assert.equal(Book.orderBy("pages").totallyOrdered, false);
      assert.equal(Book.orderBy("pages", "id").totallyOrdered, true);
      assert.equal(Book.orderBy("-slug").totallyOrdered, true);
      assert.equal(Book.orderBy("pk").totallyOrdered, true);
      assert.equal(Author.orderBy("email").totallyOrdered, false);
      assert.equal(Book.orderBy("author__id").totallyOrdered, false);
    });

    it("give one row, or say how many there were", () =>
      withLibrary(kind, async (database) => {
        const { a } = await fill();
        assert.equal((await Book.get({ slug: "alpha" })).id, a.id);
        assert.equal(await Book.find({ slug: "none" }), undefined);
        await assert.rejects(() => Book.get({ slug: "none" }), { name: "DoesNotExist" });
        await assert.rejects(() => Book.get({ status: "live" }), { name: "MultipleRows" });
        assert.equal((await Book.first())?.title, "Alpha");
        assert.equal((await Book.orderBy("pages").last())?.title, "Delta");
        assert.equal((await Book.filter({ publishedAt__isnull: false }).latest()).title, "Alpha");
        assert.equal((await Book.earliest("-pages")).title, "Delta");
        await assert.rejects(() => Book.none().latest(), { name: "DoesNotExist" });
        assert.equal(await Book.filter({ pages: 99 }).first(), undefined);
        const [sql] = await statementsOf(database, () => Book.exists());
        assert.match(sql!, /LIMIT 1/);
      }));

    it("count, look for rows, and give them by key", () =>
      withLibrary(kind, async () => {
        const { a, b, c } = await fill();
        assert.equal(await Book.filter({ tags__label__in: ["red", "blue"] }).count(), 4);
        assert.equal(
          await Book.filter({ tags__label__in: ["red", "blue"] })
            .distinct()
            .count(),
          3,
        );
        assert.equal(await Book.limit(3).count(), 3);
        assert.equal(await Book.live().contains(a), true);
        assert.equal(await Book.live().contains(b), false);
        assert.deepEqual([...(await Book.inBulk([a.id, c.id, 999])).keys()].sort(), [a.id, c.id]);
        assert.equal((await Book.inBulk(["beta"], { field: "slug" })).get("beta")?.id, b.id);
        await assert.rejects(() => Book.all().inBulk([1], untyped({ field: "pages" })), {
          code: "db.not-unique",
        });
      }));

    it("give plain objects, tuples and single values", () =>
      withLibrary(kind, async () => {
        await fill();
        assert.deepEqual(await Book.filter({ pages__lt: 20 }).values("title", "author__name"), [
          { title: "Alpha", author__name: "Ann" },
        ]);
        assert.deepEqual(await Book.orderBy("id").limit(2).valuesList("title", "pages"), [
          ["Alpha", 10],
          ["Beta", 20],
        ]);
        assert.deepEqual(await Tag.orderBy("-label").valuesList("label", { flat: true }), [
          "red",
          "grey",
          "blue",
        ]);
        assert.deepEqual(
          await Book.values("status")
            .annotate({ n: count("id") })
            .orderBy("status"),
          [
            { status: "draft", n: 1 },
            { status: "gone", n: 1 },
            { status: "live", n: 2 },
          ],
        );
        assert.deepEqual((await Book.dates("publishedAt", "month")).map(String), ["2026-01-01"]);
        assert.equal((await Book.datetimes("publishedAt", "day", "descending")).length, 3);
      }));

    it("give a name in a tuple as often as it was asked for, and no fields of values", () =>
      withLibrary(kind, async () => {
        await fill();
        const [twice] = await Book.orderBy("title").valuesList("pages", "title", "pages");
        assert.deepEqual(twice, [twice![2], twice![1], twice![0]]);
        assert.equal((twice as unknown[]).length, 3);
        const values = untyped(Book.values("title")) as typeof Book;
        assert.throws(() => values.only("title"), { code: "db.values-deferred" });
        assert.throws(() => values.defer("title"), { code: "db.values-deferred" });
      }));

    it("hold one of a condition and its contrary for each row, also without a relative", () =>
      withLibrary(kind, async () => {
        await fill();
        const byBob = Q({ editor__name: "Bob" });
        assert.equal(await Book.filter(byBob.or(byBob.not())).count(), 4);
        assert.equal(await Book.exclude(byBob.or(byBob.not()).not()).count(), 4);
      }));

    it("take no condition for none when it is turned round, too", () =>
      withLibrary(kind, async () => {
        await fill();
        assert.equal(await Book.filter(Q({}).not()).count(), 4);
        assert.equal(await Book.exclude(Q({}).not()).count(), 4);
        assert.equal(await Book.filter(Q({ pages: 10 }).and(Q({}).not())).count(), 1);
      }));

    it("tell rows apart by what they are ordered by, too, also within another query", () =>
      withLibrary(kind, async () => {
        await fill();
        const states = () => Book.all().distinct().orderBy("pages").values("status");
        const ordered = (await Book.orderBy("pages").valuesList("status", { flat: true })).join();
        assert.equal((await states()).map(({ status }) => status).join(), ordered);
        assert.equal((await Book.all().distinct().orderBy("status").values("status")).length, 3);
        assert.equal(await states().count(), 3);
        assert.equal(await Book.filter({ status__in: states() }).count(), 4);
        const [first] = await Book.orderBy("pages").limit(1);
        assert.equal(
          await Book.filter({ status__in: states().limit(1) }).count(),
          await Book.filter({ status: first!.status }).count(),
        );
      }));

    it("combine sets", () =>
      withLibrary(kind, async () => {
        await fill();
        const live = Book.live();
        const long = Book.filter({ pages__gte: 30 });
        assert.equal(titles(await live.union(long).orderBy("title")), "ADG");
        assert.equal(titles(await live.union(long, { all: true }).orderBy("title")), "ADGG");
        assert.equal(titles(await live.intersection(long)), "G");
        assert.equal(titles(await live.difference(long)), "A");
        assert.equal(titles(await live.union(long).orderBy("-title").limit(2)), "GD");
        assert.equal(await live.union(long).count(), 3);
        assert.equal(titles(await live.union(Book.none()).orderBy("title")), "AG");
        const names = live.values("title").union(long);
        assert.deepEqual(await names.orderBy("title").limit(1), [{ title: "Alpha" }]);
        const lists = live.valuesList("id", "title").difference(Book.all());
        assert.deepEqual(await lists, []);
        const uneven = { code: "db.combined-columns" };
        await assert.rejects(
          async () => live.values("id").union(long.values("id", "title")),
          uneven,
        );
        await assert.rejects(async () => live.intersection(long.values("id")), uneven);
        const both = live.union(long);
        assert.equal(titles(await both.none()), "");
        assert.equal(titles(await both.orderBy("title").slice(1, 1)), "");
        assert.equal(titles(await both.union(Book.filter({ pages: 1 })).none()), "");
        assert.deepEqual([await both.none().count(), await both.none().exists()], [0, false]);
        assert.equal(titles(await both.orderBy("title")), "ADG");
        assert.throws(() => both.filter({ pages: 1 }), { code: "db.combined" });
      }));

    it("read fields that were left out once for all rows", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const books = await Book.only("title").orderBy("id");
        assert.equal(titles(books), "ABGD");
        const asked = await countOf(database, async () => {
          for (const book of books) assert.equal(typeof (await book.pages), "number");
        });
        assert.equal(asked, 1);
        const [first] = await Book.defer("pages").orderBy("id");
        assert.equal(first?.title, "Alpha");
        assert.equal(await first?.pages, 10);
      }));

    it("annotate, filter by annotations, and name expressions for conditions alone", () =>
      withLibrary(kind, async () => {
        await fill();
        const authors = await Author.annotate({
          n: count("books"),
          most: max("books__pages"),
          live: count("books", { filter: { books__status: "live" } }),
        })
          .filter({ n__gte: 1 })
          .orderBy("name");
        assert.deepEqual(
          authors.map(({ name, n, most, live }) => [name, n, most, live]),
          [
            ["Ann", 2, 20, 1],
            ["Bob", 2, 40, 1],
          ],
        );
        const [cid] = await Author.alias({ n: count("books") }).filter({ n: 0 });
        assert.equal(cid?.name, "Cid");
        assert.equal("n" in cid!, false);
        assert.deepEqual(
          await Book.filter({ pages: 99 }).aggregate({
            none: sum("pages"),
            zero: sum("pages", { default: 0 }),
            n: count("*"),
            mean: avg("pages"),
          }),
          { none: null, zero: 0, n: 0, mean: null },
        );
        assert.deepEqual(
          await Book.none().aggregate({ n: count(), zero: sum("pages", { default: 7 }) }),
          {
            n: 0,
            zero: 7,
          },
        );
      }));

    it("ask other query sets for values, lists and whether there is a row", () =>
      withLibrary(kind, async () => {
        const { a, ann, cid } = await fill();
        await Loan.bulkCreate([
          { book: a, reader: cid, days: 3 },
          { book: a, reader: ann, days: 5 },
        ]);
        const longest = Loan.filter({ book: outerRef("pk") }).orderBy("-days");
        const rows = await Book.annotate({
          longest: subquery(longest.values("days").limit(1)),
          lent: exists(longest),
        }).orderBy("id");
        assert.deepEqual(
          rows.map((row) => [row.longest, row.lent]),
          [
            [5, true],
            [null, false],
            [null, false],
            [null, false],
          ],
        );
        assert.equal(titles(await Book.filter(exists(longest))), "A");
        assert.equal(await Book.filter(Q(exists(longest)).not()).count(), 3);
        assert.equal(await Book.filter({ author__in: Author.filter({ name: "Ann" }) }).count(), 2);
        assert.equal(await Book.exclude({ pk__in: Loan.values("book") }).count(), 3);
      }));

    it("join conditions of one call on one relative, and of two calls on two", () =>
      withLibrary(kind, async () => {
        await fill();
        const both = { tags__label: "red", tags__books__title: "Beta" } as const;
        assert.equal(titles(await Book.filter(both).distinct().orderBy("title")), "AB");
        const two = Book.filter({ tags__label: "red" }).filter({ tags__label: "blue" });
        assert.equal(titles(await two), "A");
        assert.equal(
          (await Book.filter(Q({ tags__label: "red" }, { tags__label: "blue" }))).length,
          0,
        );
        assert.equal(titles(await Book.exclude({ tags__label: "red" }).orderBy("title")), "DG");
        assert.equal(titles(await Book.exclude({ rating: 4 }).orderBy("title")), "BDG");
        assert.equal(titles(await Book.filter({ tags__isnull: true })), "D");
      }));

    it("combine conditions with and, or, xor and not", () =>
      withLibrary(kind, async () => {
        await fill();
        const live = Q({ status: "live" });
        const long = Q({ pages__gte: 30 });
        const of = async (where: typeof live | typeof long) =>
          titles(await Book.filter(where as typeof live).orderBy("title"));
        assert.equal(await of(untyped(live.or(long))), "ADG");
        assert.equal(await of(untyped(live.and(long))), "G");
        assert.equal(await of(untyped(live.xor(long))), "AD");
        assert.equal(await of(untyped(live.or(long).not())), "B");
        assert.equal(await of(untyped(live.not().and(long.not()))), "B");
        assert.equal(titles(await Book.filter(Q()).orderBy("title")), "ABDG");
      }));

    it("update and delete all rows in one statement and give their number", () =>
      withLibrary(kind, async (database) => {
        const { ann } = await fill();
        assert.equal(
          await countOf(database, async () => {
            assert.equal(
              await Book.filter({ author: ann }).update({ pages: F("pages").plus(1) }),
              2,
            );
          }),
          1,
        );
        assert.deepEqual(
          await Book.orderBy("pages").valuesList("pages", { flat: true }),
          [11, 21, 30, 40],
        );
        assert.equal(await Book.filter({ author__name: "Ann" }).update({ status: "gone" }), 2);
        await assert.rejects(() => Book.limit(1).update({ pages: 1 }), { code: "db.sliced" });
        await Loan.bulkCreate([1, 2, 3].map((days) => ({ bookId: 1, readerId: ann.id, days })));
        const statements = await statementsOf(database, async () =>
          assert.deepEqual((await Loan.filter({ days__gt: 1 }).delete())[0], 2),
        );
        assert.equal(statements.length, 1);
        await assert.rejects(() => Book.limit(1).delete(), { code: "db.sliced" });
      }));

    it("refuse names from outside before there is any SQL, and tell the near one", () =>
      withLibrary(kind, async (database) => {
        await fill();
        const hostile = 'title" = "title"; DROP TABLE book; --';
        const calls: (() => unknown)[] = [
          () => Book.orderBy(untyped(hostile)),
          () => Book.orderBy(untyped("-titel")),
          () => Book.values(untyped(hostile)),
          () => Book.valuesList(untyped(hostile)),
          () => Book.filter(untyped({ [hostile]: 1 })),
          () => Book.filter(untyped({ [`title__${hostile}`]: 1 })),
          () => Book.annotate(untyped({ [hostile]: F("pages") })),
          () => Book.alias(untyped({ [hostile]: F("pages") })),
          () => Book.aggregate(untyped({ [hostile]: count("id") })),
          () => Book.annotate({ n: max(untyped(hostile)) }),
          () => Book.distinct(untyped(hostile)),
          () => Book.only(untyped(hostile)),
          () => Book.selectRelated(untyped(hostile)),
          () => Book.prefetchRelated(untyped(hostile)),
          () => Book.update(untyped({ [hostile]: 1 })),
          () => Book.all().explain(untyped({ [hostile]: true })),
          () => Book.dates(untyped(hostile), "year"),
        ];
        for (const [index, call] of calls.entries()) {
          const asked = await countOf(database, () =>
            assert.rejects(async () => await call(), /db\./, `call ${index}`),
          );
          // Relations that are prefetched are looked for with the rows at hand.
          assert.ok(asked <= (index === 13 ? 1 : 0), `call ${index} asked`);
        }
        await assert.rejects(
          async () => await Book.orderBy(untyped("titel")),
          /Did you mean "title"/,
        );
        await assert.rejects(
          async () => await Book.filter(untyped({ titel: 1 })),
          /Did you mean "title"/,
        );
        await assert.rejects(
          async () => await Book.filter(untyped({ author__nam: 1 })),
          /Did you mean "name"/,
        );
        assert.equal(await Book.count(), 4);
      }));

    it("refuse undefined, and null where a lookup cannot take it", () =>
      withLibrary(kind, async () => {
        for (const where of [
          { title: undefined },
          { title__in: ["x", undefined] },
          { author: undefined },
        ])
          await assert.rejects(async () => await Book.filter(untyped(where)), {
            code: "db.undefined-value",
          });
        await assert.rejects(async () => await Book.get(untyped({ id: undefined })), {
          code: "db.undefined-value",
        });
        await assert.rejects(async () => await Book.exclude(untyped({ id: undefined })), {
          code: "db.undefined-value",
        });
        await assert.rejects(async () => await Book.filter(untyped({ pages__gt: null })), {
          code: "db.null-lookup",
        });
        await assert.rejects(
          async () => await Book.filter({}).update(untyped({ title: undefined })),
          {
            code: "db.undefined-value",
          },
        );
      }));

    it("explain themselves, and show their statement", () =>
      withLibrary(kind, async () => {
        assert.match(await Book.filter({ pages: 1 }).explain(), /SCAN|Scan|SEARCH|SIMPLE/);
        assert.match(Book.filter({ pages: 1 }).toString(), /^SELECT .* WHERE/);
        if (kind === "postgres")
          assert.match(await Book.all().explain({ analyze: true, format: "json" }), /Actual/);
        await assert.rejects(
          () => Book.all().explain(untyped({ formt: "json" })),
          /db\.unknown-option/,
        );
      }));

    it("compare columns with each other and with values", () =>
      withLibrary(kind, async () => {
        await fill();
        const high = Book.filter({ rating__gt: F("pages").minus(38) });
        assert.equal(titles(await high), "A");
        assert.equal(titles(await Book.filter({ pages: value(20) })), "B");
        const fellow = Book.filter({ author: F("author__mentor__students") });
        assert.equal(titles(await fellow.orderBy("title")), "DG");
      }));
  });
}
