/** Functions of windows: what a row is among the rows around it. They stand in `over(…)`. */

import type { Compiler } from "../compiler.ts";
import { Expression } from "../expression.ts";
import type { OverWriter } from "../func.ts";
import { operand, reference } from "../references.ts";
import type { PathsOf, ValueOf } from "../typing/expressions.ts";
import type { FurtherPaths, TermOf, WorthOf } from "../typing/terms.ts";
import { TypedSlot } from "../values.ts";
import { BIG, counted, FLOAT, made, type SameOf } from "./arguments.ts";

/** A number of rows. MySQL wants a bare place here, where others want its type. */
class RowCount extends Expression {
  readonly count: Expression;

  constructor(count: Expression) {
    super();
    this.count = count;
  }

  override get parts(): readonly Expression[] {
    return [this.count];
  }

  override withParts([count]: readonly Expression[]): Expression {
    return new RowCount(count!);
  }

  override toSql(compiler: Compiler): string {
    const { count } = this;
    return compiler.kind === "mysql" && count instanceof TypedSlot
      ? compiler.bind(count.index)
      : count.toSql(compiler);
  }
}

function rows(call: string, what: string, given: unknown): Expression {
  return new RowCount(counted(call, what, given, 1));
}

function alone<T>(name: string, output = BIG as typeof BIG | typeof FLOAT): T {
  return made({ function: name, output }, []);
}

/** The number of the row in its part, from 1 on. */
export function rowNumber(): TermOf<number> {
  return alone("ROW_NUMBER");
}

/** The rank of the row; equal rows share one, and the next ranks are left out. */
export function rank(): TermOf<number> {
  return alone("RANK");
}

/** The rank of the row; equal rows share one, and none is left out. */
export function denseRank(): TermOf<number> {
  return alone("DENSE_RANK");
}

/** The rank as a share from 0 to 1. */
export function percentRank(): TermOf<number> {
  return alone("PERCENT_RANK", FLOAT);
}

/** The share of the rows that come before or are equal, up to 1. */
export function cumeDist(): TermOf<number> {
  return alone("CUME_DIST", FLOAT);
}

/** The number of the row's group, where the rows are shared out to `groups` of them. Default 1. */
export function ntile(groups: unknown = 1): TermOf<number> {
  return made({ function: "NTILE", output: BIG }, [rows("ntile", "number", groups)]);
}

/** Which row before or behind, and what is there where none is. */
export interface OffsetOptions<D = unknown> {
  /** How many rows away. Default 1. */
  offset?: unknown;
  /** The value where there is no such row. Default null. */
  default?: D;
}

function away<T>(name: string, value: unknown, { offset = 1, default: none }: OffsetOptions): T {
  const hasDefault = none !== undefined && none !== null;
  // MariaDB has no default: where there is no row, one that is never null is null.
  const mysql: OverWriter = ([sql, many, otherwise], window) =>
    `CASE WHEN ${name}(1, ${many}) OVER ${window} IS NULL THEN ${otherwise} ELSE ${name}(${sql}, ${many}) OVER ${window} END`;
  return made({ function: name, ...(hasDefault && { over: { mysql } }) }, [
    reference(value),
    rows(name.toLowerCase(), "offset", offset),
    ...(hasDefault ? [operand(none)] : []),
  ]);
}

/** The value of the row before. */
export function lag<const X, const D = null>(
  value: X,
  options: OffsetOptions<D> = {},
): TermOf<ValueOf<X> | WorthOf<D>, PathsOf<X> | FurtherPaths<D>> {
  return away("LAG", value, options);
}

/** The value of the row behind. */
export function lead<const X, const D = null>(
  value: X,
  options: OffsetOptions<D> = {},
): TermOf<ValueOf<X> | WorthOf<D>, PathsOf<X> | FurtherPaths<D>> {
  return away("LEAD", value, options);
}

/** The value of the first row of the frame. */
export function firstValue<const X>(value: X): SameOf<X> {
  return made({ function: "FIRST_VALUE" }, [reference(value)]);
}

/** The value of the last row of the frame, which ends at the present row where nobody says otherwise. */
export function lastValue<const X>(value: X): SameOf<X> {
  return made({ function: "LAST_VALUE" }, [reference(value)]);
}

/** The value of the frame's row with that number, from 1 on; null where the frame is shorter. */
export function nthValue<const X>(
  value: X,
  nth: unknown = 1,
): TermOf<ValueOf<X> | null, PathsOf<X>> {
  return made({ function: "NTH_VALUE" }, [reference(value), rows("nthValue", "number", nth)]);
}
