/** Several columns as one value: a composite key, or columns that are compared together. */

import { FlagonError } from "../base/errors.ts";
import { Column } from "./column.ts";
import { Expression } from "./expression.ts";
import { CompositeKey } from "./fields/composite-key.ts";
import type { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import type { TableRef } from "./table-ref.ts";

/**
 * Columns that are compared, ordered and read together.
 *
 * It is no value of SQL: what can do something with several columns asks for `parts`, everything else refuses it when it is written.
 */
export class RowValue extends Expression {
  readonly #parts: readonly Expression[];
  /** The composite key that the columns are, if they are one. */
  readonly field: CompositeKey | undefined;
  /** The model that the key stands for a row of, where the path ended at a relation. */
  readonly related: Meta | undefined;

  constructor(parts: readonly Expression[], field?: CompositeKey, related?: Meta) {
    super();
    this.#parts = parts;
    this.field = field;
    this.related = related;
  }

  override get parts(): readonly Expression[] {
    return this.#parts;
  }

  override withParts(parts: readonly Expression[]): RowValue {
    return new RowValue(parts, this.field, this.related);
  }

  override get outputField(): Field | undefined {
    return this.field;
  }

  override groupBy(): Expression[] {
    return this.parts.flatMap((part) => part.groupBy());
  }

  override toSql(): string {
    const name = this.field?.place ?? "tuple(…)";
    throw new FlagonError(`${name} is made of ${this.parts.length} columns and no single value.`, {
      code: "db.composite-value",
      where: this.field === undefined ? "tuple(…)" : `key [${this.field.names.join(", ")}]`,
      mend: "Name one of its fields; the key as a whole is compared, counted, ordered by and read by values().",
    });
  }
}

/** The column of a field at a table; for a composite key all of its columns. */
export function columnAt(
  ref: TableRef,
  field: Field,
  output = field,
  related?: Meta,
): Column | RowValue {
  if (!(field instanceof CompositeKey)) return new Column(ref, field, output, related);
  return new RowValue(
    field.parts.map((part) => new Column(ref, part)),
    field,
    related,
  );
}

/** The expressions that stand for one: the columns of several, else itself. */
export function columnsOf(expression: Expression): readonly Expression[] {
  return expression instanceof RowValue ? expression.parts : [expression];
}
