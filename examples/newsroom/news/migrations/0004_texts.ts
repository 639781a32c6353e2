import { f } from "flagon/db";
import { addField, migration } from "flagon/db/migrations";

export default migration({
  dependencies: [["news", "0003_comments"]],
  operations: [
    addField("Article.standfirst", f.char({ maxLength: 300, default: "" })),
    addField("Author.bio", f.text({ default: "" })),
    addField("Section.tagline", f.char({ maxLength: 120, default: "" })),
  ],
});
