/** `flagon makemigrations`: writes the migrations that the models ask for. */

import { command } from "../../app/command.ts";

/** Writes the migrations that are missing. */
export const makemigrations = command("makemigrations", {
  help: "Compares the models with the migrations and writes those that are missing.",
  arguments: {
    labels: { multiple: true, default: [], help: "the blueprints; all where none is named" },
  },
  options: {
    check: { type: "boolean", help: "Writes nothing; exit code 1 where migrations are missing." },
    dryRun: { type: "boolean", help: "Shows the files and writes none." },
    empty: {
      type: "boolean",
      help: "Writes a migration without operations, to be filled by hand.",
    },
    merge: { type: "boolean", help: "Joins the ends of blueprints that have two." },
    update: {
      type: "boolean",
      help: "Puts the changes into the last migration, which must not have run.",
    },
    name: { short: "n", help: "The name behind the number. Default: what it does." },
    fill: { multiple: true, help: "What rows that are there get: Book.country='\"GB\"' (JSON)." },
    renamed: {
      multiple: true,
      help: "What has another name: blog.Tag=Label for a model, blog.Tag.name=title for a field.",
    },
    moved: {
      multiple: true,
      help: "A model that another blueprint has now: news.Article=blog; news=blog is all of them; app is the app itself.",
    },
    input: { type: "boolean", default: true, help: "Asks at a terminal; --no-input does not." },
    json: { type: "boolean", help: "Writes what was made as JSON." },
  },
  run: async (values, context) =>
    (await import("../migrating/making.ts")).makeMigrations(values, context),
});
