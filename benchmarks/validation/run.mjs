/** Validates the article of the `post` workload with Flagon and its peers, one library per process, and prints a table of medians. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { article, broken } from "./article.mjs";
import { LIBRARIES } from "./libraries.mjs";

const ROUNDS = 5;
const PER_ROUND = 300_000;

const [name] = process.argv.slice(2);
if (name === undefined) printTable();
else console.log(JSON.stringify(await measure(LIBRARIES[name])));

function printTable() {
  console.log("| library | valid article | broken article | code at run time |");
  console.log("|---|---:|---:|---|");
  for (const [library, { generatesCode }] of Object.entries(LIBRARIES)) {
    const script = fileURLToPath(import.meta.url);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--conditions=flagon-source", script, library],
      { encoding: "utf8" },
    );
    if (stdout === "") throw new Error(stderr);
    const { valid, invalid } = JSON.parse(stdout);
    const row = [library, `${valid} ns`, `${invalid} ns`, generatesCode ? "generated" : "–"];
    console.log(`| ${row.join(" | ")} |`);
  }
}

/** Every value is parsed anew, as in a server: objects that were validated before would be in the caches. */
async function measure({ load }) {
  const validate = await load();
  const good = Array.from({ length: 1000 }, () => JSON.parse(JSON.stringify(article)));
  const bad = Array.from({ length: 1000 }, () => JSON.parse(JSON.stringify(broken)));
  if (!validate(good[0]) || validate(bad[0])) throw new Error("It does not tell good from bad.");
  return { valid: await median(validate, good), invalid: await median(validate, bad) };
}

async function median(validate, values) {
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    for (let count = 0; count < PER_ROUND; count += values.length) {
      for (const value of values) validate(value);
    }
    // The first round warms up.
    if (round > 0) rounds.push(((performance.now() - start) / PER_ROUND) * 1e6);
  }
  return Math.round(rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]);
}
