/** Schemas that are compared: what is there, without the names and orders that do not matter. */

import type { Database } from "../../src/db/backends/backend.ts";
import type { TableDescription } from "../../src/db/schema/description.ts";
import { describeTable } from "../../src/db/schema/introspection.ts";

const sorted = <T>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** An expression without what databases write differently each time. */
const bare = (sql: string | undefined): string | undefined =>
  sql?.replaceAll(/::[a-z ]+(?:\(\d+\))?|["`()\s]/gi, "").toLowerCase();

/** What a table is made of. */
export function shapeOfTable(table: TableDescription | undefined): object | undefined {
  if (table === undefined) return undefined;
  return {
    comment: table.comment,
    columns: sorted(
      table.columns.map(({ sequence, generated, default: fallback, ...column }) => ({
        ...column,
        counts: sequence !== undefined,
        generated: bare(generated?.expression),
        fallback: bare(fallback),
      })),
    ),
    key: table.primaryKey?.columns,
    // On SQLite a unique constraint that was added later is an index.
    uniques: sorted([
      ...table.uniques.map(({ columns, deferrable }) => ({ columns, deferrable })),
      ...table.indexes
        .filter(({ isUnique }) => isUnique)
        .map(({ terms, condition }) => ({
          columns: terms.map(({ column, expression }) => column ?? bare(expression)),
          ...(condition !== undefined && { condition: bare(condition) }),
          deferrable: undefined,
        })),
    ]),
    checks: sorted(
      table.checks.map(({ columns, expression }) => [columns.toSorted(), bare(expression)]),
    ),
    references: sorted(table.foreignKeys.map(({ name: _name, ...key }) => key)),
    indexes: sorted(
      table.indexes
        .filter(({ isUnique }) => !isUnique)
        .map(({ terms, condition, method, include }) => ({
          terms: terms.map((term) => ({ ...term, expression: bare(term.expression) })),
          condition: bare(condition),
          method,
          include,
        })),
    ),
  };
}

/** What tables are made of, by their names. */
export async function shapesOf(
  database: Database,
  tables: readonly string[],
): Promise<Record<string, object | undefined>> {
  const found: Record<string, object | undefined> = {};
  for (const table of tables) found[table] = shapeOfTable(await describeTable(database, table));
  return found;
}
