/** Writes a query as SQL: names tables, numbers parameters, puts the clauses in order. */

import type { DatabaseKind } from "./backends/backend.ts";
import { Column } from "./column.ts";
import type { Dialect } from "./dialect.ts";
import { Expression } from "./expression.ts";
import { writerOf } from "./codecs.ts";
import { BooleanField } from "./fields/numbers.ts";
import type { Convert, Field } from "./fields/field.ts";
import { groupingSql, havingOf } from "./grouping.ts";
import { neededJoins } from "./joins.ts";
import { furtherColumns, orderSql, orderTerms } from "./ordering.ts";
import { rowKey } from "./row-key.ts";
import type { Join, OrderTerm, Query } from "./query.ts";
import { lockedRefs, type Selected, selectionOf } from "./selection.ts";
import { aroundWindows } from "./windows.ts";
import type { TableRef } from "./table-ref.ts";
import type { TypedSlot } from "./values.ts";
import { EVERYTHING, NOTHING } from "./where.ts";

/** One parameter of a statement: a value of the query set, or one of the query's own. */
export type Bind =
  | { readonly index: number; readonly convert: Convert | undefined }
  | { readonly index: -1; readonly value: unknown }
  | ListBind;

/** A list, for a dialect whose statements spell lists out. */
export interface ListBind {
  readonly index: number;
  /** What is made of each value: a parameter by each of these. */
  readonly converts: readonly (Convert | undefined)[];
  readonly item: ListItem;
}

/** Writes one value of a list, given the place of each of its parameters. */
export type ListItem = (...places: readonly string[]) => string;

/** A statement that has been written, and the meaning of its columns. */
export interface Written {
  /** {@link NOTHING} where no row can be found: then the database need not be asked. */
  readonly sql: string;
  readonly selected: Selected;
}

/** How a query is written that is part of another one. */
interface SelectOptions {
  /** Whether columns without an alias get one: two of a query in `FROM` may not have the same name. */
  readonly namesColumns?: boolean;
  /** Whether the query is one of several that are combined. */
  readonly isPart?: boolean;
}

/** Writes one statement; queries within it share names and parameters. */
export class Compiler {
  readonly dialect: Dialect;
  readonly binds: Bind[] = [];
  readonly #names = new Map<TableRef, string>();
  /** Whether the query is the statement itself, whose columns are read, and none within it. */
  #isOutermost = true;
  /** The table that the statement changes. */
  #changed: string | undefined;
  /** Whether columns are written without their table: in constraints and generated columns. */
  readonly bare: boolean;

  constructor(dialect: Dialect, { bare = false } = {}) {
    this.dialect = dialect;
    this.bare = bare;
  }

  get kind(): DatabaseKind {
    return this.dialect.kind;
  }

  /** The name of a table within the statement. */
  nameOf(ref: TableRef): string {
    let name = this.#names.get(ref);
    if (name === undefined) this.#names.set(ref, (name = `t${this.#names.size + 1}`));
    return name;
  }

  /** Says which table the statement changes, and its name where it cannot be chosen. */
  changes(ref: TableRef, name?: string): void {
    this.#changed = ref.table;
    if (name !== undefined) this.#names.set(ref, name);
  }

