import { f } from "flagon/db";
import { addField, createModel, migration } from "flagon/db/migrations";

export default migration({
  dependencies: [["news", "0001_initial"]],
  operations: [
    createModel(
      "Tag",
      {
        id: f.bigAuto(),
        name: f.char({ maxLength: 40, unique: true }),
        slug: f.slug({ unique: true }),
      },
      { ordering: ["name"] },
    ),
    createModel(
      "Tagging",
      {
        id: f.bigAuto(),
        article: f.foreignKey("news.Article", { onDelete: "cascade" }),
        tag: f.foreignKey("news.Tag", { onDelete: "cascade" }),
      },
      { uniqueTogether: [["article", "tag"]] },
    ),
    addField("Article.tags", f.manyToMany("news.Tag", { through: "news.Tagging" })),
  ],
});
