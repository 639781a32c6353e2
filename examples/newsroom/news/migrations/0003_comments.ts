import { f, index } from "flagon/db";
import { createModel, migration } from "flagon/db/migrations";

export default migration({
  dependencies: [["news", "0002_tags"]],
  operations: [
    createModel(
      "Comment",
      {
        id: f.bigAuto(),
        name: f.char({ maxLength: 60 }),
        body: f.text({ maxLength: 2000 }),
        isShown: f.boolean({ default: true }),
        createdAt: f.datetime({ autoNowAdd: true }),
        article: f.foreignKey("news.Article", { onDelete: "cascade" }),
      },
      {
        ordering: ["createdAt", "id"],
        indexes: [
          index({
            fields: ["article", "isShown", "createdAt"],
            name: "news_commen_article_34785e_idx",
          }),
        ],
      },
    ),
  ],
});
