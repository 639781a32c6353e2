/** What a field tells the types of its model, and how the options of a field decide it. */

import type { ChoiceValue } from "../fields/choices.ts";

/** The types of one field: what a row holds, what it takes, whether a new row may leave it out, and its {@link FieldTraits}. */
export interface FieldTypes<Out, In, Optional, Traits> {
  out: Out;
  in: In;
  optional: Optional;
  traits: Traits;
}

/** What types must know of a field besides its values. Traits that do not apply are left out. */
export interface FieldTraits {
  /** The field is the primary key, so that the model has no `id` of its own. */
  primaryKey?: true;
  /** The family of lookups, where the type of the value does not tell it: a JSON value may have any type. */
  lookups?: string;
  /** The database works the value out; nobody sets it. */
  generated?: true;
  /** The value is a row of any model, which can be loaded along. */
  generic?: true;
}

/** Anything that has the types of a field. */
export interface AnyField {
  readonly "~types": FieldTypes<unknown, unknown, unknown, unknown>;
}

/** A column that no field declares: `id`, `authorId`, an annotation. */
export interface Column<Out, In = Out, Traits = unknown> {
  readonly "~types": FieldTypes<Out, In, true, Traits>;
}

/** What `f.compositePrimaryKey` gives: the names of the fields that are the key together. */
export interface CompositeKeyOf<Names> {
  readonly "~composite": Names;
}

/** The `id` of a model without a primary key of its own. */
export interface AutoKey extends Column<number, number, { primaryKey: true }> {}

type Chosen<V, O> = O extends { choices: readonly (infer C)[] } ? ChoiceValue<C> : V;
type NullOf<O> = O extends { null: true } ? null : never;

/** What a row holds: `V`, or the values of the option `choices`, and null with the option `null`. */
export type OutOf<V, O> = Chosen<V, O> | NullOf<O>;

/** What a row takes, where that is more than what it holds: a number for a decimal, a text for a date. */
export type InOf<V, O> = Chosen<V, O> | NullOf<O>;

/** Whether a new row may leave the field out: the database or an option has a value for it. */
export type OptionalOf<O> = O extends
  | { null: true }
  | { default: unknown }
  | { databaseDefault: unknown }
  | { autoNow: true }
  | { autoNowAdd: true }
  ? true
  : false;

/** As {@link OptionalOf}; text that may be blank is `""` where it is left out. */
export type OptionalTextOf<O> = O extends { blank: true } ? true : OptionalOf<O>;

/** The {@link FieldTraits} that options decide. */
export type TraitsOf<O> = O extends { primaryKey: true } ? { primaryKey: true } : unknown;

/** A row of any model. */
export interface AnyGeneric<Out = unknown> {
  readonly "~types": { out: Out; traits: { generic: true } };
}
