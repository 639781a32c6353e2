/** The transaction around schema changes: what each kind of database needs to change tables that others refer to. */

import { type Database, Statement } from "../backends/backend.ts";
import { IntegrityError } from "../errors.ts";

/**
 * Runs `work`, which changes the schema, all or nothing where the database can do that.
 *
 * SQLite makes tables anew to change them, which foreign keys would not survive: they are switched off meanwhile, and all rows are looked
 * at before the commit. MySQL commits each statement by itself, so there is no transaction.
 *
 * @throws IntegrityError `db.dangling-rows` when rows refer to rows that are not there, on SQLite.
 */
export async function schemaTransaction<T>(database: Database, work: () => Promise<T>): Promise<T> {
  if (database.kind === "mysql") return work();
  if (database.kind === "postgres" || database.inTransaction) return database.transaction(work);
  return database.transaction(
    async () => {
      const result = await work();
      await assertReferences(database);
      return result;
    },
    { foreignKeys: false },
  );
}

const DANGLING =
  'SELECT "table", parent, COUNT(*), MIN(rowid) FROM pragma_foreign_key_check GROUP BY "table", parent ORDER BY "table", parent';

async function assertReferences(database: Database): Promise<void> {
  const [found] = await database.read(new Statement(DANGLING, { once: true }), []);
  if (found === undefined) return;
  const [table, parent, count, row] = found;
  throw new IntegrityError(
    `${count === 1 ? "1 row" : `${String(count)} rows`} of the table "${String(table)}" ${count === 1 ? "refers" : "refer"} to rows of "${String(parent)}" that are not there.`,
    { rule: "foreign key", table: String(table) },
    {
      code: "db.dangling-rows",
      where: `table "${String(table)}", for example the row with rowid ${String(row)}`,
      mend: "Mend or delete these rows first, then change the schema again.",
    },
  );
}
