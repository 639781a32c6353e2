/** The primary key that the options of a model name. */

import { FlagonError } from "../base/errors.ts";
import type { Field } from "./fields/field.ts";

/** The key that the options name. Keys of several fields cannot be saved or deleted by: they are refused before they do harm. */
export function keyByOption(
  model: string,
  names: readonly string[] | undefined,
  fields: readonly Field[],
): Field | undefined {
  if (names === undefined) return undefined;
  const key = fields.find((field) => field.name === names[0]);
  if (names.length === 1 && key !== undefined) return key;
  throw new FlagonError(
    names.length === 1
      ? `${model} has no field "${names[0]}".`
      : `${model} has a primary key of several fields, which Flagon cannot write by.`,
    {
      code: "db.bad-key",
      where: `primaryKey of ${model}`,
      mend: "Name one field, and make several unique together with `uniqueTogether`.",
    },
  );
}
