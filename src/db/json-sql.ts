/**
 * How databases reach into JSON.
 *
 * Keys become part of the statement, as literals: the same key is then the same expression, which `GROUP BY` wants. A literal is escaped twice,
 * for the path and for SQL, so that a key may hold quotes and backslashes. A key with a null character is never found: PostgreSQL has none,
 * and SQLite would stop reading the key there.
 */

import type { DatabaseKind } from "./backends/backend.ts";
import type { Dialect } from "./dialect.ts";
import { NotSupportedError } from "./errors.ts";
import { jsonAsText, jsonOf } from "./json-mysql.ts";
import { writeJson } from "./json-text.ts";

/** What a kind of database makes of a key of JSON. */
export interface JsonSql {
  /** The value as it is read: JSON. */
  selected(dialect: Dialect, of: string, keys: readonly string[]): string;
  /** The value as it is compared and ordered by; JSON's null is not SQL's. */
  compared(dialect: Dialect, of: string, keys: readonly string[]): string;
  /** The value as text; JSON's null is SQL's. */
  text(dialect: Dialect, of: string, keys: readonly string[]): string;
  /** JSON text as something that can be compared with a key. */
  value(sql: string): string;
  /** JSON text as something that can be compared with a whole column. */
  whole(sql: string): string;
  /** Whether a column holds other JSON; both are SQL. */
  contains(of: string, other: string): string;
}

/** Whether a key is a place in a list; Django reads every whole number so. */
export function isPlace(key: string): boolean {
  return /^-?\d{1,9}$/.test(key);
}

/** Whether no database can hold such a key, or tell it from others. */
export function isUnknowable(key: string): boolean {
  return key.includes("\0");
}

/** A path in the language that SQLite and MySQL share. `last` never is a place in a list. */
export function jsonPath(keys: readonly string[], kind: DatabaseKind, last?: string): string {
  const steps = keys.map((key) => (isPlace(key) ? place(Number(key), kind) : member(key, kind)));
  return `$${steps.join("")}${last === undefined ? "" : member(last, kind)}`;
}

function place(index: number, kind: DatabaseKind): string {
  if (index >= 0) return `[${index}]`;
  return kind === "sqlite" ? `[#${index}]` : `[last${index === -1 ? "" : index + 1}]`;
}

function member(key: string, kind: DatabaseKind): string {
  // MariaDB compares keys as they are written: past ASCII as escapes, as Flagon and Django write them.
  return `.${kind === "mysql" ? writeJson(key) : JSON.stringify(key)}`;
}

const sqlite: JsonSql = {
  selected: (dialect, of, keys) => `(${of} -> ${pathLiteral(dialect, keys)})`,
  compared: (dialect, of, keys) => sqliteCase(dialect, of, keys, ["null", "true", "false"]),
  text: (dialect, of, keys) => `CAST(${sqliteCase(dialect, of, keys, ["true", "false"])} AS TEXT)`,
  value: (sql) => `JSON_EXTRACT(${sql}, '$')`,
  whole: (sql) => sql,
  contains() {
    throw new NotSupportedError("SQLite cannot tell whether JSON contains other JSON.", {
      code: "db.not-supported",
      where: "lookups contains and contained_by of JSON",
      mend: "Compare keys: { data__theme: … }, { data__has_key: … }.",
    });
  },
};

function pathLiteral(dialect: Dialect, keys: readonly string[]): string {
  if (keys.some(isUnknowable)) return "NULL";
  return dialect.literal(jsonPath(keys, dialect.kind));
}

/** SQLite has no type for true, false and JSON's null: they become words. */
function sqliteCase(
  dialect: Dialect,
  of: string,
  keys: readonly string[],
  words: readonly string[],
): string {
  const path = pathLiteral(dialect, keys);
  const whens = words.map((word) => `WHEN '${word}' THEN '${word}'`).join(" ");
  return `(CASE JSON_TYPE(${of}, ${path}) ${whens} ELSE JSON_EXTRACT(${of}, ${path}) END)`;
}

const postgres: JsonSql = {
  selected: (dialect, of, keys) => postgresKey(dialect, of, keys, ""),
  compared: (dialect, of, keys) => postgresKey(dialect, of, keys, ""),
  text: (dialect, of, keys) => postgresKey(dialect, of, keys, ">"),
  value: (sql) => `${sql}::jsonb`,
  whole: (sql) => `${sql}::jsonb`,
  contains: (of, other) => `${of} @> ${other}`,
};

function postgresKey(dialect: Dialect, of: string, keys: readonly string[], more: string): string {
  const text = (key: string): string =>
    isUnknowable(key) ? "NULL::text" : `${dialect.literal(key)}::text`;
  const [only] = keys;
  if (keys.length > 1) return `(${of} #>${more} ARRAY[${keys.map(text).join(", ")}])`;
  return `(${of} ->${more} ${isPlace(only!) ? Number(only) : text(only!)})`;
}

const mysql: JsonSql = {
  selected: mysqlKey,
  compared: mysqlKey,
  text: (dialect, of, keys) => jsonAsText(mysqlKey(dialect, of, keys)),
  value: jsonOf,
  whole: jsonOf,
  contains: (of, other) => `JSON_CONTAINS(${of}, ${other})`,
};

/** A value that is no list is a list of one to MySQL, whose first place would be found in it. */
function mysqlKey(dialect: Dialect, of: string, keys: readonly string[]): string {
  const found = `JSON_EXTRACT(${of}, ${pathLiteral(dialect, keys)})`;
  return keys.reduceRight((sql, key, index) => {
    if (!isPlace(key) || !(Number(key) === 0 || Number(key) === -1)) return sql;
    const list = index === 0 ? of : mysqlKey(dialect, of, keys.slice(0, index));
    return `CASE JSON_TYPE(${list}) WHEN 'ARRAY' THEN ${sql} END`;
  }, found);
}

const ALL: Record<DatabaseKind, JsonSql> = { sqlite, postgres, mysql };

/** How a kind of database reaches into JSON. */
export function jsonSqlOf(kind: DatabaseKind): JsonSql {
  return ALL[kind];
}
