import { f, index } from "flagon/db";
import { createModel, migration } from "flagon/db/migrations";

export default migration({
  operations: [
    createModel(
      "Author",
      {
        id: f.bigAuto(),
        name: f.char({ maxLength: 80 }),
        slug: f.slug({ unique: true }),
        role: f.char({ maxLength: 80, default: "" }),
      },
      { ordering: ["name"] },
    ),
    createModel(
      "Section",
      {
        id: f.bigAuto(),
        name: f.char({ maxLength: 40, unique: true }),
        slug: f.slug({ unique: true }),
        position: f.positiveSmallInteger({ default: 0 }),
      },
      { ordering: ["position", "name"] },
    ),
    createModel(
      "Article",
      {
        id: f.bigAuto(),
        title: f.char({ maxLength: 160 }),
        slug: f.slug({ maxLength: 180, unique: true }),
        body: f.text(),
        status: f.char({ maxLength: 5, choices: ["draft", "live"], default: "draft" }),
        publishedAt: f.datetime(),
        updatedAt: f.datetime({ autoNow: true }),
        author: f.foreignKey("news.Author", { onDelete: "protect" }),
        section: f.foreignKey("news.Section", { onDelete: "protect" }),
      },
      {
        ordering: ["-publishedAt", "-id"],
        getLatestBy: "publishedAt",
        indexes: [
          index({ fields: ["status", "publishedAt"], name: "news_articl_status_f1b279_idx" }),
        ],
      },
    ),
  ],
});
