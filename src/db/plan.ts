/** A statement ready to run: its text, its parameters, and what becomes of its rows. */

import type { Database, DatabaseKind, Maybe, Row, Statement } from "./backends/backend.ts";
import { type BindAll, type Bound, boundStatement } from "./bound.ts";
import { Compiler } from "./compiler.ts";
import { dialectOf } from "./dialects.ts";
import { type Hydrate, hydrator, type ValuesMode } from "./hydrate.ts";
import { orderTerms } from "./ordering.ts";
import type { Query } from "./query.ts";
import { type FetchMode, RELATED, ResultState, type RowObject } from "./row-state.ts";
import type { ModelLayout, Selected } from "./selection.ts";
import { postInit } from "./signals.ts";
import { NOTHING } from "./where.ts";

/** A statement that writes, kept for the next time that it is wanted. */
export interface WritePlan {
  /** Undefined where no row can be meant. */
  readonly statement: Statement | undefined;
  readonly bind: BindAll;
  /** The statement for lists of their length, where it depends on that. */
  readonly statementFor?: Bound["statementFor"];
}

/** A plan for no row at all. */
export const NO_ROWS: WritePlan = { statement: undefined, bind: () => [] };

/** The statement of a plan for the values of a query set; undefined where no row can be meant. */
export function statementOf(plan: WritePlan, values: readonly unknown[]): Statement | undefined {
  return plan.statementFor === undefined ? plan.statement : plan.statementFor(values);
}

/** How one shape of query is answered by one kind of database. */
export class Plan {
  /** Undefined where no row can be found. */
  readonly statement: Statement | undefined;
  readonly selected: Selected;
  readonly bind: BindAll;
  readonly statementFor: Bound["statementFor"];
  readonly #mode: ValuesMode;
  readonly #kind: DatabaseKind;
  #hydrate: Hydrate | undefined;

  constructor(plan: WritePlan, selected: Selected, mode: ValuesMode, kind: DatabaseKind) {
    this.statement = plan.statement;
    this.bind = plan.bind;
    this.statementFor = plan.statementFor;
    this.selected = selected;
    this.#mode = mode;
    this.#kind = kind;
  }

  /** The answer as the database gives it. */
  rows(database: Database, values: readonly unknown[]): Maybe<Row[]> {
    const statement = statementOf(this, values);
    return statement === undefined ? [] : database.read(statement, this.bind(values));
  }

  /** What the query set makes of the answer. */
  hydrate(rows: readonly Row[], database: Database, fetchMode: FetchMode): unknown[] {
    const { layout } = this.selected;
    const state = new ResultState(database, fetchMode, layout);
    const made = (this.#hydrate ??= hydrator(this.selected, this.#mode, this.#kind))(rows, state);
    if (layout !== undefined) {
      state.setPeers(made as RowObject[]);
      if (postInit.hasReceivers) for (const row of made) tellLoaded(row as RowObject, layout);
    }
    return made;
  }
}

/** Loaded rows are told of like those that are made, after the rows that came along with them. */
function tellLoaded(row: RowObject, { meta, related }: ModelLayout): void {
  for (const { relation, layout } of related) {
    const one = row[RELATED]?.[relation.name] as RowObject | null | undefined;
    if (one !== null && one !== undefined) tellLoaded(one, layout);
  }
  postInit.send(meta.model, { row });
}

/** Writes the statement of a query. */
export function makePlan(query: Query, mode: ValuesMode, kind: DatabaseKind): Plan {
  const compiler = new Compiler(dialectOf(kind));
  const { sql, selected } = compiler.write(query);
  const isUnorderedPage = query.offset !== 0 && orderTerms(query.copy()).length === 0;
  return new Plan(writePlan(sql, compiler, { isUnorderedPage }), selected, mode, kind);
}

/** The plan of a text that a compiler has written. */
export function writePlan(
  sql: string,
  compiler: Compiler,
  options?: Parameters<typeof boundStatement>[2],
): WritePlan {
  return sql === NOTHING ? NO_ROWS : boundStatement(sql, compiler, options);
}
