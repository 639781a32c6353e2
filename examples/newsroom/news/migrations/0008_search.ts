import { searchIndex } from "flagon/db";
import { addIndex, migration } from "flagon/db/migrations";

export default migration({
  dependencies: [["news", "0007_indexes"]],
  operations: [
    addIndex(
      "Article",
      searchIndex("title", "standfirst", "body", { name: "news_articl_title_49406e_search" }),
    ),
  ],
});
