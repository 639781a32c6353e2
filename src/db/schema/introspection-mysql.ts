/** Asks the information schema of MySQL or MariaDB what a table is made of. */

import { type Database, Statement } from "../backends/backend.ts";
import type {
  CheckDescription,
  ColumnDescription,
  ForeignKeyAction,
  ForeignKeyDescription,
  IndexDescription,
  RelationDescription,
  RelationKind,
  TableDescription,
  UniqueDescription,
} from "./description.ts";
import { columnsIn } from "./sql-definition.ts";

async function ask(database: Database, sql: string, ...values: unknown[]): Promise<unknown[][]> {
  return database.read(new Statement(sql, { once: true }), values);
}

const text = (value: unknown): string | undefined =>
  value === null || value === "" ? undefined : String(value);

function kindOf(type: unknown): RelationKind {
  return String(type).includes("VIEW") ? "view" : "table";
}

/** The tables and views of a database of MySQL. */
export async function listMysql(database: Database): Promise<RelationDescription[]> {
  const rows = await ask(
    database,
    "SELECT table_name, table_type, table_comment FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name",
  );
  return rows.map(([name, type, comment]) => {
    const kind = kindOf(type);
    return { name: String(name), kind, comment: kind === "view" ? undefined : text(comment) };
  });
}

/** Describes one table or view of MySQL; undefined where there is none of that name. */
export async function describeMysql(
  database: Database,
  table: string,
): Promise<TableDescription | undefined> {
  const [known] = await ask(
    database,
    "SELECT table_name, table_type, table_comment, table_collation, VERSION() FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
    table,
  );
  if (known === undefined) return undefined;
  const [name, type, comment, collation, version] = known;
  const isMariaDb = /mariadb/i.test(String(version));
  const kind = kindOf(type);
  const columns = await columnsOf(database, table, { isMariaDb, collation: text(collation) });
  return {
    name: String(name),
    kind,
    comment: kind === "view" ? undefined : text(comment),
    columns,
    ...(await indexesOf(database, table)),
    checks: await checksOf(database, table, { isMariaDb, columns }),
    foreignKeys: await foreignKeysOf(database, table),
    triggers: [],
  };
}

async function columnsOf(
  database: Database,
  table: string,
  server: { isMariaDb: boolean; collation: string | undefined },
): Promise<ColumnDescription[]> {
  const rows = await ask(
    database,
    "SELECT column_name, column_type, is_nullable, column_default, extra, collation_name, column_comment, generation_expression FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position",
    table,
  );
  return rows.map(([name, type, isNullable, fallback, extra, collation, comment, generated]) => {
    const isGenerated = /\b(?:generated|virtual|persistent|stored)\b/i.test(
      String(extra).replace(/default_generated/i, ""),
    );
    const isStored = /stored|persistent/i.test(String(extra));
    return {
      name: String(name),
      type: String(type),
      baseType: String(type),
      isNullable: isNullable === "YES",
      default: isGenerated ? undefined : defaultOf(fallback, String(extra), server.isMariaDb),
      isAuto: /auto_increment/i.test(String(extra)),
      sequence: undefined,
      isIdentity: false,
      generated: isGenerated ? { expression: String(generated), isStored } : undefined,
      collation: collation === server.collation ? undefined : text(collation),
      comment: text(comment),
      choices: choicesOf(String(type)),
    };
  });
}

/** MariaDB gives defaults as SQL, MySQL gives values without their quotes. */
function defaultOf(fallback: unknown, extra: string, isMariaDb: boolean): string | undefined {
  if (fallback === null || (isMariaDb && fallback === "NULL")) return undefined;
  const given = String(fallback);
  if (isMariaDb || /default_generated/i.test(extra)) return given;
  return /^-?[\d.]+$|^current_timestamp/i.test(given) ? given : `'${given.replaceAll("'", "''")}'`;
}

function choicesOf(type: string): string[] | undefined {
  if (!/^enum\(/i.test(type)) return undefined;
  return [...type.matchAll(/'((?:[^']|'')*)'/g)].map(([, value]) => value!.replaceAll("''", "'"));
}

