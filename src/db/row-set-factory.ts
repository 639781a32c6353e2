/** Makes query sets where the class itself cannot be imported: what query sets use would go round in a circle. */

import type { Meta } from "./meta.ts";
import type { RowSet } from "./row-set.ts";

/** Makes a query set of all rows; with `throughManager` as the model's own `all()` gives them. */
export type RowSetFactory = (meta: Meta, throughManager: boolean) => RowSet;

let factory: RowSetFactory;

/** Says how query sets are made. */
export function setRowSetFactory(make: RowSetFactory): void {
  factory = make;
}

/** All rows of a model, whatever its manager hides. */
export function everyRow(meta: Meta): RowSet {
  return factory(meta, false);
}

/** The rows of a model as its manager gives them. */
export function managedRows(meta: Meta): RowSet {
  return factory(meta, true);
}
