/** Loads related rows for many rows at once: one statement for each relation, whatever the number of rows. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { Column } from "./column.ts";
import { WindowOf } from "./conditional.ts";
import type { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { rowNumber } from "./functions/windows.ts";
import { makeLookup } from "./lookups.ts";
import { orderTerms } from "./ordering.ts";
import { Scope } from "./scope.ts";
import { demote, joinHop } from "./joins.ts";
import { identityOf } from "./key-identity.ts";
import { columnsOf } from "./row-values.ts";
import { In } from "./comparisons.ts";
import { fixedOf } from "./filters.ts";
import type { Meta } from "./meta.ts";
import type { Query } from "./query.ts";
import { Combined, OrderBy } from "./references.ts";
import { fixedConditions, type Hop, type Relation } from "./relation.ts";
import { everyRow, managedRows } from "./row-set-factory.ts";
import type { RowSet } from "./row-set.ts";
import { RELATED, type RowObject, STATE } from "./row-state.ts";
import type { Selection } from "./typing/relations.ts";
import type { PrefetchOf } from "./typing/results.ts";
import { Fixed, Slot } from "./values.ts";
import { findRelation } from "./ways.ts";

/** A relation to load, with the rows that are wanted and where they go. */
export interface Prefetch {
  /** The relations to follow: `"comments__author"`. */
  readonly path: string;
  /** Which rows, in which order. */
  readonly set?: RowSet;
  /** The property that gets the rows as an array, instead of the relation itself. */
  readonly to?: string;
}

/**
 * Says which rows of a relation `prefetchRelated` loads, and where they go.
 *
 * `set` is a query set of the related model: filtered, ordered, cut off for each row (`limit(3)`), with relations of its own. `to` is the
 * name of a property that gets an array of them; without it they become the relation's own rows.
 *
 * @example
 * await Author.prefetchRelated(prefetch("articles", { set: Article.live().limit(3), to: "newest" }));
 */
export function prefetch<const P extends string, R = unknown, const N = undefined>(
  path: P,
  options: { set?: Selection<R>; to?: N } = {},
): PrefetchOf<P, R, N> {
  return { path, ...options } as unknown as PrefetchOf<P, R, N>;
}

/** Reads what `prefetchRelated` is given. */
export function readPrefetches(given: readonly (string | Prefetch)[]): Prefetch[] {
  return given.map((item: unknown) =>
    typeof item === "object" && item !== null ? (item as Prefetch) : { path: String(item) },
  );
}

/** Loads relations into rows. */
export async function prefetchInto(
  meta: Meta,
  rows: readonly RowObject[],
  prefetches: readonly Prefetch[],
): Promise<void> {
  const done = new Map<string, { meta: Meta; rows: RowObject[] }>();
  for (const prefetch of prefetches) await follow(meta, rows, prefetch, done);
}

async function follow(
  start: Meta,
  rows: readonly RowObject[],
  prefetch: Prefetch,
  done: Map<string, { meta: Meta; rows: RowObject[] }>,
): Promise<void> {
  let meta = start;
  let current = rows;
  const names = prefetch.path.split("__");
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const trail = names.slice(0, index + 1).join("__");
    const known = done.get(trail);
    if (known !== undefined && !(isLast && prefetch.set !== undefined)) {
      [meta, current] = [known.meta, known.rows];
      continue;
    }
    if (current.length === 0) return;
    const relation = findRelation(meta, name);
    if (relation === undefined) {
      const custom = meta.member(name);
      if (custom?.prefetch === undefined) refuseName(meta, name, prefetch.path);
      current = (await custom.prefetch(current, prefetch)) as RowObject[];
      continue;
    }
    if (isLast && prefetch.to !== undefined) refuseTaken(meta, prefetch.to, prefetch.path);
    const found = await load(current, relation, isLast ? prefetch : { path: name });
    done.set(
      isLast && prefetch.to !== undefined
        ? names.slice(0, index).concat(prefetch.to).join("__")
        : trail,
      { meta: relation.target, rows: found },
    );
    [meta, current] = [relation.target, found];
  }
}

function refuseTaken(meta: Meta, to: string, path: string): void {
  if (meta.member(to) === undefined && to !== "pk") return;
  throw new FlagonError(`${meta.name} has "${to}" for something else.`, {
    code: "db.name-taken",
    where: `prefetch("${path}", { to: "${to}" })`,
    mend: "Give the loaded rows another name; writing over a field would change the row.",
  });
}

function refuseName(meta: Meta, name: string, path: string): never {
  throw new FlagonError(`${meta.name} has no relation "${name}".`, {
    code: "db.no-relation",
    where: `prefetchRelated("${path}")`,
    mend: suggest(
      name,
      meta.memberNames.filter((known) => findRelation(meta, known) !== undefined),
    ),
  });
}

/** Loads one relation of rows and gives the rows found. */
async function load(
  all: readonly RowObject[],
  relation: Relation,
  prefetch: Prefetch,
): Promise<RowObject[]> {
  const known =
    prefetch.set === undefined && prefetch.to === undefined
      ? all.filter((row) => row[RELATED]?.[relation.name] !== undefined)
      : [];
  const rows =
    known.length === 0 ? all : all.filter((row) => row[RELATED]?.[relation.name] === undefined);
  const already = known.flatMap((row) => row[RELATED]![relation.name] ?? []) as RowObject[];
  if (rows.length === 0) return already;
  const [first] = relation.hops;
  const near = first!.pairs[0]![0];
  const keys = [
    ...new Set(
      rows.map((row) => row[near.attribute]).filter((key) => key !== null && key !== undefined),
    ),
  ];
  const found = keys.length === 0 ? [] : await relatedTo(keys, relation, prefetch, rows[0]!);
  spread(rows, near, found, relation, prefetch);
  return [...already, ...new Set(found.map(({ row }) => row))];
}

