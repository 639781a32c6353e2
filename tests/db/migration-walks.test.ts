/** Models that change again and again: each database is walked along, and has what a fresh one would have. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, f, F, index, unique } from "flagon/db";
import type { Database } from "../../src/db/backends/backend.ts";
import { openDatabases, withDatabases } from "../../src/db/connections.ts";
import type { ModelClass } from "../../src/db/meta.ts";
import type { IndexDescription, TableDescription } from "../../src/db/schema/description.ts";
import { describeTable, listRelations } from "../../src/db/schema/introspection.ts";
import { createTables } from "../../src/db/schema/tables.ts";
import { withHomes } from "./homes.ts";
import { modelOf, Rehearsal } from "./migration-project.ts";
import { WRITTEN } from "./tables.ts";

type Models = Record<string, ModelClass[]>;

const name = { name: f.char({ maxLength: 20 }) };

/** A model that extends another one. */
function childOf(
  parent: ModelClass,
  label: string,
  own: string,
  fields: object,
  options = {},
): ModelClass {
  const extended = parent as unknown as {
    extend(fields: object, options: object): new () => object;
  };
  const Base = extended.extend(fields, { ...options, label });
  const made = { [own]: class extends Base {} }[own] as unknown as ModelClass;
  return made;
}

const tag = (fields: object = {}, options: object = {}): ModelClass =>
  modelOf("shop", "Tag", { ...name, ...fields }, options);

/** Models with many-to-many relations, whose keys are all of one kind. */
function between(key: typeof f.auto | typeof f.bigAuto): Models {
  const own = modelOf("shop", "Label", { id: key(), ...name }, { table: "labels" });
  const item: ModelClass = modelOf("shop", "Thing", {
    id: key(),
    ...name,
    labels: f.manyToMany(own),
    get parts() {
      return f.manyToMany(item);
    },
  });
  const person = modelOf("people", "Person", { id: key(), ...name, things: f.manyToMany(item) });
  const book = childOf(item, "shop", "Book", {
    pages: f.bigInteger(),
    readers: f.manyToMany(person),
  });
  return { people: [person], shop: [own, item, book] };
}

/** The models after each step; what is renamed is said beside. */
const STATES: readonly { what: string; models: () => Models; renames?: boolean; fills?: object }[] =
  [
    { what: "one model", models: () => ({ shop: [tag()] }) },
    {
      what: "a many-to-many relation, one to itself, one across blueprints",
      models: () => {
        const own = tag();
        const item = modelOf("shop", "Item", { ...name, tags: f.manyToMany(own) });
        const user: ModelClass = modelOf("people", "User", {
          ...name,
          likes: f.manyToMany(item, { table: "likes" }),
          get friends() {
            return f.manyToMany(user);
          },
        });
        return { people: [user], shop: [own, item] };
      },
    },
    {
      what: "renamed models on both sides of relations",
      renames: true,
      models: () => {
        const own = modelOf("shop", "Label", name);
        const item = modelOf("shop", "Thing", { ...name, tags: f.manyToMany(own) });
        const user: ModelClass = modelOf("people", "Person", {
          ...name,
          likes: f.manyToMany(item, { table: "likes" }),
          get friends() {
            return f.manyToMany(user);
          },
        });
        return { people: [user], shop: [own, item] };
      },
    },
    {
      what: "an own table, a renamed relation, a child with a table, a proxy",
      renames: true,
      models: () => {
        const own = modelOf("shop", "Label", name, { table: "labels" });
        const item = modelOf("shop", "Thing", { ...name, labels: f.manyToMany(own) });
        const book = childOf(item, "shop", "Book", { pages: f.integer() });
        const cheap = childOf(item, "shop", "Cheap", {}, { proxy: true, ordering: ["name"] });
        return { people: [modelOf("people", "Person", name)], shop: [own, item, book, cheap] };
      },
    },
    {
      what: "another kind of key, with relations that follow it",
      models: () => {
        const own = modelOf("shop", "Label", { id: f.auto(), ...name }, { table: "labels" });
        const item = modelOf("shop", "Thing", {
          id: f.auto(),
          ...name,

          main: f.foreignKey(own, { onDelete: "set null", null: true, relatedName: "+" }),
        });
        const book = childOf(item, "shop", "Book", { pages: f.bigInteger() });
        return { people: [modelOf("people", "Person", name)], shop: [own, item, book] };
      },
    },
    { what: "relations between, also from a child and to itself", models: () => between(f.auto) },
    { what: "keys that grow, and those of the tables between", models: () => between(f.bigAuto) },
    {
      what: "circles of relations, a key of several fields, indexes and constraints",
      models: () => {
        const own: ModelClass = modelOf(
          "shop",
          "Label",
          {
            id: f.auto(),
            name: f.char({ maxLength: 30, unique: true, column: "label_name" }),
            get first(): unknown {
              return f.foreignKey(item, { onDelete: "cascade", null: true, relatedName: "+" });
            },
          },
          {
            table: "labels",
            indexes: [["name", "-first"], index({ fields: ["first"], name: "by_first" })],
            constraints: [check({ name: "has_name", condition: { name__gt: "" } })],
          },
        );
        const item: ModelClass = modelOf(
          "shop",
          "Thing",
          {
            id: f.auto(),
            ...name,
            size: f.integer({ default: 1 }),
            owner: f.foreignKey("people.Person", { onDelete: "cascade", null: true }),
            main: f.foreignKey(own, { onDelete: "set null", null: true, relatedName: "+" }),
          },
          { constraints: [unique({ fields: ["name", "size"], name: "one_size" })] },
        );
        const line = modelOf("shop", "Line", {
          thing: f.foreignKey(item, { onDelete: "cascade" }),
          position: f.integer(),
          pk: f.compositePrimaryKey("thing", "position"),
        });
        const person = modelOf("people", "Person", {
          ...name,
          thing: f.oneToOne(item, { onDelete: "set null", null: true }),
        });
        return { people: [person], shop: [own, item, line] };
      },
    },
    {
      what: "other options of all of these",
      renames: true,
      models: () => {
        const own: ModelClass = modelOf(
          "shop",
          "Label",
          {
            id: f.auto(),
            title: f.char({ maxLength: 30, unique: true, column: "label_name" }),
            get first(): unknown {
              return f.foreignKey(item, { onDelete: "cascade", null: true, relatedName: "+" });
            },
          },
          {
            table: "labels",
            indexes: [["title", "-first"], index({ fields: ["first"], name: "by_first_thing" })],
            constraints: [check({ name: "has_name", condition: { title__gt: "a" } })],
          },
        );
        const item: ModelClass = modelOf(
          "shop",
          "Thing",
          {
            id: f.auto(),
            name: f.text(),
            size: f.integer({ default: 2, index: true }),
            double: f.generated({ expression: F("size").times(2), outputField: f.integer() }),
            main: f.foreignKey(own, { onDelete: "cascade", null: true, relatedName: "+" }),
          },
          { uniqueTogether: [["size", "main"]] },
        );
        return { shop: [own, item] };
      },
    },
    { what: "nothing", models: () => ({ shop: [] }) },
  ];

