/** Conditions on window functions: SQL computes windows after `WHERE`, so such a condition goes into a query around. */

import { Column, Named } from "./column.ts";
import type { Expression } from "./expression.ts";
import type { OrderTerm, Query } from "./query.ts";
import type { Selected, SelectedColumn } from "./selection.ts";
import { Where } from "./where.ts";

/** A query that computes windows, and what the query around it does with them. */
export interface AroundWindows {
  readonly inner: { query: Query; selected: Selected };
  /** The columns of the answer, by their names in the inner query. */
  readonly names: readonly string[];
  readonly where: Where;
  readonly terms: readonly OrderTerm[];
}

/** Parts a query into one that computes windows and conditions on them. */
export function aroundWindows(
  query: Query,
  selected: Selected,
  terms: readonly OrderTerm[],
): AroundWindows {
  const columns: SelectedColumn[] = selected.columns.map(({ expression, alias }, index) => ({
    expression,
    alias: alias ?? `c${index}`,
  }));
  const names = columns.map(({ alias }) => alias!);
  const known = new Map<Expression, Named>();
  const name = (expression: Expression): Named => {
    const found = known.get(expression);
    if (found !== undefined) return found;
    const made = new Named(`w${columns.length}`, expression);
    columns.push({ expression, alias: made.name });
    known.set(expression, made);
    return made;
  };
  const outside = (node: Expression): Expression => {
    if (node instanceof Column || node.isWindow || node.containsAggregate) return name(node);
    return node.parts.length === 0 ? node : node.withParts(node.parts.map(outside));
  };
  const plain = query.where.connector === "AND" && !query.where.negated;
  const parts = plain ? query.where.parts : [query.where];
  const inner = query.copy();
  inner.where = new Where(
    "AND",
    parts.filter((part) => !part.containsWindow),
  );
  inner.order = [];
  inner.defaultOrder = false;
  inner.limit = undefined;
  inner.offset = 0;
  const where = new Where("AND", parts.filter((part) => part.containsWindow).map(outside));
  const outerTerms = terms.map((term) => ({ ...term, expression: outside(term.expression) }));
  return {
    inner: { query: inner, selected: { ...selected, columns } },
    names,
    where,
    terms: outerTerms,
  };
}
