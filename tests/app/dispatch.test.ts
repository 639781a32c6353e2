/** The way of a request through an app: routes, what views return, redirects, methods, hosts. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon, FlagonResponse, makeResponse } from "flagon";
import { html } from "flagon/html";
import { ask, jsonBody } from "../support/fetching.ts";

describe("a view", () => {
  const returned: [
    name: string,
    value: () => unknown,
    status: number,
    type: string | null,
    text: string,
  ][] = [
    ["text", () => "<b>hi</b>", 200, "text/html; charset=utf-8", "<b>hi</b>"],
    ["an object", () => ({ a: 1 }), 200, "application/json; charset=utf-8", '{"a":1}'],
    ["a list", () => [1, 2, 3], 200, "application/json; charset=utf-8", "[1,2,3]"],
    ["a list of two numbers", () => [1, 200], 200, "application/json; charset=utf-8", "[1,200]"],
    ["null", () => null, 200, "application/json; charset=utf-8", "null"],
    ["a number", () => 7, 200, "application/json; charset=utf-8", "7"],
    ["a bigint", () => 2n ** 60n, 200, "application/json; charset=utf-8", "1152921504606846976"],
    [
      "a Map",
      () => new Map([["a", new Set([1])]]),
      200,
      "application/json; charset=utf-8",
      '{"a":[1]}',
    ],
    [
      "a date in an object",
      () => ({ at: new Date(0) }),
      200,
      "application/json; charset=utf-8",
      '{"at":"1970-01-01T00:00:00.000Z"}',
    ],
    ["body and status", () => [{ id: 1 }, 201], 201, "application/json; charset=utf-8", '{"id":1}'],
    [
      "body, status and headers",
      () => ["x", 202, { "content-type": "text/plain" }],
      202,
      "text/plain",
      "x",
    ],
    ["nothing with a status", () => [null, 204], 204, null, ""],
    [
      "a web Response",
      () => new Response("r", { status: 418, headers: { "content-type": "text/x" } }),
      418,
      "text/x",
      "r",
    ],
    [
      "a Flagon response",
      () => makeResponse("m", { status: 203 }),
      203,
      "text/html; charset=utf-8",
      "m",
    ],
    ["bytes", () => new TextEncoder().encode("b"), 200, "application/octet-stream", "b"],
    ["safe HTML", () => html`<i>${"<"}</i>`, 200, "text/html; charset=utf-8", "<i>&lt;</i>"],
    ["a generator", () => pieces(), 200, "text/html; charset=utf-8", "onetwo"],
    ["an async generator", () => latePieces(), 200, "text/html; charset=utf-8", "onetwo"],
    ["a stream", () => new Blob(["s"]).stream(), 200, "text/html; charset=utf-8", "s"],
  ];
  for (const [name, value, status, type, text] of returned) {
    it(`may return ${name}, now or later`, async () => {
      const app = new Flagon();
      app.get("/now", () => value() as object);
      app.get("/later", async () => value() as object);
      for (const path of ["/now", "/later"]) {
        const reply = await ask(app, path);
        assert.deepEqual(
          [reply.status, reply.headers.get("content-type"), await reply.text()],
          [status, type, text],
        );
      }
    });
  }

  it("that returns undefined is named in the log, and the visitor sees a 500", async () => {
    const lines: string[] = [];
    const app = new Flagon({
      logging: { handlers: { main: { write: (line: string) => void lines.push(line) } } },
    });
    // What a JavaScript user can forget, TypeScript refuses.
    app.get("/forgot", function forgetful() {} as never);
    const reply = await ask(app, "/forgot");
    assert.equal(reply.status, 500);
    assert.doesNotMatch(await reply.text(), /forgetful|at:/);
    assert.match(lines.join("\n"), /app\.view-returned-nothing/);
    assert.match(lines.join("\n"), /forgetful/);
  });
});

describe("an app with a few routes", () => {
  function shop(): Flagon {
    const app = new Flagon();
    app.get("/users/<int:id>", (_request, { id }) => ({ id }));
    app.post("/users/<int:id>", async (request) => ({ got: await request.json() }));
    app.get("/folder/", () => "folder");
    app.get("/files/<path:rest>", (_request, { rest }) => ({ rest }));
    return app;
  }

  it("converts params by the rule", async () => {
    assert.deepEqual(await (await ask(shop(), "/users/7")).json(), { id: 7 });
    assert.equal((await ask(shop(), "/users/x")).status, 404);
  });

  it("answers HEAD as GET, without the body", async () => {
    const reply = await ask(shop(), "/users/7", { method: "HEAD" });
    assert.deepEqual(
      [reply.status, reply.headers.get("content-length"), await reply.text()],
      [200, "8", ""],
    );
  });

  it("refuses other methods with Allow, and answers OPTIONS with it", async () => {
    const refused = await ask(shop(), "/users/7", { method: "DELETE" });
    assert.deepEqual(
      [refused.status, refused.headers.get("allow")],
      [405, "GET, HEAD, OPTIONS, POST"],
    );
    const options = await ask(shop(), "/users/7", { method: "OPTIONS" });
    assert.deepEqual(
      [options.status, options.headers.get("allow")],
      [204, "GET, HEAD, OPTIONS, POST"],
    );
  });

  it("redirects to the trailing slash and away from doubled ones, with the query", async () => {
    for (const [path, location] of [
      ["/folder?a=1", "/folder/?a=1"],
      ["//folder/", "/folder/"],
      ["/users//7?x=%2F", "/users/7?x=%2F"],
    ]) {
      const reply = await ask(shop(), `http://localhost${path}`);
      assert.deepEqual([reply.status, reply.headers.get("location")], [308, location]);
    }
  });

  it("keeps encoded slashes out of a segment and lets a path have them", async () => {
    assert.equal((await ask(shop(), "/users%2F7")).status, 404);
    assert.deepEqual(await (await ask(shop(), "/files/a%2Fb")).json(), { rest: "a/b" });
    assert.deepEqual(await (await ask(shop(), "/files/a%252Fb")).json(), { rest: "a%2Fb" });
  });

  for (const target of ["/%zz", "/%00", "/%0a", "/%ff", "/%5c", "/a%5Cb", "/users/1%0a"]) {
    it(`refuses ${target} with a 400 that says why`, async () => {
      const reply = await ask(shop(), target);
      assert.equal(reply.status, 400);
      assert.match(await reply.text(), /The path has/);
    });
  }

  it("refuses a foreign host", async () => {
    const reply = await ask(shop(), "http://evil.example/users/7");
    assert.equal(reply.status, 400);
  });

  it("refuses a write that a page of another site sends", async () => {
    const foreign = {
      ...jsonBody({}),
      headers: { "content-type": "application/json", origin: "http://evil.example" },
    };
    assert.equal((await ask(shop(), "/users/7", foreign)).status, 403);
    const own = {
      ...jsonBody({}),
      headers: { "content-type": "application/json", origin: "http://localhost" },
    };
    assert.equal((await ask(shop(), "/users/7", own)).status, 200);
  });

  it("sends its default headers with every response, unknown addresses too", async () => {
    for (const path of ["/users/7", "/nowhere"]) {
      const { headers } = await ask(shop(), path);
      assert.deepEqual(
        [headers.get("x-content-type-options"), headers.get("x-frame-options")],
        ["nosniff", "DENY"],
      );
    }
  });

  it("refuses a new route once it has answered, and says where to put it", async () => {
    const app = shop();
    await ask(app, "/users/7");
    assert.throws(() => app.get("/late", () => ""), {
      code: "app.already-serving",
      where: 'app.get("/late")',
    });
  });
});

describe("a JSON body", () => {
  const echo = (): Flagon => {
    const app = new Flagon({ config: { limits: { jsonBytes: 100 } } });
    app.post("/", async (request) => ({ got: await request.json() }));
    return app;
  };
  const bad: [name: string, body: string, type: string, status: number][] = [
    ["that is malformed", "{", "application/json", 400],
    ["that is not said to be JSON", "{}", "text/plain", 415],
    ["whose type only begins like JSON", "{}", "application/jsonx", 415],
    ["with a blank and a word after its type", "{}", "application/json\ta", 415],
    ["larger than the limit", `"${"x".repeat(200)}"`, "application/json", 413],
    ["with a __proto__ key", '{"a":{"__proto__":{"x":1}}}', "application/json", 400],
    ["with an escaped __proto__ key", '{"\\u005f_proto__":{"x":1}}', "application/json", 400],
  ];
  for (const [name, body, type, status] of bad) {
    it(`${name} is answered ${status}`, async () => {
      const reply = await ask(echo(), "/", {
        method: "POST",
        body,
        headers: { "content-type": type },
      });
      assert.equal(reply.status, status, await reply.text());
    });
  }

  it("nested deeper than the limit is answered 400", async () => {
    const app = new Flagon();
    app.post("/", async (request) => ({ got: await request.json() }));
    const deep = "[".repeat(65) + "]".repeat(65);
    assert.equal(
      (
        await ask(app, "/", {
          method: "POST",
          body: deep,
          headers: { "content-type": "application/json" },
        })
      ).status,
      400,
    );
  });
});

describe("a response", () => {
  it("can go without a default header, and its own headers win", async () => {
    const app = new Flagon({
      defaultHeaders: { "X-Robots-Tag": "noindex", "Referrer-Policy": false },
    });
    app.get("/", () => {
      const response = new FlagonResponse("x", { headers: { "X-Frame-Options": "SAMEORIGIN" } });
      response.omitDefault("X-Content-Type-Options");
      return response;
    });
    const { headers } = await ask(app, "/");
    assert.deepEqual(
      ["x-frame-options", "x-content-type-options", "x-robots-tag", "referrer-policy"].map((name) =>
        headers.get(name),
      ),
      ["SAMEORIGIN", null, "noindex", null],
    );
  });
});

function* pieces(): Generator<string> {
  yield "one";
  yield "two";
}

async function* latePieces(): AsyncGenerator<string> {
  yield "one";
  await null;
  yield "two";
}
