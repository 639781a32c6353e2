/** A suite with a database such as a user writes, run by every test runner that flagon/testing/database is meant for. */

import assert from "node:assert/strict";
import { Blueprint, Flagon } from "flagon";
import { database } from "flagon/database";
import { f, model } from "flagon/db";
import { testClient } from "flagon/testing";
import {
  assertQueries,
  databaseSuite,
  factory,
  sequence,
  type SuiteHooks,
} from "flagon/testing/database";

/** What a test runner gives a suite. */
export interface DatabaseRunner extends SuiteHooks {
  describe(name: string, suite: () => void): unknown;
  it(name: string, test: () => Promise<void>): unknown;
}

class Basket extends model({ owner: f.char({ maxLength: 40 }) }) {}

const baskets = factory(Basket, { owner: sequence((n) => `Owner ${n}`) });

/** Registers the suite with a runner. */
export function databaseSample({ describe, it, ...hooks }: DatabaseRunner): void {
  describe("a shop with a database", () => {
    const app = new Flagon();
    app.install(database("sqlite::memory:"), new Blueprint("basket-shop").models(Basket));
    app.post("/baskets", async () => ({ id: (await baskets.create()).id }));
    app.get("/baskets", async () => ({ count: await Basket.count() }));
    const suite = databaseSuite(hooks, app, { data: () => baskets.create({ owner: "Ann" }) });
    const count = async (): Promise<unknown> => (await testClient(app).get("/baskets")).json();

    it("keeps what a test writes", async () => {
      await testClient(app).post("/baskets");
      assert.deepEqual(await count(), { count: 2 });
      assert.equal(suite.data().owner, "Ann");
    });

    it("forgets it in the next one", async () => {
      assert.deepEqual(await assertQueries(1, count), { count: 1 });
    });
  });
}
