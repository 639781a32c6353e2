/** The pages, as a visitor sees them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { client } from "./site.ts";

describe("the site", () => {
  it("has a first page, with its style", async () => {
    const reply = await client.get("/");
    assert.equal(reply.status, 200);
    await reply.assertContains("__Project__");
    assert.equal((await client.get("/static/site.css")).status, 200);
  });

  it("says so where there is no page", async () => {
    const reply = await client.get("/nowhere");
    assert.equal(reply.status, 404);
    await reply.assertContains("There is no such page.");
  });
});
