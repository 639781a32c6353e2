/** The databases of one process of a test run: made and given their tables with the first suite, dropped after the last. */

import type { Flagon } from "../../app/app.ts";
import { FlagonError } from "../../base/errors.ts";
import type { DatabaseExtension } from "../extension.ts";
import { registerAll } from "../models.ts";
import { settingsNamed } from "../settings.ts";
import type { Database } from "../../db/backends/backend.ts";
import {
  connect,
  type DatabaseOptions,
  type Databases,
  openDatabases,
  settingsOf,
  withDatabases,
} from "../../db/connections.ts";
import type { DatabaseSettings } from "../../db/database-url.ts";
import { dropDatabase, makeDatabase, settingsForTests } from "./servers.ts";
import { makeTables } from "./tables.ts";

/** How test databases are prepared. */
export interface PreparingOptions {
  /** Whether they get tables. Default true. */
  readonly tables?: boolean;
  /** Stands behind their names. */
  readonly suffix?: string;
}

/** What tests run on: an app with `database()`, or a database for scripts that have none. */
export type TestSubject = Flagon | DatabaseOptions;

/** Test databases in the place of others. */
export class PreparedDatabases {
  /** What models and the app have. */
  readonly databases: Databases;
  readonly #subject: TestSubject;
  readonly #isKept: boolean;
  #users = 0;
  #opening: Promise<void> | undefined;
  #restore: () => void = () => {};
  #made: { settings: DatabaseSettings; opened: Databases }[] = [];

  readonly #options: PreparingOptions;

  constructor(subject: TestSubject, options: PreparingOptions = {}) {
    this.#subject = subject;
    this.#options = options;
    this.#isKept = process.env["FLAGON_TEST_KEEP"] === "1" && options.tables !== false;
    this.databases = isApp(subject) ? databasesOf(subject) : connect(subject);
  }

  /** Each database once, whatever its aliases. */
  get all(): Database[] {
    return [...new Set(this.databases.aliases.map((alias) => this.databases.get(alias)))];
  }

  /** Notes that a suite will need them. */
  reserve(): void {
    this.#users += 1;
  }

  /** Makes them, where this is the first suite that needs them. */
  open(): Promise<void> {
    return (this.#opening ??= this.#open());
  }

  /** Drops them after the last suite. */
  async release(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#opening = undefined;
    this.#restore();
    for (const { settings, opened } of this.#made.splice(0)) {
      await opened.close();
      if (!this.#isKept) await dropDatabase(settings);
    }
    if (isApp(this.#subject)) return;
    prepared.delete(keyOf(this.#subject));
    await this.databases.close();
  }

  async #open(): Promise<void> {
    const substitutes = new Map<string, Database>();
    const known = new Map<string, Database>();
    for (const alias of this.databases.aliases) {
      const settings = this.#settings(alias);
      const identity = identityOf(alias, settings);
      let database = known.get(identity);
      if (database === undefined)
        known.set(identity, (database = await this.#make(alias, this.#forTests(settings))));
      substitutes.set(alias, database);
    }
    this.#restore = this.databases.substitute(substitutes);
    const app = isApp(this.#subject) ? this.#subject : undefined;
    if (app !== undefined) registerAll(app.parts);
    if (this.#options.tables !== false)
      await withDatabases(this.databases, () => makeTables(this.all, app));
  }

  #forTests(settings: DatabaseSettings): DatabaseSettings {
    return settingsForTests(settings, { isKept: this.#isKept, suffix: this.#options.suffix });
  }

  #settings(alias: string): DatabaseSettings {
    return isApp(this.#subject) ? settingsNamed(this.databases, alias) : settingsOf(this.#subject);
  }

  async #make(alias: string, settings: DatabaseSettings): Promise<Database> {
    await makeDatabase(settings, this.#isKept);
    const opened = openDatabases({ [alias]: settings });
    this.#made.push({ settings, opened });
    return opened.get(alias);
  }
}

/** Two aliases of one database, as a replica's, are one here, too. Those in memory are never one. */
function identityOf(alias: string, settings: DatabaseSettings): string {
  if (settings.kind === "sqlite")
    return settings.path === ":memory:" ? `memory ${alias}` : settings.path;
  const { kind, host, port, database } = settings;
  return JSON.stringify([kind, host, port, database]);
}

function isApp(subject: TestSubject): subject is Flagon {
  return typeof subject === "object" && "extensions" in subject && "parts" in subject;
}

function databasesOf(app: Flagon): Databases {
  const extension = app.extensions.get("database") as DatabaseExtension | undefined;
  if (extension !== undefined) return extension.databases;
  throw new FlagonError("The app has no database.", {
    code: "testing.no-database",
    where: "databaseSuite(…)",
    mend: "Install one: app.install(database(…)).",
  });
}

const prepared = new Map<unknown, PreparedDatabases>();

function keyOf(subject: TestSubject): unknown {
  return isApp(subject) ? subject : JSON.stringify(subject);
}

/** Gives the test databases of an app or of settings: the same for all suites of this process. */
export function preparedFor(subject: TestSubject): PreparedDatabases {
  const key = keyOf(subject);
  let found = prepared.get(key);
  if (found === undefined) prepared.set(key, (found = new PreparedDatabases(subject)));
  return found;
}
