import { index } from "flagon/db";
import { addIndex, migration } from "flagon/db/migrations";

export default migration({
  dependencies: [["news", "0006_front_page"]],
  operations: [
    addIndex(
      "Article",
      index({
        fields: ["section", "status", "publishedAt"],
        name: "news_articl_section_fce379_idx",
      }),
    ),
    addIndex(
      "Article",
      index({
        fields: ["author", "status", "publishedAt"],
        name: "news_articl_author__4528ff_idx",
      }),
    ),
    addIndex(
      "Article",
      index({ fields: ["status", "views"], name: "news_articl_status_ae6ba3_idx" }),
    ),
    addIndex(
      "Tagging",
      index({ fields: ["tag", "article"], name: "news_taggin_tag_id_4819dd_idx" }),
    ),
  ],
});
