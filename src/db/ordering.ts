/** `ORDER BY`: the terms of a query, its model's own order where none is given, and how terms are written. */

import { FlagonError } from "../base/errors.ts";
import { Column } from "./column.ts";
import type { Compiler } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey } from "./fields/relations.ts";
import { readPath, setUpJoins } from "./joins.ts";
import type { Meta } from "./meta.ts";
import type { Ordering } from "./model-options.ts";
import type { OrderTerm, Query } from "./query.ts";
import { OrderBy, RandomOrder } from "./references.ts";
import { columnsOf } from "./row-values.ts";
import { Scope } from "./scope.ts";
import type { Selected, SelectedColumn } from "./selection.ts";
import { SlotCounter } from "./structure.ts";

/** Reads what a user orders by. */
export function readOrdering(
  query: Query,
  ordering: readonly Ordering[],
  trail: readonly string[] = [],
): OrderTerm[] {
  const terms = ordering.flatMap((item) =>
    typeof item === "string"
      ? readName(query, item, trail)
      : [readExpression(query, item as Expression)],
  );
  // A key of several columns is ordered by each of them.
  return terms.flatMap((term) =>
    columnsOf(term.expression).map((expression) => ({ ...term, expression })),
  );
}

function readExpression(query: Query, item: Expression): OrderTerm {
  const resolved = item.resolve(new Scope(query));
  if (resolved instanceof OrderBy) {
    return {
      expression: resolved.expression,
      descending: resolved.descending,
      nulls: resolved.nulls,
    };
  }
  return { expression: resolved, descending: false, nulls: undefined };
}

function readName(query: Query, item: string, trail: readonly string[]): OrderTerm[] {
  if (item === "?") return [{ expression: new RandomOrder(), descending: false, nulls: undefined }];
  const descending = item.startsWith("-");
  const text = item.replace(/^[-+]/, "");
  const scope = new Scope(query);
  if (!query.annotations.has(text.split("__")[0]!)) {
    const terms = relationTerms(query, text, descending, trail);
    if (terms !== undefined) return terms;
  }
  return [{ expression: scope.reference(text), descending, nulls: undefined }];
}

/** Ordering by a relation is ordering as its model is ordered. */
function relationTerms(
  query: Query,
  text: string,
  descending: boolean,
  trail: readonly string[],
): OrderTerm[] | undefined {
  const names = text.split("__");
  const path = readPath(query.meta, names, text);
  const ordering = path.meta.options.ordering ?? [];
  if (!path.isRelation || path.rest.length > 0 || names.at(-1) === "pk" || ordering.length === 0)
    return undefined;
  if (trail.includes(text)) {
    throw new FlagonError(`Ordering by "${text}" goes round in a circle.`, {
      code: "db.circular-ordering",
      where: `orderBy("${text}")`,
      mend: `Order by a column: "${text}__pk".`,
    });
  }
  const prefixed = ordering.map((item) => (typeof item === "string" ? prefix(item, text) : item));
  const terms = readOrdering(query, prefixed, [...trail, text]);
  return descending ? terms.map(reversedTerm) : terms;
}

function prefix(item: string, path: string): Ordering {
  return item.startsWith("-") ? `-${path}__${item.slice(1)}` : `${path}__${item}`;
}

/** The terms that order a query, the model's own where none are given. Adds the joins that they take. */
export function orderTerms(query: Query): OrderTerm[] {
  const terms =
    query.order.length === 0 &&
    query.defaultOrder &&
    query.fromQuery === undefined &&
    !query.isGrouped
      ? defaultTerms(query, query.meta)
      : query.order;
  return query.reversed ? terms.map(reversedTerm) : [...terms];
}

function defaultTerms(query: Query, meta: Meta): OrderTerm[] {
  const ordering = meta.options.ordering ?? [];
  return readOrdering(
    query,
    ordering.map((item) =>
      typeof item === "string" ? item : (item as Expression).slotted(new SlotCounter(0)),
    ),
  );
}