/** A related row with the key of the row that it belongs to. */
interface Found {
  readonly owner: unknown;
  readonly row: RowObject;
}

async function relatedTo(
  keys: readonly unknown[],
  relation: Relation,
  prefetch: Prefetch,
  sample: RowObject,
): Promise<Found[]> {
  const base =
    prefetch.set ?? (relation.many ? managedRows(relation.target) : everyRow(relation.target));
  const state = sample[STATE];
  let set: RowSet =
    state === undefined ? base : base.using(base.asking.alias ?? state.database.alias);
  if (state !== undefined) set = set.fetchMode(state.fetchMode);
  const direct = directField(relation);
  if (direct !== undefined && !set.shape.query.isSliced) {
    const fixed = fixedConditions(relation);
    const found =
      keys.length === 1
        ? set.filter({ ...fixed, [direct.attribute]: keys[0] }).runMerged()
        : set.filter({ ...fixed, [`${direct.attribute}__in`]: keys }).run();
    const rows = (await found) as RowObject[];
    return rows.map((row) => ({ owner: row[direct.attribute], row }));
  }
  const linked = set.linkedBy(relation, keys, true);
  const rows = (await linked.run()) as RowObject[];
  return rows.map((row) => ({ owner: takeLink(row), row }));
}

/** The property under which the key of the near row comes along; it is taken away again. */
export const LINK = "__link";

function takeLink(row: RowObject): unknown {
  const owner = row[LINK];
  delete row[LINK];
  return owner;
}

/** The field of the target that holds the key of the near row, where one hop leads there. */
function directField({ hops, target }: Relation): Field | undefined {
  if (hops.length !== 1) return undefined;
  const [hop] = hops as readonly [Hop];
  const far = hop.pairs[0]![1];
  return target.fields.includes(far) ? far : undefined;
}

function spread(
  rows: readonly RowObject[],
  near: Field,
  found: readonly Found[],
  relation: Relation,
  prefetch: Prefetch,
): void {
  const groups = new Map<unknown, RowObject[]>();
  for (const { owner, row } of found) {
    const key = identityOf(owner);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const backName =
    relation.direction === "reverse" &&
    !relation.target.isChildOf(relation.from) &&
    "toField" in relation.field
      ? relation.field.name
      : undefined;
  for (const row of rows) {
    const group = groups.get(identityOf(row[near.attribute])) ?? [];
    const value = relation.many ? group : (group[0] ?? null);
    if (prefetch.to === undefined) (row[RELATED] ??= {})[relation.name] = value;
    else row[prefetch.to] = value;
    if (backName !== undefined) for (const child of group) (child[RELATED] ??= {})[backName] = row;
  }
}

/** Keeps the rows of a query that a relation leads to; the keys are the value of slot `first`. */
export function linkTo(query: Query, first: number, relation: Relation, show: boolean): void {
  const column = joinLink(query, relation);
  query.where = query.where.and(new In(column, new Slot(first, true)));
  if (!show) query.sticky = new Set(query.joins.keys());
  const [hop] = relation.hops;
  if (relation.hops.length === 1)
    for (const condition of fixedOf(hop!, query.base)) query.where = query.where.and(condition);
  if (show && query.isSliced) cutEach(query, column);
  if (show) query.annotations.set(LINK, column);
}

/** Turns a slice of all rows into one of the rows of each owner: their numbers in the order that was asked for are compared. */
function cutEach(query: Query, owner: Column): void {
  const terms = orderTerms(query);
  const order = terms.map(
    ({ expression, descending, nulls }) => new OrderBy(expression, descending, nulls),
  );
  if (order.length === 0) {
    for (const column of columnsOf(new Scope(query).reference("pk")))
      order.push(new OrderBy(column, false, undefined));
  }
  const number = new WindowOf(rowNumber() as unknown as Expression, [owner], order, "");
  const { offset, limit } = query;
  query.order = terms;
  query.defaultOrder = false;
  query.offset = 0;
  query.limit = undefined;
  const compared = (name: string, left: Expression, right: Expression | number): void => {
    const side = typeof right === "number" ? new Fixed(right, number.outputField!) : right;
    query.where = query.where.and(makeLookup(left, name, side, "limit"));
  };
  if (offset !== 0) compared("gt", number, offset);
  const skipped = typeof offset === "number" ? new Fixed(offset, number.outputField!) : offset;
  const place = offset === 0 ? number : new Combined(number, "-", skipped);
  if (limit !== undefined) compared("lte", place, limit);
}

/** Joins the way back of a relation to a query of its target, and gives the column with the key of the near row. */
function joinLink(query: Query, relation: Relation): Column {
  let ref = query.base;
  const hops = relation.hops.toReversed();
  for (const hop of hops.slice(0, -1)) ref = joinHop(query, ref, turned(hop), new Set());
  const [first] = relation.hops;
  const near = first!.pairs[0]!;
  if (hops.length === 1) ref = joinHop(query, ref, turned(first!), new Set());
  demote(query, [ref]);
  return new Column(ref, hops.length === 1 ? near[0] : near[1]);
}

function turned(hop: Hop): Hop {
  return {
    from: hop.to,
    to: hop.from,
    pairs: hop.pairs.map(([from, to]) => [to, from] as const),
    // A path that walks the same way shares the join: filters of a related manager are about the row between.
    key: hop.key.startsWith(">") ? `<${hop.key.slice(1)}` : `~${hop.key}`,
    many: true,
    nullable: false,
    direct: false,
  };
}
