/** What `flagon test` does. It is loaded for that command alone. */

import { spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";
import { FlagonError } from "../base/errors.ts";
import type { ToolContext } from "./tool.ts";

const TESTS = "**/*.{test,spec}.{ts,mts,js,mjs}";

/** What the command is given. */
export interface TestValues {
  paths: string[];
  watch: boolean;
  only: string | undefined;
  tag: string[];
  excludeTag: string[];
  parallel: number | undefined;
  shuffle: string | undefined;
  keepdb: boolean;
  migrations: boolean;
  failFast: boolean;
}

/** Runs the tests; gives the runner's exit code. */
export async function runTests(
  values: TestValues,
  { terminal }: ToolContext,
): Promise<number | void> {
  const { paths, watch, failFast } = values;
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
    ...choiceOf(values),
    ...orderOf(values),
    ...(failFast ? FAIL_FAST : []),
    ...paths.slice(named.length),
    ...new Set(files),
  ];
  return runNode(words, {
    ...(values.keepdb && { FLAGON_TEST_KEEP: "1" }),
    ...(!values.migrations && { FLAGON_TEST_MIGRATIONS: "0" }),
  });
}

/** Which tests are run: Node's runner has tags from 26 on. */
function choiceOf({
  only,
  tag,
  excludeTag,
}: {
  only: string | undefined;
  tag: string[];
  excludeTag: string[];
}): string[] {
  const names = only === undefined ? [] : [`--test-name-pattern=${only}`];
  const none = excludeTag.map((name) => `not ${checkedTag(name)}`);
  const any = tag.length === 0 ? [] : [`(${tag.map(checkedTag).join(" or ")})`];
  if (tag.length + excludeTag.length === 0) return names;
  assertTags();
  return [...names, `--experimental-test-tag-filter=${[...any, ...none].join(" and ")}`];
}

/** A tag is part of a condition there, whose words and signs it must not have. */
function checkedTag(name: string): string {
  if (/^[\w.:-]+$/.test(name) && !/^(and|or|not)$/i.test(name)) return name;
  throw new FlagonError(`"${name}" is no tag.`, {
    code: "cli.usage",
    where: "flagon test --tag",
    mend: "Tags are words of letters, digits, and . : - _ between them.",
  });
}

function assertTags(): void {
  if (Number(process.versions.node.split(".")[0]) >= 26) return;
  throw new FlagonError(`Node ${process.version} has no tags for tests.`, {
    code: "cli.usage",
    where: "flagon test --tag",
    mend: "Take Node 26, or choose by name: --only.",
  });
}

function orderOf({
  parallel,
  shuffle,
}: {
  parallel: number | undefined;
  shuffle: string | undefined;
}): string[] {
  const words =
    parallel === undefined ? [] : [`--test-concurrency=${wholeNumber(parallel, 1, "--parallel")}`];
  if (shuffle === undefined) return words;
  if (shuffle === "random") return [...words, "--test-randomize"];
  return [...words, `--test-random-seed=${wholeNumber(Number(shuffle), 0, "--shuffle")}`];
}

function wholeNumber(number: number, least: number, option: string): number {
  if (Number.isInteger(number) && number >= least && number < 2 ** 32) return number;
  throw new FlagonError(`The option ${option} takes a whole number from ${least} upwards.`, {
    code: "cli.usage",
    where: "flagon test",
    mend: `Write ${option} ${least + 1}.`,
  });
}

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

function runNode(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(process.execPath, words, {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
