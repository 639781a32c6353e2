/** Loads relations into rows that are there already: Django's `prefetch_related_objects`. */

import { FlagonError } from "../base/errors.ts";
import type { Meta } from "./meta.ts";
import { prefetchInto, readPrefetches } from "./prefetch.ts";
import { metaOf } from "./registry.ts";
import { type RowObject, STATE } from "./row-state.ts";
import type { InstanceOf } from "./typing/model.ts";
import type { AnyPrefetch, CheckedPrefetches, Prefetched } from "./typing/results.ts";

/**
 * Loads relations into rows that are there already, wherever they came from: one statement for each relation, and none for what is loaded.
 *
 * Takes paths and `prefetch(…)` as the call of query sets does. It gives the same rows, with a type that knows what is loaded.
 *
 * @throws FlagonError `db.wrong-type` for what is no row of the model, `db.no-relation`.
 * @example
 * const authors = await prefetchRelated(Author, [ann, bob], "books__tags");
 * authors[0].books.length; // a plain property
 */
export async function prefetchRelated<T, const P extends readonly (string | AnyPrefetch)[]>(
  model: T,
  rows: Iterable<InstanceOf<T>>,
  ...paths: CheckedPrefetches<T, P>
): Promise<(InstanceOf<T> & Prefetched<T, P[number]>)[]> {
  const meta = metaOf(model as never);
  const all = [...(rows as Iterable<RowObject>)];
  for (const row of all) assertRow(row, meta);
  const prefetches = readPrefetches(paths as never);
  const groups = Map.groupBy(all, (row) => row[STATE]?.database.alias);
  for (const group of groups.values()) await prefetchInto(meta, group, prefetches);
  return all as never;
}

function assertRow(row: unknown, { model, name, concrete }: Meta): void {
  if (row instanceof (model as never) || row instanceof (concrete.model as never)) return;
  throw new FlagonError(`One of the rows is no row of ${name}.`, {
    code: "db.wrong-type",
    where: `prefetchRelated(${name}, …)`,
    mend: `Give rows of ${name} alone; for rows of several models call it once for each.`,
  });
}
