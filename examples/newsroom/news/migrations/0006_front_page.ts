import { f } from "flagon/db";
import { addField, migration } from "flagon/db/migrations";

export default migration({
  dependencies: [["news", "0005_standfirst_from_body"]],
  operations: [
    addField("Article.isLead", f.boolean({ default: false })),
    addField("Article.views", f.positiveInteger({ default: 0 })),
  ],
});
