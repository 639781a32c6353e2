/** Values by condition, windows, and the short names of expressions. */

import type { Compiler } from "./compiler.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { type Conditions, toQ } from "./q.ts";
import { operand, OrderBy, OuterReference, reference, Reference, Term } from "./references.ts";
import { type QuerySource, SubqueryOf } from "./subqueries.ts";
import { Value } from "./values.ts";
import { conditionSql, EVERYTHING, NOTHING } from "./where.ts";

/** The column or annotation of that name. */
export function F(name: string): Reference {
  return new Reference(name);
}

/** The column of that name in the query around this one. */
export function outerRef(name: string | OuterReference): OuterReference {
  return typeof name === "string"
    ? new OuterReference(name)
    : new OuterReference(name.path, name.levels + 1);
}

/** A plain value as an expression. */
export function value(plain: unknown, output?: Field): Typed {
  return new Typed(new Value(plain, output), output);
}

/** An expression with another type of result. */
export class Typed extends Term {
  readonly inner: Expression;
  readonly #output: Field | undefined;

  constructor(inner: Expression, output: Field | undefined) {
    super();
    this.inner = inner;
    this.#output = output;
  }

  override get parts(): readonly Expression[] {
    return [this.inner];
  }

  override withParts([inner]: readonly Expression[]): Expression {
    return new Typed(inner!, this.#output);
  }

  override get detail(): string {
    return this.#output?.kind ?? "";
  }

  override get outputField(): Field | undefined {
    return this.#output ?? this.inner.outputField;
  }

  override get isCondition(): boolean {
    return this.inner.isCondition;
  }

  override groupBy(): Expression[] {
    return this.inner.groupBy();
  }

  override toSql(compiler: Compiler): string {
    return this.inner.toSql(compiler);
  }
}

/** The same expression, read as another field reads it. */
export function typed(expression: Expression, output: Field): Typed {
  return new Typed(expression, output);
}

/** Makes an expression one that can be reckoned with and ordered by. */
export function term(expression: Expression): Term {
  return expression instanceof Term ? expression : new Typed(expression, undefined);
}

/** One condition and the value where it holds. */
export class When extends Expression {
  readonly condition: Expression;
  readonly result: Expression;

  constructor(condition: Expression, result: Expression) {
    super();
    this.condition = condition;
    this.result = result;
  }

  override get parts(): readonly Expression[] {
    return [this.condition, this.result];
  }

  override withParts([condition, result]: readonly Expression[]): Expression {
    return new When(condition!, result!);
  }

  override get outputField(): Field | undefined {
    return this.result.outputField;
  }

  override toSql(compiler: Compiler): string {
    const sql = conditionSql(this.condition, compiler);
    return `WHEN ${sql === EVERYTHING ? "1 = 1" : sql} THEN ${this.result.selectSql(compiler)}`;
  }
}

/** The first value whose condition holds. */
export class CaseOf extends Term {
  readonly whens: readonly Expression[];
  readonly otherwise: Expression;
  readonly #output: Field | undefined;

  constructor(whens: readonly Expression[], otherwise: Expression, output?: Field) {
    super();
    this.whens = whens;
    this.otherwise = otherwise;
    this.#output = output;
  }

  override get parts(): readonly Expression[] {
    return [...this.whens, this.otherwise];
  }

