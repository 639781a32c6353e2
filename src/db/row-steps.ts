/** What is asked of a query set besides its rows: the latest one, rows by key, whether a row is among them, the plan. */

import { FlagonError } from "../base/errors.ts";
import { Aggregate } from "./aggregates.ts";
import { aggregateQuery } from "./aggregation.ts";
import { Statement } from "./backends/backend.ts";
import { DoesNotExist, RowNotFound } from "./errors.ts";
import { explainPrefix } from "./explain.ts";
import { CompositeKey } from "./fields/composite-key.ts";
import type { Field } from "./fields/field.ts";
import { ManyToMany, Reverse } from "./fields/relations.ts";
import { Func } from "./func.ts";
import { refuseName } from "./joins.ts";
import { TupleMap } from "./key-identity.ts";
import type { Conditions } from "./q.ts";
import { reference } from "./references.ts";
import type { RowSet } from "./row-set.ts";
import type { RowObject } from "./row-state.ts";
import { statementOf } from "./plan.ts";
import { checkAggregateName, isExpression } from "./value-steps.ts";

/** Tells a visitor that there is nothing of the kind. */
export function notFound(set: RowSet, conditions: readonly Conditions[]): never {
  throw new RowNotFound(set.meta.name, describe(set, conditions));
}

/** Orders by the key where nothing else orders. */
export function ordered(set: RowSet): RowSet {
  const { query } = set.shape;
  if (set.ordered || query.isSliced) return set;
  // What is combined of values is ordered by these alone, and the key may not be among them.
  if (query.combinator !== undefined && query.combined[0]!.selection.kind === "values") return set;
  return set.orderBy("pk");
}

/** The row that comes last, or first, by some fields. */
export async function latest(
  set: RowSet,
  names: readonly string[],
  last: boolean,
): Promise<unknown> {
  const option = set.meta.options.getLatestBy;
  const by = names.length > 0 ? names : typeof option === "string" ? [option] : (option ?? []);
  if (by.length === 0) {
    throw new FlagonError(`${set.meta.name} does not say what its latest row is.`, {
      code: "db.no-latest-by",
      where: `${set.meta.name}.${last ? "latest" : "earliest"}()`,
      mend: 'Name a field: latest("publishedAt"), or give the model the option getLatestBy.',
    });
  }
  set.refuseCut(last ? "latest" : "earliest");
  const rows = await set
    .orderBy(...by.map((name) => (last ? turned(name) : name)))
    .slice(0, 1)
    .run();
  if (rows.length > 0) return rows[0];
  throw new DoesNotExist(set.meta.name, `${last ? "latest" : "earliest"}(${by.join(", ")})`);
}

function turned(name: string): string {
  return name.startsWith("-") ? name.slice(1) : `-${name}`;
}

/** Whether a row is among those of a query set. */
export async function contains(set: RowSet, row: object): Promise<boolean> {
  if (set.shape.query.selection.kind === "values") {
    throw new FlagonError("values() gives no rows to look for.", {
      code: "db.values-contains",
      where: "contains()",
      mend: "Call contains() on a query set of rows.",
    });
  }
  const key = (row as RowObject)[set.meta.pk.attribute];
  return set.filter({ pk: key }).exists();
}

/** Rows by a unique field. */
export async function inBulk(
  set: RowSet,
  keys: Iterable<unknown> | undefined,
  field: string,
): Promise<Map<unknown, unknown>> {
  const column = set.meta.member(field);
  if (column === undefined || column instanceof ManyToMany || column instanceof Reverse)
    refuseName(set.meta, field, field);
  const isUnique =
    column.options.unique === true ||
    column === set.meta.pk ||
    (set.meta.options.uniqueTogether ?? []).some(
      (names) => names.length === 1 && names[0] === column.name,
    );
  if (!isUnique) {
    throw new FlagonError(`"${field}" is not unique: rows cannot be told apart by it.`, {
      code: "db.not-unique",
      where: `inBulk({ field: "${field}" })`,
      mend: "Use the primary key or a field with `unique: true`.",
    });
  }
  const wanted = keys === undefined ? undefined : [...keys];
  if (wanted?.length === 0) return mapBy([], column);
  const found = (await (
    wanted === undefined ? set : set.filter({ [`${field}__in`]: wanted })
  ).run()) as RowObject[];
  return mapBy(found, column);
}

/** Rows by a field; equal tuples are one key. */
function mapBy(rows: readonly RowObject[], column: Field): Map<unknown, unknown> {
  const map: Map<unknown, unknown> =
    column instanceof CompositeKey ? (new TupleMap() as Map<unknown, unknown>) : new Map();
  for (const row of rows) map.set(row[column.attribute], row);
  return map;
}

/** Works values out over all rows of a query set. */
export async function aggregateOf(
  set: RowSet,
  expressions: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const names = Object.keys(expressions);
  if (names.length === 0) return {};
  for (const name of names) checkAggregateName(name);
  const asked = set.steppedWith(
    `aggregate ${JSON.stringify(names)}`,
    names.map((name) => reference(expressions[name])),
    (query, slotted) => aggregateQuery(query, names, slotted),
    "object",
  );
  const [result] = await asked.asked({ prefetches: [] }).run();
  return (result as Record<string, unknown> | undefined) ?? emptyAggregates(expressions);
}

/** What aggregates give where there is nothing to ask. */
function emptyAggregates(expressions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => [name, emptyOf(expression)]),
  );
}

function emptyOf(expression: unknown): unknown {
  if (expression instanceof Aggregate) return expression.aggregate.empty ?? null;
  return expression instanceof Func ? (expression.call.plain ?? null) : null;
}

/** The database's plan. */
export async function explain(
  set: RowSet,
  options: Readonly<Record<string, unknown>>,
): Promise<string> {
  const database = set.reading();
  const plan = set.shape.plan(database);
  const asked = statementOf(plan, set.parameters);
  if (asked === undefined) return "(no row can match: nothing is asked)";
  const statement = new Statement(`${explainPrefix(database.kind, options)} ${asked.sql}`, {
    once: true,
  });
  const rows = await database.read(statement, plan.bind(set.parameters));
  return rows.map((row) => row.join(" ")).join("\n");
}

/** Says which rows were looked for, without their values. */
export function describe(set: RowSet, conditions: readonly unknown[]): string {
  const names = conditions.flatMap((condition) =>
    typeof condition === "object" && condition !== null && !isExpression(condition)
      ? Object.keys(condition)
      : ["…"],
  );
  return `${set.meta.name}.get(${names.length === 0 ? "" : `{ ${names.join(", ")} }`})`;
}
