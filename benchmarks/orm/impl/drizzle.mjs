// drizzle-orm. sqlite: better-sqlite3 driver (synchronous). pg: node-postgres driver.
// variant "prepared": the statements are .prepare()d once with placeholders, where drizzle allows it.
import { relations, sql, eq, and, gt, lte, desc, asc, count, avg, inArray } from "drizzle-orm";
async function schemaSqlite() {
  const s = await import("drizzle-orm/sqlite-core");
  const dt = s.customType({
    dataType: () => "datetime",
    fromDriver: (v) => new Date(v + "Z"),
    toDriver: (d) => d.toISOString().replace("T", " ").replace("Z", ""),
  });
  const author = s.sqliteTable("author", {
    id: s.integer("id").primaryKey({ autoIncrement: true }),
    name: s.text("name").notNull(),
    email: s.text("email").notNull(),
    bio: s.text("bio").notNull(),
  });
  const article = s.sqliteTable("article", {
    id: s.integer("id").primaryKey({ autoIncrement: true }),
    authorId: s
      .integer("author_id")
      .notNull()
      .references(() => author.id),
    title: s.text("title").notNull(),
    body: s.text("body").notNull(),
    publishedAt: dt("published_at"),
    views: s.integer("views").notNull(),
    rating: s.real("rating").notNull(),
    isPublic: s.integer("is_public", { mode: "boolean" }).notNull(),
  });
  const tag = s.sqliteTable("tag", {
    id: s.integer("id").primaryKey({ autoIncrement: true }),
    name: s.text("name").notNull().unique(),
  });
  const articleTag = s.sqliteTable("article_tag", {
    id: s.integer("id").primaryKey({ autoIncrement: true }),
    articleId: s
      .integer("article_id")
      .notNull()
      .references(() => article.id),
    tagId: s
      .integer("tag_id")
      .notNull()
      .references(() => tag.id),
  });
  const comment = s.sqliteTable("comment", {
    id: s.integer("id").primaryKey({ autoIncrement: true }),
    articleId: s
      .integer("article_id")
      .notNull()
      .references(() => article.id),
    authorId: s
      .integer("author_id")
      .notNull()
      .references(() => author.id),
    text: s.text("text").notNull(),
  });
  return { author, article, tag, articleTag, comment };
}
async function schemaPg() {
  const s = await import("drizzle-orm/pg-core");
  const author = s.pgTable("author", {
    id: s.serial("id").primaryKey(),
    name: s.varchar("name").notNull(),
    email: s.varchar("email").notNull(),
    bio: s.text("bio").notNull(),
  });
  const article = s.pgTable("article", {
    id: s.serial("id").primaryKey(),
    authorId: s
      .integer("author_id")
      .notNull()
      .references(() => author.id),
    title: s.varchar("title").notNull(),
    body: s.text("body").notNull(),
    publishedAt: s.timestamp("published_at", { withTimezone: true }),
    views: s.integer("views").notNull(),
    rating: s.doublePrecision("rating").notNull(),
    isPublic: s.boolean("is_public").notNull(),
  });
  const tag = s.pgTable("tag", {
    id: s.serial("id").primaryKey(),
    name: s.varchar("name").notNull().unique(),
  });
  const articleTag = s.pgTable("article_tag", {
    id: s.serial("id").primaryKey(),
    articleId: s
      .integer("article_id")
      .notNull()
      .references(() => article.id),
    tagId: s
      .integer("tag_id")
      .notNull()
      .references(() => tag.id),
  });
  const comment = s.pgTable("comment", {
    id: s.serial("id").primaryKey(),
    articleId: s
      .integer("article_id")
      .notNull()
      .references(() => article.id),
    authorId: s
      .integer("author_id")
      .notNull()
      .references(() => author.id),
    text: s.text("text").notNull(),
  });
  return { author, article, tag, articleTag, comment };
}
export async function open({ dialect, variant, file, host, port, user, database, pool }) {
  const lite = dialect === "sqlite";
  const t = lite ? await schemaSqlite() : await schemaPg();
  const rel = {
    authorR: relations(t.author, ({ many }) => ({ articles: many(t.article) })),
    articleR: relations(t.article, ({ one, many }) => ({
      author: one(t.author, { fields: [t.article.authorId], references: [t.author.id] }),
      articleTags: many(t.articleTag),
    })),
    tagR: relations(t.tag, ({ many }) => ({ articleTags: many(t.articleTag) })),
    atR: relations(t.articleTag, ({ one }) => ({
      article: one(t.article, { fields: [t.articleTag.articleId], references: [t.article.id] }),
      tag: one(t.tag, { fields: [t.articleTag.tagId], references: [t.tag.id] }),
    })),
  };
  let db, close;
  if (lite) {
    const { default: Database } = await import("better-sqlite3");
    const { drizzle } = await import("drizzle-orm/better-sqlite3");
    const client = new Database(file);
    client.pragma("journal_mode=WAL");
    client.pragma("synchronous=NORMAL");
    client.pragma("foreign_keys=ON");
    db = drizzle(client, { schema: { ...t, ...rel } });
    close = () => client.close();
  } else {
    const { default: pg } = await import("pg");
    const { drizzle } = await import("drizzle-orm/node-postgres");
    const p = new pg.Pool({ host, port, user, database, max: pool });
    db = drizzle(p, { schema: { ...t, ...rel } });
    close = () => p.end();
  }
  const { article, author, tag, articleTag } = t;
  const one = (r) => (r?.then ? r.then((x) => x[0]) : r[0]);
  const all = (q) => (lite ? q.all() : q); // sqlite: synchronous; pg: thenable
  const run = (q) => (lite ? q.run() : q);
  const mk = (db) => ({
    get: (id) => one(all(db.select().from(article).where(eq(article.id, id)))),
    list: (a) =>
      all(
        db
          .select()
          .from(article)
          .where(and(eq(article.authorId, a), eq(article.isPublic, true)))
          .orderBy(desc(article.views), desc(article.id))
          .limit(20),
      ),
    update: (id, v) => run(db.update(article).set({ views: v }).where(eq(article.id, id))),
    insert: (f) => one(all(db.insert(article).values(f).returning({ id: article.id }))),
    del: (id) => run(db.delete(article).where(eq(article.id, id))),
  });
  const m = mk(db);
  Object.assign(m, {
    hydrate: (min) =>
      all(
        db.select().from(article).where(gt(article.id, min)).orderBy(asc(article.id)).limit(1000),
      ),
    joined: (min) => {
      const q = db.query.article.findMany({
        where: and(gt(article.id, min), lte(article.id, min + 100)),
        orderBy: asc(article.id),
        with: { author: true },
      });
      return lite ? q.sync() : q;
    },
    prefetch: (min) => {
      const q = db.query.article.findMany({
        where: and(gt(article.id, min), lte(article.id, min + 100)),
        orderBy: asc(article.id),
        with: { articleTags: { with: { tag: true } } },
      });
      return lite ? q.sync() : q;
    },
    tagNames: (a) => a.articleTags.map((x) => x.tag.name),
    agg: () =>
      all(
        db
          .select({ authorId: article.authorId, n: count(), avg: avg(article.rating) })
          .from(article)
          .groupBy(article.authorId),
      ),
    save: lite
      ? (id, v) => {
          const a = m.get(id);
          a.views = v;
          m.update(id, v);
          return a;
        }
      : async (id, v) => {
          const a = await m.get(id);
          a.views = v;
          await m.update(id, v);
          return a;
        },
    bulk: (rows) => run(db.insert(article).values(rows)),
    countAll: async () => Number((await db.select({ n: count() }).from(article))[0].n),
    close,
    tx: ({ ids, author, views, fresh }) =>
      lite
        ? db.transaction((x) => {
            const y = mk(x);
            for (const id of ids) y.get(id);
            y.list(author);
            for (const id of ids) y.update(id, views);
            const { id } = y.insert(fresh);
            y.update(id, 1);
            y.del(id);
            return id;
          })
        : db.transaction(async (x) => {
            const y = mk(x);
            for (const id of ids) await y.get(id);
            await y.list(author);
            for (const id of ids) await y.update(id, views);
            const { id } = await y.insert(fresh);
            await y.update(id, 1);
            await y.del(id);
            return id;
          }),
  });
  if (variant === "prepared") {
    const P = sql.placeholder,
      prep = (q, n) => (lite ? q.prepare() : q.prepare(n));
    const g = prep(
        db
          .select()
          .from(article)
          .where(eq(article.id, P("id"))),
        "g",
      ),
      l = prep(
        db
          .select()
          .from(article)
          .where(and(eq(article.authorId, P("a")), eq(article.isPublic, true)))
          .orderBy(desc(article.views), desc(article.id))
          .limit(20),
        "l",
      );
    const h = prep(
      db
        .select()
        .from(article)
        .where(gt(article.id, P("min")))
        .orderBy(asc(article.id))
        .limit(1000),
      "h",
    );
    const j = prep(
      db.query.article.findMany({
        where: and(gt(article.id, P("min")), lte(article.id, P("max"))),
        orderBy: asc(article.id),
        with: { author: true },
      }),
      "j",
    );
    const pf = prep(
      db.query.article.findMany({
        where: and(gt(article.id, P("min")), lte(article.id, P("max"))),
        orderBy: asc(article.id),
        with: { articleTags: { with: { tag: true } } },
      }),
      "pf",
    );
    const ag = prep(
      db
        .select({ authorId: article.authorId, n: count(), avg: avg(article.rating) })
        .from(article)
        .groupBy(article.authorId),
      "ag",
    );
    const up = prep(
      db
        .update(article)
        .set({ views: sql`${P("v")}` })
        .where(eq(article.id, P("id"))),
      "up",
    );
    const ins = prep(
      db
        .insert(article)
        .values(
          Object.fromEntries(
            ["authorId", "title", "body", "publishedAt", "views", "rating", "isPublic"].map((k) => [
              k,
              P(k),
            ]),
          ),
        )
        .returning({ id: article.id }),
      "ins",
    );
    const ex = (q, v) => (lite ? q.all(v) : q.execute(v)),
      exs = (q, v) => (lite ? (q.execute(v).sync?.() ?? q.execute(v)) : q.execute(v));
    m.get = (id) => one(ex(g, { id }));
    m.list = (a) => ex(l, { a });
    m.hydrate = (min) => ex(h, { min });
    m.joined = (min) =>
      lite ? exs(j, { min, max: min + 100 }) : j.execute({ min, max: min + 100 });
    m.prefetch = (min) =>
      lite ? exs(pf, { min, max: min + 100 }) : pf.execute({ min, max: min + 100 });
    m.agg = () => ex(ag, {});
    m.update = (id, v) => (lite ? up.run({ id, v }) : up.execute({ id, v }));
    m.insert = (f) => one(ex(ins, f));
  }
  return m;
}
