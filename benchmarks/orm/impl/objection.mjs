// Objection 3 on knex 3 (sqlite through better-sqlite3, pg through pg). Objection has no column types at run time: on SQLite booleans and dates stay as the driver gives them.
import Knex from "knex";
import { Model } from "objection";
export async function open({ dialect, file, host, port, user, database, pool }) {
  const lite = dialect === "sqlite";
  const knex = Knex(
    lite
      ? { client: "better-sqlite3", connection: { filename: file }, useNullAsDefault: true }
      : { client: "pg", connection: { host, port, user, database }, pool: { min: 0, max: pool } },
  );
  if (lite) {
    await knex.raw("PRAGMA journal_mode=WAL");
    await knex.raw("PRAGMA synchronous=NORMAL");
  }
  class Author extends Model {
    static tableName = "author";
  }
  class Tag extends Model {
    static tableName = "tag";
  }
  class Comment extends Model {
    static tableName = "comment";
  }
  class ArticleTag extends Model {
    static tableName = "article_tag";
  }
  class Article extends Model {
    static tableName = "article";
    static relationMappings = {
      author: {
        relation: Model.BelongsToOneRelation,
        modelClass: Author,
        join: { from: "article.author_id", to: "author.id" },
      },
      tags: {
        relation: Model.ManyToManyRelation,
        modelClass: Tag,
        join: {
          from: "article.id",
          through: { from: "article_tag.article_id", to: "article_tag.tag_id" },
          to: "tag.id",
        },
      },
    };
  }
  for (const M of [Author, Tag, Comment, ArticleTag, Article]) M.knex(knex);
  const d = (v) => (lite ? v.toISOString().replace("T", " ").replace("Z", "") : v);
  const row = (f) => ({
    author_id: f.authorId,
    title: f.title,
    body: f.body,
    published_at: d(f.publishedAt),
    views: f.views,
    rating: f.rating,
    is_public: f.isPublic,
  });
  const mk = (t) => ({
    get: (id) =>
      Article.query(t)
        .findById(id)
        .then((r) => r),
    list: (a) =>
      Article.query(t)
        .where({ author_id: a, is_public: true })
        .orderBy("views", "desc")
        .orderBy("id", "desc")
        .limit(20),
    update: (id, v) => Article.query(t).where("id", id).patch({ views: v }),
    insert: (f) => Article.query(t).insert(row(f)),
    del: (id) => Article.query(t).deleteById(id),
  });
  const m = mk();
  return Object.assign(m, {
    hydrate: (min) => Article.query().where("id", ">", min).orderBy("id").limit(1000),
    joined: (min) =>
      Article.query()
        .where("article.id", ">", min)
        .where("article.id", "<=", min + 100)
        .orderBy("article.id")
        .withGraphJoined("author"),
    prefetch: (min) =>
      Article.query()
        .where("id", ">", min)
        .where("id", "<=", min + 100)
        .orderBy("id")
        .withGraphFetched("tags"),
    agg: () =>
      Article.query().select("author_id").count("* as n").avg("rating as avg").groupBy("author_id"),
    save: async (id, v) => {
      const a = await m.get(id);
      await a.$query().patch({ views: v });
      return a;
    },
    bulk: (rows) => knex.batchInsert("article", rows.map(row), 100), // objection itself only batch-inserts on PostgreSQL
    tx: ({ ids, author, views, fresh }) =>
      Article.transaction(async (t) => {
        const y = mk(t);
        for (const id of ids) await y.get(id);
        await y.list(author);
        for (const id of ids) await y.update(id, views);
        const { id } = await y.insert(fresh);
        await y.update(id, 1);
        await y.del(id);
        return id;
      }),
    countAll: () => Article.query().resultSize(),
    close: () => knex.destroy(),
  });
}
