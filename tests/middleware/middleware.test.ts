/** Compression, conditional requests, cache headers, methods, hosts and agents. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { Flagon } from "flagon";
import {
  blockAgents,
  cacheControl,
  compress,
  type CompressOptions,
  condition,
  conditional,
  type Encoding,
  neverCache,
  preferWww,
  requireMethods,
  varyOn,
} from "flagon/middleware";
import { ask } from "../support/fetching.ts";

const PAGE = "<p>All work and no play makes a long page.</p>\n".repeat(250);
const silent = { logging: { level: "silent" } } as const;

const DECODERS: Record<Encoding, (bytes: Uint8Array) => Uint8Array> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

async function* slowly(...pieces: string[]): AsyncGenerator<string> {
  for (const piece of pieces) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield piece;
  }
}

function site(options?: CompressOptions): Flagon {
  const app = new Flagon(silent);
  app.use(compress(options));
  app.get("/page", () => [PAGE, 200, { ETag: '"v1"' }]);
  app.get("/large", () => PAGE.repeat(20));
  app.get("/short", () => "x".repeat(50));
  app.get("/bytes", () => [new TextEncoder().encode(PAGE), 200, { "Content-Type": "text/css" }]);
  app.get("/jpeg", () => [PAGE, 200, { "Content-Type": "image/jpeg" }]);
  app.get("/svg", () => [PAGE, 200, { "Content-Type": "image/svg+xml" }]);
  app.get("/packed", () => [PAGE, 200, { "Content-Encoding": "br" }]);
  app.get("/fixed", () => [PAGE, 200, { "Cache-Control": "No-Transform" }]);
  app.get("/part", () => [PAGE, 206, { "Content-Range": "bytes 0-9/10" }]);
  app.get("/stream", () => slowly("one ", "two ", "three"));
  app.get("/broken", () =>
    (async function* () {
      yield* slowly("begun", " and");
      throw new Error("no more");
    })(),
  );
  return app;
}

const accepting = (encoding: string) => ({ headers: { "accept-encoding": encoding } });

describe("compression", () => {
  for (const [encoding, decode] of Object.entries(DECODERS)) {
    for (const path of ["/page", "/large", "/bytes", "/svg"]) {
      it(`sends ${path} in ${encoding} to a client that takes it`, async () => {
        const reply = await ask(site(), path, accepting(encoding));
        assert.equal(reply.headers.get("content-encoding"), encoding);
        assert.match(reply.headers.get("vary")!, /Accept-Encoding/);
        const bytes = new Uint8Array(await reply.arrayBuffer());
        assert.ok(bytes.length < PAGE.length / 10);
        const text = new TextDecoder().decode(decode(bytes));
        assert.equal(text, path === "/large" ? PAGE.repeat(20) : PAGE);
      });
    }

    it(`sends a stream in ${encoding}, each piece as soon as it is there`, async () => {
      const reply = await ask(site(), "/stream", accepting(encoding));
      assert.equal(reply.headers.get("content-encoding"), encoding);
      const chunks: Uint8Array[] = [];
      for await (const chunk of reply.body!) chunks.push(chunk);
      assert.ok(chunks.length >= 3, `${chunks.length} chunks`);
      assert.equal(new TextDecoder().decode(decode(Buffer.concat(chunks))), "one two three");
    });
  }

  const choices: [string, string | null][] = [
    ["gzip, deflate, br", "br"],
    ["gzip, br, zstd", "zstd"],
    ["br;q=0.5, gzip;q=0.9", "gzip"],
    ["gzip;q=0, br;q=0", null],
    ["identity;q=1, gzip;q=0.5", null],
    ["*", "zstd"],
    ["deflate", null],
    ["", null],
  ];
  for (const [header, expected] of choices) {
    it(`answers Accept-Encoding "${header}" with ${expected ?? "the body as it is"}`, async () => {
      const reply = await ask(site(), "/page", accepting(header));
      assert.equal(reply.headers.get("content-encoding"), expected);
      assert.match(reply.headers.get("vary")!, /Accept-Encoding/);
    });
  }

  for (const path of ["/short", "/jpeg", "/fixed", "/part"]) {
    it(`leaves ${path} alone`, async () => {
      const reply = await ask(site(), path, accepting("gzip"));
      assert.equal(reply.headers.get("content-encoding"), null);
    });
  }

  it("leaves alone what is encoded already", async () => {
    const reply = await ask(site(), "/packed", accepting("gzip"));
    assert.equal(reply.headers.get("content-encoding"), "br");
  });

  it("weakens a strong tag: the bytes are others", async () => {
    const tag = async (encoding: string) =>
      (await ask(site(), "/page", accepting(encoding))).headers.get("etag");
    assert.deepEqual([await tag("gzip"), await tag("identity")], ['W/"v1"', '"v1"']);
  });

  it("breaks off where the stream does, once something has been sent", async () => {
    const reply = await ask(site(), "/broken", accepting("gzip"));
    await assert.rejects(reply.arrayBuffer());
  });

  it("asks whether it may", async () => {
    const app = site({ when: (request) => !request.path.startsWith("/page"), minBytes: 10 });
    const encoding = async (path: string) =>
      (await ask(app, path, accepting("gzip"))).headers.get("content-encoding");
    assert.deepEqual([await encoding("/page"), await encoding("/short")], [null, "gzip"]);
  });
});

describe("conditional requests", () => {
  it("answer 304 with no body to a client that has the page", async () => {
    const app = new Flagon();
    app.use(compress(), conditional(), cacheControl({ maxAge: 5 }));
    app.get("/", () => PAGE);
    const first = await ask(app, "/", accepting("gzip"));
    const etag = first.headers.get("etag")!;
    assert.match(etag, /^W\//);
    const again = await ask(app, "/", { headers: { "if-none-match": etag } });
    assert.deepEqual([again.status, await again.text()], [304, ""]);
    assert.equal(again.headers.get("content-type"), null);
    assert.equal(again.headers.get("cache-control"), "max-age=5");
    const other = await ask(app, "/", { headers: { "if-none-match": '"other"' } });
    assert.equal(other.status, 200);
  });

  it("leave other methods, failures and streams alone", async () => {
    const app = new Flagon(silent);
    app.use(conditional());
    app.post("/", () => PAGE);
    app.get("/stream", () => slowly("x"));
    for (const reply of [
      await ask(app, "/", { method: "POST" }),
      await ask(app, "/nowhere"),
      await ask(app, "/stream"),
    ])
      assert.equal(reply.headers.get("etag"), null);
  });

  it("are answered before the view is called, where its state is known", async () => {
    let calls = 0;
    const app = new Flagon(silent);
    const lastModified = new Date(Date.UTC(2026, 0, 1));
    const use = [condition({ etag: async () => "v7", lastModified: () => lastModified })];
    app.get("/", { use }, () => `call ${++calls}`);
    app.put("/", { use }, () => `saved ${++calls}`);
    const first = await ask(app, "/");
    assert.equal(first.headers.get("etag"), '"v7"');
    assert.equal(first.headers.get("last-modified"), "Thu, 01 Jan 2026 00:00:00 GMT");
    for (const headers of [
      { "if-none-match": '"v7"' },
      { "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT" },
    ]) {
      const reply = await ask(app, "/", { headers });
      assert.deepEqual([reply.status, reply.headers.get("etag")], [304, '"v7"']);
    }
    const lost = await ask(app, "/", { method: "PUT", headers: { "if-match": '"v6"' } });
    assert.equal(lost.status, 412);
    assert.equal(calls, 1);
    const kept = await ask(app, "/", { method: "PUT", headers: { "if-match": '"v7"' } });
    assert.deepEqual([kept.status, calls], [200, 2]);
  });
});

describe("cache headers", () => {
  it("are what a view's middleware says, unless the view says it", async () => {
    const app = new Flagon();
    const use = [cacheControl({ public: true, maxAge: 60 }), varyOn("Accept-Language", "Cookie")];
    app.get("/", { use }, () => "x");
    app.get("/own", { use }, () => ["x", 200, { "Cache-Control": "no-store", Vary: "cookie" }]);
    app.get("/never", { use: [neverCache(), ...use] }, () => "x");
    const said = async (path: string) => {
      const { headers } = await ask(app, path);
      return [headers.get("cache-control"), headers.get("vary")];
    };
    assert.deepEqual(await said("/"), ["public, max-age=60", "Accept-Language, Cookie"]);
    assert.deepEqual(await said("/own"), ["no-store", "cookie, Accept-Language"]);
    assert.match((await said("/never"))[0]!, /no-store/);
  });

  it("refuse directives that are none", () => {
    assert.throws(() => cacheControl({ maxAge: -1 }), { code: "http.cache-control" });
  });
});

describe("visitors", () => {
  it("are answered by the methods that are let through", async () => {
    const app = new Flagon(silent);
    app.route("/", { methods: ["GET", "PUT"], use: [requireMethods("get")] }, () => "x");
    const status = async (method: string) => (await ask(app, "/", { method })).status;
    assert.deepEqual(
      [await status("GET"), await status("HEAD"), await status("PUT")],
      [200, 200, 405],
    );
    const reply = await ask(app, "/", { method: "PUT" });
    assert.equal(reply.headers.get("allow"), "GET, HEAD");
  });

  it("are sent to www", async () => {
    const app = new Flagon({ ...silent, config: { allowedHosts: [".example.com", "localhost"] } });
    app.use(preferWww());
    app.get("/a", () => "x");
    const sent = await ask(app, "https://example.com:8443/a?b=1");
    assert.equal(sent.headers.get("location"), "https://www.example.com:8443/a?b=1");
    assert.equal((await ask(app, "https://www.example.com/a")).status, 200);
    assert.equal((await ask(app, "/a")).status, 200);
  });

  it("are refused where their program is not welcome", async () => {
    const app = new Flagon(silent);
    app.use(blockAgents(/badbot/i));
    app.get("/", () => "x");
    const status = async (agent: string) =>
      (await ask(app, "/", { headers: { "user-agent": agent } })).status;
    assert.deepEqual(
      [await status("BadBot/1.0"), await status("BadBot/1.0"), await status("Firefox")],
      [403, 403, 200],
    );
  });
});
