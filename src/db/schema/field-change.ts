/** What of a field's column is another once the field is changed. */

import type { Field } from "../fields/field.ts";
import { ForeignKey } from "../fields/relations.ts";
import { GeneratedField } from "../fields/generated.ts";
import type { Meta } from "../meta.ts";
import {
  columnSql,
  defaultSql,
  isPrimaryKey,
  isUnique,
  referenceSql,
  storedLiteral,
} from "./columns.ts";
import { type ColumnShape, shapeOf } from "./column-shape.ts";
import { type Conversion, conversionOf } from "./conversions.ts";
import { quoteName, type SchemaRules } from "./rules.ts";
import { isReference } from "./table-sql.ts";

/** Which fields are compared. */
export interface FieldPair {
  before: Meta;
  after: Meta;
  from: Field;
  to: Field;
}

/** What is different. */
export interface FieldChange {
  isRenamed: boolean;
  /** The column's definition, name, keys and reference aside. */
  isRedefined: boolean;
  /** The type or the collation. */
  isRetyped: boolean;
  shape: ColumnShape;
  conversion: Conversion | undefined;
  /** It may be NULL from now on, or may not any more. */
  nulls: "allowed" | "forbidden" | undefined;
  isDefaultChanged: boolean;
  isCheckChanged: boolean;
  isCommentChanged: boolean;
  /** What makes the numbers of new rows. */
  isCountingChanged: boolean;
  wasUnique: boolean;
  isUnique: boolean;
  wasKey: boolean;
  isKey: boolean;
  /** What the foreign keys say; undefined where there is none. */
  reference: { before: string | undefined; after: string | undefined };
}

/** Compares the column of a field with what it is to be. */
export function changeOf({ before, after, from, to }: FieldPair, rules: SchemaRules): FieldChange {
  const { kind } = rules;
  const [old, name] = [quoteName(from.column, kind), quoteName(to.column, kind)];
  const renamed = (sql: string | undefined): string | undefined => sql?.replaceAll(old, name);
  const definition = (field: Field, meta: Meta): string | undefined =>
    columnSql(field, meta, rules, { keys: false, references: false });
  const shapes = [shapeOf(from, kind), shapeOf(to, kind)] as const;
  const nullable = [from, to].map((field) => field.isNullable || field instanceof GeneratedField);
  return {
    isRenamed: from.column !== to.column,
    isRedefined: renamed(definition(from, before)) !== definition(to, after),
    isRetyped: shapes[0].type !== shapes[1].type || from.options.collation !== to.options.collation,
    shape: shapes[1],
    conversion: conversionOf(old, shapes[0], shapes[1], kind),
    nulls: nullable[0] === nullable[1] ? undefined : nullable[1] ? "allowed" : "forbidden",
    isDefaultChanged: defaultSql(from, before, rules) !== defaultSql(to, after, rules),
    isCheckChanged: renamed(from.columnCheck(kind, old)) !== to.columnCheck(kind, name),
    isCommentChanged: from.options.comment !== to.options.comment,
    isCountingChanged: from.isAuto !== to.isAuto || (to.isAuto && from.kind !== to.kind),
    wasUnique: isUnique(from) && !isPrimaryKey(from, before),
    isUnique: isUnique(to) && !isPrimaryKey(to, after),
    wasKey: isPrimaryKey(from, before),
    isKey: isPrimaryKey(to, after),
    reference: {
      before: isReference(from) ? referenceSql(from, rules) : undefined,
      after: isReference(to) ? referenceSql(to, rules) : undefined,
    },
  };
}

/** What rows that are there get in a column: the value given, else the field's own default. Undefined where it has none. */
export function fillOf(field: Field, given: unknown, { kind }: SchemaRules): string | undefined {
  if (field instanceof GeneratedField) return undefined;
  if (given !== undefined) return storedLiteral(field, keyOf(field, given), kind);
  if (field.options.databaseDefault !== undefined) return undefined;
  const value = field.hasDefault ? field.defaultValue() : field.valueOnSave(true);
  return value === undefined || value === null
    ? undefined
    : storedLiteral(field, keyOf(field, value), kind);
}

/** A row stands for its key. */
function keyOf(field: Field, value: unknown): unknown {
  if (!(field instanceof ForeignKey) || typeof value !== "object" || value === null) return value;
  const { attribute } = field.toField;
  return attribute in value ? (value as Record<string, unknown>)[attribute] : value;
}

/** What the database itself does where the row is deleted that a foreign key leads to. */
export function deleteActionOf({ options: { onDelete } }: ForeignKey): string {
  return typeof onDelete === "string" && onDelete.startsWith("database ")
    ? onDelete.slice("database ".length)
    : "no action";
}

/** A foreign key whose column follows the type of a column that it refers to. */
export interface Follower {
  meta: Meta;
  field: ForeignKey;
}

/** The foreign keys that refer to a field, and those that refer to these in turn. */
export function followersOf(field: Field, meta: Meta): Follower[] {
  const found: Follower[] = [];
  const visit = (target: Field, of: Meta): void => {
    for (const key of of.concrete.incoming) {
      if (key.toField !== target || found.some((one) => one.field === key)) continue;
      if (key.owner.options.managed === false) continue;
      found.push({ meta: key.owner, field: key });
      visit(key, key.owner);
    }
  };
  visit(field, meta);
  return found;
}
