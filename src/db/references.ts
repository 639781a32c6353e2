/** Names of columns as values: `F("views")`, arithmetic with them, and how rows are ordered by them. */

import { FlagonError } from "../base/errors.ts";
import { OuterName } from "./column.ts";
import type { Compiler } from "./compiler.ts";
import { Expression } from "./expression.ts";
import { combinedField } from "./arithmetic.ts";
import type { Field } from "./fields/field.ts";
import { columnsOf } from "./row-values.ts";
import type { Scope } from "./scope.ts";
import { Value } from "./values.ts";

/** What stands in an expression: another one, or a plain value. */
export type Operand = unknown;

/** The operations of arithmetic that databases share. */
export type Operator = "+" | "-" | "*" | "/" | "%" | "^" | "&" | "|" | "#" | "<<" | ">>";

/** An expression that can be reckoned with and ordered by. */
export abstract class Term extends Expression {
  /** The sum. */
  plus(other: Operand): Combined {
    return new Combined(this, "+", operand(other));
  }

  /** The difference. */
  minus(other: Operand): Combined {
    return new Combined(this, "-", operand(other));
  }

  /** The product. */
  times(other: Operand): Combined {
    return new Combined(this, "*", operand(other));
  }

  /** The quotient; between integers it is an integer, as databases reckon. */
  dividedBy(other: Operand): Combined {
    return new Combined(this, "/", operand(other));
  }

  /** The remainder. */
  modulo(other: Operand): Combined {
    return new Combined(this, "%", operand(other));
  }

  /** The power. */
  toThe(other: Operand): Combined {
    return new Combined(this, "^", operand(other));
  }

  /** The bits that both have. */
  bitAnd(other: Operand): Combined {
    return new Combined(this, "&", operand(other));
  }

  /** The bits that either has. */
  bitOr(other: Operand): Combined {
    return new Combined(this, "|", operand(other));
  }

  /** The bits that one of them has. */
  bitXor(other: Operand): Combined {
    return new Combined(this, "#", operand(other));
  }

  /** The bits moved up. */
  shiftLeft(other: Operand): Combined {
    return new Combined(this, "<<", operand(other));
  }

  /** The bits moved down. */
  shiftRight(other: Operand): Combined {
    return new Combined(this, ">>", operand(other));
  }

  /** Orders by this, smallest first. */
  asc(options: OrderOptions = {}): OrderBy {
    return new OrderBy(this, false, nullsOf(options));
  }

  /** Orders by this, largest first. */
  desc(options: OrderOptions = {}): OrderBy {
    return new OrderBy(this, true, nullsOf(options));
  }
}

/** Where rows without a value go in an order. */
export interface OrderOptions {
  nulls?: "first" | "last";
}

function nullsOf({ nulls }: OrderOptions): "first" | "last" | undefined {
  // The word goes into the statement: nothing but the two does.
  if (nulls === undefined || nulls === "first" || nulls === "last") return nulls;
  throw new FlagonError(`Rows without a value cannot come ${JSON.stringify(nulls)}.`, {
    code: "db.unknown-option",
    where: "asc({ nulls }) or desc({ nulls })",
    mend: 'Give "first" or "last".',
  });
}

/** Makes an expression of what a user gives: an expression stays, the rest is a value. */
export function operand(value: Operand): Expression {
  return value instanceof Expression ? value : new Value(value);
}

/** Makes an expression of what names a column or is an expression: the first argument of most functions. */
export function reference(name: unknown): Expression {
  if (name instanceof Expression) return name;
  return typeof name === "string" ? new Reference(name) : new Value(name);
}

/** A name, until it is resolved. */
export class Reference extends Term {
  readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }

  override get detail(): string {
    return this.path;
  }

  override resolve(scope: Scope): Expression {
    return scope.reference(this.path);
  }

  override toSql(): string {
    throw new TypeError("A name is resolved before it is written.");
  }
}

/** A name of the query around, until that is known. */
export class OuterReference extends Term {
  readonly path: string;
  readonly levels: number;

  constructor(path: string, levels = 1) {
    super();
    this.path = path;
    this.levels = levels;
  }

  override get detail(): string {
    return `${this.levels}${this.path}`;
  }

  override resolve(): Expression {
    return new OuterName(this.path, this.levels);
  }

  override toSql(): string {
    throw new TypeError("A name is resolved before it is written.");
  }
}

/** Two expressions under an operator. */
export class Combined extends Term {
  readonly left: Expression;
  readonly operator: Operator;
  readonly right: Expression;

  constructor(left: Expression, operator: Operator, right: Expression) {
    super();
    this.left = left;
    this.operator = operator;
    this.right = right;
  }

  override get parts(): readonly Expression[] {
    return [this.left, this.right];
  }

  override withParts([left, right]: readonly Expression[]): Expression {
    return new Combined(left!, this.operator, right!);
  }

  override get detail(): string {
    return this.operator;
  }

  override get outputField(): Field | undefined {
    return combinedField(this.left.outputField, this.operator, this.right.outputField);
  }

  override toSql(compiler: Compiler): string {
    const sides = [this.left.toSql(compiler), this.right.toSql(compiler)] as const;
    return compiler.dialect.combine(sides[0], this.operator, sides[1], [
      this.left.outputField,
      this.right.outputField,
    ]);
  }
}

/** An expression, the direction to order in, and where rows without a value go. */
export class OrderBy extends Expression {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls: "first" | "last" | undefined;

  constructor(expression: Expression, descending: boolean, nulls: "first" | "last" | undefined) {
    super();
    this.expression = expression;
    this.descending = descending;
    this.nulls = nulls;
  }

  override get parts(): readonly Expression[] {
    return [this.expression];
  }

  override withParts([expression]: readonly Expression[]): Expression {
    return new OrderBy(expression!, this.descending, this.nulls);
  }

  override get detail(): string {
    return `${this.descending ? "-" : ""}${this.nulls ?? ""}`;
  }

  override toSql(compiler: Compiler): string {
    const { descending, nulls } = this;
    const terms = columnsOf(this.expression).map((expression) =>
      compiler.dialect.orderTerm(expression.toSql(compiler), { expression, descending, nulls }),
    );
    return terms.join(", ");
  }
}

/** An order by chance. */
export class RandomOrder extends Expression {
  override toSql(compiler: Compiler): string {
    return compiler.dialect.random;
  }

  override groupBy(): Expression[] {
    return [];
  }
}
