/** The clock that tests can stop. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { now, setClock } from "../../src/base/clock.ts";

it("shows real time, then the time that it is given, then real time again", () => {
  const before = setClock(() => 42);
  assert.equal(now(), 42);
  setClock(before);
  assert.ok(Math.abs(now() - Date.now()) < 1000);
  setClock(() => 1);
  setClock();
  assert.ok(now() > 1);
});
