/** Databases that are made for one process of a test run, and dropped after it. */

import { basename, dirname, extname, join } from "node:path";
import { FlagonError } from "../../base/errors.ts";
import type { Database } from "../../db/backends/backend.ts";
import { Statement } from "../../db/backends/backend.ts";
import { openDatabases } from "../../db/connections.ts";
import type { DatabaseSettings } from "../../db/database-url.ts";
import { dialectOf } from "../../db/dialects.ts";

type ServerSettings = Exclude<DatabaseSettings, { kind: "sqlite" }>;

/** Which process of the run this is: runners number those that run at the same time. */
export function workerName(): string {
  const { NODE_TEST_WORKER_ID, VITEST_POOL_ID, FLAGON_TEST_WORKER } = process.env;
  return FLAGON_TEST_WORKER ?? VITEST_POOL_ID ?? NODE_TEST_WORKER_ID ?? String(process.pid);
}

/**
 * Gives the settings of the test's own database: SQLite in memory, or in a file where it is kept; on a server one called `test_`, the
 * database's name and the worker.
 */
export function settingsForTests(
  settings: DatabaseSettings,
  { isKept, suffix = "" }: { isKept: boolean; suffix?: string | undefined },
): DatabaseSettings {
  const worker = `${workerName().replaceAll(/\W/g, "_")}${suffix}`;
  if (settings.kind !== "sqlite") {
    const name = `test_${settings.database ?? settings.user ?? "site"}`;
    return { ...settings, database: `${name.slice(0, 63 - worker.length - 1)}_${worker}` };
  }
  if (!isKept) return { ...settings, path: ":memory:" };
  const { path } = settings;
  const isFile = path !== ":memory:" && path !== "";
  const name = isFile ? basename(path, extname(path)) : "site";
  return { ...settings, path: join(isFile ? dirname(path) : ".", `test_${name}_${worker}.db`) };
}

/** Makes the database on its server, empty unless it is kept and there already. SQLite's is made when it is opened. */
export async function makeDatabase(settings: DatabaseSettings, isKept: boolean): Promise<void> {
  if (settings.kind === "sqlite") return;
  await onServer(settings, async (server, name) => {
    if (isKept && (await exists(settings, server))) return;
    await server.script([dropOf(settings.kind, name), createOf(settings.kind, name)]);
  });
}

/** Drops the database. */
export async function dropDatabase(settings: DatabaseSettings): Promise<void> {
  if (settings.kind === "sqlite") return;
  await onServer(settings, (server, name) => server.script([dropOf(settings.kind, name)]));
}

function dropOf(kind: ServerSettings["kind"], name: string): string {
  return `DROP DATABASE IF EXISTS ${name}${kind === "postgres" ? " WITH (FORCE)" : ""}`;
}

function createOf(kind: ServerSettings["kind"], name: string): string {
  return `CREATE DATABASE ${name}${kind === "mysql" ? " CHARACTER SET utf8mb4" : ""}`;
}

async function exists(settings: ServerSettings, server: Database): Promise<boolean> {
  const sql =
    settings.kind === "postgres"
      ? "SELECT 1 FROM pg_database WHERE datname = $1"
      : "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?";
  const rows = await server.read(new Statement(sql, { once: true }), [settings.database]);
  return rows.length > 0;
}

/** Calls `work` with a connection to the server that is not to the database itself. */
async function onServer(
  settings: ServerSettings,
  work: (server: Database, quoted: string) => Promise<void>,
): Promise<void> {
  const { database: name = "", ...rest } = settings;
  assertTestName(name);
  const home = settings.kind === "postgres" ? { ...rest, database: "postgres" } : rest;
  const databases = openDatabases({ default: home as DatabaseSettings });
  try {
    await work(databases.get(), dialectOf(settings.kind).quote(name));
  } catch (error) {
    throw unmade(name, error);
  } finally {
    await databases.close();
  }
}

/** What is dropped here must never be anything else. */
function assertTestName(name: string): void {
  if (name.startsWith("test_")) return;
  throw new FlagonError(`"${name}" is no database of tests.`, {
    code: "testing.no-database",
    mend: "Leave the name to flagon/testing/database.",
  });
}

function unmade(name: string, error: unknown): unknown {
  if (!(error instanceof FlagonError)) return error;
  return new FlagonError(
    `The database "${name}" for tests cannot be made or dropped: ${error.what}`,
    {
      code: "testing.no-database",
      where: error.where ?? `database "${name}"`,
      mend: "See that the server runs, and that the user may make databases (PostgreSQL: ALTER ROLE … CREATEDB; MySQL: GRANT ALL ON `test\\_%`.*).",
      cause: error,
    },
  );
}
