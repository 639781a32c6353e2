/** Rows of a model by a statement of one's own: its columns fill the fields, the rest becomes properties. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Database } from "./backends/backend.ts";
import type { Field } from "./fields/field.ts";
import { type Hydrate, hydrator } from "./hydrate.ts";
import type { Meta } from "./meta.ts";
import { type FetchMode, ResultState, type RowObject } from "./row-state.ts";
import type { ModelLayout, NamedValue, Selected } from "./selection.ts";
import { Fragment, fragmentOfText } from "./sql.ts";
import { askFragment } from "./sql-statements.ts";

/** What `raw` takes besides the statement. */
export interface RawOptions {
  /** The field that a column is, where they have different names: `{ label: "name" }`. */
  translations?: Readonly<Record<string, string>>;
}

/** How the rows are asked for. */
export interface RawAsking {
  readonly database: () => Database;
  readonly fetchMode: FetchMode;
}

/** The rows of a statement; asked for once however often they are awaited. */
export class RawSet {
  readonly meta: Meta;
  readonly fragment: Fragment;
  readonly translations: Readonly<Record<string, string>>;
  readonly #asking: RawAsking;
  #answer: Promise<unknown[]> | undefined;

  constructor(
    meta: Meta,
    fragment: Fragment,
    { translations = {} }: RawOptions,
    asking: RawAsking,
  ) {
    this.meta = meta;
    this.fragment = fragment;
    this.translations = translations;
    this.#asking = asking;
    for (const name of Object.values(translations)) {
      if (meta.fields.some((field) => isNamed(field, name))) continue;
      throw new FlagonError(`${meta.name} has no field "${name}".`, {
        code: "db.unknown-field",
        where: `${meta.name}.raw(…, { translations })`,
        mend: suggest(name, meta.memberNames),
      });
    }
  }

  rows(): Promise<unknown[]> {
    return (this.#answer ??= this.#ask());
  }

  then<Done = unknown[], Failed = never>(
    onDone?: ((rows: unknown[]) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.rows().then(onDone, onFailed);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, undefined> {
    yield* await this.rows();
    return undefined;
  }

  async #ask(): Promise<unknown[]> {
    const database = this.#asking.database();
    const { columns, rows } = await askFragment(this.fragment, database);
    const selected = this.#selected(columns);
    const state = new ResultState(database, this.#asking.fetchMode, selected.layout);
    const made = hydrateOf(this.meta, columns, this.translations, selected, database)(rows, state);
    state.setPeers(made as RowObject[]);
    return made;
  }

  #selected(columns: readonly string[]): Selected {
    const { meta } = this;
    const fields: [Field, number][] = [];
    const values: NamedValue[] = [];
    for (const [position, column] of columns.entries()) {
      const field = this.#fieldOf(column);
      const isFirst = field !== undefined && !fields.some(([known]) => known === field);
      if (isFirst) fields.push([field, position]);
      else if (field === undefined && column !== "__proto__")
        values.push({ name: column, position, field: undefined });
    }
    const missing = meta.keyFields.find((key) => !fields.some(([field]) => field === key));
    if (missing !== undefined) throw withoutKey(meta, missing, columns);
    const complete = fields.length === meta.fields.length;
    const layout: ModelLayout = { meta, fields, complete, related: [] };
    return { columns: [], layout, values };
  }

  #fieldOf(column: string): Field | undefined {
    const { fields } = this.meta;
    const name = Object.hasOwn(this.translations, column) ? this.translations[column] : undefined;
    if (name !== undefined) return fields.find((field) => isNamed(field, name));
    return (
      fields.find((field) => field.column === column) ??
      fields.find((field) => isNamed(field, column))
    );
  }
}

function isNamed(field: Field, name: string): boolean {
  return field.name === name || field.attribute === name;
}

function withoutKey(meta: Meta, key: Field, columns: readonly string[]): FlagonError {
  return new FlagonError(`The statement does not give the key of ${meta.name}.`, {
    code: "db.raw-without-key",
    where: `${meta.name}.raw(…), columns ${columns.map((name) => `"${name}"`).join(", ") || "(none)"}`,
    mend: `Select "${key.column}" too, or translate a column to "${key.name}".`,
  });
}

const hydrates = new WeakMap<Meta, Map<string, Hydrate>>();
/** How many shapes of answers a model keeps. */
const MOST = 200;

function hydrateOf(
  meta: Meta,
  columns: readonly string[],
  translations: Readonly<Record<string, string>>,
  selected: Selected,
  { kind }: Database,
): Hydrate {
  let known = hydrates.get(meta);
  if (known === undefined || known.size > MOST) hydrates.set(meta, (known = new Map()));
  const key = JSON.stringify([kind, columns, translations]);
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = hydrator(selected, "object", kind)));
  return found;
}

/** Reads what `raw` is given: a fragment and options, or a text, its values and options. */
export function readRaw(given: readonly unknown[]): { fragment: Fragment; options: RawOptions } {
  const [statement, second, third] = given;
  if (statement instanceof Fragment)
    return { fragment: statement, options: (second ?? {}) as RawOptions };
  if (typeof statement !== "string") {
    throw new FlagonError("raw() wants a statement: a text, or sql`…`.", {
      code: "db.wrong-type",
      where: "raw(…)",
      mend: 'Write raw(sql`select …`), or raw("select … where id = ?", [id]).',
    });
  }
  const values = Array.isArray(second) ? (second as unknown[]) : [];
  const options = (Array.isArray(second) || second === undefined ? third : second) ?? {};
  return { fragment: fragmentOfText(statement, values), options: options as RawOptions };
}
