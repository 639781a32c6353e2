/** The field of bytes. */

import { maxLength as maxLengthValidator } from "../../base/validators.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions, type Validator } from "./field.ts";
import { wrongType } from "./refusals.ts";

/** What the field of bytes takes. */
export interface BinaryOptions<T = unknown, V = T> extends FieldOptions<T, V> {
  /** The most bytes that validation takes. Default: no limit. */
  maxLength?: number;
}

/** Bytes, as a `Uint8Array`. Not editable unless the options say so. */
export class BinaryField<
  O = Uint8Array,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "BinaryField";
  readonly maxLength: number | undefined;

  constructor({ maxLength, ...options }: BinaryOptions<unknown, never> = {}) {
    super({ editable: false, ...options });
    this.maxLength = maxLength;
  }

  columnType(database: DatabaseKind): string {
    if (database === "sqlite") return "BLOB";
    return database === "postgres" ? "bytea" : "longblob";
  }

  override normalizer(): Convert | undefined {
    return (value: unknown) => {
      const bytes = bytesOf(value);
      if (bytes === undefined) throw wrongType(this, value, "bytes (a Uint8Array)");
      return bytes;
    };
  }

  override writer(_database: DatabaseKind): Convert | undefined {
    return this.normalizer();
  }

  override isEmpty(value: unknown): boolean {
    return value instanceof Uint8Array ? value.length === 0 : super.isEmpty(value);
  }

  /** Text is base64, as in fixtures. */
  override parse(value: unknown): unknown {
    const bytes = typeof value === "string" ? fromBase64(value) : bytesOf(value);
    if (bytes === undefined) throw new ValidationError("This is not valid.");
    return bytes;
  }

  override format(value: unknown): string {
    return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
  }

  override ownValidators(): readonly Validator<never>[] {
    const { maxLength } = this;
    if (maxLength === undefined) return [];
    const check = maxLengthValidator(maxLength);
    return [(value: Uint8Array) => check({ length: value.length } as readonly unknown[])];
  }
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
