/** Turns conditions into joins and comparisons of a query, with the meaning that Django gives them across relations. */

import { FlagonError } from "../base/errors.ts";
import { Column } from "./column.ts";
import { Expression } from "./expression.ts";
import {
  demote,
  type Joined,
  JoinVotes,
  ManyRows,
  type Path,
  readPath,
  refuseName,
  setUpJoins,
} from "./joins.ts";
import { Exists } from "./subqueries.ts";
import { IsNull } from "./comparisons.ts";
import { findLookup, makeLookup } from "./lookups.ts";
import type { Condition, QNode } from "./q.ts";
import { Query } from "./query.ts";
import { referredBy } from "./row-subqueries.ts";
import { columnAt, type RowValue } from "./row-values.ts";
import { Scope } from "./scope.ts";
import type { TableRef } from "./table-ref.ts";
import { refuseTransform, Transforms } from "./transform-table.ts";
import { Constant, Fixed } from "./values.ts";
import { Where } from "./where.ts";

/** How a condition is read: what has been turned round above it, and which joins it may share. */
interface Reading {
  readonly query: Query;
  readonly scope: Scope;
  /** Whether an odd number of negations stands above. */
  readonly negated: boolean;
  /** Whether any negation stands above. */
  readonly branchNegated: boolean;
  /** The joins that this `filter` call has made or used. */
  readonly reuse: Set<TableRef> | undefined;
  readonly split: boolean;
}

/** A condition, and the joins that must have a partner for it to hold. */
interface Clause {
  readonly where: Expression;
  readonly needed: Iterable<TableRef>;
}

/** Adds a condition to a query, as one `filter` call. */
export function addFilter(query: Query, condition: QNode, reuse = new Set(query.sticky)): void {
  const inner = [...query.joins.values()].filter((join) => !join.outer).map((join) => join.ref);
  const reading: Reading = {
    query,
    scope: new Scope(query, { reuse }),
    negated: false,
    branchNegated: false,
    reuse,
    split: true,
  };
  const { where } = readNode(condition, reading);
  query.where = query.where.and(where);
  demote(query, inner);
}

/** A condition within an expression: of `When`, of an aggregate's filter, of a constraint. Shares all joins. */
export function conditionsOf(condition: QNode, scope: Scope): Expression {
  const reading: Reading = {
    query: scope.query,
    scope,
    negated: false,
    branchNegated: false,
    reuse: scope.reuse,
    split: false,
  };
  const { where, needed: _needed } = readNode(condition, reading);
  keepOuter(scope.query, where);
  return where;
}

/** A condition that does not filter rows must not make joins drop any. */
function keepOuter(query: Query, where: Expression): void {
  const refs: TableRef[] = [];
  where.rewrite((node) => {
    if (node instanceof Column) refs.push(node.ref);
    return node;
  });
  for (const ref of refs) keepChain(query, ref);
}

/** Keeps rows without partners on the whole way to a table: behind a join that keeps them every further one must. */
function keepChain(query: Query, ref: TableRef): boolean {
  const join = query.joins.get(ref);
  if (join === undefined) return false;
  const outer = keepChain(query, join.parent) || join.nullable || join.outer;
  if (outer && !join.outer) query.joins.set(ref, { ...join, outer: true });
  return outer;
}

function readNode(node: QNode, reading: Reading): Clause {
  const negated = reading.negated !== node.negated;
  const inside: Reading = {
    ...reading,
    negated,
    branchNegated: reading.branchNegated || node.negated,
  };
  const votes = new JoinVotes(node.connector, node.parts.length, negated);
  const parts: Expression[] = [];
  for (const part of node.parts) {
    const clause = readPart(part, inside);
    votes.add(clause.needed);
    parts.push(clause.where);
  }
  return {
    where: new Where(node.connector, parts, node.negated),
    needed: votes.settle(reading.query),
  };
}

function readPart(part: Expression, reading: Reading): Clause {
  if ("connector" in part && "negated" in part && !(part instanceof Where))
    return readNode(part as QNode, reading);
  if ("path" in part && "value" in part) return readCondition(part as Condition, reading);
  const before = new Map(reading.query.uses);
  const where = part.resolve(reading.scope);
  return { where, needed: usedSince(reading.query, before) };
}

function usedSince(query: Query, before: ReadonlyMap<TableRef, number>): TableRef[] {
  return [...query.uses]
    .filter(([ref, count]) => count > (before.get(ref) ?? 0))
    .map(([ref]) => ref);
}

