/** `flagon inspectdb`: models of the tables of an app's database, on the output. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import { callCommand } from "flagon/cli";
import { database } from "flagon/database";

async function shop(): Promise<Flagon> {
  const app = new Flagon();
  const extension = database({ default: "sqlite::memory:", legacy: "sqlite::memory:" });
  app.install(extension);
  await extension.databases
    .get()
    .script([
      "CREATE TABLE item (id integer PRIMARY KEY, name text NOT NULL)",
      "CREATE TABLE part (id integer PRIMARY KEY, item_id integer REFERENCES item)",
      "CREATE VIEW names AS SELECT id, name FROM item",
    ]);
  await extension.databases.get("legacy").script(["CREATE TABLE old (id integer PRIMARY KEY)"]);
  return app;
}

const classesIn = (source: string): string[] =>
  [...source.matchAll(/class (\w+)/g)].map(([, name]) => name!);

describe("flagon inspectdb", () => {
  it("prints models of all tables, of those named, and of another database", async () => {
    const app = await shop();
    const run = async (...words: string[]): Promise<string[]> =>
      classesIn(await callCommand(app, "inspectdb", words));
    assert.deepEqual(await run(), ["Item", "Part"]);
    assert.deepEqual(await run("--include-views"), ["Item", "Names", "Part"]);
    assert.deepEqual(await run("part", "names"), ["Part", "Names"]);
    assert.deepEqual(await run("--database", "legacy"), ["Old"]);
  });

  it("refuses a table that there is not, and says the near one", async () => {
    await assert.rejects(callCommand(await shop(), "inspectdb", ["itme"]), {
      code: "db.unknown-table",
      mend: /"item"/,
    });
  });

  it("keeps what refers to a table that is left out as a plain column", async () => {
    const source = await callCommand(await shop(), "inspectdb", ["part"]);
    assert.match(source, /refers to "id" of "item"\.\n {4}itemId: f\.integer\(\{ null: true \}\)/);
  });
});
