/** What the application answers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { testClient } from "flagon/testing";
import app from "./app.ts";

test("the first page greets", async () => {
  const reply = await testClient(app).get("/");
  assert.equal(reply.status, 200);
  await reply.assertContains("Hello");
});

test("a user's number is a number", async () => {
  const client = testClient(app);
  assert.deepEqual(await (await client.get("/users/7")).json(), { id: 7 });
  assert.equal((await client.get("/users/seven")).status, 404);
});
