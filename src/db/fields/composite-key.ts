/** The primary key of several fields: it has no column of its own, its value is the tuple of theirs. */

import { FlagonError } from "../../base/errors.ts";
import type { CompositeKeyOf } from "../typing/fields.ts";
import { Field } from "./field.ts";

/** A primary key whose value is the list of the values of other fields of the model. */
export class CompositeKey extends Field<readonly unknown[], readonly unknown[], true> {
  readonly kind = "CompositePrimaryKey";
  /** The names of the fields, as they were given. */
  readonly names: readonly string[];
  /** The fields, in the order of their names; set when the model takes the key. */
  declare parts: readonly Field[];

  constructor(names: readonly string[]) {
    super({ editable: false });
    this.names = names;
    this.parts = [];
  }

  columnType(): null {
    return null;
  }

  override get isVirtual(): boolean {
    return true;
  }

  /** Whether each part has a value where a new row is given none. */
  override get hasDefault(): boolean {
    return this.parts.every((part) => part.hasDefault);
  }

  /** Reads the key of a row; undefined as long as one of its parts has no value. */
  read(row: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
    const values: unknown[] = [];
    for (const { attribute } of this.parts) {
      const value = row[attribute];
      if (value === undefined || value === null) return undefined;
      values.push(value);
    }
    return values;
  }

  /** Writes all parts of a row's key; null takes them away. */
  write(row: Record<string, unknown>, key: unknown): void {
    const values = key === null || key === undefined ? undefined : this.valuesOf(key);
    for (const [index, { attribute }] of this.parts.entries())
      row[attribute] = values === undefined ? null : values[index];
  }

  /**
   * Gives a key as the list of its values.
   *
   * @throws FlagonError `db.wrong-type` where it is no list of as many values as the key has parts.
   */
  valuesOf(key: unknown): readonly unknown[] {
    if (Array.isArray(key) && key.length === this.parts.length) return key as unknown[];
    throw wrongTuple(key, this.parts.length, this.place, `[${this.names.join(", ")}]`);
  }

  override prepareClass(prototype: object): void {
    const [read, write] = [this.read.bind(this), this.write.bind(this)];
    Object.defineProperty(prototype, this.name, {
      configurable: true,
      get(this: Record<string, unknown>) {
        return read(this);
      },
      set(this: Record<string, unknown>, key: unknown) {
        write(this, key);
      },
    });
  }

  override isSame(a: unknown, b: unknown): boolean {
    if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
    return this.parts.every((part, index) => part.isSame(a[index], b[index]));
  }

  override format(value: unknown): string {
    return this.valuesOf(value)
      .map((item, index) => this.parts[index]!.format(item))
      .join(", ");
  }
}

/** Tells that a value is no list of as many values as are compared. */
export function wrongTuple(
  value: unknown,
  count: number,
  where: string,
  wanted: string,
): FlagonError {
  const what = Array.isArray(value)
    ? `A list of ${value.length} values stands`
    : `A value of type ${typeof value} stands`;
  return new FlagonError(`${what} where a list of ${count} is wanted.`, {
    code: "db.wrong-type",
    where,
    mend: `Give ${wanted}, in this order.`,
  });
}

/**
 * The primary key of several fields together; it is declared under the name `pk`.
 *
 * The names are those of other fields of the model, at least two; a foreign key may be among them. The value of the key is the tuple of
 * their values, in this order: `row.pk`, `get({ pk: [1, 2] })`. No part may be null.
 *
 * @throws FlagonError `db.bad-key` when the model is first used: for names that are no fields of it, or another name than `pk`.
 * @example
 * class Line extends model({
 *   order: f.foreignKey(Order, { onDelete: "cascade" }),
 *   position: f.integer(),
 *   pk: f.compositePrimaryKey("order", "position"),
 * }) {}
 */
export function compositePrimaryKey<
  const Names extends readonly [string, string, ...(readonly string[])],
>(...names: Names): CompositeKeyOf<Names> {
  return new CompositeKey(names) as unknown as CompositeKeyOf<Names>;
}
