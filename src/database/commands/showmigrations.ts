/** `flagon showmigrations` and `flagon sqlmigrate`: what there is, and what it does. */

import { command } from "../../app/command.ts";

/** Shows which migrations have run. */
export const showmigrations = command("showmigrations", {
  help: "Shows the migrations of each blueprint, and which have run.",
  arguments: {
    labels: { multiple: true, default: [], help: "the blueprints; all where none is named" },
  },
  options: {
    plan: { type: "boolean", help: "In the order in which they run." },
    json: { type: "boolean", help: "As JSON." },
    database: { help: "The alias of the database." },
  },
  run: async (values, context) =>
    (await import("../migrating/showing.ts")).showMigrations(values, context),
});

/** Shows the SQL of a migration. */
export const sqlmigrate = command("sqlmigrate", {
  help: "Shows the SQL of a migration, and runs none of it.",
  arguments: {
    label: { help: "the blueprint" },
    name: { help: "the migration, or the beginning of its name" },
  },
  options: {
    backwards: { type: "boolean", help: "The SQL that undoes it." },
    database: { help: "The alias of the database." },
  },
  run: async (values, context) =>
    (await import("../migrating/showing.ts")).sqlMigrate(values, context),
});
