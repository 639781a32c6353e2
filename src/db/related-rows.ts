/** Relations to one row: loaded they are the row, else a reference that loads it when it is awaited. */

import { FlagonError } from "../base/errors.ts";
import { DoesNotExist } from "./errors.ts";
import type { Field } from "./fields/field.ts";
import type { ForeignKey } from "./fields/relations.ts";
import type { Meta } from "./meta.ts";
import { identityOf } from "./key-identity.ts";
import { prefetchInto } from "./prefetch.ts";
import { everyRow } from "./row-set-factory.ts";
import { RELATED, type RowObject, STATE } from "./row-state.ts";
import { findRelation } from "./ways.ts";

/** What a row has for a foreign key: null, the row that has been loaded, or a reference. */
export function readToOne(row: RowObject, field: ForeignKey, meta: Meta): unknown {
  const key = row[field.attribute];
  if (key === null || key === undefined) return row[RELATED]?.[field.name] ?? null;
  const loaded = row[RELATED]?.[field.name] as RowObject | undefined;
  if (loaded !== undefined && loaded !== null) {
    const own = loaded[field.toField.attribute];
    if (own === key || field.toField.isSame(own, key)) return loaded;
  }
  return new RowRef(row, field, meta);
}

/** Sets a foreign key to a row, a reference or null. */
export function writeToOne(row: RowObject, field: ForeignKey, meta: Meta, value: unknown): void {
  const related = (row[RELATED] ??= {});
  if (value === null || value === undefined) {
    row[field.attribute] = value;
    delete related[field.name];
    return;
  }
  if (value instanceof RowRef) {
    row[field.attribute] = value.key;
    delete related[field.name];
    return;
  }
  if (!(value instanceof (field.target.concrete.model as unknown as new () => object))) {
    throw new FlagonError(`${meta.name}.${field.name} wants a row of ${field.target.name}.`, {
      code: "db.wrong-type",
      where: `${meta.name}.${field.name}`,
      mend: `Give a row of ${field.target.name}; its key goes into ${field.attribute}.`,
    });
  }
  related[field.name] = value;
  row[field.attribute] = (value as RowObject)[field.toField.attribute];
}

/** A related row that has not been loaded. Awaiting it loads the rows of all that came with this one. */
export class RowRef implements PromiseLike<RowObject> {
  readonly #row: RowObject;
  readonly #field: ForeignKey;
  readonly #meta: Meta;

  constructor(row: RowObject, field: ForeignKey, meta: Meta) {
    this.#row = row;
    this.#field = field;
    this.#meta = meta;
  }

  /** What the foreign key holds. */
  get key(): unknown {
    return this.#row[this.#field.attribute];
  }

  /** The same, as the primary key of the related row. */
  get pk(): unknown {
    return this.key;
  }

  /** The same, where the related model has an `id`. */
  get id(): unknown {
    return this.key;
  }

  then<Done = RowObject, Failed = never>(
    onDone?: ((row: RowObject) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.#load().then(onDone, onFailed);
  }

  async #load(): Promise<RowObject> {
    const [row, { name }] = [this.#row, this.#field];
    await loadRelation(row, name, this.#meta);
    const loaded = row[RELATED]?.[name] as RowObject | null | undefined;
    if (loaded !== null && loaded !== undefined) return loaded;
    throw new DoesNotExist(this.#field.target.name, `${this.#meta.name}.${name}`);
  }
}

/** Loads a relation for a row and all that came with it, in one statement. */
export async function loadRelation(row: RowObject, name: string, meta: Meta): Promise<void> {
  const state = row[STATE];
  if (state?.fetchMode === "raise") refuseFetch(name, meta);
  if (state === undefined || state.fetchMode === "one" || !state.peers.includes(row))
    return prefetchInto(meta, [row], [{ path: name }]);
  await state.together(name, () =>
    prefetchInto(meta, withoutRelation(state.peers, name), [{ path: name }]),
  );
  // It may have been forgotten meanwhile, by a change of this row.
  if (row[RELATED]?.[name] === undefined) await prefetchInto(meta, [row], [{ path: name }]);
}

function withoutRelation(rows: readonly RowObject[], name: string): RowObject[] {
  return rows.filter((row) => row[RELATED]?.[name] === undefined);
}

function refuseFetch(name: string, meta: Meta): never {
  throw new FlagonError(
    `${meta.name}.${name} has not been loaded, and this query set is to load nothing later.`,
    {
      code: "db.not-loaded",
      where: `${meta.name}.${name}`,
      mend: `Add .selectRelated("${name}") or .prefetchRelated("${name}") to the query set.`,
    },
  );
}

/** What a row has for the one row that refers to it: null, the row, or something to await. */
export function readSingle(row: RowObject, name: string, meta: Meta): unknown {
  const loaded = row[RELATED]?.[name];
  if (loaded !== undefined) return loaded;
  return new SingleRef(row, name, meta);
}

/** The row that refers to this one by a one-to-one relation, if there is one. */
class SingleRef implements PromiseLike<RowObject | null> {
  readonly #row: RowObject;
  readonly #name: string;
  readonly #meta: Meta;

  constructor(row: RowObject, name: string, meta: Meta) {
    this.#row = row;
    this.#name = name;
    this.#meta = meta;
  }

  then<Done = RowObject | null, Failed = never>(
    onDone?: ((row: RowObject | null) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return loadRelation(this.#row, this.#name, this.#meta)
      .then(() => (this.#row[RELATED]?.[this.#name] as RowObject | undefined) ?? null)
      .then(onDone, onFailed);
  }
}

/** Reads a field that was left out, for a row and all that came with it. */
export async function loadDeferred(row: RowObject, field: Field, meta: Meta): Promise<unknown> {
  const state = row[STATE];
  if (state?.fetchMode === "raise") refuseFetch(field.name, meta);
  if (state === undefined || state.fetchMode === "one" || !state.peers.includes(row))
    await readInto([row], field, meta);
  else {
    await state.together(`.${field.attribute}`, () =>
      readInto(
        state.peers.filter((peer) => !Object.hasOwn(peer, field.attribute)),
        field,
        meta,
      ),
    );
    if (!Object.hasOwn(row, field.attribute)) await readInto([row], field, meta);
  }
  return row[field.attribute];
}

async function readInto(rows: readonly RowObject[], field: Field, meta: Meta): Promise<void> {
  const keys = rows.map((row) => row[meta.pk.attribute]);
  const alias = rows[0]?.[STATE]?.database.alias;
  const set = everyRow(meta)
    .filter(keys.length === 1 ? { pk: keys[0] } : { pk__in: keys })
    .valuesList("pk", field.attribute);
  const pairs = await (alias === undefined ? set : set.using(alias)).rows();
  const found = new Map(
    (pairs as [unknown, unknown][]).map(([key, value]) => [identityOf(key), value]),
  );
  for (const row of rows) row[field.attribute] = found.get(identityOf(row[meta.pk.attribute]));
}

/** Whether a name of a model leads to one row. */
export function isToOne(meta: Meta, name: string): boolean {
  const relation = findRelation(meta, name);
  return relation !== undefined && !relation.many;
}
