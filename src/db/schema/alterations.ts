/** What a kind of database has to know to change tables: each call gives the steps for one change. */

import type { Field } from "../fields/field.ts";
import type { Meta } from "../meta.ts";
import type { Constraint } from "./constraints.ts";
import type { FieldPair } from "./field-change.ts";
import { describeTable } from "./introspection.ts";
import type { TableDescription } from "./description.ts";
import type { LiveStep, Step } from "./steps.ts";

/** How a constraint is added. */
export interface ConstraintAddition {
  /** Leaves rows that are there unchecked, so that the table is not locked meanwhile; `validateConstraint` checks them. PostgreSQL. Default false. */
  notValid?: boolean;
  /** Lets others read and write the table meanwhile. It cannot be part of a transaction. PostgreSQL. Default false. */
  online?: boolean;
}

/** The changes of one kind of database. */
export interface Alterations {
  renameTable(before: Meta, after: Meta): Step[];
  addField(after: Meta, field: Field, fill: unknown): Step[];
  removeField(before: Meta, after: Meta, field: Field): Step[];
  alterField(pair: FieldPair, fill: unknown): Step[];
  addConstraint(after: Meta, constraint: Constraint, options: ConstraintAddition): Step[];
  dropConstraint(after: Meta, constraint: Constraint): Step[];
  addUniqueTogether(after: Meta, names: readonly string[]): Step[];
  dropUniqueTogether(before: Meta, after: Meta, names: readonly string[]): Step[];
  dropIndex(meta: Meta, index: { name: string; columns: readonly string[] }): Step[];
}

/** Work that knows a table as it is; undefined in a preview, and where there is no such table. */
export function look(
  table: string,
  write: (found: TableDescription | undefined) => Step[],
): LiveStep {
  return {
    preview: () => write(undefined),
    plan: async (database) => write(await describeTable(database, table)),
  };
}
