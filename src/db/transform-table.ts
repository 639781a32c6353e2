/** The transforms of each class of fields: steps of a path that change the left side before it is compared. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { lookupNames } from "./lookups.ts";

/** Makes the changed expression. */
export type TransformMaker = (side: Expression) => Expression;

type FieldClass = abstract new (...given: never[]) => Field;

const byField = new Map<FieldClass, Map<string, TransformMaker>>();
const openEnded = new Map<FieldClass, (side: Expression, name: string) => Expression | undefined>();

/** The transforms that are known. */
export const Transforms = {
  /** Makes a transform known for a class of fields and those that extend it. */
  register(name: string, make: TransformMaker, field: FieldClass): void {
    let known = byField.get(field);
    if (known === undefined) byField.set(field, (known = new Map()));
    known.set(name, make);
  },

  /** Says what any other name means for a class of fields: the keys of JSON. */
  registerOpen(
    field: FieldClass,
    make: (side: Expression, name: string) => Expression | undefined,
  ): void {
    openEnded.set(field, make);
  },

  /** Finds the changed expression. */
  find(side: Expression, name: string): Expression | undefined {
    for (const cls of classesOf(side.outputField)) {
      const made = byField.get(cls)?.get(name)?.(side) ?? openEnded.get(cls)?.(side, name);
      if (made !== undefined) return made;
    }
    return undefined;
  },

  /**
   * Applies the transforms that names stand for.
   *
   * @throws FlagonError `db.unknown-lookup` with the near name.
   */
  apply(side: Expression, names: readonly string[], path: string): Expression {
    let changed = side;
    for (const name of names)
      changed = Transforms.find(changed, name) ?? refuseTransform(changed, name, path);
    return changed;
  },

  /** The names of the transforms of an expression. */
  names(side: Expression): string[] {
    return classesOf(side.outputField).flatMap((cls) => [...(byField.get(cls)?.keys() ?? [])]);
  },
};

/**
 * Makes a transform known: a step of a path that changes the left side before it is compared.
 *
 * It counts for a class of fields and those that extend it.
 *
 * @example
 * registerTransform("length", (side) => length(side), CharField);
 * await Article.filter({ title__length__gt: 20 });
 */
export function registerTransform(
  name: string,
  make: (side: Expression) => unknown,
  field: FieldClass,
): void {
  Transforms.register(name, make as TransformMaker, field);
}

/** Refuses a name that is neither a lookup nor a transform. */
export function refuseTransform(side: Expression, name: string, path: string): never {
  const field = side.outputField;
  const subject = field === undefined || field.name === "" ? "The expression" : `"${field.name}"`;
  throw new FlagonError(`${subject} has no lookup "${name}".`, {
    code: "db.unknown-lookup",
    where: `path "${path}"`,
    mend: suggest(name, [...lookupNames(side), ...Transforms.names(side)]),
  });
}

function classesOf(field: Field | undefined): FieldClass[] {
  const classes: FieldClass[] = [];
  for (
    let at: unknown = field?.constructor;
    typeof at === "function";
    at = Object.getPrototypeOf(at)
  )
    classes.push(at as FieldClass);
  return classes;
}
