/** Projects and parts of them, made in folders that may have something in them already. */

import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { main } from "../../src/cli/main.ts";
import { RecordingTerminal } from "../../src/cli/terminal.ts";

const before = process.cwd();
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flagon-new-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

async function flagon(
  ...words: string[]
): Promise<{ code: number; output: string; errors: string }> {
  const terminal = new RecordingTerminal();
  const code = await main(words, { terminal });
  return { code, output: terminal.output, errors: terminal.errors };
}

const text = (path: string): string => readFileSync(join(folder, path), "utf8");

describe("flagon new", () => {
  it("makes a whole project, says what is next, and keeps its secret", async () => {
    const { code, output } = await flagon("new", "my-shop");
    assert.equal(code, 0);
    assert.match(output, /my-shop is there[^]*cd my-shop\n {4}npm install\n {4}npm run dev/);
    for (const file of ["app.ts", "settings.ts", "AGENTS.md", "Dockerfile", "tests/pages.test.ts"])
      assert.ok(existsSync(join(folder, "my-shop", file)), file);
    assert.match(text("my-shop/AGENTS.md"), /node_modules\/flagon\/docs/);
    assert.match(text("my-shop/templates/base.html"), /My shop/);
    assert.match(text("my-shop/settings.ts"), /"my-shop_session"/);
    assert.match(text("my-shop/.env"), /^FLAGON_SECRET_KEY=[\w-]{64}$/m);
    assert.equal(statSync(join(folder, "my-shop/.env")).mode & 0o77, 0);
    assert.match(text("my-shop/.gitignore"), /^\.env$/m);
    assert.match(text("my-shop/.dockerignore"), /^\.env$/m);
    const left = readdirSync(join(folder, "my-shop"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .filter((entry) => /__\w+__/.test(readFileSync(join(entry.parentPath, entry.name), "utf8")));
    assert.deepEqual(left, []);
  });

  it("makes a project of one source file, and gives each a secret of its own", async () => {
    await flagon("new", "one", "-t", "one-file");
    await flagon("new", "two", "--template", "one-file");
    const sources = readdirSync(join(folder, "one")).filter((name) => name.endsWith(".ts"));
    assert.deepEqual(sources, ["app.test.ts", "app.ts"]);
    assert.notEqual(text("one/.env"), text("two/.env"));
  });

  it("takes the present folder, and adds to the package.json that is there", async () => {
    const given = { name: "mine", scripts: { dev: "own" }, dependencies: { flagon: "file:x.tgz" } };
    writeFileSync("package.json", JSON.stringify(given));
    mkdirSync("node_modules/flagon", { recursive: true });
    const { code, output } = await flagon("new", ".", "--name", "mine", "-t", "api");
    assert.equal(code, 0);
    assert.doesNotMatch(output, /npm install|cd /);
    const made = JSON.parse(text("package.json"));
    assert.deepEqual([made.name, made.type], ["mine", "module"]);
    assert.deepEqual([made.scripts.dev, made.scripts.test], ["own", "flagon test"]);
    assert.equal(made.dependencies.flagon, "file:x.tgz");
    assert.ok(made.devDependencies.typescript);
    assert.ok(existsSync("items/models.ts"));
  });

  it("writes nothing where something is in the way", async () => {
    mkdirSync("shop");
    writeFileSync("shop/app.ts", "mine");
    const { code, errors } = await flagon("new", "shop");
    assert.equal(code, 1);
    assert.match(errors, /shop\/app\.ts[^]*cli\.file-exists/);
    assert.deepEqual(readdirSync("shop"), ["app.ts"]);
    assert.equal(text("shop/app.ts"), "mine");
  });

  it("refuses names that are none, and templates that are not there", async () => {
    for (const name of ["My Shop", "-x", "a/b/Ü", ".hidden"]) {
      const { code, errors } = await flagon("new", "--", name);
      assert.equal(code, 1, name);
      assert.match(errors, /cli\.bad-name/);
    }
    const { errors } = await flagon("new", "shop", "-t", "one-fiel");
    assert.match(errors, /one-file[^]*cli\.no-template/);
    assert.deepEqual(readdirSync("."), []);
  });

  it("takes a template of the user's own", async () => {
    mkdirSync("own/__project__", { recursive: true });
    writeFileSync("own/__project__/hello.ts", 'export const name = "__Project__"; // __other__');
    writeFileSync("own/_gitignore", "x");
    writeFileSync("own/picture.bin", Uint8Array.of(0, 255, 1));
    assert.equal((await flagon("new", "shop", "-t", "own")).code, 0);
    assert.equal(text("shop/shop/hello.ts"), 'export const name = "Shop"; // __other__');
    assert.equal(text("shop/.gitignore"), "x");
    assert.deepEqual([...readFileSync("shop/picture.bin")], [0, 255, 1]);
  });
});

describe("flagon startapp", () => {
  it("makes a folder for a blueprint, and says how to install it", async () => {
    const { code, output } = await flagon("startapp", "press_room");
    assert.equal(code, 0);
    assert.match(output, /import \{ pressRoom \} from "\.\/press_room\/index\.ts";/);
    assert.match(text("press_room/index.ts"), /new Blueprint\("press_room"/);
    assert.ok(existsSync("press_room/migrations"));
    assert.match(text("press_room/templates/press_room/index.html"), /<h1>Press room<\/h1>/);
  });

  it("writes a test that asks the site, where the project's tests have one", async () => {
    const test = "press_room/tests/press_room.test.ts";
    mkdirSync("tests");
    writeFileSync("tests/site.ts", "");
    await flagon("startapp", "press_room");
    assert.match(text(test), /from "\.\.\/\.\.\/tests\/site\.ts"/);
    await flagon("startapp", "press_room", "--folder", "parts");
    assert.match(text(`parts/${test}`), /new Flagon\(\)/);
  });

  it("takes another folder, and a template of the user's own", async () => {
    mkdirSync("own");
    writeFileSync("own/__name__.ts", "export const __ident__ = 1;");
    assert.equal((await flagon("startapp", "a_b", "--folder", "parts", "-t", "own")).code, 0);
    assert.equal(text("parts/a_b.ts"), "export const aB = 1;");
    assert.match((await flagon("startapp", "x", "-t", "none")).errors, /cli\.no-template/);
  });

  it("refuses names that are none or taken, and what is there already", async () => {
    for (const name of ["Blog", "a-b", "_x", "x__y", "9a", "app", "class", "../x"]) {
      const { code, errors } = await flagon("startapp", "--", name);
      assert.equal(code, 1, name);
      assert.match(errors, /cli\.bad-name/);
    }
    await flagon("startapp", "blog");
    assert.match((await flagon("startapp", "blog")).errors, /cli\.file-exists/);
  });
});
