// Floor on PostgreSQL: pg with named prepared statements. variant "simple": unnamed parameterised queries (what most ORMs send).
// variant "hand": named statements, rowMode array, own fast timestamptz parser, hand-written classes: what a perfect ORM does.
// variant "pipeline": the driver's pipeline mode; the transaction asks at once for what needs no other answer.
// variant "batch": "hand" + gets issued in the same tick become one = ANY($1) statement (a dataloader).
import pg from "pg";
const d2 = (s, i) => (s.charCodeAt(i) - 48) * 10 + s.charCodeAt(i + 1) - 48;
// '2024-01-02 03:04:05.678+00' -> Date; anything unusual goes to the slow path
function fastDate(s) {
  const z = s.length - 3;
  if (
    s.charCodeAt(4) !== 45 ||
    s.charCodeAt(z) !== 43 ||
    s.charCodeAt(z + 1) !== 48 ||
    s.charCodeAt(z + 2) !== 48
  )
    return new Date(s);
  let ms = 0;
  if (z > 20) {
    ms = (s.charCodeAt(20) - 48) * 100;
    if (z > 21) ms += (s.charCodeAt(21) - 48) * 10;
    if (z > 22) ms += s.charCodeAt(22) - 48;
  }
  return new Date(
    Date.UTC(
      d2(s, 0) * 100 + d2(s, 2),
      d2(s, 5) - 1,
      d2(s, 8),
      d2(s, 11),
      d2(s, 14),
      d2(s, 17),
      ms,
    ),
  );
}
export async function open({ host, port, user, database, pool: max, variant }) {
  const pool = new pg.Pool({ host, port, user, database, max, pipeline: variant === "pipeline" });
  const COLS = "id, author_id, title, body, published_at, views, rating, is_public";
  const named = variant !== "simple";
  const S = (name, text) =>
    named ? (values) => ({ name, text, values }) : (values) => ({ text, values });
  const q = {
    get: S("get", `SELECT ${COLS} FROM article WHERE id = $1`),
    list: S(
      "list",
      `SELECT ${COLS} FROM article WHERE author_id = $1 AND is_public = true ORDER BY views DESC, id DESC LIMIT 20`,
    ),
    hydrate: S("hydrate", `SELECT ${COLS} FROM article WHERE id > $1 ORDER BY id LIMIT 1000`),
    joined: S(
      "joined",
      `SELECT a.id, a.author_id, a.title, a.body, a.published_at, a.views, a.rating, a.is_public, u.id AS u_id, u.name AS u_name, u.email AS u_email, u.bio AS u_bio FROM article a JOIN author u ON u.id = a.author_id WHERE a.id > $1 AND a.id <= $2 ORDER BY a.id`,
    ),
    pre1: S("pre1", `SELECT ${COLS} FROM article WHERE id > $1 AND id <= $2 ORDER BY id`),
    pre2: S(
      "pre2",
      `SELECT at.article_id, t.id, t.name FROM tag t JOIN article_tag at ON at.tag_id = t.id WHERE at.article_id = ANY($1)`,
    ),
    insert: S(
      "insert",
      "INSERT INTO article(author_id, title, body, published_at, views, rating, is_public) VALUES($1,$2,$3,$4,$5,$6,$7) RETURNING id",
    ),
    bulk: S(
      "bulk",
      "INSERT INTO article(author_id, title, body, published_at, views, rating, is_public) SELECT * FROM unnest($1::int[],$2::text[],$3::text[],$4::timestamptz[],$5::int[],$6::float8[],$7::bool[])",
    ),
    update: S("update", "UPDATE article SET views = $1 WHERE id = $2"),
    del: S("del", "DELETE FROM article WHERE id = $1"),
    agg: S(
      "agg",
      "SELECT author_id, count(*)::int AS n, avg(rating) AS avg FROM article GROUP BY author_id",
    ),
  };
  const vals = (f) => [f.authorId, f.title, f.body, f.publishedAt, f.views, f.rating, f.isPublic];
  const mk = (c) => ({
    get: (id) => c.query(q.get([id])).then((r) => r.rows[0]),
    list: (a) => c.query(q.list([a])).then((r) => r.rows),
    update: (id, v) => c.query(q.update([v, id])),
    insert: (f) => c.query(q.insert(vals(f))).then((r) => r.rows[0]),
    del: (id) => c.query(q.del([id])),
  });
  const top = mk(pool);
  const m = {
    ...top,
    hydrate: (min) => pool.query(q.hydrate([min])).then((r) => r.rows),
    joined: (min) => pool.query(q.joined([min, min + 100])).then((r) => r.rows),
    authorName: (a) => a.u_name,
    prefetch: async (min) => {
      const rows = (await pool.query(q.pre1([min, min + 100]))).rows,
        by = new Map();
      for (const r of rows) {
        r.tags = [];
        by.set(r.id, r);
      }
      for (const t of (await pool.query(q.pre2([[...by.keys()]]))).rows)
        by.get(t.article_id).tags.push(t);
      return rows;
    },
    agg: () => pool.query(q.agg([])).then((r) => r.rows),
    save: async (id, v) => {
      const a = await top.get(id);
      a.views = v;
      await top.update(a.id, a.views);
      return a;
    },
    bulk: (rows) =>
      pool.query(
        q.bulk([
          rows.map((r) => r.authorId),
          rows.map((r) => r.title),
          rows.map((r) => r.body),
          rows.map((r) => r.publishedAt),
          rows.map((r) => r.views),
          rows.map((r) => r.rating),
          rows.map((r) => r.isPublic),
        ]),
      ),
    tx: async ({ ids, author, views, fresh }) => {
      const c = await pool.connect(),
        t = mk(c);
      try {
        if (variant === "pipeline") {
          await Promise.all([c.query("BEGIN"), ...ids.map(t.get), t.list(author)]);
          await Promise.all(ids.map((id) => t.update(id, views)));
        } else {
          await c.query("BEGIN");
          for (const id of ids) await t.get(id);
          await t.list(author);
          for (const id of ids) await t.update(id, views);
        }
        const { id } = await t.insert(fresh);
        await t.update(id, 1);
        await t.del(id);
        await c.query("COMMIT");
        return id;
      } catch (e) {
        await c.query("ROLLBACK");
        throw e;
      } finally {
        c.release();
      }
    },
    countAll: async () => Number((await pool.query("SELECT count(*) AS n FROM article")).rows[0].n),
    close: () => pool.end(),
  };
  if (variant === "hand" || variant === "batch") hand(m, pool, pg, q, variant);
  return m;
}

