/** Groups: what rows are put together by, and aggregates in windows, in other aggregates and in queries within queries. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  avg,
  count,
  Decimal,
  exists,
  F,
  max,
  outerRef,
  over,
  Q,
  stdDev,
  subquery,
  sum,
  value,
  coalesce,
} from "../../src/db/index.ts";
import { Author, Book, fill, withLibrary } from "./library.ts";
import { WRITTEN } from "./tables.ts";

for (const kind of WRITTEN) {
  describe(`groups on ${kind}`, () => {
    it("are made by a query within the query as a whole, not by the columns that it asks for", () =>
      withLibrary(kind, async () => {
        await fill();
        const isLive = exists(Book.filter({ author: outerRef("pk"), status: "live" }));
        const authors = await Author.annotate({ isLive }).valuesList("isLive", { flat: true });
        const groups = await Author.annotate({ isLive })
          .values("isLive")
          .annotate({ number: count("pk") })
          .orderBy("isLive");
        const number = (live: boolean): number => authors.filter((one) => one === live).length;
        assert.deepEqual(groups, [
          { isLive: false, number: number(false) },
          { isLive: true, number: number(true) },
        ]);
        assert.ok(number(false) + number(true) > 2);
        const most = Book.filter({ author: outerRef("pk") })
          .orderBy("-pages")
          .values("status")
          .limit(1);
        const byMost = await Author.annotate({ most: subquery(most) })
          .values("most")
          .annotate({ number: count("pk") });
        assert.equal(new Set(byMost.map((one) => one.most)).size, byMost.length);
      }));

    it("have sums within queries that are read as what they are", () =>
      withLibrary(kind, async () => {
        await fill();
        const pages = Book.filter({ author: outerRef("pk") })
          .values("author")
          .annotate({ total: sum("pages") })
          .values("total");
        const { all, most } = await Author.annotate({ pages: subquery(pages) }).aggregate({
          all: sum("pages"),
          most: max("pages"),
        });
        assert.equal(all, (await Book.all().aggregate({ all: sum("pages") })).all);
        assert.equal(typeof most, "number");
        const price = Book.filter({ author: outerRef("pk") })
          .values("author")
          .annotate({ total: sum("price") })
          .values("total");
        const totals = await Author.annotate({ price: subquery(price) })
          .filter({ price__isnull: false })
          .valuesList("price", { flat: true });
        assert.ok(totals.length > 0 && totals.every((total) => total instanceof Decimal));
      }));

    it("take means and spreads with a filter, and in windows", () =>
      withLibrary(kind, async () => {
        await fill();
        const live = await Book.filter({ status: "live" }).aggregate({ mean: avg("pages") });
        const some = await Book.all().aggregate({
          mean: avg("pages", { filter: Q({ status: "live" }) }),
          spread: stdDev("pages", { filter: { title: "none" } }),
        });
        assert.deepEqual(some, { mean: live.mean, spread: null });
        const rows = await Book.annotate({ mean: over(avg("pages"), { partitionBy: ["status"] }) });
        assert.deepEqual(
          rows.filter((row) => row.status === "live").map((row) => row.mean),
          rows.filter((row) => row.status === "live").map(() => live.mean),
        );
      }));

    it("are no rows for another aggregate", () =>
      withLibrary(kind, async () => {
        const numbered = Author.annotate({ number: count("books") });
        await assert.rejects(async () => numbered.annotate({ all: sum("number") }), {
          code: "db.nested-aggregate",
        });
        const update = numbered.update({ name: F("number") as never });
        await assert.rejects(update, { code: "db.join-not-allowed" });
        assert.deepEqual(await numbered.aggregate({ all: coalesce(sum("number"), value(0)) }), {
          all: 0,
        });
      }));
  });
}
