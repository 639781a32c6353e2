/** What `flagon/database` and `flagon/db` load: servers have no use for what migrates, inspects, and moves data. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { Project } from "../support/project.ts";
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

const APP = `
  import { Flagon } from "flagon";
  import { database } from "flagon/database";
  export default new Flagon().install(database("sqlite::memory:"));
`;

/** Prints the names of Node's own modules that were loaded, as the last line. */
const LIST =
  'process.on("exit", () => process.stdout.write("\\n" + JSON.stringify(process.moduleLoadList)))';

describe("flagon migrate", () => {
  it("starts without what serves or calls others: the program waits for them longer than for the database", async () => {
    await using site = new Project({ "app.ts": APP });
    const list = `data:text/javascript,${encodeURIComponent(LIST)}`;
    const { code, output } = await site.flagon(["migrate"], { NODE_OPTIONS: `--import=${list}` });
    assert.equal(code, 0, output);
    const loaded = JSON.parse(output.split("\n").at(-1)!) as string[];
    assert.ok(loaded.includes("NativeModule sqlite"), "the list is not what this test expects");
    const heavy = ["internal/deps/undici/undici", "http", "http2", "tls", "repl", "cluster"];
    assert.deepEqual(
      heavy.filter((name) => loaded.includes(`NativeModule ${name}`)),
      [],
    );
  });
});

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
