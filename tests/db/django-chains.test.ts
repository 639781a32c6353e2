/** Chains of query set calls that are made up, beside a real Django on the same rows: the same answers. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { DatabaseKind } from "../../src/db/backends/backend.ts";
import { createTables, openDatabases, withDatabases } from "../../src/db/index.ts";
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
import { type Home, withHomes } from "./homes.ts";

const COUNT = Number(process.env["FLAGON_TEST_CHAINS"] ?? 600);
const SEED = Number(process.env["FLAGON_TEST_SEED"] ?? 1);

/**
 * The share of chains that may differ: within one call Django makes a negated condition over a relation to many rows about the very row that
 * another condition of the call is about, where the names of two tables happen to be the same.
 */
const KNOWN = 0.008;

type Answer = { rows: unknown } | { error: string };

function askDjango(url: string, chains: readonly Chain[]): Answer[] {
  const script = join(import.meta.dirname, "django", "chains.py");
  const output = execFileSync("/usr/bin/python3", [script, url, PREFIX], {
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

/** Rows without an order are compared as a bag. Means have four digits behind the point in Django on MariaDB. */
function comparable(chain: Chain, answer: Answer, kind: DatabaseKind): string {
  if ("error" in answer) return `error`;
  const json = (value: unknown): string =>
    JSON.stringify(value, (_key, part: unknown) =>
      kind === "mysql" && typeof part === "number" ? part.toFixed(3) : part,
    );
  const isOrdered = chain.steps.some(({ call }) => call === "order");
  if (isOrdered || !Array.isArray(answer.rows)) return json(answer.rows);
  return json(answer.rows.map(json).sort());
}

/** On MariaDB Django groups by the key alone where rows are ordered by their relatives, too; which relative counts is left to chance. */
function isGroupedByKeyAlone({ steps }: Chain): boolean {
  const isGrouped = steps.some(({ call }) => call === "annotate");
  const names = steps.flatMap(({ call, names: given = [] }) => (call === "order" ? given : []));
  return isGrouped && names.some((name) => name.includes("__"));
}

for (const kind of ["sqlite", "mysql"] as const) {
  describe(`made-up chains of calls on ${kind}`, () => {
    it(`give what Django gives: ${COUNT} from seed ${SEED}`, () =>
      withHomes(kind, 1, async (home) => {
        const databases = openDatabases({ default: home!.options });
        await withDatabases(databases, async () => {
          await createTables(Firm, Skill, Worker, Badge);
          await fillChains();
          await compare(home!);
        });
        await databases.close();
      }));
  });
}

async function compare({ url, kind }: Home): Promise<void> {
  const inventor = new Inventor(SEED);
  const chains = Array.from({ length: COUNT }, () => inventor.chain());
  const wanted = askDjango(url, chains);
  const wrong: string[] = [];
  let compared = 0;
  for (const [index, chain] of chains.entries()) {
    const theirs = wanted[index]!;
    if ("error" in theirs || (kind === "mysql" && isGroupedByKeyAlone(chain))) continue;
    compared += 1;
    const ours = await askFlagon(chain);
    if (comparable(chain, ours, kind) !== comparable(chain, theirs, kind))
      wrong.push([chain, ours, theirs].map((part) => JSON.stringify(part)).join("\n  "));
  }
  assert.ok(
    wrong.length <= compared * KNOWN,
    `${wrong.length} of ${compared} differ:\n${wrong.slice(0, 5).join("\n")}`,
  );
  assert.ok(compared > COUNT / 2, `Django refused all but ${compared}`);
}
