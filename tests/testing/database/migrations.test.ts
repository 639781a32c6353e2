/** Tests of migrations, and test databases whose tables migrations have made. */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import { database } from "flagon/database";
import { f, getDatabase, model, sql } from "flagon/db";
import { databaseSuite, migrationSuite } from "flagon/testing/database";
import { MYSQL_URL, POSTGRES_URL } from "../../db/databases.ts";
import { newFolder } from "../../db/migration-project.ts";

const hooks = { before, after, beforeEach, afterEach };
const folder = newFolder();

class Letter extends model({
  title: f.char({ maxLength: 40 }),
  slug: f.char({ maxLength: 40, default: "" }),
}) {}

class Stamp extends model({ cents: f.integer() }) {}

const FILES = {
  "0001_initial": 'm.createModel("Letter", { title: f.char({ maxLength: 40 }) })',
  "0002_letter_slug": 'm.addField("Letter.slug", f.char({ maxLength: 40, default: "" }))',
  "0003_fill_slugs": `m.runCode(async ({ models }) => {
    for (const letter of await models("post.Letter").all()) {
      letter.slug = letter.title.toLowerCase().replaceAll(" ", "-");
      await letter.save();
    }
  }, { reverse: m.noop })`,
  "0004_view":
    'm.runSql("CREATE VIEW post_titles AS SELECT title FROM post_letter", { reverse: "DROP VIEW post_titles" })',
};

const migrations = join(folder, "post", "migrations");
mkdirSync(migrations, { recursive: true });
let previous: string | undefined;
for (const [name, operation] of Object.entries(FILES)) {
  const dependencies = previous === undefined ? "" : `dependencies: [["post", "${previous}"]], `;
  writeFileSync(
    join(migrations, `${name}.ts`),
    `import { f } from "flagon/db";
import * as m from "flagon/db/migrations";
export default m.migration({ ${dependencies}operations: [${operation}] });\n`,
  );
  previous = name;
}
writeFileSync(join(migrations, "latest.txt"), "0004_view\n");

function site(url: string): Flagon {
  const app = new Flagon({ folder, logging: { level: "silent" } });
  const post = new Blueprint("post", { folder: join(folder, "post") }).models(Letter);
  app.install(database(url), post, new Blueprint("office").models(Stamp));
  return app;
}

const URLS = {
  sqlite: "sqlite::memory:",
  postgres: POSTGRES_URL.replace(/\/[^/]*$/, "/none_such_post"),
  mysql: MYSQL_URL.replace(/\/[^/]*$/, "/none_such_post"),
};

for (const [kind, url] of Object.entries(URLS)) {
  describe(`a test database on ${kind}`, () => {
    databaseSuite(hooks, site(url));

    it("has what migrations make, and tables of blueprints that have none", async () => {
      await Letter.create({ title: "A" });
      await Stamp.create({ cents: 90 });
      assert.deepEqual(await sql`SELECT title FROM post_titles`.rows(), [{ title: "A" }]);
    });

    it("is rolled back", async () => {
      assert.equal((await Letter.count()) + (await Stamp.count()), 0);
    });
  });

  describe(`a test of a migration on ${kind}`, () => {
    const suite = migrationSuite(hooks, site(url));

    it("sees what it makes of the rows that are there", async () => {
      const early = await suite.migrate("post", "0002");
      await early("post.Letter").create({ title: "To my Aunt" });
      const late = await suite.migrate("post", "0003");
      assert.equal((await late("post.Letter").get()).slug, "to-my-aunt");
      assert.equal((await Letter.get()).slug, "to-my-aunt");
    });

    it("has a new database, and goes back too", async () => {
      const models = await suite.migrate("post");
      assert.equal(await models("post.Letter").count(), 0);
      const first = await suite.migrate("post", "0001");
      await first("post.Letter").create({ title: "x" });
      assert.equal("slug" in (await first("post.Letter").get()), false);
      await suite.migrate("post", "zero");
      await assert.rejects(getDatabase().script(["SELECT 1 FROM post_letter"]));
    });

    it("is told of a migration that there is not", async () => {
      await assert.rejects(suite.migrate("post", "0009"), { code: "migrations.unknown-migration" });
    });
  });
}
