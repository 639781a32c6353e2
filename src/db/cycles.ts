/** Models that refer to each other in a circle: where a database looks at references row by row, no order of deleting would do. */

import { ForeignKey } from "./fields/relations.ts";
import type { Meta } from "./meta.ts";
import type { RowObject } from "./row-state.ts";

/** A change of a foreign key: the rows that referred to what is deleted. */
export interface KeyChange {
  readonly field: ForeignKey;
  readonly value: unknown;
  readonly rows: readonly RowObject[];
}

/** Whether rows of one model refer to rows of another, directly or by way of others. */
export function leadsTo(from: Meta, to: Meta, seen = new Set<Meta>()): boolean {
  if (from.concrete === to.concrete) return true;
  if (seen.has(from.concrete)) return false;
  seen.add(from.concrete);
  const keys = from.fields.filter((field) => field instanceof ForeignKey);
  return keys.some((key) => leadsTo(key.target, to, seen));
}

/** Adds rows whose foreign key is emptied before they are deleted: one change for each key. */
export function loosen(changes: KeyChange[], field: ForeignKey, rows: readonly RowObject[]): void {
  const at = changes.findIndex((change) => change.field === field && change.value === null);
  if (at === -1) changes.push({ field, value: null, rows });
  else changes[at] = { field, value: null, rows: [...changes[at]!.rows, ...rows] };
}
