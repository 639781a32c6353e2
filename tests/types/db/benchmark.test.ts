/** A site's worth of models and queries is checked without errors, and does not cost more than it did. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check } from "../../../benchmarks/db-types/run.mjs";

/** Instantiations that the compiler may take; a tenth above what was measured when the figure was set. */
const BUDGET = 1_714_000;

describe("150 models with 1,500 queries", () => {
  it("are checked without errors and within the budget", (test) => {
    const result = check({ models: 150, queries: 1500 });
    test.diagnostic(`${result.instantiations} instantiations, ${result.seconds.toFixed(2)} s`);
    assert.deepEqual(result.errors, []);
    assert.ok(
      result.instantiations < BUDGET,
      `${result.instantiations} instantiations, the budget is ${BUDGET}`,
    );
  });

  it("are checked at all: a query for a field that is not there is an error", () => {
    const result = check({ models: 20, queries: 20, wrong: true });
    assert.match(result.errors.join("\n"), /NoField<"titel", Model0, "title">/);
  });
});