/** A table without the names of what belongs to it, and without order. */
function shapeOf(table: TableDescription): unknown {
  const sorted = (list: readonly object[]) =>
    list.map((one) => JSON.stringify({ ...one, name: undefined, sql: undefined })).toSorted();
  return {
    columns: table.columns
      .map((column) => JSON.stringify({ ...column, sequence: undefined, isIdentity: undefined }))
      .toSorted(),
    primaryKey: table.primaryKey?.columns,
    // SQLite keeps some of them as indexes, by the way in which they came.
    uniques: [
      ...table.uniques.map(({ columns, deferrable }) => `${columns.join()} ${deferrable ?? ""}`),
      ...table.indexes
        .filter(isPlainUnique)
        .map(({ terms }) => `${terms.map(({ column }) => column).join()} `),
    ].toSorted(),
    checks: sorted(table.checks),
    foreignKeys: sorted(table.foreignKeys),
    indexes: sorted(table.indexes.filter((one) => !isPlainUnique(one))),
  };
}

function isPlainUnique({ isUnique, condition, terms }: IndexDescription): boolean {
  return isUnique && condition === undefined && terms.every(({ column }) => column !== undefined);
}

async function schemaOf(database: Database): Promise<Record<string, unknown>> {
  const shapes: Record<string, unknown> = {};
  for (const { name: table } of await listRelations(database))
    if (!table.startsWith("flagon_"))
      shapes[table] = shapeOf((await describeTable(database, table))!);
  return shapes;
}

for (const kind of WRITTEN) {
  describe(`a history of many changes on ${kind}`, () => {
    it("has at each step what a fresh database has, also after going back and forth", () =>
      withHomes(kind, STATES.length + 1, async (home, ...fresh) => {
        const rehearsal = new Rehearsal();
        const databases = openDatabases({ default: home!.options });
        let before: Record<string, unknown> = {};
        try {
          for (const [at, state] of STATES.entries()) {
            const all = state.models();
            rehearsal.setModels({ shop: [], people: [], ...all });
            const last = await leavesOf(rehearsal);
            await rehearsal.make({}, state.renames === true);
            assert.deepEqual(await rehearsal.make(), [], `${state.what}: found again`);
            const database = databases.get();
            const migrate = (target = {}) =>
              withDatabases(databases, () => rehearsal.migrator(database).migrate(target));
            await migrate();
            const wanted = await freshSchema(fresh[at]!.options, Object.values(all).flat());
            assert.deepEqual(await schemaOf(database), wanted, state.what);
            for (const [label, leaf] of last) await migrate({ label, name: leaf });
            assert.deepEqual(await schemaOf(database), before, `${state.what}: back`);
            await migrate();
            assert.deepEqual(await schemaOf(database), wanted, `${state.what}: again`);
            before = wanted;
          }
        } finally {
          await databases.close();
        }
      }));
  });
}

async function leavesOf(rehearsal: Rehearsal): Promise<[string, string][]> {
  const graph = (await rehearsal.project.files()).graph();
  return ["people", "shop"].map((label) => [label, graph.leaves(label)[0]?.name ?? "zero"]);
}

async function freshSchema(
  options: Parameters<typeof openDatabases>[0][string],
  models: readonly ModelClass[],
): Promise<Record<string, unknown>> {
  const databases = openDatabases({ default: options });
  try {
    await withDatabases(databases, () =>
      models.length === 0 ? undefined : createTables(...models),
    );
    return await schemaOf(databases.get());
  } finally {
    await databases.close();
  }
}
