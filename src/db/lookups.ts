/** The table of lookups: which names a path of each class of fields may end with. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { COMPARISONS, IsNull } from "./comparisons.ts";
import { Expression } from "./expression.ts";
import { CompositeKey } from "./fields/composite-key.ts";
import type { Field } from "./fields/field.ts";
import type { Lookup, LookupClass } from "./lookup.ts";
import { TEXT_LOOKUPS } from "./text-lookups.ts";
import { TUPLE_LOOKUPS } from "./tuple-lookups.ts";

type FieldClass = abstract new (...given: never[]) => Field;

const everywhere = new Map<string, LookupClass>();
const byField = new Map<FieldClass, Map<string, LookupClass | undefined>>();

for (const lookup of [...COMPARISONS, ...TEXT_LOOKUPS]) everywhere.set(lookup.lookupName, lookup);

for (const lookup of [...Object.values(TUPLE_LOOKUPS), IsNull])
  registerLookup(lookup, CompositeKey);

/** Makes a lookup known: for one class of fields and those that extend it, or for all. */
export function registerLookup(lookup: LookupClass, field?: FieldClass): void {
  if (field === undefined) {
    everywhere.set(lookup.lookupName, lookup);
    return;
  }
  let known = byField.get(field);
  if (known === undefined) byField.set(field, (known = new Map()));
  known.set(lookup.lookupName, lookup);
}

/** Takes a lookup that all fields have from one class of fields: there the name is a transform. */
export function hideLookup(name: string, field: FieldClass): void {
  let known = byField.get(field);
  if (known === undefined) byField.set(field, (known = new Map()));
  known.set(name, undefined);
}

/** Finds the lookup of an expression or a field by its name. */
export function findLookup(side: Expression | Field, name: string): LookupClass | undefined {
  const field = side instanceof Expression ? side.outputField : side;
  for (
    let at = field?.constructor;
    typeof at === "function";
    at = Object.getPrototypeOf(at) as typeof at
  ) {
    const known = byField.get(at as unknown as FieldClass);
    if (known?.has(name) === true) return known.get(name);
  }
  // What compares one column is no lookup of several.
  return field instanceof CompositeKey ? undefined : everywhere.get(name);
}

/** The names of all lookups of an expression. */
export function lookupNames(side: Expression): string[] {
  const names = side.outputField instanceof CompositeKey ? [] : [...everywhere.keys()];
  for (
    let at = side.outputField?.constructor;
    typeof at === "function";
    at = Object.getPrototypeOf(at) as typeof at
  ) {
    names.push(...(byField.get(at as unknown as FieldClass)?.keys() ?? []));
  }
  return names;
}

/** Makes a lookup that is known to be there. */
export function makeLookup(
  left: Expression,
  name: string,
  right: Expression,
  path: string,
): Lookup {
  const found = findLookup(left, name);
  if (found !== undefined) return new found(left, right);
  throw new FlagonError(`There is no lookup "${name}".`, {
    code: "db.unknown-lookup",
    where: `path "${path}"`,
    mend: suggest(name, lookupNames(left)),
  });
}
