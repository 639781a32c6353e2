/** Queries within queries: as a value, as a list, or as the question whether there is a row. */

import { FlagonError } from "../base/errors.ts";
import { Column, OuterName } from "./column.ts";
import type { Compiler } from "./compiler.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import type { Query } from "./query.ts";
import { columnsOf } from "./row-values.ts";
import type { Scope } from "./scope.ts";
import type { SlotCounter, StructureKey } from "./structure.ts";
import type { TableRef } from "./table-ref.ts";
import { fieldOfKind } from "./value-fields.ts";
import { Slot, TypedSlot } from "./values.ts";
import { NOTHING } from "./where.ts";

/** What a query set tells of itself when it becomes part of another query. */
export interface QuerySource {
  /** Unique for each structure of a query set. */
  readonly structure: string;
  readonly parameters: readonly unknown[];
  /** The query, with slots numbered from 0. */
  query(): Query;
}

/** What can be the one value of a query: a query set. */
export interface ValueSource {
  /** Gives itself as values: rows are their keys. */
  asValue(): QuerySource;
}

/** How a query within another one is used. */
export type SubqueryUse = "value" | "list" | "exists";

/** A query set as part of an expression, before it is resolved. */
export class SubqueryOf extends Expression {
  readonly source: QuerySource;
  readonly use: SubqueryUse;
  readonly #output: Field | undefined;

  constructor(source: QuerySource, use: SubqueryUse, output?: Field) {
    super();
    this.source = source;
    this.use = use;
    this.#output = output;
  }

  override key(key: StructureKey): void {
    key.open(SubqueryOf, `${this.use}${this.source.structure}`);
    for (const value of this.source.parameters) key.value(value);
    key.close();
  }

  override slotted(slots: SlotCounter): Expression {
    const first = slots.take(this.source.parameters.length);
    return new NumberedSubquery(this.source.query(), this.use, first, this.#output);
  }

  override get isCondition(): boolean {
    return this.use === "exists";
  }

  override toSql(): string {
    throw new TypeError("A query set is resolved before it is written.");
  }
}

/** A query with the number of its first slot within the whole. */
class NumberedSubquery extends Expression {
  readonly query: Query;
  readonly use: SubqueryUse;
  readonly first: number;
  readonly #output: Field | undefined;

  constructor(query: Query, use: SubqueryUse, first: number, output: Field | undefined) {
    super();
    this.query = query;
    this.use = use;
    this.first = first;
    this.#output = output;
  }

  override get isCondition(): boolean {
    return this.use === "exists";
  }

  override resolve(scope: Scope): Expression {
    const query = embedded(this.query, this.first, scope);
    return this.use === "exists" ? new Exists(query) : new Subquery(query, this.#output);
  }

  override toSql(): string {
    throw new TypeError("A query set is resolved before it is written.");
  }
}

/** A copy of a query as part of another one: own tables, slots moved, names of the outer query looked up there. */
export function embedded(query: Query, first: number, scope: Scope | undefined): Query {
  const refs = new Map<TableRef, TableRef>();
  const visit = (node: Expression): Expression => {
    if (node instanceof Column) {
      const ref = refs.get(node.ref);
      return ref === undefined ? node : node.at(ref);
    }
    if (node instanceof Slot) return first === 0 ? node : node.at(node.index + first);
    if (node instanceof TypedSlot) return first === 0 ? node : node.at(node.index + first);
    if (node instanceof OuterName && scope !== undefined) {
      return node.levels === 1
        ? scope.reference(node.path)
        : new OuterName(node.path, node.levels - 1);
    }
    if (node instanceof Subquery) return node.rewrittenWith(visit, refs);
    if (node instanceof Exists) return node.rewrittenWith(visit, refs);
    return node;
  };
  return query.rewritten(visit, refs);
}

/** A query that gives one value, or a list of them. */
export class Subquery extends Expression {
  readonly query: Query;
  readonly #output: Field | undefined;

  constructor(query: Query, output?: Field) {
    super();
    this.query = query;
    this.#output = output;
  }

  override get outputField(): Field | undefined {
    return this.#output ?? this.#value?.outputField ?? this.query.meta.pk;
  }

  /** The first value that it gives: a column or an annotation. */
  get #value(): Expression | undefined {
    const query = this.query.combined[0] ?? this.query;
    const { selection, columns, annotations } = query;
    const name = selection.kind === "values" ? selection.names[0] : undefined;
    return (name === undefined ? undefined : annotations.get(name)) ?? columns[0]?.[1];
  }

