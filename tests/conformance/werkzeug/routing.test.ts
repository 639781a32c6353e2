/** Routing cases recorded from Werkzeug: what it matches, redirects, refuses and builds. `routing.jsonl` has its answers. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

/** Cases in which Flagon answers otherwise on purpose; docs/routing.md gives the reasons. */
const DIFFERENCES = new Map([
  ["fba9a159c459c698", "an item of `any` need not be quoted to hold any letter or symbol"],
  ["fa0be5fdab9cc432", "the same item, built"],
  ["6d47c2475a6da25b", "items of `any` are percent-encoded like all else"],
]);

interface Case {
  group: string;
  id: string;
  map: string;
  suite: string;
  rules: unknown[];
  options: unknown;
  expect: Answer;
  also?: Answer[];
  optional?: boolean;
}

interface Answer {
  endpoint?: string;
  args?: unknown;
  redirect?: string;
  error?: string;
  allowed?: string[];
  url?: string;
}

interface Adapter {
  routing(map: { rules: unknown[]; options: unknown }): Promise<unknown>;
  matchCase(map: unknown, asked: Case): Promise<Answer>;
  buildCase(map: unknown, asked: Case): Promise<Answer>;
}

const adapterPath = new URL("../../../benchmarks/werkzeug/flagon.mjs", import.meta.url).href;
const adapter = (await import(adapterPath)) as Adapter;
const lines = readFileSync(new URL("routing.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n");
const cases = lines.map((line) => JSON.parse(line) as Case);
const maps = new Map<string, Promise<unknown>>();
for (const one of cases) if (one.group === "map") maps.set(one.id, adapter.routing(one));

const suites = new Set(cases.map(({ group, suite }) => `${group} ${suite}`));

describe("Werkzeug's routing cases", () => {
  for (const name of suites) {
    const mine = cases.filter(({ group, suite }) => name === `${group} ${suite}`);
    if (mine[0]!.group === "match") it(`are matched: ${name}`, () => all(mine, matches));
    if (mine[0]!.group === "build") it(`are built: ${name}`, () => all(mine, builds));
    if (mine[0]!.group === "map_error") it(`are refused: ${name}`, () => all(mine, refuses));
  }
});

async function all(mine: Case[], check: (one: Case) => Promise<void>): Promise<void> {
  for (const one of mine) {
    if (one.optional === true) continue;
    if (DIFFERENCES.has(one.id))
      await assert.rejects(check(one), `${one.id} is no difference any more`);
    else await check(one);
  }
}

async function matches(one: Case): Promise<void> {
  const answer = await adapter.matchCase(await maps.get(one.map), one);
  assert.deepEqual(untagged(answer), untagged({ ...one.expect }), JSON.stringify(one));
}

async function builds(one: Case): Promise<void> {
  const answer = await adapter.buildCase(await maps.get(one.map), one);
  if (one.expect.error === undefined) assert.equal(answer.url, one.expect.url, JSON.stringify(one));
  else assert.notEqual(answer.error, undefined, JSON.stringify(one));
}

async function refuses(one: Case): Promise<void> {
  if (one.expect.error === undefined) await adapter.routing(one);
  else await assert.rejects(adapter.routing(one), { name: "FlagonError" });
}

/** Gives plain values for tagged ones, so that both sides compare. */
function untagged(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(untagged);
  const entries = Object.entries(value);
  const [tag, inner] = entries[0] ?? [];
  if (tag === "$float") return Number(inner);
  if (tag === "$int" || tag === "$uuid") return inner;
  return Object.fromEntries(entries.map(([key, one]) => [key, untagged(one)]));
}
