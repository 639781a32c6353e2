/** A suite such as a user writes, run by every test runner that flagon/testing is meant for. */

import assert from "node:assert/strict";
import { Flagon, redirect } from "flagon";
import { sessions } from "flagon/sessions";
import {
  captureLogs,
  freezeTime,
  overrideSettings,
  type TestClient,
  testClient,
} from "flagon/testing";

/** What a test runner gives a suite. */
export interface Runner {
  describe(name: string, suite: () => void): unknown;
  it(name: string, test: () => Promise<void>): unknown;
  beforeEach(prepare: () => void): unknown;
}

function shop(): Flagon {
  const app = new Flagon({ config: { secretKey: "a-key-for-tests-that-is-long-enough" } });
  app.install(sessions());
  app.get("/cart", ({ session }) => ({ cart: session.get("cart") ?? [] }));
  app.post("/cart", ({ session }) => {
    session.set("cart", [...((session.get("cart") as number[] | undefined) ?? []), 7]);
    return redirect("/cart");
  });
  app.get("/boom", () => {
    throw new RangeError("boom");
  });
  return app;
}

/** Registers the suite with a runner. */
export function sampleSuite({ describe, it, beforeEach }: Runner): void {
  describe("a shop", () => {
    let client: TestClient;
    beforeEach(() => {
      client = testClient(shop());
    });

    it("keeps a cart across requests and forgets it in the next test", async () => {
      await (await client.get("/cart")).assertJson({ cart: [] });
      const reply = await client.post("/cart", { followRedirects: true });
      await reply.assertJson({ cart: [7] });
      assert.equal(reply.history.length, 1);
    });

    it("starts with what the test puts into the session", async () => {
      await client.session((session) => session.set("cart", [1, 2]));
      await (await client.get("/cart")).assertJson({ cart: [1, 2] });
    });

    it("forgets a visitor after two weeks", async () => {
      const clock = freezeTime();
      await client.post("/cart");
      clock.advance({ days: 15 });
      await (await client.get("/cart")).assertJson({ cart: [] });
      clock.restore();
    });

    it("raises what a view throws, and logs it once", async () => {
      const logs = captureLogs(client.app);
      await assert.rejects(client.get("/boom"), RangeError);
      assert.equal(logs.find({ level: "error" }).length, 1);
      logs.restore();
    });

    it("answers for another host while a setting says so", async () => {
      const ask = async (): Promise<number> => (await client.get("http://shop.test/cart")).status;
      assert.equal(await overrideSettings(client.app, { allowedHosts: ["shop.test"] }, ask), 200);
      assert.equal(await ask(), 400);
    });
  });
}
