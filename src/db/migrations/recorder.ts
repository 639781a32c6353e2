/** Keeps in the database which migrations have run: the table `flagon_migrations`. */

import { type Database, type DatabaseKind, Statement } from "../backends/backend.ts";
import { f } from "../fields/all.ts";
import type { ModelClass } from "../meta.ts";
import { Model } from "../model.ts";
import { Registry } from "../registry.ts";
import { existingTables } from "../schema/existing-tables.ts";
import { SchemaEditor } from "../schema/schema-editor.ts";
import { schemaTransaction } from "../schema/schema-transaction.ts";
import { idOf, type MigrationKey } from "./migration.ts";

/** The tables in which migrations are noted: Flagon's and Django's. */
export const TABLE = "flagon_migrations";
const DJANGO_TABLE = "django_migrations";

/** A migration that has begun on a database that cannot roll it back. */
export interface Unfinished {
  readonly label: string;
  readonly name: string;
  /** How many of its operations are done. */
  readonly operations: number;
}

/** What a database says of its migrations. */
export interface Applied {
  /** Those that have run, as `label.name`. */
  readonly done: ReadonlySet<string>;
  /** The moments at which they ran. */
  readonly at: ReadonlyMap<string, Date>;
  readonly unfinished: readonly Unfinished[];
}

/** The table's model, which is no model of the process. */
const registry = new Registry();
const AppliedMigration = ((): ModelClass => {
  const Base = class extends Model {} as unknown as ModelClass;
  registry.define(Base, {
    fields: {
      id: f.bigAuto(),
      app: f.char({ maxLength: 255 }),
      name: f.char({ maxLength: 255 }),
      applied: f.datetime({ null: true }),
      operations: f.integer({ null: true }),
    },
    options: { table: TABLE, uniqueTogether: [["app", "name"]] },
    parent: undefined,
  });
  return class AppliedMigration extends (Base as unknown as typeof Model) {} as unknown as ModelClass;
})();

/** Reads and writes the table in one database. */
export class Recorder {
  readonly database: Database;
  #isThere = false;

  constructor(database: Database) {
    this.database = database;
  }

  /** What has run; nothing where the table is not there. */
  async applied(): Promise<Applied> {
    const done = new Set<string>();
    const at = new Map<string, Date>();
    const unfinished: Unfinished[] = [];
    const field = registry.metaOf(AppliedMigration).field("applied");
    const read = (field.reader(this.database.kind) ?? ((value) => value)) as (
      value: unknown,
    ) => Date;
    for (const [app, name, applied, operations] of await this.#rows()) {
      const key: MigrationKey = [String(app), String(name)];
      if (applied === null)
        unfinished.push({ label: key[0], name: key[1], operations: Number(operations) });
      else {
        done.add(idOf(key));
        at.set(idOf(key), read(applied));
      }
    }
    return { done, at, unfinished };
  }

  async #rows(): Promise<unknown[][]> {
    if (!(await this.#find())) return [];
    const sql = `SELECT app, name, applied, operations FROM ${TABLE} ORDER BY id`;
    return this.database.read(new Statement(sql, { once: true }), []);
  }

  async #find(): Promise<boolean> {
    if (!this.#isThere) this.#isThere = (await existingTables(this.database)).has(TABLE);
    return this.#isThere;
  }

  /** Whether a migration has run, asked now. */
  async isApplied(key: MigrationKey): Promise<boolean> {
    return (await this.applied()).done.has(idOf(key));
  }

  /** Makes the table where it is not there. */
  async prepare(): Promise<void> {
    if (await this.#find()) return;
    // Within the transaction it is looked for again: another process may make it at the same time.
    await schemaTransaction(this.database, async () => {
      if (await this.#find()) return;
      const editor = new SchemaEditor(this.database.kind);
      editor.createTable(registry.metaOf(AppliedMigration));
      await editor.run(this.database);
    });
  }

  /** Notes that a migration has run. */
  async add(key: MigrationKey): Promise<void> {
    await this.remove(key);
    await this.#insert(key, new Date(), null);
  }

  /** Notes how many operations of a migration are done, on a database that commits each by itself. */
  async begin(key: MigrationKey, operations: number): Promise<void> {
    await this.remove(key);
    await this.#insert(key, null, operations);
  }

  async #insert(
    [label, name]: MigrationKey,
    applied: Date | null,
    operations: number | null,
  ): Promise<void> {
    const { kind } = this.database;
    const marks = [1, 2, 3, 4].map((number) => markOf(number, kind)).join(", ");
    const sql = `INSERT INTO ${TABLE} (app, name, applied, operations) VALUES (${marks})`;
    const moment = applied === null ? null : momentFor(applied, kind);
    await this.#write(sql, [label, name, moment, operations]);
  }

  /** Forgets a migration. */
  async remove([label, name]: MigrationKey): Promise<void> {
    const { kind } = this.database;
    const sql = `DELETE FROM ${TABLE} WHERE app = ${markOf(1, kind)} AND name = ${markOf(2, kind)}`;
    await this.#write(sql, [label, name]);
  }

  async #write(sql: string, parameters: unknown[]): Promise<void> {
    await this.database.write(new Statement(sql, { once: true, givesRows: false }), parameters);
  }

  /** The migrations that Django has noted in its own table, as `app.name`; undefined where it has none. */
  async django(): Promise<ReadonlySet<string> | undefined> {
    if (!(await existingTables(this.database)).has(DJANGO_TABLE)) return undefined;
    const sql = `SELECT app, name FROM ${DJANGO_TABLE} ORDER BY id`;
    const rows = await this.database.read(new Statement(sql, { once: true }), []);
    return new Set(rows.map(([app, name]) => idOf([String(app), String(name)])));
  }
}

function markOf(number: number, kind: DatabaseKind): string {
  return kind === "postgres" ? `$${number}` : "?";
}

/** A moment as the driver takes it: what a datetime column holds. */
function momentFor(moment: Date, kind: DatabaseKind): unknown {
  const text = moment.toISOString();
  if (kind === "postgres") return text;
  return text.replace("T", " ").replace("Z", "");
}
