/** What happens to rows, for whoever wants to know: Django's model signals. */

import { Signal } from "../base/signals.ts";
import type { ModelClass } from "./meta.ts";

/** What signals about one row say. The sender is the model. */
export interface RowEvent {
  row: object;
  /** The alias of the database. */
  using: string;
  /** Whether the row comes from a fixture and is written as it is. */
  raw?: boolean;
}

/** What signals about saving say. */
export interface SaveEvent extends RowEvent {
  /** The fields that are written; undefined for all. */
  fields: readonly string[] | undefined;
  /** Whether the row was inserted; known afterwards only. */
  created?: boolean;
}

/** What is done to a many-to-many relation. */
export type ManyToManyAction =
  | "preAdd"
  | "postAdd"
  | "preRemove"
  | "postRemove"
  | "preClear"
  | "postClear";

/** What the signal of many-to-many relations says. The sender is the model between. */
export interface ManyToManyEvent {
  row: object;
  action: ManyToManyAction;
  /** Whether the row is at the far side of the field. */
  reverse: boolean;
  /** The model at the other side. */
  model: ModelClass;
  /** The keys of the rows at the other side; undefined for all. */
  keys: readonly unknown[] | undefined;
  using: string;
}

/** A row object is about to be made by `new Model(values)`, not by loading it. */
export const preInit = new Signal<{ values: object }>("preInit");
/** A row object is complete: made by `new Model()`, or loaded. */
export const postInit = new Signal<{ row: object }>("postInit");
/** A row is about to be saved. */
export const preSave = new Signal<SaveEvent>("preSave");
/** A row has been saved. */
export const postSave = new Signal<SaveEvent>("postSave");
/** A row is about to be deleted. */
export const preDelete = new Signal<RowEvent>("preDelete");
/** A row has been deleted. */
export const postDelete = new Signal<RowEvent>("postDelete");
/** A many-to-many relation changes. */
export const m2mChanged = new Signal<ManyToManyEvent>("m2mChanged");
/** A model is known in full. */
export const classPrepared = new Signal("classPrepared");
