/** Columns as a `CREATE TABLE` has them: type, default, NULL, key, check, reference. */

import type { DatabaseKind } from "../backends/backend.ts";
import { storeWriterOf } from "../codecs.ts";
import { Expression } from "../expression.ts";
import type { Field } from "../fields/field.ts";
import { GeneratedField } from "../fields/generated.ts";
import { ForeignKey, type OnDelete } from "../fields/relations.ts";
import type { Meta } from "../meta.ts";
import { expressionText } from "./expressions.ts";
import { commentLiteral, keptLiteral, literalOf } from "./literals.ts";
import { quoteName, type SchemaRules } from "./rules.ts";

/** What of a column's definition is left out. */
export interface ColumnParts {
  /** Whether it says that the column is the key, or unique. Default true. */
  keys?: boolean;
  /** Whether it says what the column refers to, where that stands with columns. Default true. */
  references?: boolean;
}

/** The definition of a column; undefined for a field without one. */
export function columnSql(
  field: Field,
  meta: Meta,
  rules: SchemaRules,
  { keys = true, references = true }: ColumnParts = {},
): string | undefined {
  const { kind } = rules;
  const type = field.columnType(kind);
  if (type === null) return undefined;
  const name = quoteName(field.column, kind);
  const { collation, comment } = field.options;
  const check = field.columnCheck(kind, name);
  const suffix = field.columnSuffix(kind);
  return [
    name,
    type,
    collation !== undefined && `COLLATE ${quoteName(collation, kind)}`,
    generatedSql(field, meta, rules),
    defaultSql(field, meta, rules),
    field.isNullable || field instanceof GeneratedField ? nullSql(field) : "NOT NULL",
    keys && keySql(field, meta),
    comment !== undefined && kind === "mysql" && `COMMENT ${commentLiteral(comment, kind)}`,
    check !== undefined && `CHECK (${check})`,
    suffix !== "" && suffix,
    references &&
      rules.inlineForeignKeys &&
      field instanceof ForeignKey &&
      inlineReference(field, rules),
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

function nullSql(field: Field): string | undefined {
  return field instanceof GeneratedField ? undefined : "NULL";
}

function keySql(field: Field, meta: Meta): string | undefined {
  if (isPrimaryKey(field, meta)) return "PRIMARY KEY";
  return isUnique(field) ? "UNIQUE" : undefined;
}

/** The primary key of several columns, behind all columns; undefined where one alone is the key. */
export function compositeKeySql({ keyFields }: Meta, { kind }: SchemaRules): string | undefined {
  if (keyFields.length === 1) return undefined;
  return `PRIMARY KEY (${keyFields.map(({ column }) => quoteName(column, kind)).join(", ")})`;
}

/** Whether the column alone is the primary key. */
export function isPrimaryKey(field: Field, meta: Meta): boolean {
  return field === meta.pk;
}

/** Whether the column alone is unique. */
export function isUnique(field: Field): boolean {
  return (
    field.options.unique === true ||
    field.options.primaryKey === true ||
    (field instanceof ForeignKey && field.single)
  );
}

/** Whether the column has an index of its own. */
export function isIndexed(field: Field): boolean {
  const { index } = field.options;
  return (field instanceof ForeignKey ? index !== false : index === true) && !isUnique(field);
}

/** The default that the database fills in. */
export function defaultSql(field: Field, meta: Meta, { kind }: SchemaRules): string | undefined {
  const value = field.options.databaseDefault;
  if (value === undefined) return undefined;
  if (value instanceof Expression) {
    const sql = expressionText(value, meta, kind);
    return `DEFAULT ${kind === "postgres" ? sql : `(${sql})`}`;
  }
  const sql = keptLiteral(storedValue(field, value, kind), kind);
  // MySQL takes a default of its large types as an expression only.
  return `DEFAULT ${kind === "mysql" && /text|blob|json/.test(field.columnType(kind)!) ? `(${sql})` : sql}`;
}

/** A value of a field as a statement has it, as it would be stored. */
export function storedLiteral(field: Field, value: unknown, kind: DatabaseKind): string {
  return literalOf(storedValue(field, value, kind), kind);
}

function storedValue(field: Field, value: unknown, kind: DatabaseKind): unknown {
  const write = storeWriterOf(field, kind);
  return write === undefined || value === null ? value : write(value as never);
}

function generatedSql(field: Field, meta: Meta, { kind }: SchemaRules): string | undefined {
  if (!(field instanceof GeneratedField)) return undefined;
  const sql = expressionText(field.expression as Expression, meta, kind);
  return `GENERATED ALWAYS AS (${sql}) ${field.stored ? "STORED" : "VIRTUAL"}`;
}

function inlineReference(field: ForeignKey, rules: SchemaRules): string | false {
  return field.options.constraint !== false && referenceSql(field, rules);
}

/** What a foreign key says behind its columns: table, column, what deleting does, when it is looked at. */
export function referenceSql(field: ForeignKey, rules: SchemaRules): string {
  const { kind } = rules;
  const target = field.target.ownerOf(field.toField);
  const rule = deleteRule(field.options.onDelete, kind);
  return `REFERENCES ${quoteName(target.table, kind)} (${quoteName(field.toField.column, kind)})${rule}${rules.deferrable}`;
}

function deleteRule(rule: OnDelete, kind: DatabaseKind): string {
  switch (rule) {
    case "database cascade":
      return " ON DELETE CASCADE";
    case "database set null":
      return " ON DELETE SET NULL";
    case "database set default":
      // InnoDB has no such rule: MySQL refuses it, MariaDB keeps the row.
      return kind === "mysql" ? "" : " ON DELETE SET DEFAULT";
    default:
      return "";
  }
}
