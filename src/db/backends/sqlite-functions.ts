/** The functions of JavaScript that SQL on SQLite may call. */

import { clockFunctions } from "./sqlite-clock-functions.ts";
import { searchFunctions } from "./sqlite-search-functions.ts";
import { statistics } from "./sqlite-statistics.ts";
import { textFunctions } from "./sqlite-text-functions.ts";

/** What SQLite gives to a function, and what it takes from one. */
export type SqliteValue = null | number | bigint | string | Uint8Array;

/** A function for one row. */
export interface SqliteScalar {
  call: (...values: SqliteValue[]) => SqliteValue;
  /** The same values always give the same result, so that indexes may use it. Default true. */
  deterministic?: boolean;
}

/** A function for many rows. */
export interface SqliteAggregate {
  /** Gives the state before the first row. */
  start: () => unknown;
  /** Gives the state after one more row. */
  step: (state: never, ...values: SqliteValue[]) => unknown;
  /** Gives the result. */
  result: (state: never) => SqliteValue;
  /** Gives the state without a row that has left the window; without it the function is none for windows. */
  inverse?: (state: never, ...values: SqliteValue[]) => unknown;
  /** Default true. */
  deterministic?: boolean;
}

/**
 * What every SQLite connection can call, by name; a function may take any number of values.
 *
 * A connection takes what is here when it opens.
 *
 * @example
 * sqliteFunctions.set("reverse", { call: (text) => [...String(text)].toReversed().join("") });
 */
export const sqliteFunctions = new Map<string, SqliteScalar | SqliteAggregate>([
  ...textFunctions,
  ...clockFunctions,
  ...statistics,
  ...searchFunctions,
]);
