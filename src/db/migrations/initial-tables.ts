/** Compares what a first migration makes with what a database has. */

import type { Database } from "../backends/backend.ts";
import { existingTables } from "../schema/existing-tables.ts";
import { describeTable } from "../schema/introspection.ts";
import type { Run } from "./executor.ts";
import { AddField } from "./field-operations.ts";
import { CreateModel } from "./model-operations.ts";
import { belongsTo, metaAt } from "./operation.ts";

/** A table that a migration makes. */
export interface TableState {
  readonly table: string;
  readonly isThere: boolean;
  /** The columns that it makes and the table has not. */
  readonly missing: readonly string[];
}

/** The tables that a migration makes, and the columns that it adds to them. */
export async function tablesOf(run: Run, database: Database): Promise<TableState[]> {
  const { migration } = run;
  const after = migration.applyTo(run.before);
  const names = migration.operations
    .filter((one) => one instanceof CreateModel || one instanceof AddField)
    .map((one) => one.name);
  const there = await existingTables(database);
  const states: TableState[] = [];
  for (const name of new Set(names)) {
    const model = after.find(migration.label, name);
    if (model === undefined || !belongsTo(database, model)) continue;
    const meta = metaAt(after, migration.label, name);
    const throughs = meta.manyToMany
      .map((field) => field.through)
      .filter((through) => through.options.automatic === true);
    for (const { table, localFields } of [meta, ...throughs]) {
      const columns = localFields.filter((field) => !field.isVirtual).map((field) => field.column);
      states.push(await stateOf(table, columns, there.has(table) ? database : undefined));
    }
  }
  return states;
}

async function stateOf(
  table: string,
  columns: readonly string[],
  database: Database | undefined,
): Promise<TableState> {
  if (database === undefined) return { table, isThere: false, missing: columns };
  const found = await describeTable(database, table);
  const names = new Set(found?.columns.map(({ name }) => name));
  return { table, isThere: true, missing: columns.filter((name) => !names.has(name)) };
}
