/** Prepares the class of a model once it is known: what its rows have for relations, and fields that load themselves. */

import { FlagonError } from "../base/errors.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey, ManyToMany, Reverse } from "./fields/relations.ts";
import type { Meta } from "./meta.ts";
import { relatedManager } from "./related-managers.ts";
import { loadDeferred, readSingle, readToOne, writeToOne } from "./related-rows.ts";
import { setDeferredPrototype } from "./row-class.ts";
import type { RowObject } from "./row-state.ts";
import { classPrepared } from "./signals.ts";

/** Gives the class what its rows have besides fields. */
export function prepareClass(meta: Meta): void {
  const { prototype } = meta.model;
  for (const field of [...meta.fields, ...meta.manyToMany, ...meta.reverses, ...meta.virtuals]) {
    if (field instanceof ForeignKey)
      define(
        prototype,
        field.name,
        (row) => readToOne(row, field, meta),
        (row, value) => writeToOne(row, field, meta, value),
      );
    else if (field instanceof ManyToMany)
      define(prototype, field.name, (row) => relatedManager(row, field.name, meta));
    else if (field instanceof Reverse)
      define(prototype, field.name, (row) => readBack(row, field, meta));
    else field.prepareClass?.(prototype, meta);
  }
  if (!Object.hasOwn(prototype, "pk")) {
    define(
      prototype,
      "pk",
      (row) => row[meta.pk.attribute],
      (row, value) => (row[meta.pk.attribute] = value),
    );
  }
  for (const child of meta.children) defineChild(meta, child);
  for (const parent of meta.parents.keys()) defineChild(parent, meta);
  if (classPrepared.hasReceivers) classPrepared.send(meta.model, {});
}

/** A row of a parent model has its child's row under the child's name. */
function defineChild(parent: Meta, child: Meta): void {
  const name = `${child.name[0]!.toLowerCase()}${child.name.slice(1)}`;
  if (parent.member(name) !== undefined || Object.hasOwn(parent.model.prototype, name)) return;
  define(parent.model.prototype, name, (row) => readSingle(row, name, parent));
}

function readBack(row: RowObject, field: Reverse, meta: Meta): unknown {
  const { forward } = field;
  return forward instanceof ForeignKey && forward.single
    ? readSingle(row, field.name, meta)
    : relatedManager(row, field.name, meta);
}

function define(
  prototype: object,
  name: string,
  get: (row: RowObject) => unknown,
  set?: (row: RowObject, value: unknown) => void,
): void {
  if (Object.hasOwn(prototype, name)) return;
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: RowObject) {
      return get(this);
    },
    set(this: RowObject, value: unknown) {
      if (set !== undefined) {
        set(this, value);
        return;
      }
      throw new FlagonError(`"${name}" stands for rows elsewhere, and cannot be assigned to.`, {
        code: "db.relation-assigned",
        where: `row.${name} = …`,
        mend: `Use its own calls: await row.${name}.set([…]), .add(…), .remove(…).`,
      });
    },
  });
}

setDeferredPrototype((meta, missing) => {
  const prototype = Object.create(meta.model.prototype) as object;
  for (const field of missing) deferField(prototype, field, meta);
  return prototype;
});

/** A field that was not read: awaiting it reads it, for all rows that came together. */
function deferField(prototype: object, field: Field, meta: Meta): void {
  Object.defineProperty(prototype, field.attribute, {
    configurable: true,
    get(this: RowObject) {
      return loadDeferred(this, field, meta);
    },
    set(this: RowObject, value: unknown) {
      Object.defineProperty(this, field.attribute, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
  });
}