function hand(m, pool, pg, q, variant) {
  const types = {
    getTypeParser: (oid, fmt) => (oid === 1184 ? fastDate : pg.types.getTypeParser(oid, fmt)),
  };
  class Author {
    constructor(id, name, email, bio) {
      this.id = id;
      this.name = name;
      this.email = email;
      this.bio = bio;
    }
  }
  class Article {
    constructor(r) {
      this.id = r[0];
      this.authorId = r[1];
      this.title = r[2];
      this.body = r[3];
      this.publishedAt = r[4];
      this.views = r[5];
      this.rating = r[6];
      this.isPublic = r[7];
    }
  }
  class Tag {
    constructor(id, name) {
      this.id = id;
      this.name = name;
    }
  }
  const A = (c) => ({ ...c, rowMode: "array", types }),
    hy = (r) => {
      const rows = r.rows,
        o = new Array(rows.length);
      for (let i = 0; i < rows.length; i++) o[i] = new Article(rows[i]);
      return o;
    };
  const get = (id) => pool.query(A(q.get([id]))).then((r) => r.rows[0] && new Article(r.rows[0]));
  let waiting = null;
  const flush = async (list) => {
    if (list.length === 1) return get(list[0].id).then(list[0].ok, list[0].bad);
    try {
      const r = await pool.query(
          A({
            name: "many",
            text: q.get([0]).text.replace("id = $1", "id = ANY($1)"),
            values: [list.map((x) => x.id)],
          }),
        ),
        by = new Map();
      for (const a of hy(r)) by.set(a.id, a);
      for (const x of list) x.ok(by.get(x.id));
    } catch (e) {
      for (const x of list) x.bad(e);
    }
  };
  m.get =
    variant === "hand"
      ? get
      : (id) =>
          new Promise((ok, bad) => {
            if (!waiting) {
              const w = (waiting = []);
              process.nextTick(() => {
                waiting = null;
                flush(w);
              });
            }
            waiting.push({ id, ok, bad });
          });
  m.list = (a) => pool.query(A(q.list([a]))).then(hy);
  m.hydrate = (min) => pool.query(A(q.hydrate([min]))).then(hy);
  m.joined = (min) =>
    pool.query(A(q.joined([min, min + 100]))).then((r) => {
      const o = hy(r);
      for (let i = 0; i < o.length; i++) {
        const x = r.rows[i];
        o[i].author = new Author(x[8], x[9], x[10], x[11]);
      }
      return o;
    });
  m.authorName = (a) => a.author.name;
  m.prefetch = async (min) => {
    const o = hy(await pool.query(A(q.pre1([min, min + 100])))),
      by = new Map();
    for (const a of o) {
      a.tags = [];
      by.set(a.id, a);
    }
    for (const t of (await pool.query(A(q.pre2([[...by.keys()]])))).rows)
      by.get(t[0]).tags.push(new Tag(t[1], t[2]));
    return o;
  };
  m.save = async (id, v) => {
    const a = await get(id);
    a.views = v;
    await m.update(a.id, v);
    return a;
  };
}
