/** Query sets within query sets, where values, tables and orders of several meet: the same rows on every database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { count, createTables, exists, F, f, max, model, outerRef, Q } from "../../src/db/index.ts";
import { Author, Book, fill, withLibrary } from "./library.ts";
import { withHome } from "./homes.ts";
import { WRITTEN } from "./tables.ts";

class Scan extends model({ bytes: f.binary() }, { table: "scan" }) {}

const first = (rows: readonly { title: string }[]): string =>
  rows.map(({ title }) => title[0]).join("");

for (const kind of WRITTEN) {
  describe(`query sets within each other on ${kind}`, () => {
    it("are united over several levels, each with its own values and subqueries", () =>
      withLibrary(kind, async () => {
        await fill();
        const live = Book.filter({ status: "live" }).values("title");
        const short = Book.filter({ pages__lt: 15 }).values("title");
        const liked = Book.filter({ author__in: Author.filter({ name: "Bob" }), pages__gt: 35 });
        const nested = live.union(short.union(liked.values("title")));
        assert.equal(first(await nested.orderBy("title")), "ADG");
        assert.equal(await nested.count(), 3);
        const met = live.intersection(short.union(liked.values("title")));
        assert.equal(first(await met.orderBy("title")), "A");
        const within = Book.filter({
          pages__gt: 15,
          title__in: live.union(short, liked.values("title")),
        });
        assert.equal(first(await within.orderBy("title")), "DG");
        const peer = Book.filter({ author: outerRef("author"), pages__gt: 35 });
        const fellows = short.union(Book.filter(exists(peer)).values("title"));
        assert.equal(first(await fellows.orderBy("title")), "ADG");
      }));

    it("have no rows in common with none", () =>
      withLibrary(kind, async () => {
        await fill();
        assert.equal(await Book.all().intersection(Book.none()).count(), 0);
        assert.equal(await Book.all().difference(Book.none()).count(), 4);
        assert.deepEqual(
          await Book.none()
            .union(Book.none())
            .aggregate({ most: max("pages") }),
          {
            most: null,
          },
        );
      }));

    it("are reckoned over once they are combined, by what they select", () =>
      withLibrary(kind, async () => {
        await fill();
        const ends = Book.filter({ pages__lt: 15 }).union(Book.filter({ pages__gt: 35 }));
        assert.deepEqual(await ends.aggregate({ n: count("*"), most: max("pages") }), {
          n: 2,
          most: 40,
        });
        const pages = Book.filter({ pages__lt: 25 }).values("pages");
        const all = pages.union(Book.filter({ pages__gt: 35 }).values("pages"));
        assert.deepEqual(await all.aggregate({ most: max("pages") }), { most: 40 });
        await assert.rejects(async () => all.aggregate({ most: max("title") }), {
          code: "db.combined",
          mend: "Name what values() or the model gives.",
        });
        assert.equal((await ends.first())!.pages, 10);
        assert.equal((await ends.last())!.pages, 40);
      }));

    it("refuse what would count for one of them alone", () =>
      withLibrary(kind, async () => {
        await fill();
        const ends = Book.filter({ pages__lt: 15 }).union(Book.filter({ pages__gt: 35 }));
        const calls = {
          filter: () => ends.filter({ pages: 10 }),
          exclude: () => ends.exclude({ pages: 10 }),
          distinct: () => ends.distinct(),
          annotate: () => ends.annotate({ double: F("pages").times(2) }),
          alias: () => ends.alias({ double: F("pages").times(2) }),
          only: () => ends.only("title"),
          defer: () => ends.defer("title"),
          selectRelated: () => ends.selectRelated("author"),
        };
        for (const [name, call] of Object.entries(calls))
          assert.throws(call, {
            code: "db.combined",
            mend: `Call ${name}() on each query set before they are combined.`,
          });
        const wide = Book.annotate({ double: F("pages").times(2) });
        await assert.rejects(async () => wide.union(Book.all() as unknown as typeof wide), {
          code: "db.combined-columns",
        });
      }));

    it("compare whole numbers with what lies between two of them", () =>
      withLibrary(kind, async () => {
        await fill();
        const pages = async (where: object): Promise<number> => Book.filter(where).count();
        assert.equal(await pages({ pages__gte: 9.5 }), 4);
        assert.equal(await pages({ pages__gte: 10.5 }), 3);
        assert.equal(await pages({ pages__gt: 9.5 }), 4);
        assert.equal(await pages({ pages__gt: 10.5 }), 3);
        assert.equal(await pages({ pages__lt: 10.5 }), 1);
        assert.equal(await pages({ pages__lt: 9.5 }), 0);
        assert.equal(await pages({ pages__lte: 10.5 }), 1);
        assert.equal(await pages({ pages__gte: -10.5 }), 4);
        await assert.rejects(async () => pages({ pages: 10.5 }), { code: "db.wrong-type" });
        await assert.rejects(async () => pages({ pages__gt: Number.NaN }), {
          code: "db.wrong-type",
        });
      }));

    it("put nulls where they are told to, by what is annotated and what is united", () =>
      withLibrary(kind, async () => {
        await fill();
        const rated = Book.annotate({ double: F("rating").times(2) });
        const last = F("double").asc({ nulls: "last" });
        assert.equal(first(await rated.orderBy(last, "title")), "DABG");
        assert.equal(
          first(await rated.orderBy(F("double").desc({ nulls: "first" }), "title")),
          "BGAD",
        );
        const united = Book.filter({ pages__lt: 25 })
          .values("title", "rating")
          .union(Book.filter({ pages__gt: 25 }).values("title", "rating"));
        const order = F("rating").desc({ nulls: "last" });
        assert.equal(first(await united.orderBy(order, "title")), "ADBG");
      }));

    it("join conditions on groups and on rows by or", () =>
      withLibrary(kind, async () => {
        await fill();
        const written = Author.annotate({ n: count("books") });
        const found = written.filter(Q({ n__gt: 1, email__isnull: true }).or({ name: "Cid" }));
        assert.deepEqual(await found.orderBy("name").valuesList("name", { flat: true }), [
          "Bob",
          "Cid",
        ]);
      }));

    it("delete rows by what the same table says", () =>
      withLibrary(kind, async () => {
        await fill();
        await Book.filter({ id__in: Book.orderBy("-pages").limit(1).values("id") }).delete();
        const peer = Book.filter({ author: outerRef("author") }).exclude({ id: outerRef("id") });
        await Book.filter(exists(peer)).filter({ pages__lt: 15 }).delete();
        assert.equal(first(await Book.orderBy("title")), "BG");
      }));

    it("find bytes in a list", () =>
      withHome(kind, async () => {
        await createTables(Scan);
        const bytes = [new Uint8Array([0, 255]), new Uint8Array(), new Uint8Array([39, 92])];
        await Scan.bulkCreate(bytes.map((one) => ({ bytes: one })));
        assert.equal(await Scan.filter({ bytes__in: bytes.slice(0, 2) }).count(), 2);
        assert.equal(await Scan.exclude({ bytes__in: bytes.slice(1) }).count(), 1);
      }));
  });
}
