/** The dialect of each kind of database. */

import type { DatabaseKind } from "./backends/backend.ts";
import { mysqlDialect } from "./backends/mysql-dialect.ts";
import { postgresDialect } from "./backends/postgres-dialect.ts";
import { sqliteDialect } from "./backends/sqlite-dialect.ts";
import type { Dialect } from "./dialect.ts";

const DIALECTS: Record<DatabaseKind, Dialect> = {
  sqlite: sqliteDialect,
  postgres: postgresDialect,
  mysql: mysqlDialect,
};

/** Gives the dialect of a kind of database. */
export function dialectOf(kind: DatabaseKind): Dialect {
  return DIALECTS[kind];
}
