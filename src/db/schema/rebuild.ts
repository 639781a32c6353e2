/**
 * Makes a table of SQLite anew with its rows: what `ALTER TABLE` cannot change there.
 *
 * The new table has another name until it is filled, the old one goes, the new one takes its name
 * (https://sqlite.org/lang_altertable.html#otheralter). Renaming with `legacy_alter_table` leaves views, triggers and foreign keys of other
 * tables as they are: they name the table that is there again a moment later. Indexes, triggers and columns that the model does not know are kept.
 */

import { type Database, Statement } from "../backends/backend.ts";
import { NotSupportedError } from "../errors.ts";
import { GeneratedField } from "../fields/generated.ts";
import type { Meta } from "../meta.ts";
import { constraintsOf, isUniqueIndex, namedField } from "./index-sql.ts";
import { UniqueConstraint } from "./constraints.ts";
import {
  columnsOfIndex,
  type IndexDescription,
  type KeyDescription,
  type TableDescription,
} from "./description.ts";
import { describeTable } from "./introspection.ts";
import { quoteName, rulesOf } from "./rules.ts";
import { columnsIn } from "./sql-definition.ts";
import type { LiveStep, Step } from "./steps.ts";
import { createTableSql, indexSqlsOf, uniqueTogetherSqls } from "./table-sql.ts";

const rules = rulesOf("sqlite");
const quote = (name: string): string => quoteName(name, "sqlite");

/** What is other about the new table than its model says. */
export interface RebuildOptions {
  /** The model as it was; the table has its name. */
  before: Meta;
  after: Meta;
  /** Columns of the old table by those of the new one, where their names differ. They have been renamed already. */
  renamed?: ReadonlyMap<string, string>;
  /** What columns get, as SQL over the old table, by their names; `null` leaves a column to its default. */
  values?: ReadonlyMap<string, string | null>;
}

/** Makes the table of a model anew. */
export function rebuild(options: RebuildOptions): LiveStep {
  return {
    preview: () => rebuildSqls(options, undefined),
    plan: async (database) => {
      await assertFreeOfReferences(database, options.before.table);
      const found = await describeTable(database, options.before.table);
      return rebuildSqls(options, found);
    },
  };
}

function rebuildSqls(given: RebuildOptions, found: TableDescription | undefined): Step[] {
  const options = { ...given, after: withoutImpliedKey(given, found) };
  const { before, after, values = new Map<string, string | null>() } = options;
  const further = furtherColumns(options, found);
  const temporary = `new__${after.table}`;
  const columns = [
    ...after.localFields
      .filter((field) => field.columnType("sqlite") !== null && !(field instanceof GeneratedField))
      .map(({ column }) => column)
      .filter((column) => values.get(column) !== null),
    ...further.map(({ name }) => name),
  ];
  const taken = columns.map((column) => values.get(column) ?? quote(column));
  const [table, made] = [quote(before.table), quote(temporary)];
  return [
    createTableSql(after, rules, {
      name: temporary,
      further: [...further.map(({ sql }) => sql), ...furtherRules(further, columns, found)],
    }),
    `INSERT INTO ${made} (${columns.map(quote).join(", ")}) SELECT ${taken.join(", ")} FROM ${table}`,
    ...counterSqls(before, after, temporary),
    `DROP TABLE ${table}`,
    "PRAGMA legacy_alter_table = ON",
    `ALTER TABLE ${made} RENAME TO ${quote(after.table)}`,
    "PRAGMA legacy_alter_table = OFF",
    ...uniqueTogetherSqls(after, rules),
    ...indexSqlsOf(after, rules),
    ...keptIndexes(options, found).map(({ sql }) => sql!),
    ...(found?.triggers ?? []).map(({ sql }) => sql),
  ];
}

/**
 * Between a key that goes and the one that comes a model of the past has none, and is given one that no column is of: the table has none, either.
 */
function withoutImpliedKey(
  { before, after, renamed, values }: RebuildOptions,
  found: TableDescription | undefined,
): Meta {
  const { pk } = after;
  const known = found?.columns ?? before.localFields.map(({ column }) => ({ name: column }));
  const isKnown = known.some(({ name }) => name.toLowerCase() === pk.column.toLowerCase());
  const isGiven = values?.has(pk.column) === true || renamed?.has(pk.column) === true;
  if (!pk.isAuto || isKnown || isGiven || [...(renamed?.values() ?? [])].includes(pk.column))
    return after;
  const localFields = after.localFields.filter((field) => field !== pk);
  return Object.assign(Object.create(after) as Meta, { localFields });
}

