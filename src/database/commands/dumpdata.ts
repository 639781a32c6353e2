/** `flagon dumpdata`: rows of models as a fixture. */

import { command } from "../../app/command.ts";

export const dumpdata = command("dumpdata", {
  help: "Writes rows as JSON, JSON lines or CSV: of all models, or of the models and blueprints named (blog, blog.Article).",
  arguments: { models: { multiple: true, required: false, help: "Models and blueprints." } },
  options: {
    output: {
      short: "o",
      help: "The file to write, .gz too; for CSV of several models a folder. Default: the output.",
    },
    format: {
      choices: ["json", "jsonl", "csv"],
      help: "Default: what the file's name says, else json.",
    },
    indent: { type: "number", help: "Spreads JSON over lines, with so many blanks." },
    naturalForeign: { type: "boolean", help: "Refers to rows by their natural keys." },
    naturalPrimary: {
      type: "boolean",
      help: "Leaves out the primary keys of models with a natural key.",
    },
    exclude: { short: "e", multiple: true, help: "A model or blueprint to leave out." },
    pks: { help: "Only the rows with these keys, with commas between them; of one model." },
    database: { help: "The alias of the database." },
  },
  run: async (values, context) => (await import("../data/dumping.ts")).dump(values, context),
});
