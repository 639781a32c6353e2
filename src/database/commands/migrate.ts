/** `flagon migrate`: brings the database to where the migrations lead. */

import { command } from "../../app/command.ts";

/** Runs what is missing, or goes back. */
export const migrate = command("migrate", {
  help: "Runs the migrations that are missing, or goes to a migration; `zero` undoes all of a blueprint.",
  arguments: {
    label: { default: "", help: "the blueprint; all where none is named" },
    name: { default: "", help: "the migration, the beginning of its name, or zero" },
  },
  options: {
    plan: { type: "boolean", help: "Shows what would be done." },
    check: { type: "boolean", help: "Does nothing; exit code 1 where something is to be done." },
    fake: { type: "boolean", help: "Notes the migrations without running them." },
    fakeInitial: {
      type: "boolean",
      help: "Notes a first migration whose tables are there already, once their columns have been compared.",
    },
    prune: { type: "boolean", help: "Forgets the blueprint's migrations whose files are gone." },
    database: { help: "The alias of the database." },
    json: { type: "boolean", help: "Writes what was done as JSON." },
  },
  run: async (values, context) =>
    (await import("../migrating/running.ts")).migrate(values, context),
});
