/** The check of a field's options: names that no field has are mistakes, and untyped code meets them at start-up. */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";

/** Refuses options that the field does not have, which a type parameter would let through. */
export type Only<O, Known> = { [K in Exclude<keyof O, keyof Known>]: never };

/** What every field takes. */
const COMMON = [
  "null",
  "blank",
  "default",
  "databaseDefault",
  "primaryKey",
  "unique",
  "uniqueForDate",
  "uniqueForMonth",
  "uniqueForYear",
  "index",
  "column",
  "comment",
  "collation",
  "choices",
  "editable",
  "helpText",
  "label",
  "validators",
  "errorMessages",
];

/**
 * Gives the options of the field made by `f.<name>()`, once all their names are known.
 *
 * @throws FlagonError `db.unknown-option`, with the near name.
 */
export function knownOptions<O extends object>(
  name: string,
  options: O = {} as O,
  own: readonly string[] = [],
): O {
  const known = [...COMMON, ...own];
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue;
    throw new FlagonError(`The field has no option named "${option}".`, {
      code: "db.unknown-option",
      where: `f.${name}()`,
      mend: suggest(option, known),
    });
  }
  return options;
}
