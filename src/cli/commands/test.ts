/** `flagon test`: runs the project's tests with Node's own runner. */

import { spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";
import { FlagonError } from "../../base/errors.ts";
import { tool } from "../tool.ts";

const TESTS = "**/*.{test,spec}.{ts,mts,js,mjs}";

export const test = tool("test", {
  help: "Runs the tests of the project, or of the folders and files named. What follows `--` goes to `node --test`.",
  arguments: {
    paths: { multiple: true, required: false, help: "Folders, files, or names of folders below." },
  },
  options: {
    watch: { type: "boolean", help: "Runs them again when files change." },
    only: { help: "Only tests whose names match this pattern." },
  },
  run: async ({ paths, watch, only }, { terminal }) => {
    const files = paths.length === 0 ? testsBelow(".") : paths.flatMap(testsFor);
    if (files.length === 0) {
      terminal.warn(`There are no tests: looked for ${TESTS}.`);
      return 1;
    }
    const words = [
      ...process.execArgv,
      "--test",
      ...(watch ? ["--watch"] : []),
      ...(only === undefined ? [] : [`--test-name-pattern=${only}`]),
      ...new Set(files),
    ];
    return runNode(words);
  },
});

function testsFor(path: string): string[] {
  if (existsSync(path)) return statSync(path).isDirectory() ? testsBelow(path) : [path];
  const found = testsBelow(".").filter((file) => file.split(/[/\\]/).includes(path));
  if (found.length > 0) return found;
  throw new FlagonError(`There is no test file or folder "${path}".`, {
    code: "cli.no-tests",
    where: `flagon test ${path}`,
    mend: "Name a file, a folder, or a folder that lies somewhere below this one.",
  });
}

function testsBelow(folder: string): string[] {
  return globSync(join(folder, TESTS), {
    exclude: (name) => name === "node_modules" || name === "dist",
  });
}

function runNode(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, words, { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
