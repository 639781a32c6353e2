/** The field of arrays on PostgreSQL. */

import { problem } from "../../base/issues.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { type ArrayItem, fromText, parseArray, quote, toText } from "../postgres-text.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions, type Validator } from "./field.ts";
import { namedAs } from "./generated.ts";
import { onPostgres } from "./postgres.ts";
import { outOfRange, unreadable, wrongType } from "./refusals.ts";

/** What the field of arrays takes. */
export interface ArrayOptions<T = unknown, V = T> extends FieldOptions<T, V> {
  /** The most items. PostgreSQL does not mind; we do. */
  size?: number;
}

type Each = (value: unknown) => unknown;

/** A list of values of another field; a list of lists where that is an array, too. Items are null where the inner field may be. */
export class ArrayField<
  O = unknown[],
  I = readonly unknown[],
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "ArrayField";
  readonly inner: Field;
  readonly size: number | undefined;

  constructor(inner: Field, { size, ...options }: ArrayOptions<unknown, never> = {}) {
    super(options);
    this.inner = inner;
    this.size = size;
  }

  override copy(): this {
    return Object.assign(super.copy(), { inner: this.inner.copy() });
  }

  columnType(database: DatabaseKind): string {
    const type = onPostgres(this, database, `${this.inner.columnType("postgres")}`);
    return `${type}[${this.size ?? ""}]`;
  }

  override reader(database: DatabaseKind): Convert | undefined {
    namedAs(this, this.inner);
    const one = itemReader(this.inner, database);
    return (value: string) => {
      const items = parseArray(value);
      if (items === undefined) throw unreadable(this, value, "an array");
      return items.map(one);
    };
  }

  override normalizer(): Convert | undefined {
    const each = namedAs(this, this.inner).normalizer() as Each | undefined;
    if (each === undefined) return undefined;
    return (value: unknown) =>
      this.itemsOf(value).map((item) => (item === null ? null : each(item)));
  }

  override writer(database: DatabaseKind): Convert | undefined {
    return this.writerOf(namedAs(this, this.inner).writer(database) as Each | undefined);
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    const each = namedAs(this, this.inner).storeWriter(database) as Each | undefined;
    const write = this.writerOf(each);
    return (value: unknown) => {
      const { length } = this.itemsOf(value);
      if (length <= (this.size ?? length)) return write(value);
      throw outOfRange(this, `The list has ${length} items, and the column takes ${this.size}.`);
    };
  }

  protected writerOf(each: Each | undefined): (value: unknown) => string {
    const isNested = this.inner instanceof ArrayField;
    return (value: unknown) => {
      const items = this.itemsOf(value).map((item) => {
        if (item === null) return "NULL";
        const written = each === undefined ? item : each(item);
        return isNested ? String(written) : quote(toText(written));
      });
      return `{${items.join(",")}}`;
    };
  }

  protected itemsOf(value: unknown): readonly unknown[] {
    if (!Array.isArray(value)) throw wrongType(this, value, "a list");
    if (value.includes(null) && !this.inner.isNullable) {
      throw wrongType(this, null, "a list without nulls", "Give the inner field null: true.");
    }
    return value;
  }

  override parse(value: unknown): unknown {
    if (!Array.isArray(value)) throw new ValidationError("This is not valid.");
    return value.map((item, index) => {
      try {
        return item === null && this.inner.isNullable ? null : this.inner.clean(item);
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        throw new ValidationError(
          error.problems.map(({ field: _field, ...fault }) => ({
            ...fault,
            code: "item_invalid",
            params: { ...fault.params, index },
          })),
        );
      }
    });
  }

  override ownValidators(): readonly Validator<never>[] {
    const { size } = this;
    if (size === undefined) return [];
    return [
      ({ length }: readonly unknown[]) =>
        length > size ? problem("max_items", { limit: size, actual: length }) : undefined,
    ];
  }

  override format(value: unknown): string {
    return Array.isArray(value)
      ? value.map((item) => (item === null ? "" : this.inner.format(item))).join(",")
      : String(value);
  }
}

/** Gives the function that reads one item of an array, which may be an array itself. */
function itemReader(inner: Field, database: DatabaseKind): (item: ArrayItem) => unknown {
  if (inner instanceof ArrayField) {
    const one = itemReader(namedAs(inner, inner.inner), database);
    return (item) => (Array.isArray(item) ? item.map(one) : item);
  }
  const read = inner.reader(database) as Each | undefined;
  const type = inner.columnType("postgres") ?? "text";
  return (item) => {
    if (typeof item !== "string") return item;
    const value = fromText(type, item);
    return read === undefined ? value : read(value);
  };
}
