/** Writes the source of models for tables as they are: `flagon inspectdb`. */

import type { DatabaseKind } from "../backends/backend.ts";
import {
  type ColumnDescription,
  columnsOfIndex,
  type ForeignKeyDescription,
  isSameList,
  type TableDescription,
} from "../schema/description.ts";
import { defaultSource, type FieldSource, fieldOfColumn, fieldSource } from "./column-fields.ts";
import { classNameOf, fieldNameOf, unusedName, usualColumn } from "./names.ts";

/** A model on its way to being source. */
interface Draft {
  table: TableDescription;
  className: string;
  /** Names of fields by columns, and all names in use. */
  fields: Map<string, string>;
  used: Set<string>;
  /** The way back of each foreign key that leads here. */
  ways: string[];
}

/** What the source needs from `flagon/db` besides `f` and `model`. */
type Imports = Set<"index" | "now" | "rawSql">;

const text = (value: string): string => JSON.stringify(value);

/** Writes models of tables, in an order in which each is there before it is named, as far as that goes. */
export function modelSource(tables: readonly TableDescription[], kind: DatabaseKind): string {
  const used = new Set<string>();
  const drafts = inOrder(tables).map((table): Draft => {
    const className = classNameOf(table.name, used);
    return { table, className, fields: new Map(), used: new Set(), ways: [] };
  });
  const byTable = new Map(drafts.map((draft) => [draft.table.name, draft]));
  for (const draft of drafts) nameFields(draft, byTable);
  for (const draft of drafts) nameWays(draft, byTable);
  const imports: Imports = new Set();
  const context = { kind, byTable, drafts, imports };
  const classes = drafts.map((draft) => classSource(draft, context));
  const names = ["f", ...[...imports].toSorted(), "model"].toSorted();
  return [
    "/** Models of tables that were there already: rearrange them as you like. */",
    `import { ${names.join(", ")} } from "flagon/db";`,
    "// `managed: false` keeps migrations away from the tables: take it out for those that are to be theirs.",
    ...classes,
  ].join("\n\n");
}

interface Context {
  kind: DatabaseKind;
  byTable: ReadonlyMap<string, Draft>;
  drafts: readonly Draft[];
  imports: Imports;
}

