/** The aggregates that SQLite lacks: variance and standard deviation, and bits. */

import type { SqliteAggregate, SqliteValue } from "./sqlite-functions.ts";

/** Welford's sums: one pass, and no loss of digits where values are large and close to each other. */
interface Sums {
  count: number;
  mean: number;
  squares: number;
}

function spread(sample: boolean, root: boolean): SqliteAggregate {
  return {
    start: (): Sums => ({ count: 0, mean: 0, squares: 0 }),
    step(sums: Sums, value: SqliteValue) {
      if (value === null) return sums;
      const number = Number(value);
      const away = number - sums.mean;
      sums.count += 1;
      sums.mean += away / sums.count;
      sums.squares += away * (number - sums.mean);
      return sums;
    },
    inverse(sums: Sums, value: SqliteValue) {
      if (value === null) return sums;
      const number = Number(value);
      const away = number - sums.mean;
      sums.count -= 1;
      sums.mean = sums.count === 0 ? 0 : sums.mean - away / sums.count;
      sums.squares = sums.count === 0 ? 0 : sums.squares - away * (number - sums.mean);
      return sums;
    },
    result({ count, squares }: Sums) {
      const by = sample ? count - 1 : count;
      if (by < 1) return null;
      const variance = Math.max(0, squares) / by;
      return root ? Math.sqrt(variance) : variance;
    },
  };
}

function bits(join: (one: bigint, other: bigint) => bigint): SqliteAggregate {
  return {
    start: () => ({ value: undefined as bigint | undefined }),
    step(state: { value: bigint | undefined }, value: SqliteValue) {
      if (value === null) return state;
      const number = BigInt(value as number | bigint);
      state.value = state.value === undefined ? number : join(state.value, number);
      return state;
    },
    result: ({ value }: { value: bigint | undefined }) => value ?? null,
  };
}

/** The aggregates by their names. */
export const statistics: readonly (readonly [string, SqliteAggregate])[] = [
  ["STDDEV_POP", spread(false, true)],
  ["STDDEV_SAMP", spread(true, true)],
  ["VAR_POP", spread(false, false)],
  ["VAR_SAMP", spread(true, false)],
  ["flagon_bit_and", bits((one, other) => one & other)],
  ["flagon_bit_or", bits((one, other) => one | other)],
  ["flagon_bit_xor", bits((one, other) => one ^ other)],
];
