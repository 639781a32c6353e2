/** The package as npm gets it: packed, installed into an empty project, run as JavaScript and as TypeScript, and type-checked there. */

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { root } from "./support/sources.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "flagon-pack-"));
const project = join(folder, "project");

const ONE_FILE = `import { Flagon } from "flagon";

const app = new Flagon();
app.get("/", () => "Hello, <b>world</b>");
app.get("/users/<int:id>", (_request, { id }) => ({ id }));
app.run({ port: 0 });
`;

before(async () => {
  await run("npm", ["pack", "--pack-destination", folder], { cwd: root });
  const tarball = tarballOf("flagon");
  cpSync(join(root, "tests", "support", "empty-project"), project, { recursive: true });
  await run("npm", ["install", "--no-audit", "--no-fund", tarball], { cwd: project });
  for (const name of ["app.ts", "app.js"]) writeFileSync(join(project, name), ONE_FILE);
});

function tarballOf(name: string): string {
  return join(
    folder,
    readdirSync(folder).find((file) => file.startsWith(`${name}-`) && file.endsWith(".tgz"))!,
  );
}

/** Starts a program in a folder, and gives its address once it has printed it. */
async function served(
  words: readonly string[],
  cwd: string,
): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, words, { cwd });
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const found = /http:\/\/[\d.]+:\d+/.exec(output)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("exit", () => reject(new Error(output)));
  });
  return { url, stop: () => void child.kill() };
}

after(() => rmSync(folder, { recursive: true, force: true }));

