/** Foreign code in an app, and an app in foreign code. */

import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import { fromExpress, fromNodeHandler, toNodeHandler } from "flagon/interop";
import helmet from "helmet";
import morgan from "morgan";
import { ask } from "../support/fetching.ts";

/** Serves an app on Node and asks it there. */
async function overSocket<T>(app: Flagon, work: (url: string) => Promise<T>): Promise<T> {
  const server = await app.run({ port: 0, banner: false, handleSignals: false });
  try {
    return await work(server.url);
  } finally {
    await server.close({ graceMs: 0 });
  }
}

describe("Express-style middleware", () => {
  it("sets its headers, in process and over a socket", async () => {
    const make = (): Flagon => {
      const app = new Flagon().use(fromExpress(helmet()));
      app.get("/", () => "ok");
      return app;
    };
    const check = (headers: Headers): void => {
      assert.match(headers.get("content-security-policy")!, /default-src 'self'/);
      assert.equal(headers.get("x-frame-options"), "SAMEORIGIN");
    };
    check((await ask(make(), "/")).headers);
    await overSocket(make(), async (url) => check((await fetch(url)).headers));
  });

  it("writes its log lines", async () => {
    const lines: string[] = [];
    const log = morgan("tiny", { stream: { write: (line: string) => void lines.push(line) } });
    const app = new Flagon().use(fromExpress(log));
    app.get("/a", () => ["made", 201]);
    await overSocket(app, async (url) => (await fetch(`${url}/a?x=1`)).text());
    assert.match(lines.join(""), /^GET \/a\?x=1 201 4 - [\d.]+ ms\n$/);
  });

  it("may answer by itself, or pass an error on", async () => {
    const make = (): Flagon => {
      const app = new Flagon({ logging: { level: "silent" } });
      app.use(
        fromExpress((request, response, next) => {
          if (request.url === "/own") response.writeHead(418, { "x-own": "1" }).end("own");
          else if (request.url === "/fail") next(new Error("no"));
          else next();
        }),
      );
      app.get("/<path:rest>", () => "view");
      return app;
    };
    await overSocket(make(), async (url) => {
      const own = await fetch(`${url}/own`);
      assert.deepEqual([own.status, own.headers.get("x-own"), await own.text()], [418, "1", "own"]);
      assert.equal((await fetch(`${url}/fail`)).status, 500);
      assert.equal(await (await fetch(`${url}/x`)).text(), "view");
    });
    assert.equal((await ask(make(), "/fail")).status, 500);
  });
});

describe("mounting", () => {
  it("takes the prefix off for fetch handlers, Node handlers and apps", async () => {
    const inner = new Flagon();
    inner.get("/", () => "inner root");
    const page = inner.get("/page/<int:n>", { endpoint: "page" }, (request, { n }) => ({
      n,
      url: request.urlFor("page", { n: n + 1 }),
    }));
    const app = new Flagon();
    app.mount(
      "/fetch",
      async (request) =>
        new Response(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`),
    );
    app.mount(
      "/node",
      fromNodeHandler(
        (request, response) =>
          void response.writeHead(202, { "x-node": "1" }).end(`node ${request.url}`),
      ),
    );
    app.mount("/inner", inner);
    app.get("/own", () => "own");
    await overSocket(app, async (url) => {
      const text = async (path: string, init?: RequestInit): Promise<string> =>
        (await fetch(url + path, init)).text();
      assert.equal(await text("/fetch/a/b", { method: "POST", body: "x" }), "POST /a/b x");
      assert.equal(await text("/node/a?b=1"), "node /a?b=1");
      assert.equal(await text("/inner/"), "inner root");
      assert.equal(await text("/inner/page/1"), '{"n":1,"url":"/inner/page/2"}');
      assert.equal(await text("/own"), "own");
    });
    assert.equal(page.url({ n: 1 }), "/inner/page/1");
  });
});

describe("an app in another server", () => {
  it("answers as a Node handler", async () => {
    const app = new Flagon();
    let started = 0;
    app.onStart(() => started++);
    app.get("/users/<int:id>", (_request, { id }) => ({ id }));
    app.post("/", async (request) => ({ got: await request.json() }));
    const server = http.createServer(toNodeHandler(app)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    assert.deepEqual(await (await fetch(`${url}/users/7`)).json(), { id: 7 });
    const posted = await fetch(url, {
      method: "POST",
      body: "[1]",
      headers: { "content-type": "application/json" },
    });
    assert.deepEqual([await posted.json(), started], [{ got: [1] }, 1]);
    server.close();
    server.closeAllConnections();
  });
});
