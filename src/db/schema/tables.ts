/** Makes and drops the tables of models. */

import { FlagonError } from "../../base/errors.ts";
import type { Database } from "../backends/backend.ts";
import { getDatabases } from "../connections.ts";
import { ForeignKey } from "../fields/relations.ts";
import type { Meta, ModelClass } from "../meta.ts";
import { knownModels, metaOf, unclaimedDefinitions } from "../registry.ts";
import { existingTables } from "./existing-tables.ts";
import { TableEditor } from "./table-editor.ts";

/** Where tables are made, and what of those that are there already. */
export interface SchemaOptions {
  /** The alias of the database. Default: each model's own. */
  using?: string;
  /** Leaves tables alone that are there already, or are not when dropping. Default false. */
  ifNotExists?: boolean;
}

/** A model, or the name of a blueprint for all of its models. */
export type Wanted = ModelClass | string;

/**
 * Makes the tables of models, with indexes, constraints and the tables between them, in an order that works.
 *
 * Without models it makes those of all that are known: used, registered, or referred to by such.
 * Models with `managed: false`, proxies and abstract ones have none. On SQLite and PostgreSQL all or nothing is made.
 *
 * @throws FlagonError `db.unregistered-models` when all are asked for and some classes were never seen, `db.unknown-blueprint`.
 * @example
 * await createTables(Author, Article);
 * await createTables({ ifNotExists: true });
 */
export async function createTables(...given: readonly (Wanted | SchemaOptions)[]): Promise<void> {
  const { models, options } = readArguments(given);
  const { ifNotExists = false } = options;
  for (const [database, metas] of byDatabase(models, options)) {
    const editor = new TableEditor(database.kind);
    const there = ifNotExists ? await existingTables(database) : new Set<string>();
    for (const meta of metas) if (!there.has(meta.table)) editor.createTable(meta, { ifNotExists });
    await editor.run(database);
    await nameModels(database);
  }
}

/** Models that came after the table of content types are named in it, too. */
async function nameModels(database: Database): Promise<void> {
  const types = knownModels().find((meta) => meta.options.optional === true);
  if (types === undefined || !(await existingTables(database)).has(types.table)) return;
  await onTypesMade(database);
}

let onTypesMade: (database: Database) => Promise<void> = async () => {};

/** Says what fills the table of content types once it has been made. */
export function setTypesMade(work: (database: Database) => Promise<void>): void {
  onTypesMade = work;
}

/**
 * Drops the tables of models with all their rows; without models those of all that are known.
 *
 * @throws FlagonError `db.unknown-blueprint`.
 */
export async function dropTables(...given: readonly (Wanted | SchemaOptions)[]): Promise<void> {
  const { models, options } = readArguments(given);
  for (const [database, metas] of byDatabase(models, options)) {
    const editor = new TableEditor(database.kind);
    const ifExists = options.ifNotExists === true;
    for (const meta of metas.toReversed()) editor.dropTable(meta, { ifExists });
    const { statements } = editor;
    if (database.kind === "postgres") await editor.run(database);
    else await withoutForeignKeys(database, statements);
  }
}

/** Tables that refer to each other in a circle go too. */
async function withoutForeignKeys(database: Database, statements: string[]): Promise<void> {
  if (database.kind === "sqlite") {
    await database.transaction(() =>
      database.script(["PRAGMA defer_foreign_keys = ON", ...statements]),
    );
    return;
  }
  await database.script([
    "SET FOREIGN_KEY_CHECKS = 0",
    ...statements,
    "SET FOREIGN_KEY_CHECKS = 1",
  ]);
}

function readArguments(given: readonly (Wanted | SchemaOptions)[]): {
  models: Meta[];
  options: SchemaOptions;
} {
  const last = given.at(-1);
  const options = typeof last === "object" ? (last as SchemaOptions) : {};
  const wanted = given.filter((one) => one !== options) as Wanted[];
  if (wanted.length > 0) return { models: wanted.flatMap(metasOf), options };
  assertAllKnown();
  return { models: knownModels(), options };
}

function metasOf(wanted: Wanted): Meta[] {
  if (typeof wanted !== "string") return withThroughs(metaOf(wanted));
  const found = knownModels().filter((meta) => meta.label === wanted);
  if (found.length > 0) return found.flatMap(withThroughs);
  throw new FlagonError(`No model belongs to "${wanted}".`, {
    code: "db.unknown-blueprint",
    where: `createTables("${wanted}")`,
    mend: `Register them: registerModels([…], "${wanted}"), or blueprint.models(…).`,
  });
}

/** A model and the tables that it alone brings along. */
function withThroughs(meta: Meta): Meta[] {
  const between = meta.manyToMany
    .map((field) => field.through)
    .filter((through) => through.options.automatic === true);
  return [meta, ...between];
}

function assertAllKnown(): void {
  const [unseen] = unclaimedDefinitions();
  if (unseen === undefined) return;
  const names = Object.keys(unseen.fields).slice(0, 4).join(", ");
  throw new FlagonError(`A model with the fields ${names} was defined, and nothing has named it.`, {
    code: "db.unregistered-models",
    where: "createTables()",
    mend: "Give it to createTables(…), registerModels([…]) or its blueprint's models(…): a class cannot be found by itself.",
  });
}

/** The tables to make in each database, in order. */
function byDatabase(models: readonly Meta[], options: SchemaOptions): Map<Database, Meta[]> {
  const databases = getDatabases();
  const found = new Map<Database, Meta[]>();
  const wanted = [...new Set(models.map((meta) => meta.concrete))].filter(
    (meta) => meta.options.managed !== false,
  );
  for (const meta of inOrder(wanted)) {
    const alias = options.using ?? meta.options.database;
    const database = databases.get(alias);
    if (!databases.allowsMigrate(database.alias, meta.label, { model: meta.model })) continue;
    found.set(database, [...(found.get(database) ?? []), meta]);
  }
  return found;
}

/** Models after those that they refer to, as far as that goes: circles stay in the order given. */
function inOrder(models: readonly Meta[]): Meta[] {
  const wanted = new Set(models);
  const ordered = new Set<Meta>();
  const visiting = new Set<Meta>();
  const visit = (meta: Meta): void => {
    if (visiting.has(meta) || ordered.has(meta)) return;
    visiting.add(meta);
    for (const field of meta.localFields) {
      if (!(field instanceof ForeignKey)) continue;
      const target = field.target.concrete;
      if (wanted.has(target)) visit(target);
    }
    ordered.add(meta);
  };
  for (const meta of models) visit(meta);
  return [...ordered];
}
