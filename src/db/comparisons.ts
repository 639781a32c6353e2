/** The lookups that compare values: equal, larger, in a list, between two, null. */

import { FlagonError } from "../base/errors.ts";
import { Column } from "./column.ts";
import type { Compiler } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import type { Convert } from "./fields/field.ts";
import { IntegerField } from "./fields/integers.ts";
import { Lookup, type LookupClass } from "./lookup.ts";
import { columnsOf } from "./row-values.ts";
import { Subquery } from "./subqueries.ts";
import { Constant, Slot, Tuple } from "./values.ts";
import { NOTHING } from "./where.ts";

abstract class Comparison extends Lookup {
  abstract readonly operator: string;

  override toSql(compiler: Compiler): string {
    return `${this.leftSql(compiler)} ${this.operator} ${this.rightSql(compiler)}`;
  }
}

/** Equal. */
export class Exact extends Comparison {
  static override readonly lookupName: string = "exact";
  readonly operator = "=";

  override toSql(compiler: Compiler): string {
    const { left, right } = this;
    if (right instanceof Constant && typeof right.value === "boolean" && compiler.isBoolean(left)) {
      const sql = left.isCondition
        ? left.toSql(compiler)
        : compiler.dialect.asCondition(left.toSql(compiler));
      return right.value ? sql : `NOT ${left.isCondition ? `(${sql})` : sql}`;
    }
    return super.toSql(compiler);
  }
}

/** Which side comes first: a whole number is at least 2.5 where it is at least 3. */
abstract class Order extends Comparison {
  /** Turns what lies between two whole numbers into the one that says the same. */
  abstract round(value: number): number;

  override convert(compiler: Compiler): Convert | undefined {
    const convert = super.convert(compiler);
    if (convert === undefined || !(this.left.outputField instanceof IntegerField)) return convert;
    return (value: unknown) =>
      convert((typeof value === "number" ? this.round(value) : value) as never);
  }
}

class GreaterThan extends Order {
  static override readonly lookupName: string = "gt";
  readonly operator = ">";
  override readonly round = Math.floor;
}

class GreaterThanOrEqual extends Order {
  static override readonly lookupName: string = "gte";
  readonly operator = ">=";
  override readonly round = Math.ceil;
}

class LessThan extends Order {
  static override readonly lookupName: string = "lt";
  readonly operator = "<";
  override readonly round = Math.ceil;
}

class LessThanOrEqual extends Order {
  static override readonly lookupName: string = "lte";
  readonly operator = "<=";
  override readonly round = Math.floor;
}

/** Null, or not null. The value is true or false. */
export class IsNull extends Lookup {
  static override readonly lookupName: string = "isnull";
  readonly wanted: boolean;

  constructor(left: Expression, right: Expression | boolean) {
    super(left, typeof right === "boolean" ? new Constant(right) : right);
    if (!(this.right instanceof Constant) || typeof this.right.value !== "boolean") {
      throw new FlagonError('"isnull" wants true or false.', {
        code: "db.wrong-type",
        where: "lookup isnull",
        mend: "Write { field__isnull: true } for rows without a value.",
      });
    }
    this.wanted = this.right.value;
  }

  override toSql(compiler: Compiler): string {
    // No part of a key is null alone: one stands for all.
    const [first] = columnsOf(this.left);
    return `${first!.toSql(compiler)} IS ${this.wanted ? "" : "NOT "}NULL`;
  }
}

/** One of a list of values, or of the rows of a query. */
export class In extends Lookup {
  static override readonly lookupName: string = "in";