/** Numbers go on from where they were: that of a deleted row is not given again. */
function counterSqls(before: Meta, after: Meta, temporary: string): string[] {
  const counts = [before, after].every(({ pk }) => pk.columnSuffix("sqlite") === "AUTOINCREMENT");
  if (!counts) return [];
  const name = `'${temporary.replaceAll("'", "''")}'`;
  const old = `'${before.table.replaceAll("'", "''")}'`;
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${name}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${name}, seq FROM sqlite_sequence WHERE name = ${old}`,
  ];
}

/** Columns of the table that no model knows: another program's, or a takeover's. */
function furtherColumns(
  { before, after, renamed }: RebuildOptions,
  found: TableDescription | undefined,
): { name: string; sql: string }[] {
  if (found === undefined) return [];
  const known = new Set(
    [...before.localFields, ...after.localFields].map(({ column }) => column.toLowerCase()),
  );
  for (const name of renamed?.keys() ?? []) known.add(name.toLowerCase());
  return found.columns
    .filter(({ name, generated }) => generated === undefined && !known.has(name.toLowerCase()))
    .map(({ name, type, collation, isNullable, default: fallback }) => ({
      name,
      sql: [
        quote(name),
        type,
        collation !== undefined && `COLLATE ${quote(collation)}`,
        fallback !== undefined && `DEFAULT (${fallback})`,
        !isNullable && "NOT NULL",
      ]
        .filter((part) => typeof part === "string")
        .join(" "),
    }));
}

/** What is said of the columns that no model knows: what they refer to, what they may be, and what is unique. */
function furtherRules(
  further: readonly { name: string }[],
  columns: readonly string[],
  found: TableDescription | undefined,
): string[] {
  if (found === undefined) return [];
  const own = new Set(further.map(({ name }) => name));
  const isKept = (rule: KeyDescription): boolean =>
    rule.columns.some((name) => own.has(name)) &&
    rule.columns.every((name) => columns.includes(name));
  const listed = (names: readonly string[]): string => `(${names.map(quote).join(", ")})`;
  const rule = ({ name }: KeyDescription, sql: string): string =>
    name === undefined ? sql : `CONSTRAINT ${quote(name)} ${sql}`;
  return [
    ...found.uniques
      .filter(isKept)
      .map((unique) => rule(unique, `UNIQUE ${listed(unique.columns)}`)),
    ...found.checks.filter(isKept).map((check) => rule(check, `CHECK (${check.expression})`)),
    ...found.foreignKeys.filter(isKept).map((key) => {
      const { onDelete, onUpdate, deferrable } = key;
      const late = deferrable === undefined ? "" : ` DEFERRABLE INITIALLY ${deferrable}`;
      const reference = `REFERENCES ${quote(key.table)} ${listed(key.toColumns)}`;
      return rule(
        key,
        `FOREIGN KEY ${listed(key.columns)} ${reference} ON DELETE ${onDelete} ON UPDATE ${onUpdate}${late}`,
      );
    }),
  ];
}

/** Indexes that no model asked for, as long as their columns are there. */
function keptIndexes(
  { before, after, renamed = new Map<string, string>() }: RebuildOptions,
  found: TableDescription | undefined,
): readonly IndexDescription[] {
  if (found === undefined) return [];
  const known = new Set([
    ...[...signaturesOf(before)].map((signature) => renameIn(signature, renamed)),
    ...signaturesOf(after),
  ]);
  const columns = new Set(after.localFields.map(({ column }) => column));
  const gone = [...found.columns, ...before.localFields.map(({ column }) => ({ name: column }))]
    .map(({ name }) => name)
    .filter(
      (name) => !columns.has(name) && before.localFields.some(({ column }) => column === name),
    );
  return found.indexes.filter(
    (index) =>
      index.sql !== undefined &&
      !known.has(signatureOf(index.sql)) &&
      columnsIn(index.sql.replace(/^[^(]*/, ""), gone).length === 0,
  );
}

function renameIn(signature: string, renamed: ReadonlyMap<string, string>): string {
  let text = signature;
  for (const [from, to] of renamed) text = text.replaceAll(quote(from), quote(to));
  return text;
}

/** What an index is, without its name and its table. */
export function signatureOf(sql: string): string {
  const unique = /^\s*create\s+unique/i.test(sql) ? "unique " : "";
  const body =
    /\bON\s+(?:"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\S+?)\s*(\([^]*)$/i.exec(sql)?.[1] ?? sql;
  return unique + body.replaceAll(/\s+/g, " ").replaceAll("`", '"').trim();
}

/** What the indexes of a model are, and its unique constraints as if they were indexes. */
function signaturesOf(meta: Meta): Set<string> {
  const made = [...uniqueTogetherSqls(meta, rules), ...indexSqlsOf(meta, rules)].map(signatureOf);
  const constraints = constraintsOf(meta)
    .filter((one) => one instanceof UniqueConstraint && !isUniqueIndex(one, rules))
    .map((one) => {
      const names = (one as UniqueConstraint).options.fields ?? [];
      const columns = names.map((name) => quote(namedField(name, meta, "unique(…)").column));
      return `unique (${columns.join(", ")})`;
    });
  return new Set([...made, ...constraints]);
}

/** The indexes of a description that are of exactly one column. */
export function indexesOfColumn(found: TableDescription, column: string): IndexDescription[] {
  return found.indexes.filter((index) => {
    const columns = columnsOfIndex(index);
    return columns?.length === 1 && columns[0] === column;
  });
}

/** Dropping a table deletes its rows first, and with foreign keys held that reaches rows of other tables. */
async function assertFreeOfReferences(database: Database, table: string): Promise<void> {
  const [held] = await database.read(new Statement("PRAGMA foreign_keys", { once: true }), []);
  if (held?.[0] !== 1) return;
  const referring = await database.read(
    new Statement(
      "SELECT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.\"table\" = ?1 COLLATE NOCASE LIMIT 1",
      { once: true },
    ),
    [table],
  );
  if (referring.length === 0) return;
  throw new NotSupportedError(
    `The table "${table}" cannot be made anew while foreign keys are held: "${String(referring[0]![0])}" refers to it.`,
    {
      code: "db.foreign-keys-held",
      where: `table "${table}"`,
      mend: "Run the change outside of a transaction, or inside schemaTransaction(database, …).",
    },
  );
}
