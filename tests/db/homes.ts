/** Databases that a test has for itself, on every kind. */

import { type DatabaseOptions, openDatabases, withDatabases } from "../../src/db/connections.ts";
import type { Database, DatabaseKind } from "../../src/db/backends/backend.ts";
import { MYSQL_URL, newFile, newTable, POSTGRES_URL } from "./databases.ts";

/** A database for itself: a file, a schema of PostgreSQL, a database of MySQL. */
export interface Home {
  kind: DatabaseKind;
  url: string;
  schema: string;
  options: DatabaseOptions;
}

/** Calls `work` with that many databases that nobody else uses, and takes them away. */
export async function withHomes(
  kind: DatabaseKind,
  count: number,
  work: (...homes: Home[]) => Promise<void>,
): Promise<void> {
  const homes = Array.from({ length: count }, () => homeOf(kind));
  const server = kind === "sqlite" ? undefined : { postgres: POSTGRES_URL, mysql: MYSQL_URL }[kind];
  const admin = server === undefined ? undefined : openDatabases({ default: server }).get();
  const what = kind === "mysql" ? "DATABASE" : "SCHEMA";
  await admin?.script(homes.map(({ schema }) => `CREATE ${what} ${schema}`));
  try {
    await work(...homes);
  } finally {
    const end = kind === "postgres" ? " CASCADE" : "";
    await admin?.script(homes.map(({ schema }) => `DROP ${what} ${schema}${end}`));
    await admin?.close();
  }
}

function homeOf(kind: DatabaseKind): Home {
  const schema = newTable();
  if (kind === "sqlite") {
    const path = newFile();
    return { kind, url: `sqlite://${path}`, schema, options: { kind, path } };
  }
  if (kind === "mysql") {
    const url = MYSQL_URL.replace(/\/[^/]*$/, `/${schema}`);
    return { kind, url, schema, options: { url } };
  }
  const url = POSTGRES_URL;
  return { kind, url, schema, options: { url, session: { search_path: schema } } };
}

/** Calls `work` with one such database, which is the one that models use meanwhile. */
export async function withHome(
  kind: DatabaseKind,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  await withHomes(kind, 1, async (home) => {
    const databases = openDatabases({ default: home!.options });
    try {
      await withDatabases(databases, () => work(databases.get()));
    } finally {
      await databases.close();
    }
  });
}
