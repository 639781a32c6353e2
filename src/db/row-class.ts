/** The classes that rows are made with: the prototype is the model's, the constructor takes the fields by position. */

import { FlagonError } from "../base/errors.ts";
import type { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import { RAW, RELATED, type RowClass, STATE } from "./row-state.ts";

/** A mark that stands for a field's value while a class is tried out. */
const UNTOUCHED: unique symbol = Symbol("flagon.untouched");

/** What `new Model(values)` is given to make a row of which every field is marked. */
export const PROBE: unique symbol = Symbol("flagon.probe");

const classes = new WeakMap<Meta, RowClass>();
const partial = new WeakMap<Meta, Map<string, RowClass>>();
let deferred: ((meta: Meta, fields: readonly Field[]) => object) | undefined;

/** Says how the prototype of rows with fields left out is made. */
export function setDeferredPrototype(
  make: (meta: Meta, missing: readonly Field[]) => object,
): void {
  deferred = make;
}

/** The class for rows of a model; where only some fields are read, one whose other fields load themselves. */
export function rowClassOf(meta: Meta, fields?: readonly Field[]): RowClass {
  if (fields !== undefined) return partialClass(meta, fields);
  let found = classes.get(meta);
  if (found === undefined)
    classes.set(meta, (found = make(meta, meta.fields, meta.model.prototype)));
  return found;
}

function partialClass(meta: Meta, fields: readonly Field[]): RowClass {
  let known = partial.get(meta);
  if (known === undefined) partial.set(meta, (known = new Map()));
  const key = fields.map((field) => field.name).join(",");
  let found = known.get(key);
  if (found === undefined) {
    const missing = meta.fields.filter((field) => !fields.includes(field));
    const ordered = meta.fields.filter((field) => fields.includes(field));
    known.set(key, (found = make(meta, ordered, deferred!(meta, missing))));
  }
  return found;
}

function make(meta: Meta, fields: readonly Field[], prototype: object): RowClass {
  const extra = instanceFields(meta);
  const names = fields.map((field) => field.attribute);
  const Row = extra ? slowClass(meta, names, prototype) : fastClass(names);
  Row.prototype = prototype;
  return Row;
}

function fastClass(names: readonly string[]): RowClass & { prototype: object } {
  const parameters = names.map((_, index) => `a${index}`);
  const body = names.map((name, index) => `this[${JSON.stringify(name)}]=a${index};`).join("");
  try {
    return new Function(
      "S",
      "W",
      "L",
      `return function Row(${[...parameters, "s", "w", "l"].join(",")}){${body}this[S]=s;this[W]=w;this[L]=l}`,
    )(STATE, RAW, RELATED) as RowClass;
  } catch {
    return plainClass(names);
  }
}

function plainClass(names: readonly string[]): RowClass {
  function Row(this: Record<PropertyKey, unknown>, ...values: unknown[]): void {
    names.forEach((name, index) => (this[name] = values[index]));
    [this[STATE], this[RAW], this[RELATED]] = values.slice(names.length);
  }
  return Row as unknown as RowClass;
}

/** For a class with fields of its own: they must be initialised, so the user's constructor runs. */
function slowClass({ model }: Meta, names: readonly string[], prototype: object): RowClass {
  function Row(...values: unknown[]): object {
    const row = new (model as unknown as new (probe: unknown) => Record<PropertyKey, unknown>)(
      PROBE,
    );
    names.forEach((name, index) => (row[name] = values[index]));
    [row[STATE], row[RAW], row[RELATED]] = values.slice(names.length);
    return prototype === model.prototype ? row : (Object.setPrototypeOf(row, prototype) as object);
  }
  return Row as unknown as RowClass;
}

/** Marks a row that is made to try out its class. */
export function markFields(row: Record<PropertyKey, unknown>, meta: Meta): void {
  for (const field of meta.fields) row[field.attribute] = UNTOUCHED;
  row[STATE] = row[RAW] = row[RELATED] = undefined;
}

/**
 * Tells whether the user's class has fields of its own.
 *
 * `class X extends model({ title }) { title!: string }` would reset the title of every row: TypeScript's types are gone when the class runs,
 * and a bare field means "set to undefined".
 */
function instanceFields(meta: Meta): boolean {
  const probe = new (meta.model as unknown as new (probe: unknown) => Record<string, unknown>)(
    PROBE,
  );
  const names = new Set(meta.fields.map((field) => field.attribute));
  const reset = meta.fields.find(
    (field) =>
      probe[field.attribute] !== UNTOUCHED ||
      (Object.getOwnPropertyDescriptor(probe, field.name)?.value === undefined &&
        Object.hasOwn(probe, field.name)),
  );
  if (reset !== undefined) {
    throw new FlagonError(
      `The class ${meta.name} declares "${reset.name}" again, which empties it in every row.`,
      {
        code: "db.field-redeclared",
        where: `model ${meta.path}`,
        mend: `Write \`declare ${reset.name}: …\`, or leave the line out: the type is known from the field.`,
      },
    );
  }
  return Object.keys(probe).some((name) => !names.has(name));
}
