/** What a row keeps besides its fields, out of sight: where it came from, how it was, and what has been loaded with it. */

import type { Row } from "./backends/backend.ts";
import type { Database } from "./backends/backend.ts";
import type { Meta } from "./meta.ts";
import type { ModelLayout } from "./selection.ts";

/** The key of a row's {@link ResultState}. */
export const STATE: unique symbol = Symbol("flagon.state");
/** The key of the row as the driver gave it. */
export const RAW: unique symbol = Symbol("flagon.raw");
/** The key of related rows by name. */
export const RELATED: unique symbol = Symbol("flagon.related");

/** What to do when a relation is asked for that has not been loaded. */
export type FetchMode = "peers" | "one" | "raise";

/** What all rows of one result share. */
export class ResultState {
  readonly database: Database;
  readonly fetchMode: FetchMode;
  /** Where the fields of these rows are in the raw rows. */
  readonly layout: ModelLayout | undefined;
  #rows: readonly RowObject[] | undefined;
  #loading: Map<string, Promise<void>> | undefined;
  readonly #parent: { state: ResultState; name: string } | undefined;

  constructor(
    database: Database,
    fetchMode: FetchMode,
    layout: ModelLayout | undefined,
    parent?: { state: ResultState; name: string },
  ) {
    this.database = database;
    this.fetchMode = fetchMode;
    this.layout = layout;
    this.#parent = parent;
  }

  /** The state of rows that came along with these. */
  child(name: string, layout: ModelLayout): ResultState {
    return new ResultState(this.database, this.fetchMode, layout, { state: this, name });
  }

  /** The rows that came together: relations are loaded for all of them at once. */
  get peers(): readonly RowObject[] {
    const parent = this.#parent;
    if (this.#rows === undefined && parent !== undefined) {
      this.#rows = parent.state.peers
        .map((row) => row[RELATED]?.[parent.name])
        .filter((row) => row !== null && row !== undefined) as RowObject[];
    }
    return this.#rows ?? [];
  }

  /** Keeps the rows once they are made. */
  setPeers(rows: readonly RowObject[]): void {
    this.#rows = rows;
  }

  /** Loads something for these rows; who asks for the same meanwhile waits for that one. */
  together(name: string, load: () => Promise<void>): Promise<void> {
    const under = (this.#loading ??= new Map()).get(name);
    if (under !== undefined) return under;
    const made = load().finally(() => this.#loading!.delete(name));
    this.#loading.set(name, made);
    return made;
  }
}

/** A row with what it keeps out of sight. */
export interface RowObject {
  [STATE]: ResultState | undefined;
  [RAW]: Row | undefined;
  [RELATED]: Record<string, unknown> | undefined;
  [name: string]: unknown;
}

/** A class of rows as the query layer makes them: without a call of the user's constructor. */
export interface RowClass {
  new (...values: unknown[]): RowObject;
}

/** What a model's class needs for its rows to be made. */
export interface RowFactory {
  readonly meta: Meta;
  /** Makes a row of all fields in order. */
  readonly Row: RowClass;
}