  override toSql(compiler: Compiler): string {
    const { right } = this;
    const left = this.leftSql(compiler);
    if (right instanceof Constant) {
      if (Array.isArray(right.value)) return NOTHING;
      throw wrongList(this.left);
    }
    if (right instanceof Slot) {
      if (!right.many) throw wrongList(this.left);
      return compiler.dialect.inList(
        compiler,
        left,
        right.index,
        this.convert(compiler),
        this.left.outputField,
      );
    }
    if (right instanceof Tuple) return this.#inTuple(compiler, left, right);
    if (right instanceof Subquery && right.width !== 1) throw wrongWidth(this.left, right);
    const sql = right instanceof Subquery ? right.listSql(compiler) : right.toSql(compiler);
    return sql === NOTHING ? NOTHING : `${left} IN ${sql}`;
  }

  #inTuple(compiler: Compiler, left: string, tuple: Tuple): string {
    const parts = tuple.parts.filter((part) => !(part instanceof Constant && part.value === null));
    if (parts.length === 0) return NOTHING;
    const convert = this.convert(compiler);
    const sqls = parts.map((part) =>
      part instanceof Slot ? compiler.bind(part.index, convert) : part.toSql(compiler),
    );
    return `${left} IN (${sqls.join(", ")})`;
  }
}

function wrongWidth(left: Expression, right: Subquery): FlagonError {
  const name = left instanceof Column ? left.field.name : "the expression";
  return new FlagonError(`The query set gives ${right.width} columns where "${name}" is one.`, {
    code: "db.wrong-type",
    where: "lookup in",
    mend: "Name the one column that is meant: valuesList(…) with one name.",
  });
}

function wrongList(left: Expression): FlagonError {
  const name = left instanceof Column ? left.field.name : "the expression";
  return new FlagonError(`"in" wants a list or a query set for "${name}".`, {
    code: "db.wrong-type",
    where: "lookup in",
    mend: `Write { ${name}__in: [1, 2] }.`,
  });
}

/** Between two values, both included. */
export class Range extends Lookup {
  static override readonly lookupName: string = "range";

  override toSql(compiler: Compiler): string {
    const convert = this.convert(compiler);
    const bounds =
      this.right instanceof Tuple
        ? this.right.parts.map((part) =>
            part instanceof Slot ? compiler.bind(part.index, convert) : part.toSql(compiler),
          )
        : [0, 1].map((index) =>
            compiler.dialect.compared(
              compiler.bind(slotOf(this.right), itemConvert(index, convert)),
              this.left.outputField,
            ),
          );
    if (bounds.length !== 2) throw wrongRange();
    const [low, high] = bounds.map((sql) => this.boundSql(compiler, sql));
    return this.betweenSql(compiler, low!, high!);
  }

  /** The SQL of the whole, given that of the bounds. */
  protected betweenSql(compiler: Compiler, low: string, high: string): string {
    return `${this.leftSql(compiler)} BETWEEN ${low} AND ${high}`;
  }

  /** The SQL of one bound. */
  protected boundSql(_compiler: Compiler, sql: string): string {
    return sql;
  }
}

function slotOf(right: Expression): number {
  if (right instanceof Slot && right.many) return right.index;
  throw wrongRange();
}

function wrongRange(): FlagonError {
  return new FlagonError('"range" wants a pair of values.', {
    code: "db.wrong-type",
    where: "lookup range",
    mend: "Write { field__range: [low, high] }.",
  });
}

const itemConverts = new WeakMap<object, Convert[]>();
const plainItems: Convert[] = [];

/** A conversion of one item of a pair; the same function for the same use, so that parameters can be shared. */
function itemConvert(index: number, convert: Convert | undefined): Convert {
  let known = plainItems;
  if (convert !== undefined) {
    known = itemConverts.get(convert) ?? [];
    itemConverts.set(convert, known);
  }
  return (known[index] ??= (pair: never) => {
    const list = pair as unknown[];
    if (list.length !== 2) throw wrongRange();
    return convert === undefined ? list[index] : convert(list[index] as never);
  });
}

/** The lookups of values that all fields have. */
export const COMPARISONS: readonly LookupClass[] = [
  Exact,
  GreaterThan,
  GreaterThanOrEqual,
  LessThan,
  LessThanOrEqual,
  In,
  Range,
  IsNull,
];