/** Tables behind those that they refer to; circles stay as they are. */
function inOrder(tables: readonly TableDescription[]): TableDescription[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<TableDescription>();
  const visiting = new Set<TableDescription>();
  const visit = (table: TableDescription): void => {
    if (visiting.has(table)) return;
    visiting.add(table);
    for (const { table: to } of table.foreignKeys) {
      const target = byName.get(to);
      if (target !== undefined) visit(target);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}

/** The foreign key of one column that a relation can say; undefined for a column without one. */
function relationOf(
  { table }: Draft,
  column: string,
  byTable: ReadonlyMap<string, Draft>,
): ForeignKeyDescription | undefined {
  return table.foreignKeys.find(
    (key) =>
      key.columns.length === 1 &&
      key.columns[0] === column &&
      key.schema === undefined &&
      byTable.get(key.table)?.table.columns.some(({ name }) => name === key.toColumns[0]),
  );
}

function nameFields(draft: Draft, byTable: ReadonlyMap<string, Draft>): void {
  // A key column keeps its name before a relation takes it.
  const isRelation = (name: string): boolean => relationOf(draft, name, byTable) !== undefined;
  const columns = draft.table.columns.toSorted(
    (a, b) => Number(isRelation(a.name)) - Number(isRelation(b.name)),
  );
  for (const { name } of columns)
    draft.fields.set(name, fieldNameOf(name, isRelation(name), draft.used));
}

/** Declares the ways back, so that they are typed: `albums` of an artist. */
function nameWays(draft: Draft, byTable: ReadonlyMap<string, Draft>): void {
  const relations = draft.table.columns.flatMap(({ name }) => {
    const key = relationOf(draft, name, byTable);
    return key === undefined ? [] : [{ name, key }];
  });
  for (const { name, key } of relations) {
    const target = byTable.get(key.table)!;
    const field = draft.fields.get(name)!;
    const own = draft.className.charAt(0).toLowerCase() + draft.className.slice(1);
    const isAlone = relations.filter((other) => other.key.table === key.table).length === 1;
    const base = isUnique(draft.table, name) ? own : plural(own);
    const wanted = isAlone ? base : `${base}By${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    const way = unusedName(wanted, target.used);
    target.ways.push(
      `get ${way}() {\n      return f.reverse(${draft.className}, ${text(field)});\n    }`,
    );
  }
}

function plural(name: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** Whether a column alone is unique. */
function isUnique({ primaryKey, uniques, indexes }: TableDescription, column: string): boolean {
  return (
    isSameList(primaryKey?.columns ?? [], [column]) ||
    uniques.some(({ columns }) => isSameList(columns, [column])) ||
    indexes.some(
      (index) =>
        index.isUnique &&
        index.condition === undefined &&
        isSameList(columnsOfIndex(index) ?? [], [column]),
    )
  );
}

function classSource(draft: Draft, context: Context): string {
  const { table, className } = draft;
  const key = keyOf(table);
  const fields = table.columns.flatMap((column) => memberSource(draft, column, key, context));
  const names = (columns: readonly string[]): string =>
    columns.map((column) => text(draft.fields.get(column)!)).join(", ");
  if (key.length > 1) fields.push(`pk: f.compositePrimaryKey(${names(key)}),`);
  fields.push(...draft.ways.map((way) => `${way},`));
  const lines = fields.map((line) => `    ${line}`).join("\n");
  const listed = optionsSource(draft, context);
  const short = listed.join(" ").replace(/,$/, "");
  const options =
    short.length < 90 ? `{ ${short} }` : `{\n${listed.map((line) => `    ${line}\n`).join("")}  }`;
  const note = keyNote(table, key);
  return `${note}export class ${className} extends model(\n  {\n${lines}\n  },\n  ${options},\n) {}`;
}

/** The columns of the primary key; for what has none the first unique ones, else the first column of all. */
function keyOf({ primaryKey, uniques, indexes, columns }: TableDescription): readonly string[] {
  if (primaryKey !== undefined) return primaryKey.columns;
  const isSure = (names: readonly string[]): boolean =>
    names.length > 0 &&
    names.every((name) => columns.find((one) => one.name === name)?.isNullable === false);
  const unique = [
    ...uniques.map((one) => one.columns),
    ...indexes
      .filter((one) => one.isUnique && one.condition === undefined)
      .map((one) => columnsOfIndex(one) ?? []),
  ].find(isSure);
  return unique ?? columns.slice(0, 1).map(({ name }) => name);
}

function keyNote({ kind, primaryKey }: TableDescription, key: readonly string[]): string {
  if (primaryKey !== undefined) return "";
  const what = kind === "table" ? "The table" : `The ${kind}`;
  return `// ${what} has no primary key: ${key.map(text).join(", ")} is taken for one. Name what tells its rows apart.\n`;
}

function memberSource(
  draft: Draft,
  column: ColumnDescription,
  key: readonly string[],
  context: Context,
): string[] {
  const { table } = draft;
  const name = draft.fields.get(column.name)!;
  const relation = relationOf(draft, column.name, context.byTable);
  const isKey = key.length === 1 && key[0] === column.name;
  // Only a key of one column can be a field that counts.
  const own = { ...column, isAuto: column.isAuto && isKey };
  const source = keySource(
    fieldOfColumn(own, table.checks, context.kind),
    { column, isKey },
    context,
  );
  const options: Record<string, string> = {
    ...(isKey && !/auto$/i.test(source.call) && { primaryKey: "true" }),
    ...(!isKey && isUnique(table, column.name) && relation === undefined && { unique: "true" }),
    ...(column.isNullable && !isKey && !key.includes(column.name) && { null: "true" }),
    ...(isIndexed(table, column.name) && relation === undefined && { index: "true" }),
    ...(usualColumn(name, relation !== undefined) !== column.name && { column: text(column.name) }),
    ...(column.comment !== undefined && { comment: text(column.comment) }),
  };
  const notes = notesOf(draft, column, source, context);
  if (column.generated !== undefined)
    return [...notes, `${name}: ${generatedSource(column, source, options, context)},`];
  if (relation !== undefined)
    return [...notes, relationSource(draft, name, { column, relation, options, isKey }, context)];
  const fallback = column.default === undefined ? undefined : defaultSource(column.default, source);
  if (fallback !== undefined) options["databaseDefault"] = fallback;
  if (fallback === "now()") context.imports.add("now");
  return [
    ...notes,
    `${name}: ${fieldSource({ ...source, options: { ...source.options, ...options } })},`,
  ];
}

/** SQLite numbers new rows by a whole number that is the key, whether or not it says so. */
function keySource(
  source: FieldSource,
  { column, isKey }: { column: ColumnDescription; isKey: boolean },
  { kind }: Context,
): FieldSource {
  const isRowId = kind === "sqlite" && isKey && /^integer$/i.test(column.type);
  return isRowId ? { call: "bigAuto", options: {} } : source;
}

function isIndexed(table: TableDescription, column: string): boolean {
  return table.indexes.some(
    (index) => isPlain(index) && isSameList(columnsOfIndex(index) ?? [], [column]),
  );
}

/** An index that a list of fields says: of all rows, by the usual method and operators. */
function isPlain({
  isUnique,
  condition,
  method,
  terms,
  include,
}: TableDescription["indexes"][number]): boolean {
  return (
    !isUnique &&
    condition === undefined &&
    method === "btree" &&
    include.length === 0 &&
    terms.every(({ column, opclass }) => column !== undefined && opclass === undefined)
  );
}

function notesOf(
  draft: Draft,
  column: ColumnDescription,
  source: FieldSource,
  { byTable }: Context,
): string[] {
  const keys = draft.table.foreignKeys.filter(
    (key) => key.columns[0] === column.name && relationOf(draft, column.name, byTable) !== key,
  );
  return [
    ...(source.note === undefined ? [] : [`// ${source.note}`]),
    ...keys.map(
      ({ columns, schema, table, toColumns }) =>
        `// ${columns.map(text).join(", ")} refers to ${toColumns.map(text).join(", ")} of ${text(schema === undefined ? table : `${schema}.${table}`)}.`,
    ),
  ];
}

function generatedSource(
  column: ColumnDescription,
  source: FieldSource,
  { column: name, comment, unique, index }: Record<string, string>,
  { imports }: Context,
): string {
  imports.add("rawSql");
  const { expression, isStored } = column.generated!;
  const output = column.isNullable ? { ...source.options, null: "true" } : source.options;
  const own = { column: name, comment, unique, index };
  const further = Object.entries(own).filter(([, value]) => value !== undefined);
  const parts = [
    `expression: rawSql(${text(expression.replaceAll("?", "??"))})`,
    `outputField: ${fieldSource({ ...source, options: output })}`,
    ...(isStored ? [] : ["stored: false"]),
    ...further.map(([option, value]) => `${option}: ${value}`),
  ];
  return `f.generated({ ${parts.join(", ")} })`;
}

interface RelationParts {
  column: ColumnDescription;
  relation: ForeignKeyDescription;
  options: Record<string, string>;
  isKey: boolean;
}

const RULES: Readonly<Record<string, string>> = {
  cascade: "database cascade",
  "set null": "database set null",
  "set default": "database set default",
};

function relationSource(
  draft: Draft,
  name: string,
  { column, relation, options, isKey }: RelationParts,
  { byTable, drafts }: Context,
): string {
  const target = byTable.get(relation.table)!;
  const [to] = relation.toColumns;
  const isUsual = isSameList(keyOf(target.table), relation.toColumns);
  const all = {
    onDelete: text(RULES[relation.onDelete] ?? "nothing"),
    ...(!isUsual && { toField: text(target.fields.get(to!)!) }),
    ...options,
    ...(isKey && { primaryKey: "true" }),
  };
  const call = isUnique(draft.table, column.name) ? "oneToOne" : "foreignKey";
  const source = fieldSource({ call, first: target.className, options: all });
  const isThere = drafts.indexOf(target) < drafts.indexOf(draft);
  return isThere ? `${name}: ${source},` : `get ${name}() {\n      return ${source};\n    },`;
}

function optionsSource({ table, fields }: Draft, { imports }: Context): string[] {
  const named = (columns: readonly string[]): string =>
    `[${columns.map((column) => text(fields.get(column)!)).join(", ")}]`;
  const together = [
    ...table.uniques.map(({ columns }) => columns),
    ...table.indexes
      .filter(({ isUnique: unique, condition }) => unique && condition === undefined)
      .map((index) => columnsOfIndex(index) ?? []),
  ].filter((columns) => columns.length > 1);
  const indexes = table.indexes.filter((index) => isPlain(index) && index.terms.length > 1);
  if (indexes.length > 0) imports.add("index");
  const listed = indexes.map(({ name, terms }) => {
    const list = terms.map(({ column, isDescending }) =>
      text(`${isDescending ? "-" : ""}${fields.get(column!)!}`),
    );
    return `index({ name: ${text(name)}, fields: [${list.join(", ")}] })`;
  });
  return [
    `table: ${text(table.name)},`,
    "managed: false,",
    ...(together.length === 0 ? [] : [`uniqueTogether: [${together.map(named).join(", ")}],`]),
    ...(listed.length === 0 ? [] : [`indexes: [${listed.join(", ")}],`]),
    ...(table.comment === undefined ? [] : [`comment: ${text(table.comment)},`]),
  ];
}
