/** Signals: connecting, sending, senders, weak receivers, async receivers, muting. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Signal, signal } from "../../src/base/signals.ts";

describe("a signal", () => {
  it("calls its receivers in order, with sender and payload, and gives their answers", () => {
    const paid = new Signal<{ amount: number }>("paid");
    const shop = {};
    const first = paid.connect((sender, { amount }) => [sender === shop, amount]);
    const second = paid.connect(() => "second");
    assert.deepEqual(paid.send(shop, { amount: 3 }), [
      { receiver: first, result: [true, 3] },
      { receiver: second, result: "second" },
    ]);
  });

  it("calls a receiver once however often it was connected", () => {
    const saved = new Signal("saved");
    let calls = 0;
    const count = () => (calls += 1);
    saved.connect(count);
    saved.connect(count);
    saved.connect(() => (calls += 10), { dispatchUid: "ten" });
    saved.connect(() => (calls += 10), { dispatchUid: "ten" });
    saved.send(null, {});
    assert.equal(calls, 11);
  });

  it("calls for one sender only where it was asked to", () => {
    const saved = new Signal("saved");
    const [ann, bob] = [{}, {}];
    const seen: string[] = [];
    saved.connect(() => seen.push("ann's"), { sender: ann });
    saved.connect(() => seen.push("any"));
    saved.send(bob, {});
    saved.send(ann, {});
    assert.deepEqual(seen, ["any", "ann's", "any"]);
  });

  it("forgets what is disconnected, and says whether there was anything", () => {
    const saved = new Signal("saved");
    const receiver = saved.connect(() => 1);
    saved.connect(() => 2, { dispatchUid: "two" });
    assert.equal(saved.disconnect(receiver), true);
    assert.equal(saved.disconnect(receiver), false);
    assert.equal(saved.disconnect(undefined, { dispatchUid: "two" }), true);
    assert.equal(saved.hasReceivers, false);
    assert.deepEqual(saved.send(null, {}), []);
  });

  it("is not disturbed by receivers that disconnect while it is sent", () => {
    const saved = new Signal("saved");
    const seen: string[] = [];
    const once = saved.connect(() => {
      seen.push("once");
      saved.disconnect(once);
    });
    saved.connect(() => seen.push("always"));
    saved.send(null, {});
    saved.send(null, {});
    assert.deepEqual(seen, ["once", "always", "always"]);
  });

  it("lets the first fault through when it is sent plainly", () => {
    const saved = new Signal("saved");
    saved.connect(() => {
      throw new RangeError("no");
    });
    assert.throws(() => saved.send(null, {}), RangeError);
  });

  it("has a process-wide namesake for packages that do not know each other", () => {
    assert.equal(signal("test-only"), signal("test-only"));
    assert.notEqual(signal("test-only"), signal("another"));
  });
});

describe("a weak receiver", () => {
  it("is dropped once nothing else holds it, and a strong one is not", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const saved = new Signal("saved");
    let calls = 0;
    saved.connect(() => (calls += 1), { weak: true });
    saved.connect(() => (calls += 10));
    await sleep(1);
    collectGarbage();
    saved.send(null, {});
    assert.equal(calls, 10);
  });
});

describe("a signal with async receivers", () => {
  it("waits for each in turn", async () => {
    const saved = new Signal("saved");
    const seen: string[] = [];
    saved.connect(async () => {
      await sleep(2);
      seen.push("slow");
      return 1;
    });
    saved.connect(() => seen.push("quick"));
    const answers = await saved.sendAsync(null, {});
    assert.deepEqual(seen, ["slow", "quick"]);
    assert.equal(answers[0]!.result, 1);
  });

  it("collects thrown and rejected faults when it is sent robustly, and calls everybody", async () => {
    const saved = new Signal("saved");
    saved.connect(() => {
      throw new RangeError("thrown");
    });
    saved.connect(() => Promise.reject(new TypeError("rejected")));
    saved.connect(() => "fine");
    const answers = await saved.sendRobust(null, {});
    assert.deepEqual(
      answers.map(({ error, result }) => (error as Error | undefined)?.message ?? result),
      ["thrown", "rejected", "fine"],
    );
  });

  it("has run all plain receivers when the robust call returns", () => {
    const saved = new Signal("saved");
    let calls = 0;
    saved.connect(() => (calls += 1));
    saved.connect(() => (calls += 1));
    void saved.sendRobust(null, {});
    assert.equal(calls, 2);
  });
});

describe("a receiver connected for a block", () => {
  it("sees only what happens inside, also when the block throws", () => {
    const saved = new Signal<number>("saved");
    const seen: number[] = [];
    const receiver = (_: unknown, value: number) => seen.push(value);
    saved.send(null, 1);
    assert.equal(
      saved.connectedTo(receiver, () => saved.send(null, 2).length),
      1,
    );
    assert.throws(() =>
      saved.connectedTo(receiver, () => {
        throw new Error("block");
      }),
    );
    saved.send(null, 3);
    assert.deepEqual(seen, [2]);
  });

  it("stays until an async block is done", async () => {
    const saved = new Signal<number>("saved");
    const seen: number[] = [];
    await saved.connectedTo(
      (_, value) => seen.push(value),
      async () => {
        await sleep(1);
        saved.send(null, 1);
      },
    );
    saved.send(null, 2);
    assert.deepEqual(seen, [1]);
  });

  it("stays connected afterwards where it was before", () => {
    const saved = new Signal("saved");
    const receiver = saved.connect(() => 1);
    saved.connectedTo(receiver, () => {});
    assert.equal(saved.isConnected(receiver), true);
  });
});

describe("a muted signal", () => {
  it("calls nobody until the block is over", async () => {
    const saved = new Signal("saved");
    saved.connect(() => 1);
    assert.equal(
      saved.muted(() => saved.send(null, {}).length),
      0,
    );
    await saved.muted(async () => assert.equal(saved.hasReceivers, false));
    assert.equal(saved.send(null, {}).length, 1);
  });
});
