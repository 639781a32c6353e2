/** Shows a database of MariaDB as the suite's comparison wants it. */

import { canon } from "./compare.mjs";

const { describeTable, listRelations } = await import("../../src/db/schema/introspection.ts");

const SKIPPED = new Set(["flagon_migrations", "django_migrations", "django_content_type"]);

/** The tables, in the comparison's shape. */
export async function introspectMysql(database) {
  const tables = {};
  for (const { name } of await listRelations(database)) {
    if (SKIPPED.has(name)) continue;
    tables[name] = shapeOf(await describeTable(database, name));
  }
  return tables;
}

function shapeOf(table) {
  const columns = table.columns.map((column) => ({
    name: column.name,
    type: column.type,
    null: column.isNullable,
    default: column.default ?? null,
    auto: column.isAuto,
  }));
  return {
    columns,
    pk: table.primaryKey?.columns ?? [],
    uniques: table.uniques.map((unique) => ({
      columns: unique.columns,
      condition: null,
      deferrable: null,
    })),
    fks: table.foreignKeys.map((key) => ({
      columns: key.columns,
      to: key.table,
      to_columns: key.toColumns,
      on_delete: key.onDelete.toUpperCase(),
      on_update: key.onUpdate.toUpperCase(),
      deferrable: null,
    })),
    checks: table.checks
      .filter(({ expression }) => !/json_valid/i.test(expression))
      .map(({ expression }) => ({
        expr: expression,
        columns: columns
          .map(({ name }) => name)
          .filter((name) => expression.includes(`\`${name}\``))
          .toSorted(),
      })),
    indexes: table.indexes.map((index) => ({
      columns: index.terms.map((term) => ({ name: term.column, desc: term.isDescending })),
      condition: null,
      include: [],
      method: index.method.toLowerCase(),
      like: false,
    })),
  };
}

/** The rows of the tables, with values in the comparison's words. */
export async function rowsMysql(client, schema) {
  const found = {};
  for (const [table, { columns }] of Object.entries(schema)) {
    const [rows] = await client.query(`SELECT * FROM \`${table}\``);
    found[table] = rows.map((row) =>
      Object.fromEntries(columns.map(({ name, type }) => [name, canon(row[name], type)])),
    );
  }
  return found;
}
