/** A statement ready to run: its text, its parameters, and what becomes of its rows. */

import {
  type Database,
  type DatabaseKind,
  type Maybe,
  type Row,
  Statement,
} from "./backends/backend.ts";
import { type Bind, Compiler } from "./compiler.ts";
import { dialectOf } from "./dialects.ts";
import { type Hydrate, hydrator, type ValuesMode } from "./hydrate.ts";
import type { Query } from "./query.ts";
import { type FetchMode, ResultState, type RowObject } from "./row-state.ts";
import type { Selected } from "./selection.ts";
import { NOTHING } from "./where.ts";

/** Turns the values of a query set into what the driver takes. */
export type BindAll = (values: readonly unknown[]) => unknown[];

/** A statement that writes, kept for the next time that it is wanted. */
export interface WritePlan {
  /** Undefined where no row can be meant. */
  readonly statement: Statement | undefined;
  readonly bind: BindAll;
}

/** How one shape of query is answered by one kind of database. */
export class Plan {
  /** Undefined where no row can be found. */
  readonly statement: Statement | undefined;
  readonly selected: Selected;
  readonly bind: BindAll;
  readonly #mode: ValuesMode;
  readonly #kind: DatabaseKind;
  #hydrate: Hydrate | undefined;

  constructor(
    sql: string,
    binds: readonly Bind[],
    selected: Selected,
    mode: ValuesMode,
    kind: DatabaseKind,
  ) {
    this.statement = sql === NOTHING ? undefined : new Statement(sql);
    this.selected = selected;
    this.bind = bindAll(binds);
    this.#mode = mode;
    this.#kind = kind;
  }

  /** The answer as the database gives it. */
  rows(database: Database, values: readonly unknown[]): Maybe<Row[]> {
    return this.statement === undefined ? [] : database.read(this.statement, this.bind(values));
  }

  /** What the query set makes of the answer. */
  hydrate(rows: readonly Row[], database: Database, fetchMode: FetchMode): unknown[] {
    const { layout } = this.selected;
    const state = new ResultState(database, fetchMode, layout);
    const made = (this.#hydrate ??= hydrator(this.selected, this.#mode, this.#kind))(rows, state);
    if (layout !== undefined) state.setPeers(made as RowObject[]);
    return made;
  }
}

/** Writes the statement of a query. */
export function makePlan(query: Query, mode: ValuesMode, kind: DatabaseKind): Plan {
  const { sql, binds, selected } = new Compiler(dialectOf(kind)).write(query);
  return new Plan(sql, binds, selected, mode, kind);
}

/** Makes the function that puts values in the order of the statement's parameters. */
export function bindAll(binds: readonly Bind[]): BindAll {
  const straight = binds.every(
    (bind, index) => bind.index === index && "convert" in bind && bind.convert === undefined,
  );
  if (straight)
    return (values) =>
      values.length === binds.length ? (values as unknown[]) : values.slice(0, binds.length);
  const [only] = binds;
  if (binds.length === 1 && only !== undefined && "convert" in only) {
    const { index, convert } = only;
    return (values) => [converted(values[index], convert)];
  }
  return (values) =>
    binds.map((bind) =>
      "convert" in bind ? converted(values[bind.index], bind.convert) : bind.value,
    );
}

function converted(value: unknown, convert: ((value: never) => unknown) | undefined): unknown {
  return convert === undefined || value === null ? value : convert(value as never);
}
