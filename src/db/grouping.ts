/** `GROUP BY` and `HAVING`: what rows are put together by, and conditions on the groups. */

import { Column } from "./column.ts";
import type { Compiler } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import type { OrderTerm, Query } from "./query.ts";
import type { Selected } from "./selection.ts";
import { Where } from "./where.ts";

/** Parts conditions on rows from conditions on groups. */
export function havingOf(query: Query): { where: Where; having: Where | undefined } {
  const { where } = query;
  if (!where.containsAggregate) return { where, having: undefined };
  if (where.connector !== "AND" || where.negated) return { where: new Where("AND"), having: where };
  const [rows, groups]: [Expression[], Expression[]] = [[], []];
  for (const part of where.parts) (part.containsAggregate ? groups : rows).push(part);
  return { where: new Where("AND", rows), having: new Where("AND", groups) };
}

/** The clause `GROUP BY`; empty where rows are not grouped. */
export function groupingSql(
  query: Query,
  selected: Selected,
  terms: readonly OrderTerm[],
  having: Where | undefined,
  compiler: Compiler,
): string {
  if (query.grouping === undefined) return "";
  const given = query.grouping === true ? [] : query.grouping;
  const expressions = [
    ...given.flatMap((expression) => expression.groupBy()),
    ...selected.columns.flatMap(({ expression }) => expression.groupBy()),
    ...terms.flatMap(({ expression }) => expression.groupBy()),
    ...(having?.groupBy() ?? []),
  ];
  const sqls = [
    ...new Set(withoutDependent(expressions).map((expression) => compiler.groupSql(expression))),
  ];
  return sqls.length === 0 ? "" : ` GROUP BY ${sqls.join(", ")}`;
}

/** A table's key stands for all its columns. */
function withoutDependent(expressions: readonly Expression[]): readonly Expression[] {
  const keyed = new Set(
    expressions
      .filter((expression) => expression instanceof Column)
      .filter(({ ref, field }) => ref.meta.pk === field && ref.table === ref.meta.table)
      .map(({ ref }) => ref),
  );
  return expressions.filter(
    (expression) =>
      !(expression instanceof Column) ||
      !keyed.has(expression.ref) ||
      expression.field === expression.ref.meta.pk,
  );
}
