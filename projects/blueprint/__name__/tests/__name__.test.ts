/** What the blueprint `__name__` answers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Flagon } from "flagon";
import { testClient } from "flagon/testing";
import { __ident__ } from "../index.ts";

test("the first page is there", async () => {
  const app = new Flagon();
  app.install(__ident__);
  const reply = await testClient(app).get("/__name__/");
  assert.equal(reply.status, 200);
  await reply.assertContains("__Name__");
});
