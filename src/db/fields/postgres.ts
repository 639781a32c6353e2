/** Fields that PostgreSQL alone has: hstore, text without case, search vectors, and pgvector's vectors. */

import type { DatabaseKind } from "../backends/backend.ts";
import { NotSupportedError } from "../errors.ts";
import { parseHstore, quote } from "../postgres-text.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions, type Validator } from "./field.ts";
import { outOfRange, type Placed, unreadable, wrongType } from "./refusals.ts";
import { type CharOptions, TextField, textStore } from "./text.ts";

/** Gives the type where the database is PostgreSQL. */
export function onPostgres(
  field: Placed & { kind: string },
  database: DatabaseKind,
  type: string,
): string {
  if (database === "postgres") return type;
  throw new NotSupportedError(`Only PostgreSQL has columns for a ${field.kind}.`, {
    code: "db.postgres-only",
    where: field.place,
    mend: "Put the model on a PostgreSQL database, or use f.json.",
  });
}

/** Text that is compared without regard to case (`citext`; the extension has to be there). */
export class CiTextField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends TextField<O, I, Optional, Traits> {
  override readonly kind: string = "CITextField";

  constructor(options: CharOptions<unknown, never> = {}) {
    super(options);
  }

  override columnType(database: DatabaseKind): string {
    return onPostgres(this, database, "citext");
  }
}

/** Words and their places, for full-text search. Expressions fill it; rows have its text. */
export class SearchVectorField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends TextField<O, I, Optional, Traits> {
  override readonly kind: string = "SearchVectorField";

  constructor(options: FieldOptions<unknown, never> = {}) {
    super({ editable: false, ...options });
  }

  override columnType(database: DatabaseKind): string {
    return onPostgres(this, database, "tsvector");
  }
}

/** Texts by name (`hstore`; the extension has to be there). A text may be null. */
export class HStoreField<
  O = Record<string, string | null>,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "HStoreField";

  constructor(options: FieldOptions<unknown, never> = {}) {
    super(options);
  }

  columnType(database: DatabaseKind): string {
    return onPostgres(this, database, "hstore");
  }

  override reader(_database: DatabaseKind): Convert | undefined {
    return (value: string) => {
      const found = parseHstore(value);
      if (found === undefined) throw unreadable(this, value, "an hstore");
      return found;
    };
  }

  override writer(database: DatabaseKind): Convert | undefined {
    const text = textStore(this, database, Infinity) as (value: string) => string;
    return (value: unknown) => {
      if (!isRecordOfTexts(value)) throw wrongType(this, value, "an object of texts and nulls");
      return Object.entries(value)
        .map(([key, item]) => `${quote(text(key))}=>${item === null ? "NULL" : quote(text(item))}`)
        .join(", ");
    };
  }

  override parse(value: unknown): unknown {
    const found: unknown = typeof value === "string" ? parsedJson(value) : value;
    if (isRecordOfTexts(found)) return found;
    throw new ValidationError("This is not valid.");
  }

  override format(value: unknown): string {
    return JSON.stringify(value);
  }
}

function isRecordOfTexts(value: unknown): value is Record<string, string | null> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((item) => item === null || typeof item === "string");
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the field of vectors takes. */
export interface VectorOptions<T = unknown, V = T> extends FieldOptions<T, V> {
  /** How many numbers each vector has. Default: any number of them, which no index can hold. */
  dimensions?: number;
}

/** A list of numbers for nearest neighbours, as the extension pgvector has it: 32 bits each. */
export class VectorField<
  O = number[],
  I = readonly number[],
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "VectorField";
  readonly dimensions: number | undefined;

  constructor({ dimensions, ...options }: VectorOptions<unknown, never> = {}) {
    super(options);
    this.dimensions = dimensions;
  }

  columnType(database: DatabaseKind): string {
    const size = this.dimensions === undefined ? "" : `(${this.dimensions})`;
    return onPostgres(this, database, `vector${size}`);
  }

  override reader(_database: DatabaseKind): Convert | undefined {
    return (value: string) => JSON.parse(value) as unknown;
  }

  override writer(_database: DatabaseKind): Convert | undefined {
    return (value: unknown) => {
      const numbers = numbersOf(value);
      if (numbers === undefined) throw wrongType(this, value, "a list of finite numbers");
      return `[${numbers.join(",")}]`;
    };
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    const write = this.writer(database) as (value: unknown) => string;
    return (value: unknown) => {
      const { dimensions } = this;
      const text = write(value);
      const { length } = value as ArrayLike<number>;
      if (length === (dimensions ?? length) && length > 0) return text;
      throw outOfRange(
        this,
        `The vector has ${length} numbers, and the column ${dimensions ?? "at least 1"}.`,
      );
    };
  }

  override ownValidators(): readonly Validator<never>[] {
    const { dimensions } = this;
    const fits = ({ length }: ArrayLike<number>) =>
      dimensions === undefined || length === dimensions;
    return [(value: ArrayLike<number>) => (fits(value) ? undefined : "This is not valid.")];
  }
}

function numbersOf(value: unknown): number[] | undefined {
  const isList =
    Array.isArray(value) || value instanceof Float32Array || value instanceof Float64Array;
  if (!isList) return undefined;
  const numbers = Array.from(value as ArrayLike<unknown>);
  return numbers.every((item) => typeof item === "number" && Number.isFinite(item))
    ? (numbers as number[])
    : undefined;
}
