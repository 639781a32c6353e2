/** Functions of windows: what a row is among the rows around it. They stand in `over(…)`. */

import { Func } from "../func.ts";
import { operand, reference } from "../references.ts";
import { BIG, counted, FLOAT } from "./arguments.ts";

function alone(name: string, output = BIG as typeof BIG | typeof FLOAT): Func {
  return new Func({ function: name, output }, []);
}

/** The number of the row in its part, from 1 on. */
export function rowNumber(): Func {
  return alone("ROW_NUMBER");
}

/** The rank of the row; equal rows share one, and the next ranks are left out. */
export function rank(): Func {
  return alone("RANK");
}

/** The rank of the row; equal rows share one, and none is left out. */
export function denseRank(): Func {
  return alone("DENSE_RANK");
}

/** The rank as a share from 0 to 1. */
export function percentRank(): Func {
  return alone("PERCENT_RANK", FLOAT);
}

/** The share of the rows that come before or are equal, up to 1. */
export function cumeDist(): Func {
  return alone("CUME_DIST", FLOAT);
}

/** The number of the row's group, where the rows are shared out to `groups` of them. Default 1. */
export function ntile(groups: unknown = 1): Func {
  return new Func({ function: "NTILE", output: BIG }, [counted("ntile", "number", groups, 1)]);
}

/** Which row before or behind, and what is there where none is. */
export interface OffsetOptions {
  /** How many rows away. Default 1. */
  offset?: unknown;
  /** The value where there is no such row. Default null. */
  default?: unknown;
}

function away(name: string, value: unknown, { offset = 1, default: none }: OffsetOptions): Func {
  return new Func({ function: name }, [
    reference(value),
    counted(name.toLowerCase(), "offset", offset, 1),
    ...(none === undefined || none === null ? [] : [operand(none)]),
  ]);
}

/** The value of the row before. */
export function lag(value: unknown, options: OffsetOptions = {}): Func {
  return away("LAG", value, options);
}

/** The value of the row behind. */
export function lead(value: unknown, options: OffsetOptions = {}): Func {
  return away("LEAD", value, options);
}

/** The value of the first row of the frame. */
export function firstValue(value: unknown): Func {
  return new Func({ function: "FIRST_VALUE" }, [reference(value)]);
}

/** The value of the last row of the frame, which ends at the present row where nobody says otherwise. */
export function lastValue(value: unknown): Func {
  return new Func({ function: "LAST_VALUE" }, [reference(value)]);
}

/** The value of the frame's row with that number, from 1 on; null where the frame is shorter. */
export function nthValue(value: unknown, nth: unknown = 1): Func {
  return new Func({ function: "NTH_VALUE" }, [
    reference(value),
    counted("nthValue", "number", nth, 1),
  ]);
}
