/**
 * Renders four pages with each engine and by hand, and prints a table: microseconds per page, and how many times the hand-written page's.
 *
 * Each engine has a process of its own for each page. In it the engine and the hand-written page take turns, so that both have the same
 * machine; the best turn of each counts, and the median of the processes.
 */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { contexts } from "./data.mjs";
import { engines } from "./engines.mjs";
import { pages } from "./hand-written.mjs";

const PASSES = Number(process.env.PASSES ?? 3);
const TURNS = 30;
const TURN_MS = 25;
const COLUMNS = [...Object.keys(pages), "compile"];

const [name, column] = process.argv.slice(2);
if (column !== undefined) console.log(JSON.stringify(await measure(name, column)));
else printTable(name === undefined ? Object.keys(engines) : [name]);

function printTable(names) {
  console.log(`| engine | ${COLUMNS.join(" | ")} |`);
  console.log(`|---|${COLUMNS.map(() => "---:|").join("")}`);
  for (const engine of names) {
    const cells = COLUMNS.map((each) => cellOf(engine, each));
    console.log(`| ${engine} | ${cells.join(" | ")} |`);
  }
}

function cellOf(engine, what) {
  const runs = Array.from({ length: PASSES }, () => run(engine, what)).filter(Boolean);
  if (runs.length === 0) return "–";
  const us = median(runs.map((each) => each.us));
  if (what === "compile") return `${(us / 1000).toFixed(2)} ms`;
  return `${us.toFixed(1)} (${median(runs.map((each) => each.us / each.hand)).toFixed(2)}x)`;
}

function run(engine, what) {
  const args = ["--conditions=flagon-source", fileURLToPath(import.meta.url), engine, what];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const line = stdout.trim().split("\n").at(-1);
  if (line === "") throw new Error(stderr);
  return JSON.parse(line);
}

async function measure(engine, what) {
  const { page, compile } = await engines[engine]();
  if (what === "compile") {
    if (compile === undefined) return null;
    const [us] = await best([compile]);
    return { us };
  }
  const context = contexts[what];
  const render = page(what);
  const hand = pages[what];
  assertSame(await render(context), hand(context));
  // Reading the length in bytes makes one text of it, as writing it to a socket would.
  const read = (text) => Buffer.byteLength(text);
  const result = render(context);
  const turn =
    result instanceof Promise
      ? async () => read(await render(context))
      : () => read(render(context));
  const [us, byHand] = await best([turn, () => read(hand(context))]);
  return { us, hand: byHand };
}

function assertSame(got, wanted) {
  const spellings = { "&quot;": "&#34;", "&#x27;": "&#39;", "&#x2f;": "/", "&#x2F;": "/" };
  const normal = (text) =>
    text
      .replace(/&(?:quot|#x2[7fF]);/g, (entity) => spellings[entity])
      .replace(/\s+/g, " ")
      .replace(/> /g, ">")
      .replace(/ </g, "<")
      .trim();
  const [a, b] = [normal(got), normal(wanted)];
  if (a === b) return;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  throw new Error(
    `It differs: ${a.slice(at - 40, at + 40)} instead of ${b.slice(at - 40, at + 40)}`,
  );
}

/** Gives the microseconds of each function's best turn. */
async function best(functions) {
  const counts = [];
  for (const each of functions) {
    for (const until = performance.now() + 500; performance.now() < until;) await each();
    const start = performance.now();
    let count = 0;
    while (performance.now() < start + TURN_MS) {
      await each();
      count++;
    }
    counts.push(count);
  }
  const times = functions.map(() => Number.POSITIVE_INFINITY);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [index, each] of functions.entries()) {
      const start = performance.now();
      for (let n = 0; n < counts[index]; n++) {
        const given = each();
        if (given instanceof Promise) await given;
      }
      times[index] = Math.min(times[index], ((performance.now() - start) * 1000) / counts[index]);
    }
  }
  return times;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
