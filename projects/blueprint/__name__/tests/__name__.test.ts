/**
 * What the blueprint `__name__` answers, by itself. Once it uses the database or templates of the whole site, make that app here instead;
 * `databaseSuite` of `flagon/testing/database` makes the tables.
 */

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
