/** Cases whose answers come from Jinja itself: what it prints, and the lines where it fails. `visible.jsonl` has them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

/** Features that are not built yet. */
const LATER = new Set(["sandbox"]);

/** Cases in which Flagon answers otherwise on purpose; docs/templates.md gives the reasons. */
const DIFFERENCES = new Map([
  ["expr-concat-format-82999470", "Jinja folds the constant and forgets that one part is safe"],
]);

interface Case {
  id: string;
  feature: string;
  templates: Record<string, string>;
  main: string;
  context: unknown;
  options: Record<string, unknown>;
  expect: { output?: string; error?: string; line?: number | null };
}

interface Adapter {
  render(asked: unknown): string;
  revive(tag: string, value: unknown): unknown;
}

interface Runner {
  decode(value: unknown, revive: Adapter["revive"]): unknown;
}

const here = (path: string): string => new URL(path, import.meta.url).href;
const adapter = (await import(here("../../../benchmarks/templates/flagon.mjs"))) as Adapter;
const { decode } = (await import(here("run.mjs"))) as Runner;
const cases = readFileSync(new URL("visible.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case)
  .filter(({ feature, id }) => !LATER.has(feature) && !DIFFERENCES.has(id));

describe("Jinja's answers", () => {
  for (const feature of new Set(cases.map((one) => one.feature))) {
    it(`are given: ${feature}`, () => {
      const mine = cases.filter((one) => one.feature === feature);
      assert.deepEqual(mine.map(answerOf), mine.map(expectedOf));
    });
  }
});

function expectedOf({ id, expect }: Case): unknown {
  return expect.output === undefined ? { id, line: expect.line } : { id, output: expect.output };
}

function answerOf({ id, templates, main, context, options, expect }: Case): unknown {
  const globals = decode(options["globals"] ?? {}, adapter.revive);
  try {
    const asked = { templates, main, context: decode(context, adapter.revive) };
    return { id, output: adapter.render({ ...asked, options: { ...options, globals } }) };
  } catch (error) {
    // Where Jinja names no line, any will do.
    return { id, line: expect.line === null ? null : (error as { line?: number }).line };
  }
}
