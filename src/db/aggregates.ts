/** Functions over many rows: `count`, `sum`, `avg` and their kin. */

import { FlagonError } from "../base/errors.ts";
import type { Compiler } from "./compiler.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { DecimalField } from "./fields/decimals.ts";
import { DurationField } from "./fields/duration.ts";
import { BigIntegerField, IntegerField } from "./fields/integers.ts";
import { FloatField } from "./fields/numbers.ts";
import { type Conditions, type QNode, toQ } from "./q.ts";
import { OrderBy, reference, Reference, Term } from "./references.ts";
import { RowValue } from "./row-values.ts";
import type { Scope } from "./scope.ts";
import { EVERYTHING, NOTHING } from "./where.ts";

/** What every aggregate takes. */
export interface AggregateOptions {
  /** Which rows count. */
  filter?: Conditions;
  /** Whether equal values count once. Default false. */
  distinct?: boolean;
}

/** What tells one aggregate from another. */
export interface AggregateKind {
  readonly name: string;
  /** The name in SQL, where it is another one. */
  readonly function?: string;
  readonly output?: (field: Field | undefined) => Field | undefined;
  /** What it gives where no row counts. */
  readonly empty?: unknown;
  readonly sql?: (compiler: Compiler, value: string, aggregate: Aggregate) => string;
  /** Writes what stands around the whole call, its filter and its window included. */
  readonly around?: (compiler: Compiler, call: string, aggregate: Aggregate) => string;
}

/** A function over the rows of a group. */
export class Aggregate extends Term {
  readonly aggregate: AggregateKind;
  readonly value: Expression;
  readonly filter: Expression | undefined;
  readonly order: readonly Expression[];
  readonly isDistinct: boolean;
  /** Further values of the call: the text between the parts of `stringAgg`. */
  readonly more: readonly Expression[];

  constructor(aggregate: AggregateKind, value: Expression, options: AggregateParts = {}) {
    super();
    this.aggregate = aggregate;
    this.value = value;
    this.filter = options.filter;
    this.order = options.order ?? [];
    this.more = options.more ?? [];
    this.isDistinct = options.distinct ?? false;
  }

  override get parts(): readonly Expression[] {
    const { filter } = this;
    return [this.value, ...this.more, ...this.order, ...(filter === undefined ? [] : [filter])];
  }

  override withParts(parts: readonly Expression[]): Expression {
    const more = parts.slice(1, 1 + this.more.length);
    const order = parts.slice(1 + more.length, 1 + more.length + this.order.length);
    const filter = this.filter === undefined ? {} : { filter: parts.at(-1)! };
    return new Aggregate(this.aggregate, parts[0]!, {
      more,
      order,
      distinct: this.isDistinct,
      ...filter,
    });
  }

  override get detail(): string {
    return `${this.aggregate.name}${this.isDistinct ? " distinct" : ""} ${this.more.length} ${this.order.length}`;
  }

  override get containsAggregate(): boolean {
    return true;
  }

  override get outputField(): Field | undefined {
    const field = this.value.outputField;
    return this.aggregate.output === undefined ? field : this.aggregate.output(field);
  }

  override groupBy(): Expression[] {
    return [];
  }

  override toSql(compiler: Compiler): string {
    return this.overSql(compiler, undefined);
  }

  /** The SQL of the call as a window function; `window` is what stands behind `OVER`. */
  overSql(compiler: Compiler, window: string | undefined): string {
    const call = this.#filtered(compiler);
    const whole = window === undefined ? call : `${call} OVER ${window}`;
    return this.aggregate.around?.(compiler, whole, this) ?? whole;
  }

  override resolve(scope: Scope): Expression {
    const resolved = super.resolve(scope) as Aggregate;
    if (resolved.value.containsAggregate) throw this.#nestedError();
    return resolved;
  }

