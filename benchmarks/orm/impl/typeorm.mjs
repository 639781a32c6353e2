// TypeORM 1.x: EntitySchema, repositories.
import "reflect-metadata";
import typeorm from "typeorm";
const { DataSource, EntitySchema, Between, MoreThan } = typeorm;
class Author {}
class Article {}
class Tag {}
class ArticleTag {}
class Comment {}
const id = { type: "int", primary: true, generated: true };
export async function open({ dialect, file, host, port, user, database, pool }) {
  const lite = dialect === "sqlite",
    dt = lite ? "datetime" : "timestamptz",
    int = lite ? "integer" : "int";
  const fl = lite ? "real" : "double precision";
  const i = { ...id, type: int };
  const entities = [
    new EntitySchema({
      name: "Author",
      target: Author,
      tableName: "author",
      columns: {
        id: i,
        name: { type: "varchar" },
        email: { type: "varchar" },
        bio: { type: "text" },
      },
      relations: { articles: { type: "one-to-many", target: "Article", inverseSide: "author" } },
    }),
    new EntitySchema({
      name: "Tag",
      target: Tag,
      tableName: "tag",
      columns: { id: i, name: { type: "varchar", unique: true } },
    }),
    new EntitySchema({
      name: "Article",
      target: Article,
      tableName: "article",
      columns: {
        id: i,
        authorId: { type: int, name: "author_id" },
        title: { type: "varchar" },
        body: { type: "text" },
        publishedAt: { type: dt, name: "published_at", nullable: true },
        views: { type: int },
        rating: { type: fl },
        isPublic: { type: "boolean", name: "is_public" },
      },
      relations: {
        author: {
          type: "many-to-one",
          target: "Author",
          inverseSide: "articles",
          joinColumn: { name: "author_id" },
        },
        tags: {
          type: "many-to-many",
          target: "Tag",
          joinTable: {
            name: "article_tag",
            joinColumn: { name: "article_id" },
            inverseJoinColumn: { name: "tag_id" },
          },
        },
      },
    }),
    new EntitySchema({
      name: "Comment",
      target: Comment,
      tableName: "comment",
      columns: {
        id: i,
        articleId: { type: int, name: "article_id" },
        authorId: { type: int, name: "author_id" },
        text: { type: "text" },
      },
    }),
  ];
  const ds = new DataSource(
    lite
      ? {
          type: "better-sqlite3",
          database: file,
          entities,
          enableWAL: true,
          prepareDatabase: (d) => {
            d.pragma("synchronous=NORMAL");
          },
        }
      : { type: "postgres", host, port, username: user, database, entities, extra: { max: pool } },
  );
  await ds.initialize();
  const mk = (em) => {
    const r = em.getRepository(Article);
    return {
      get: (id) => r.findOneBy({ id }),
      list: (a) =>
        r.find({
          where: { authorId: a, isPublic: true },
          order: { views: "DESC", id: "DESC" },
          take: 20,
        }),
      update: (id, v) => r.update({ id }, { views: v }),
      insert: (f) => r.save(r.create(f)),
      quickInsert: async (f) => (await r.insert(f)).identifiers[0],
      del: (id) => r.delete({ id }),
    };
  };
  const m = mk(ds.manager),
    r = ds.getRepository(Article);
  return Object.assign(m, {
    hydrate: (min) => r.find({ where: { id: MoreThan(min) }, order: { id: "ASC" }, take: 1000 }),
    joined: (min) =>
      r.find({
        where: { id: Between(min + 1, min + 100) },
        order: { id: "ASC" },
        relations: { author: true },
      }),
    prefetch: (min) =>
      r.find({
        where: { id: Between(min + 1, min + 100) },
        order: { id: "ASC" },
        relations: { tags: true },
        relationLoadStrategy: "query",
      }),
    agg: () =>
      r
        .createQueryBuilder("a")
        .select("a.authorId", "authorId")
        .addSelect("count(*)", "n")
        .addSelect("avg(a.rating)", "avg")
        .groupBy("a.authorId")
        .getRawMany(),
    save: async (id, v) => {
      const a = await m.get(id);
      a.views = v;
      return r.save(a);
    },
    bulk: (rows) => r.insert(rows),
    tx: ({ ids, author, views, fresh }) =>
      ds.transaction(async (em) => {
        const y = mk(em);
        for (const id of ids) await y.get(id);
        await y.list(author);
        for (const id of ids) await y.update(id, views);
        const { id } = await y.quickInsert(fresh);
        await y.update(id, 1);
        await y.del(id);
        return id;
      }),
    countAll: () => r.count(),
    close: () => ds.destroy(),
  });
}
