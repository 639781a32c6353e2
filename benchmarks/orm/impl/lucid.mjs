// AdonisJS Lucid 22 (Active Record on knex), used stand-alone: the Database class with a no-op logger and emitter, BaseModel.$adapter set by hand.
import { Database } from "@adonisjs/lucid/database";
import { BaseModel, Adapter, column, belongsTo, manyToMany } from "@adonisjs/lucid/orm";
export async function open({ dialect, file, host, port, user, database, pool }) {
  const lite = dialect === "sqlite";
  const no = () => {};
  const logger = {
    trace: no,
    debug: no,
    info: no,
    warn: no,
    error: no,
    fatal: no,
    child: () => logger,
    isLevelEnabled: () => false,
  };
  const emitter = { emit: no, on: no, hasListeners: () => false };
  const db = new Database(
    {
      connection: "primary",
      connections: {
        primary: lite
          ? { client: "better-sqlite3", connection: { filename: file }, useNullAsDefault: true }
          : {
              client: "pg",
              connection: { host, port, user, database },
              pool: { min: 0, max: pool },
            },
      },
    },
    logger,
    emitter,
  );
  BaseModel.$adapter = new Adapter(db);
  if (lite) {
    await db.rawQuery("PRAGMA journal_mode=WAL");
    await db.rawQuery("PRAGMA synchronous=NORMAL");
  }
  const bool = lite ? { consume: (v) => Boolean(v) } : {};
  class Author extends BaseModel {
    static table = "author";
  }
  class Tag extends BaseModel {
    static table = "tag";
  }
  class Comment extends BaseModel {
    static table = "comment";
  }
  class ArticleTag extends BaseModel {
    static table = "article_tag";
  }
  class Article extends BaseModel {
    static table = "article";
  }
  const cols = (M, names) => {
    for (const [n, o] of Object.entries(names))
      (o.kind === "dt" ? column.dateTime() : column(o))(M.prototype, n);
  };
  const id = { isPrimary: true };
  cols(Author, { id, name: {}, email: {}, bio: {} });
  cols(Tag, { id, name: {} });
  cols(ArticleTag, { id, articleId: {}, tagId: {} });
  cols(Comment, { id, articleId: {}, authorId: {}, text: {} });
  cols(Article, {
    id,
    authorId: {},
    title: {},
    body: {},
    publishedAt: lite
      ? {
          prepare: (v) => v && v.toISOString().replace("T", " ").replace("Z", ""),
          consume: (v) => v && new Date(v + "Z"),
        }
      : {},
    views: {},
    rating: {},
    isPublic: bool,
  }); // a plain Date, not Luxon
  belongsTo(() => Author)(Article.prototype, "author");
  manyToMany(() => Tag, { pivotTable: "article_tag" })(Article.prototype, "tags");
  const mk = (client) => {
    const x = client ? { client } : undefined;
    return {
      get: (id) => Article.find(id, x),
      list: (a) =>
        Article.query(x)
          .where("author_id", a)
          .where("is_public", true)
          .orderBy("views", "desc")
          .orderBy("id", "desc")
          .limit(20),
      update: (id, v) => Article.query(x).where("id", id).update({ views: v }),
      insert: (f) => Article.create(f, x),
      del: (id) => Article.query(x).where("id", id).delete(),
    };
  };
  const m = mk();
  return Object.assign(m, {
    hydrate: (min) => Article.query().where("id", ">", min).orderBy("id").limit(1000),
    joined: (min) =>
      Article.query()
        .where("id", ">", min)
        .where("id", "<=", min + 100)
        .orderBy("id")
        .preload("author"), // Lucid has no joined hydration: preload = second query
    prefetch: (min) =>
      Article.query()
        .where("id", ">", min)
        .where("id", "<=", min + 100)
        .orderBy("id")
        .preload("tags"),
    agg: () =>
      db
        .from("article")
        .select("author_id")
        .count("* as n")
        .avg("rating as avg")
        .groupBy("author_id"),
    save: async (id, v) => {
      const a = await m.get(id);
      a.views = v;
      return a.save();
    },
    bulk: (rows) => Article.createMany(rows),
    tx: ({ ids, author, views, fresh }) =>
      db.transaction(async (t) => {
        const y = mk(t);
        for (const id of ids) await y.get(id);
        await y.list(author);
        for (const id of ids) await y.update(id, views);
        const { id } = await y.insert(fresh);
        await y.update(id, 1);
        await y.del(id);
        return id;
      }),
    countAll: async () => Number((await db.from("article").count("* as n"))[0].n),
    close: () => db.manager.closeAll(),
  });
}
