/** Fields of floating-point numbers, and of true and false. */

import { problem } from "../../base/issues.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions } from "./field.ts";
import { outOfRange, wrongType } from "./refusals.ts";

/** A floating-point number of 64 bits, as JavaScript's own. */
export class FloatField<
  O = number,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "FloatField";

  constructor(options: FieldOptions<unknown, never> = {}) {
    super(options);
  }

  columnType(database: DatabaseKind): string {
    return database === "sqlite" ? "real" : "double precision";
  }

  override writer(_database: DatabaseKind): Convert | undefined {
    return (value: unknown) => {
      if (typeof value === "number" && !Number.isNaN(value)) return value;
      if (typeof value === "bigint") return Number(value);
      throw wrongType(this, value, "a number");
    };
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    const write = this.writer(database) as (value: unknown) => number;
    return (value: unknown) => {
      const written = write(value);
      if (Number.isFinite(written)) return written;
      throw outOfRange(this, `The number ${written} cannot be stored on every database.`);
    };
  }

  override parse(value: unknown): unknown {
    const text = typeof value === "string" ? value.trim() : value;
    const number =
      typeof text === "string" &&
      /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:e[+-]?\d{1,3})?$/i.test(text)
        ? Number(text)
        : typeof text === "bigint"
          ? Number(text)
          : text;
    if (typeof number === "number" && Number.isFinite(number)) return number;
    throw new ValidationError({ ...problem("not_finite"), code: "invalid" });
  }
}

const WORDS = new Map<unknown, boolean>([
  [1, true],
  [0, false],
  [1n, true],
  [0n, false],
  ["true", true],
  ["True", true],
  ["t", true],
  ["1", true],
  ["false", false],
  ["False", false],
  ["f", false],
  ["0", false],
]);

/** True or false. It takes 1 and 0 for them. */
export class BooleanField<
  O = boolean,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "BooleanField";

  constructor(options: FieldOptions<unknown, never> = {}) {
    super(options);
  }

  columnType(database: DatabaseKind): string {
    return database === "postgres" ? "boolean" : "bool";
  }

  override reader(database: DatabaseKind): Convert | undefined {
    return database === "postgres" ? undefined : (value: unknown) => Boolean(value);
  }

  override writer(database: DatabaseKind): Convert | undefined {
    const isPostgres = database === "postgres";
    return (value: unknown) => {
      if (value === true || value === 1 || value === 1n) return isPostgres ? true : 1;
      if (value === false || value === 0 || value === 0n) return isPostgres ? false : 0;
      throw wrongType(this, value, "true or false");
    };
  }

  override parse(value: unknown): unknown {
    const found = typeof value === "boolean" ? value : WORDS.get(value);
    if (found !== undefined) return found;
    throw new ValidationError("This is not valid.");
  }
}
