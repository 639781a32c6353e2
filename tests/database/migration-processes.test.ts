/** Processes that migrate: killed midway, two at once, and the development server that tells what is missing. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { join } from "node:path";
import { openDatabases } from "flagon/db";
import { existingTables } from "../../src/db/schema/existing-tables.ts";
import { type Home, withHomes } from "../db/homes.ts";
import { WRITTEN } from "../db/tables.ts";
import { limit, Project } from "../support/project.ts";

const APP = `import { Blueprint, Flagon } from "flagon";
import { database } from "flagon/database";
import { f, model } from "flagon/db";
class Book extends model({ title: f.text() }) {}
const app = new Flagon({ folder: import.meta.dirname });
app.install(
  database(JSON.parse(process.env.SETTINGS)),
  new Blueprint("shop", { folder: import.meta.dirname + "/shop" }).models(Book),
);
export default app;
`;

/** A migration of two tables, with a while between them. */
const SLOW = `import { f } from "flagon/db";
import { createModel, migration, noop, runCode } from "flagon/db/migrations";
export default migration({ operations: [
  createModel("Book", { id: f.bigAuto(), title: f.text() }),
  runCode(async () => {
    console.log("in the middle");
    await new Promise((done) => setTimeout(done, Number(process.env.PAUSE ?? 0)));
  }, { reverse: noop }),
  createModel("Page", { id: f.bigAuto() }),
] });
`;

function siteOf(): Project {
  return new Project({ "app.ts": APP, "shop/migrations/0001_initial.ts": SLOW });
}

function environment(home: Home, pause = 0): Record<string, string> {
  return { SETTINGS: JSON.stringify(home.options), PAUSE: String(pause) };
}

async function tablesOf(home: Home): Promise<string[]> {
  const databases = openDatabases({ default: home.options });
  try {
    return [...(await existingTables(databases.get()))]
      .filter((name) => name.startsWith("shop"))
      .toSorted();
  } finally {
    await databases.close();
  }
}

for (const kind of WRITTEN) {
  describe(`processes that migrate on ${kind}`, limit, () => {
    it("leave nothing half-done when they are killed, or a state that the next one finishes", () =>
      withHomes(kind, 1, async (home) => {
        await using site = siteOf();
        const killed = site.start(["migrate"], environment(home!, 600_000));
        await killed.says(/in the middle/);
        killed.child.kill("SIGKILL");
        await killed.ended;
        assert.deepEqual(await tablesOf(home!), kind === "mysql" ? ["shop_book"] : []);
        const next = await site.flagon(["migrate"], environment(home!));
        assert.deepEqual([next.code, next.errors], [0, ""]);
        assert.deepEqual(await tablesOf(home!), ["shop_book", "shop_page"]);
      }));

    it("run what is missing once where there are two, and the other one says that it waits", () =>
      withHomes(kind, 1, async (home) => {
        await using site = siteOf();
        // Long enough for the second one to start and to meet it, on a busy machine, too.
        const first = site.start(["migrate"], environment(home!, 8_000));
        await first.says(/in the middle/);
        const second = site.start(["migrate"], environment(home!));
        await second.says(/Another process is migrating this database/);
        const [one, other] = [await first.end(), await second.end()];
        assert.match(one.output, /shop\.0001_initial: done/);
        assert.doesNotMatch(other.output, /shop\.0001_initial: done\b(?! by)/);
        assert.deepEqual([one.code, other.code], [0, 0]);
        assert.deepEqual(await tablesOf(home!), ["shop_book", "shop_page"]);
      }));
  });
}

describe("flagon dev", limit, () => {
  it("tells of migrations that have not run, of changes without one, and of models without tables", async () => {
    await using site = siteOf();
    const settings = { kind: "sqlite", path: join(site.folder, "site.db") };
    const env = { SETTINGS: JSON.stringify(settings), FLAGON_PORT: "0" };
    const unmigrated = site.start(["dev", "--no-reload"], env);
    await unmigrated.says(/A migration has not run: shop\.0001_initial\. Run them: flagon migrate/);
    await unmigrated.says(
      /models of \W+shop\W+ have changes without a migration: .*Page.*Write them: flagon makemigrations/,
    );
    await unmigrated.stop();
    site.write({ "app.ts": APP.replace("f.text() }", "f.text(), pages: f.integer() }") });
    const asking = site.start(["dev", "--no-reload"], env);
    await asking.says(/The field shop\.Book\.pages has no migration\. Write them: flagon make/);
    await asking.stop();
    site.write({ "app.ts": APP.replace("/shop", "/empty") });
    const bare = site.start(["dev", "--no-reload"], env);
    await bare.says(/shop\.Book has no table[^]*flagon makemigrations && flagon migrate/);
    await bare.stop();
  });
});
