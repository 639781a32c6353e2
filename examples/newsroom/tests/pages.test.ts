/** The pages of the newsroom, as a reader sees them, on both databases. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getDatabase } from "flagon/db";
import { Article, Author, Comment, Section, Tag } from "../news/models.ts";
import { ARTICLES, openSite, type Site, UNTIL } from "./site.ts";

for (const kind of ["sqlite", "postgres"] as const) {
  describe(`the newsroom on ${kind}`, () => {
    let site: Site;
    const text = async (path: string): Promise<string> => {
      const reply = await site.client.get(path);
      assert.equal(reply.status, 200, path);
      return reply.text();
    };

    before(async () => {
      site = await openSite(kind);
    });
    after(() => site.close());

    it("has a front page with leads, sections and what is read most", async () => {
      const page = await text("/");
      const lead = (await Article.live().filter({ isLead: true }).first())!;
      assert.ok(page.includes(lead.url));
      for (const section of await Section.all())
        assert.match(page, new RegExp(`href="/section/${section.slug}/"`));
      assert.equal(page.match(/<article/g)!.length >= 20, true);
      assert.doesNotMatch(page, /\{\{|undefined|\[object/);
    });

    it("shows an article with its author, its tags and what belongs to it", async () => {
      const article = (await Article.live().selectRelated("author").first())!;
      const page = await text(article.url);
      assert.ok(page.includes(article.author.name));
      for (const tag of await article.tags.all()) assert.ok(page.includes(`href="${tag.url}"`));
      assert.match(page, /More on this/);
      const moved = await site.client.get(article.url.replace("/20", "/19"), {
        followRedirects: false,
      });
      assert.deepEqual([moved.status, moved.headers.get("location")], [301, article.url]);
    });

    it("keeps drafts to itself, and says where there is nothing", async () => {
      const article = (await Article.live().last())!;
      await Article.filter({ id: article.id }).update({ status: "draft" });
      for (const path of [
        article.url,
        "/section/none/",
        "/author/none/",
        "/tag/none/",
        "/2026/x/",
      ]) {
        const reply = await site.client.get(path);
        assert.equal(reply.status, 404, path);
        assert.match(await reply.text(), /Lost at sea/);
      }
      await Article.filter({ id: article.id }).update({ status: "live" });
    });

    it("answers a file that is not there without a page, or the database", async () => {
      const reply = await site.client.get("/static/none.css");
      assert.deepEqual([reply.status, await reply.text()], [404, "Not found."]);
    });

    it("lists sections, authors and tags in pages", async () => {
      const section = (await Section.first())!;
      const count = await Article.live().filter({ section }).count();
      assert.match(await text(section.url), /aria-current="page">1</);
      const last = Math.ceil(Math.max(1, count - 3) / 18);
      assert.match(
        await text(`${section.url}?page=last`),
        new RegExp(`aria-current="page">${last}<`),
      );
      assert.equal((await site.client.get(`${section.url}?page=${last + 1}`)).status, 404);
      const author = (await Author.filter({ articles__status: "live" }).first())!;
      assert.ok((await text(author.url)).includes(author.bio.slice(0, 20)));
      const tag = (await Tag.first())!;
      assert.ok((await text(tag.url)).includes(`<h1>${tag.name}</h1>`));
    });

    it("files articles by year, month and day", async () => {
      const article = (await Article.live().first())!;
      const [year, month, day] = article.publishedAt
        .toISOString()
        .slice(0, 10)
        .split("-")
        .map(Number);
      assert.match(await text("/archive/"), new RegExp(`href="/archive/${year}/"`));
      assert.match(
        await text(`/archive/${year}/`),
        new RegExp(`href="/archive/${year}/${month}/"`),
      );
      assert.ok((await text(`/archive/${year}/${month}/`)).includes(article.url));
      assert.ok((await text(`/archive/${year}/${month}/${day}/`)).includes(article.url));
      assert.equal((await site.client.get("/archive/1999/")).status, 404);
    });

    it("finds words, marks them, and takes whatever readers write", async () => {
      const page = await text("/search/?q=ferry");
      assert.match(page, /\d+ articles? with “ferry”/);
      assert.match(page, /<mark>/);
      assert.match(await text("/search/?q=ferry&page=2"), /aria-current="page">2</);
      for (const words of [
        "",
        "   ",
        "xyzzyplugh",
        '"',
        "-",
        "'; DROP TABLE",
        "a&b|c!(",
        "<script>alert(1)</script>",
        "\u0000",
        "%",
        "fog OR",
      ]) {
        const shown = await text(`/search/?q=${encodeURIComponent(words)}`);
        assert.doesNotMatch(shown, /<script>alert/);
      }
    });

    it("takes a comment, and says what is wrong with one", async () => {
      const article = (await Article.live().first())!;
      const before = await Comment.filter({ article }).count();
      const wrong = await site.client.post(article.url, {
        form: { name: "", body: "x".repeat(2001) },
      });
      assert.equal(wrong.status, 422);
      assert.match(await wrong.text(), /class="error"[^]*class="error"/);
      const form = { name: "Ann", body: "<b>Well</b> said.\n\nIndeed." };
      const sent = await site.client.post(article.url, { form, followRedirects: false });
      assert.deepEqual(
        [sent.status, sent.headers.get("location")],
        [303, `${article.url}#comments`],
      );
      assert.equal(await Comment.filter({ article }).count(), before + 1);
      assert.match(await text(article.url), /&lt;b&gt;Well&lt;\/b&gt; said\./);
    });

    it("has feeds for programs", async () => {
      for (const path of ["/feed.json", "/section/harbour/feed.json"]) {
        const reply = await site.client.get(path);
        assert.match(reply.headers.get("content-type")!, /application\/feed\+json/);
        const feed = (await reply.json()) as {
          version: string;
          items: { url: string; id: string }[];
        };
        assert.equal(feed.version, "https://jsonfeed.org/version/1.1");
        assert.ok(feed.items.length > 0);
        assert.equal((await site.client.get(new URL(feed.items[0]!.url).pathname)).status, 200);
      }
    });

    it("asks the database a dozen times at most, however many rows a page has", async () => {
      const article = (await Article.live().first())!;
      for (const [path, most] of [
        ["/", 13],
        ["/section/town/", 4],
        [article.url, 10],
        ["/archive/", 4],
        ["/archive/2026/", 6],
        ["/search/?q=ferry", 4],
      ] as const) {
        let asked = 0;
        const end = getDatabase().onStatement(() => (asked += 1));
        await text(path);
        end();
        assert.ok(asked <= most, `${path}: ${asked}`);
      }
    });

    it("draws each article a picture, which browsers keep", async () => {
      const reply = await site.client.get("/art/7.svg");
      assert.match(reply.headers.get("cache-control")!, /immutable/);
      assert.equal(await reply.text(), await (await site.client.get("/art/7.svg")).text());
    });

    it("is the same for the same seed", async () => {
      assert.equal(await Article.count(), ARTICLES);
      const newest = (await Article.all().first())!;
      assert.ok(newest.publishedAt.getTime() <= UNTIL.getTime());
      assert.match(newest.slug, new RegExp(`-${ARTICLES}$`));
      assert.doesNotMatch(newest.title + newest.body, /\{|undefined/);
    });
  });
}
