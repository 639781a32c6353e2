/** The databases that are open, by alias, and which of them the caller means. */

import { AsyncLocalStorage } from "node:async_hooks";
import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Database } from "./backends/backend.ts";
import { type Dialler, ServerDatabase } from "./backends/server.ts";
import type { ServerConnection } from "./backends/server-connection.ts";
import { SqliteDatabase } from "./backends/sqlite.ts";
import { checkSettings, type DatabaseSettings, parseDatabaseUrl } from "./database-url.ts";
import { firstAnswer, type Router, type RoutingHints } from "./router.ts";

/** A database as people name it: a URL, settings, or a URL with further settings. */
export type DatabaseOptions =
  | string
  | DatabaseSettings
  | ({ url: string } & Partial<Omit<DatabaseSettings, "kind">> & Record<string, unknown>);

/** How several databases work together. */
export interface DatabasesOptions {
  /** Asked in order; the first answer counts. */
  routers?: readonly Router<never>[];
}

/** Databases that belong together, by alias. */
export class Databases {
  #byAlias: ReadonlyMap<string, Database>;
  #substitutes = 0;
  readonly #routers: readonly Router[];
  #onClose: () => void = () => {};

  constructor(databases: Iterable<Database>, { routers = [] }: DatabasesOptions = {}) {
    this.#byAlias = new Map([...databases].map((database) => [database.alias, database]));
    // A router that knows only some models says so in its own types.
    this.#routers = routers as readonly Router[];
  }

  /** Whether routers are asked. */
  get isRouted(): boolean {
    return this.#routers.length > 0;
  }

