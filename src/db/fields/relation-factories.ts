/** The relations by their short names, with types that lead to the other model. */

import type { ModelClass } from "../meta.ts";
import type { ForeignKeyOf, OneToOneOf, ReverseField, ToManyField } from "../typing/relations.ts";
import {
  ForeignKey,
  type ForeignKeyOptions,
  ManyToMany,
  type ManyToManyOptions,
  OneToOne,
  Reverse,
} from "./relations.ts";

/**
 * The key of a row of another model.
 *
 * `onDelete` says what happens to this row when the other is deleted. The row has the key under the name with `Id` behind it.
 */
export function foreignKey<T, const O extends ForeignKeyOptions>(
  to: T,
  options: O,
): ForeignKeyOf<T, O> {
  return new ForeignKey(to as ModelClass, options) as unknown as ForeignKeyOf<T, O>;
}

/** A foreign key that at most one row may have. */
export function oneToOne<T, const O extends ForeignKeyOptions>(
  to: T,
  options: O,
): OneToOneOf<T, O> {
  return new OneToOne(to as ModelClass, options) as unknown as OneToOneOf<T, O>;
}

/** Rows of another model, kept in a table between the two. */
export function manyToMany<T, const O extends ManyToManyOptions = {}>(
  to: T,
  options?: O,
): ToManyField<T, O> {
  return new ManyToMany(to as ModelClass, options) as unknown as ToManyField<T, O>;
}

/** The way back of a relation that another model declares as its field `via`. */
export function reverse<T, const Name extends string>(from: T, via: Name): ReverseField<T, Name> {
  return new Reverse(from as ModelClass, via) as unknown as ReverseField<T, Name>;
}
