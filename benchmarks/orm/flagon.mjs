/** Flagon in the speed suite: five models, and each workload as an application would write it. The built package is measured where it is built. */
import { existsSync } from "node:fs";

const built = new URL("../../dist/db/index.js", import.meta.url);
const source = new URL("../../src/db/index.ts", import.meta.url);
const { avg, connect, count, f, model, registerModels, transaction } = await import(
  existsSync(built) ? built.href : source.href
);

class Author extends model(
  { name: f.char({ maxLength: 100 }), email: f.char({ maxLength: 100 }), bio: f.text() },
  { table: "author" },
) {}
class Tag extends model({ name: f.char({ maxLength: 50 }) }, { table: "tag" }) {}
class Article extends model(
  {
    author: f.foreignKey(Author, { onDelete: "nothing" }),
    title: f.char({ maxLength: 200 }),
    body: f.text(),
    publishedAt: f.datetime({ null: true }),
    views: f.integer(),
    rating: f.float(),
    isPublic: f.boolean(),
    get tags() {
      return f.manyToMany(Tag, { through: ArticleTag });
    },
  },
  { table: "article" },
) {}
class ArticleTag extends model(
  {
    article: f.foreignKey(Article, { onDelete: "nothing" }),
    tag: f.foreignKey(Tag, { onDelete: "nothing" }),
  },
  { table: "article_tag" },
) {}
class Comment extends model(
  { article: f.foreignKey(Article, { onDelete: "nothing" }), body: f.text() },
  { table: "comment" },
) {}
registerModels([Author, Tag, Article, ArticleTag, Comment]);

export async function open({ dialect, variant, file, host, port, user, database, pool }) {
  const databases = connect(
    dialect === "sqlite"
      ? `sqlite:///${file}`
      : `postgres://${user}@${host}:${port}/${database}?max=${pool}`,
  );
  const list = (author) =>
    Article.filter({ authorId: author, isPublic: true }).orderBy("-views", "-id").limit(20);
  return {
    get: (id) => Article.find({ id }),
    list,
    hydrate: (min) => Article.filter({ id__gt: min }).orderBy("id").limit(1000),
    joined: (min) =>
      Article.filter({ id__gt: min, id__lte: min + 100 })
        .orderBy("id")
        .selectRelated("author"),
    prefetch: (min) =>
      Article.filter({ id__gt: min, id__lte: min + 100 })
        .orderBy("id")
        .prefetchRelated("tags"),
    tagNames: (article) => [...article.tags].map((tag) => tag.name),
    agg: () =>
      Article.all()
        .values("authorId")
        .annotate({ n: count("*"), avg: avg("rating") }),
    insert: (fields) => Article.create(fields),
    bulk: (rows) => Article.bulkCreate(rows),
    update: (id, views) => Article.filter({ id }).update({ views }),
    async save(id, views) {
      const article = await Article.get({ id });
      article.views = views;
      await article.save();
      return article;
    },
    // What does not need another's answer is asked at once; the variant waits for each statement, as the others do.
    tx: ({ ids, author, views, fresh }) =>
      transaction(async () => {
        if (variant === "waiting") {
          for (const id of ids) await Article.get({ id });
          await list(author);
          for (const id of ids) await Article.filter({ id }).update({ views });
        } else {
          await Promise.all([...ids.map((id) => Article.get({ id })), list(author)]);
          await Promise.all(ids.map((id) => Article.filter({ id }).update({ views })));
        }
        const { id } = await Article.create(fresh);
        await Article.filter({ id }).update({ views: 1 });
        await Article.filter({ id }).delete();
        return id;
      }),
    countAll: () => Article.count(),
    close: () => databases.close(),
  };
}
