// The front page and an article page of examples/newsroom on Fastify, Drizzle (prepared, better-sqlite3) and Eta, over the same SQLite file.
import { join } from "node:path";
import Database from "better-sqlite3";
import { and, asc, desc, eq, inArray, ne, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { customType, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { Eta } from "eta";
import Fastify from "fastify";

const here = import.meta.dirname;
const instant = customType({
  dataType: () => "datetime",
  fromDriver: (value) => new Date(value + "Z"),
  toDriver: (value) => value.toISOString().replace("T", " ").replace("Z", ""),
});
const id = integer("id").primaryKey({ autoIncrement: true });
const section = sqliteTable("news_section", {
  id,
  name: text("name"),
  slug: text("slug"),
  tagline: text("tagline"),
  position: integer("position"),
});
const author = sqliteTable("news_author", {
  id,
  name: text("name"),
  slug: text("slug"),
  role: text("role"),
  bio: text("bio"),
});
const article = sqliteTable("news_article", {
  id,
  title: text("title"),
  slug: text("slug"),
  standfirst: text("standfirst"),
  body: text("body"),
  status: text("status"),
  isLead: integer("is_lead", { mode: "boolean" }),
  views: integer("views"),
  sectionId: integer("section_id"),
  authorId: integer("author_id"),
  publishedAt: instant("published_at"),
  updatedAt: instant("updated_at"),
});
const tag = sqliteTable("news_tag", { id, name: text("name"), slug: text("slug") });
const tagging = sqliteTable("news_tagging", {
  id,
  articleId: integer("article_id"),
  tagId: integer("tag_id"),
});
const comment = sqliteTable("news_comment", {
  id,
  articleId: integer("article_id"),
  name: text("name"),
  body: text("body"),
  isShown: integer("is_shown", { mode: "boolean" }),
  createdAt: instant("created_at"),
});

const client = new Database(join(here, "../../../examples/newsroom/newsroom.sqlite"), {
  readonly: true,
});
client.pragma("cache_size = -16000");
const db = drizzle(client);

const { body: _body, ...short } = {
  id: article.id,
  title: article.title,
  slug: article.slug,
  standfirst: article.standfirst,
  body: article.body,
  status: article.status,
  isLead: article.isLead,
  views: article.views,
  sectionId: article.sectionId,
  authorId: article.authorId,
  publishedAt: article.publishedAt,
  updatedAt: article.updatedAt,
};
const teasers = (...conditions) =>
  db
    .select({ article: short, section, author })
    .from(article)
    .innerJoin(section, eq(article.sectionId, section.id))
    .innerJoin(author, eq(article.authorId, author.id))
    .where(and(eq(article.status, "live"), ...conditions));
const newest = [desc(article.publishedAt), desc(article.id)];
const p = sql.placeholder;

const q = {
  sections: db.select().from(section).orderBy(asc(section.position), asc(section.name)).prepare(),
  leads: teasers(eq(article.isLead, true))
    .orderBy(...newest)
    .limit(5)
    .prepare(),
  latest: teasers()
    .orderBy(...newest)
    .limit(8)
    .prepare(),
  mostRead: teasers().orderBy(desc(article.views), desc(article.id)).limit(6).prepare(),
  block: teasers(eq(article.sectionId, p("section")))
    .orderBy(...newest)
    .limit(4)
    .prepare(),
  article: db
    .select({ article, section, author })
    .from(article)
    .innerJoin(section, eq(article.sectionId, section.id))
    .innerJoin(author, eq(article.authorId, author.id))
    .where(and(eq(article.status, "live"), eq(article.slug, p("slug"))))
    .limit(2)
    .prepare(),
  tags: db
    .select({ id: tag.id, name: tag.name, slug: tag.slug })
    .from(tag)
    .innerJoin(tagging, eq(tag.id, tagging.tagId))
    .where(eq(tagging.articleId, p("article")))
    .orderBy(asc(tag.name))
    .prepare(),
  comments: db
    .select()
    .from(comment)
    .where(and(eq(comment.articleId, p("article")), eq(comment.isShown, true)))
    .orderBy(asc(comment.createdAt), asc(comment.id))
    .prepare(),
  near: db
    .select({ articleId: tagging.articleId })
    .from(tagging)
    .where(and(eq(tagging.tagId, p("tag")), ne(tagging.articleId, p("article"))))
    .orderBy(desc(tagging.articleId))
    .limit(60)
    .prepare(),
  more: teasers(eq(article.authorId, p("author")), ne(article.id, p("article")))
    .orderBy(...newest)
    .limit(3)
    .prepare(),
};

const urls = (row) => {
  row.section.url = `/section/${row.section.slug}/`;
  row.author.url = `/author/${row.author.slug}/`;
  return Object.assign(row.article, {
    section: row.section,
    author: row.author,
    url: `/${row.article.publishedAt.getUTCFullYear()}/${row.article.slug}/`,
  });
};
const sections = () =>
  q.sections.all().map((one) => Object.assign(one, { url: `/section/${one.slug}/` }));

const MONTHS =
  "January February March April May June July August September October November December".split(
    " ",
  );
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const day = (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
const shared = () => {
  const now = new Date();
  return { day, sections: sections(), today: `${DAYS[now.getUTCDay()]}, ${day(now)}` };
};

const eta = new Eta({ views: join(here, "views"), cache: true });
const app = Fastify();
const page = (reply, html) =>
  reply
    .header("content-type", "text/html; charset=utf-8")
    .header("x-content-type-options", "nosniff")
    .header("x-frame-options", "SAMEORIGIN")
    .header("referrer-policy", "same-origin")
    .send(html);

app.get("/", (_request, reply) => {
  const every = sections();
  return page(
    reply,
    eta.render("./front", {
      ...shared(),
      leads: q.leads.all().map(urls),
      latest: q.latest.all().map(urls),
      mostRead: q.mostRead.all().map(urls),
      blocks: every.map((one) => ({
        section: one,
        articles: q.block.all({ section: one.id }).map(urls),
      })),
    }),
  );
});

app.get("/:year/:slug/", (request, reply) => {
  const [row] = q.article.all({ slug: request.params.slug });
  if (row === undefined) return reply.code(404).send("Not found");
  const found = urls(row);
  const path = request.url.split("?")[0];
  if (path !== found.url) return reply.redirect(found.url, 301);
  const tags = q.tags.all({ article: found.id });
  return page(
    reply,
    eta.render("./article", {
      ...shared(),
      article: found,
      tags: tags.map((one) => Object.assign(one, { url: `/tag/${one.slug}/` })),
      comments: q.comments.all({ article: found.id }),
      related: relatedTo(found, tags),
      more: q.more.all({ author: found.authorId, article: found.id }).map(urls),
      minutes: Math.max(1, Math.round(found.body.length / 1100)),
      paragraphs: found.body.split("\n\n"),
    }),
  );
});

function relatedTo(found, tags) {
  const counts = new Map();
  for (const one of tags)
    for (const { articleId } of q.near.all({ tag: one.id, article: found.id }))
      counts.set(articleId, (counts.get(articleId) ?? 0) + 1);
  const best = [...counts].sort(([a, some], [b, more]) => more - some || b - a);
  const ids = best.slice(0, 8).map(([key]) => key);
  if (ids.length === 0) return [];
  const rows = new Map(
    teasers(inArray(article.id, ids))
      .all()
      .map((row) => [row.article.id, row]),
  );
  return ids.flatMap((key) => (rows.has(key) ? [urls(rows.get(key))] : [])).slice(0, 4);
}

await app.listen({ port: Number(process.argv[2] ?? 5071), host: "127.0.0.1" });
