/** Asks a database of any kind for its tables and what they are made of. */

import type { Database } from "../backends/backend.ts";
import type { RelationDescription, TableDescription } from "./description.ts";
import { describeMysql, listMysql } from "./introspection-mysql.ts";
import { describePostgres, listPostgres } from "./introspection-postgres.ts";
import { describeSqlite, listSqlite } from "./introspection-sqlite.ts";

/** Gives the tables and views that a statement without a schema's name can reach, by name. */
export function listRelations(database: Database): Promise<RelationDescription[]> {
  if (database.kind === "sqlite") return listSqlite(database);
  return database.kind === "postgres" ? listPostgres(database) : listMysql(database);
}

/** Describes one table or view: columns, keys, constraints, indexes. Undefined where there is none of that name. */
export function describeTable(
  database: Database,
  table: string,
): Promise<TableDescription | undefined> {
  if (database.kind === "sqlite") return describeSqlite(database, table);
  return database.kind === "postgres"
    ? describePostgres(database, table)
    : describeMysql(database, table);
}
