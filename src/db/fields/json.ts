/** The field of JSON. */

import { problem } from "../../base/issues.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { DataError } from "../errors.ts";
import { NotJson, writeJson } from "../json-text.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions } from "./field.ts";
import { describeValue, unreadable, wrongType } from "./refusals.ts";

/** Everything that JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

class JsonNullValue {
  toJSON(): null {
    return null;
  }
}

/**
 * JSON's own null, to be stored where `null` would be SQL's NULL.
 *
 * Reading gives `null` for both, as in Django.
 */
export const JsonNull: JsonNullValue = new JsonNullValue();
/** The type of {@link JsonNull}. */
export type JsonNull = JsonNullValue;

/** Carries the type of a field's values, for the option `type`; see {@link ofType}. */
export interface Typed<T> {
  /** Nothing at run time. */
  readonly "~type"?: T;
}

/**
 * Says the type of what a JSON field holds. Nothing is checked at run time: validators do that.
 *
 * @example
 * const settings = f.json({ type: ofType<{ theme: "light" | "dark" }>() });
 */
export function ofType<T>(): Typed<T> {
  return {};
}

/** What the JSON field takes. */
export interface JsonOptions<T = unknown, V = T> extends FieldOptions<T, V> {
  /** The type of the values: `ofType<Settings>()`. Default {@link JsonValue}. */
  type?: Typed<unknown>;
  /** Turns a value into what JSON can hold. Default: the value itself, with `toJSON` respected. */
  encoder?: (value: never) => unknown;
  /** Turns what was read into a value. */
  decoder?: (value: never) => unknown;
}

/**
 * Lists, objects, texts, numbers, true, false and null, as JSON.
 *
 * `null` is SQL's NULL, {@link JsonNull} the null of JSON. A value that is changed inside is another value: the row sees it when it is saved.
 */
export class JsonField<
  O = JsonValue,
  I = O,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "JSONField";
  readonly encoder: ((value: never) => unknown) | undefined;
  readonly decoder: ((value: never) => unknown) | undefined;

  constructor({ type: _type, encoder, decoder, ...options }: JsonOptions<unknown, never> = {}) {
    super(options);
    this.encoder = encoder;
    this.decoder = decoder;
  }

  columnType(database: DatabaseKind): string {
    if (database === "postgres") return "jsonb";
    return database === "mysql" ? "json" : "text";
  }

  override columnCheck(database: DatabaseKind, column: string): string | undefined {
    return database === "sqlite" ? `(JSON_VALID(${column}) OR ${column} IS NULL)` : undefined;
  }

  override reader(_database: DatabaseKind): Convert | undefined {
    const { decoder } = this;
    const read = (text: string): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        throw unreadable(this, text, "JSON");
      }
    };
    return decoder === undefined ? read : (text: string) => decoder(read(text) as never);
  }

  override writer(_database: DatabaseKind): Convert | undefined {
    const { encoder } = this;
    return (value: unknown) => {
      try {
        return writeJson(encoder === undefined ? value : encoder(value as never));
      } catch (error) {
        throw error instanceof NotJson ? this.refusal(error) : error;
      }
    };
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    const write = this.writer(database) as (value: unknown) => string;
    if (database === "sqlite") return write;
    return (value: unknown) => {
      const text = write(value);
      // Neither has half of a surrogate pair, and jsonb no null character.
      const hasNull = database === "postgres" && text.includes("\\u0000");
      if (hasNull || /\\ud[89a-f]/.test(text)) this.refuseText(text, database);
      return text;
    };
  }

  override parse(value: unknown): unknown {
    try {
      writeJson(this.encoder === undefined ? value : this.encoder(value as never));
      return value;
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      throw new ValidationError({ ...problem("invalid"), params: { path: error.place } });
    }
  }

  override isEmpty(value: unknown): boolean {
    return value !== JsonNull && super.isEmpty(value);
  }

  override format(value: unknown): string {
    return writeJson(value);
  }

  protected refusal({ value, place, message }: NotJson): Error {
    if (message === "deep") {
      const what = "values that are nested less than 900 deep, without cycles";
      return wrongType(this, value, what, `Look at ${place}.`);
    }
    const mend =
      value === undefined
        ? "Leave the key out, or give null."
        : `Turn ${describeValue(value)} into something that JSON has, or give the field an encoder.`;
    return wrongType(this, value, `JSON, at ${place} too`, mend);
  }

  protected refuseText(text: string, database: DatabaseKind): void {
    const parsed = JSON.stringify(JSON.parse(text));
    // A backslash of its own in front of `u0000` is no escape: the text written anew tells.
    const bare = parsed.replaceAll("\\\\", "");
    const what =
      database === "postgres" && bare.includes("\\u0000")
        ? "a null character (U+0000)"
        : /\\ud[89a-f]/.test(bare)
          ? "half of a surrogate pair"
          : undefined;
    if (what === undefined) return;
    throw new DataError(
      `The JSON has ${what} in a text, which ${database === "postgres" ? "PostgreSQL" : "MySQL"} cannot store.`,
      {
        code: what.startsWith("a null") ? "db.null-character" : "db.broken-text",
        where: this.place,
        mend: "Take it out before saving.",
      },
    );
  }
}
