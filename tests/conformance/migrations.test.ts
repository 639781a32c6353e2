/** The states recorded from Django: each is walked forwards, back and forwards again, with rows, on SQLite, PostgreSQL and MariaDB. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root } from "../support/sources.ts";

interface Told {
  missing: string[];
  extra: string[];
}

interface Adapter {
  pair(
    from: object,
    to: object,
    options: { renames: boolean },
  ): Promise<{ operations: object[]; asked: object[]; again: object[] }>;
  close(): Promise<void>;
}

interface Pair {
  from: number;
  to: number;
  renames: boolean;
  asked: object[];
}

const folder = join(root, "benchmarks", "migrations");
const { Adapter } = (await import(join(folder, "flagon.mjs"))) as {
  Adapter: new (backend: string) => Adapter;
};
const { walk } = (await import(join(folder, "walk.mjs"))) as {
  walk(adapter: Adapter): Promise<string[]>;
};
const { compareOps } = (await import(join(folder, "compare.mjs"))) as {
  compareOps(got: object[], want: Pair): Told;
};
const { steps } = JSON.parse(readFileSync(join(folder, "states.json"), "utf8")) as {
  steps: { state: object }[];
};
const pairs = readFileSync(join(folder, "pairs.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Pair)
  .filter(({ from, to }) => steps[from] !== undefined && steps[to] !== undefined);

describe("the 24 states of the suite", () => {
  for (const backend of ["sqlite", "postgresql", "mariadb"]) {
    it(`have Django's schema and rows after each step, back and forth, on ${backend}`, async () => {
      const adapter = new Adapter(backend);
      try {
        assert.deepEqual(await walk(adapter), []);
      } finally {
        await adapter.close();
      }
    });
  }
});

describe("the pairs of states of the suite", () => {
  it("are told apart by Django's operations, with no question more, and nothing is found again", async () => {
    const adapter = new Adapter("sqlite");
    const wrong: string[] = [];
    for (const pair of pairs) {
      const [from, to] = [steps[pair.from]!.state, steps[pair.to]!.state];
      const { operations, asked, again } = await adapter.pair(from, to, pair);
      const { missing, extra } = compareOps(operations, pair);
      const other = [...missing, ...extra].filter((text) => !isFolded(text));
      if (other.length > 0 || again.length > 0 || asked.length > pair.asked.length)
        wrong.push(`${pair.from} to ${pair.to}: ${other.join(", ")}`);
    }
    assert.deepEqual([wrong, pairs.length > 60], [[], true]);
  });
});

/** What Flagon says by an index or within the creation of a model, Django says by operations of its own. */
function isFolded(text: string): boolean {
  return /^(AlterIndexTogether|AlterUniqueTogether|AddIndex|RemoveIndex) /.test(text);
}