type Keys = Pick<TableDescription, "primaryKey" | "uniques" | "indexes">;

async function indexesOf(database: Database, table: string): Promise<Keys> {
  // `SHOW INDEX` has a column for expressions in MySQL alone; MariaDB has no such indexes.
  const statement = new Statement(`SHOW INDEX FROM \`${table.replaceAll("`", "``")}\``, {
    once: true,
    namesColumns: true,
  });
  const rows = await database.read(statement, []);
  const names = statement.columns ?? [];
  const found = rows.map((row) =>
    Object.fromEntries(names.map((name, at) => [name.toLowerCase(), row[at]])),
  );
  const keys: Keys = { primaryKey: undefined, uniques: [], indexes: [] };
  for (const parts of Map.groupBy(found, (part) => String(part["key_name"])).values())
    readIndex(parts, keys);
  return keys;
}

function readIndex(parts: readonly Record<string, unknown>[], keys: Keys): void {
  const [first] = parts;
  const name = String(first!["key_name"]);
  const isUnique = Number(first!["non_unique"]) === 0;
  const columns = parts.map((part) => text(part["column_name"] ?? null));
  const isOfColumns = !columns.includes(undefined);
  if (name === "PRIMARY") keys.primaryKey = { name, columns: columns as string[] };
  else if (isUnique && isOfColumns)
    (keys.uniques as UniqueDescription[]).push({
      name,
      columns: columns as string[],
      deferrable: undefined,
      nullsDistinct: true,
    });
  else
    (keys.indexes as IndexDescription[]).push({
      name,
      isUnique,
      terms: parts.map((part, at) => ({
        column: columns[at],
        expression: columns[at] === undefined ? text(part["expression"] ?? null) : undefined,
        isDescending: part["collation"] === "D",
        opclass: undefined,
      })),
      condition: undefined,
      method: String(first!["index_type"]).toLowerCase(),
      include: [],
      isValid: true,
      sql: undefined,
    });
}

async function checksOf(
  database: Database,
  table: string,
  { isMariaDb, columns }: { isMariaDb: boolean; columns: readonly ColumnDescription[] },
): Promise<CheckDescription[]> {
  const rows = isMariaDb
    ? await ask(
        database,
        "SELECT constraint_name, check_clause, level FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() AND table_name = ? ORDER BY constraint_name",
        table,
      )
    : await ask(
        database,
        "SELECT c.constraint_name, c.check_clause, 'Table' FROM information_schema.check_constraints c JOIN information_schema.table_constraints t ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name WHERE c.constraint_schema = DATABASE() AND t.table_name = ? ORDER BY c.constraint_name",
        table,
      );
  const names = columns.map(({ name }) => name);
  return rows.map(([name, clause, level]) => {
    const expression = String(clause);
    // The check of a column in MariaDB has the column's name and no other.
    const isInline = level === "Column";
    return {
      name: isInline ? undefined : String(name),
      columns: isInline ? [String(name)] : columnsIn(expression, names),
      expression,
      isValidated: true,
    };
  });
}

async function foreignKeysOf(database: Database, table: string): Promise<ForeignKeyDescription[]> {
  const rows = await ask(
    database,
    `SELECT k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.update_rule, r.delete_rule,
       NULLIF(k.referenced_table_schema, DATABASE())
     FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
       ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
     WHERE k.table_schema = DATABASE() AND k.table_name = ? AND k.referenced_table_name IS NOT NULL ORDER BY k.constraint_name, k.ordinal_position`,
    table,
  );
  return [...Map.groupBy(rows, ([name]) => String(name)).values()].map((parts) => {
    const [name, , to, , onUpdate, onDelete, schema] = parts[0]!;
    return {
      name: String(name),
      columns: parts.map((part) => String(part[1])),
      table: String(to),
      schema: text(schema),
      toColumns: parts.map((part) => String(part[3])),
      onUpdate: String(onUpdate).toLowerCase() as ForeignKeyAction,
      onDelete: String(onDelete).toLowerCase() as ForeignKeyAction,
      deferrable: undefined,
      isValidated: true,
    };
  });
}
