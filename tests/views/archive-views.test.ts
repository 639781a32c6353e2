/** Archives: what was published in a year, a month, a week, on a day; and the ways between them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withTimeZone } from "flagon/db";
import { freezeTime } from "flagon/testing";
import {
  ArchiveView,
  DateDetailView,
  DayArchiveView,
  MonthArchiveView,
  TodayArchiveView,
  WeekArchiveView,
  YearArchiveView,
} from "flagon/views";
import { Article, publish, withSite } from "./site.ts";

const options = { model: Article, dateField: "publishedAt" };

/** Views of every archive, below the addresses that Django's documentation has. */
const add = (news: Parameters<Parameters<typeof withSite>[0]>[0]): void => {
  news.get("/", ArchiveView.asView(options));
  news.get("/<int:year>/", YearArchiveView.asView(options));
  news.get("/<int:year>/rows/", YearArchiveView.asView({ ...options, makeObjectList: true }));
  news.get("/<int:year>/<month>/", MonthArchiveView.asView(options));
  news.get("/<int:year>/week/<int:week>/", WeekArchiveView.asView(options));
  news.get("/<int:year>/<month>/<int:day>/", DayArchiveView.asView(options));
  news.get("/today/", TodayArchiveView.asView({ ...options, allowEmpty: true }));
  news.get("/<int:year>/<month>/<int:day>/<slug:slug>/", DateDetailView.asView(options));
};

describe("archives by date", () => {
  const withArchive = async (
    work: (text: (path: string) => Promise<string | number>) => Promise<void>,
  ): Promise<void> => {
    const clock = freezeTime("2026-11-21T10:00:00Z");
    try {
      await withSite(add, async (client) => {
        await publish("2024-02-29", "2026-09-30", "2026-11-01", "2026-11-20", "2026-12-24");
        await work(async (path) => {
          const reply = await client.get(path);
          return reply.status === 200 ? reply.text() : reply.status;
        });
      });
    } finally {
      clock.restore();
    }
  };

  it("show the newest rows and the years that have any, and nothing of days to come", () =>
    withArchive(async (text) => {
      assert.equal(await text("/"), "a4 a3 a2 a1 |2026 2024 ");
    }));

  it("show the months of a year, and its rows where they are wanted", () =>
    withArchive(async (text) => {
      assert.equal(await text("/2026/"), "|2026-09-01 2026-11-01 |2026 2024 ");
      assert.equal(await text("/2024/"), "|2024-02-01 |2024  2026");
      assert.equal(await text("/2026/rows/"), "a4 a3 a2 |2026-09-01 2026-11-01 |2026 2024 ");
      assert.deepEqual(
        await Promise.all([text("/2025/"), text("/2030/"), text("/0/")]),
        [404, 404, 404],
      );
    }));

  it("show a month by number and by name, with the nearest ones that have rows", () =>
    withArchive(async (text) => {
      const november = "a4 a3 |2026-11-01 2026-11-20 |2026-11-01 2026-09-01 ";
      for (const month of ["11", "nov", "November"])
        assert.equal(await text(`/2026/${month}/`), november);
      assert.equal(await text("/2026/9/"), "a2 |2026-09-30 |2026-09-01 2024-02-01 2026-11-01");
      for (const path of ["/2026/13/", "/2026/0/", "/2026/foo/", "/2026/12/", "/2026/10/"])
        assert.equal(await text(path), 404, path);
    }));

  it("show a week, a day, and today", () =>
    withArchive(async (text) => {
      assert.equal(await text("/2026/week/47/"), "a4 ||2026-11-16 2026-10-26 ");
      assert.equal(await text("/2026/week/54/"), 404);
      assert.equal(await text("/2024/feb/29/"), "a1 ||2024-02-29  2026-09-30");
      assert.equal(await text("/2023/feb/29/"), 404);
      assert.equal(await text("/today/"), "||2026-11-21 2026-11-20 ");
    }));

  it("show one row of a day, and not of another", () =>
    withArchive(async (text) => {
      assert.equal(await text("/2026/nov/20/a4/"), "a4 a4");
      for (const path of ["/2026/nov/19/a4/", "/2026/nov/20/a3/", "/2026/dec/24/a5/"])
        assert.equal(await text(path), 404, path);
    }));

  it("count the days of the current time zone", () =>
    withSite(add, async (client) => {
      await Article.create({
        title: "late",
        slug: "late",
        publishedAt: new Date("2026-03-31T23:30:00Z"),
      });
      const status = async (path: string): Promise<number> => (await client.get(path)).status;
      assert.equal(await status("/2026/mar/31/"), 200);
      await withTimeZone("Europe/Berlin", async () => {
        assert.equal(await status("/2026/mar/31/"), 404);
        assert.equal(
          await (await client.get("/2026/apr/")).text(),
          "late |2026-04-01 |2026-04-01  ",
        );
      });
    }));

  it("say what they lack", () =>
    withSite(
      (news) => news.get("/", ArchiveView.asView({ model: Article, dateField: "title" })),
      async (client) => {
        await assert.rejects(client.get("/", { raiseErrors: true }), {
          code: "views.no-date-field",
          mend: /publishedAt/,
        });
      },
    ));
});
