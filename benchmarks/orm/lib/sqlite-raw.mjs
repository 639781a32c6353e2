// Shared by the raw SQLite drivers. variant: undefined = driver rows as they come; "hand" = typed hydration; "async" = raw behind async functions.
export function makeSqlite({ prep, exec, close }, variant) {
  const COLS = "id, author_id, title, body, published_at, views, rating, is_public";
  const st = {
    get: prep(`SELECT ${COLS} FROM article WHERE id = ?`),
    list: prep(
      `SELECT ${COLS} FROM article WHERE author_id = ? AND is_public = 1 ORDER BY views DESC, id DESC LIMIT 20`,
    ),
    hydrate: prep(`SELECT ${COLS} FROM article WHERE id > ? ORDER BY id LIMIT 1000`),
    joined: prep(
      `SELECT a.id, a.author_id, a.title, a.body, a.published_at, a.views, a.rating, a.is_public, u.id AS u_id, u.name AS u_name, u.email AS u_email, u.bio AS u_bio FROM article a JOIN author u ON u.id = a.author_id WHERE a.id > ? AND a.id <= ? ORDER BY a.id`,
    ),
    pre1: prep(`SELECT ${COLS} FROM article WHERE id > ? AND id <= ? ORDER BY id`),
    pre2: prep(
      `SELECT at.article_id, t.id, t.name FROM tag t JOIN article_tag at ON at.tag_id = t.id WHERE at.article_id IN (${Array(100).fill("?").join(",")})`,
    ),
    insert: prep(
      "INSERT INTO article(author_id, title, body, published_at, views, rating, is_public) VALUES(?,?,?,?,?,?,?)",
    ),
    update: prep("UPDATE article SET views = ? WHERE id = ?"),
    del: prep("DELETE FROM article WHERE id = ?"),
    agg: prep(
      "SELECT author_id, count(*) AS n, avg(rating) AS avg FROM article GROUP BY author_id",
    ),
    count: prep("SELECT count(*) AS n FROM article"),
    begin: prep("BEGIN"),
    commit: prep("COMMIT"),
    rollback: prep("ROLLBACK"),
  };
  const date = (d) => d.toISOString().replace("T", " ").replace("Z", "");
  const ins = (f) =>
    Number(
      st.insert.run(
        f.authorId,
        f.title,
        f.body,
        date(f.publishedAt),
        f.views,
        f.rating,
        f.isPublic ? 1 : 0,
      ).lastInsertRowid,
    );
  const prefetch = (min) => {
    const rows = st.pre1.all(min, min + 100),
      by = new Map();
    for (const r of rows) {
      r.tags = [];
      by.set(r.id, r);
    }
    for (const t of st.pre2.all(...by.keys())) by.get(t.article_id).tags.push(t);
    return rows;
  };
  const tx = ({ ids, author, views, fresh }) => {
    st.begin.run();
    try {
      for (const id of ids) m.get(id);
      m.list(author);
      for (const id of ids) st.update.run(views, id);
      const id = ins(fresh);
      st.update.run(1, id);
      st.del.run(id);
      st.commit.run();
      return id;
    } catch (e) {
      st.rollback.run();
      throw e;
    }
  };
  const m = {
    get: (id) => st.get.get(id),
    list: (a) => st.list.all(a),
    hydrate: (min) => st.hydrate.all(min),
    joined: (min) => st.joined.all(min, min + 100),
    authorName: (a) => a.u_name ?? a.author.name,
    prefetch,
    agg: () => st.agg.all(),
    update: (id, v) => st.update.run(v, id),
    save: (id, v) => {
      const a = st.get.get(id);
      a.views = v;
      st.update.run(a.views, a.id);
      return a;
    },
    insert: (f) => ({ id: ins(f) }),
    bulk: (rows) => {
      st.begin.run();
      for (const f of rows) ins(f);
      st.commit.run();
    },
    tx,
    countAll: () => Number(st.count.get().n),
    close,
  };
  if (variant === "hand") {
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
        this.id = r.id;
        this.authorId = r.author_id;
        this.title = r.title;
        this.body = r.body;
        const p = r.published_at;
        this.publishedAt = p === null ? null : new Date(p.replace(" ", "T") + "Z");
        this.views = r.views;
        this.rating = r.rating;
        this.isPublic = r.is_public === 1;
      }
    }
    class Tag {
      constructor(id, name) {
        this.id = id;
        this.name = name;
      }
    }
    const hy = (rows) => {
      const o = new Array(rows.length);
      for (let i = 0; i < rows.length; i++) o[i] = new Article(rows[i]);
      return o;
    };
    m.get = (id) => {
      const r = st.get.get(id);
      return r && new Article(r);
    };
    m.list = (a) => hy(st.list.all(a));
    m.hydrate = (min) => hy(st.hydrate.all(min));
    m.joined = (min) => {
      const rows = st.joined.all(min, min + 100),
        o = new Array(rows.length);
      for (let i = 0; i < rows.length; i++) {
        const r = rows[i],
          a = (o[i] = new Article(r));
        a.author = new Author(r.u_id, r.u_name, r.u_email, r.u_bio);
      }
      return o;
    };
    m.prefetch = (min) => {
      const o = hy(st.pre1.all(min, min + 100)),
        by = new Map();
      for (const a of o) {
        a.tags = [];
        by.set(a.id, a);
      }
      for (const t of st.pre2.all(...by.keys()))
        by.get(t.article_id).tags.push(new Tag(t.id, t.name));
      return o;
    };
    m.save = (id, v) => {
      const a = m.get(id);
      a.views = v;
      st.update.run(a.views, a.id);
      return a;
    };
  }
  if (variant === "async")
    for (const k of [
      "get",
      "list",
      "hydrate",
      "joined",
      "prefetch",
      "agg",
      "update",
      "save",
      "insert",
      "bulk",
      "tx",
    ]) {
      const f = m[k];
      m[k] = async (...a) => f(...a);
    }
  return m;
}
