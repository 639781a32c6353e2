/** Rows in types: the attributes of an instance, the names of a model, and the values that make a row. */

import type { AnyField, AutoKey, Column, CompositeKeyOf } from "./fields.ts";
import type { FieldsOf, InstanceOf, NamesOf } from "./model.ts";
import type { NearTo, NoField } from "./paths.ts";
import type { Ref, RelationAttribute, ToOne } from "./relations.ts";

type OnlyKeys<X> = X extends { readonly "~types": { traits: { primaryKey: true } } } ? X : never;

/** The field of `F` that is the primary key; never where the model gets an `id`. */
type KeyField<F> = OnlyKeys<F[keyof F]>;

/** The column of the primary key of a model with the fields `F`. */
export type KeyColumn<F> = F extends { pk: CompositeKeyOf<infer Parts> }
  ? CompositeColumn<F, Parts>
  : [KeyField<F>] extends [never]
    ? AutoKey
    : ColumnOf<KeyField<F>>;

/** A composite key as a column: its values are the tuples of those of its parts. */
interface CompositeColumn<F, Parts> extends Column<
  KeyValues<F, Parts, "out">,
  KeyValues<F, Parts, "in">,
  { primaryKey: true; lookups: "tuple" }
> {}

type KeyValues<F, Parts, Side> = { readonly [I in keyof Parts]: PartValue<F, Parts[I], Side> };

type PartValue<F, Name, Side> = Name extends keyof F
  ? PartOf<F[Name], Side>
  : Name extends `${infer Relation}Id`
    ? Relation extends keyof F
      ? PartOf<F[Relation], Side>
      : NoPart<Name>
    : NoPart<Name>;

/** What a part of a key holds or takes: of a relation it is the key. */
type PartOf<X, Side> = X extends { readonly "~relation": unknown }
  ? OutputOf<X>
  : Side extends "in"
    ? InputOf<X>
    : OutputOf<X>;

/** A name of a composite key that is no field of the model; the type itself is the message. */
export interface NoPart<Name> {
  readonly "~noPart": Name;
}

type ColumnOf<X> = X extends { readonly "~relation": infer R }
  ? Column<TargetKey<R>, TargetKey<R>, { primaryKey: true }>
  : X;

/** What the column of a to-one relation holds: the key of the other row, or the field that `toField` names. */
export type TargetKey<R> =
  R extends ToOne<infer T, unknown, unknown, infer Name>
    ? Name extends keyof FieldsOf<T>
      ? OutputOf<FieldsOf<T>[Name]>
      : OutputOf<KeyColumn<FieldsOf<T>>>
    : R extends { to: infer T }
      ? OutputOf<KeyColumn<FieldsOf<T>>>
      : never;

type NullOf<R> = R extends { null: true } ? null : never;

type RelationKey<F> = {
  [K in keyof F]: F[K] extends { readonly "~relation": { kind: "one" } } ? K : never;
}[keyof F];

type KeyColumnOf<X> = X extends { readonly "~relation": infer R }
  ? Column<TargetKey<R> | NullOf<R>>
  : never;

/** The columns behind the to-one relations of `F`: `authorId` for `author`. */
type KeyColumns<F> = { [K in RelationKey<F> & string as `${K}Id`]: KeyColumnOf<F[K]> };

type AutoId<F> = F extends { pk: CompositeKeyOf<unknown> }
  ? unknown
  : [KeyField<F>] extends [never]
    ? { id: AutoKey }
    : unknown;

/** All names that a model with the fields `F` has: its fields, `id`, `pk`, and `authorId` for a relation `author`. */
export type Names<F> = F & AutoId<F> & KeyColumns<F> & { pk: KeyColumn<F> };

/** What a row has under the name of the field `X`. */
export type AttributeOf<X> = X extends { readonly "~relation": infer R }
  ? RelationAttribute<R>
  : X extends { readonly "~types": { out: infer Out } }
    ? Out
    : never;

/** The value of the column of `X`: the key for a relation. */
export type OutputOf<X> = X extends { readonly "~relation": infer R }
  ? TargetKey<R> | NullOf<R>
  : X extends { readonly "~types": { out: infer Out } }
    ? Out
    : never;

/** What can be written to `X`: for a relation a row or a {@link Ref}. */
export type InputOf<X> = X extends { readonly "~relation": infer R }
  ? R extends ToOne<infer T, unknown, unknown, unknown>
    ? InstanceOf<T> | Ref<InstanceOf<T>> | NullOf<R>
    : never
  : X extends { readonly "~types": { in: infer In } }
    ? In
    : never;

type WritableName<K, X> = X extends { readonly "~types": { traits: { generated: true } } }
  ? never
  : X extends AnyField
    ? K
    : never;

/** The names of `S` that have a column. */
export type ColumnName<S> = {
  [K in keyof S & string]: S[K] extends AnyField ? K : never;
}[keyof S & string];

/** The attributes of a row of the names `S`. */
export type Attributes<S> = { -readonly [K in keyof S]: AttributeOf<S[K]> };

/** Values for some of the names `S`. */
export type Values<S> = {
  -readonly [K in keyof S as WritableName<K, S[K]>]?: InputOf<S[K]>;
};

/** The name of the field `X` where a new row cannot do without it. */
type RequiredName<K, X> = X extends
  | { readonly "~types": { optional: true } }
  | { readonly "~types": { traits: { generated: true } } }
  ? never
  : X extends AnyField
    ? K
    : never;

type RequiredNames<F> = { [K in keyof F]: RequiredName<K, F[K]> }[keyof F];

/** The values that a new row of the fields `F` needs and that are not among the names `Given`. */
export type Missing<F, Given> = {
  [
    K in RequiredNames<F> as K extends Given ? never : `${K & string}Id` extends Given ? never : K
  ]: InputOf<F[K]>;
};

/**
 * Each of the values `V` as what can be written under its name.
 *
 * What is under a name is looked at in a type of its own, here and in other places: within the question whether `S` has the name, the compiler
 * would work all of `S` out three times more.
 */
type Known<T, S, V> = {
  [K in keyof V]: K extends keyof S
    ? InputUnder<T, S, K, S[K]>
    : NoField<K, InstanceOf<T>, NearValue<S, K>>;
};

type InputUnder<T, S, K, X> =
  IsWritable<X> extends true ? InputOf<X> : NoField<K, InstanceOf<T>, NearValue<S, K>>;

/** The names near `K` under which something can be written. */
export type NearValue<S, K> = NearTo<K, keyof Values<S>>;

/** Whether `X` is a column that is not worked out by the database. */
export type IsWritable<X> = X extends { readonly "~types": { traits: { generated: true } } }
  ? false
  : X extends AnyField
    ? true
    : false;

/**
 * The values of a new row of the model `T`: nothing missing, nothing unknown. `Given` are names that are filled in already.
 *
 * `V` is unknown where an editor asks what there is.
 */
export type InsertValues<T, V, Given = never> = (unknown extends V
  ? Values<NamesOf<T>>
  : Known<T, NamesOf<T>, V>) &
  Missing<FieldsOf<T>, keyof V | Given>;