  /** A query that stands as a value or a list. What reads the table that the statement changes is worked out before, where the database wants that. */
  value(query: Query, isCorrelated: boolean): string {
    const sql = this.subquery(query);
    const reads = (one: Query): boolean =>
      [one.base, ...one.joins.keys()].some(({ table }) => table === this.#changed) ||
      one.combined.some(reads);
    if (sql === NOTHING || this.#changed === undefined || isCorrelated || !reads(query)) return sql;
    return this.dialect.keys(sql);
  }

  /** A name as the database wants it, whatever is in it. */
  quote(name: string): string {
    return this.dialect.quote(name);
  }

  /** How many values the statement has so far. */
  get bound(): number {
    return this.binds.length;
  }

  /** Takes the values behind the first `count` away: the text that names them is left out. */
  unbind(count: number): void {
    this.binds.length = count;
  }

  /** The place of a value of the query set, converted as said. */
  bind(index: number, convert?: Convert): string {
    if (this.dialect.numbersParameters) {
      const known = this.binds.findIndex(
        (bind) => bind.index === index && "convert" in bind && bind.convert === convert,
      );
      if (known !== -1) return this.dialect.placeholder(known + 1);
    }
    return this.dialect.placeholder(this.binds.push({ index, convert }));
  }

  /** The place of a list of the query set, for a dialect whose statements spell lists out. */
  bindList(index: number, converts: ListBind["converts"], item: ListItem): string {
    const known = this.binds.findIndex(
      (bind) =>
        bind.index === index &&
        "item" in bind &&
        bind.item === item &&
        bind.converts.every((convert, at) => convert === converts[at]),
    );
    return this.dialect.placeholder(
      known === -1 ? this.binds.push({ index, converts, item }) : known + 1,
    );
  }

  /** The place of a value that says its type. */
  bindTyped(slot: TypedSlot): string {
    const field = slot.outputField;
    const convert = field === undefined ? undefined : writerOf(field, this.kind);
    return this.dialect.typed(this.bind(slot.index, convert), slot.sqlKind, slot.given);
  }

  /** The place of a value that is the same in every run. */
  bindFixed(value: unknown, field?: Field): string {
    const convert = field === undefined ? undefined : writerOf(field, this.kind);
    const ready = convert === undefined || value === null ? value : convert(value as never);
    return this.dialect.placeholder(this.binds.push({ index: -1, value: ready }));
  }

  /** How values that are compared with an expression are written. */
  writerFor(left: Expression): Convert | undefined {
    const field = left.outputField;
    const write = field === undefined ? undefined : writerOf(field, this.kind);
    return left instanceof Column && left.related !== undefined
      ? rowKey(left.field, left.related, write)
      : write;
  }

  /** Whether an expression is true or false and can stand as a condition. */
  isBoolean(side: Expression): boolean {
    return side.isCondition || side.outputField instanceof BooleanField;
  }

  /** A whole statement. */
  write(query: Query): Written {
    const copy = query.copy();
    const selected = selectionOf(copy);
    const sql = this.select(copy, selected);
    return { sql, selected };
  }

  /** A query within the statement. */
  subquery(query: Query): string {
    const copy = query.copy();
    return this.#within(copy, selectionOf(copy));
  }

  /** A query that stands in `FROM`, in brackets; all columns have names: their aliases, else `c0`, `c1` and so on. */
  derived(query: Query): string {
    const copy = query.copy();
    const sql = this.#within(copy, selectionOf(copy), { namesColumns: true });
    return sql === NOTHING ? NOTHING : `(${sql})`;
  }

  #within(query: Query, selected: Selected, options?: SelectOptions): string {
    const { bound } = this;
    const before = this.#isOutermost;
    this.#isOutermost = false;
    const sql = this.select(query, selected, options);
    this.#isOutermost = before;
    if (sql === NOTHING) this.unbind(bound);
    return sql;
  }

  /** A query of keys as the list that a statement changes; MySQL does not read from the table that it changes. */
  keysSubquery(query: Query): string {
    const sql = this.subquery(query);
    return sql === NOTHING ? NOTHING : this.dialect.keys(sql);
  }

  /** The text of a `SELECT`. */
  select(query: Query, selected: Selected, options: SelectOptions = {}): string {
    if (query.combinator !== undefined) return this.#combination(query, selected, options);
    const filter = query.where;
    if (filter.containsWindow) return this.#filteredWindows(query, selected);
    const terms = orderTerms(query);
    const further = furtherColumns(query, terms, selected);
    if (further.length === 0) return this.#text(query, selected, terms, options);
    const wide = { ...selected, columns: [...selected.columns, ...further] };
    if (this.#isOutermost && options.isPart !== true)
      return this.#text(query, wide, terms, options);
    const sql = this.#text(query, wide, terms, { namesColumns: true });
    const names = selected.columns.map(({ alias }, index) => this.quote(alias ?? `c${index}`));
    return sql === NOTHING ? NOTHING : `SELECT ${names.join(", ")} FROM (${sql}) ordered`;
  }

  #text(
    query: Query,
    selected: Selected,
    terms: readonly OrderTerm[],
    options: SelectOptions,
  ): string {
    const { where, having } = havingOf(query);
    const whereSql = where.toSql(this);
    const havingSql = having === undefined ? EVERYTHING : having.toSql(this);
    if (whereSql === NOTHING || havingSql === NOTHING) return NOTHING;
    if (query.limit === 0) return NOTHING;
    const columns = selected.columns.map(({ expression, alias }, index) =>
      this.#columnSql({
        expression,
        alias: alias ?? (options.namesColumns === true ? `c${index}` : undefined),
      }),
    );
    const grouping = groupingSql(query, selected, terms, having, this);
    const order = orderSql(terms, selected, this);
    const from = this.from(query);
    if (from === NOTHING) return NOTHING;
    const text = [
      `SELECT ${this.#distinct(query)}${columns.length === 0 ? "1" : columns.join(", ")}`,
      ` FROM ${from}`,
      whereSql === EVERYTHING ? "" : ` WHERE ${whereSql}`,
      grouping,
      havingSql === EVERYTHING ? "" : ` HAVING ${havingSql}`,
      order,
      this.#slice(query),
      this.#lock(query, selected),
    ];
    return text.join("");
  }

  #lock(query: Query, selected: Selected): string {
    const { lock } = query;
    if (lock === undefined) return "";
    const of = lockedRefs(query, selected).map((ref) => this.nameOf(ref));
    return this.dialect.lock({ ...lock, of });
  }

  #columnSql({ expression, alias }: Selected["columns"][number]): string {
    const sql = this.#isOutermost ? expression.selectSql(this) : expression.argumentSql(this);
    return alias === undefined ? sql : `${sql} AS ${this.quote(alias)}`;
  }

  #distinct(query: Query): string {
    const { distinct } = query;
    if (distinct === false) return "";
    return this.dialect.distinct(distinct.map((expression) => expression.toSql(this)));
  }

  #slice({ limit, offset }: Query): string {
    const write = (value: Expression | number | undefined): string | undefined =>
      value === undefined
        ? undefined
        : typeof value === "number"
          ? String(value)
          : value.toSql(this);
    return this.dialect.slice(write(limit), offset === 0 ? undefined : write(offset));
  }

  /** An expression to group by. */
  groupSql(expression: Expression): string {
    return expression.toSql(this);
  }

  /** An expression to order by. */
  orderSql(expression: Expression): string {
    return expression.toSql(this);
  }

  /** The tables of a query and how they are joined; {@link NOTHING} where there can be no row in them. */
  from(query: Query): string {
    const base =
      query.fromQuery === undefined
        ? (query.source?.toSql(this) ?? this.quote(query.base.table))
        : this.derived(query.fromQuery);
    if (base === NOTHING) return NOTHING;
    const parts = [`${base} ${this.nameOf(query.base)}`];
    for (const join of neededJoins(query)) parts.push(this.#join(join));
    return parts.join("");
  }

  #join({ ref, parent, hop, outer, condition }: Join): string {
    const [near, far] = [this.nameOf(parent), this.nameOf(ref)];
    const on = hop.pairs.map(
      ([from, to]) => `${near}.${this.quote(from.column)} = ${far}.${this.quote(to.column)}`,
    );
    for (const [field, value] of hop.fixed ?? [])
      on.push(`${far}.${this.quote(field.column)} = ${this.#fixed(value, field)}`);
    if (condition !== undefined) {
      const sql = condition.toSql(this);
      if (sql !== EVERYTHING) on.push(sql === NOTHING ? "1 = 0" : `(${sql})`);
    }
    return ` ${outer ? "LEFT" : "INNER"} JOIN ${this.quote(ref.table)} ${far} ON (${on.join(" AND ")})`;
  }

  #fixed(value: unknown, field: Field): string {
    return value instanceof Expression ? value.toSql(this) : this.bindFixed(value, field);
  }

  /** Conditions on window functions count once the windows are known: in a query around this one. */
  #filteredWindows(query: Query, selected: Selected): string {
    const { inner, names, where, terms } = aroundWindows(query, selected, orderTerms(query));
    const innerSql = this.#within(inner.query, inner.selected);
    if (innerSql === NOTHING) return NOTHING;
    const whereSql = where.toSql(this);
    if (whereSql === NOTHING) return NOTHING;
    const columns = names.map((name) => this.quote(name)).join(", ");
    const filter = whereSql === EVERYTHING ? "" : ` WHERE ${whereSql}`;
    const order = orderSql(terms, undefined, this);
    return `SELECT ${columns} FROM (${innerSql}) windows${filter}${order}${this.#slice(query)}`;
  }

  #combination(query: Query, selected: Selected, options: SelectOptions): string {
    const parts: string[] = [];
    for (const [index, given] of query.combined.entries()) {
      const part = given.copy();
      const { bound } = this;
      const sql = this.select(part, selectionOf(part), { ...options, isPart: true });
      if (sql !== NOTHING) {
        parts.push(
          this.dialect.combined(
            sql,
            part.isSliced || part.order.length > 0,
            part.combinator !== undefined,
          ),
        );
        continue;
      }
      this.unbind(bound);
      // Nothing united with something is that; the first without rows has none to meet or to keep.
      if (query.combinator === "INTERSECT" || (query.combinator === "EXCEPT" && index === 0))
        return NOTHING;
    }
    if (parts.length === 0) return NOTHING;
    const order = orderSql(orderTerms(query), selected, this, { byPosition: true });
    return `${parts.join(` ${query.combinator} `)}${order}${this.#slice(query)}`;
  }
}
