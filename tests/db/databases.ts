/** The databases that tests run on: a file of SQLite, PostgreSQL, MariaDB. A server that is not there fails the tests. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, type DatabaseKind, Statement } from "../../src/db/backends/backend.ts";
import { type DatabaseOptions, openDatabases } from "../../src/db/connections.ts";

export const POSTGRES_URL =
  process.env["FLAGON_TEST_POSTGRES_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";
export const MYSQL_URL = process.env["FLAGON_TEST_MYSQL_URL"] ?? "mysql://root@127.0.0.1:3306/test";

/** Every kind of database. */
export const KINDS: readonly DatabaseKind[] = ["sqlite", "postgres", "mysql"];

const folder = mkdtempSync(join(tmpdir(), "flagon-db-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
let files = 0;
let tables = 0;

/** A file for SQLite that is there for this process alone. */
export function newFile(): string {
  files += 1;
  return join(folder, `${files}.sqlite3`);
}

/** A name for a table that no other process of the tests uses. */
export function newTable(): string {
  tables += 1;
  return `c${process.pid}_${tables}`;
}

/** The way to a database of that kind. */
export function settingsFor(
  kind: DatabaseKind,
  further: Record<string, unknown> = {},
): DatabaseOptions {
  if (kind === "sqlite") return { kind, path: newFile(), ...further } as DatabaseOptions;
  return { url: kind === "postgres" ? POSTGRES_URL : MYSQL_URL, ...further };
}

/** Opens a database of that kind under the alias "default". */
export function openKind(kind: DatabaseKind, further: Record<string, unknown> = {}): Database {
  return openDatabases({ default: settingsFor(kind, further) }).get();
}

/** A statement whose parameters are written `?` for every kind. */
export function statement(
  database: Database,
  sql: string,
  options?: { givesRows?: boolean; once?: boolean },
): Statement {
  let number = 0;
  const text = database.kind === "postgres" ? sql.replaceAll("?", () => `$${++number}`) : sql;
  return new Statement(text, options);
}

/** Rows of a read that is written `?` for every kind. */
export async function read(
  database: Database,
  sql: string,
  ...parameters: unknown[]
): Promise<unknown[][]> {
  return database.read(statement(database, sql), parameters);
}

/** Runs a write that is written `?` for every kind. */
export async function write(database: Database, sql: string, ...parameters: unknown[]) {
  return database.write(statement(database, sql, { givesRows: false }), parameters);
}

/** Calls `work` with a database that has one table `(id, name unique, n)`, and takes both away. */
export async function withTable(
  kind: DatabaseKind,
  work: (database: Database, table: string) => Promise<void>,
  further: Record<string, unknown> = {},
): Promise<void> {
  const database = openKind(kind, further);
  const table = newTable();
  const engine = kind === "mysql" ? " ENGINE=InnoDB" : "";
  await database.script([
    `CREATE TABLE ${table} (id integer PRIMARY KEY, name varchar(20) UNIQUE, n integer NOT NULL DEFAULT 0)${engine}`,
  ]);
  try {
    await work(database, table);
  } finally {
    await database.script([`DROP TABLE ${table}`]);
    await database.close();
  }
}

/** Makes extensions of PostgreSQL that may be there already, one process after another. */
export async function addExtensions(database: Database, ...names: string[]): Promise<void> {
  const statements = names.map((name) => `CREATE EXTENSION IF NOT EXISTS ${name};`).join(" ");
  await database.script([
    `DO $$ BEGIN PERFORM pg_advisory_xact_lock(20261121); ${statements} END $$`,
  ]);
}
