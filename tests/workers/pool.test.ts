/** Work in worker threads. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inWorker, WorkerPool } from "flagon/workers";
import type * as Functions from "./heavy.ts";

type Heavy = typeof Functions;
const url = new URL("./heavy.ts", import.meta.url);

describe("a function in a worker", () => {
  it("leaves the event loop free, and gives its value", async () => {
    const burn = inWorker<Heavy, "burn">(url, "burn");
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    const sum: number = await burn(100, 1, 2, 3);
    clearInterval(timer);
    assert.equal(sum, 6);
    assert.ok(turns >= 3, `${turns} turns`);
  });

  it("waits its turn when all workers are busy", async () => {
    const pool = new WorkerPool({ size: 1 });
    const burn = inWorker<Heavy, "burn">(url, "burn", pool);
    assert.deepEqual(await Promise.all([burn(5, 1), burn(1, 2), burn(1, 3)]), [1, 2, 3]);
    await pool.close();
  });

  it("passes on what it throws, and outlives a worker that ends", async () => {
    const pool = new WorkerPool({ size: 1 });
    await assert.rejects(inWorker<Heavy, "fail">(url, "fail", pool)("no"), {
      name: "RangeError",
      message: "no",
    });
    await assert.rejects(inWorker<Heavy, "quit">(url, "quit", pool)(), { code: "workers.stopped" });
    assert.equal(await inWorker<Heavy, "burn">(url, "burn", pool)(1, 4), 4);
    await pool.close();
  });
});
