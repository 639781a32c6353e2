/** `flagon flush`, `sqlflush` and `sqlsequencereset`: empties tables, and what SQL does that. */

import { command } from "../../app/command.ts";

const DATABASE = { help: "The alias of the database." } as const;

/** Empties the tables. */
export const flush = command("flush", {
  help: "Takes all rows of all models away; tables and migrations stay.",
  options: {
    input: { type: "boolean", default: true, help: "Asks before; --no-input does not." },
    database: DATABASE,
  },
  run: async (values, context) => (await import("../data/flushing.ts")).flushRows(values, context),
});

/** Shows what would empty them. */
export const sqlflush = command("sqlflush", {
  help: "Shows the SQL that flush runs.",
  options: { database: DATABASE },
  run: async (values, context) => (await import("../data/flushing.ts")).showFlush(values, context),
});

/** Shows what sets sequences. */
export const sqlsequencereset = command("sqlsequencereset", {
  help: "Shows the SQL that sets sequences behind the highest key, for the models and blueprints named. Only PostgreSQL needs any.",
  arguments: { models: { multiple: true, help: "Models and blueprints." } },
  options: { database: DATABASE },
  run: async (values, context) =>
    (await import("../data/flushing.ts")).showSequences(values, context),
});
