/** What the blueprint `__name__` answers as a part of the site. */

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { databaseSuite } from "flagon/testing/database";
import { app, client } from "../../tests/site.ts";

describe("__name__", () => {
  // A database with all tables, for this suite alone; what a test writes is undone behind it.
  databaseSuite({ before, after, beforeEach, afterEach }, app);

  it("has a first page", async () => {
    const reply = await client.get("/__name__/");
    assert.equal(reply.status, 200, "Has app.ts installed __ident__?");
    await reply.assertContains("__Name__");
  });
});
