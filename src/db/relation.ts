/** One way from a model to another, as joins walk it: each hop goes from one table to the next. */

import type { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";

/** One step from a table to the next one. */
export interface Hop {
  readonly from: Meta;
  readonly to: Meta;
  /** The columns that must be equal: of the table we come from, and of the one we go to. */
  readonly pairs: readonly (readonly [from: Field, to: Field])[];
  /** What makes two joins the same: the field, and which way it is walked. */
  readonly key: string;
  /** Whether one row may meet several. */
  readonly many: boolean;
  /** Whether a row may meet none. */
  readonly nullable: boolean;
  /** Whether the table we come from holds the key: then the far key is known without going there. */
  readonly direct: boolean;
  /** Values that columns of the far table must have besides: the content type of a generic relation. */
  readonly fixed?: readonly (readonly [to: Field, value: unknown])[];
}

/** What filters must ask of the rows at the far end of a relation besides its keys. */
export function fixedConditions({ hops }: Relation): Record<string, unknown> {
  const fixed = hops.length === 1 ? (hops[0]!.fixed ?? []) : [];
  return Object.fromEntries(fixed.map(([field, value]) => [field.attribute, value]));
}

/** A name of a model that leads to other rows. */
export interface Relation {
  readonly name: string;
  readonly from: Meta;
  readonly target: Meta;
  readonly hops: readonly Hop[];
  /** The field that holds the relation: of this model, or for a way back of the other one. */
  readonly field: Field;
  readonly direction: "forward" | "reverse";
  /** Whether it leads to several rows. */
  readonly many: boolean;
}
