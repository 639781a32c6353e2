/** Asks a database for the names of its tables. */

import { type Database, type DatabaseKind, Statement } from "../backends/backend.ts";

const TABLES: Record<DatabaseKind, string> = {
  sqlite: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')",
  postgres:
    "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND pg_table_is_visible(c.oid)",
  mysql: "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
};

/** The names of all tables and views that a statement without a schema's name can reach. */
export async function existingTables(database: Database): Promise<Set<string>> {
  const rows = await database.read(new Statement(TABLES[database.kind], { once: true }), []);
  return new Set(rows.map(([name]) => String(name)));
}
