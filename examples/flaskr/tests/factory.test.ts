/** The app that the factory makes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { testClient } from "flagon/testing";
import { createApp } from "../app.ts";

test("the factory takes settings, and does not test without any", () => {
  assert.equal(createApp().config.testing, false);
  assert.equal(createApp({ testing: true }).config.testing, true);
});

test("the app says hello", async () => {
  const reply = await testClient(createApp({ testing: true })).get("/hello");
  assert.equal(await reply.text(), "Hello, World!");
});