  /** The aliases, in the order in which they were given. */
  get aliases(): string[] {
    return [...this.#byAlias.keys()];
  }

  /**
   * Gives the database of that alias.
   *
   * @throws FlagonError `db.unknown-alias`.
   */
  get(alias = "default"): Database {
    const found = this.#byAlias.get(alias);
    if (found !== undefined) return found;
    throw new FlagonError(`There is no database "${alias}".`, {
      code: "db.unknown-alias",
      mend: suggest(alias, this.#byAlias.keys()),
    });
  }

  /** The database that a model is read from: inside a transaction the one that is written to, else what the routers say. */
  forRead(model: unknown, hints: RoutingHints = {}): Database {
    if (this.#routers.length === 0) return this.get(hints.alias);
    const written = this.forWrite(model, hints);
    if (written.inTransaction) return written;
    return this.get(
      firstAnswer(this.#routers, (router) => router.read?.(model, hints)) ?? hints.alias,
    );
  }

  /** The database that a model is written to. */
  forWrite(model: unknown, hints: RoutingHints = {}): Database {
    return this.get(
      firstAnswer(this.#routers, (router) => router.write?.(model, hints)) ?? hints.alias,
    );
  }

  /** Whether two rows may refer to each other. Without an answer: when they are of one database. */
  allowsRelation(
    one: { row: unknown; alias: string },
    other: { row: unknown; alias: string },
    hints: RoutingHints = {},
  ): boolean {
    const answer = firstAnswer(this.#routers, (router) =>
      router.allowRelation?.(one.row, other.row, hints),
    );
    return answer ?? one.alias === other.alias;
  }

  /** Whether tables belong into a database. Without an answer: yes. */
  allowsMigrate(
    alias: string,
    blueprint: string,
    hints: RoutingHints & { model?: unknown } = {},
  ): boolean {
    return (
      firstAnswer(this.#routers, (router) => router.allowMigrate?.(alias, blueprint, hints)) ?? true
    );
  }

  /**
   * Puts other databases in the place of these, whoever asks for them, and gives the function that undoes it: for tests.
   *
   * Who has got one before keeps it. Those that were there stay open, and closing all of them waits for the undoing.
   */
  substitute(databases: ReadonlyMap<string, Database>): () => void {
    const before = this.#byAlias;
    this.#byAlias = new Map([...before, ...databases]);
    this.#substitutes += 1;
    return () => {
      this.#byAlias = before;
      this.#substitutes -= 1;
    };
  }

  /** Has `work` called when these databases are closed. */
  onClose(work: () => void): void {
    const before = this.#onClose;
    this.#onClose = () => {
      before();
      work();
    };
  }

  /** Closes all of them, after what is under way. */
  async close(): Promise<void> {
    // An app that a test stops goes on in the next one.
    if (this.#substitutes > 0) return;
    this.#onClose();
    await Promise.all([...this.#byAlias.values()].map((database) => database.close()));
  }
}

/** Those that were opened and not closed; the newest is the one that everybody means who is not told otherwise. */
const open: Databases[] = [];
/** Those that a test has in place of them. */
const preferred: Databases[] = [];
const scope = new AsyncLocalStorage<Databases>();
let isScoped = false;

/** Opens databases by alias and registers none. SQLite is opened at once, servers with the first statement. */
export function openDatabases(
  settings: Readonly<Record<string, DatabaseOptions>>,
  options: DatabasesOptions = {},
): Databases {
  const databases = Object.entries(settings).map(([alias, given]) => openDatabase(alias, given));
  return new Databases(databases, options);
}

/**
 * Opens a database, or several by alias, for everybody in this process.
 *
 * SQLite is opened at once, servers with the first statement. What was connected last is what `getDatabase()` gives, until it is closed.
 *
 * @throws FlagonError `db.bad-url`, `db.unknown-setting`.
 * @example
 * connect(process.env.DATABASE_URL ?? "sqlite:///site.db");
 * connect({ default: "postgres://db/site", replica: "postgres://copy/site" }, { routers: [replicas] });
 */
export function connect(
  settings: DatabaseOptions | Readonly<Record<string, DatabaseOptions>>,
  options: DatabasesOptions = {},
): Databases {
  const named = isOne(settings) ? { default: settings } : settings;
  const databases = openDatabases(named, options);
  open.push(databases);
  databases.onClose(() => {
    const at = open.indexOf(databases);
    if (at >= 0) open.splice(at, 1);
  });
  return databases;
}

/**
 * Gives the databases that the caller means: those of `withDatabases` around it, else those that were connected last.
 *
 * @throws FlagonError `db.not-connected` when there are none.
 */
export function getDatabases(): Databases {
  const found = (isScoped ? scope.getStore() : undefined) ?? preferred.at(-1) ?? open.at(-1);
  if (found !== undefined) return found;
  throw new FlagonError("There is no database yet.", {
    code: "db.not-connected",
    mend: 'Call connect("sqlite:///site.db") before the first query, or app.install(database(…)).',
  });
}

/** Has everybody who is not told otherwise mean these databases, and gives the function that undoes it: for tests. */
export function preferDatabases(databases: Databases): () => void {
  preferred.push(databases);
  return () => {
    preferred.splice(preferred.lastIndexOf(databases), 1);
  };
}

/** Gives the database of that alias; see {@link getDatabases}. */
export function getDatabase(alias = "default"): Database {
  return getDatabases().get(alias);
}

/** Runs `work` with other databases than those of the process. */
export function withDatabases<T>(databases: Databases, work: () => T): T {
  isScoped = true;
  return scope.run(databases, work);
}

/** Closes everything that `connect` has opened. */
export async function closeDatabases(): Promise<void> {
  await Promise.all(open.splice(0).map((databases) => databases.close()));
}

function openDatabase(alias: string, given: DatabaseOptions): Database {
  const settings = settingsOf(given);
  if (settings.kind === "sqlite") return new SqliteDatabase(alias, settings);
  return new ServerDatabase(alias, lazyDialler(alias, settings), settings);
}

/** Gives the settings that a database is opened with, however they were written. */
export function settingsOf(given: DatabaseOptions): DatabaseSettings {
  if (typeof given === "string") return parseDatabaseUrl(given);
  if (!("url" in given)) return checkSettings(given);
  const { url, ...further } = given;
  return checkSettings({ ...parseDatabaseUrl(url), ...further } as DatabaseSettings);
}

/** Loads what speaks to the server with the first connection: who uses SQLite never does. */
function lazyDialler(
  alias: string,
  settings: Exclude<DatabaseSettings, { kind: "sqlite" }>,
): Dialler<ServerConnection> {
  let dialler: Promise<Dialler<ServerConnection>> | undefined;
  return {
    kind: settings.kind,
    pipelines: settings.kind === "postgres",
    async open() {
      dialler ??= loadDialler(alias, settings);
      return (await dialler).open();
    },
  };
}

async function loadDialler(
  alias: string,
  settings: Exclude<DatabaseSettings, { kind: "sqlite" }>,
): Promise<Dialler<ServerConnection>> {
  if (settings.kind === "postgres") {
    const { PostgresDialler } = await import("./backends/postgres.ts");
    return new PostgresDialler(alias, settings, settings);
  }
  const { MysqlDialler } = await import("./backends/mysql.ts");
  return new MysqlDialler(alias, settings, settings);
}

function isOne(
  settings: DatabaseOptions | Readonly<Record<string, DatabaseOptions>>,
): settings is DatabaseOptions {
  if (typeof settings === "string") return true;
  const { url, kind } = settings as { url?: unknown; kind?: unknown };
  return typeof url === "string" || typeof kind === "string";
}