function readCondition(condition: Condition, reading: Reading): Clause {
  const { query } = reading;
  const before = new Map(query.uses);
  const value = condition.value.resolve(reading.scope);
  const used = usedSince(query, before);
  const ready = new Map(query.uses);
  const names = condition.path.split("__");
  const annotation = reading.scope.findAnnotation(names[0]!);
  if (annotation !== undefined) {
    return { where: compare(annotation, names.slice(1), value, condition.path), needed: used };
  }
  const filtered = reading.scope.filteredPath(names);
  const path = filtered?.path ?? readPath(query.meta, names, condition.path);
  checkRest(path, condition.path);
  if (filtered !== undefined) return finish(condition, reading, path, filtered.joined, value, used);
  const allowMany = !reading.branchNegated || !reading.split;
  let joined: Joined;
  try {
    joined = setUpJoins(query, path, {
      ...(reading.reuse !== undefined && { reuse: reading.reuse }),
      allowMany,
    });
  } catch (error) {
    if (!(error instanceof ManyRows)) throw error;
    // What the value is compared from stays in this query: its tables are needed still.
    query.uses = ready;
    return splitOff(condition, value, path, error.level, reading);
  }
  return finish(condition, reading, path, joined, value, used);
}

function finish(
  condition: Condition,
  reading: Reading,
  path: Path,
  joined: Joined,
  value: Expression,
  used: readonly TableRef[],
): Clause {
  const { query, negated } = reading;
  for (const ref of joined.refs) reading.reuse?.add(ref);
  const column = columnOf(path, joined);
  const lookup = compare(column, path.rest, referred(column, value), condition.path);
  const isNull = lookup instanceof IsNull;
  const needed = new Set([...used, ...joined.refs]);
  if (isNull && lookup.wanted && !negated) return { where: lookup, needed: [] };
  const isJsonNull = !isNull && value instanceof Constant && value.value === null;
  if (!negated || isJsonNull || (isNull && lookup.wanted)) return { where: lookup, needed };
  if (isNull) return { where: lookup, needed: [] };
  const end = joined.refs.at(-1)!;
  const mayBeNull = joined.target.options.null === true || query.joins.get(end)?.outer === true;
  // NOT (a = 1) leaves out rows where a is null; NOT (a = 1 AND a IS NOT NULL) keeps them. The same on the right side.
  const known: Expression[] = mayBeNull
    ? [new IsNull(columnAt(joined.ref, joined.target), false)]
    : [];
  if (value instanceof Column && value.field.options.null === true)
    known.push(new IsNull(value, false));
  const where = known.length === 0 ? lookup : new Where("AND", [lookup, ...known]);
  return { where, needed: [] };
}

/** The column at the end of a path; for a relation the key that its rows are known by. */
export function columnOf(path: Path, joined: Joined): Column | RowValue {
  return columnAt(
    joined.ref,
    joined.target,
    joined.target,
    path.isRelation ? path.meta : undefined,
  );
}

/** Rows of a query set beside a foreign key are what it refers to. */
function referred(column: Column | RowValue, value: Expression): Expression {
  return column instanceof Column && column.related !== undefined
    ? referredBy(column.field, value)
    : value;
}

function checkRest(path: Path, text: string): void {
  const [first] = path.rest;
  if (first === undefined) return;
  if (!path.isRelation) return;
  if (findLookup(path.target, first) === undefined)
    refuseName(path.meta, first, text, ["exact", "in", "isnull"]);
}

/** Applies transforms and the lookup that the rest of a path names. */
export function compare(
  left: Expression,
  rest: readonly string[],
  value: Expression,
  path: string,
): Expression {
  let side = left;
  const names = rest.length === 0 ? ["exact"] : [...rest];
  const last = names.at(-1)!;
  for (const name of names.slice(0, -1)) side = transformed(side, name, path);
  if (findLookup(side, last) === undefined) {
    side = transformed(side, last, path);
    names.push("exact");
  }
  const name = names.at(-1)!;
  if (value instanceof Constant && value.value === null && !takesNull(side, name)) {
    if (name === "exact" || name === "iexact") return new IsNull(side, true);
    throw new FlagonError(`"${name}" cannot compare with null.`, {
      code: "db.null-lookup",
      where: `path "${path}"`,
      mend: `Use "${path.replace(/__\w+$/, "")}: null" for rows without a value.`,
    });
  }
  return makeLookup(side, name, value, path);
}

function takesNull(side: Expression, name: string): boolean {
  return findLookup(side, name)?.takesNull === true;
}

