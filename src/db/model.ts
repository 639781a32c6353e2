/** Makes models: the class that a user extends, its rows, and its statics, which are the manager. */

import { AutoField } from "./fields/integers.ts";
import type { Meta, ModelClass as AnyModel } from "./meta.ts";
import type { ModelOptions } from "./model-options.ts";
import { fillRow } from "./new-row.ts";
import { withOwnCalls } from "./own-calls.ts";
import { prepareClass } from "./prepared.ts";
import { define, metaOf, setModelHooks } from "./registry.ts";
import { markFields, PROBE } from "./row-class.ts";
import { setRowModel } from "./row-key.ts";
import { RowSet } from "./row-set.ts";
import { setRowSetFactory } from "./row-set-factory.ts";
import type { RowObject } from "./row-state.ts";
import { changedFields, deleteRow, refreshRow, saveRow, type SaveOptions } from "./rows.ts";
import { postInit, preInit } from "./signals.ts";
import type { CheckedOptions, ModelOf } from "./typing/model.ts";
import { type CleanOptions, cleanRow } from "./row-validation.ts";

/** What all models share. Users extend the class that `model()` gives. */
export class Model {
  constructor(values: Readonly<Record<string, unknown>> | typeof PROBE = {}) {
    const meta = metaOf(new.target as unknown as AnyModel);
    const row = this as unknown as RowObject;
    if (values === PROBE) {
      markFields(row as unknown as Record<PropertyKey, unknown>, meta);
      return;
    }
    if (preInit.hasReceivers) preInit.send(meta.model, { values: values as object });
    fillRow(row, meta, values as Readonly<Record<string, unknown>>);
    if (postInit.hasReceivers) postInit.send(meta.model, { row });
  }

  /** All rows: where every static of the model begins. Override it to hide rows from all of them. */
  static all(): RowSet {
    // Within a static that is called on a query set, `super.all()` are the rows of that set.
    if ((this as unknown) instanceof RowSet) return (this as unknown as RowSet).all();
    return newSet(metaOf(this as unknown as AnyModel));
  }

  /** Makes a model with the fields and methods of this one and more. */
  static extend(fields: object, options: ModelOptions = {}): unknown {
    const Parent = this as unknown as new () => object;
    const Base = { [this.name]: class extends Parent {} }[this.name]!;
    define(Base as unknown as AnyModel, { fields, options, parent: this as unknown as AnyModel });
    return Base;
  }

  get changedFields(): string[] {
    return changedFields(this as unknown as RowObject);
  }

  save(options: SaveOptions = {}): Promise<void> {
    return saveRow(this as unknown as RowObject, options);
  }

  delete(options: { using?: string } = {}): Promise<[number, Record<string, number>]> {
    return deleteRow(this as unknown as RowObject, options);
  }

  refresh(...names: readonly string[]): Promise<void> {
    return refreshRow(this as unknown as RowObject, names);
  }

  clean(): void | Promise<void> {}

  fullClean(options: CleanOptions = {}): Promise<void> {
    return cleanRow(this as unknown as RowObject, options);
  }

  displayOf(name: string): string {
    const field = metaOf(this.constructor as unknown as AnyModel).field(name);
    return field.display((this as unknown as RowObject)[field.attribute]);
  }

  toString(): string {
    const meta = metaOf(this.constructor as unknown as AnyModel);
    const key = (this as unknown as RowObject)[meta.pk.attribute];
    return `${meta.name} (${Array.isArray(key) ? meta.pk.format(key) : String(key)})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    options: object,
    inspect: (value: object, options: object) => string,
  ): string {
    const meta = metaOf(this.constructor as unknown as AnyModel);
    const plain = Object.fromEntries(Object.entries(this));
    return `${meta.name} ${inspect(plain, options)}`;
  }
}

function newSet(meta: Meta): RowSet {
  return new (withOwnCalls(RowSet, meta))(meta);
}

/** The calls of a query set that a model has as statics. */
const MANAGER_CALLS = [
  "filter",
  "exclude",
  "get",
  "find",
  "getOr404",
  "listOr404",
  "create",
  "getOrCreate",
  "updateOrCreate",
  "bulkCreate",
  "bulkUpdate",
  "inBulk",
  "update",
  "delete",
  "values",
  "valuesList",
  "annotate",
  "alias",
  "aggregate",
  "orderBy",
  "reverse",
  "distinct",
  "limit",
  "offset",
  "slice",
  "first",
  "last",
  "latest",
  "earliest",
  "count",
  "exists",
  "contains",
  "none",
  "union",
  "intersection",
  "difference",
  "selectRelated",
  "prefetchRelated",
  "defer",
  "only",
  "using",
  "fetchMode",
  "selectForUpdate",
  "dates",
  "datetimes",
  "explain",
  "iterator",
  "raw",
  "withAncestors",
  "withDescendants",
] as const;

for (const name of MANAGER_CALLS) {
  Object.defineProperty(Model, name, {
    configurable: true,
    writable: true,
    value(this: typeof Model, ...given: unknown[]): unknown {
      const set = this.all() as unknown as Record<string, (...given: unknown[]) => unknown>;
      return set[name]!(...given);
    },
  });
}

setModelHooks({ key: () => new AutoField({}, "BigAutoField"), built: prepareClass });
setRowModel((value) =>
  value instanceof Model ? metaOf(value.constructor as unknown as AnyModel) : undefined,
);
setRowSetFactory((meta, throughManager) =>
  throughManager ? (meta.model as unknown as typeof Model).all() : newSet(meta),
);

/**
 * Makes the class that a model extends.
 *
 * Fields are declared by `f`. A field that refers to a class that is not there yet (the model itself, a cycle, a way back) is written as a getter.
 *
 * @example
 * class Author extends model({ name: f.char({ maxLength: 60 }) }) {}
 * class Article extends model({
 *   title: f.char({ maxLength: 200 }),
 *   author: f.foreignKey(Author, { onDelete: "cascade" }),
 * }, { ordering: ["-id"] }) {}
 */
export function model<F, const O>(fields: F, options?: CheckedOptions<F, O>): ModelOf<F, O> {
  const Base = class extends Model {};
  define(Base as unknown as AnyModel, {
    fields: fields as object,
    options: (options ?? {}) as ModelOptions,
    parent: undefined,
  });
  // What a class has at run time follows from its fields; the type says it, the compiler cannot see it.
  return Base as unknown as ModelOf<F, O>;
}