  /** The number of columns that it gives, where it gives named values. */
  get width(): number {
    const query = this.query.combined[0] ?? this.query;
    if (query.selection.kind !== "values") return 1;
    const known = new Map(query.columns);
    return query.selection.names.reduce((sum, name) => {
      const expression = known.get(name);
      return sum + (expression === undefined ? 1 : columnsOf(expression).length);
    }, 0);
  }

  /** The same with another query inside. */
  rewrittenWith(visit: (node: Expression) => Expression, refs: Map<TableRef, TableRef>): Subquery {
    return new Subquery(this.query.rewritten(visit, refs), this.#output);
  }

  override toSql(compiler: Compiler): string {
    if (this.width !== 1) throw this.#tooWide();
    const sql = compiler.value(this.query, this.#outerColumns().length > 0);
    return sql === NOTHING ? "(NULL)" : `(${sql})`;
  }

  /** The SQL as a list; {@link NOTHING} for an empty one. */
  listSql(compiler: Compiler): string {
    const sql = compiler.value(unordered(this.query), this.#outerColumns().length > 0);
    if (sql === NOTHING) return NOTHING;
    return `(${compiler.dialect.list(sql, this.query.isSliced)})`;
  }

  #tooWide(): FlagonError {
    const { meta, standsForRows } = this.query;
    return new FlagonError(
      standsForRows
        ? `The key of ${meta.name} is ${this.width} columns, and one value is wanted.`
        : `A query set of ${this.width} values stands where one is wanted.`,
      {
        code: "db.wrong-type",
        where: `a query set of ${meta.name} within another query`,
        mend: "Name the one value that is meant: values(…) with one name.",
      },
    );
  }

  override groupBy(): Expression[] {
    return this.#outerColumns();
  }

  #outerColumns(): Expression[] {
    return outerColumnsOf(this.query);
  }
}

/** The columns of other queries that a query within them refers to. */
function outerColumnsOf(query: Query): Expression[] {
  const own = new Set([query.base, ...query.joins.keys()]);
  const found: Expression[] = [];
  query.where.rewrite((node) => {
    if (node instanceof Column && !own.has(node.ref)) found.push(node);
    return node;
  });
  return found;
}

/** Whether a query has a row. */
export class Exists extends Expression {
  readonly query: Query;

  constructor(query: Query) {
    super();
    this.query = query;
  }

  override get isCondition(): boolean {
    return true;
  }

  override get outputField(): Field | undefined {
    return fieldOfKind("boolean");
  }

  /** The same with another query inside. */
  rewrittenWith(visit: (node: Expression) => Expression, refs: Map<TableRef, TableRef>): Exists {
    return new Exists(this.query.rewritten(visit, refs));
  }

  override toSql(compiler: Compiler): string {
    const sql = compiler.subquery(asQuestion(this.query));
    return sql === NOTHING ? NOTHING : `EXISTS (${sql})`;
  }

  override selectSql(compiler: Compiler): string {
    const sql = this.toSql(compiler);
    return sql === NOTHING ? compiler.dialect.constant(false) : sql;
  }

  override groupBy(): Expression[] {
    return outerColumnsOf(this.query);
  }
}

/** A query among the values that rows are grouped by: it counts as a whole, not by the columns of other queries in it. */
export class GroupedQuery extends Expression {
  readonly inner: Expression;

  constructor(inner: Expression) {
    super();
    this.inner = inner;
  }

  override get parts(): readonly Expression[] {
    return [this.inner];
  }

  override withParts([inner]: readonly Expression[]): Expression {
    return new GroupedQuery(inner!);
  }

  override groupBy(): Expression[] {
    return [this];
  }

  override toSql(compiler: Compiler): string {
    return this.inner.selectSql(compiler);
  }
}

function asQuestion(query: Query): Query {
  const copy = query.copy();
  if (query.distinct === false && !query.isGrouped && query.combinator === undefined)
    copy.selection = { kind: "exists" };
  return unordered(copy);
}

/** The order of a list that is not cut off means nothing; rows told apart by some columns are picked by it. */
function unordered(query: Query): Query {
  const picks = query.distinct !== false && query.distinct.length > 0;
  if (query.isSliced || picks || (query.order.length === 0 && !query.defaultOrder)) return query;
  const copy = query.copy();
  copy.order = [];
  copy.defaultOrder = false;
  return copy;
}
