/** The corpus recorded from Django: each query set gives the same rows, by no more statements, on SQLite, PostgreSQL and MariaDB. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { root } from "../support/sources.ts";

interface Case {
  id: string;
  django: string;
  backends: string[];
  ordered: boolean;
  rows: unknown;
  rows_postgresql?: unknown;
  sql_count: number | null;
  sql_count_postgresql?: number | null;
}

interface Answer {
  rows: unknown;
  sqlCount: number;
  error?: unknown;
}

interface Adapter {
  run(one: Case): Promise<Answer>;
  close(): Promise<void>;
}

const folder = join(root, "benchmarks", "orm-diff");
const { open } = (await import(join(folder, "flagon.mjs"))) as {
  open(options: object): Promise<Adapter>;
};
const { sameRows } = (await import(join(folder, "compare.mjs"))) as {
  sameRows(got: unknown, want: unknown, ordered: boolean): boolean;
};
const { dropCorpus, makeCorpus } = (await import(join(folder, "mysql.mjs"))) as {
  makeCorpus(server: string, name: string): Promise<string>;
  dropCorpus(server: string, name: string): Promise<void>;
};
const cases = readFileSync(join(folder, "visible.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case);

/** Runs all cases of a backend and gives those that differ, in words. */
async function differing(adapter: Adapter, backend: "sqlite" | "postgresql"): Promise<string[]> {
  const found: string[] = [];
  for (const one of cases.filter(({ backends }) => backends.includes(backend))) {
    const isServer = backend === "postgresql";
    const rows = isServer && one.rows_postgresql !== undefined ? one.rows_postgresql : one.rows;
    const most = (isServer ? one.sql_count_postgresql : undefined) ?? one.sql_count;
    const answer = await adapter.run(one);
    if (!sameRows(answer.rows, rows, one.ordered))
      found.push(`${one.id} ${one.django}: ${JSON.stringify(answer.rows)} ${String(answer.error)}`);
    else if (most !== null && answer.sqlCount > most)
      found.push(`${one.id} ${one.django}: ${answer.sqlCount} statements, Django ${most}`);
  }
  return found;
}

describe("the query sets of the corpus on SQLite", () => {
  let place: string;
  let adapter: Adapter;

  before(async () => {
    place = mkdtempSync(join(tmpdir(), "flagon-orm-diff-"));
    copyFileSync(join(folder, "corpus.sqlite"), join(place, "corpus.sqlite"));
    adapter = await open({ dialect: "sqlite", file: join(place, "corpus.sqlite") });
  });

  after(async () => {
    await adapter.close();
    rmSync(place, { recursive: true });
  });

  it("give Django's rows by no more statements", async () => {
    assert.deepEqual(await differing(adapter, "sqlite"), []);
  });
});

describe("the query sets of the corpus on PostgreSQL", () => {
  const server =
    process.env["FLAGON_TEST_POSTGRES_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";
  const name = `flagon_orm_diff_${process.pid}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  let adapter: Adapter;

  before(async () => {
    const psql = (database: string, ...given: string[]): Buffer =>
      execFileSync("psql", ["-q", "-v", "ON_ERROR_STOP=1", database, ...given], {
        stdio: ["ignore", "ignore", "pipe"],
      });
    psql(server, "-c", `create database ${name}`);
    psql(url.href, "-f", join(folder, "corpus.pg.sql"));
    adapter = await open({ dialect: "postgres", url: url.href });
  });

  after(async () => {
    await adapter.close();
    execFileSync("psql", ["-q", server, "-c", `drop database ${name}`], { stdio: "ignore" });
  });

  it("give Django's rows by no more statements", async () => {
    assert.deepEqual(await differing(adapter, "postgresql"), []);
  });
});

/** What MariaDB must answer otherwise than the two databases on which the rows were recorded. */
const ON_MARIADB: Readonly<Record<string, unknown>> = {
  // A coupon falls back to the very customer that is deleted: the others look at references when the transaction ends, which it never does here.
  "delete.23": { $error: "IntegrityError" },
};

/** Runs the cases on MariaDB: its rows are those of SQLite, or of PostgreSQL where SQLite knows the capitals of ASCII alone. */
async function differingOnMariaDb(adapter: Adapter): Promise<string[]> {
  const found: string[] = [];
  for (const one of cases.filter(({ backends }) => backends.includes("sqlite"))) {
    const answer = await adapter.run(one);
    const right =
      one.id in ON_MARIADB ? [ON_MARIADB[one.id]] : [one.rows, one.rows_postgresql ?? one.rows];
    if (!right.some((rows) => sameRows(answer.rows, rows, one.ordered)))
      found.push(`${one.id} ${one.django}: ${JSON.stringify(answer.rows)} ${String(answer.error)}`);
    else if (one.sql_count !== null && answer.sqlCount > one.sql_count + loosened(one))
      found.push(`${one.id} ${one.django}: ${answer.sqlCount} statements, Django ${one.sql_count}`);
  }
  return found;
}

/** Where rows refer to each other MariaDB wants the references emptied first, by one statement: Django does so there, too. */
function loosened({ id }: Case): number {
  return id.startsWith("delete.") ? 1 : 0;
}

describe("the query sets of the corpus on MariaDB", () => {
  const server = process.env["FLAGON_TEST_MYSQL_URL"] ?? "mysql://root@127.0.0.1:3306/test";
  const name = `flagon_orm_diff_${process.pid}`;
  let adapter: Adapter;

  before(async () => {
    adapter = await open({ dialect: "mysql", url: await makeCorpus(server, name) });
  });

  after(async () => {
    await adapter.close();
    await dropCorpus(server, name);
  });

  it("give Django's rows by no more statements", async () => {
    assert.deepEqual(await differingOnMariaDb(adapter), []);
  });
});
