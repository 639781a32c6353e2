/** A suite of tests with a database of its own: what one test does to it, no other sees. */

import type { Flagon } from "../../app/app.ts";
import { FlagonError } from "../../base/errors.ts";
import { fixtureFolders } from "../../database/data/folders.ts";
import { type Database, type Enclosure, Statement } from "../../db/backends/backend.ts";
import { preferDatabases } from "../../db/connections.ts";
import { flush, loadFixtures } from "../../db/fixtures/index.ts";
import { copyRows } from "./copies.ts";
import {
  type PreparedDatabases,
  preparedFor,
  type TestSubject,
} from "../../database/trial/prepared.ts";

/** The hooks of a test runner; Vitest calls the first two `beforeAll` and `afterAll`. */
export interface SuiteHooks {
  before(work: () => Promise<void>): unknown;
  after(work: () => Promise<void>): unknown;
  beforeEach(work: () => Promise<void>): unknown;
  afterEach(work: () => Promise<void>): unknown;
}

/** How a suite uses its database. */
export interface DatabaseSuiteOptions<T = undefined> {
  /**
   * `"rollback"`: each test runs in a transaction that is undone, requests to the app included. `"truncate"`: tests commit, and all tables are emptied
   * after each; for code that needs real commits, and slower. Default `"rollback"`.
   */
  readonly isolation?: "rollback" | "truncate";
  /** Fixtures whose rows each test finds, by path or by name as `loaddata` finds them. */
  readonly fixtures?: readonly string[];
  /** Where fixtures are found by name. Default: the folders `fixtures/` of the app and its blueprints. */
  readonly folders?: readonly string[];
  /** Makes rows that each test finds: once for the suite, or for each test where they commit. */
  readonly data?: () => Promise<T>;
}

/** A suite with a database. */
export interface DatabaseSuite<T> {
  /** What the option `data` gave, in copies: what a test changes of them is lost with it. */
  data(): T;
}

/**
 * Gives the suite around it (the file, where it stands at the top) a database for tests: made for this process with all tables, dropped in the end.
 *
 * The databases of the app are replaced meanwhile, so that its own are never touched. `FLAGON_TEST_KEEP=1` keeps them for the next run.
 *
 * @throws FlagonError `testing.no-database`, `testing.concurrent`, `testing.broken-references` from the tests
 * @example
 * describe("the blog", () => {
 *   const suite = databaseSuite({ before, after, beforeEach, afterEach }, app, {
 *     data: async () => ({ ann: await Author.create({ name: "Ann" }) }),
 *   });
 *   it("shows an author", async () => {
 *     await (await testClient(app).get(suite.data().ann.url)).assertContains("Ann");
 *   });
 * });
 */
export function databaseSuite<T = undefined>(
  hooks: SuiteHooks,
  subject: TestSubject,
  options: DatabaseSuiteOptions<T> = {},
): DatabaseSuite<T> {
  const prepared = preparedFor(subject);
  prepared.reserve();
  const suite =
    options.isolation === "truncate"
      ? new CommittingSuite(prepared, subject, options)
      : new RolledBackSuite(prepared, subject, options);
  hooks.before(() => suite.open());
  hooks.beforeEach(() => suite.begin());
  hooks.afterEach(() => suite.end());
  hooks.after(() => suite.close());
  return suite;
}

/** What both kinds of suite do. */
abstract class Suite<T> implements DatabaseSuite<T> {
  protected readonly prepared: PreparedDatabases;
  readonly #subject: TestSubject;
  readonly #options: DatabaseSuiteOptions<T>;
  #made: T | undefined;
  #copy: T | undefined;
  #isRunning = false;
  #restore: () => void = () => {};

  constructor(prepared: PreparedDatabases, subject: TestSubject, options: DatabaseSuiteOptions<T>) {
    this.prepared = prepared;
    this.#subject = subject;
    this.#options = options;
  }

  /** Makes the databases ready, which everybody means from now on. */
  async open(): Promise<void> {
    await this.prepared.open();
    this.#restore = preferDatabases(this.prepared.databases);
  }

  async close(): Promise<void> {
    this.#restore();
    await this.prepared.release();
  }

  data(): T {
    this.#copy ??= copyRows(this.#made);
    return this.#copy as T;
  }

  async begin(): Promise<void> {
    if (this.#isRunning)
      throw new FlagonError("A test has begun before the one before it has ended.", {
        code: "testing.concurrent",
        where: "databaseSuite(…)",
        mend: "Let the tests of a file run one after another: files may run at the same time.",
      });
    this.#isRunning = true;
    this.#copy = undefined;
  }

  async end(): Promise<void> {
    this.#isRunning = false;
  }

  /** Loads the fixtures and makes the rows. */
  protected async fill(): Promise<void> {
    const { fixtures = [], data } = this.#options;
    const folders = this.#options.folders ?? foldersOf(this.#subject);
    if (fixtures.length > 0) await loadFixtures(fixtures, { folders });
    this.#made = await data?.();
  }
}

function foldersOf(subject: TestSubject): string[] {
  return typeof subject === "object" && "parts" in subject ? fixtureFolders(subject as Flagon) : [];
}

class RolledBackSuite<T> extends Suite<T> {
  #around: Enclosure[] = [];
  #own: Enclosure[] = [];

  override async open(): Promise<void> {
    await super.open();
    this.#around = await encloseAll(this.prepared.all);
    await this.fill();
  }

  override async begin(): Promise<void> {
    await super.begin();
    this.#own = await encloseAll(this.prepared.all);
  }

  override async end(): Promise<void> {
    await super.end();
    try {
      for (const database of this.prepared.all) await assertReferences(database);
    } finally {
      await endAll(this.#own.splice(0));
    }
  }

  override async close(): Promise<void> {
    await endAll(this.#around.splice(0));
    await super.close();
  }
}

class CommittingSuite<T> extends Suite<T> {
  override async begin(): Promise<void> {
    await super.begin();
    await this.fill();
  }

  override async end(): Promise<void> {
    await super.end();
    for (const { alias } of this.prepared.all) await flush({ using: alias });
  }
}

async function encloseAll(databases: readonly Database[]): Promise<Enclosure[]> {
  const enclosures: Enclosure[] = [];
  for (const database of databases) enclosures.push(await database.enclose());
  return enclosures;
}

async function endAll(enclosures: readonly Enclosure[]): Promise<void> {
  for (const enclosure of enclosures.toReversed()) await enclosure.end();
}

/** A commit would have looked at foreign keys, and there is none. */
async function assertReferences(database: Database): Promise<void> {
  try {
    if (database.kind === "postgres") await database.script(["SET CONSTRAINTS ALL IMMEDIATE"]);
  } catch (error) {
    throw brokenReferences(database, error instanceof FlagonError ? error.what : String(error));
  }
  if (database.kind !== "sqlite") return;
  const check = new Statement("PRAGMA foreign_key_check", { once: true });
  const [row] = await database.read(check, []);
  if (row !== undefined)
    throw brokenReferences(
      database,
      `Row ${String(row[1])} of ${String(row[0])} refers to a row of ${String(row[2])} that is not there.`,
    );
}

function brokenReferences({ alias }: Database, what: string): FlagonError {
  return new FlagonError(`The test leaves a foreign key that leads nowhere. ${what}`, {
    code: "testing.broken-references",
    where: `database "${alias}"`,
    mend: "Outside of tests the commit would fail: write the rows that others refer to.",
  });
}
