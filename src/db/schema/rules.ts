/** What the schemas of the kinds of database can say, and how they quote. */

import type { DatabaseKind } from "../backends/backend.ts";
import { checkedName, quoted } from "../dialect.ts";

/** How a kind of database writes schemas. */
export interface SchemaRules {
  readonly kind: DatabaseKind;
  /** Foreign keys stand with their column; elsewhere they are added once all tables are there. */
  readonly inlineForeignKeys: boolean;
  /** What follows a foreign key. */
  readonly deferrable: string;
  readonly partialIndexes: boolean;
  /** The statement that makes an index of expressions. */
  expressionIndex(sql: string): string;
  /** `INCLUDE`, `USING`, operator classes, exclusion, deferrable uniqueness. */
  readonly isPostgres: boolean;
  /** Whether a constraint can be added to a table that is there. */
  readonly addsConstraints: boolean;
  /** Whether schema changes are part of a transaction. */
  readonly transactional: boolean;
  /** What follows `DROP TABLE name`. */
  readonly dropSuffix: string;
}

const RULES: Record<DatabaseKind, SchemaRules> = {
  sqlite: {
    kind: "sqlite",
    inlineForeignKeys: true,
    deferrable: " DEFERRABLE INITIALLY DEFERRED",
    partialIndexes: true,
    expressionIndex: (sql) => sql,
    isPostgres: false,
    addsConstraints: false,
    transactional: true,
    dropSuffix: "",
  },
  postgres: {
    kind: "postgres",
    inlineForeignKeys: false,
    deferrable: " DEFERRABLE INITIALLY DEFERRED",
    partialIndexes: true,
    expressionIndex: (sql) => sql,
    isPostgres: true,
    addsConstraints: true,
    transactional: true,
    dropSuffix: " CASCADE",
  },
  mysql: {
    kind: "mysql",
    inlineForeignKeys: false,
    deferrable: "",
    partialIndexes: false,
    // MySQL has them since 8.0.13, MariaDB has none: each reads a statement of its own.
    expressionIndex: (sql) => `/*M!DO 0*//*!80013 ${sql} */`,
    isPostgres: false,
    addsConstraints: true,
    transactional: false,
    dropSuffix: "",
  },
};

/** Gives the rules of a kind of database. */
export function rulesOf(kind: DatabaseKind): SchemaRules {
  return RULES[kind];
}

/** Quotes a name for a kind of database. */
export function quoteName(name: string, kind: DatabaseKind): string {
  return quoted(checkedName(name), kind === "mysql" ? "`" : '"');
}
