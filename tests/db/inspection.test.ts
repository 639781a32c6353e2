/** Models that are written from the tables of others: they type-check, load and read rows. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type { Database } from "../../src/db/backends/backend.ts";
import { checkModels, createTables, f, model } from "../../src/db/index.ts";
import { inspectModels } from "../../src/db/inspection/index.ts";
import type { ModelClass } from "../../src/db/meta.ts";
import { metaOf } from "../../src/db/registry.ts";
import { root } from "../support/sources.ts";
import { read } from "./databases.ts";
import { type Home, withHome, withHomes } from "./homes.ts";
import { CHINOOK, chinook } from "./legacy/chinook.ts";
import { EXOTIC, EXOTIC_ROWS } from "./legacy/exotic.ts";
import { openDatabases, withDatabases } from "../../src/db/connections.ts";
import { shapesOf } from "./schema-shapes.ts";
import { WRITTEN } from "./tables.ts";

type Row = Record<string, unknown>;
type AnyModel = {
  all(): PromiseLike<Row[]>;
  create(values: object): Promise<Row>;
  selectRelated(...names: string[]): PromiseLike<Row[]>;
};
type Loaded = Record<string, AnyModel>;

let folder = "";
let files = 0;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "flagon-inspection-"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules", "flagon"));
  symlinkSync(join(root, "node_modules", "@types"), join(folder, "node_modules", "@types"));
  const extended = {
    extends: join(root, "tsconfig.json"),
    include: ["*.ts"],
    compilerOptions: { noEmit: true },
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(extended));
});

after(() => {
  // Everything that the tests have written is checked at once.
  try {
    const tsc = join(root, "node_modules", ".bin", "tsc");
    execFileSync(tsc, ["-p", folder], { encoding: "utf8" });
  } catch (error) {
    assert.fail((error as { stdout: string }).stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Loads the source of models. */
async function load(source: string, { isOwn = false } = {}): Promise<Loaded> {
  const path = join(folder, `models-${++files}.ts`);
  writeFileSync(path, source);
  const loaded = (await import(pathToFileURL(path).href)) as Loaded;
  const faults = checkModels(...(Object.values(loaded) as never as ModelClass[]));
  const shown = faults.map(({ message }) => message);
  assert.deepEqual(isOwn ? shown.filter((one) => !one.includes("have the same table")) : shown, []);
  return { ...loaded };
}

for (const kind of WRITTEN) {
  describe(`models of tables that others made on ${kind}`, () => {
    it("are those of Chinook, with relations and keys of two columns", () =>
      withHome(kind, async (database) => {
        await database.script(chinook(kind));
        const source = await inspectModels(database);
        const models = await load(source);
        assert.deepEqual(Object.keys(models).toSorted(), CHINOOK.toSorted());
        const { Artist, Album, Employee, MediaType, Track, Playlist, PlaylistTrack } =
          models as Required<Loaded>;
        const numbered = kind === "sqlite" ? {} : { artistId: 1 };
        const artist = await Artist!.create({ name: "AC/DC", ...numbered });
        const album = await Album!.create({ albumId: 1, title: "Let There Be Rock", artist });
        const media = await MediaType!.create({ mediaTypeId: 1, name: "MPEG" });
        const track = await Track!.create({
          trackId: 1,
          name: "Go Down",
          album,
          mediaType: media,
          milliseconds: 1,
          unitPrice: "0.99",
        });
        const playlist = await Playlist!.create({ playlistId: 1, name: "Loud" });
        await PlaylistTrack!.create({ playlist, track });
        const boss = await Employee!.create({
          employeeId: 1,
          lastName: "B",
          firstName: "A",
          hireDate: new Date(0),
        });
        await Employee!.create({ employeeId: 2, lastName: "D", firstName: "C", reportsTo: boss });
        const [found] = await Track!.selectRelated("album__artist");
        assert.equal(((found!["album"] as Row)["artist"] as Row)["name"], "AC/DC");
        assert.equal(String(found!["unitPrice"]), "0.99");
        const [pair] = await PlaylistTrack!.all();
        assert.deepEqual(pair!["pk"], [1, 1]);
        assert.deepEqual(
          (await Employee!.all()).map((row) => row["reportsToId"]),
          [null, 1],
        );
      }));

    it("have the fields, keys and indexes that the tables of Flagon's own models were made from", () =>
      withHome(kind, async (database) => {
        await createTables(Everything, Kind);
        const source = (await inspectModels(database)).replaceAll(
          "managed: false",
          "managed: true",
        );
        const { Everything: Again, Kind: KindAgain } = await load(source, { isOwn: true });
        await withHome(kind, async (fresh) => {
          await createTables(KindAgain as never as ModelClass, Again as never as ModelClass);
          const tables = ["everything", "kind"];
          assert.deepEqual(await shapesOf(fresh, tables), await shapesOf(database, tables));
        });
      }));

    it("are those of a Django site, and read its rows", () =>
      withHomes(kind, 1, async (home) => {
        await withDjango(home!, async (database, table) => {
          const models = await load(await inspectModels(database, { tables: [table] }));
          const [made] = Object.values(models);
          const rows = await made!.all();
          const [count] = await read(database, `SELECT COUNT(*) FROM ${table}`);
          assert.equal(rows.length, Number(count![0]));
          assert.ok(rows.length > 3);
        });
      }));

    it("have names that are safe, whatever the tables are called", () =>
      withHome(kind, async (database) => {
        class Odd extends model(
          {
            a: f.integer({ column: 'a"b`c' }),
            b: f.integer({ column: "delete" }),
            c: f.integer({ column: "*/ \n x", null: true }),
            d: f.char({ maxLength: 3, column: "A b" }),
          },
          { table: 'odd "; DROP TABLE `x' },
        ) {}
        await createTables(Odd);
        await Odd.create({ a: 1, b: 2, d: "x" });
        const models = await load(await inspectModels(database));
        const [row] = await Object.values(models)[0]!.all();
        assert.deepEqual(Object.values({ ...row }).slice(1, 3), [1, 2]);
      }));

    it("are refused for a table that there is not", () =>
      withHome(kind, async (database) => {
        await database.script(chinook(kind));
        await assert.rejects(inspectModels(database, { tables: ["Albun"] }), {
          code: "db.unknown-table",
          mend: /Album/,
        });
      }));
  });
}

