/** Asks SQLite what a table is made of: pragmas, and the statement that made it. */

import { type Database, Statement } from "../backends/backend.ts";
import type {
  CheckDescription,
  ColumnDescription,
  ForeignKeyAction,
  ForeignKeyDescription,
  IndexDescription,
  RelationDescription,
  TableDescription,
  UniqueDescription,
} from "./description.ts";
import { isSameList } from "./description.ts";
import { columnsIn, readDefinition, type TableDefinition } from "./sql-definition.ts";

async function ask(database: Database, sql: string, ...values: unknown[]): Promise<unknown[][]> {
  return database.read(new Statement(sql, { once: true }), values);
}

/** The tables and views of a database of SQLite. */
export async function listSqlite(database: Database): Promise<RelationDescription[]> {
  const rows = await ask(
    database,
    `SELECT name, CASE type WHEN 'virtual' THEN 'virtual table' WHEN 'view' THEN 'view' ELSE 'table' END
     FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  );
  return rows.map(([name, kind]) => ({
    name: String(name),
    kind: kind as RelationDescription["kind"],
    comment: undefined,
  }));
}

/** Describes one table or view of SQLite; undefined where there is none of that name. */
export async function describeSqlite(
  database: Database,
  table: string,
): Promise<TableDescription | undefined> {
  const [known] = await ask(
    database,
    "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') AND name = ?1 COLLATE NOCASE",
    table,
  );
  if (known === undefined) return undefined;
  const [name, type, sql] = known.map(String) as [string, string, string];
  const isVirtual = /^\s*create\s+virtual/i.test(sql);
  const definition =
    type === "view" || isVirtual ? { columns: [], constraints: [] } : readDefinition(sql);
  const { columns, primaryKey } = await columnsOf(database, name, sql, definition);
  const { indexes, uniques } = await indexesOf(database, name, definition);
  const triggers = await ask(
    database,
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 ORDER BY rowid",
    name,
  );
  return {
    name,
    kind: type === "view" ? "view" : isVirtual ? "virtual table" : "table",
    comment: undefined,
    columns,
    primaryKey,
    uniques,
    checks: checksOf(definition, columns),
    foreignKeys: await foreignKeysOf(database, name, definition),
    indexes,
    triggers: triggers.map(([own, text]) => ({ name: String(own), sql: String(text) })),
  };
}

async function columnsOf(
  database: Database,
  table: string,
  sql: string,
  definition: TableDefinition,
): Promise<Pick<TableDescription, "columns" | "primaryKey">> {
  const rows = await ask(
    database,
    'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid',
    table,
  );
  const keys = rows.filter(([, , , , pk]) => Number(pk) > 0);
  const isRowId = keys.length === 1 && /^integer$/i.test(String(keys[0]![1]));
  const isCounting = isRowId && /\bautoincrement\b/i.test(sql);
  const columns = rows.map(([name, type, notNull, fallback, pk, hidden]): ColumnDescription => {
    const written = definition.columns.find((column) => column.name === name);
    const isGenerated = Number(hidden) > 1;
    const declared = String(type).replace(/\s*generated always$/i, "");
    return {
      name: String(name),
      type: declared,
      baseType: declared,
      isNullable: notNull === 0 && !(isRowId && Number(pk) > 0),
      default: fallback === null || isGenerated ? undefined : String(fallback),
      isAuto: Number(pk) > 0 && isCounting,
      sequence: undefined,
      isIdentity: false,
      generated: isGenerated
        ? { expression: written?.generated ?? "", isStored: hidden === 3 }
        : undefined,
      collation: written?.collation,
      comment: undefined,
      choices: undefined,
    };
  });
  const key = keys.toSorted((a, b) => Number(a[4]) - Number(b[4])).map(([name]) => String(name));
  const named = definition.constraints.find(({ kind }) => kind === "primary");
  return {
    columns,
    primaryKey: key.length === 0 ? undefined : { name: named?.name, columns: key },
  };
}

async function indexesOf(
  database: Database,
  table: string,
  definition: TableDefinition,
): Promise<Pick<TableDescription, "indexes" | "uniques">> {
  const rows = await ask(
    database,
    `SELECT l.name, l."unique", l.origin, m.sql, x.name, x."desc", x.cid
     FROM pragma_index_list(?1) l JOIN pragma_index_xinfo(l.name) x LEFT JOIN sqlite_master m ON m.type = 'index' AND m.name = l.name
     WHERE x.key = 1 AND l.origin <> 'pk' ORDER BY l.seq DESC, x.seqno`,
    table,
  );
  const indexes: IndexDescription[] = [];
  const uniques: UniqueDescription[] = [];
  for (const parts of Map.groupBy(rows, ([name]) => String(name)).values()) {
    const [name, isUnique, origin, sql] = parts[0]!;
    if (origin === "u") uniques.push(uniqueOf(parts, definition));
    else indexes.push(indexOf(String(name), isUnique === 1, String(sql), parts));
  }
  return { indexes, uniques };
}

function uniqueOf(
  parts: readonly unknown[][],
  { constraints }: TableDefinition,
): UniqueDescription {
  const columns = parts.map((part) => String(part[4]));
  const written = constraints.find(
    (given) => given.kind === "unique" && isSameList(given.columns, columns),
  );
  return { name: written?.name, columns, deferrable: undefined, nullsDistinct: true };
}

function indexOf(
  name: string,
  isUnique: boolean,
  sql: string,
  parts: readonly unknown[][],
): IndexDescription {
  const written = /\bON\s+(?:"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\S+?)\s*\(/i.exec(sql);
  const start = written === null ? 0 : written.index + written[0].length - 1;
  const end = closingOf(sql, start);
  const terms = splitTerms(sql.slice(start + 1, end));
  const condition = /^\s*where\s+([^]*)$/i.exec(sql.slice(end + 1))?.[1]?.trim();
  return {
    name,
    isUnique,
    terms: parts.map(([, , , , column, isDescending], at) => ({
      column: column === null ? undefined : String(column),
      expression: column === null ? terms[at]?.replace(/\s+(?:asc|desc)$/i, "") : undefined,
      isDescending: isDescending === 1,
      opclass: undefined,
    })),
    condition,
    method: "btree",
    include: [],
    isValid: true,
    sql,
  };
}

/** Where the parenthesis at `start` closes. Texts and names in quotes are passed over. */
function closingOf(sql: string, start: number): number {
  let depth = 0;
  let quote = "";
  for (let at = start; at < sql.length; at++) {
    const character = sql[at]!;
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (`'"\``.includes(character)) quote = character;
    else if (character === "(") depth += 1;
    else if (character === ")" && --depth === 0) return at;
  }
  return sql.length;
}

