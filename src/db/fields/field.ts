/** What every field has: its options, its column, the way of a value to the database and back, and its validation. */

import type { Validator } from "../../base/issues.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import type { Meta } from "../meta.ts";
import type { Relation } from "../relation.ts";
import type { FieldTypes } from "../typing/fields.ts";
import { snakeCase } from "../snake-case.ts";
import { ValidationError } from "../validation.ts";
import { type Choice, type ChoiceGroup, flatChoices } from "./choices.ts";
import { cleanValue } from "./clean.ts";

export type { Validator } from "../../base/issues.ts";
export type { Choice } from "./choices.ts";

/**
 * What every field takes.
 *
 * `T` is what a value is, `V` what validators get.
 */
export interface FieldOptions<T = unknown, V = T> {
  /** The column may be NULL, and the value null. Default false. */
  null?: boolean;
  /** Validation takes an empty value. Default: what `null` says. A text that may be blank is `""` where a new row is given none. */
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
  /** What people may choose from: values, `[value, label]`, or `[group, [[value, label], …]]`. */
  choices?: readonly (Choice<T> | ChoiceGroup<T>)[];
  /** Whether forms and the admin show it. Default true. */
  editable?: boolean;
  /** A sentence for people who fill it in. */
  helpText?: string;
  /** What people call it. Default: the field's name in words. */
  label?: string;
  /** Further checks of `fullClean()`. */
  validators?: readonly Validator<V>[];
  /** Own texts by the error's code; `{limit}` and the like stand for the error's parameters. */
  errorMessages?: Readonly<Record<string, string>>;
}

/** Turns one value into another: never called with null. */
export type Convert = (value: never) => unknown;

/**
 * One column of a model and the type of its values.
 *
 * `Out` is what a row holds, `In` what it takes, `Optional` whether a new row may leave it out, `Traits` what else types must know: see
 * `FieldTraits`. A field of your own extends the class of the column it is stored in and overrides `reader` and `writer`. Models copy
 * fields, and JavaScript does not copy `#private` members: give it none.
 */
export abstract class Field<
  Out = unknown,
  In = Out,
  Optional extends boolean = boolean,
  Traits = unknown,
