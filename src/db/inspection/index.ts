/** `flagon/db/inspection`: what a database is made of, and the source of models for it. */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import type { Database } from "../backends/backend.ts";
import type { RelationKind, TableDescription } from "../schema/description.ts";
import { describeTable, listRelations } from "../schema/introspection.ts";
import { modelSource } from "./model-source.ts";

export type {
  CheckDescription,
  ColumnDescription,
  ForeignKeyAction,
  ForeignKeyDescription,
  IndexDescription,
  IndexTerm,
  KeyDescription,
  RelationDescription,
  RelationKind,
  TableDescription,
  TriggerDescription,
  UniqueDescription,
} from "../schema/description.ts";
export { describeTable, listRelations } from "../schema/introspection.ts";

/** Which tables are inspected. */
export interface InspectionOptions {
  /** The tables by name. Default: all. */
  tables?: readonly string[];
  /** Whether views are among them where no names are given. Default false. */
  includeViews?: boolean;
  /** Whether the partitions of a table of PostgreSQL are among them, too. Default false. */
  includePartitions?: boolean;
}

/** Tables that migrations keep their own account in. */
const OWN = ["flagon_migrations", "django_migrations"];

/**
 * Gives the source of models for the tables that a database has: a TypeScript module.
 *
 * Columns, keys, relations with their ways back, uniqueness, indexes, comments and defaults are taken over as far as models can say
 * them; what is guessed or left out stands in comments. The models have `managed: false`.
 *
 * @throws FlagonError `db.unknown-table` for a name that is no table, with the near one.
 */
export async function inspectModels(
  database: Database,
  options: InspectionOptions = {},
): Promise<string> {
  const names = await namesOf(database, options);
  const tables: TableDescription[] = [];
  for (const name of names) {
    const found = await describeTable(database, name);
    if (found !== undefined && found.columns.length > 0) tables.push(found);
  }
  return modelSource(tables, database.kind);
}

async function namesOf(
  database: Database,
  { tables, includeViews = false, includePartitions = false }: InspectionOptions,
): Promise<string[]> {
  const known = await listRelations(database);
  const names = known.map(({ name }) => name);
  if (tables === undefined || tables.length === 0) {
    const left = new Set<RelationKind>(["virtual table"]);
    if (!includePartitions) left.add("partition");
    if (!includeViews) left.add("view").add("materialized view");
    return known
      .filter(({ name, kind }) => !left.has(kind) && !OWN.includes(name))
      .map(({ name }) => name);
  }
  for (const table of tables)
    if (!names.includes(table)) throw unknownTable(table, names, database);
  return [...new Set(tables)];
}

function unknownTable(table: string, names: readonly string[], { alias }: Database): FlagonError {
  return new FlagonError(`There is no table named "${table}".`, {
    code: "db.unknown-table",
    where: `database "${alias}"`,
    mend: suggest(table, names),
  });
}
