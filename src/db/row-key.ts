/** Rows as values: a filter by a relation takes a row where it wants the row's key. */

import { FlagonError } from "../base/errors.ts";
import type { CompositeKey } from "./fields/composite-key.ts";
import type { Convert, Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";

/** Finds out whether a value is a row, and of which model. */
export type RowModel = (value: object) => Meta | undefined;

let modelOf: RowModel = () => undefined;

/** Says how rows are known; the module of rows itself says it. */
export function setRowModel(find: RowModel): void {
  modelOf = find;
}

const converts = new WeakMap<Meta, Map<Field, Convert>>();

/** A conversion that takes a row of `meta` or its key. The same function for the same use. */
export function rowKey(field: Field, meta: Meta, write: Convert | undefined): Convert {
  let known = converts.get(meta);
  if (known === undefined) converts.set(meta, (known = new Map()));
  let convert = known.get(field);
  if (convert === undefined) known.set(field, (convert = make(field, meta, write)));
  return convert;
}

function make(field: Field, meta: Meta, write: Convert | undefined): Convert {
  return (value: never) => {
    const key = typeof value === "object" && value !== null ? keyOf(value, field, meta) : value;
    return write === undefined ? key : write(key as never);
  };
}

/** The values of a row's composite key; undefined for what is no row. */
export function keyValues(
  value: unknown,
  field: CompositeKey | undefined,
  meta: Meta | undefined,
): readonly unknown[] | undefined {
  if (field === undefined || meta === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if (modelOf(value) === undefined) return undefined;
  return keyOf(value, field, meta) as readonly unknown[];
}

function keyOf(value: object, field: Field, meta: Meta): unknown {
  const model = modelOf(value);
  if (model === undefined) return value;
  if (
    model.concrete !== meta.concrete &&
    !model.isChildOf(meta.concrete) &&
    !meta.isChildOf(model.concrete)
  ) {
    throw new FlagonError(`A ${model.name} stands where a ${meta.name} is wanted.`, {
      code: "db.wrong-type",
      where: `a filter by ${meta.name}`,
      mend: `Give a ${meta.name}, or the key of one.`,
    });
  }
  const attribute =
    "toField" in field ? (field as { toField: Field }).toField.attribute : field.attribute;
  const key = (value as Record<string, unknown>)[
    model.member(attribute) === undefined ? model.pk.attribute : attribute
  ];
  if (key !== null && key !== undefined) return key;
  throw new FlagonError(`The ${model.name} has not been saved: it has no key yet.`, {
    code: "db.unsaved-row",
    where: `a filter by ${meta.name}`,
    mend: "Save it first.",
  });
}
