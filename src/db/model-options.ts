/** What a model takes besides its fields. */

import type { Expression } from "./expression.ts";
import type { AnyExpression } from "./typing/expressions.ts";
import type { Constraint } from "./schema/constraints.ts";
import type { Index } from "./schema/index-definition.ts";

/** What orders rows: a name, `-` before it for descending, `"?"` for chance, or an expression. */
export type Ordering = string | Expression | AnyExpression;

/** The options of a model, Django's `Meta`. */
export interface ModelOptions {
  /** The table's name. Default: the blueprint's name and the model's in small letters, as Django names it. */
  table?: string;
  /** The name of the blueprint that the model belongs to; `blueprint.models()` sets it. */
  label?: string;
  /** The order of rows that are not ordered otherwise. */
  ordering?: readonly Ordering[];
  /** The table between two models, which Flagon made by itself. */
  automatic?: boolean;
  /** The model is one of Flagon's own: its table is made only where something refers to it. */
  optional?: boolean;
  /** The model has no table: others extend it. Default false. */
  abstract?: boolean;
  /** The model is another view of its parent's table. Default false. */
  proxy?: boolean;
  /** Whether Flagon makes and changes the table. Default true. */
  managed?: boolean;
  /** Fields that together are unique. */
  uniqueTogether?: readonly (readonly string[])[];
  /** Indexes: lists of names, or `index(…)`. */
  indexes?: readonly (readonly string[] | Index)[];
  /** Constraints: `unique(…)`, `check(…)`, `exclude(…)`. */
  constraints?: readonly Constraint[];
  /**
   * The fields that tell a row from every other by what it says, where its primary key is a mere number: `["slug"]`.
   *
   * Fixtures can write it instead of the key. A foreign key stands for the natural key of its target; paths lead on: `["title", "author__email"]`.
   */
  naturalKey?: readonly string[];
  /** The fields by which `latest()` and `earliest()` order where they are given none. */
  getLatestBy?: string | readonly string[];
  /** What people call one row, and several. */
  singular?: string;
  plural?: string;
  /** The table's comment in the schema. */
  comment?: string;
  /** The tablespace of PostgreSQL that keeps the table and its listed indexes; other databases have none. */
  tablespace?: string;
  /** The alias of the database that holds the table, where no router says otherwise. */
  database?: string;
}
