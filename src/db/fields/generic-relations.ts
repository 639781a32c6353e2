/** Relations to rows of any model: a content type and a key side by side, and the way back from a model that is named so. */

import { ContentTypeKey, modelNamed } from "../content-types.ts";
import { FlagonError } from "../../base/errors.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { genericManager } from "../generic-managers.ts";
import type { Meta, ModelClass } from "../meta.ts";
import { metaOf } from "../registry.ts";
import type { Relation } from "../relation.ts";
import { everyRow } from "../row-set-factory.ts";
import { RELATED, type RowObject, STATE } from "../row-state.ts";
import { Field } from "./field.ts";
import type { ForeignKey, Target } from "./relations.ts";

/** A row of any model, named by a content type and a key. It has no column of its own. */
export class GenericForeignKey<Out = unknown, In = Out> extends Field<
  Out,
  In,
  true,
  { generic: true }
> {
  readonly kind = "GenericForeignKey";
  override readonly isSettable = true;
  /** The name of the foreign key to the content type. */
  readonly contentType: string;
  /** The name of the field with the key. */
  readonly objectId: string;

  constructor(contentType: string, objectId: string) {
    super({ editable: false });
    this.contentType = contentType;
    this.objectId = objectId;
  }

  columnType(_database: DatabaseKind): null {
    return null;
  }

  override get isVirtual(): boolean {
    return true;
  }

  /** The attributes of a row that hold content type and key. */
  attributes(meta: Meta): [contentType: string, objectId: string] {
    return [meta.field(this.contentType).attribute, meta.field(this.objectId).attribute];
  }

  override prepareClass(prototype: object, meta: Meta): void {
    const get = (row: RowObject): unknown => this.#read(row, meta);
    const set = (row: RowObject, value: unknown): void => this.#write(row, meta, value);
    Object.defineProperty(prototype, this.name, {
      configurable: true,
      get(this: RowObject) {
        return get(this);
      },
      set(this: RowObject, value: unknown) {
        set(this, value);
      },
    });
  }

  override async prefetch(rows: readonly object[]): Promise<object[]> {
    return loadTargets(this, rows as readonly RowObject[]);
  }

  #read(row: RowObject, meta: Meta): unknown {
    const loaded = row[RELATED]?.[this.name] as RowObject | null | undefined;
    const [type, id] = this.attributes(meta);
    if (row[type] === null || row[id] === null || row[type] === undefined) return loaded ?? null;
    return loaded === undefined ? new GenericRef(row, this) : loaded;
  }

  #write(row: RowObject, meta: Meta, value: unknown): void {
    const [type, id] = this.attributes(meta);
    const related = (row[RELATED] ??= {});
    if (value === null || value === undefined) {
      delete related[this.name];
      row[type] = row[id] = null;
      return;
    }
    const target = metaOf((value as object).constructor);
    if (target.keyFields.length > 1) throw manyColumns(target, `${meta.name}.${this.name}`);
    const key = (value as RowObject)[target.pk.attribute];
    if (key === null || key === undefined) {
      throw new FlagonError(`The ${target.name} has not been saved: it has no key to refer to.`, {
        code: "db.unsaved-row",
        where: `${meta.name}.${this.name}`,
        mend: "Save it first.",
      });
    }
    related[this.name] = value;
    row[type] = new ContentTypeKey(target);
    row[id] = meta.field(this.objectId).parse(key);
  }
}

/** One column of keys has no place for a key of several. */
function manyColumns(meta: Meta, where: string): FlagonError {
  return new FlagonError(
    `The key of ${meta.name} is several columns, and a generic relation keeps one.`,
    {
      code: "db.composite-key",
      where,
      mend: `Refer to ${meta.name} by fields of your own, or give it a key of one field.`,
    },
  );
}

/** A row of any model that has not been loaded: awaiting it loads those of all rows that came together. */
export class GenericRef implements PromiseLike<object | null> {
  readonly #row: RowObject;
  readonly #field: GenericForeignKey;

