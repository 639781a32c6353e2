// MikroORM 7: EntitySchema-based entities, one forked EntityManager per operation (a request's unit of work), joined loading for joins, select-in for collections.
// variant "nocache": default flags. (Result caching is never used.)
import { EntitySchema } from "@mikro-orm/core";
class Author {}
class Article {}
class Tag {}
class ArticleTag {}
class Comment {}
export async function open({ dialect, file, host, port, user, database, pool }) {
  const lite = dialect === "sqlite";
  const { MikroORM } = await import(lite ? "@mikro-orm/sqlite" : "@mikro-orm/postgresql");
  const AuthorS = new EntitySchema({
    class: Author,
    tableName: "author",
    properties: {
      id: { type: "integer", primary: true, autoincrement: true },
      name: { type: "string" },
      email: { type: "string" },
      bio: { type: "text" },
    },
  });
  const TagS = new EntitySchema({
    class: Tag,
    tableName: "tag",
    properties: {
      id: { type: "integer", primary: true, autoincrement: true },
      name: { type: "string", unique: true },
    },
  });
  const ArticleS = new EntitySchema({
    class: Article,
    tableName: "article",
    properties: {
      id: { type: "integer", primary: true, autoincrement: true },
      author: { kind: "m:1", entity: () => Author, fieldName: "author_id" },
      title: { type: "string" },
      body: { type: "text" },
      publishedAt: { type: "datetime", nullable: true, fieldName: "published_at" },
      views: { type: "integer" },
      rating: { type: "double" },
      isPublic: { type: "boolean", fieldName: "is_public" },
      tags: { kind: "m:n", entity: () => Tag, pivotEntity: () => ArticleTag },
    },
  });
  const ATS = new EntitySchema({
    class: ArticleTag,
    tableName: "article_tag",
    properties: {
      id: { type: "integer", primary: true, autoincrement: true },
      article: { kind: "m:1", entity: () => Article, fieldName: "article_id" },
      tag: { kind: "m:1", entity: () => Tag, fieldName: "tag_id" },
    },
  });
  const CommentS = new EntitySchema({
    class: Comment,
    tableName: "comment",
    properties: {
      id: { type: "integer", primary: true, autoincrement: true },
      article: { kind: "m:1", entity: () => Article, fieldName: "article_id" },
      author: { kind: "m:1", entity: () => Author, fieldName: "author_id" },
      text: { type: "text" },
    },
  });
  const orm = await MikroORM.init({
    entities: [AuthorS, TagS, ArticleS, ATS, CommentS],
    forceUtcTimezone: true,
    ...(lite
      ? { dbName: file }
      : { dbName: database, host, port, user, password: "", pool: { min: 0, max: pool } }),
    discovery: { warnWhenNoEntities: false },
  });
  if (lite) {
    await orm.em.getConnection().execute("PRAGMA journal_mode=WAL");
    await orm.em.getConnection().execute("PRAGMA synchronous=NORMAL");
  }
  const ent = (em, f) =>
    em.create(Article, {
      author: em.getReference(Author, f.authorId),
      title: f.title,
      body: f.body,
      publishedAt: f.publishedAt,
      views: f.views,
      rating: f.rating,
      isPublic: f.isPublic,
    });
  const get = (em, id) => em.findOne(Article, { id });
  const list = (em, a) =>
    em.find(
      Article,
      { author: a, isPublic: true },
      { orderBy: { views: "desc", id: "desc" }, limit: 20 },
    );
  const update = (em, id, v) => em.nativeUpdate(Article, { id }, { views: v });
  return {
    get: (id) => get(orm.em.fork(), id),
    list: (a) => list(orm.em.fork(), a),
    update: (id, v) => update(orm.em.fork(), id, v),
    hydrate: (min) =>
      orm.em.fork().find(Article, { id: { $gt: min } }, { orderBy: { id: "asc" }, limit: 1000 }),
    joined: (min) =>
      orm.em
        .fork()
        .find(
          Article,
          { id: { $gt: min, $lte: min + 100 } },
          { orderBy: { id: "asc" }, populate: ["author"], strategy: "joined" },
        ),
    prefetch: (min) =>
      orm.em
        .fork()
        .find(
          Article,
          { id: { $gt: min, $lte: min + 100 } },
          { orderBy: { id: "asc" }, populate: ["tags"], strategy: "select-in" },
        ),
    tagNames: (a) => a.tags.getItems().map((t) => t.name),
    agg: async () =>
      orm.em
        .fork()
        .getConnection()
        .execute(
          "select author_id, count(*) as n, avg(rating) as avg from article group by author_id",
        ),
    save: async (id, v) => {
      const em = orm.em.fork();
      const a = await get(em, id);
      a.views = v;
      await em.flush();
      return a;
    },
    insert: async (f) => {
      const em = orm.em.fork();
      const a = ent(em, f);
      em.persist(a);
      await em.flush();
      return a;
    },
    bulk: async (rows) => {
      const em = orm.em.fork();
      for (const f of rows) em.persist(ent(em, f));
      await em.flush();
    },
    tx: ({ ids, author, views, fresh }) =>
      orm.em.fork().transactional(async (em) => {
        for (const id of ids) await get(em, id);
        await list(em, author);
        for (const id of ids) await update(em, id, views);
        const id = await em.insert(Article, {
          author: fresh.authorId,
          title: fresh.title,
          body: fresh.body,
          publishedAt: fresh.publishedAt,
          views: fresh.views,
          rating: fresh.rating,
          isPublic: fresh.isPublic,
        });
        await update(em, id, 1);
        await em.nativeDelete(Article, { id });
        return id;
      }),
    countAll: () => orm.em.fork().count(Article),
    close: () => orm.close(true),
  };
}
