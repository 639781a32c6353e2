/**
 * Runs the documentation: every `ts` block is a module of its own, type-checked and run; an `output` block after it is what it prints.
 *
 * A block marked `ts no-run` is type-checked only, one marked `ts no-check` is neither (a fragment). Servers that a block starts do not keep
 * it alive. A block of any language marked `file=app.ts` is that file, `append=app.ts` adds to it: the blocks below stand beside the files as
 * they are by then.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { root, sourcesIn } from "./support/sources.ts";

const run = promisify(execFile);
const folder = join(root, "tests", ".docs");

/** A `ts` block of a page. */
interface Block {
  /** Its file, as seen from the folder of all. */
  name: string;
  line: number;
  code: string;
  flags: string[];
  output: string | undefined;
}

/** A piece of a file that a page builds up. */
interface Piece {
  line: number;
  path: string;
  code: string;
  isAdded: boolean;
}

const FENCE = /^```(\w+)?([^\n]*)\n([^]*?)^```$/gm;

/** Gives the fences of a page with their lines. */
function fencesOf(
  text: string,
): { line: number; language: string; flags: string[]; code: string }[] {
  return [...text.matchAll(FENCE)].map(
    ({ index, 1: language = "", 2: flags = "", 3: code = "" }) => ({
      line: text.slice(0, index).split("\n").length,
      language,
      flags: flags.trim().split(/\s+/),
      code,
    }),
  );
}

const PIECE = /^(file|append)=(.+)$/;

function piecesOf(text: string): Piece[] {
  return fencesOf(text).flatMap(({ line, flags, code }) => {
    const [, verb, path] =
      flags.map((flag) => PIECE.exec(flag)).find((match) => match !== null) ?? [];
    return path === undefined ? [] : [{ line, path, code, isAdded: verb === "append" }];
  });
}

/** Pages that build up files have a folder of their own. */
function folderOf(page: string, text: string): string {
  return piecesOf(text).length === 0 ? "" : `${page.replace(/\W+/g, "-")}/`;
}

function blocksOf(page: string, text: string): Block[] {
  const fences = fencesOf(text);
  const place = folderOf(page, text);
  return fences.flatMap(({ line, language, flags, code }, index) => {
    if (language !== "ts" || flags.some((flag) => PIECE.test(flag))) return [];
    const next = fences[index + 1];
    const output = next?.language === "output" ? next.code : undefined;
    const name = `${place}${page.replace(/\W+/g, "-")}-${line}.ts`;
    return [{ name, line, code, flags, output }];
  });
}

/** Gives the files of a page as they are above a line. */
function filesAbove(text: string, line: number): Map<string, string> {
  const files = new Map<string, string>();
  for (const piece of piecesOf(text)) {
    if (piece.line >= line) break;
    const before = piece.isAdded ? `${files.get(piece.path)!}\n` : "";
    files.set(piece.path, before + piece.code);
  }
  return files;
}

function writeFiles(page: string, text: string, line: number): void {
  for (const [path, code] of filesAbove(text, line)) {
    const file = join(folder, folderOf(page, text), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
}

const pages = [
  {
    path: "README.md",
    text: existsSync(join(root, "README.md")) ? readFileSync(join(root, "README.md"), "utf8") : "",
  },
  ...sourcesIn("docs", ".md"),
];

/** Lets a program end although its server listens. */
const UNREF = `import net from "node:net";
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) { const server = listen.apply(this, args); server.unref(); return server; };
`;

const TSCONFIG = JSON.stringify({
  extends: "../../tsconfig.json",
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: ["./**/*.ts"],
});

before(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of pages) {
    writeFiles(path, text, Infinity);
    for (const block of blocksOf(path, text)) {
      if (!block.flags.includes("no-check"))
        writeFileSync(join(folder, block.name), `${block.code}\nexport {};\n`);
    }
  }
  writeFileSync(join(folder, "unref.mjs"), UNREF);
  writeFileSync(join(folder, "tsconfig.json"), TSCONFIG);
});

after(() => rmSync(folder, { recursive: true, force: true }));

describe("the documentation", () => {
  it("type-checks", async () => {
    const tsc = join(root, "node_modules", ".bin", "tsc");
    await run(tsc, ["--noEmit", "-p", folder], { cwd: root }).catch((error: { stdout: string }) =>
      assert.fail(error.stdout),
    );
  });

  for (const { path, text } of pages) {
    const blocks = blocksOf(path, text).filter(
      ({ flags }) => !flags.includes("no-run") && !flags.includes("no-check"),
    );
    for (const block of blocks) {
      it(`runs ${path}:${block.line}${block.output === undefined ? "" : " and prints what the page says"}`, async () => {
        writeFiles(path, text, block.line);
        const { stdout } = await runBlock(join(folder, block.name));
        if (block.output !== undefined) assert.equal(stdout, block.output);
      });
    }
  }

  it("builds up the files of examples/flaskr in the tutorial, but for the style", () => {
    const { text } = pages.find(({ path }) => path === "docs/tutorial.md")!;
    for (const [path, code] of filesAbove(text, Infinity)) {
      if (path.endsWith(".css")) continue;
      assert.equal(code, readFileSync(join(root, "examples", "flaskr", path), "utf8"), path);
    }
  });

  it("links to pages that exist", () => {
    const broken = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)#:\s]+\.md)(?:#[^)]*)?\)/g)]
        .map(([, target]) => join(root, path, "..", target!))
        .filter((target) => !existsSync(target))
        .map((target) => `${path} -> ${target.slice(root.length + 1)}`),
    );
    assert.deepEqual(broken, []);
  });
});

describe("docs/errors.md", () => {
  const inSource = new Set(
    sourcesIn("src").flatMap(({ text }) =>
      [...text.matchAll(/\bcode: "([a-z]+\.[a-z][a-z0-9-]*)"/g)].map((match) => match[1]!),
    ),
  );
  const page = readFileSync(join(root, "docs", "errors.md"), "utf8");
  const inPage = new Set(
    [...page.matchAll(/^## `?([a-z]+\.[a-z][a-z0-9-]*)`?$/gm)].map((match) => match[1]!),
  );

  it("has every code", () =>
    assert.deepEqual(
      [...inSource].filter((code) => !inPage.has(code)),
      [],
    ));
  it("has no code that is gone", () => {
    const text = sourcesIn("src")
      .map((source) => source.text)
      .join("\n");
    // Families of codes may be put together: `http.cookie-${part}`.
    const families = [...text.matchAll(/`([a-z]+\.[a-z-]*)\$\{/g)].map((match) => match[1]!);
    const isKnown = (code: string): boolean =>
      text.includes(`"${code}"`) || families.some((family) => code.startsWith(family));
    assert.deepEqual(
      [...inPage].filter((code) => !isKnown(code)),
      [],
    );
  });
});

async function runBlock(file: string): Promise<{ stdout: string }> {
  const preload = join(folder, "unref.mjs");
  const options = { cwd: root, env: { ...process.env, FLAGON_PORT: "0", NO_COLOR: "1" } };
  return run(process.execPath, ["--conditions=flagon-source", "--import", preload, file], options);
}
