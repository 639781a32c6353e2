/** What a database says of one of its tables: the shape that introspection gives on every kind of database. */

/** What a name in a database stands for. */
export type RelationKind =
  | "table"
  | "view"
  | "materialized view"
  | "partitioned table"
  | "partition"
  | "foreign table"
  | "virtual table";

/** One column as the database has it. */
export interface ColumnDescription {
  name: string;
  /** The type in the database's own words: `varchar(40)`, `character varying(40)`, `int(10) unsigned`. */
  type: string;
  /** The type behind a domain of PostgreSQL; else `type` itself. */
  baseType: string;
  isNullable: boolean;
  /** The default as SQL; undefined where there is none, and for automatic and generated columns. */
  default: string | undefined;
  /** Whether the database counts its values up by itself. */
  isAuto: boolean;
  /** The sequence of PostgreSQL that counts. */
  sequence: string | undefined;
  /** Whether PostgreSQL counts by `GENERATED … AS IDENTITY`. */
  isIdentity: boolean;
  /** What a generated column is worked out from. */
  generated: { expression: string; isStored: boolean } | undefined;
  /** The collation, where it is not the usual one of its table or type. */
  collation: string | undefined;
  comment: string | undefined;
  /** The values of an enumerated type, in order. */
  choices: readonly string[] | undefined;
}

/** A constraint over columns. */
export interface KeyDescription {
  /** Undefined where the database keeps none (SQLite, inline constraints). */
  name: string | undefined;
  columns: readonly string[];
}

/** A unique constraint. */
export interface UniqueDescription extends KeyDescription {
  deferrable: "immediate" | "deferred" | undefined;
  /** Whether NULLs count as different ones. */
  nullsDistinct: boolean;
}

/** A check constraint. */
export interface CheckDescription extends KeyDescription {
  expression: string;
  /** Whether it has been checked against the rows that were there before it. */
  isValidated: boolean;
}

/** What the database does to rows that refer to a row that goes or changes its key. */
export type ForeignKeyAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

/** A foreign key. */
export interface ForeignKeyDescription extends KeyDescription {
  /** The table referred to. */
  table: string;
  /** Its schema, where it is not the one that names without a schema reach. */
  schema: string | undefined;
  toColumns: readonly string[];
  onDelete: ForeignKeyAction;
  onUpdate: ForeignKeyAction;
  deferrable: "immediate" | "deferred" | undefined;
  isValidated: boolean;
}

/** One part of an index. */
export interface IndexTerm {
  /** The column; undefined for an expression. */
  column: string | undefined;
  expression: string | undefined;
  isDescending: boolean;
  /** The operator class, where it is not the usual one of the type. */
  opclass: string | undefined;
}

/** An index that no constraint brought along. */
export interface IndexDescription {
  name: string;
  isUnique: boolean;
  terms: readonly IndexTerm[];
  /** The rows that are in it, as SQL. */
  condition: string | undefined;
  /** `btree` and the like. */
  method: string;
  include: readonly string[];
  /** Whether queries use it; false for one whose making by `CONCURRENTLY` failed. */
  isValid: boolean;
  /** The statement that makes it, where the database keeps it. */
  sql: string | undefined;
}

/** A trigger with the statement that makes it. */
export interface TriggerDescription {
  name: string;
  sql: string;
}

/** One table or view as the database has it. */
export interface TableDescription {
  name: string;
  kind: RelationKind;
  comment: string | undefined;
  columns: readonly ColumnDescription[];
  primaryKey: KeyDescription | undefined;
  uniques: readonly UniqueDescription[];
  checks: readonly CheckDescription[];
  foreignKeys: readonly ForeignKeyDescription[];
  indexes: readonly IndexDescription[];
  triggers: readonly TriggerDescription[];
}

/** A table or view by name. */
export interface RelationDescription {
  name: string;
  kind: RelationKind;
  comment: string | undefined;
}

/** Whether two lists of columns have the same ones in the same order. */
export function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}

/** The columns of an index; undefined where an expression is among its parts. */
export function columnsOfIndex({ terms }: IndexDescription): string[] | undefined {
  const columns = terms.map(({ column }) => column);
  return columns.includes(undefined) ? undefined : (columns as string[]);
}
