/** `flagon inspectdb`: writes models of the tables that a database has. */

import { type Command, command } from "../../app/command.ts";
import { getDatabase } from "../../db/connections.ts";

/** Prints the source of models for the tables of a database. */
export const inspectdb: Command = command("inspectdb", {
  help: "Writes models of the tables that a database has, as TypeScript.",
  arguments: {
    tables: { multiple: true, default: [], help: "the tables; all where none is named" },
  },
  options: {
    database: { help: "the alias of the database", default: "default" },
    "include-views": { type: "boolean", help: "views, too" },
    "include-partitions": { type: "boolean", help: "partitions of PostgreSQL, too" },
  },
  async run({ tables, database, ...options }, { print }) {
    const { inspectModels } = await import("../../db/inspection/index.ts");
    const source = await inspectModels(getDatabase(database), {
      tables,
      includeViews: options["include-views"],
      includePartitions: options["include-partitions"],
    });
    print(source);
  },
});
