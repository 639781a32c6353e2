/** `flagon loaddata`: rows from fixtures. */

import { command } from "../../app/command.ts";

export const loaddata = command("loaddata", {
  help: "Loads fixtures, all or nothing: files, or names that are looked for in the folders fixtures/ of the app and its blueprints. `-` is the input.",
  arguments: { fixtures: { multiple: true, help: "Files, names, or -." } },
  options: {
    format: {
      choices: ["json", "jsonl", "csv"],
      help: "Default: what the file's name says; of the input json.",
    },
    model: { help: "The model of CSV whose name does not say it, as blog.Article." },
    exclude: { short: "e", multiple: true, help: "A model or blueprint to leave out." },
    ignoreNonexistent: {
      type: "boolean",
      help: "Leaves out models and fields that there are not.",
    },
    database: { help: "The alias of the database." },
  },
  run: async (values, context) => (await import("../data/loading.ts")).load(values, context),
});
