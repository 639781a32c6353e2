/** What a one-file app loads until it serves: the start is the first thing that a newcomer sees, and a worker pays it at each restart. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { root } from "../support/sources.ts";

const PROGRAM = `
  import { Flagon } from "./src/index.ts";
  const app = new Flagon({ config: { secretKey: "0123456789abcdef0123456789abcdef" } });
  app.get("/", () => "hello");
  await app.run({ port: 0, banner: false });
  console.log(JSON.stringify(process.moduleLoadList));
  process.exit();
`;

function loadedByOneFile(): string[] {
  const output = execFileSync(
    process.execPath,
    ["--conditions=flagon-source", "--input-type=module", "-e", PROGRAM],
    { cwd: root, encoding: "utf8" },
  );
  return JSON.parse(output) as string[];
}

test("serving loads Node's HTTP server, and not the client, fetch or TLS that an import statement would bring", () => {
  const loaded = loadedByOneFile();
  assert.ok(loaded.includes("NativeModule _http_server"), "the list is not what this test expects");
  const heavy = ["internal/deps/undici/undici", "http2", "tls", "crypto", "inspector", "sqlite"];
  assert.deepEqual(
    heavy.filter((name) => loaded.includes(`NativeModule ${name}`)),
    [],
  );
});

test("an app without templates does not load the engine, and one with templates does so when it renders", () => {
  const program = (view: string): string => `
    import { Flagon } from "./src/index.ts";
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    const app = new Flagon({ logging: { level: "silent" } });
    app.get("/", ${view});
    await app.fetch(new Request("http://localhost/"));
    console.log(loaded.some((url) => url.includes("/templates/")));
  `;
  const run = (view: string): string =>
    execFileSync(
      process.execPath,
      ["--conditions=flagon-source", "--input-type=module", "-e", program(view)],
      {
        cwd: root,
        encoding: "utf8",
      },
    ).trim();
  assert.equal(run('() => "text"'), "false");
  assert.equal(run('(request) => request.renderString("{{ 1 }}")'), "true");
});
