/** The statements that make a table with all that belongs to it. */

import type { Field } from "../fields/field.ts";
import { ForeignKey } from "../fields/relations.ts";
import type { Meta } from "../meta.ts";
import { columnSql, compositeKeySql, referenceSql } from "./columns.ts";
import {
  constraintsOf,
  constraintSql,
  createIndexSql,
  fieldIndexSqls,
  indexesOf,
  namedField,
  tablespaceSql,
} from "./index-sql.ts";
import { commentLiteral } from "./literals.ts";
import { indexName } from "./names.ts";
import { quoteName, type SchemaRules } from "./rules.ts";
import { createSearchIndexSqls, SearchIndex } from "./search-index.ts";

/** How a table is made that is not simply the model's. */
export interface TableParts {
  ifNotExists?: boolean;
  /** Another name than the model's table. */
  name?: string;
  /** Definitions of columns that the model does not know. */
  further?: readonly string[];
}

/** The statement that makes a model's table with its columns and what stands among them. */
export function createTableSql(
  meta: Meta,
  rules: SchemaRules,
  { ifNotExists = false, name = meta.table, further = [] }: TableParts = {},
): string {
  const { kind } = rules;
  const columns = meta.localFields
    .map((field) => columnSql(field, meta, rules))
    .filter((sql) => sql !== undefined);
  const inline = constraintsOf(meta)
    .map((given) => constraintSql(given, meta, rules).inline)
    .filter((sql) => sql !== undefined);
  const key = compositeKeySql(meta, rules);
  const parts = [...columns, ...further, ...(key === undefined ? [] : [key]), ...inline];
  const { comment } = meta.options;
  const ending =
    comment !== undefined && kind === "mysql"
      ? ` COMMENT = ${commentLiteral(comment, kind)}`
      : tablespaceSql(meta.options.tablespace, rules);
  return `CREATE TABLE ${ifNotExists ? "IF NOT EXISTS " : ""}${quoteName(name, kind)} (${parts.join(", ")})${ending}`;
}

/** The statements that have fields be unique together. */
export function uniqueTogetherSqls(meta: Meta, rules: SchemaRules): string[] {
  return (meta.options.uniqueTogether ?? []).map((names) => uniqueTogetherSql(meta, names, rules));
}

/** The statements for indexes and for constraints that are made by a statement of their own; no foreign keys. */
export function indexSqlsOf(meta: Meta, rules: SchemaRules): string[] {
  const constraints = constraintsOf(meta)
    .map((given) => constraintSql(given, meta, rules).statement)
    .filter((sql) => sql !== undefined);
  const fields = meta.localFields.flatMap((field) => fieldIndexSqls(field, meta, rules));
  const listed = indexesOf(meta)
    .filter((index) => !(index instanceof SearchIndex))
    .map((index) => createIndexSql(index, meta, rules))
    .filter((sql) => sql !== undefined);
  return [...constraints, ...fields, ...listed];
}

/** The statements for a model's indexes of words. */
export function searchIndexSqlsOf(meta: Meta, rules: SchemaRules): string[] {
  return indexesOf(meta)
    .filter((index) => index instanceof SearchIndex)
    .flatMap((index) => createSearchIndexSqls(index, meta, rules));
}

/** The columns of fields that are unique together. */
export function columnsTogether(meta: Meta, names: readonly string[]): string[] {
  return names.map((name) => namedField(name, meta, "uniqueTogether").column);
}

/** The statement that has fields be unique together. */
export function uniqueTogetherSql(
  meta: Meta,
  names: readonly string[],
  rules: SchemaRules,
): string {
  const columns = columnsTogether(meta, names);
  return uniqueSql(meta, indexName(meta.table, columns, "_uniq", rules.kind), columns, rules);
}

/** The statement that has columns of a table that is there be unique: a constraint, or an index on SQLite. */
export function uniqueSql(
  meta: Meta,
  name: string,
  columns: readonly string[],
  { kind, addsConstraints }: SchemaRules,
): string {
  const [table, own] = [quoteName(meta.table, kind), quoteName(name, kind)];
  const list = columns.map((column) => quoteName(column, kind)).join(", ");
  return addsConstraints
    ? `ALTER TABLE ${table} ADD CONSTRAINT ${own} UNIQUE (${list})`
    : `CREATE UNIQUE INDEX ${own} ON ${table} (${list})`;
}

/** Whether the schema holds what a field refers to. */
export function isReference(field: Field): field is ForeignKey {
  return field instanceof ForeignKey && field.options.constraint !== false;
}

/** The statement that adds a foreign key to a table that is there. */
export function addReferenceSql(field: ForeignKey, meta: Meta, rules: SchemaRules): string {
  const { kind } = rules;
  const name = foreignKeyName(field, meta, rules);
  return `ALTER TABLE ${quoteName(meta.table, kind)} ADD CONSTRAINT ${quoteName(name, kind)} FOREIGN KEY (${quoteName(field.column, kind)}) ${referenceSql(field, rules)}`;
}

/** The name of a foreign key's constraint. */
export function foreignKeyName(field: ForeignKey, meta: Meta, { kind }: SchemaRules): string {
  const { table } = field.target.ownerOf(field.toField);
  return indexName(meta.table, [field.column], `_fk_${table}_${field.toField.column}`, kind);
}

/** The statements for the comments of a table and its columns, where they are no part of its definition. */
export function commentSqls(meta: Meta, { kind, isPostgres }: SchemaRules): string[] {
  if (!isPostgres) return [];
  const table = quoteName(meta.table, kind);
  const say = (what: string, comment: string): string =>
    `COMMENT ON ${what} IS ${commentLiteral(comment, kind)}`;
  const own =
    meta.options.comment === undefined ? [] : [say(`TABLE ${table}`, meta.options.comment)];
  const columns = meta.localFields
    .filter(({ options }) => options.comment !== undefined)
    .map(({ column, options }) =>
      say(`COLUMN ${table}.${quoteName(column, kind)}`, options.comment!),
    );
  return [...own, ...columns];
}
