// kysely (query builder): sqlite through better-sqlite3, pg through pg. Dates and booleans are left as the driver gives them on SQLite
// (kysely has no column types at run time), so on SQLite it does less work than the ORMs.
import { Kysely, SqliteDialect, PostgresDialect } from "kysely";
export async function open({ dialect, file, host, port, user, database, pool }) {
  const lite = dialect === "sqlite";
  let db;
  if (lite) {
    const { default: Database } = await import("better-sqlite3");
    const client = new Database(file);
    client.pragma("journal_mode=WAL");
    client.pragma("synchronous=NORMAL");
    client.pragma("foreign_keys=ON");
    db = new Kysely({ dialect: new SqliteDialect({ database: client }) });
  } else {
    const { default: pg } = await import("pg");
    db = new Kysely({
      dialect: new PostgresDialect({
        pool: new pg.Pool({ host, port, user, database, max: pool }),
      }),
    });
  }
  const b = (v) => (lite ? (v ? 1 : 0) : v),
    d = (v) => (lite ? v.toISOString().replace("T", " ").replace("Z", "") : v);
  const row = (f) => ({
    author_id: f.authorId,
    title: f.title,
    body: f.body,
    published_at: d(f.publishedAt),
    views: f.views,
    rating: f.rating,
    is_public: b(f.isPublic),
  });
  const mk = (db) => ({
    get: (id) => db.selectFrom("article").selectAll().where("id", "=", id).executeTakeFirst(),
    list: (a) =>
      db
        .selectFrom("article")
        .selectAll()
        .where("author_id", "=", a)
        .where("is_public", "=", b(true))
        .orderBy("views", "desc")
        .orderBy("id", "desc")
        .limit(20)
        .execute(),
    update: (id, v) => db.updateTable("article").set({ views: v }).where("id", "=", id).execute(),
    insert: (f) => db.insertInto("article").values(row(f)).returning("id").executeTakeFirst(),
    del: (id) => db.deleteFrom("article").where("id", "=", id).execute(),
  });
  const m = mk(db);
  return Object.assign(m, {
    hydrate: (min) =>
      db
        .selectFrom("article")
        .selectAll()
        .where("id", ">", min)
        .orderBy("id")
        .limit(1000)
        .execute(),
    joined: (min) =>
      db
        .selectFrom("article")
        .innerJoin("author", "author.id", "article.author_id")
        .selectAll("article")
        .select([
          "author.id as u_id",
          "author.name as u_name",
          "author.email as u_email",
          "author.bio as u_bio",
        ])
        .where("article.id", ">", min)
        .where("article.id", "<=", min + 100)
        .orderBy("article.id")
        .execute(),
    authorName: (a) => a.u_name,
    prefetch: async (min) => {
      const rows = await db
          .selectFrom("article")
          .selectAll()
          .where("id", ">", min)
          .where("id", "<=", min + 100)
          .orderBy("id")
          .execute(),
        by = new Map();
      for (const r of rows) {
        r.tags = [];
        by.set(r.id, r);
      }
      for (const t of await db
        .selectFrom("tag")
        .innerJoin("article_tag", "article_tag.tag_id", "tag.id")
        .select(["article_tag.article_id", "tag.id", "tag.name"])
        .where("article_tag.article_id", "in", [...by.keys()])
        .execute())
        by.get(t.article_id).tags.push(t);
      return rows;
    },
    agg: () =>
      db
        .selectFrom("article")
        .select((e) => ["author_id", e.fn.countAll().as("n"), e.fn.avg("rating").as("avg")])
        .groupBy("author_id")
        .execute(),
    save: async (id, v) => {
      const a = await m.get(id);
      a.views = v;
      await m.update(id, v);
      return a;
    },
    bulk: (rows) => db.insertInto("article").values(rows.map(row)).execute(),
    tx: ({ ids, author, views, fresh }) =>
      db.transaction().execute(async (x) => {
        const y = mk(x);
        for (const id of ids) await y.get(id);
        await y.list(author);
        for (const id of ids) await y.update(id, views);
        const { id } = await y.insert(fresh);
        await y.update(id, 1);
        await y.del(id);
        return id;
      }),
    countAll: async () =>
      Number(
        (
          await db
            .selectFrom("article")
            .select((e) => e.fn.countAll().as("n"))
            .executeTakeFirst()
        ).n,
      ),
    close: () => db.destroy(),
  });
}
