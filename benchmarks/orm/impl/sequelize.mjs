// Sequelize 6 (sqlite through the sqlite3 package, pg through pg).
import { Sequelize, DataTypes, Op, fn, col } from "sequelize";
export async function open({ dialect, file, host, port, user, database, pool }) {
  const lite = dialect === "sqlite";
  const s = new Sequelize(
    lite
      ? { dialect: "sqlite", storage: file, logging: false }
      : {
          dialect: "postgres",
          host,
          port,
          username: user,
          database,
          logging: false,
          pool: { max: pool, min: 0 },
        },
  );
  if (lite) {
    await s.query("PRAGMA journal_mode=WAL");
    await s.query("PRAGMA synchronous=NORMAL");
  }
  const o = (tableName) => ({ tableName, timestamps: false, underscored: true });
  const idc = { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true };
  const Author = s.define(
    "Author",
    { id: idc, name: DataTypes.STRING, email: DataTypes.STRING, bio: DataTypes.TEXT },
    o("author"),
  );
  const Article = s.define(
    "Article",
    {
      id: idc,
      authorId: DataTypes.INTEGER,
      title: DataTypes.STRING,
      body: DataTypes.TEXT,
      publishedAt: DataTypes.DATE,
      views: DataTypes.INTEGER,
      rating: DataTypes.DOUBLE,
      isPublic: DataTypes.BOOLEAN,
    },
    o("article"),
  );
  const Tag = s.define("Tag", { id: idc, name: DataTypes.STRING }, o("tag"));
  const ArticleTag = s.define(
    "ArticleTag",
    { id: idc, articleId: DataTypes.INTEGER, tagId: DataTypes.INTEGER },
    o("article_tag"),
  );
  s.define(
    "Comment",
    { id: idc, articleId: DataTypes.INTEGER, authorId: DataTypes.INTEGER, text: DataTypes.TEXT },
    o("comment"),
  );
  Article.belongsTo(Author, { as: "author", foreignKey: "authorId" });
  Author.hasMany(Article, { foreignKey: "authorId" });
  Article.belongsToMany(Tag, {
    as: "tags",
    through: ArticleTag,
    foreignKey: "articleId",
    otherKey: "tagId",
  });
  const mk = (t) => {
    const x = t ? { transaction: t } : {};
    return {
      get: (id) => Article.findByPk(id, x),
      list: (a) =>
        Article.findAll({
          where: { authorId: a, isPublic: true },
          order: [
            ["views", "DESC"],
            ["id", "DESC"],
          ],
          limit: 20,
          ...x,
        }),
      update: (id, v) => Article.update({ views: v }, { where: { id }, ...x }),
      insert: (f) => Article.create(f, x),
      del: (id) => Article.destroy({ where: { id }, ...x }),
    };
  };
  const m = mk();
  return Object.assign(m, {
    hydrate: (min) =>
      Article.findAll({ where: { id: { [Op.gt]: min } }, order: ["id"], limit: 1000 }),
    joined: (min) =>
      Article.findAll({
        where: { id: { [Op.gt]: min, [Op.lte]: min + 100 } },
        order: ["id"],
        include: "author",
      }),
    prefetch: (min) =>
      Article.findAll({
        where: { id: { [Op.gt]: min, [Op.lte]: min + 100 } },
        order: ["id"],
        include: { association: "tags", through: { attributes: [] } },
      }), // one JOIN: belongsToMany has no separate-query mode
    agg: () =>
      Article.findAll({
        attributes: ["authorId", [fn("count", col("id")), "n"], [fn("avg", col("rating")), "avg"]],
        group: "authorId",
        raw: true,
      }),
    save: async (id, v) => {
      const a = await m.get(id);
      a.views = v;
      return a.save();
    },
    bulk: (rows) => Article.bulkCreate(rows),
    tx: ({ ids, author, views, fresh }) =>
      s.transaction(async (t) => {
        const y = mk(t);
        for (const id of ids) await y.get(id);
        await y.list(author);
        for (const id of ids) await y.update(id, views);
        const { id } = await y.insert(fresh);
        await y.update(id, 1);
        await y.del(id);
        return id;
      }),
    countAll: () => Article.count(),
    close: () => s.close(),
  });
}
