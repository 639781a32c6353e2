/** The ledger's table, on PostgreSQL or on SQLite. */

import { type DatabaseExtension, database } from "flagon/database";
import { createTables, f, model } from "flagon/db";

/** What was written down. Ids may come twice: that is what the harness looks for. */
export class Entry extends model(
  { seq: f.bigAuto({ primaryKey: true }), id: f.text() },
  { table: "ledger" },
) {}

/** The database that the harness names; one in memory where it names none. */
export function ledgerDatabase(): DatabaseExtension {
  const { DATABASE_URL, POOL_SIZE, POOL_TIMEOUT_MS } = process.env;
  if (DATABASE_URL?.startsWith("postgres") !== true)
    return database(DATABASE_URL ?? "sqlite::memory:");
  return database({
    url: DATABASE_URL,
    max: Number(POOL_SIZE ?? 10),
    acquireTimeoutMs: Number(POOL_TIMEOUT_MS ?? 1000),
  });
}

/** Makes the table where the harness has not. */
export async function prepareLedger(): Promise<void> {
  if (process.env["DATABASE_URL"] === undefined) await createTables(Entry);
}
