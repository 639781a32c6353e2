/** The aggregates by their names: `count("articles")`, `avg("rating", { filter: { … } })`. */

import { type Aggregate, aggregate, type AggregateOptions, AGGREGATES } from "./aggregates.ts";

/** The number of rows with a value; `count("*")` counts all. */
export function count(value: unknown = "*", options?: AggregateOptions): Aggregate {
  return aggregate(AGGREGATES.count, value, options);
}

/** The sum of the values; null where there are none. */
export function sum(value: unknown, options?: AggregateOptions): Aggregate {
  return aggregate(AGGREGATES.sum, value, options);
}

/** The mean of the values; null where there are none. */
export function avg(value: unknown, options?: AggregateOptions): Aggregate {
  return aggregate(AGGREGATES.avg, value, options);
}

/** The smallest value; null where there are none. */
export function min(value: unknown, options?: AggregateOptions): Aggregate {
  return aggregate(AGGREGATES.min, value, options);
}

/** The largest value; null where there are none. */
export function max(value: unknown, options?: AggregateOptions): Aggregate {
  return aggregate(AGGREGATES.max, value, options);
}

/** The standard deviation of the whole population, or with `sample` of a sample of it. */
export function stdDev(
  value: unknown,
  { sample = false, ...options }: AggregateOptions & { sample?: boolean } = {},
): Aggregate {
  return aggregate(sample ? AGGREGATES.stdDevSample : AGGREGATES.stdDev, value, options);
}

/** The variance of the whole population, or with `sample` of a sample of it. */
export function variance(
  value: unknown,
  { sample = false, ...options }: AggregateOptions & { sample?: boolean } = {},
): Aggregate {
  return aggregate(sample ? AGGREGATES.varianceSample : AGGREGATES.variance, value, options);
}
