/** A relation with a condition of its own, under a name: `annotate({ cheap: filteredRelation("books", { books__price__lt: 10 }) })`. */

import { FlagonError } from "../base/errors.ts";
import { Expression } from "./expression.ts";
import { columnOf, compare } from "./filters.ts";
import { joinHop, type Joined, type Path, readPath, setUpJoins } from "./joins.ts";
import { Condition, type Conditions, QNode, toQ } from "./q.ts";
import type { Query } from "./query.ts";
import { Scope } from "./scope.ts";
import type { TableRef } from "./table-ref.ts";
import { Where } from "./where.ts";

/** A relation and the condition that its rows must meet to be joined. Rows without a partner stay. */
export class FilteredRelation extends Expression {
  readonly path: string;
  readonly condition: Expression;

  constructor(path: string, condition: Expression) {
    super();
    this.path = path;
    this.condition = condition;
  }

  override get parts(): readonly Expression[] {
    return [this.condition];
  }

  override withParts([condition]: readonly Expression[]): Expression {
    return new FilteredRelation(this.path, condition!);
  }

  override get detail(): string {
    return this.path;
  }

  override toSql(): string {
    throw new FlagonError("A filtered relation is no value.", {
      code: "db.filtered-relation",
      where: `filteredRelation("${this.path}")`,
      mend: 'Give it a name by annotate() or alias(), and use names below it: "cheap__title".',
    });
  }
}

/** A relation of the model with a condition of its own: only rows that meet it are joined under the new name. */
export function filteredRelation(path: string, condition: Conditions): FilteredRelation {
  return new FilteredRelation(path, toQ(condition));
}

/** A filtered relation of a query: what it was given, and its table once something has asked for it. */
export interface FilteredJoin {
  readonly path: string;
  readonly condition: Expression;
  readonly ref?: TableRef;
  /** Finds the table and the column of a path that begins with the name. */
  find(query: Query, names: readonly string[]): { path: Path; joined: Joined } | undefined;
}

/** Names a filtered relation in a query. */
export function addFilteredRelation(
  query: Query,
  name: string,
  { path, condition }: FilteredRelation,
): void {
  query.filteredRelations.set(name, { path, condition, find: filteredPath });
}

function filteredPath(
  query: Query,
  names: readonly string[],
): { path: Path; joined: Joined } | undefined {
  const [name, ...rest] = names;
  const entry = query.filteredRelations.get(name!);
  if (entry === undefined) return undefined;
  const relation = readPath(query.meta, entry.path.split("__"), entry.path);
  const ref = entry.ref ?? join(query, relation, entry);
  query.filteredRelations.set(name!, { ...entry, ref });
  const meta = relation.meta;
  const path: Path =
    rest.length === 0
      ? { ...relation, hops: [], depths: [], rest: [] }
      : afterRelation(relation, readRest(meta, rest, names.join("__")));
  return { path, joined: setUpJoins(query, path, { from: ref }) };
}

/** Names after the relation that are no field are lookups of the relation itself: `cheap__isnull`. */
function readRest(
  meta: Path["meta"],
  rest: readonly string[],
  text: string,
): Path | readonly string[] {
  return meta.member(rest[0]!) === undefined &&
    meta.relations.get(rest[0]!) === undefined &&
    !hasName(meta, rest[0]!)
    ? rest
    : readPath(meta, rest, text);
}

function hasName(meta: Path["meta"], name: string): boolean {
  return meta.memberNames.includes(name);
}

function afterRelation(relation: Path, rest: Path | readonly string[]): Path {
  if ("hops" in rest) return rest;
  return { ...relation, hops: [], depths: [], rest };
}

/** Joins the hops of a relation anew, the last one with the condition. */
function join(query: Query, relation: Path, { path, condition }: FilteredJoin): TableRef {
  if (relation.hops.length === 0 || relation.rest.length > 0) {
    throw new FlagonError(`"${path}" is no relation.`, {
      code: "db.filtered-relation",
      where: `filteredRelation("${path}")`,
      mend: "Name a relation of the model.",
    });
  }
  let ref = query.base;
  for (const hop of relation.hops) ref = joinHop(query, ref, { ...hop, nullable: true }, new Set());
  const made = query.joins.get(ref)!;
  query.joins.set(ref, {
    ...made,
    condition: resolved(condition as QNode, query, relation, path, ref),
  });
  return ref;
}

/** The condition: names below the relation are columns of the new table, the others of the query. */
function resolved(node: QNode, query: Query, relation: Path, path: string, ref: TableRef): Where {
  const parts = node.parts.map((part) => {
    if (part instanceof QNode) return resolved(part, query, relation, path, ref);
    if (!(part instanceof Condition) || !part.path.startsWith(`${path}__`))
      return part.resolve(new Scope(query));
    const rest = part.path.slice(path.length + 2);
    const below = readPath(relation.meta, rest.split("__"), rest);
    const joined = setUpJoins(query, below, { from: ref });
    return compare(
      columnOf(below, joined),
      below.rest,
      part.value.resolve(new Scope(query)),
      part.path,
    );
  });
  return new Where(node.connector, parts, node.negated);
}
