/** Adds tables to a query as paths need them, and decides which joins keep rows without a partner. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey } from "./fields/relations.ts";
import type { Meta } from "./meta.ts";
import type { Join, Query } from "./query.ts";
import type { Hop } from "./relation.ts";
import { TableRef } from "./table-ref.ts";
import { findRelation, hopsToOwner, unknownName } from "./ways.ts";

/** A path as it is understood: the hops to take, the field at their end, and the names left over. */
export interface Path {
  readonly hops: readonly Hop[];
  /** For each hop the number of names that lead to its end. */
  readonly depths: readonly number[];
  /** The field that the names end at, as the user named it: a relation or a column. */
  readonly final: Field;
  /** The column to compare, in the table where the hops end. */
  readonly target: Field;
  /** Whether the names end at a relation and not at a column. */
  readonly isRelation: boolean;
  /** The model that lookups of a relation compare with. */
  readonly meta: Meta;
  /** Names that are no field: transforms and a lookup. */
  readonly rest: readonly string[];
}

/**
 * Follows names from a model, as far as they are fields and relations.
 *
 * @throws FlagonError `db.unknown-field` where the first name is none.
 */
export function readPath(meta: Meta, names: readonly string[], text: string): Path {
  const hops: Hop[] = [];
  const depths: number[] = [];
  let current = meta;
  let final: Field = meta.pk;
  let target: Field = meta.pk;
  let isRelation = false;
  let used = 0;
  for (const name of names) {
    const relation = name === "pk" ? undefined : findRelation(current, name);
    const member = relation === undefined ? current.member(name) : undefined;
    if (relation === undefined && member === undefined) break;
    if (used > 0 && !isRelation) break;
    used++;
    if (relation !== undefined) {
      hops.push(...relation.hops);
      depths.push(...relation.hops.map(() => used));
      current = relation.target;
      final = relation.field;
      target = relation.hops.at(-1)!.pairs[0]![1];
      if (relation.direction === "reverse" || relation.many) target = current.pk;
      isRelation = true;
      continue;
    }
    const owner = current.ownerOf(member!);
    const up = hopsToOwner(current, owner);
    hops.push(...up);
    depths.push(...up.map(() => used));
    final = target = member!;
    isRelation = false;
    break;
  }
  if (used === 0) refuseName(meta, names[0]!, text);
  return { hops, depths, final, target, isRelation, meta: current, rest: names.slice(used) };
}

/** Refuses a name that is none, with the near one. */
export function refuseName(
  meta: Meta,
  name: string,
  text: string,
  others: readonly string[] = [],
): never {
  const known = meta.memberNames.filter((known) => !known.endsWith("Ptr"));
  throw unknownName(meta, name, text, suggest(name, [...known, ...others]));
}

/** Joins of a path, and the column at its end. */
export interface Joined {
  readonly ref: TableRef;
  readonly target: Field;
  /** The tables from the base to the end. */
  readonly refs: readonly TableRef[];
}

/** Tells that a path meets several rows where only one is allowed; `level` is the number of the hop. */
export class ManyRows extends Error {
  readonly level: number;

  constructor(level: number) {
    super("The path meets several rows.");
    this.level = level;
  }
}

/** Makes sure that the tables of a path are part of the query. Joins of one `filter` call may be shared: `reuse`; undefined shares all. */
export function setUpJoins(
  query: Query,
  path: Path,
  {
    reuse,
    allowMany = true,
    from = query.base,
  }: { reuse?: Set<TableRef>; allowMany?: boolean; from?: TableRef } = {},
): Joined {
  const refs = [from];
  let ref = from;
  path.hops.forEach((hop, level) => {
    if (hop.many && !allowMany) throw new ManyRows(level);
    ref = joinHop(query, ref, hop, hop.many ? reuse : undefined);
    refs.push(ref);
  });
  return trimmed(query, { ref, target: path.target, refs });
}

/** Joins one table, or finds the join that is there. */
export function joinHop(
  query: Query,
  parent: TableRef,
  hop: Hop,
  reuse: Set<TableRef> | undefined,
): TableRef {
  let known: TableRef | undefined;
  // Of several joins of one relation the newest is meant, as in Django.
  for (const join of query.joins.values()) {
    if (join.parent !== parent || join.hop.key !== hop.key || join.condition !== undefined)
      continue;
    if (reuse === undefined || reuse.has(join.ref)) known = join.ref;
  }
  if (known !== undefined) {
    use(query, known, 1);
    return known;
  }
  const ref = new TableRef(hop.to);
  const outer = hop.nullable || query.joins.get(parent)?.outer === true;
  query.joins.set(ref, { ref, parent, hop, outer, nullable: hop.nullable });
  use(query, ref, 1);
  return ref;
}

