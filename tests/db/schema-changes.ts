/** Changes of models for tests: the tables before, the change, and the tables that a fresh database would have. */

import assert from "node:assert/strict";
import type { Database, DatabaseKind } from "../../src/db/backends/backend.ts";
import { createTables } from "../../src/db/index.ts";
import type { Meta, ModelClass } from "../../src/db/meta.ts";
import { metaOf } from "../../src/db/registry.ts";
import { SchemaEditor } from "../../src/db/schema/schema-editor.ts";
import { read } from "./databases.ts";
import { withHome } from "./homes.ts";
import { shapesOf } from "./schema-shapes.ts";

/** Models as they were or are to be, in an order in which their tables can be made. */
export type Models = readonly unknown[];

/** One change of models. */
export interface Change {
  before: Models;
  after: Models;
  /** Runs once the tables are there: rows. */
  seed?(database: Database): Promise<unknown>;
  change(editor: SchemaEditor, find: (models: Models, name: number) => Meta): void;
  /** Looks at the rows afterwards. */
  check?(database: Database): Promise<unknown>;
}

const metasOf = (models: Models): Meta[] => models.map((model) => metaOf(model as ModelClass));

/** Makes a change and compares the tables with those that a fresh database has. */
export async function tryChange(kind: DatabaseKind, given: Change): Promise<void> {
  await withHome(kind, async (database) => {
    await createTables(...(given.before as ModelClass[]));
    await given.seed?.(database);
    const editor = new SchemaEditor(kind);
    given.change(editor, (models, at) => metasOf(models)[at]!);
    await editor.run(database);
    await given.check?.(database);
    const tables = metasOf(given.after).map(({ table }) => table);
    const changed = await shapesOf(database, tables);
    await withHome(kind, async (fresh) => {
      await createTables(...(given.after as ModelClass[]));
      assert.deepEqual(changed, await shapesOf(fresh, tables));
    });
    const gone = metasOf(given.before).filter(({ table }) => !tables.includes(table));
    for (const { table } of gone)
      assert.equal((await shapesOf(database, [table]))[table], undefined);
    if (kind === "sqlite")
      assert.deepEqual(await read(database, "SELECT * FROM pragma_foreign_key_check"), []);
  });
}
