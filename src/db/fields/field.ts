/** What every field has: its options, its column, and the way of a value to the database and back. */

import type { DatabaseKind } from "../backends/backend.ts";
import type { FieldTypes } from "../typing/fields.ts";

/** A value to choose from, or a value with the text that people see. */
export type Choice<T> = T | readonly [value: T, label: string];

/** Checks one value: throws a `ValidationError` when it does not hold. */
export type Validator<T> = (value: T) => void;

/** What every field takes. */
export interface FieldOptions<T = unknown> {
  /** The column may be NULL, and the value null. Default false. */
  null?: boolean;
  /** Validation takes an empty value. Default: what `null` says. */
  blank?: boolean;
  /** The value of a new row that is given none; a function is called for each row. */
  default?: T | (() => T);
  /** The value that the database itself fills in: an expression or a plain value. */
  databaseDefault?: unknown;
  /** Makes the column the primary key. Default false. */
  primaryKey?: boolean;
  /** No two rows have the same value. Default false. */
  unique?: boolean;
  /** No two rows of one day, month or year have the same value; the name of a date field. */
  uniqueForDate?: string;
  uniqueForMonth?: string;
  uniqueForYear?: string;
  /** Makes an index of this column alone. Default false. */
  index?: boolean;
  /** The column's name. Default: the field's name in snake_case. */
  column?: string;
  /** The column's comment in the schema. */
  comment?: string;
  /** The collation of the column, by the database's own name. */
  collation?: string;
  /** What people may choose from. */
  choices?: readonly Choice<T>[];
  /** Whether forms and the admin show it. Default true. */
  editable?: boolean;
  /** A sentence for people who fill it in. */
  helpText?: string;
  /** What people call it. Default: the field's name in words. */
  label?: string;
  /** Further checks of `fullClean()`. */
  validators?: readonly Validator<T>[];
  /** Own texts by the error's code. */
  errorMessages?: Readonly<Record<string, string>>;
}

/** Turns one value into another: never called with null. */
export type Convert = (value: never) => unknown;

/**
 * One column of a model and the type of its values.
 *
 * `Out` is what a row holds, `In` what it takes, `Optional` whether a new row may leave it out, `Traits` what else types must know: see
 * `FieldTraits`. A field of your own extends the class of the column it is stored in and overrides `reader` and `writer`.
 */
export abstract class Field<
  Out = unknown,
  In = Out,
  Optional extends boolean = boolean,
  Traits = unknown,
> {
  /** The types of the field's values; there is nothing here at run time. */
  declare readonly "~types": FieldTypes<Out, In, Optional, Traits>;
  readonly options: FieldOptions<never>;
  /** The name in the model; set when the model takes the field. */
  name = "";
  /** The column's name; set when the model takes the field. */
  column = "";

  constructor(options: FieldOptions<never> = {}) {
    this.options = options;
  }

  /** Django's name of the field type (`"CharField"`), which migrations and introspection use. */
  abstract readonly kind: string;

  /** The column's type as Django declares it; null for a field without a column. */
  abstract columnType(database: DatabaseKind): string | null;

  /**
   * Gives the function that turns what the driver gives into what a row holds; undefined where they are the same.
   *
   * The function is never called with null.
   */
  reader(_database: DatabaseKind): Convert | undefined {
    return undefined;
  }

  /**
   * Gives the function that turns a row's value into what the driver takes; undefined where they are the same.
   *
   * It refuses what is no value of the field. Range and length count when a row is saved: see `storeWriter`.
   *
   * @throws FlagonError `db.wrong-type` from the function it gives.
   */
  writer(_database: DatabaseKind): Convert | undefined {
    return undefined;
  }

  /** The writer for values that are stored: it also refuses what the column cannot hold. Default: `writer`. */
  storeWriter(database: DatabaseKind): Convert | undefined {
    return this.writer(database);
  }
}
