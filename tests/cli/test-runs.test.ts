/** `flagon test` with its options, on projects with databases: parallel workers, what is kept, what is left. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openDatabases } from "../../src/db/connections.ts";
import { MYSQL_URL, POSTGRES_URL, read } from "../db/databases.ts";
import { limit, Project } from "../support/project.ts";

const TAGGED = `import { test } from "node:test";
test("plain", () => {});
test("slow one", { tags: ["slow"] }, () => {});
test("net one", { tags: ["net"] }, () => {});
test("both", { tags: ["net", "slow"] }, () => {});
`;

/** The names of the tests that ran, in their order. */
function ran(output: string): string[] {
  return [...output.matchAll(/^✔ (.+) \([\d.]+ms\)$/gm)].map(([, name]) => name!);
}

describe("flagon test", limit, () => {
  it("chooses tests by their tags", async () => {
    await using project = new Project({ "a.test.ts": TAGGED });
    const chosen = async (...words: string[]) =>
      ran((await project.flagon(["test", ...words])).output);
    assert.deepEqual(await chosen("--tag", "slow"), ["slow one", "both"]);
    assert.deepEqual(await chosen("--tag", "slow", "--tag", "net"), [
      "slow one",
      "net one",
      "both",
    ]);
    assert.deepEqual(await chosen("--tag", "slow", "--exclude-tag", "net"), ["slow one"]);
    assert.deepEqual(await chosen("--exclude-tag", "slow", "--only", "one"), ["net one"]);
    const { code, errors } = await project.flagon(["test", "--tag", "a or b"]);
    assert.equal(code, 2);
    assert.match(errors, /is no tag/);
  });

  it("shuffles them, the same way for one number", async () => {
    const tests = Array.from({ length: 12 }, (_, index) => `test("t${index}", () => {});`);
    await using project = new Project({
      "a.test.ts": `import { test } from "node:test";\n${tests.join("\n")}\n`,
    });
    const order = async (seed: string) =>
      ran((await project.flagon(["test", "--shuffle", seed])).output);
    const one = await order("7");
    assert.deepEqual(await order("7"), one);
    assert.notDeepEqual(await order("8"), one);
    assert.equal(one.length, 12);
    assert.equal((await project.flagon(["test", "--shuffle", "often"])).code, 2);
  });
});

const APP = `import { Blueprint, Flagon } from "flagon";
import { database } from "flagon/database";
import { f, model } from "flagon/db";
export class Note extends model({ text: f.char({ maxLength: 40 }) }) {}
export const app = new Flagon({ logging: { level: "silent" } });
app.install(database(), new Blueprint("notes").models(Note));
`;

/** A file of tests that waits for the other one to be at work, and writes down which database it has. */
function suiteFile(own: string, other: string): string {
  return `import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { sql } from "flagon/db";
import { databaseSuite } from "flagon/testing/database";
import { app, Note } from "./app.ts";
databaseSuite({ before, after, beforeEach, afterEach }, app, { isolation: "truncate" });
const select = process.env.DATABASE_URL.startsWith("mysql") ? sql\`SELECT database() AS name\` : sql\`SELECT current_database() AS name\`;
it("has a database of its own while others have theirs", async () => {
  const { name } = await select.one();
  writeFileSync("${own}.name", name);
  await Note.create({ text: "${own}" });
  for (let at = 0; at < 600 && !existsSync("${other}.name"); at++) await setTimeout(100);
  assert.ok(existsSync("${other}.name"), "the other file has not begun");
  assert.deepEqual((await Note.all()).map(({ text }) => text), ["${own}"]);
});
`;
}

