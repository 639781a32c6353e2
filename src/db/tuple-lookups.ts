/** The lookups of several columns at once: `(a, b) = (1, 2)`, `(a, b) IN (…)`, `(a, b) > (1, 2)`. */

import { FlagonError } from "../base/errors.ts";
import type { Compiler } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import { wrongTuple } from "./fields/composite-key.ts";
import type { Convert } from "./fields/field.ts";
import { Lookup, type LookupClass } from "./lookup.ts";
import { keyValues } from "./row-key.ts";
import { RowValue } from "./row-values.ts";
import { Subquery } from "./subqueries.ts";
import { Constant, Slot, Tuple } from "./values.ts";
import { NOTHING } from "./where.ts";

/** A comparison whose left side is a {@link RowValue}. */
abstract class TupleLookup extends Lookup {
  #made: { compiler: Compiler; converts: readonly Convert[] } | undefined;

  get #side(): RowValue {
    return this.left as RowValue;
  }

  /** The SQL of each column of the left side. */
  protected columns(compiler: Compiler): string[] {
    return this.left.parts.map((part) => part.toSql(compiler));
  }

  /**
   * How the values of each column are taken out of a tuple, or out of a row that stands for its key.
   *
   * Made once for each writing: a lookup that is written twice in a statement has its parameters once.
   */
  protected converts(compiler: Compiler): readonly Convert[] {
    if (this.#made?.compiler !== compiler)
      this.#made = { compiler, converts: this.#make(compiler) };
    return this.#made.converts;
  }

  #make(compiler: Compiler): Convert[] {
    const { parts, field, related } = this.#side;
    return parts.map((part, index) => {
      const write = compiler.writerFor(part);
      return (given: never) => {
        const values = keyValues(given, field, related) ?? this.valuesOf(given);
        const value = values[index];
        return write === undefined || value === null ? value : write(value as never);
      };
    });
  }

  protected valuesOf(given: unknown): readonly unknown[] {
    const { parts, field } = this.#side;
    if (field !== undefined) return field.valuesOf(given);
    if (Array.isArray(given) && given.length === parts.length) return given as unknown[];
    throw wrongTuple(given, parts.length, "tuple(…)", `a list of ${parts.length} values`);
  }

  /** The SQL of each value of a right side that is one tuple. */
  protected sides(compiler: Compiler, right: Expression): string[] {
    if (right instanceof Slot)
      return this.converts(compiler).map((convert) => compiler.bind(right.index, convert));
    if (!(right instanceof Tuple || right instanceof RowValue)) throw this.wrongSide(right);
    this.valuesOf(right.parts);
    return right.parts.map((part, index) =>
      part instanceof Slot
        ? compiler.bind(part.index, compiler.writerFor(this.left.parts[index]!))
        : part.toSql(compiler),
    );
  }

  /** The SQL of a query that gives as many columns as are compared. */
  protected querySql(compiler: Compiler, right: Subquery): string {
    if (right.width !== this.left.parts.length) throw this.wrongSide(right);
    return right.listSql(compiler);
  }

  protected wrongSide(right: Expression): FlagonError {
    const count = this.left.parts.length;
    const wanted = this.#side.field === undefined ? "…" : this.#side.field.names.join(", ");
    const isQuery = right instanceof Subquery;
    return new FlagonError(`${count} columns are compared with what is no tuple of ${count}.`, {
      code: "db.wrong-type",
      where: `lookup ${(this.constructor as LookupClass).lookupName} of ${this.#side.field?.place ?? "tuple(…)"}`,
      mend: isQuery
        ? `Give a query set of ${count} values: valuesList(…) with ${count} names, or rows of the same key.`
        : `Give a list: [${wanted}].`,
    });
  }
}

/** The same values in all columns. */
class TupleExact extends TupleLookup {
  static override readonly lookupName: string = "exact";

  override toSql(compiler: Compiler): string {
    const { right } = this;
    const columns = this.columns(compiler);
    if (right instanceof Subquery) {
      const sql = this.querySql(compiler, right);
      return sql === NOTHING ? NOTHING : `(${columns.join(", ")}) = ${sql}`;
    }
    return allEqual(columns, this.sides(compiler, right));
  }
}

function allEqual(columns: readonly string[], sides: readonly string[]): string {
  return `(${columns.map((column, index) => `${column} = ${sides[index]}`).join(" AND ")})`;
}

/** One of a list of tuples, or of the rows of a query. */
class TupleIn extends TupleLookup {
  static override readonly lookupName: string = "in";

  override toSql(compiler: Compiler): string {
    const { right, left } = this;
    const columns = this.columns(compiler);
    if (right instanceof Constant && Array.isArray(right.value)) return NOTHING;
    if (right instanceof Slot && right.many) {
      const fields = left.parts.map((part) => part.outputField);
      const converts = this.converts(compiler);
      return compiler.dialect.tupleList(compiler, columns, right.index, converts, fields);
    }
    if (right instanceof Subquery) {
      const sql = this.querySql(compiler, right);
      return sql === NOTHING ? NOTHING : `(${columns.join(", ")}) IN ${sql}`;
    }
    if (!(right instanceof Tuple)) throw this.wrongSide(right);
    const each = right.parts.map((part) => allEqual(columns, this.sides(compiler, part)));
    return `(${each.join(" OR ")})`;
  }
}

/** A comparison by the first column in which the two sides differ. */
function ordered(name: string, sign: string): LookupClass {
  return class extends TupleLookup {
    static override readonly lookupName: string = name;

    override toSql(compiler: Compiler): string {
      const sides = this.sides(compiler, this.right);
      return `(${this.columns(compiler).join(", ")}) ${sign} (${sides.join(", ")})`;
    }
  };
}

/** The lookups of tuples by name. */
export const TUPLE_LOOKUPS = {
  exact: TupleExact,
  in: TupleIn,
  gt: ordered("gt", ">"),
  gte: ordered("gte", ">="),
  lt: ordered("lt", "<"),
  lte: ordered("lte", "<="),
} as const satisfies Record<string, LookupClass>;
