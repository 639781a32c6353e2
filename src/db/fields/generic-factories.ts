/** Generic relations by their short names. */

import { ContentType } from "../content-types.ts";
import type { ModelClass } from "../meta.ts";
import type { ForeignKeyOf, ToManyField } from "../typing/relations.ts";
import { BigIntegerField } from "./integers.ts";
import { GenericForeignKey, GenericRelation } from "./generic-relations.ts";
import { ForeignKey } from "./relations.ts";

type Settable = { onDelete: "cascade"; databaseDefault: unknown };

/** The foreign key to the content type of a generic relation. New rows may leave it out: `genericForeignKey` sets it. */
export function contentType(
  options: { null?: boolean } = {},
): ForeignKeyOf<typeof ContentType, Settable> {
  const field = new ForeignKey(ContentType, { onDelete: "cascade", relatedName: "+", ...options });
  return field as unknown as ForeignKeyOf<typeof ContentType, Settable>;
}

/** The key of a generic relation: a whole number. New rows may leave it out: `genericForeignKey` sets it. */
export function objectId(
  options: { null?: boolean; index?: boolean } = {},
): BigIntegerField<number, number, true> {
  return new BigIntegerField({ mode: "number", ...options }, "PositiveBigIntegerField");
}

/** A row of any model, named by two other fields: a content type and a key. */
export function genericForeignKey(
  type = "contentType",
  id = "objectId",
): GenericForeignKey<PromiseLike<object | null> | object | null> {
  return new GenericForeignKey(type, id);
}

/** The rows of a model with a generic foreign key that refer to this one. Deleting a row deletes them. */
export function genericRelation<T>(
  to: T,
  options: { contentType?: string; objectId?: string } = {},
): ToManyField<T, {}> {
  return new GenericRelation(to as ModelClass, options) as unknown as ToManyField<T, {}>;
}
