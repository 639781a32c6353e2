/** The field of UUIDs. */

import { problem } from "../../base/issues.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { hyphened, parseUuid } from "../uuids.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions } from "./field.ts";
import { wrongType } from "./refusals.ts";

/** A UUID, as text in small letters with hyphens. Databases without a type for it hold 32 digits. */
export class UuidField<
  O = string,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "UUIDField";

  constructor(options: FieldOptions<unknown, never> = {}) {
    super(options);
  }

  columnType(database: DatabaseKind): string {
    return database === "postgres" ? "uuid" : "char(32)";
  }

  override reader(database: DatabaseKind): Convert | undefined {
    if (database === "postgres") return undefined;
    return (value: string) => (value.length === 32 ? hyphened(value) : (parseUuid(value) ?? value));
  }

  override normalizer(): Convert | undefined {
    return (value: unknown) => {
      const uuid = typeof value === "string" ? parseUuid(value) : undefined;
      if (uuid === undefined) throw wrongType(this, value, "a UUID");
      return uuid;
    };
  }

  override writer(database: DatabaseKind): Convert | undefined {
    const normalize = this.normalizer() as (value: unknown) => string;
    if (database === "postgres") return normalize;
    return (value: unknown) => normalize(value).replaceAll("-", "");
  }

  override parse(value: unknown): unknown {
    const uuid = typeof value === "string" ? parseUuid(value.trim()) : undefined;
    if (uuid !== undefined) return uuid;
    throw new ValidationError({ ...problem("uuid"), code: "invalid" });
  }
}