  #nestedError(): FlagonError {
    const name = this.value instanceof Reference ? ` "${this.value.path}"` : "";
    return new FlagonError(`${this.aggregate.name} reckons over rows, and${name} over groups.`, {
      code: "db.nested-aggregate",
      where: `${this.aggregate.name}(…) of an aggregate`,
      mend: "Reckon over the groups by aggregate(), which makes a query around them.",
    });
  }

  #filtered(compiler: Compiler): string {
    const { filter } = this;
    const value = this.#valueSql(compiler);
    if (filter === undefined) return this.#call(compiler, value);
    const condition = filter.toSql(compiler);
    if (condition === EVERYTHING) return this.#call(compiler, value);
    const written = condition === NOTHING ? "1 = 0" : condition;
    if (compiler.dialect.filtersAggregates)
      return `${this.#call(compiler, value)} FILTER (WHERE ${written})`;
    return this.#call(
      compiler,
      `CASE WHEN ${written} THEN ${value === "*" ? "1" : value} ELSE NULL END`,
    );
  }

  /** A key of several columns is there where its first is; to be told apart, they are made one value. */
  #valueSql(compiler: Compiler): string {
    const { value } = this;
    if (!(value instanceof RowValue) || this.aggregate !== AGGREGATES.count)
      return value.argumentSql(compiler);
    const columns = value.parts.map((part) => part.toSql(compiler));
    if (!this.isDistinct) return columns[0]!;
    return `CASE WHEN ${columns[0]} IS NOT NULL THEN ${compiler.dialect.together(columns)} END`;
  }

  #call(compiler: Compiler, value: string): string {
    const { aggregate } = this;
    if (aggregate.sql !== undefined) return aggregate.sql(compiler, value, this);
    return `${aggregate.function ?? aggregate.name}(${this.isDistinct ? "DISTINCT " : ""}${value})`;
  }
}

/** The parts of an aggregate besides its value. */
export interface AggregateParts {
  filter?: Expression | undefined;
  order?: readonly Expression[];
  more?: readonly Expression[];
  distinct?: boolean;
}

/** Every row: what `count("*")` counts. */
export class Star extends Expression {
  override groupBy(): Expression[] {
    return [];
  }

  override toSql(): string {
    return "*";
  }
}

/** Makes an aggregate of what a user gives. */
export function aggregate(
  kind: AggregateKind,
  value: unknown,
  options: AggregateOptions & { order?: readonly unknown[]; more?: readonly Expression[] } = {},
): Aggregate {
  if (typeof value !== "string" && !(value instanceof Expression)) {
    throw new FlagonError(`${kind.name}() wants the name of a field or an expression.`, {
      code: "db.wrong-type",
      where: `${kind.name}(…)`,
      mend: `Write ${kind.name}("field").`,
    });
  }
  const filter: QNode | undefined = options.filter === undefined ? undefined : toQ(options.filter);
  return new Aggregate(kind, value === "*" ? new Star() : reference(value), {
    distinct: options.distinct ?? false,
    order: (options.order ?? []).map(orderOf),
    ...(filter !== undefined && { filter }),
    ...(options.more !== undefined && { more: options.more }),
  });
}

function orderOf(item: unknown): Expression {
  if (typeof item !== "string") return item as Expression;
  return new OrderBy(new Reference(item.replace(/^[-+]/, "")), item.startsWith("-"), undefined);
}

const INTEGER = new BigIntegerField({ mode: "number" });
const FLOAT = new FloatField();

function meanOf(field: Field | undefined): Field | undefined {
  if (field instanceof DecimalField || field instanceof DurationField) return field;
  return field instanceof IntegerField || field instanceof FloatField ? FLOAT : (field ?? FLOAT);
}

/** A measure of how far values lie apart. */
function spread(name: string): AggregateKind {
  return {
    name,
    output: meanOf,
    sql: (compiler, value, self) => compiler.dialect.spread(name, value, self.isDistinct),
    around: (compiler, call, self) => compiler.dialect.aroundSpread(call, self.value.outputField),
  };
}

/** The kinds of aggregates that all databases have. */
export const AGGREGATES = {
  count: { name: "COUNT", output: () => INTEGER, empty: 0 },
  sum: { name: "SUM", output: (field) => (field instanceof IntegerField ? INTEGER : field) },
  avg: {
    name: "AVG",
    output: meanOf,
    sql: (compiler, value, self) =>
      compiler.dialect.average(value, self.isDistinct, self.value.outputField),
    around: (compiler, call, self) => compiler.dialect.aroundAverage(call, self.value.outputField),
  },
  min: { name: "MIN" },
  max: { name: "MAX" },
  stdDev: spread("STDDEV_POP"),
  stdDevSample: spread("STDDEV_SAMP"),
  variance: spread("VAR_POP"),
  varianceSample: spread("VAR_SAMP"),
} as const satisfies Record<string, AggregateKind>;