  constructor(row: RowObject, field: GenericForeignKey) {
    this.#row = row;
    this.#field = field;
  }

  then<Done = object | null, Failed = never>(
    onDone?: ((row: object | null) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.#load().then(onDone, onFailed);
  }

  async #load(): Promise<object | null> {
    const [row, field] = [this.#row, this.#field];
    const state = row[STATE];
    if (state?.fetchMode === "raise") {
      throw new FlagonError(`${field.place} has not been loaded.`, {
        code: "db.not-loaded",
        where: field.place,
        mend: `Add .prefetchRelated("${field.name}") to the query set.`,
      });
    }
    const shared = state !== undefined && state.fetchMode !== "one" && state.peers.includes(row);
    await loadTargets(field, shared ? state.peers : [row]);
    return (row[RELATED]?.[field.name] ?? null) as object | null;
  }
}

/** Loads what rows refer to: one statement for the content types, one for each model. */
async function loadTargets(
  field: GenericForeignKey,
  rows: readonly RowObject[],
): Promise<RowObject[]> {
  const missing = rows.filter((row) => row[RELATED]?.[field.name] === undefined);
  const [first] = missing;
  if (first === undefined) return [];
  const meta = metaOf(first.constructor);
  const [type, id] = field.attributes(meta);
  const alias = first[STATE]?.database.alias;
  const on = (target: Meta) =>
    alias === undefined ? everyRow(target) : everyRow(target).using(alias);
  const types = (meta.field(field.contentType) as ForeignKey).target;
  const wanted = new Set(missing.map((row) => row[type]));
  const named = (await on(types)
    .filter({ pk__in: [...wanted] })
    .run()) as RowObject[];
  const found: RowObject[] = [];
  for (const { id: number, appLabel, model } of named) {
    const target = modelNamed(String(appLabel), String(model));
    if (target === undefined) continue;
    const own = missing.filter((row) => row[type] === number);
    const keys = [...new Set(own.map((row) => target.pk.parse(row[id])))];
    const targets = (await on(target).filter({ pk__in: keys }).run()) as RowObject[];
    const byKey = new Map(targets.map((row) => [String(row[target.pk.attribute]), row]));
    for (const row of own) (row[RELATED] ??= {})[field.name] = byKey.get(String(row[id])) ?? null;
    found.push(...targets);
  }
  for (const row of missing) (row[RELATED] ??= {})[field.name] ??= null;
  return found;
}

/** The rows of a model with a {@link GenericForeignKey} that refer to rows of this one. */
export class GenericRelation<Out = unknown, In = Out> extends Field<Out, In, true> {
  readonly kind = "GenericRelation";
  readonly to: Target;
  readonly contentType: string;
  readonly objectId: string;
  /** Deleting a row deletes what refers to it. */
  override readonly cascades = true;

  constructor(to: Target, { contentType = "contentType", objectId = "objectId" } = {}) {
    super({ editable: false });
    this.to = to;
    this.contentType = contentType;
    this.objectId = objectId;
  }

  columnType(_database: DatabaseKind): null {
    return null;
  }

  override get isVirtual(): boolean {
    return true;
  }

  override relation(meta: Meta): Relation {
    const target = meta.metaOf(this.to as ModelClass | string, this.name);
    if (meta.keyFields.length > 1) throw manyColumns(meta, `${meta.name}.${this.name}`);
    const [type, id] = [target.field(this.contentType), target.field(this.objectId)];
    return {
      name: this.name,
      from: meta,
      target,
      field: this,
      direction: "reverse",
      many: true,
      hops: [
        {
          from: meta,
          to: target,
          pairs: [[meta.pk, id]],
          fixed: [[type, new ContentTypeKey(meta)]],
          key: `<${target.table}.${id.column} ${meta.concrete.path}`,
          many: true,
          nullable: true,
          direct: false,
        },
      ],
    };
  }

  override prepareClass(prototype: object, meta: Meta): void {
    const { name } = this;
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: RowObject) {
        return genericManager(this, name, meta);
      },
    });
  }
}
