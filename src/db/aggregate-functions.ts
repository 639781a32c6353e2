/** The aggregates by their names: `count("articles")`, `avg("rating", { filter: { … } })`. */

import { aggregate, type AggregateKind, type AggregateOptions, AGGREGATES } from "./aggregates.ts";
import { Expression } from "./expression.ts";
import { Func } from "./func.ts";
import type { Conditions } from "./q.ts";
import { operand } from "./references.ts";
import type { Measured, NotNull, PathsOf, ValueOf } from "./typing/expressions.ts";
import type { ConditionPaths, FurtherPaths, TermOf, WorthOf } from "./typing/terms.ts";

/** What an aggregate takes; `D` is the type of the value where no row counts. */
export interface AggregateSettings<D = unknown, W = unknown> extends Omit<
  AggregateOptions,
  "filter"
> {
  /** Which rows count: names with values, a `Q`, or an expression that is true or false. Checked where the aggregate meets a model. */
  filter?: W & Conditions;
  /** The value where no row counts. Without one it is null, and 0 for `count`. */
  default?: D;
}

/** Whether the spread is that of a sample. */
export interface SpreadSettings<D = unknown, W = unknown> extends AggregateSettings<D, W> {
  /** Reckons as for a sample of the whole: divides by one less. Default false. */
  sample?: boolean;
}

/** What some aggregates take besides. */
interface Further {
  order?: readonly unknown[];
  more?: readonly Expression[];
}

/** `Out`, or what stands in its place where no row counts. */
export type OrDefault<Out, D> = [D] extends [null] ? Out | null : NotNull<Out> | WorthOf<D>;

/** What an aggregate of `X` gives. */
export type Result<Out, X, D, W> = TermOf<
  OrDefault<Out, D>,
  PathsOf<X> | FurtherPaths<D> | ConditionPaths<W>
>;

/** Makes an aggregate, with the value where no row counts around it. */
export function makeAggregate(
  kind: AggregateKind,
  value: unknown,
  options: AggregateSettings & Further = {},
): Expression {
  const { default: otherwise, ...rest } = options;
  const made = aggregate(kind, value, rest);
  if (otherwise === undefined || otherwise === null) return made;
  const plain = otherwise instanceof Expression ? null : otherwise;
  return new Func({ function: "COALESCE", plain }, [made, operand(otherwise)]);
}

/** The number of rows with a value; `count("*")` counts all rows. 0 where there are none. */
export function count<const X = "*", const W = never>(
  value?: X,
  options?: AggregateSettings<unknown, W>,
): TermOf<number, Exclude<PathsOf<X>, "*"> | ConditionPaths<W>> {
  const made = makeAggregate(AGGREGATES.count, value ?? "*", options);
  return made as unknown as TermOf<number, Exclude<PathsOf<X>, "*"> | ConditionPaths<W>>;
}

/** The sum of the values; null where there are none. Sums of whole numbers are exact up to 2^53. */
export function sum<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<Measured<ValueOf<X>>, X, D, W> {
  const made = makeAggregate(AGGREGATES.sum, value, options);
  return made as unknown as Result<Measured<ValueOf<X>>, X, D, W>;
}

/** The mean of the values; null where there are none. Means of decimals are decimals. */
export function avg<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<Measured<ValueOf<X>>, X, D, W> {
  const made = makeAggregate(AGGREGATES.avg, value, options);
  return made as unknown as Result<Measured<ValueOf<X>>, X, D, W>;
}

/** The smallest value; null where there are none. */
export function min<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<ValueOf<X>, X, D, W> {
  return makeAggregate(AGGREGATES.min, value, options) as unknown as Result<ValueOf<X>, X, D, W>;
}

/** The largest value; null where there are none. */
export function max<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<ValueOf<X>, X, D, W> {
  return makeAggregate(AGGREGATES.max, value, options) as unknown as Result<ValueOf<X>, X, D, W>;
}

/** The standard deviation of the whole population, or with `sample` of a sample of it; null where there are no values. */
export function stdDev<const X, const D = null, const W = never>(
  value: X,
  { sample = false, ...options }: SpreadSettings<D, W> = {},
): Result<Measured<ValueOf<X>>, X, D, W> {
  const kind = sample ? AGGREGATES.stdDevSample : AGGREGATES.stdDev;
  return makeAggregate(kind, value, options) as unknown as Result<Measured<ValueOf<X>>, X, D, W>;
}

/** The variance of the whole population, or with `sample` of a sample of it; null where there are no values. */
export function variance<const X, const D = null, const W = never>(
  value: X,
  { sample = false, ...options }: SpreadSettings<D, W> = {},
): Result<Measured<ValueOf<X>>, X, D, W> {
  const kind = sample ? AGGREGATES.varianceSample : AGGREGATES.variance;
  return makeAggregate(kind, value, options) as unknown as Result<Measured<ValueOf<X>>, X, D, W>;
}
