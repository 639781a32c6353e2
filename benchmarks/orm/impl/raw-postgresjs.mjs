// postgres.js: prepared by default, pipelines queries on one connection.
import postgres from "postgres";
export async function open({ host, port, user, database, pool }) {
  const sql = postgres({ host, port, user, database, max: pool });
  const mk = (sql) => ({
    get: (id) =>
      sql`SELECT id, author_id, title, body, published_at, views, rating, is_public FROM article WHERE id = ${id}`.then(
        (r) => r[0],
      ),
    list: (a) =>
      sql`SELECT id, author_id, title, body, published_at, views, rating, is_public FROM article WHERE author_id = ${a} AND is_public = true ORDER BY views DESC, id DESC LIMIT 20`,
    update: (id, v) => sql`UPDATE article SET views = ${v} WHERE id = ${id}`,
    insert: (f) =>
      sql`INSERT INTO article(author_id, title, body, published_at, views, rating, is_public) VALUES(${f.authorId},${f.title},${f.body},${f.publishedAt},${f.views},${f.rating},${f.isPublic}) RETURNING id`.then(
        (r) => r[0],
      ),
    del: (id) => sql`DELETE FROM article WHERE id = ${id}`,
  });
  const top = mk(sql);
  return {
    ...top,
    hydrate: (min) =>
      sql`SELECT id, author_id, title, body, published_at, views, rating, is_public FROM article WHERE id > ${min} ORDER BY id LIMIT 1000`,
    joined: (min) =>
      sql`SELECT a.id, a.author_id, a.title, a.body, a.published_at, a.views, a.rating, a.is_public, u.id AS u_id, u.name AS u_name, u.email AS u_email, u.bio AS u_bio FROM article a JOIN author u ON u.id = a.author_id WHERE a.id > ${min} AND a.id <= ${min + 100} ORDER BY a.id`,
    authorName: (a) => a.u_name,
    prefetch: async (min) => {
      const rows =
          await sql`SELECT id, author_id, title, body, published_at, views, rating, is_public FROM article WHERE id > ${min} AND id <= ${min + 100} ORDER BY id`,
        by = new Map();
      for (const r of rows) {
        r.tags = [];
        by.set(r.id, r);
      }
      for (const t of await sql`SELECT at.article_id, t.id, t.name FROM tag t JOIN article_tag at ON at.tag_id = t.id WHERE at.article_id = ANY(${[...by.keys()]}::int[])`)
        by.get(t.article_id).tags.push(t);
      return rows;
    },
    agg: () =>
      sql`SELECT author_id, count(*)::int AS n, avg(rating) AS avg FROM article GROUP BY author_id`,
    save: async (id, v) => {
      const a = await top.get(id);
      a.views = v;
      await top.update(a.id, a.views);
      return a;
    },
    bulk: (rows) =>
      sql`INSERT INTO article ${sql(rows.map((f) => ({ author_id: f.authorId, title: f.title, body: f.body, published_at: f.publishedAt, views: f.views, rating: f.rating, is_public: f.isPublic })))}`,
    tx: ({ ids, author, views, fresh }) =>
      sql.begin(async (s) => {
        const t = mk(s);
        for (const id of ids) await t.get(id);
        await t.list(author);
        for (const id of ids) await t.update(id, views);
        const { id } = await t.insert(fresh);
        await t.update(id, 1);
        await t.del(id);
        return id;
      }),
    countAll: async () => Number((await sql`SELECT count(*) AS n FROM article`)[0].n),
    close: () => sql.end(),
  };
}