function transformed(side: Expression, name: string, path: string): Expression {
  return Transforms.find(side, name) ?? refuseTransform(side, name, path);
}

/**
 * Excludes rows by their relatives: no relative may meet the condition, where a plain negation would ask for one that does not.
 *
 * The relatives are looked for in a query of their own, which starts at the first table that several rows may stand in.
 */
function splitOff(
  condition: Condition,
  value: Expression,
  path: Path,
  level: number,
  reading: Reading,
): Clause {
  const { query } = reading;
  const prefix: Path = { ...path, hops: path.hops.slice(0, level), rest: [], isRelation: true };
  const hop = path.hops[level]!;
  const near = setUpPrefix(query, prefix, hop.pairs[0]![0]);
  for (const ref of near.refs) reading.reuse?.add(ref);
  const inner = new Query(hop.to);
  const rest: Path = {
    ...path,
    hops: path.hops.slice(level + 1),
    depths: path.depths.slice(level + 1),
  };
  if (asksForNull(path, value)) return absentRelatives(path, level, near, rest);
  const joined = setUpJoins(inner, rest);
  const column = columnOf(path, joined);
  const lookup = compare(column, path.rest, referred(column, value), condition.path);
  inner.where = new Where("AND", [
    lookup,
    ...linkTo(hop.pairs, near, inner.base),
    ...fixedOf(hop, inner.base),
    ...sameRelative(query, inner, { near, hop, reuse: reading.reuse }),
  ]);
  demote(inner, joined.refs);
  return { where: new Exists(inner), needed: [] };
}

/** Whether a condition holds where there is no value: `tags__isnull: true`, `tags__label: null`. */
function asksForNull(path: Path, value: Expression): boolean {
  if (!(value instanceof Constant)) return false;
  const last = path.rest.at(-1);
  if (last === "isnull") return value.value === true;
  return value.value === null && (last === undefined || last === "exact" || last === "iexact");
}

/** `exclude(tags__isnull: true)`: a row counts as one without, where it has no relative, or one whose value is null. */
function absentRelatives(path: Path, level: number, near: Joined, rest: Path): Clause {
  const hop = path.hops[level]!;
  const linked = (query: Query): Expression[] => [
    ...linkTo(hop.pairs, near, query.base),
    ...fixedOf(hop, query.base),
  ];
  const any = new Query(hop.to);
  any.where = new Where("AND", linked(any));
  const none = new Where("AND", [new Exists(any)], true);
  if (rest.hops.length === 0 && rest.target === hop.to.pk) return { where: none, needed: [] };
  const inner = new Query(hop.to);
  const joined = setUpJoins(inner, rest);
  const isNull = new IsNull(columnAt(joined.ref, joined.target), true);
  inner.where = new Where("AND", [isNull, ...linked(inner)]);
  return { where: new Where("OR", [none, new Exists(inner)]), needed: [] };
}

/** Where the same `filter` call has joined the relatives already, the one that is joined is meant. */
function sameRelative(
  query: Query,
  inner: Query,
  { near, hop, reuse }: { near: Joined; hop: Path["hops"][number]; reuse: Reading["reuse"] },
): Expression[] {
  const { base } = inner;
  if (query.base.table === base.table) return [];
  const first = [...query.joins.values()].find(({ ref }) => ref.table === base.table);
  if (first === undefined || reuse?.has(first.ref) !== true) return [];
  if (first.parent !== near.ref || first.hop.key !== hop.key) return [];
  const key = base.meta.pk;
  return [makeLookup(columnAt(base, key), "exact", columnAt(first.ref, key), key.name)];
}

function linkTo(pairs: Path["hops"][number]["pairs"], near: Joined, base: TableRef): Expression[] {
  return pairs.map(([from, to]) =>
    makeLookup(
      new Column(base, to),
      "exact",
      new Column(near.ref, pairs.length === 1 ? near.target : from),
      to.name,
    ),
  );
}

/** The values that the far table of a hop must have. */
export function fixedOf(hop: Path["hops"][number], ref: TableRef): Expression[] {
  return (hop.fixed ?? []).map(([field, value]) =>
    makeLookup(
      new Column(ref, field),
      "exact",
      value instanceof Expression ? value : new Fixed(value, field),
      field.name,
    ),
  );
}

function setUpPrefix(query: Query, prefix: Path, target: Path["target"]): Joined {
  if (prefix.hops.length === 0) return { ref: query.base, target, refs: [query.base] };
  return setUpJoins(query, { ...prefix, target });
}