/** Counts one more or one less need of a table. */
export function use(query: Query, ref: TableRef, change: 1 | -1): void {
  query.uses.set(ref, (query.uses.get(ref) ?? 0) + change);
}

/** The key of the last table is known in the table before it: no need to go there. */
function trimmed(query: Query, { ref, target, refs }: Joined): Joined {
  const path = [...refs];
  let last = ref;
  let column = target;
  while (path.length > 1) {
    const join = query.joins.get(last);
    if (join === undefined || !join.hop.direct || join.condition !== undefined) break;
    const pair = join.hop.pairs.find(
      ([, to]) =>
        to === column || (to.column === column.column && to.attribute === column.attribute),
    );
    if (pair === undefined) break;
    use(query, last, -1);
    path.pop();
    column = pair[0];
    last = path.at(-1)!;
  }
  return { ref: last, target: column, refs: path };
}

/** Makes joins keep rows without a partner, and those that hang on them. */
export function promote(query: Query, refs: Iterable<TableRef>): void {
  const todo = [...refs];
  while (todo.length > 0) {
    const join = query.joins.get(todo.shift()!);
    if (join === undefined || join.outer) continue;
    if (!join.nullable && query.joins.get(join.parent)?.outer !== true) continue;
    query.joins.set(join.ref, { ...join, outer: true });
    for (const other of query.joins.values()) {
      if (other.parent === join.ref && !todo.includes(other.ref)) todo.push(other.ref);
    }
  }
}

/** Makes joins drop rows without a partner, and those that they hang on. */
export function demote(query: Query, refs: Iterable<TableRef>): void {
  const todo = [...refs];
  while (todo.length > 0) {
    const join = query.joins.get(todo.shift()!);
    if (join === undefined || !join.outer) continue;
    query.joins.set(join.ref, { ...join, outer: false });
    todo.push(join.parent);
  }
}

/** Votes of the children of a condition: which joins need a partner for the condition to hold. */
export class JoinVotes {
  readonly #connector: "AND" | "OR" | "XOR";
  readonly #children: number;
  readonly #votes = new Map<TableRef, number>();

  constructor(connector: "AND" | "OR" | "XOR", children: number, negated: boolean) {
    const opposite = connector === "AND" ? "OR" : "AND";
    this.#connector = negated && connector !== "XOR" ? opposite : connector;
    this.#children = children;
  }

  /** Counts the joins that one child needs. */
  add(refs: Iterable<TableRef>): void {
    for (const ref of refs) this.#votes.set(ref, (this.#votes.get(ref) ?? 0) + 1);
  }

  /** Changes the joins of the query, and gives those that need a partner now. */
  settle(query: Query): Set<TableRef> {
    const keep = new Set<TableRef>();
    const need = new Set<TableRef>();
    for (const [ref, votes] of this.#votes) {
      if (this.#connector !== "AND" && votes < this.#children) keep.add(ref);
      if (this.#connector === "AND" || votes === this.#children) need.add(ref);
    }
    promote(query, keep);
    demote(query, need);
    return need;
  }
}

/** The tables of a query that are needed, parents first. */
export function neededJoins(query: Query): Join[] {
  const needed = new Set<TableRef>();
  for (const join of query.joins.values()) {
    if ((query.uses.get(join.ref) ?? 0) <= 0) continue;
    for (let at: Join | undefined = join; at !== undefined; at = query.joins.get(at.parent))
      needed.add(at.ref);
  }
  return [...query.joins.values()].filter((join) => needed.has(join.ref));
}

/** Refuses names left over where only fields may stand. */
export function refuseRest(path: Path, text: string): void {
  if (path.rest.length === 0) return;
  throw new FlagonError(`"${path.rest.join("__")}" does not go on from "${path.final.name}".`, {
    code: "db.unknown-field",
    where: `path "${text}"`,
    mend: path.isRelation
      ? suggest(path.rest[0]!, path.meta.memberNames)
      : `"${path.final.name}" is ${path.final instanceof ForeignKey ? "a relation" : "a column"} and ends the path.`,
  });
}
