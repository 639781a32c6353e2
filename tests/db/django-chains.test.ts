/** Chains of query set calls that are made up, beside a real Django on the same rows: the same answers. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { connect, createTables } from "../../src/db/index.ts";
import {
  Badge,
  type Chain,
  fillChains,
  Firm,
  Inventor,
  PREFIX,
  runChain,
  Skill,
  Worker,
} from "./chains.ts";
import { newFile } from "./databases.ts";

const COUNT = Number(process.env["FLAGON_TEST_CHAINS"] ?? 600);
const SEED = Number(process.env["FLAGON_TEST_SEED"] ?? 1);

/**
 * The share of chains that may differ: within one call Django makes a negated condition over a relation to many rows about the very row that
 * another condition of the call is about, where the names of two tables happen to be the same.
 */
const KNOWN = 0.008;

type Answer = { rows: unknown } | { error: string };

function askDjango(file: string, chains: readonly Chain[]): Answer[] {
  const script = join(import.meta.dirname, "django", "chains.py");
  const output = execFileSync("/usr/bin/python3", [script, file, PREFIX], {
    input: JSON.stringify(chains),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output) as Answer[];
}

async function askFlagon(chain: Chain): Promise<Answer> {
  try {
    return { rows: await runChain(chain) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Rows without an order are compared as a bag. */
function comparable(chain: Chain, answer: Answer): string {
  if ("error" in answer) return `error`;
  const isOrdered = chain.steps.some(({ call }) => call === "order");
  if (isOrdered || !Array.isArray(answer.rows)) return JSON.stringify(answer.rows);
  return JSON.stringify(answer.rows.map((row) => JSON.stringify(row)).sort());
}

describe("made-up chains of calls", () => {
  it(`give what Django gives: ${COUNT} from seed ${SEED}`, async () => {
    const file = newFile();
    const databases = connect(`sqlite:///${file}`);
    await createTables(Firm, Skill, Worker, Badge);
    await fillChains();
    const inventor = new Inventor(SEED);
    const chains = Array.from({ length: COUNT }, () => inventor.chain());
    const wanted = askDjango(file, chains);
    const wrong: string[] = [];
    let compared = 0;
    for (const [index, chain] of chains.entries()) {
      const theirs = wanted[index]!;
      if ("error" in theirs) continue;
      compared += 1;
      const ours = await askFlagon(chain);
      if (comparable(chain, ours) !== comparable(chain, theirs))
        wrong.push([chain, ours, theirs].map((part) => JSON.stringify(part)).join("\n  "));
    }
    await databases.close();
    assert.ok(
      wrong.length <= compared * KNOWN,
      `${wrong.length} of ${compared} differ:\n${wrong.slice(0, 5).join("\n")}`,
    );
    assert.ok(compared > COUNT / 2, `Django refused all but ${compared}`);
  });
});
