/** The example site, as a visitor sees it. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Flagon } from "flagon";
import { testClient } from "flagon/testing";
import { ask } from "../../tests/support/fetching.ts";
import { makeApp } from "./app.ts";

const site = (): Flagon => makeApp({ database: ":memory:" });

describe("the elements site", () => {
  it("shows all elements, each with a link to a page that is there", async () => {
    const app = site();
    const home = await (await ask(app, "/")).text();
    const links = [...home.matchAll(/href="(\/elements\/[A-Za-z]+)"/g)].map((match) => match[1]!);
    assert.equal(new Set(links).size, 118);
    for (const link of [links[0]!, links[60]!, links[117]!])
      assert.equal((await ask(app, link)).status, 200);
    const css = /href="(\/static\/[^"]+)"/.exec(home)![1]!;
    assert.match(await (await ask(app, css)).text(), /grid-template-columns/);
  });

  it("finds by name, symbol and kind, and escapes what was asked", async () => {
    const app = site();
    assert.match(await (await ask(app, "/search?q=gold")).text(), /\/elements\/Au/);
    assert.match(await (await ask(app, "/search?q=noble")).text(), /\/elements\/Xe/);
    const odd = await (await ask(app, "/search?q=%3Cscript%3E%25")).text();
    assert.match(odd, /&lt;script&gt;%/);
    assert.match(odd, /Nothing was found/);
  });

  it("keeps favourites in the session and notes in the database", async () => {
    const client = testClient(site());
    const csrfToken = async (): Promise<string> => {
      const page = await (await client.get("/elements/Au")).text();
      return /name="csrfToken" value="([^"]+)"/.exec(page)![1]!;
    };
    const starred = await client.post("/elements/Au/favourite", {
      form: { csrfToken: await csrfToken() },
    });
    assert.deepEqual([starred.status, starred.headers.get("location")], [303, "/elements/Au"]);
    assert.match(await (await client.get("/favourites")).text(), /Gold/);
    const note = { author: "Ann", text: "<b>heavy</b>", csrfToken: await csrfToken() };
    assert.equal((await client.post("/elements/Au/notes", { form: note })).status, 303);
    assert.match(await (await client.get("/elements/Au")).text(), /&lt;b&gt;heavy&lt;\/b&gt;/);
    assert.equal(
      (
        await client.post("/elements/Au/notes", {
          form: { author: "", csrfToken: await csrfToken() },
        })
      ).status,
      422,
    );
    assert.equal((await client.post("/elements/Au/favourite", { form: {} })).status, 403);
  });

  it("has an API with checked paging, and a CSV file", async () => {
    const app = site();
    const two = (await (await ask(app, "/api/elements?limit=2&after=1")).json()) as {
      results: { symbol: string }[];
    };
    assert.deepEqual(
      two.results.map(({ symbol }) => symbol),
      ["He", "Li"],
    );
    assert.equal((await ask(app, "/api/elements?limit=x")).status, 422);
    assert.equal((await ask(app, "/api/elements/119")).status, 404);
    assert.match(
      await (await ask(app, "/api/elements.csv")).text(),
      /^number,symbol,name,mass\n1,H,Hydrogen,1.008\n/,
    );
  });

  it("has a page of its own for what is not there", async () => {
    const reply = await ask(site(), "/elements/Zz");
    assert.equal(reply.status, 404);
    assert.match(await reply.text(), /There is no element of symbol Zz/);
  });
});
