/** Pins the public names, and sees that each has a doc comment. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root, sourcesIn } from "./support/sources.ts";

interface Package {
  exports: Record<string, string | { "flagon-source": string; types: string; default: string }>;
}

const { exports: entries } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
) as Package;
const listFile = join(root, "tests", "exports.json");

describe("the exports of package.json", () => {
  it("name source, types and build of each entry alike", () => {
    for (const [name, entry] of Object.entries(entries)) {
      if (typeof entry === "string") continue;
      const path = entry["flagon-source"].replace("./src/", "").replace(/\.ts$/, "");
      assert.deepEqual(
        [entry.types, entry.default],
        [`./dist/${path}.d.ts`, `./dist/${path}.js`],
        name,
      );
    }
  });

  it("give the names that tests/exports.json lists, and no others", async () => {
    const actual: Record<string, string[]> = {};
    for (const [name, entry] of Object.entries(entries)) {
      if (typeof entry === "string") continue;
      const module = (await import(join(root, entry["flagon-source"]))) as object;
      actual[name] = Object.keys(module).toSorted();
    }
    // A new public name is a decision: UPDATE_EXPORTS=1 writes it down, and the difference is reviewed.
    if (process.env["UPDATE_EXPORTS"] === "1")
      writeFileSync(listFile, `${JSON.stringify(actual, null, 2)}\n`);
    assert.deepEqual(actual, JSON.parse(readFileSync(listFile, "utf8")));
  });
});

describe("the declarations", () => {
  it("have a doc comment for every exported name", () => {
    const folder = mkdtempSync(join(tmpdir(), "flagon-dts-"));
    try {
      const tsc = join(root, "node_modules", ".bin", "tsc");
      const args = [
        "-p",
        "tsconfig.build.json",
        "--emitDeclarationOnly",
        "--declarationMap",
        "false",
        "--outDir",
        folder,
      ];
      execFileSync(tsc, args, { cwd: root });
      const bare = sourcesIn("src").flatMap(({ path }) => {
        const text = readFileSync(
          join(folder, path.replace(/^src\//, "").replace(/\.ts$/, ".d.ts")),
          "utf8",
        );
        return undocumented(text).map((name) => `${path}: ${name}`);
      });
      assert.deepEqual(bare, []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function undocumented(declarations: string): string[] {
  const lines = declarations.split("\n");
  const seen = new Set<string>();
  return lines.flatMap((line, index) => {
    const name =
      /^export (?:declare )?(?:abstract )?(?:class|function|const|interface|type|let) (\w+)/.exec(
        line,
      )?.[1];
    if (name === undefined || seen.has(name)) return [];
    seen.add(name);
    return lines[index - 1]?.trimEnd().endsWith("*/") === true ? [] : [name];
  });
}
