/** Lists, details, and pages that make, change and delete rows. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CreateView, DeleteView, DetailView, ListView, UpdateView } from "flagon/views";
import { Article, Author, publish, withSite } from "./site.ts";

const DAYS = Array.from({ length: 12 }, () => "2026-11-01");

describe("a list of rows", () => {
  it("shows pages by number and the last one, and refuses others", () =>
    withSite(
      (news) => news.get("/", ListView.asView({ model: Article, paginateBy: 5, ordering: "id" })),
      async (client) => {
        await publish(...DAYS);
        const text = async (path: string): Promise<string> => (await client.get(path)).text();
        assert.equal(await text("/"), "a1 a2 a3 a4 a5 |1/3|True");
        assert.equal(await text("/?page=2"), "a6 a7 a8 a9 a10 |2/3|True");
        assert.equal(await text("/?page=last"), "a11 a12 |3/3|True");
        assert.equal(await text("/?page="), await text("/"));
        for (const wrong of ["4", "0", "x", "-1", "1.5", "2%00"])
          assert.equal((await client.get(`/?page=${wrong}`)).status, 404, wrong);
      },
    ));

  it("shows what the class says instead, anew for each request", () => {
    class Live extends ListView<Article> {
      override model = Article;
      override getQuerySet() {
        return Article.filter({ status: "live" }).orderBy("-id").limit(2);
      }
      override getContextData() {
        return { page: { number: this.request.query.get("n"), pageCount: "?" } };
      }
      override template = "news/article_list.html";
    }
    return withSite(
      (news) => news.get("/", Live.asView()),
      async (client) => {
        await publish("2026-11-01");
        assert.match(await (await client.get("/?n=7")).text(), /^a1 \|/);
        await Article.all().update({ status: "draft" });
        assert.match(await (await client.get("/")).text(), /^\|/);
      },
    );
  });

  it("asks a query set of its own anew each time, and shows lists that are no rows", () =>
    withSite(
      (news) => {
        news.get("/rows", ListView.asView({ querySet: Article.filter({ status: "live" }) }));
        const template = "news/article_list.html";
        const querySet = [{ title: "x" }, { title: "y" }];
        news.get(
          "/list",
          ListView.asView({ querySet, template, contextName: "articleList", paginateBy: 1 }),
        );
        news.get("/none", ListView.asView({ model: Article, allowEmpty: false }));
      },
      async (client) => {
        assert.equal(await (await client.get("/rows")).text(), "||False");
        assert.equal((await client.get("/none")).status, 404);
        await publish("2026-11-01");
        assert.equal(await (await client.get("/rows")).text(), "a1 ||False");
        assert.equal(await (await client.get("/list?page=2")).text(), "y |2/2|True");
      },
    ));
});

describe("a page of one row", () => {
  it("finds it by key or slug, and is a 404 for what is not there", () =>
    withSite(
      (news) => {
        news.get("/pk/<int:pk>", DetailView.asView({ model: Article }));
        news.get("/id/<int:id>", DetailView.asView({ model: Article }));
        news.get("/text/<pk>", DetailView.asView({ model: Article }));
        news.get("/slug/<slug:slug>", DetailView.asView({ model: Article }));
        news.get(
          "/named/<what>",
          DetailView.asView({ model: Article, slugParam: "what", slugField: "title" }),
        );
        news.get(
          "/both/<int:pk>/<slug:slug>",
          DetailView.asView({ model: Article, queryPkAndSlug: true }),
        );
      },
      async (client) => {
        await publish("2026-11-01", "2026-11-02");
        for (const path of ["/pk/2", "/id/2", "/text/2", "/slug/a2", "/named/a2", "/both/2/a2"])
          assert.equal(await (await client.get(path)).text(), "a2 a2", path);
        for (const path of [
          "/pk/9",
          "/text/x",
          "/text/99999999999999999999",
          "/slug/no",
          "/both/2/a1",
        ])
          assert.equal((await client.get(path)).status, 404, path);
      },
    ));

  it("says what a rule lacks that names no row", () =>
    withSite(
      (news) => news.get("/<name>", DetailView.asView({ model: Article })),
      async (client) => {
        await assert.rejects(client.get("/x", { raiseErrors: true }), {
          code: "views.no-key",
          where: "DetailView, GET /x",
          mend: /<int:pk>/,
        });
      },
    ));
});

describe("a page that makes a row", () => {
  const fields = ["title", "slug", "status", "hot", "rating", "author"];
  const add = (news: Parameters<Parameters<typeof withSite>[0]>[0]): void => {
    news.route(
      "/new",
      CreateView.asView({ model: Article, fields, successMessage: "{title} was made." }),
    );
    news.get("/news/<int:id>", { endpoint: "article" }, DetailView.asView({ model: Article }));
  };

  it("shows the fields with their defaults, their choices and what must be there", () =>
    withSite(add, async (client) => {
      await Author.create({ name: "Ann" });
      assert.equal(
        await (await client.get("/new")).text(),
        "title=*;slug=*;status=draft* (draft:Draft+) (live:Live);hot=false;rating=;author= (:---------+) (1:Ann);",
      );
    }));

  it("makes it, says so on the next page, and goes there", () =>
    withSite(add, async (client) => {
      await Author.create({ name: "Ann" });
      const form = {
        title: " New ",
        slug: "new",
        status: "live",
        hot: "on",
        rating: "3",
        author: "1",
      };
      const reply = await client.post("/new", { form, followRedirects: false });
      assert.deepEqual([reply.status, reply.headers.get("location")], [303, "/news/1"]);
      const made = await Article.get({ slug: "new" });
      assert.deepEqual([made.hot, made.rating, made.authorId, made.status], [true, 3, 1, "live"]);
      assert.match(await (await client.get("/messages")).text(), /New.* was made\./);
    }));

  it("shows what is wrong beside what was sent, and makes nothing", () =>
    withSite(add, async (client) => {
      await publish("2026-11-01");
      const form = { title: "", slug: "a1", status: "gone", rating: "x", author: "9" };
      const reply = await client.post("/new", { form });
      assert.equal(reply.status, 200);
      const text = await reply.text();
      assert.match(text, /title=\* <[^>]+>/);
      assert.match(text, /slug=a1\* <There is one with this value already\.>/);
      assert.match(text, /status=gone\*[^;]*<[^>]+>/);
      assert.match(text, /rating=x <[^>]+>/);
      assert.match(text, /author=9[^;]*<[^>]+>/);
      assert.equal(await Article.count(), 1);
    }));

  it("takes nothing that it does not name", () =>
    withSite(
      (news) => {
        news.route("/new", CreateView.asView({ model: Article, fields: ["title", "slug"] }));
      },
      async (client) => {
        await client.post("/new", {
          form: { title: "x", slug: "x", hot: "on", id: "77" },
          followRedirects: false,
        });
        const made = await Article.get({ slug: "x" });
        assert.deepEqual([made.id, made.hot], [1, false]);
      },
    ));

  it("says which fields it lacks or cannot fill in", () =>
    withSite(
      (news) => {
        news.get("/none", CreateView.asView({ model: Article }));
        news.get("/wrong", CreateView.asView({ model: Article, fields: ["titel"] }));
      },
      async (client) => {
        await assert.rejects(client.get("/none", { raiseErrors: true }), {
          code: "views.no-fields",
        });
        await assert.rejects(client.get("/wrong", { raiseErrors: true }), {
          code: "views.bad-field",
          mend: /title/,
        });
      },
    ));
});

describe("a page that changes a row", () => {
  it("shows what it has and saves what was sent", () =>
    withSite(
      (news) => {
        class Edit extends UpdateView<Article> {
          override model = Article;
          override fields = ["title", "rating"];
          override successUrl = "/done/{slug}";
          override async formValid(
            object: Article,
            form: Parameters<UpdateView<Article>["formValid"]>[1],
          ) {
            object.status = "draft";
            return super.formValid(object, form);
          }
        }
        news.route("/<int:pk>/edit", Edit.asView());
      },
      async (client) => {
        await publish("2026-11-01");
        assert.equal(await (await client.get("/1/edit")).text(), "title=a1*;rating=;");
        const form = { title: "changed", rating: "" };
        const reply = await client.post("/1/edit", { form, followRedirects: false });
        assert.equal(reply.headers.get("location"), "/done/a1");
        const row = await Article.get({ id: 1 });
        assert.deepEqual(
          [row.title, row.rating, row.status, row.slug],
          ["changed", null, "draft", "a1"],
        );
        const long = await client.post("/1/edit", { form: { title: "x".repeat(21), rating: "1" } });
        assert.match(await long.text(), /title=x{21}\* <[^>]*20[^>]*>/);
        assert.equal((await client.post("/9/edit", { form })).status, 404);
      },
    ));
});

describe("a page that deletes a row", () => {
  it("asks, deletes, and goes on", () =>
    withSite(
      (news) => {
        news.route(
          "/<int:pk>/delete",
          DeleteView.asView({
            model: Article,
            successUrl: "/",
            successMessage: "{title} is gone.",
          }),
        );
      },
      async (client) => {
        await publish("2026-11-01", "2026-11-02");
        assert.equal(await (await client.get("/1/delete")).text(), "Delete a1?");
        assert.equal(await Article.count(), 2);
        const reply = await client.post("/1/delete", { followRedirects: false });
        assert.deepEqual([reply.status, reply.headers.get("location")], [303, "/"]);
        assert.match(await (await client.get("/messages")).text(), /a1 is gone\./);
        assert.equal((await client.delete("/2/delete", { followRedirects: false })).status, 303);
        assert.equal(await Article.count(), 0);
        assert.equal((await client.get("/1/delete")).status, 404);
      },
    ));
});
