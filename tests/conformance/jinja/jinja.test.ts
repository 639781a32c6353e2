/** Cases whose answers come from Jinja itself: what it prints, and the lines where it fails. `visible.jsonl` has them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

interface Case {
  id: string;
  feature: string;
  templates: Record<string, string>;
  main: string;
  context: unknown;
  options: Record<string, unknown>;
  expect: { output?: string; error?: string; line?: number | null };
}

type Render = (asked: unknown) => string | Promise<string>;

interface Adapter {
  render: Render;
  renderAsync: Render;
  renderStream: Render;
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
  .map((line) => JSON.parse(line) as Case);

describe("Jinja's answers", () => {
  for (const feature of new Set(cases.map((one) => one.feature))) {
    const mine = cases.filter((one) => one.feature === feature);
    for (const way of ["render", "renderAsync", "renderStream"] as const) {
      it(`are given by ${way}: ${feature}`, async () => {
        const answers = await Promise.all(mine.map(async (one) => answerOf(one, adapter[way])));
        assert.deepEqual(answers, mine.map(expectedOf));
      });
    }
  }
});

function expectedOf({ id, expect }: Case): unknown {
  return expect.output === undefined ? { id, line: expect.line } : { id, output: expect.output };
}

async function answerOf(
  { id, templates, main, context, options, expect }: Case,
  render: Render,
): Promise<unknown> {
  const globals = decode(options["globals"] ?? {}, adapter.revive);
  try {
    const asked = { templates, main, context: decode(context, adapter.revive) };
    return { id, output: await render({ ...asked, options: { ...options, globals } }) };
  } catch (error) {
    // Where Jinja names no line, any will do.
    return { id, line: expect.line === null ? null : (error as { line?: number }).line };
  }
}