describe("the packed package", () => {
  for (const file of ["app.js", "app.ts"]) {
    it(`runs the one-file example as ${file}`, async () => {
      const { url, stop } = await served([file], project);
      try {
        assert.equal(await (await fetch(url)).text(), "Hello, <b>world</b>");
        assert.deepEqual(await (await fetch(`${url}/users/7`)).json(), { id: 7 });
      } finally {
        stop();
      }
    });
  }

  it("type-checks a user's program by its declarations, and refuses a wrong one", async () => {
    symlinkSync(join(root, "node_modules", "@types"), join(project, "node_modules", "@types"));
    const tsc = join(root, "node_modules", ".bin", "tsc");
    await run(tsc, ["--noEmit", "-p", "."], { cwd: project }).catch((error: { stdout: string }) =>
      assert.fail(error.stdout),
    );
    writeFileSync(
      join(project, "wrong.ts"),
      ONE_FILE.replace("{ id }) => ({ id })", "{ idd }) => ({ idd })"),
    );
    await assert.rejects(
      run(tsc, ["--noEmit", "-p", "."], { cwd: project }),
      (error: { stdout: string }) => {
        assert.match(error.stdout, /wrong\.ts.*Property 'idd' does not exist/);
        return true;
      },
    );
  });

  it("can tell an old Node that it is too old", () => {
    const program = readFileSync(
      join(project, "node_modules", "flagon", "dist", "cli", "bin.js"),
      "utf8",
    );
    assert.match(program, /Flagon needs Node/);
    // A name that the old one lacks would be a SyntaxError before the first line runs.
    assert.doesNotMatch(program, /^import\s*(?:\{|\*)|^import .*\{/m);
  });

  it("loads every entry that package.json names", async () => {
    const program = `const { exports } = JSON.parse(await (await import("node:fs/promises")).readFile("node_modules/flagon/package.json", "utf8"));
for (const name of Object.keys(exports)) if (!name.endsWith(".json")) await import("flagon" + name.slice(1));
console.log("all");`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program], {
      cwd: project,
    });
    assert.equal(stdout, "all\n");
  });

  it("serves the tutorial's blog, packed, unpacked elsewhere, with tables and a key of its own", async () => {
    const [source, site] = [join(folder, "source"), join(folder, "site")];
    cpSync(join(root, "examples", "flaskr"), source, {
      recursive: true,
      filter: (path) => !path.endsWith("instance"),
    });
    const tutorial = readFileSync(join(root, "docs", "tutorial.md"), "utf8");
    const manifest = /```json\n(\{\n {2}"name": "flaskr"[^]*?)```/.exec(tutorial)![1]!;
    writeFileSync(join(source, "package.json"), manifest);
    await run("npm", ["pack", "--pack-destination", folder], { cwd: source });
    mkdirSync(site);
    await run("tar", ["-xzf", tarballOf("flaskr"), "-C", site, "--strip-components=1"]);
    await run("npm", ["install", "--omit=dev", "--no-audit", "--no-fund", tarballOf("flagon")], {
      cwd: site,
    });
    const flagon = join(site, "node_modules", "flagon", "dist", "cli", "bin.js");
    const tool = async (...words: string[]): Promise<string> =>
      (await run(process.execPath, [flagon, ...words], { cwd: site })).stdout.trim();
    assert.equal(await tool("init-db"), "Initialized the database.");
    const secretKey = await tool("secret");
    writeFileSync(join(site, "instance", "config.json"), JSON.stringify({ secretKey }));
    assert.equal(await tool("check"), "Nothing is wrong.");
    const { url, stop } = await served([flagon, "run", "--port", "0"], site);
    try {
      assert.match(await (await fetch(url)).text(), /Nobody has written anything yet/);
      const missing = await fetch(`${url}/none`, { headers: { accept: "text/html" } });
      assert.equal(missing.status, 404);
      assert.doesNotMatch(await missing.text(), /debug mode/);
      assert.equal((await fetch(`${url}/static/style.css`)).status, 200);
    } finally {
      stop();
    }
  });

  for (const kind of ["one-file", "api", "full"]) {
    it(`makes a project (${kind}) whose tests pass, whose types check, and which is served`, async () => {
      const home = join(project, kind);
      const flagon = join(project, "node_modules", "flagon", "dist", "cli", "bin.js");
      // Node's runner does not run tests within tests.
      const { NODE_TEST_CONTEXT: _within, ...env } = process.env;
      const tool = async (...words: string[]): Promise<string> =>
        (await run(process.execPath, [flagon, ...words], { cwd: home, env })).stdout;
      await run(process.execPath, [flagon, "new", kind, "--template", kind], { cwd: project });
      const { dependencies } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
      assert.equal(dependencies.flagon, `file:${tarballOf("flagon")}`);
      await tool("startapp", "press_room");
      if (kind === "full") {
        const isTold = ({ stdout }: { stdout: string }): boolean =>
          stdout.includes("Has app.ts installed pressRoom?");
        await assert.rejects(tool("test", "press_room"), isTold);
        const app = readFileSync(join(home, "app.ts"), "utf8")
          .replace("app.install(pages)", "app.install(pages, pressRoom)")
          .replace("import { settings }", 'import { pressRoom } from "./press_room/index.ts";\n$&');
        writeFileSync(join(home, "app.ts"), app);
      }
      assert.match(await tool("test", "press_room"), /pass 1\n/);
      assert.match(await tool("test"), /fail 0\n/);
      const tsc = join(root, "node_modules", ".bin", "tsc");
      await run(tsc, ["-p", "."], { cwd: home }).catch((error: { stdout: string }) =>
        assert.fail(error.stdout),
      );
      const { url, stop } = await served([flagon, "dev", "--port", "0"], home);
      try {
        assert.equal((await fetch(url)).status, 200);
      } finally {
        stop();
      }
    });
  }

  it("is light", () => {
    const files = readdirSync(join(project, "node_modules"), {
      recursive: true,
      withFileTypes: true,
    }).filter((entry) => entry.isFile());
    const megabytes =
      files.reduce((size, entry) => size + statSync(join(entry.parentPath, entry.name)).size, 0) /
      1_048_576;
    assert.ok(megabytes < 14, `${megabytes.toFixed(1)} MB`);
  });
});