> {
  /** The types of the field's values; there is nothing here at run time. */
  declare readonly "~types": FieldTypes<Out, In, Optional, Traits>;
  readonly options: FieldOptions<unknown, never>;
  /** The name in the model; set when the model takes the field. */
  name = "";
  /** The column's name; set when the model takes the field. */
  column = "";
  /** The model's name, for errors; set when the model takes the field. */
  modelName = "";

  constructor(options: FieldOptions<unknown, never> = {}) {
    this.options = options;
  }

  /** Django's name of the field type (`"CharField"`), which migrations and introspection use. */
  abstract readonly kind: string;

  /** The column's type as Django declares it; null for a field without a column. */
  abstract columnType(database: DatabaseKind): string | null;

  /** The type of a column that refers to this one: as `columnType`, without what makes the numbers of new rows. */
  referenceType(database: DatabaseKind): string | null {
    return this.columnType(database);
  }

  /** What follows type and constraints of the column (`AUTOINCREMENT`); empty for most. */
  columnSuffix(_database: DatabaseKind): string {
    return "";
  }

  /** The condition of the column's check constraint; `column` is its name, quoted. Undefined where there is none. */
  columnCheck(_database: DatabaseKind, _column: string): string | undefined {
    return undefined;
  }

  /** Whether the database makes the values of new rows that have none: automatic keys. */
  get isAuto(): boolean {
    return false;
  }

  /** Whether the database works the value out from other columns, so that it is never written. */
  get isGenerated(): boolean {
    return false;
  }

  /** Whether the column may be NULL. */
  get isNullable(): boolean {
    return this.options.null === true;
  }

  /** What people call the field: its option `label`, else its name in words; `publishedAt` is "published at". */
  get label(): string {
    return this.options.label ?? snakeCase(this.name).replaceAll("_", " ").trim();
  }

  /** Whether validation takes an empty value. */
  get isBlank(): boolean {
    return this.options.blank ?? this.isNullable;
  }

  /** The field in the user's own words, for errors: `Article.title`. */
  get place(): string {
    return this.modelName === "" ? this.name : `${this.modelName}.${this.name}`;
  }

  /** Whether a new row that is given no value gets one here. The database's own defaults do not count. */
  get hasDefault(): boolean {
    return this.options.default !== undefined;
  }

  /** Gives the value of a new row that is given none; undefined where there is no default. */
  defaultValue(): Out | undefined {
    const value = this.options.default;
    return (typeof value === "function" ? (value as () => Out)() : value) as Out | undefined;
  }

  /**
   * Gives the value that saving puts in by itself, whatever the row holds; undefined to save what it holds.
   *
   * `isNew` says that the row is inserted.
   */
  valueOnSave(_isNew: boolean): Out | undefined {
    return undefined;
  }

  /** The row's property that holds the value; a foreign key's has `Id` behind its name. */
  get attribute(): string {
    return this.name;
  }

  /** Another field with the same options, for another model: fields of a mixin are taken by several. */
  copy(): this {
    return Object.assign(Object.create(Object.getPrototypeOf(this) as object) as this, this);
  }

  /** Called once the model is known in full: the names of other fields can be looked up. */
  prepare?(meta: Meta): void;

  /** Gives the class of rows what the field adds to it besides its value. */
  prepareClass?(prototype: object, meta: Meta): void;

  /** The way to other rows that a field of its own kind leads. */
  relation?(meta: Meta): Relation | undefined;

  /** Loads what the field leads to for many rows, where that is no relation to one model; gives the rows found. */
  prefetch?(rows: readonly object[], prefetch: object): Promise<object[]>;

  /** Whether deleting a row means looking for more by way of this field. */
  readonly cascades?: boolean;

  /** Whether a new row takes a value for it, though it has no column: generic foreign keys. */
  readonly isSettable?: boolean;

  /** Whether the field has no column of its own: relations that other tables hold. */
  get isVirtual(): boolean {
    return false;
  }

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

  /**
   * The writer for values that are stored: it also refuses what the column cannot hold. Default: `writer`.
   *
   * @throws DataError `db.out-of-range`, `db.too-long` and their like from the function it gives.
   */
  storeWriter(database: DatabaseKind): Convert | undefined {
    return this.writer(database);
  }

  /**
   * Gives the function that turns what a row takes into what it holds (ISO text into a date); undefined where they are the same.
   *
   * Text of a kind that only forms know is read by `parse`.
   */
  normalizer(): Convert | undefined {
    return undefined;
  }

  /**
   * Reads a value from outside (a form, a fixture) as one of the field's; the value itself where it is one.
   *
   * @throws ValidationError `invalid` where it is none.
   */
  parse(value: unknown): unknown {
    return value;
  }

  /** Whether a value counts as empty: null, no text, an empty list or object. */
  isEmpty(value: unknown): boolean {
    if (value === null || value === undefined || value === "") return true;
    if (Array.isArray(value)) return value.length === 0;
    if (typeof value !== "object") return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    const plain = prototype === Object.prototype || prototype === null;
    return plain && Object.keys(value).length === 0;
  }

  /** The validators of the field's kind (a range, a form); those of the options come after them. */
  ownValidators(): readonly Validator<never>[] {
    return [];
  }

  /**
   * Gives the value as the field has it once it holds up: parsed, one of the choices, taken by every validator.
   *
   * @throws ValidationError with all that is wrong with it, under the field's name.
   */
  clean(value: unknown): Out {
    try {
      return cleanValue(this, value) as Out;
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      throw error.under(this.name, this.options.errorMessages);
    }
  }

  /** What people see for a value: the label of the choice, else its text; empty for null. */
  display(value: unknown): string {
    if (value === null || value === undefined) return "";
    for (const [known, label] of this.flatChoices()) if (this.isSame(known, value)) return label;
    return this.format(value);
  }

  /** Whether two values are the same one: decimals and dates are by what they say. */
  isSame(a: unknown, b: unknown): boolean {
    if (a === b) return true;
    const isObject = typeof a === "object" || typeof b === "object";
    return isObject && (a ?? b) !== null && this.format(a) === this.format(b);
  }

  /** The value as text, as forms and fixtures show it. */
  format(value: unknown): string {
    return String(value);
  }

  /** The choices as value and label, without their groups; empty where there are none. */
  flatChoices(): readonly (readonly [value: unknown, label: string])[] {
    return flatChoices(this.options.choices ?? []);
  }
}
