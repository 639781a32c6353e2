/** Values by condition, windows, and the short names of expressions. */

import { FlagonError } from "../base/errors.ts";
import { Aggregate } from "./aggregates.ts";
import type { Compiler } from "./compiler.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { Func } from "./func.ts";
import { type Conditions, toQ } from "./q.ts";
import { operand, OrderBy, OuterReference, reference, Reference, Term } from "./references.ts";
import { columnsOf } from "./row-values.ts";
import { type QuerySource, SubqueryOf, type ValueSource } from "./subqueries.ts";
import type { AnyExpression, Operand, PathsOf, ValueOf } from "./typing/expressions.ts";
import type { Selection } from "./typing/relations.ts";
import type {
  ConditionPaths,
  FurtherPaths,
  OnlyValue,
  QuestionOf,
  ReadBy,
  TermOf,
  WhenOf,
  WindowPaths,
  WorthOf,
} from "./typing/terms.ts";
import { Value } from "./values.ts";
import { conditionSql, EVERYTHING, NOTHING } from "./where.ts";

/** The classes know nothing of types: here what the call was given says what it gives, and one cast puts it on the result. */
type Loose = unknown;

/**
 * The column or annotation of that name, as a value: the database works with it, nothing is read first.
 *
 * @example
 * await Article.filter({ likes__gt: F("views") }).update({ views: F("views").plus(1) });
 */
export function F<const P extends string>(path: P): TermOf<ValueOf<P>, P> {
  return new Reference(path) as Loose as TermOf<ValueOf<P>, P>;
}

/**
 * The column of that name in the query around this one.
 *
 * @example
 * const newest = Comment.filter({ article: outerRef("pk") }).orderBy("-id").limit(1);
 * await Article.annotate({ newest: subquery(newest.values("text")) });
 */
export function outerRef(name: string | AnyExpression): TermOf<unknown> {
  const made =
    typeof name === "string"
      ? new OuterReference(name)
      : new OuterReference((name as OuterReference).path, (name as OuterReference).levels + 1);
  return made as Loose as TermOf<unknown>;
}

/** A plain value as an expression; `output` is the field that writes and reads it, where its type does not say enough. */
export function value<const V, const X = undefined>(plain: V, output?: X): TermOf<ReadBy<X, V>> {
  const field = output as Field | undefined;
  return new Typed(new Value(plain, field), field) as Loose as TermOf<ReadBy<X, V>>;
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
export function typed<const X extends AnyExpression, const Y>(
  expression: X,
  output: Y,
): TermOf<ReadBy<Y, unknown>, PathsOf<X>> {
  const made = new Typed(expression as Loose as Expression, output as Field);
  return made as Loose as TermOf<ReadBy<Y, unknown>, PathsOf<X>>;
}

/** Makes an expression one that can be reckoned with and ordered by. */
export function term<const X extends AnyExpression>(expression: X): TermOf<ValueOf<X>, PathsOf<X>> {
  const inner = expression as Loose as Expression;
  const made = inner instanceof Term ? inner : new Typed(inner, undefined);
  return made as Loose as TermOf<ValueOf<X>, PathsOf<X>>;
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
    const { bound } = compiler;
    const sql = conditionSql(this.condition, compiler);
    if (sql === NOTHING || sql === EVERYTHING) compiler.unbind(bound);
    if (sql === NOTHING) return NOTHING;
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
    // Each part is written once: writing it binds its values, and PostgreSQL wants a type of all that are bound.
    const whens = this.whens.map((part) => part.toSql(compiler)).filter((sql) => sql !== NOTHING);
    const otherwise = this.otherwise.selectSql(compiler);
    return whens.length === 0 ? otherwise : `CASE ${whens.join(" ")} ELSE ${otherwise} END`;
  }
}

/** A value for the rows that meet a condition: a part of {@link caseWhen}. A text is a text; `F("name")` is a column. */
export function when<const W, const X>(
  condition: W & Conditions,
  result: X,
): WhenOf<WorthOf<X>, FurtherPaths<X> | ConditionPaths<W>> {
  const made = new When(toQ(condition), operand(result));
  return made as Loose as ReturnType<typeof when<W, X>>;
}

/**
 * The value of the first `when` whose condition holds, else `default`, else null.
 *
 * @example
 * await Ticket.orderBy(caseWhen([when({ state: "urgent" }, 1), when({ state: "open" }, 2)], { default: 3 }).asc());
 */
export function caseWhen<
  const W extends readonly WhenOf<unknown, unknown>[],
  const D = null,
  const X = undefined,
