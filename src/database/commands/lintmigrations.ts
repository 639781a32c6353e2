/** `flagon lintmigrations`: what migrations do to large tables, and to the release that still runs. */

import { command } from "../../app/command.ts";

/** Tells of unsafe changes. */
export const lintmigrations = command("lintmigrations", {
  help: "Tells which migrations that have not run are unsafe on a large table or beside the release that still runs, and the safe way.",
  arguments: {
    labels: { multiple: true, default: [], help: "the blueprints; all where none is named" },
  },
  options: {
    all: { type: "boolean", help: "Those that have run, too." },
    kind: {
      multiple: true,
      choices: ["sqlite", "postgres", "mysql"],
      help: "The kinds of database to look at. Default: those of the app.",
    },
    silence: { multiple: true, help: "A code that is not told of." },
    database: { help: "The alias of the database that says what has run." },
    json: { type: "boolean", help: "As JSON." },
  },
  run: async (values, context) => (await import("../migrating/risks.ts")).lint(values, context),
});