for (const [kind, server] of Object.entries({ postgres: POSTGRES_URL, mysql: MYSQL_URL })) {
  describe(`flagon test on ${kind}`, limit, () => {
    it("gives each of two workers a database, drops both, or keeps them", async () => {
      const name = `site_${randomUUID().slice(0, 8)}`;
      const url = server.replace(/\/[^/]*$/, `/${name}`);
      await using project = new Project({
        "app.ts": APP,
        "one.test.ts": suiteFile("one", "two"),
        "two.test.ts": suiteFile("two", "one"),
      });
      const run = await project.flagon(["test", "--parallel", "2"], { DATABASE_URL: url });
      assert.equal(run.code, 0, run.output + run.errors);
      const names = ["one", "two"].map((file) =>
        readFileSync(join(project.folder, `${file}.name`), "utf8"),
      );
      assert.equal(new Set(names).size, 2);
      for (const own of names) assert.match(own, new RegExp(`^test_${name}_`));
      assert.deepEqual(await databasesLike(server, name), []);
      await project.flagon(["test", "--parallel", "2", "--keepdb"], { DATABASE_URL: url });
      const kept = await databasesLike(server, name);
      assert.deepEqual(kept.length, 2);
      await dropAll(server, kept);
    });
  });
}

describe("flagon test on sqlite", limit, () => {
  it("leaves the site's own file alone, and keeps its own where it is asked to", async () => {
    await using project = new Project({
      "app.ts": APP,
      "a.test.ts": `import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, it } from "node:test";
import { databaseSuite } from "flagon/testing/database";
import { app, Note } from "./app.ts";
databaseSuite({ before, after, beforeEach, afterEach }, app);
it("writes", async () => { await Note.create({ text: "x" }); assert.equal(await Note.count(), 1); });
`,
    });
    const env = { DATABASE_URL: "sqlite:///site.db" };
    const run = await project.flagon(["test"], env);
    assert.equal(run.code, 0, run.output + run.errors);
    const tables = await project.flagon(
      [
        "shell",
        "-c",
        "(await import('flagon/db')).getDatabase().script(['select * from notes_note'])",
      ],
      env,
    );
    assert.match(tables.errors, /no such table: notes_note/);
    await project.flagon(["test", "--keepdb"], env);
    assert.ok(existsSync(join(project.folder, "test_site_1.db")));
    assert.equal((await project.flagon(["test", "--keepdb"], env)).code, 0);
  });
});

describe("flagon testserver", limit, () => {
  it("serves rows of fixtures beside the site's own, and takes them away", async () => {
    const name = `site_${randomUUID().slice(0, 8)}`;
    const own = {
      sqlite: "sqlite:///site.db",
      postgres: POSTGRES_URL.replace(/\/[^/]*$/, `/${name}`),
    };
    for (const url of Object.values(own)) {
      await using project = new Project({
        "app.ts": `${APP}app.get("/", async () => (await Note.orderBy("id")).map(({ text }) => text).join());
app.post("/", async () => { await Note.create({ text: "c" }); return "made"; });\n`,
        "fixtures/some.json": JSON.stringify(
          ["a", "b"].map((text) => ({ model: "notes.note", fields: { text } })),
        ),
      });
      const server = project.start(["testserver", "some", "--port", "0"], { DATABASE_URL: url });
      const address = await server.url();
      assert.equal(await (await fetch(address)).text(), "a,b");
      await fetch(address, { method: "POST" });
      assert.equal(await (await fetch(address)).text(), "a,b,c");
      const { code } = await server.stop("SIGINT");
      assert.equal(code, 0);
      assert.match(server.output, /^2 rows loaded\.$/m);
    }
    assert.deepEqual(await databasesLike(POSTGRES_URL, name), []);
  });
});

async function databasesLike(server: string, name: string): Promise<string[]> {
  const databases = openDatabases({ default: server });
  const sql = server.startsWith("mysql")
    ? "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE ?"
    : "SELECT datname FROM pg_database WHERE datname LIKE ?";
  const rows = await read(databases.get(), sql, `%${name}%`);
  await databases.close();
  return rows.map(([own]) => String(own));
}

async function dropAll(server: string, names: readonly string[]): Promise<void> {
  const databases = openDatabases({ default: server });
  await databases.get().script(names.map((name) => `DROP DATABASE ${name}`));
  await databases.close();
}
