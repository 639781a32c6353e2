/** The dialect of each kind of database. */

import type { DatabaseKind } from "./backends/backend.ts";
import { postgresDialect } from "./backends/postgres-dialect.ts";
import { sqliteDialect } from "./backends/sqlite-dialect.ts";
import type { Dialect } from "./dialect.ts";
import { NotSupportedError } from "./errors.ts";

const DIALECTS: Partial<Record<DatabaseKind, Dialect>> = {
  sqlite: sqliteDialect,
  postgres: postgresDialect,
};

/**
 * Gives the dialect of a kind of database.
 *
 * @throws NotSupportedError `db.not-supported` for MySQL and MariaDB, whose query sets are not there yet.
 */
export function dialectOf(kind: DatabaseKind): Dialect {
  const dialect = DIALECTS[kind];
  if (dialect !== undefined) return dialect;
  throw new NotSupportedError("Query sets do not work on MySQL and MariaDB yet.", {
    code: "db.not-supported",
    where: `a database of the kind "${kind}"`,
    mend: "Use SQLite or PostgreSQL; getDatabase().read() and write() run your own statements.",
  });
}
