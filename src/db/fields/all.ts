/** `f`: all fields by their short names, relations among them. */

import { compositePrimaryKey } from "./composite-key.ts";
import { f as scalars } from "./f.ts";
import { contentType, genericForeignKey, genericRelation, objectId } from "./generic-factories.ts";
import { foreignKey, manyToMany, oneToOne, reverse } from "./relation-factories.ts";

/** The fields that models are declared with. */
export const f = {
  ...scalars,
  foreignKey,
  oneToOne,
  manyToMany,
  reverse,
  compositePrimaryKey,
  contentType,
  objectId,
  genericForeignKey,
  genericRelation,
};
