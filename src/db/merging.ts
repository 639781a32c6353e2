/** Two query sets of one model as one: the rows that are in both, or in either, found by one set of joins. */

import { FlagonError } from "../base/errors.ts";
import { Column } from "./column.ts";
import type { Expression } from "./expression.ts";
import { joinHop, JoinVotes, use } from "./joins.ts";
import type { Query } from "./query.ts";
import type { RowSet } from "./row-set.ts";
import type { TableRef } from "./table-ref.ts";
import { Slot, TypedSlot } from "./values.ts";
import { Where } from "./where.ts";

/** How two sets of conditions are put together. */
export type Merge = "AND" | "OR" | "XOR";

/** The rows of two query sets under one connector. */
export function merge(set: RowSet, other: RowSet, connector: Merge): RowSet {
  if (set.meta.concrete !== other.meta.concrete)
    refuse(set, other, "They are of different models.");
  if (
    [set, other].some(
      ({ shape }) =>
        shape.query.isSliced || shape.query.combinator !== undefined || shape.query.isGrouped,
    )
  )
    refuse(set, other, "Rows that are cut off, combined or grouped cannot be merged.");
  const shape = set.shape.step(
    `merge ${connector} ${other.structure}`,
    other.parameters.length,
    () => (query, first) => {
      mergeQueries(query, other.query(), connector, first);
    },
  );
  return set.with(shape, other.parameters);
}

function refuse(set: RowSet, other: RowSet, what: string): never {
  throw new FlagonError(`Two query sets cannot be merged. ${what}`, {
    code: "db.merge",
    where: `${set.meta.name} with ${other.meta.name}`,
    mend: "Merge query sets of one model before limit(), union() and annotate(), or use union().",
  });
}

function mergeQueries(query: Query, other: Query, connector: Merge, first: number): void {
  const refs = new Map<TableRef, TableRef>([[other.base, query.base]]);
  const mine = new Set(
    [...query.joins.values()].filter((join) => !join.outer).map((join) => join.ref),
  );
  const theirs = new Set<TableRef>();
  const shared = connector === "AND" ? new Set<TableRef>() : new Set(query.joins.keys());
  for (const join of other.joins.values()) {
    const ref = joinHop(
      query,
      refs.get(join.parent)!,
      join.hop,
      join.hop.many ? shared : undefined,
    );
    shared.delete(ref);
    refs.set(join.ref, ref);
    if (!join.outer) theirs.add(ref);
    // joinHop has counted one use; the other query may need the table less, or more.
    for (let extra = (other.uses.get(join.ref) ?? 0) - 1; extra !== 0; extra += extra > 0 ? -1 : 1)
      use(query, ref, extra > 0 ? 1 : -1);
  }
  const votes = new JoinVotes(connector, 2, false);
  votes.add(mine);
  votes.add(theirs);
  votes.settle(query);
  const where = other.where.rewrite((node) => moved(node, refs, first)) as Where;
  query.where = combined(query.where, where, connector);
  if (other.order.length > 0)
    query.order = other.order.map((term) => ({
      ...term,
      expression: term.expression.rewrite((node) => moved(node, refs, first)),
    }));
}

/** Conditions under a connector; none at all holds for every row. */
function combined(one: Where, other: Where, connector: Merge): Where {
  if (connector === "AND") return one.and(other);
  return new Where("AND", [new Where(connector, [one, other])]);
}

function moved(node: Expression, refs: ReadonlyMap<TableRef, TableRef>, first: number): Expression {
  if (node instanceof Column) return node.at(refs.get(node.ref) ?? node.ref);
  if (node instanceof Slot) return new Slot(node.index + first, node.many);
  return node instanceof TypedSlot ? node.at(node.index + first) : node;
}
