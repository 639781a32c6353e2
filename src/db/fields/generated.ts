/** The field that the database works out from other columns. */

import type { DatabaseKind } from "../backends/backend.ts";
import { type Convert, Field, type FieldOptions } from "./field.ts";

/** What a generated field takes. */
export interface GeneratedOptions extends Pick<
  FieldOptions,
  "column" | "comment" | "index" | "unique" | "label" | "helpText"
> {
  /** What it is worked out from: an expression over other columns of the row. */
  expression: unknown;
  /** The field whose column and values it has. */
  outputField: Field;
  /** Whether the database keeps the value, or works it out at each read (not on PostgreSQL before 18). Default true. */
  stored?: boolean;
}

/** A column that the database fills in by itself: it is read and never written. */
export class GeneratedField<O = unknown, Traits = { generated: true }> extends Field<
  O,
  O,
  true,
  Traits
> {
  readonly kind: string = "GeneratedField";
  readonly expression: unknown;
  readonly outputField: Field;
  readonly stored: boolean;

  constructor({ expression, outputField, stored = true, ...options }: GeneratedOptions) {
    super({ editable: false, blank: true, ...options });
    this.expression = expression;
    this.outputField = outputField;
    this.stored = stored;
  }

  override get isGenerated(): boolean {
    return true;
  }

  override get isNullable(): boolean {
    return this.outputField.isNullable;
  }

  override copy(): this {
    return Object.assign(super.copy(), { outputField: this.outputField.copy() });
  }

  columnType(database: DatabaseKind): string | null {
    return this.outputField.columnType(database);
  }

  override referenceType(database: DatabaseKind): string | null {
    return this.outputField.referenceType(database);
  }

  override reader(database: DatabaseKind): Convert | undefined {
    return namedAs(this, this.outputField).reader(database);
  }

  /** For comparing with values: the column itself is never written. */
  override writer(database: DatabaseKind): Convert | undefined {
    return namedAs(this, this.outputField).writer(database);
  }

  override format(value: unknown): string {
    return this.outputField.format(value);
  }
}

/** Gives the inner field with the outer one's names, so that its errors say where they are. */
export function namedAs<F extends Field>(outer: Field, inner: F): F {
  inner.name = outer.name;
  inner.modelName = outer.modelName;
  return inner;
}
