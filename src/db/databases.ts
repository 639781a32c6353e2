/** Which database a model's rows are read from and written to. */

import type { Database } from "./backends/backend.ts";
import { getDatabases } from "./connections.ts";
import type { Meta } from "./meta.ts";

/** The database for a model: the one with that alias, else what the routers say, else `near`, where the row at hand came from. */
export function databaseFor(
  meta: Meta,
  way: "read" | "write",
  alias?: string,
  instance?: object,
  near?: string,
): Database {
  const databases = getDatabases();
  if (alias !== undefined) return databases.get(alias);
  const home = near ?? meta.options.database;
  if (!databases.isRouted) return databases.get(home);
  const hints = {
    ...(instance !== undefined && { instance }),
    ...(home !== undefined && { alias: home }),
  };
  return way === "read"
    ? databases.forRead(meta.model, hints)
    : databases.forWrite(meta.model, hints);
}
