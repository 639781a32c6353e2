/** The database handle and the command. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { DatabaseSync } from "node:sqlite";
import { CliRunner } from "flagon/cli";
import { getDb } from "../db.ts";
import { Site } from "./site.ts";

test("a request has one handle, which is closed when it is over", async () => {
  const { app, client } = new Site();
  const seen: DatabaseSync[] = [];
  app.get("/twice", (request) => {
    seen.push(getDb(request), getDb(request));
    return { works: seen[0]!.prepare("SELECT 1 AS n").get() };
  });
  await (await client.get("/twice")).assertJson({ works: { n: 1 } });
  assert.equal(seen[0], seen[1]);
  assert.throws(() => seen[0]!.prepare("SELECT 1"), /database is not open/);
});

test("init-db makes the tables anew and says so", async () => {
  const site = new Site();
  const { output, exitCode } = await new CliRunner(site.app).invoke(["init-db"]);
  assert.equal(output, "Initialized the database.\n");
  assert.equal(exitCode, 0);
  assert.equal(site.row("SELECT * FROM user"), undefined);
});
