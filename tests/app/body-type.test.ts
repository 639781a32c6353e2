/** Routes that take their body as JSON alone, or as a form alone. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { Flagon } from "flagon";
import { object, string } from "flagon/validation";
import { ask, jsonBody } from "../support/fetching.ts";

it("a route refuses bodies of another type than it says", async () => {
  const app = new Flagon({ logging: { level: "silent" } });
  const body = object({ name: string() });
  app.post("/json", { body, bodyType: "json" }, (_request, { body }) => body);
  app.post("/form", { body, bodyType: "form" }, (_request, { body }) => body);
  app.post("/either", { body }, (_request, { body }) => body);
  const form = { method: "POST", body: new URLSearchParams({ name: "ann" }) };
  const text = {
    method: "POST",
    body: '{"name":"ann"}',
    headers: { "content-type": "text/plain" },
  };
  const statuses = async (init: RequestInit): Promise<number[]> =>
    Promise.all(
      ["/json", "/form", "/either"].map(async (path) => (await ask(app, path, init)).status),
    );
  assert.deepEqual(await statuses(jsonBody({ name: "ann" })), [200, 415, 200]);
  assert.deepEqual(await statuses(form), [415, 200, 200]);
  assert.deepEqual(await statuses(text), [415, 415, 415]);
});
