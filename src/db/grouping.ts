/** `GROUP BY` and `HAVING`: what rows are put together by, and conditions on the groups. */

import { Column } from "./column.ts";
import type { Compiler } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import type { OrderTerm, Query } from "./query.ts";
import type { Selected } from "./selection.ts";
import { GroupedQuery } from "./subqueries.ts";
import type { TableRef } from "./table-ref.ts";
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
  const queries = new Set(
    given
      .filter((expression) => expression instanceof GroupedQuery)
      .map((one) => one.toSql(compiler)),
  );
  // What is grouped by as a whole must not be grouped by its parts, too.
  const partsOf = (expression: Expression): readonly Expression[] =>
    queries.size > 0 && queries.has(expression.selectSql(compiler)) ? [] : expression.groupBy();
  const expressions = [
    ...given.flatMap((expression) => expression.groupBy()),
    ...selected.columns.flatMap(({ expression }) => partsOf(expression)),
    ...terms.flatMap(({ expression }) => partsOf(expression)),
    ...(having?.groupBy() ?? []),
  ];
  // MySQL looks at columns in HAVING among those that rows are grouped by alone.
  const named = compiler.kind === "mysql" ? (having?.groupBy() ?? []) : [];
  const write = compiler.dialect.marksPlaces ? groupWriter(selected, compiler) : undefined;
  const sqls = [...withoutDependent(expressions), ...named].map(
    (expression) => write?.(expression) ?? compiler.groupSql(expression),
  );
  return sqls.length === 0 ? "" : ` GROUP BY ${[...new Set(sqls)].join(", ")}`;
}

/**
 * Writes what has parameters by its number in the list of columns.
 *
 * To MySQL two places without numbers are never the same, so that a column would be in no group.
 */
function groupWriter(
  { columns }: Selected,
  compiler: Compiler,
): (expression: Expression) => string | undefined {
  const numbers = new Map(
    columns.map(({ expression }, index) => [compiler.groupSql(expression), String(index + 1)]),
  );
  return (expression) => {
    const sql = compiler.groupSql(expression);
    return sql.includes("\0") ? numbers.get(sql) : undefined;
  };
}

/** A table's key stands for all its columns. */
function withoutDependent(expressions: readonly Expression[]): readonly Expression[] {
  const columns = expressions.filter((expression) => expression instanceof Column);
  const fieldsOf = new Map<TableRef, Set<Field>>();
  for (const { ref, field } of columns) {
    const known = fieldsOf.get(ref);
    if (known === undefined) fieldsOf.set(ref, new Set([field]));
    else known.add(field);
  }
  const isKeyed = (ref: TableRef): boolean =>
    ref.table === ref.meta.table &&
    ref.meta.keyFields.every((field) => fieldsOf.get(ref)!.has(field));
  const keyed = new Set([...fieldsOf.keys()].filter(isKeyed));
  return expressions.filter(
    (expression) =>
      !(expression instanceof Column) ||
      !keyed.has(expression.ref) ||
      expression.ref.meta.keyFields.includes(expression.field),
  );
}
