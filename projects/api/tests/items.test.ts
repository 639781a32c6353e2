/** The items, as a client of the API sees them. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTables } from "flagon/db";
import { testClient, type TestClient } from "flagon/testing";
import { createApp } from "../app.ts";
import { Item } from "../items/models.ts";

describe("the items", () => {
  const app = createApp("sqlite::memory:");
  let client: TestClient;

  before(async () => {
    await app.start();
    await createTables(Item);
    client = testClient(app, { raiseErrors: false });
  });
  after(() => app.stop());

  it("are made, read, changed and deleted", async () => {
    const made = await client.post("/items/", { json: { name: "lamp", cents: 1999 } });
    assert.equal(made.status, 201);
    const address = made.headers.get("location")!;
    await client.put(address, { json: { name: "lamp", cents: 999 } });
    assert.equal(((await (await client.get(address)).json()) as { cents: number }).cents, 999);
    assert.equal((await client.delete(address)).status, 204);
    assert.equal((await client.get(address)).status, 404);
  });

  it("are refused with what is wrong with them", async () => {
    const reply = await client.post("/items/", { json: { name: "", cents: -1 } });
    assert.equal(reply.status, 422);
    const { errors } = (await reply.json()) as { errors: { path: string }[] };
    assert.deepEqual(errors.map(({ path }) => path).toSorted(), ["cents", "name"]);
  });

  it("come in pages", async () => {
    await Item.bulkCreate(Array.from({ length: 25 }, (_, index) => ({ name: `item ${index}` })));
    const page = (await (await client.get("/items/?page=2")).json()) as { items: unknown[] };
    assert.equal(page.items.length, 5);
    assert.equal((await client.get("/items/?page=9")).status, 404);
  });
});