function splitTerms(list: string): string[] {
  const terms: string[] = [];
  let from = 0;
  let depth = 0;
  let quote = "";
  for (const [at, character] of [...list].entries()) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (`'"\``.includes(character)) quote = character;
    else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (character === "," && depth === 0) {
      terms.push([...list].slice(from, at).join("").trim());
      from = at + 1;
    }
  }
  return [...terms, [...list].slice(from).join("").trim()];
}

function checksOf(
  { constraints }: TableDefinition,
  columns: readonly ColumnDescription[],
): CheckDescription[] {
  const names = columns.map(({ name }) => name);
  return constraints
    .filter(({ kind }) => kind === "check")
    .map(({ name, expression }) => ({
      name,
      expression,
      columns: columnsIn(expression, names),
      isValidated: true,
    }));
}

async function foreignKeysOf(
  database: Database,
  table: string,
  { constraints }: TableDefinition,
): Promise<ForeignKeyDescription[]> {
  const rows = await ask(
    database,
    `SELECT f.id, f."table", f."from", COALESCE(f."to", (SELECT k.name FROM pragma_table_info(f."table") k WHERE k.pk = f.seq + 1)), f.on_update, f.on_delete
     FROM pragma_foreign_key_list(?1) f ORDER BY f.id DESC, f.seq`,
    table,
  );
  const written = constraints.filter(({ kind }) => kind === "foreign");
  return [...Map.groupBy(rows, ([id]) => id).values()].map((parts) => {
    const columns = parts.map((part) => String(part[2]));
    const own = written.find((given) => isSameList(given.columns, columns));
    return {
      name: own?.name,
      columns,
      table: String(parts[0]![1]),
      schema: undefined,
      toColumns: parts.map((part) => String(part[3])),
      onUpdate: String(parts[0]![4]).toLowerCase() as ForeignKeyAction,
      onDelete: String(parts[0]![5]).toLowerCase() as ForeignKeyAction,
      deferrable: own?.deferrable,
      isValidated: true,
    };
  });
}
