/** Several columns compared at once: `tuple("author", "rating").in([[1, 5], [2, 3]])`. */

import { FlagonError } from "../base/errors.ts";
import { Expression } from "./expression.ts";
import type { LookupClass } from "./lookup.ts";
import { QNode } from "./q.ts";
import { reference } from "./references.ts";
import { columnsOf, RowValue } from "./row-values.ts";
import type { Scope } from "./scope.ts";
import { TUPLE_LOOKUPS } from "./tuple-lookups.ts";
import type { TupleOf } from "./typing/tuples.ts";
import { Given } from "./values.ts";

/** A lookup of several columns, before they are known. */
class TupleCondition extends Expression {
  readonly lookup: LookupClass;
  readonly sides: readonly Expression[];
  readonly value: Expression;

  constructor(lookup: LookupClass, sides: readonly Expression[], value: Expression) {
    super();
    this.lookup = lookup;
    this.sides = sides;
    this.value = value;
  }

  override get parts(): readonly Expression[] {
    return [...this.sides, this.value];
  }

  override withParts(parts: readonly Expression[]): Expression {
    return new TupleCondition(this.lookup, parts.slice(0, -1), parts.at(-1)!);
  }

  override get detail(): string {
    return this.lookup.lookupName;
  }

  override get isCondition(): boolean {
    return true;
  }

  override resolve(scope: Scope): Expression {
    const sides = this.sides.flatMap((side) => columnsOf(side.resolve(scope)));
    return new this.lookup(new RowValue(sides), this.value.resolve(scope));
  }

  override toSql(): string {
    throw new TypeError("A condition is resolved before it is written.");
  }
}

/** The columns; each call gives a condition. */
class Tuple {
  readonly #sides: readonly Expression[];
  readonly #text: string;

  constructor(names: readonly unknown[]) {
    this.#text = `tuple(${names.map((name) => (typeof name === "string" ? `"${name}"` : "…")).join(", ")})`;
    if (names.length < 2) {
      throw new FlagonError("A tuple has at least two columns.", {
        code: "db.wrong-type",
        where: this.#text,
        mend: 'Name them: tuple("a", "b"). One column is compared by filter({ a__in: […] }).',
      });
    }
    this.#sides = names.map(reference);
  }

  exact(values: unknown): QNode {
    return this.#compared("exact", values);
  }

  in(list: unknown): QNode {
    return this.#compared("in", list);
  }

  gt(values: unknown): QNode {
    return this.#compared("gt", values);
  }

  gte(values: unknown): QNode {
    return this.#compared("gte", values);
  }

  lt(values: unknown): QNode {
    return this.#compared("lt", values);
  }

  lte(values: unknown): QNode {
    return this.#compared("lte", values);
  }

  #compared(name: keyof typeof TUPLE_LOOKUPS, value: unknown): QNode {
    const given = new Given(value, `${this.#text}.${name}`);
    return new QNode("AND", [new TupleCondition(TUPLE_LOOKUPS[name], this.#sides, given)]);
  }
}

/**
 * Several columns as one, to be compared at once: with a tuple, with a list of them, with a query set of as many values.
 *
 * `gt`, `gte`, `lt` and `lte` look at the first column in which the two differ: what comes after a row in an order by these columns. A row
 * with null in one of the columns is not found. Names and types are checked where the condition is used.
 *
 * @example
 * await Review.filter(tuple("article", "rating").in([[1, 5], [2, 3]]));
 * await Review.filter(tuple("createdAt", "id").lt([last.createdAt, last.id])).orderBy("-createdAt", "-id").limit(20);
 */
export function tuple<const Names extends readonly [unknown, unknown, ...unknown[]]>(
  ...names: Names
): TupleOf<Names> {
  return new Tuple(names) as unknown as TupleOf<Names>;
}
