/** The commands that static files add to the `flagon` program. */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import { staticFiles } from "flagon/static";

const folder = mkdtempSync(join(tmpdir(), "flagon-static-commands-"));
after(() => rmSync(folder, { recursive: true }));
for (const [path, text] of [
  ["static/app.css", "body {}"],
  ["static/blog/app.css", "of the app"],
  ["blog/static/app.css", "of the blueprint"],
] as const) {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function site(): Flagon {
  const app = new Flagon({ folder });
  app.install(staticFiles(), new Blueprint("blog", { folder: join(folder, "blog") }));
  return app;
}

async function run(name: string, values: Record<string, unknown> = {}) {
  const app = site();
  const lines: string[] = [];
  const code = await app.parts.commands
    .find((command) => command.name === name)!
    .run(values, {
      app,
      print: (line) => void lines.push(line),
      warn: (line) => void lines.push(`! ${line}`),
      progress: () => undefined,
      ask: async () => "",
      signal: new AbortController().signal,
    });
  return { code, lines };
}

describe("flagon find-static", () => {
  it("shows the file that is served first", async () => {
    const { code, lines } = await run("find-static", { path: "blog/app.css" });
    assert.equal(code, 0);
    assert.deepEqual(lines, [
      join(folder, "blog/static/app.css"),
      join(folder, "static/blog/app.css"),
    ]);
  });

  it("ends with 1 and names the folders when there is none", async () => {
    const { code, lines } = await run("find-static", { path: "no.css" });
    assert.equal(code, 1);
    assert.match(lines[0]!, /blog/);
  });
});

describe("flagon collect-static", () => {
  it("writes hashed copies, and nothing the second time", async () => {
    const first = await run("collect-static");
    assert.match(first.lines[0]!, /[1-9]\d* written/);
    const names = readdirSync(join(folder, "static-collected"));
    assert.ok(
      names.some((name) => /^app\.[\w-]+\.css$/.test(name)),
      names.join(),
    );
    assert.ok(existsSync(join(folder, "static-collected/manifest.json")));
    assert.match((await run("collect-static")).lines[0]!, / 0 written/);
  });
});
