/** A value that comes later, told in the same tick. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Later } from "../../src/http/later.ts";

describe("a later value", () => {
  it("runs its callbacks in the tick in which it comes, in their order", () => {
    const seen: unknown[] = [];
    const later = new Later<number>();
    const next: Later<number> = later.then((value): number => value + 1);
    next.then((value) => void seen.push(value));
    later.then((value) => void seen.push(value));
    assert.equal(seen.length, 0);
    later.resolve(1);
    later.then((value) => void seen.push(value));
    assert.deepEqual(seen, [2, 1, 1]);
  });

  it("passes errors on until somebody handles them", () => {
    const seen: unknown[] = [];
    const later = new Later<number>();
    later
      .then((): number => {
        throw new Error("a");
      })
      .then(() => seen.push("skipped"))
      .then(undefined, (error: unknown) => (error as Error).message)
      .then((value) => seen.push(value));
    later.resolve(1);
    assert.deepEqual(seen, ["a"]);
  });

  it("takes over what a promise brings, and can be awaited", async () => {
    const later = new Later<number>();
    const next = later.then((value) => Promise.resolve(value * 2));
    later.resolve(Promise.resolve(4));
    assert.equal(await next, 8);
    const failed = new Later<number>();
    failed.reject(new Error("no"));
    await assert.rejects(async () => await failed, /no/);
  });

  it("keeps the first of two values", async () => {
    const later = new Later<number>();
    later.resolve(1);
    later.resolve(2);
    later.reject(new Error("late"));
    assert.equal(await later, 1);
  });
});
