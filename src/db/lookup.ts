/** What every lookup is: a comparison of an expression with a value, as SQL. */

import type { Field } from "./fields/field.ts";
import { fieldOfKind } from "./value-fields.ts";
import type { Compiler } from "./compiler.ts";
import { Expression } from "./expression.ts";
import type { Convert } from "./fields/field.ts";
import { Slot } from "./values.ts";

/** A class of lookups, as it is registered. */
export interface LookupClass {
  new (left: Expression, right: Expression): Lookup;
  /** The name in paths: `title__startswith`. */
  readonly lookupName: string;
  /** Whether null is compared as a value and not turned into `isnull`. */
  readonly takesNull?: boolean;
}

/**
 * A comparison of an expression with a value. One of your own gives its name and its SQL.
 *
 * @example
 * class NotEqual extends Lookup {
 *   static override readonly lookupName: string = "ne";
 *   override toSql(compiler: Compiler): string {
 *     return `${this.leftSql(compiler)} <> ${this.rightSql(compiler)}`;
 *   }
 * }
 */
export abstract class Lookup extends Expression {
  static readonly lookupName: string = "";
  static readonly takesNull: boolean = false;
  readonly left: Expression;
  readonly right: Expression;

  constructor(left: Expression, right: Expression) {
    super();
    this.left = left;
    this.right = right;
  }

  override get parts(): readonly Expression[] {
    return [this.left, this.right];
  }

  override withParts([left, right]: readonly Expression[]): Expression {
    return new (this.constructor as LookupClass)(left!, right!);
  }

  override get isCondition(): boolean {
    return true;
  }

  override get outputField(): Field | undefined {
    return fieldOfKind("boolean");
  }

  /** The SQL of the left side. */
  leftSql(compiler: Compiler): string {
    return this.left.toSql(compiler);
  }

  /** The SQL of the right side, its value written as the left side's field writes it. */
  rightSql(compiler: Compiler, convert = this.convert(compiler)): string {
    const { right } = this;
    if (right instanceof Slot)
      return compiler.dialect.compared(compiler.bind(right.index, convert), this.left.outputField);
    return right.toSql(compiler);
  }

  /** How a value of the right side becomes what the driver takes. */
  convert(compiler: Compiler): Convert | undefined {
    return compiler.writerFor(this.left);
  }

  override groupBy(): Expression[] {
    return this.containsAggregate
      ? super.groupBy()
      : [this.left, this.right].flatMap((side) => side.groupBy());
  }
}
