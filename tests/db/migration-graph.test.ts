/** The order of migrations: blueprints that need each other, circles, missing parents, long histories, what runs before others. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { f } from "flagon/db";
import type { ModelClass } from "../../src/db/meta.ts";
import { MigrationGraph } from "../../src/db/migrations/graph.ts";
import { Migration, type MigrationOptions } from "../../src/db/migrations/migration.ts";
import { modelOf, Rehearsal, rehearse } from "./migration-project.ts";

function graphOf(migrations: Readonly<Record<string, MigrationOptions>>): MigrationGraph {
  return new MigrationGraph(
    Object.entries(migrations).map(([id, options]) => {
      const [label, name] = id.split(".") as [string, string];
      return new Migration(label, name, options);
    }),
  );
}

const ids = (migrations: readonly Migration[]): string => migrations.map(({ id }) => id).join(" ");

describe("a graph of migrations", () => {
  it("has what is needed before what needs it, by names, first ones and last ones", () => {
    const graph = graphOf({
      "a.0001": { dependencies: [["b", "__latest__"]] },
      "b.0001": {},
      "b.0002": { dependencies: [["b", "0001"]] },
      "c.0001": { dependencies: [["a", "__first__"]] },
      "d.0001": { runBefore: [["b", "0001"]] },
    });
    assert.equal(ids(graph.all), "d.0001 b.0001 b.0002 a.0001 c.0001");
    assert.equal(ids(graph.wayBack("b.0002")), "c.0001 a.0001 b.0002");
  });

  it("names a circle, and a parent that is missing with the near name", () => {
    const circle = {
      "a.0001": { dependencies: [["b", "0001"]] },
      "b.0001": { dependencies: [["a", "0001"]] },
    } as const;
    assert.throws(() => graphOf(circle), {
      code: "migrations.circular",
      message: /a\.0001 -> b\.0001 -> a\.0001/,
    });
    const missing = {
      "a.0001_initial": {},
      "a.0002": { dependencies: [["a", "0001_inital"]] },
    } as const;
    assert.throws(() => graphOf(missing), {
      code: "migrations.missing-parent",
      where: "dependencies of a.0002",
      mend: /a\.0001_initial/,
    });
  });

  it("takes a history of ten thousand", () => {
    const names = Array.from({ length: 10_000 }, (_, at) => String(at).padStart(5, "0"));
    const graph = graphOf(
      Object.fromEntries(
        names.map((name, at) => [
          `a.${name}`,
          at === 0 ? {} : { dependencies: [["a", names[at - 1]!] as const] },
        ]),
      ),
    );
    assert.equal(graph.all.length, names.length);
    assert.equal(ids(graph.leaves("a")), "a.09999");
  });
});

describe("blueprints whose models need each other", () => {
  it("are cut into migrations that can run, also in a circle", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      const cat: ModelClass = modelOf("cats", "Cat", {
        get owner(): unknown {
          return f.foreignKey(person, { onDelete: "cascade", relatedName: "+" });
        },
      });
      const person: ModelClass = modelOf("people", "Person", {
        favourite: f.foreignKey(cat, { onDelete: "set null", null: true, relatedName: "+" }),
        get homes(): unknown {
          return f.manyToMany(house, { through: stay });
        },
      });
      const house: ModelClass = modelOf("houses", "House", {
        cats: f.manyToMany(cat),
      });
      const stay: ModelClass = modelOf("houses", "Stay", {
        person: f.foreignKey(person, { onDelete: "cascade" }),
        house: f.foreignKey(house, { onDelete: "cascade" }),
      });
      rehearsal.setModels({ cats: [cat], people: [person], houses: [house, stay] });
      await rehearsal.make();
      assert.deepEqual(await rehearsal.make(), []);
      const migrator = rehearsal.migrator(database);
      await migrator.migrate();
      assert.deepEqual(await migrator.plan(), []);
      await migrator.migrate({ label: "cats", name: "zero" });
      await migrator.migrate({ label: "houses", name: "zero" });
      await migrator.migrate({ label: "people", name: "zero" });
      assert.deepEqual(await rehearsal.make(), []);
    }));

  it("need a folder each", async () => {
    const rehearsal = new Rehearsal();
    rehearsal.setModels({});
    const { MigrationProject } = await import("../../src/db/migrations/project.ts");
    const models = [modelOf("loose", "Thing", { name: f.text() })];
    rehearsal.project = new MigrationProject([{ label: "loose", folder: undefined, models }]);
    await assert.rejects(rehearsal.make(), {
      code: "migrations.no-folder",
      where: 'blueprint "loose"',
      mend: /folder: import\.meta\.dirname/,
    });
  });
});