>(
  whens: W,
  options: { default?: D; output?: X } = {},
): TermOf<
  ReadBy<X, W[number]["~when"]["out"] | WorthOf<D>>,
  W[number]["~when"]["paths"] | FurtherPaths<D>
> {
  const made = new CaseOf(
    whens as unknown as readonly When[],
    operand(options.default ?? null),
    options.output as Field | undefined,
  );
  return made as Loose as ReturnType<typeof caseWhen<W, D, X>>;
}

/**
 * The one value that a query set gives for each row around it; null where it gives no row.
 *
 * The query set has one column (`values("text")`, `valuesList("text")`), else its keys count. `outerRef` names a column of the row around.
 */
export function subquery<Row, const X = undefined>(
  set: Selection<Row>,
  output?: X,
): TermOf<ReadBy<X, OnlyValue<Row>> | null> {
  const field = output as Field | undefined;
  const source = (set as Loose as ValueSource).asValue();
  const made = new Typed(new SubqueryOf(source, "value", field), field);
  return made as Loose as TermOf<ReadBy<X, OnlyValue<Row>> | null>;
}

/**
 * Whether a query set has a row. A condition of its own; `Q(exists(…)).not()` turns it round.
 *
 * @example
 * await Article.filter(exists(Comment.filter({ article: outerRef("pk") })));
 */
export function exists(set: Selection<unknown>): QuestionOf {
  return new SubqueryOf(set as Loose as QuerySource, "exists") as Loose as QuestionOf;
}

/** A window: which rows a function looks at, in which order. */
export interface WindowOptions<P = readonly Operand[], O = readonly Operand[]> {
  /** What rows must have in common to stand in one window. Default: all rows are one. */
  partitionBy?: P;
  /** The order of the rows in a window: names, downwards with `-` in front, or expressions. */
  orderBy?: O;
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
      parts
        .flatMap(columnsOf)
        .map((part) => part.toSql(compiler))
        .join(", ");
    const words = [
      this.partition.length === 0 ? "" : `PARTITION BY ${list(this.partition)}`,
      this.order.length === 0 ? "" : `ORDER BY ${list(this.order)}`,
      this.frame,
    ];
    const window = `(${words.filter((word) => word !== "").join(" ")})`;
    const { inner } = this;
    return inner instanceof Func || inner instanceof Aggregate
      ? inner.overSql(compiler, window)
      : `${inner.toSql(compiler)} OVER ${window}`;
  }
}

/**
 * A function or an aggregate over the rows around each row.
 *
 * @example
 * await Article.annotate({ running: over(sum("views"), { partitionBy: ["author"], orderBy: ["id"] }) });
 */
export function over<
  const X extends AnyExpression,
  const P extends readonly Operand[] = [],
  const O extends readonly Operand[] = [],
>(
  inner: X,
  options: WindowOptions<P, O> = {},
): TermOf<ValueOf<X>, PathsOf<X> | WindowPaths<P[number]> | WindowPaths<O[number]>> {
  const order = (options.orderBy ?? []).map((item) =>
    typeof item === "string"
      ? new OrderBy(new Reference(item.replace(/^[-+]/, "")), item.startsWith("-"), undefined)
      : (item as Loose as Expression),
  );
  const partition = (options.partitionBy ?? []).map(reference);
  const made = new WindowOf(
    inner as Loose as Expression,
    partition,
    order,
    frameSql(options.frame),
  );
  return made as Loose as ReturnType<typeof over<X, P, O>>;
}

function frameSql(frame: WindowOptions["frame"]): string {
  if (frame === undefined) return "";
  const [kind, [start, end]] =
    "rows" in frame ? (["ROWS", frame.rows] as const) : (["RANGE", frame.range] as const);
  return `${kind} BETWEEN ${boundSql(start, "PRECEDING")} AND ${boundSql(end, "FOLLOWING")}`;
}

function boundSql(bound: number | null, open: "PRECEDING" | "FOLLOWING"): string {
  if (bound === null) return `UNBOUNDED ${open}`;
  if (!Number.isInteger(bound))
    throw new FlagonError(`${String(bound)} is no end of a frame.`, {
      code: "db.wrong-count",
      where: "over(…, { frame })",
      mend: "Give whole numbers, negative ones for rows before; null has no end.",
    });
  if (bound === 0) return "CURRENT ROW";
  const rows = Math.abs(bound);
  return `${rows} ${bound < 0 ? "PRECEDING" : "FOLLOWING"}`;
}
