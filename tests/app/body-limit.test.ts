/** Routes that take larger or smaller bodies than the app does. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { Flagon } from "flagon";
import { ask, jsonBody } from "../support/fetching.ts";

it("a route's own limit counts for bodies of every type", async () => {
  const app = new Flagon({ logging: { level: "silent" }, config: { limits: { jsonBytes: 100 } } });
  app.post("/usual", async (request) => await request.json());
  app.post("/large", { bodyLimitBytes: 1000 }, async (request) => await request.json());
  app.post(
    "/small",
    { bodyLimitBytes: 5 },
    async (request) => (await request.form()).get("a") ?? null,
  );
  const body = jsonBody("x".repeat(500));
  assert.equal((await ask(app, "/usual", body)).status, 413);
  assert.equal((await ask(app, "/large", body)).status, 200);
  const form = { method: "POST", body: new URLSearchParams({ a: "123456" }) };
  assert.equal((await ask(app, "/small", form)).status, 413);
});
