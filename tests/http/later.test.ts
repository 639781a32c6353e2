/** A value that comes later, and the line of steps that it runs through. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chain, Later } from "../../src/http/later.ts";

describe("a later value", () => {
  it("runs its steps in the tick in which it comes, in their order, and later ones at once", () => {
    const seen: number[] = [];
    const later = new Later<number>();
    const line = later.step((value) => value + 1).step((value) => (seen.push(value), value * 10));
    assert.ok((line as unknown) === later);
    assert.equal(seen.length, 0);
    later.resolve(1);
    line.step((value) => seen.push(value));
    assert.deepEqual(seen, [2, 20]);
  });

  it("passes errors on until somebody handles them", () => {
    const seen: unknown[] = [];
    const later = new Later<number>();
    later
      .step((): number => {
        throw new Error("a");
      })
      .step(() => seen.push("skipped"))
      .step(null, (error: unknown) => (error as Error).message)
      .step((value) => seen.push(value));
    later.resolve(1);
    assert.deepEqual(seen, ["a"]);
  });

  it("waits for what a step brings later, be it a promise or another line", async () => {
    const later = new Later<number>();
    const inner = new Later<number>();
    const line = later
      .step((value) => Promise.resolve(value * 2))
      .step((value) => inner.step((more) => value + more))
      .step((value) => `${value}`);
    later.resolve(Promise.resolve(4));
    inner.resolve(1);
    assert.equal(await line, "9");
    await assert.rejects(async () => {
      await line.step(() => Promise.reject(new Error("no")));
    }, /no/);
  });

  it("gives real promises to whoever awaits it, and goes on with its own value", async () => {
    const later = new Later<number>();
    const seen = later.then((value) => `seen ${value}`);
    later.resolve(1);
    assert.ok(seen instanceof Promise);
    assert.equal(await seen, "seen 1");
    assert.equal(await later, 1);
    assert.equal(await later, 1);
    const failed = new Later<number>();
    failed.reject(new Error("no"));
    await assert.rejects(async () => await failed, /no/);
    await assert.rejects(async () => await failed, /no/);
  });

  it("keeps the first of two values", async () => {
    const later = new Later<number>();
    later.resolve(1);
    later.resolve(2);
    later.reject(new Error("late"));
    assert.equal(await later, 1);
  });

  it("forks: each line goes its own way from the same value or error", async () => {
    const later = new Later<number>();
    const doubled = later.fork().step((value) => value * 2);
    const failing = later.fork().step(() => {
      throw new Error("one line only");
    });
    later.resolve(2);
    assert.deepEqual([await doubled, await later], [4, 2]);
    await assert.rejects(async () => await failing, /one line only/);
    const broken = new Later<number>();
    const forked = broken.fork().step(null, () => "mended");
    broken.reject(new Error("no"));
    assert.equal(await forked, "mended");
    await assert.rejects(async () => await broken, /no/);
  });

  it("is chained like any promise", async () => {
    const later = new Later<number>();
    const line = chain(later, (value) => value + 1);
    assert.ok((line as unknown) === later);
    later.resolve(1);
    assert.equal(await line, 2);
    assert.equal(await chain(Promise.resolve(1), (value) => value + 1), 2);
    assert.equal(await chain(Promise.reject(new Error("no")), null, () => "mended"), "mended");
  });
});