  override withParts(parts: readonly Expression[]): Expression {
    return new CaseOf(parts.slice(0, -1), parts.at(-1)!, this.#output);
  }

  override get outputField(): Field | undefined {
    return (
      this.#output ??
      this.whens.find((part) => part.outputField !== undefined)?.outputField ??
      this.otherwise.outputField
    );
  }

  override toSql(compiler: Compiler): string {
    const whens = this.whens.filter(
      (part) => !(part instanceof When) || conditionSql(part.condition, compiler) !== NOTHING,
    );
    const otherwise = this.otherwise.selectSql(compiler);
    if (whens.length === 0) return otherwise;
    return `CASE ${whens.map((part) => part.toSql(compiler)).join(" ")} ELSE ${otherwise} END`;
  }
}

/** A value for the rows that meet a condition. */
export function when(condition: Conditions, result: unknown): When {
  return new When(toQ(condition), operand(result));
}

/** The value of the first `when` whose condition holds. */
export function caseWhen(
  whens: readonly When[],
  options: { default?: unknown; output?: Field } = {},
): CaseOf {
  return new CaseOf(whens, operand(options.default ?? null), options.output);
}

/** A query set that gives one value for each row around it. */
export function subquery(set: unknown, output?: Field): Typed {
  return new Typed(new SubqueryOf(set as QuerySource, "value", output), output);
}

/** Whether a query set has a row. */
export function exists(set: unknown): SubqueryOf {
  return new SubqueryOf(set as QuerySource, "exists");
}

/** A window: which rows a function looks at, in which order. */
export interface WindowOptions {
  partitionBy?: readonly unknown[];
  orderBy?: readonly unknown[];
  /** The frame, counted in rows or by value; null has no end: `{ rows: [null, 0] }`. */
  frame?:
    | { rows: readonly [number | null, number | null] }
    | { range: readonly [number | null, number | null] };
}

/** A function over the rows around a row. */
export class WindowOf extends Term {
  readonly inner: Expression;
  readonly partition: readonly Expression[];
  readonly order: readonly Expression[];
  readonly frame: string;

  constructor(
    inner: Expression,
    partition: readonly Expression[],
    order: readonly Expression[],
    frame: string,
  ) {
    super();
    this.inner = inner;
    this.partition = partition;
    this.order = order;
    this.frame = frame;
  }

  override get parts(): readonly Expression[] {
    return [this.inner, ...this.partition, ...this.order];
  }

  override withParts(parts: readonly Expression[]): Expression {
    const end = 1 + this.partition.length;
    return new WindowOf(parts[0]!, parts.slice(1, end), parts.slice(end), this.frame);
  }

  override get detail(): string {
    return `${this.partition.length} ${this.order.length} ${this.frame}`;
  }

  override get outputField(): Field | undefined {
    return this.inner.outputField;
  }

  override get containsAggregate(): boolean {
    return false;
  }

  override get containsWindow(): boolean {
    return true;
  }

  override get isWindow(): boolean {
    return true;
  }

  override groupBy(): Expression[] {
    return [...this.partition, ...this.order].flatMap((part) => part.groupBy());
  }

  override toSql(compiler: Compiler): string {
    const list = (parts: readonly Expression[]): string =>
      parts.map((part) => part.toSql(compiler)).join(", ");
    const words = [
      this.partition.length === 0 ? "" : `PARTITION BY ${list(this.partition)}`,
      this.order.length === 0 ? "" : `ORDER BY ${list(this.order)}`,
      this.frame,
    ];
    return `${this.inner.toSql(compiler)} OVER (${words.filter((word) => word !== "").join(" ")})`;
  }
}

/** A function or an aggregate over the rows around each row. */
export function over(
  inner: Expression,
  { partitionBy = [], orderBy = [], frame }: WindowOptions = {},
): WindowOf {
  const order = orderBy.map((item) =>
    typeof item === "string"
      ? new OrderBy(new Reference(item.replace(/^[-+]/, "")), item.startsWith("-"), undefined)
      : (item as Expression),
  );
  return new WindowOf(inner, partitionBy.map(reference), order, frameSql(frame));
}

function frameSql(frame: WindowOptions["frame"]): string {
  if (frame === undefined) return "";
  const [kind, [start, end]] =
    "rows" in frame ? (["ROWS", frame.rows] as const) : (["RANGE", frame.range] as const);
  return `${kind} BETWEEN ${boundSql(start, "PRECEDING")} AND ${boundSql(end, "FOLLOWING")}`;
}

function boundSql(bound: number | null, open: "PRECEDING" | "FOLLOWING"): string {
  if (bound === null) return `UNBOUNDED ${open}`;
  if (bound === 0) return "CURRENT ROW";
  const rows = Math.abs(Math.trunc(bound));
  return `${rows} ${bound < 0 ? "PRECEDING" : "FOLLOWING"}`;
}
