/** What becomes of requests that lack a value the view cannot do without. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import { parseQuery } from "flagon/http";
import { testClient } from "flagon/testing";

function photos({ debug }: { debug: boolean }) {
  const app = new Flagon({ config: { debug }, logging: { level: "silent" } });
  app.get("/search", ({ query }) => query.getRequired("page"));
  app.post("/title", async (request) => (await request.form()).getRequired("title"));
  app.post("/photo", async (request) => (await request.files()).getRequired("photo").name);
  return testClient(app);
}

const multipart = (...parts: [name: string, value: string | File][]): FormData => {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  return form;
};
const urlencoded = (fields: Record<string, string>) => new URLSearchParams(fields);
/** What a browser sends for a file input that was left empty. */
const emptyInput = new Blob(
  [
    '--edge\r\nContent-Disposition: form-data; name="photo"; filename=""\r\n',
    "Content-Type: application/octet-stream\r\n\r\n\r\n--edge--\r\n",
  ],
  { type: "multipart/form-data; boundary=edge" },
);
const cat = new File(["meow"], "cat.png");

describe("a request that lacks a value", () => {
  const cases: [what: string, path: string, body: RequestInit["body"], hint: RegExp][] = [
    [
      "a file, in a form without enctype",
      "/photo",
      urlencoded({ photo: "cat.png" }),
      /name alone.*enctype="multipart/,
    ],
    [
      "another file, in a form without enctype",
      "/photo",
      urlencoded({ a: "1" }),
      /^The form came as .*enctype=/,
    ],
    ["a file, which is a text field", "/photo", multipart(["photo", "cat.png"]), /type="file"/],
    ["a file, which was left empty", "/photo", emptyInput, /left empty/],
    ["a field, which is a file", "/title", multipart(["title", cat]), /came as a file.*files\(\)/],
    ["a field of another name", "/title", urlencoded({ titel: "Cat" }), /^Did you mean "titel"\?$/],
    ["a field among others", "/title", multipart(["a", "1"], ["b", "2"]), /^Known are: a, b\.$/],
    ["a form", "/title", undefined, /no body/],
  ];
  for (const [what, path, body, hint] of cases) {
    it(`is a 400 that names it and, in debug mode, hints at the reason: ${what}`, async () => {
      for (const debug of [true, false]) {
        const client = photos({ debug });
        const headers = { accept: "application/json" };
        const init = { method: "POST", headers, ...(body === undefined ? {} : { body }) };
        const reply = await client.app.fetch(new Request(`http://localhost${path}`, init));
        const told = (await reply.json()) as Record<string, string>;
        assert.equal(reply.status, 400);
        assert.equal(told["detail"], `The request lacks "${path.slice(1)}".`);
        if (debug) assert.match(told["hint"] ?? "", hint);
        else assert.ok(!("hint" in told));
      }
    });
  }

  it("hints on the page for people, and lets no visitor write markup there", async () => {
    const text = await (await photos({ debug: true }).get("/search?pag%3Ci%3E=1")).text();
    assert.match(text, /The request lacks &#34;page&#34;/);
    assert.match(text, /pag&lt;i&gt;/);
    assert.doesNotMatch(
      await (await photos({ debug: false }).get("/search?pag=1")).text(),
      /pag\b/,
    );
  });

  it("is answered with a look at a few names, however many came", () => {
    const query = parseQuery(Array.from({ length: 900 }, (_, at) => `name${at}=1`).join("&"));
    assert.throws(
      () => query.getRequired("else"),
      (error: Error & { hint: string }) =>
        error.hint.includes("name29") && !error.hint.includes("name30"),
    );
  });
});

describe("a request that brings the value", () => {
  it("is answered with it, empty text too", async () => {
    const client = photos({ debug: false });
    assert.equal(await (await client.get("/search?page=")).text(), "");
    assert.equal(await (await client.get("/search?page=2&page=3")).text(), "2");
    const body = multipart(["photo", cat]);
    const reply = await client.app.fetch(
      new Request("http://localhost/photo", { method: "POST", body }),
    );
    assert.equal(await reply.text(), "cat.png");
  });
});
