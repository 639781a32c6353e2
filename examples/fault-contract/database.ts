/** The ledger's table, on PostgreSQL or on SQLite. */

import { DatabaseSync } from "node:sqlite";
import { ServiceUnavailable } from "flagon";
import { openPool, type Pool } from "./postgres/pool.ts";

/** What the app needs of a database. */
export interface Database {
  add(id: string): unknown;
  has(id: string): boolean | Promise<boolean>;
  /** Holds a connection for some seconds; SQLite has none to hold. */
  sleep?(seconds: number): Promise<unknown>;
  close(): unknown;
}

/** Opens the database that a url names. */
export function openDatabase(url: string): Database {
  return url.startsWith("postgres") ? new Postgres(url) : new Sqlite(url);
}

class Sqlite implements Database {
  readonly #database: DatabaseSync;

  constructor(url: string) {
    const path = url === "" ? ":memory:" : url.slice("sqlite:///".length);
    this.#database = new DatabaseSync(path, { timeout: 5000 });
    this.#database.exec("pragma journal_mode = wal; pragma synchronous = normal");
    this.#database.exec(
      "create table if not exists ledger (seq integer primary key, id text not null)",
    );
  }

  add(id: string): void {
    this.#database.prepare("insert into ledger (id) values (?)").run(id);
  }

  has(id: string): boolean {
    return (
      this.#database.prepare("select 1 from ledger where id = ? limit 1").get(id) !== undefined
    );
  }

  close(): void {
    this.#database.close();
  }
}

class Postgres implements Database {
  readonly #pool: Promise<Pool>;

  constructor(url: string) {
    this.#pool = openPool(url);
  }

  async add(id: string): Promise<void> {
    await this.#query("insert into ledger (id) values ($1)", [id]);
  }

  async has(id: string): Promise<boolean> {
    return (await this.#query("select 1 from ledger where id = $1 limit 1", [id])).length > 0;
  }

  sleep(seconds: number): Promise<unknown> {
    return this.#query("select pg_sleep($1)", [seconds]);
  }

  async close(): Promise<void> {
    await (await this.#pool).end();
  }

  /** A database that is away, or has no connection free, is no fault of the app: the visitor may come again. */
  async #query(sql: string, values: unknown[]): Promise<unknown[]> {
    const pool = await this.#pool;
    try {
      return (await pool.query(sql, values)).rows;
    } catch (cause) {
      const code = (cause as { code?: string }).code ?? "E";
      if (!/^(08|57P|53|E)/.test(code)) throw cause;
      throw new ServiceUnavailable("The database is not there.", { cause });
    }
  }
}
