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
    failFast: { type: "boolean", help: "Stops at the first test that fails." },
  },
  run: async ({ paths, watch, only, failFast }, { terminal }) => {
    // Words with a dash get here behind `--` alone; from the first of them on they are Node's.
    const dash = paths.findIndex((word) => word.startsWith("-"));
    const named = dash < 0 ? paths : paths.slice(0, dash);
    const files = named.length === 0 ? testsBelow(".") : named.flatMap(testsFor);
    if (files.length === 0) {
      terminal.warn(`There are no tests: looked for ${TESTS}.`);
      return 1;
    }
    const words = [
      ...process.execArgv,
      "--test",
      ...(watch ? ["--watch"] : []),
      ...(only === undefined ? [] : [`--test-name-pattern=${only}`]),
      ...(failFast ? FAIL_FAST : []),
      ...paths.slice(named.length),
      ...new Set(files),
    ];
    return runNode(words);
  },
});

/** A test as Node's runner tells of it. */
interface TestEvent {
  type: string;
  data: { name: string; todo?: unknown; details?: { error?: { cause?: unknown } } };
}

/** A reporter that tells the first failure and then interrupts the runner. It is handed over as text, and so may name nothing from outside. */
async function* stopAtFailure(events: AsyncIterable<TestEvent>): AsyncGenerator<string, void> {
  let hasFailed = false;
  for await (const { type, data } of events) {
    if (hasFailed || type !== "test:fail" || data.todo !== undefined) continue;
    hasFailed = true;
    const cause = data.details?.error?.cause;
    yield `\n${data.name}: ${String((cause as Error | undefined)?.stack ?? cause)}\n`;
    process.kill(process.pid, "SIGINT");
  }
}

/** Node's runner has no such option (26.10). Two reporters need a destination each. */
const FAIL_FAST = [
  "--test-reporter=spec",
  "--test-reporter-destination=stdout",
  `--test-reporter=data:text/javascript,export default ${encodeURIComponent(String(stopAtFailure))}`,
  "--test-reporter-destination=stderr",
];

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