function reversedTerm({ expression, descending, nulls }: OrderTerm): OrderTerm {
  const turned = nulls === undefined ? undefined : nulls === "first" ? "last" : "first";
  return { expression, descending: !descending, nulls: turned };
}

/** Whether the order of a query leaves no two rows in doubt: it has a unique column, or columns that are unique together. */
export function isTotalOrder(query: Query): boolean {
  if (query.combinator !== undefined || query.isGrouped) return false;
  const fields = orderTerms(query)
    .map(({ expression }) => expression)
    .filter((expression) => expression instanceof Column && expression.ref === query.base)
    .map((column) => (column as Column).field);
  const { meta } = query;
  const tellsApart = (field: Field): boolean =>
    !field.isNullable &&
    (field.options.unique === true || (field instanceof ForeignKey && field.single));
  return (
    meta.keyFields.every((field) => fields.includes(field)) ||
    fields.some(tellsApart) ||
    (meta.options.uniqueTogether ?? []).some((names) =>
      names.every((name) => fields.some((field) => field.name === name && !field.isNullable)),
    )
  );
}

/** The clause `ORDER BY`. In a combination of queries columns go by their position. */
export function orderSql(
  terms: readonly OrderTerm[],
  selected: Selected | undefined,
  compiler: Compiler,
  { byPosition = false } = {},
): string {
  const seen = new Set<string>();
  for (const term of terms) {
    const isNumbered = term.nulls === undefined || compiler.dialect.ordersNulls;
    const position =
      selected === undefined || !(isNumbered || byPosition)
        ? undefined
        : positionOf(term.expression, selected, byPosition);
    const sql =
      position === undefined
        ? compiler.orderSql(term.expression)
        : isNumbered
          ? String(position + 1)
          : compiler.quote(nameOf(selected!.columns[position]!));
    seen.add(compiler.dialect.orderTerm(sql, term));
  }
  return seen.size === 0 ? "" : ` ORDER BY ${[...seen].join(", ")}`;
}

function positionOf(
  expression: Expression,
  selected: Selected,
  byPosition: boolean,
): number | undefined {
  const index = selected.columns.findIndex(
    ({ expression: column }) =>
      column === expression || (byPosition && isSameColumn(column, expression)),
  );
  const isOwn = expression instanceof Column || expression.selectsOtherwise;
  if (index !== -1 && (byPosition || !isOwn)) return index;
  if (!byPosition) return undefined;
  throw new FlagonError("A combined query is ordered by what it selects.", {
    code: "db.combined-ordering",
    where: "orderBy() after union(), intersection() or difference()",
    mend: "Order by a name that values() or the model gives.",
  });
}

/** The name that a column has in the answer. */
function nameOf({ expression, alias }: Selected["columns"][number]): string {
  return alias ?? (expression as Column).field.column;
}

/** What a query whose rows are told apart has to read besides, since it is ordered by it: rows that differ in it are two. */
export function furtherColumns(
  { distinct }: Query,
  terms: readonly OrderTerm[],
  { columns }: Selected,
): SelectedColumn[] {
  if (distinct === false || distinct.length > 0) return [];
  return terms
    .map(({ expression }) => expression)
    .filter(
      (expression) =>
        !(expression instanceof RandomOrder) &&
        !columns.some(
          ({ expression: column }) =>
            column === expression ||
            (isSameColumn(column, expression) &&
              (column as Column).ref === (expression as Column).ref),
        ),
    )
    .map((expression) => ({ expression, alias: undefined }));
}

/** Whether both are the same field, of whatever table. */
export function isSameColumn(one: Expression, other: Expression): boolean {
  return one instanceof Column && other instanceof Column && one.field === other.field;
}

/** Reads a path for `latest` and the like. */
export function columnAt(query: Query, text: string): Column {
  const path = readPath(query.meta, text.split("__"), text);
  const joined = setUpJoins(query, path);
  return new Column(joined.ref, joined.target);
}
