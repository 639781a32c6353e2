/** The data record of a query: its tables and joins, its conditions, what it selects, groups and orders by. */

import type { Expression } from "./expression.ts";
import type { FilteredJoin } from "./filtered-relations.ts";
import type { Hop } from "./relation.ts";
import type { Meta } from "./meta.ts";
import { TableRef } from "./table-ref.ts";
import { Where } from "./where.ts";

/** One table of a query that is joined to another. */
export interface Join {
  readonly ref: TableRef;
  readonly parent: TableRef;
  readonly hop: Hop;
  /** Whether rows of the parent without a partner stay. */
  readonly outer: boolean;
  /** Whether the join may have to keep rows without a partner. */
  readonly nullable: boolean;
  /** A condition of a filtered relation. */
  readonly condition?: Expression;
}

/** What orders the rows: an expression, its direction, and where nulls go. */
export interface OrderTerm {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls: "first" | "last" | undefined;
}

/** The ways to combine two queries. */
export type Combinator = "UNION" | "UNION ALL" | "INTERSECT" | "EXCEPT";

/** How rows are locked. */
export interface Lock {
  readonly noWait: boolean;
  readonly skipLocked: boolean;
  readonly noKey: boolean;
  readonly of: readonly string[];
}

/** A tree of relations that are read along: `{ author: { country: {} } }`. */
export interface RelatedTree {
  [name: string]: RelatedTree;
}

/** Which fields are read at once: only those named, or all but those named. Names may lead to related rows. */
export interface Deferral {
  readonly mode: "only" | "defer";
  readonly names: ReadonlySet<string>;
}

/** What a query selects: rows of the model, named values, or nothing but that rows are there. */
export type Selection =
  | { kind: "model"; deferral: Deferral | undefined }
  | { kind: "values"; names: readonly string[] }
  | { kind: "exists" };

/** A query as data. Steps copy it and change the copy. */
export class Query {
  readonly meta: Meta;
  readonly base: TableRef;
  /** Joins by their table, parents before children. */
  joins = new Map<TableRef, Join>();
  /** How often a table is needed; one that nobody needs is left out. */
  uses = new Map<TableRef, number>();
  where = new Where("AND");
  annotations = new Map<string, Expression>();
  /** The annotations that rows show; undefined for all. */
  shown: ReadonlySet<string> | undefined;
  selection: Selection = { kind: "model", deferral: undefined };
  /** Whether the values are the keys of rows, where rows themselves were given: a relation may compare another field of them. */
  standsForRows = false;
  /** The expressions of `values`, by name. */
  columns: readonly (readonly [name: string, expression: Expression])[] = [];
  /** `true`: by the row itself. */
  grouping: true | readonly Expression[] | undefined;
  order: readonly OrderTerm[] = [];
  /** Whether the model's own order counts where no other is given. */
  defaultOrder = true;
  reversed = false;
  distinct: false | readonly Expression[] = false;
  offset: Expression | number = 0;
  limit: Expression | number | undefined;
  related: RelatedTree | true | undefined;
  lock: Lock | undefined;
  /** The tables of a related manager, which the conditions of the very next call may be about. */
  sticky: ReadonlySet<TableRef> | undefined;
  /** The query that stands in place of the base table. */
  fromQuery: Query | undefined;
  combinator: Combinator | undefined;
  combined: readonly Query[] = [];
  /** Conditions of filtered relations by name: the path and the condition as it was given. */
  filteredRelations = new Map<string, FilteredJoin>();
  /** What stands in place of the base table, with all its columns: a tree. */
  source: Expression | undefined;

  constructor(meta: Meta, base = new TableRef(meta)) {
    this.meta = meta;
    this.base = base;
  }

  /** A copy that can be changed without this one changing. */
  copy(): Query {
    const copy = new Query(this.meta, this.base);
    Object.assign(copy, this);
    copy.joins = new Map(this.joins);
    copy.uses = new Map(this.uses);
    copy.annotations = new Map(this.annotations);
    copy.filteredRelations = new Map(this.filteredRelations);
    return copy;
  }

  /** Whether only some of the rows count. */
  get isSliced(): boolean {
    return this.offset !== 0 || this.limit !== undefined;
  }

  /** The annotations that rows show. */
  get shownAnnotations(): [string, Expression][] {
    const { shown } = this;
    return [...this.annotations].filter(([name]) => shown === undefined || shown.has(name));
  }

  /** Whether rows are groups of rows. */
  get isGrouped(): boolean {
    return this.grouping !== undefined;
  }

  /** A copy with other tables, and expressions as `visit` gives them: what a query becomes within another one. */
  rewritten(visit: (node: Expression) => Expression, refs: Map<TableRef, TableRef>): Query {
    for (const ref of [this.base, ...this.joins.keys()]) {
      if (!refs.has(ref)) refs.set(ref, new TableRef(ref.meta, ref.table));
    }
    const change = <T extends Expression>(node: T): T => node.rewrite(visit) as T;
    const copy = new Query(this.meta, refs.get(this.base)!);
    Object.assign(copy, this, { meta: this.meta, base: refs.get(this.base)! });
    copy.joins = new Map(
      [...this.joins.values()].map((join) => {
        const ref = refs.get(join.ref)!;
        const condition = join.condition === undefined ? {} : { condition: change(join.condition) };
        return [ref, { ...join, ref, parent: refs.get(join.parent) ?? join.parent, ...condition }];
      }),
    );
    copy.uses = new Map([...this.uses].map(([ref, count]) => [refs.get(ref) ?? ref, count]));
    copy.where = change(this.where);
    copy.annotations = new Map([...this.annotations].map(([name, node]) => [name, change(node)]));
    copy.filteredRelations = new Map(
      [...this.filteredRelations].map(([name, entry]) => [
        name,
        { ...entry, ...(entry.ref !== undefined && { ref: refs.get(entry.ref) ?? entry.ref }) },
      ]),
    );
    copy.columns = this.columns.map(([name, node]) => [name, change(node)]);
    if (Array.isArray(this.grouping)) copy.grouping = this.grouping.map(change);
    copy.order = this.order.map((term) => ({ ...term, expression: change(term.expression) }));
    if (this.distinct !== false) copy.distinct = this.distinct.map(change);
    if (typeof this.offset === "object") copy.offset = change(this.offset);
    if (typeof this.limit === "object") copy.limit = change(this.limit);
    if (this.source !== undefined) copy.source = change(this.source);
    if (this.fromQuery !== undefined) copy.fromQuery = this.fromQuery.rewritten(visit, refs);
    copy.combined = this.combined.map((query) => query.rewritten(visit, refs));
    return copy;
  }
}