class Kind extends model({ code: f.char({ maxLength: 4, primaryKey: true }) }, { table: "kind" }) {}

class Everything extends model(
  {
    short: f.char({ maxLength: 9, unique: true }),
    long: f.text({ null: true }),
    slug: f.char({ maxLength: 20, index: true }),
    number: f.integer({ databaseDefault: -3 }),
    large: f.bigInteger(),
    small: f.smallInteger({ null: true }),
    positive: f.positiveInteger({ index: true }),
    smallPositive: f.positiveSmallInteger(),
    ratio: f.float(),
    isOpen: f.boolean({ databaseDefault: true }),
    day: f.date(),
    at: f.datetime(),
    hour: f.time(),
    data: f.json(),
    bytes: f.binary(),
    kind: f.foreignKey(Kind, { onDelete: "nothing" }),
    other: f.foreignKey(Kind, { onDelete: "database cascade", null: true, column: "OtherKind" }),
    only: f.oneToOne(Kind, { onDelete: "nothing", null: true }),
    get parent() {
      return f.foreignKey(Everything, { onDelete: "nothing", null: true });
    },
  },
  { table: "everything", uniqueTogether: [["number", "large"]], indexes: [["-day", "at"]] },
) {}

/** Calls `work` with the table that Django makes of a model with every field, and its rows. */
async function withDjango(
  home: Home,
  work: (database: Database, table: string) => Promise<void>,
): Promise<void> {
  const script = join(import.meta.dirname, "django", "every_field.py");
  const table = `every_${home.schema}`;
  const { url } = home;
  const run = (command: string): string =>
    execFileSync("/usr/bin/python3", [script, command, url, table], { encoding: "utf8" });
  run("make");
  const databases = openDatabases({ default: home.kind === "postgres" ? { url } : home.options });
  try {
    await withDatabases(databases, () => work(databases.get(), table));
  } finally {
    await databases.close();
    run("drop");
  }
}

describe("models of a schema of PostgreSQL with everything that others use", () => {
  it("load, type-check, and read a row of each table", () =>
    withHome("postgres", async (database) => {
      await database.script(EXOTIC);
      await database.script(EXOTIC_ROWS);
      const source = await inspectModels(database, { includeViews: true });
      const models = await load(source);
      assert.deepEqual(Object.keys(models).toSorted(), [
        "Adults",
        "Class",
        "Measure",
        "Person",
        "Stop",
        "Totals",
        "Visit",
      ]);
      for (const [name, one] of Object.entries(models))
        assert.equal((await one.all()).length, 1, name);
      const [person] = await models["Person"]!.all();
      assert.deepEqual(person!["tags"], ["a", "b c"]);
      assert.deepEqual(
        [person!["feels"], person!["shout"], person!["classId"], person!["classCodeId"]],
        ["sad", "ANN?", 1, 7],
      );
      const meta = metaOf(models["Person"] as never as ModelClass);
      assert.equal(meta.options.comment, 'People, "all" of them\nand more');
      assert.deepEqual(meta.field("feels").options.choices, ["sad", 'it\'s "ok"', "happy"]);
      assert.match(source, /"person_id", "day" refers to "person_id", "day" of "visit"/);
      assert.match(source, /has no primary key/);
    }));

  it("leave views and partitions out unless they are asked for", () =>
    withHome("postgres", async (database) => {
      await database.script(EXOTIC);
      const usual = await inspectModels(database);
      assert.doesNotMatch(usual, /Adults|Totals|Measure2020/);
      assert.match(await inspectModels(database, { includePartitions: true }), /class Measure2020/);
      assert.match(await inspectModels(database, { tables: ["adults"] }), /class Adults/);
    }));
});
