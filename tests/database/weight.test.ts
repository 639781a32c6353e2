/** What `flagon/database` and `flagon/db` load: servers have no use for what migrates, inspects, and moves data. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { root } from "../support/sources.ts";

const PROGRAM = `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
  const { Flagon } = await import("flagon");
  const { database } = await import("flagon/database");
  const app = new Flagon();
  app.install(database("sqlite::memory:"));
  await app.start();
  await app.stop();
  console.log(JSON.stringify(loaded));
`;

describe("an app with a database", () => {
  it("loads nothing that only commands need", () => {
    const output = execFileSync(
      process.execPath,
      ["--conditions=flagon-source", "--input-type=module", "-e", PROGRAM],
      { cwd: root, encoding: "utf8" },
    );
    const loaded = JSON.parse(output) as string[];
    assert.ok(loaded.some((url) => url.endsWith("/src/db/registry.ts")));
    const heavy =
      /\/src\/(?:db\/(?:migrations|fixtures|inspection)|database\/(?:migrating|data))\//;
    assert.deepEqual(
      loaded.filter((url) => heavy.test(url)),
      [],
    );
  });
});
