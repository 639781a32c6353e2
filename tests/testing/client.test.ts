/** The test client: what it sends, keeps, follows and raises. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon, HttpError, redirect, signals } from "flagon";
import { MemorySessionStore, sessions } from "flagon/sessions";
import { requestFor, testClient } from "flagon/testing";

const quiet = { logging: { level: "silent" } } as const;
const secretKey = "a-key-for-tests-that-is-long-enough";

function echo(): Flagon {
  const app = new Flagon(quiet);
  app.route("/echo", { methods: ["GET", "POST", "PUT", "PATCH", "DELETE"] }, async (request) => ({
    method: request.method,
    type: request.mediaType,
    query: request.query.toLists(),
    cookies: { ...request.cookies },
    text: request.mediaType === "multipart/form-data" ? "" : await request.text(),
  }));
  return app;
}

describe("a test client", () => {
  it("sends every method, with queries, cookies and bodies", async () => {
    const client = testClient(echo());
    const body = { json: { a: 1 } };
    for (const method of ["post", "put", "patch", "delete"] as const) {
      const reply = await client[method]("/echo?x=1", { ...body, query: { y: [2, 3], z: null } });
      await reply.assertJson({
        method: method.toUpperCase(),
        type: "application/json",
        query: { x: ["1"], y: ["2", "3"] },
        cookies: {},
        text: '{"a":1}',
      });
    }
    assert.equal((await client.head("/echo")).status, 200);
    assert.equal((await client.options("/echo")).status, 204);
  });

  it("sends forms and files as a browser would", async () => {
    const app = new Flagon(quiet);
    app.post("/", async (request) => {
      const [form, files] = [await request.form(), await request.files()];
      const photo = files.get("photo");
      return {
        title: form.get("title"),
        tags: form.getAll("tag"),
        photo: photo && [photo.name, photo.type, await photo.text()],
      };
    });
    const client = testClient(app);
    const form = { title: "Äpfel & Birnen", tag: ["a", "b"] };
    await (
      await client.post("/", { form })
    ).assertJson({
      title: "Äpfel & Birnen",
      tags: ["a", "b"],
    });
    const photo = { name: "p.txt", content: "pixels", type: "text/plain" };
    await (
      await client.post("/", { form, files: { photo } })
    ).assertJson({
      title: "Äpfel & Birnen",
      tags: ["a", "b"],
      photo: ["p.txt", "text/plain", "pixels"],
    });
  });

  it("refuses two bodies, and says which options clash", async () => {
    await assert.rejects(testClient(echo()).post("/echo", { json: 1, body: "x" }), {
      code: "testing.two-bodies",
    });
  });

  it("sends the path as it is written", async () => {
    const app = new Flagon(quiet);
    app.get("/<path:rest>", { mergeSlashes: false }, (request) => request.rawPath);
    const client = testClient(app);
    assert.equal(await (await client.get("/a/%62//c")).text(), "/a/%62//c");
    assert.equal((await client.get("/a/../b")).status, 400);
    assert.equal((await client.get("//evil.test/")).status, 308);
  });

  it("raises what a view throws, with its own stack, unless told not to", async () => {
    const app = new Flagon(quiet);
    app.get("/", () => explode());
    app.get("/later", async () => explode());
    const client = testClient(app);
    await assert.rejects(client.get("/"), (error: Error) => /explode/.test(error.stack ?? ""));
    await assert.rejects(client.get("/later"), /boom/);
    const page = await client.get("/", { raiseErrors: false });
    assert.equal(page.status, 500);
  });

  it("raises what a streamed body throws before its first piece and after", async () => {
    const app = new Flagon(quiet);
    app.get("/first", async function* () {
      explode();
      yield "";
    });
    app.get("/second", async function* () {
      yield "a";
      explode();
    });
    const client = testClient(app);
    await assert.rejects(client.get("/first"), /boom/);
    const reply = await client.get("/second");
    await assert.rejects(reply.text(), /boom/);
  });

  it("gives an HTTP error as the answer that it is", async () => {
    const app = new Flagon(quiet);
    app.get("/", () => {
      throw new HttpError(503);
    });
    assert.equal((await testClient(app).get("/")).status, 503);
  });

  it("sees a fault that an error handler answers as an answer", async () => {
    const app = new Flagon(quiet);
    app.errorHandler(RangeError, () => ["out of range", 400]);
    app.get("/", () => {
      throw new RangeError("9");
    });
    assert.equal((await testClient(app).get("/")).status, 400);
  });

  it("gives streams piece by piece, and a test may leave early", async () => {
    const app = new Flagon(quiet);
    let ended = false;
    app.get("/", async function* () {
      try {
        for (let at = 0; ; at++) yield `${at};`;
      } finally {
        ended = true;
      }
    });
    const reply = await testClient(app).get("/");
    const seen: string[] = [];
    for await (const piece of reply.stream()) {
      seen.push(piece);
      if (seen.length === 3) break;
    }
    assert.deepEqual([seen, ended], [["0;", "1;", "2;"], true]);
  });

  it("tells the endpoint, the params and the templates of an answer", async () => {
    const app = new Flagon(quiet);
    app.get("/posts/<int:id>", { endpoint: "post" }, (request) => {
      const template = "post.html";
      signals.templateRendered.send(app, {
        request,
        template,
        context: { n: 7 },
        used: [template],
      });
      return "";
    });
    const reply = await testClient(app).get("/posts/3");
    assert.deepEqual([reply.endpoint, reply.request?.params], ["post", { id: 3 }]);
    assert.deepEqual([reply.templates, reply.context], [["post.html"], { n: 7 }]);
    reply.assertTemplateUsed("post.html");
    assert.throws(() => reply.assertTemplateUsed("other.html"), /rendered "post.html"/);
    assert.equal((await testClient(app).get("/none")).endpoint, undefined);
  });
});

describe("redirects", () => {
  function hops(): Flagon {
    const app = new Flagon(quiet);
    app.get("/a", () => redirect("/b?x=1"));
    app.get("/b", () => redirect("c"));
    app.get("/c", (request) => `${request.method} ${request.search}`);
    app.post("/form", () => redirect("/c", 303));
    app.post("/again", () => redirect("/echo", 307));
    app.post("/echo", async (request) => request.text());
    app.get("/round", () => redirect("/round"));
    app.get("/away", () => ["", 302, { location: "https://elsewhere.test/" }]);
    return app;
  }

  it("are shown, or followed with their history", async () => {
    const client = testClient(hops());
    await (await client.get("/a")).assertRedirect("/b?x=1", { status: 302 });
    const reply = await client.get("/a", { followRedirects: true });
    assert.equal(await reply.text(), "GET ");
    assert.deepEqual(
      reply.history.map(({ url, status }) => [url, status]),
      [
        ["http://localhost/a", 302],
        ["http://localhost/b?x=1", 302],
      ],
    );
  });

  it("turn a POST into a GET at 303, and keep method and body at 307", async () => {
    const client = testClient(hops(), { followRedirects: true });
    assert.equal(await (await client.post("/form", { form: { a: 1 } })).text(), "GET ");
    assert.equal(await (await client.post("/again", { body: "kept" })).text(), "kept");
  });

  it("that never end are an error, and those that leave the app are not followed", async () => {
    const client = testClient(hops(), { followRedirects: true });
    await assert.rejects(client.get("/round"), { code: "testing.too-many-redirects" });
    assert.equal((await client.get("/away")).location, "https://elsewhere.test/");
  });
});

describe("assertions on replies", () => {
  const app = new Flagon(quiet);
  app.get("/", () => '<p class="b a">Hello</p> <p>Hello</p>');

  it("hold, or show what the app said", async () => {
    const reply = await testClient(app).get("/");
    await reply.assertStatus(200);
    await reply.assertContains("Hello", { count: 2 });
    await reply.assertContains("<p class='a b'>Hello</p>", { html: true });
    await reply.assertNotContains("Bye");
    await assert.rejects(reply.assertContains("Bye"), /GET \/ has "Bye" 0 times[^]*Hello/);
    await assert.rejects(reply.assertStatus(201), /answered 200, not 201[^]*Hello/);
    await assert.rejects(reply.assertRedirect("/"), /no redirect/);
    await assert.rejects(reply.assertJson({}));
  });
});

describe("a client's session", () => {
  for (const kind of ["cookie", "store"] as const) {
    it(`is set before a request, and read after it (${kind})`, async () => {
      const app = new Flagon({ ...quiet, config: { secretKey } });
      const store = new MemorySessionStore();
      app.install(sessions(kind === "store" ? { store } : {}));
      app.get("/", ({ session }) => {
        session.set("seen", true);
        return `user ${String(session.get("user"))}`;
      });
      const client = testClient(app);
      await client.session((session) => session.set("user", 7));
      assert.equal(await (await client.get("/")).text(), "user 7");
      const seen = await client.session((session) => [session.get("user"), session.get("seen")]);
      assert.deepEqual(seen, [7, true]);
    });
  }

  it("asks for the extension where there is none", async () => {
    await assert.rejects(
      testClient(new Flagon(quiet)).session(() => 1),
      { code: "testing.no-sessions" },
    );
  });
});

describe("a client's WebSocket", () => {
  function talking(): Flagon {
    const app = new Flagon(quiet);
    app.websocket("/echo", { protocols: ["v2", "v1"] }, async (socket) => {
      for await (const message of socket) {
        if (message === "bye") return;
        socket.send(message);
      }
    });
    app.websocket("/sum", { messageLimitBytes: 20 }, async (socket) => {
      const { a, b } = await socket.receiveJson<{ a: number; b: number }>();
      socket.sendJson({ sum: a + b });
      explode();
    });
    return app;
  }

  it("talks, chooses a sub-protocol, and ends with the view", async () => {
    const socket = await testClient(talking()).websocket("/echo", { protocols: ["v1"] });
    socket.send("one");
    socket.send(new Uint8Array([1, 2]));
    await socket.assertMessage("one");
    await socket.assertMessage(new Uint8Array([1, 2]));
    socket.send("bye");
    assert.deepEqual([(await socket.closed).code, socket.protocol], [1000, "v1"]);
    await assert.rejects(socket.receive(), { code: "testing.socket-closed" });
  });

  it("leaves, and the view's loop ends", async () => {
    const app = talking();
    const ended = Promise.withResolvers<number>();
    app.websocket("/wait", async (socket) => {
      socket.onClose((code) => ended.resolve(code));
      for await (const _ of socket);
    });
    const socket = await testClient(app).websocket("/wait");
    await socket.close(1001);
    assert.equal(await ended.promise, 1001);
  });

  it("raises what the view throws, after the messages before", async () => {
    const socket = await testClient(talking()).websocket("/sum");
    socket.sendJson({ a: 1, b: 2 });
    assert.deepEqual(await socket.receiveJson(), { sum: 3 });
    await assert.rejects(socket.receive(), /boom/);
    assert.equal((await socket.closed).code, 1011);
  });

  it("is ended with 1009 by a message that is too large", async () => {
    const socket = await testClient(talking()).websocket("/sum");
    socket.send("x".repeat(21));
    assert.equal((await socket.closed).code, 1009);
  });

  it("that the app refuses is an error with the app's words", async () => {
    const client = testClient(talking());
    await assert.rejects(client.websocket("/none"), {
      code: "testing.socket-refused",
      what: /404/,
    });
    await assert.rejects(client.websocket("/echo", { headers: { origin: "http://evil.test" } }), {
      code: "testing.socket-refused",
      what: /403/,
    });
  });
});

describe("requestFor", () => {
  it("gives a request for a view that is called by hand", async () => {
    const request = await requestFor(new Flagon(quiet), "/posts?x=1", {
      method: "POST",
      json: { a: 1 },
      query: { page: 2 },
      cookies: { theme: "dark" },
    });
    assert.deepEqual(
      [request.method, request.path, request.query.get("page"), request.cookies["theme"]],
      ["POST", "/posts", "2", "dark"],
    );
    assert.deepEqual(await request.json(), { a: 1 });
  });
});

function explode(): never {
  throw new Error("boom");
}
