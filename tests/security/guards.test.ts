/** Rate limits, Basic authentication, links that end. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { Flagon } from "flagon";
import { setClock } from "flagon/clock";
import {
  basicAuth,
  MemoryRateLimits,
  parseRates,
  rateLimit,
  type RateLimitOptions,
  type RateLimitStore,
  type RateVerdict,
  signedUrls,
} from "flagon/security";
import { ask } from "../support/fetching.ts";

afterEach(() => void setClock());

const silent = { logging: { level: "silent" } } as const;

function limited(rates: string, options?: RateLimitOptions): Flagon {
  const app = new Flagon(silent);
  app.get("/a", { use: [rateLimit(rates, options)] }, () => "a");
  return app;
}

async function statuses(app: Flagon, count: number, path = "/a"): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < count; at++) found.push((await ask(app, path)).status);
  return found;
}

/** A store without a connection, until it is back. */
class FailingStore extends MemoryRateLimits {
  isBack = false;
  readonly #kind: "throws" | "rejects";

  constructor(kind: "throws" | "rejects") {
    super();
    this.#kind = kind;
  }

  override hit(...words: Parameters<MemoryRateLimits["hit"]>): RateVerdict {
    if (this.isBack) return super.hit(...words);
    const error = new Error("connection refused");
    if (this.#kind === "throws") throw error;
    // What a store gives later is a promise of the same.
    return Promise.reject(error) as unknown as RateVerdict;
  }
}

describe("a rate limit", () => {
  it("lets so many in, then answers 429 and says when to come back", async () => {
    setClock(() => 0);
    const app = limited("2/minute");
    assert.deepEqual(await statuses(app, 3), [200, 200, 429]);
    const { headers } = await ask(app, "/a");
    assert.equal(headers.get("retry-after"), "60");
    assert.equal(headers.get("x-ratelimit-remaining"), "0");
  });

  it("moves its window: no burst at its edge", async () => {
    let time = 0;
    setClock(() => time);
    const app = limited("2/minute");
    await ask(app, "/a");
    time = 59_000;
    assert.deepEqual(await statuses(app, 1), [200]);
    time = 60_001;
    assert.deepEqual(await statuses(app, 2), [200, 429]);
    const { headers } = await ask(app, "/a");
    assert.equal(headers.get("retry-after"), "59");
  });

  it("tells what is left", async () => {
    const { headers } = await ask(limited("5/hour"), "/a");
    assert.deepEqual(
      ["limit", "remaining", "reset"].map((name) => headers.get(`x-ratelimit-${name}`)),
      ["5", "4", "3600"],
    );
    const quiet = await ask(limited("5/hour", { headers: false }), "/a");
    assert.equal(quiet.headers.get("x-ratelimit-limit"), null);
  });

  it("takes several rates, of which the tightest counts", async () => {
    let time = 0;
    setClock(() => time);
    const app = limited("2/second; 3/minute");
    assert.deepEqual(await statuses(app, 3), [200, 200, 429]);
    time = 2000;
    assert.deepEqual(await statuses(app, 2), [200, 429]);
  });

  it("counts by key and by cost, and lets the exempt through", async () => {
    const key = (name: string) => ({ headers: { "x-key": name } });
    const app = limited("4/minute", {
      key: (request) => request.header("x-key") ?? "",
      cost: 2,
      exempt: (request) => request.header("x-key") === "boss",
    });
    const status = async (name: string) => (await ask(app, "/a", key(name))).status;
    assert.deepEqual(
      [await status("ann"), await status("ann"), await status("ann")],
      [200, 200, 429],
    );
    assert.equal(await status("bob"), 200);
    for (let at = 0; at < 5; at++) assert.equal(await status("boss"), 200);
  });

  it("counts each endpoint by itself, and a scope together", async () => {
    for (const [scope, expected] of [
      [undefined, 200],
      ["both", 429],
    ] as const) {
      const app = new Flagon(silent);
      const limit = rateLimit("1/minute", scope === undefined ? {} : { scope });
      app.get("/a", { use: [limit] }, () => "a");
      app.get("/b", { use: [limit] }, () => "b");
      await ask(app, "/a");
      assert.equal((await ask(app, "/b")).status, expected);
    }
  });

  it("cannot be passed by another spelling of the address", async () => {
    const app = limited("1/minute");
    await ask(app, "/a");
    for (const path of ["/a?x=1", "/%61", "/./a"])
      assert.notEqual((await ask(app, path)).status, 200, path);
  });

  it("counts the network of an IPv6 address as one visitor", async () => {
    const app = limited("1/minute");
    const from = async (peerAddress: string) =>
      (await app.fetchFrom(new Request("http://localhost/a"), { peerAddress })).status;
    assert.equal(await from("2001:db8:1:1::1"), 200);
    assert.equal(await from("2001:db8:1:1:ffff::9"), 429);
    assert.equal(await from("2001:db8:1:2::1"), 200);
  });

  it("works with a store that answers later", async () => {
    const memory = new MemoryRateLimits();
    const store: RateLimitStore = {
      hit: async (key, rate, cost) => memory.hit(key, rate, cost),
      reset: async (key) => memory.reset(key),
    };
    assert.deepEqual(await statuses(limited("2/minute; 100/day", { store }), 3), [200, 200, 429]);
  });

  it("lets requests in while its store fails, or refuses them, and says so once", async () => {
    for (const kind of ["throws", "rejects"] as const) {
      const store = new FailingStore(kind);
      const warned: string[] = [];
      const handlers = {
        here: { handle: ({ message }: { message: string }) => void warned.push(message) },
      };
      const app = new Flagon({ logging: { level: "warn", handlers } });
      app.get("/a", { use: [rateLimit("2/minute", { store })] }, () => "a");
      app.get(
        "/b",
        { use: [rateLimit("2/minute", { store, whenStoreFails: "refuse" })] },
        () => "b",
      );
      assert.deepEqual(await statuses(app, 4), [200, 200, 200, 200]);
      assert.equal((await ask(app, "/a")).headers.has("x-ratelimit-limit"), false);
      assert.equal((await ask(app, "/b")).status, 503);
      store.isBack = true;
      assert.deepEqual(await statuses(app, 3), [200, 200, 429]);
      assert.deepEqual(
        warned.filter((text) => text.startsWith("The store")),
        [
          "The store of rate limits fails: requests are let in uncounted.",
          "The store of rate limits fails: requests are refused.",
          "The store of rate limits counts again.",
        ],
      );
    }
  });

  it("wraps a whole app", async () => {
    const app = new Flagon(silent);
    app.use(rateLimit("1/minute"));
    app.get("/a", () => "a");
    assert.deepEqual(await statuses(app, 2), [200, 429]);
    assert.equal((await ask(app, "/nowhere")).status, 429);
  });

  it("keeps the counters of so many visitors only", () => {
    const store = new MemoryRateLimits({ keys: 2 });
    const rate = { limit: 1, windowSeconds: 60 };
    for (const key of ["a", "b", "c"]) assert.ok(store.hit(key, rate, 1).isAllowed);
    assert.ok(store.hit("a", rate, 1).isAllowed, "the oldest was forgotten");
    assert.ok(!store.hit("c", rate, 1).isAllowed);
  });

  it("reads rates as people write them, and nothing else", () => {
    assert.deepEqual(parseRates("5/minute; 100 per 2 hours"), [
      { limit: 5, windowSeconds: 60 },
      { limit: 100, windowSeconds: 7200 },
    ]);
    for (const text of [
      "",
      "5",
      "0/minute",
      "5/0 minutes",
      "5/fortnight",
      "-1/minute",
      "5/minute;",
    ])
      assert.throws(() => parseRates(text), { code: "security.rate-limit" }, text);
  });
});

describe("Basic authentication", () => {
  const credentials = (text: string) => ({ headers: { authorization: `Basic ${btoa(text)}` } });

  it("asks, and lets in who knows", async () => {
    const app = new Flagon(silent);
    app.use(basicAuth({ users: { ann: "s3cret:x" }, realm: "Staging" }));
    app.get("/", (request) => String(request.state["basicUser"]));
    const asked = await ask(app, "/");
    assert.equal(asked.status, 401);
    assert.equal(asked.headers.get("www-authenticate"), 'Basic realm="Staging", charset="UTF-8"');
    const known = await ask(app, "/", credentials("ann:s3cret:x"));
    assert.deepEqual([known.status, await known.text()], [200, "ann"]);
    for (const wrong of ["ann:", "ann:s3cret", "bob:", "constructor:x", ":", "ann"])
      assert.equal((await ask(app, "/", credentials(wrong))).status, 401, wrong);
    const bearer = { headers: { authorization: "Bearer x" } };
    assert.equal((await ask(app, "/", bearer)).status, 401);
  });

  it("takes a check that answers later", async () => {
    const app = new Flagon(silent);
    app.use(basicAuth({ check: async (name, password) => name === password }));
    app.get("/", () => "in");
    assert.equal((await ask(app, "/", credentials("x:x"))).status, 200);
    assert.equal((await ask(app, "/", credentials("x:y"))).status, 401);
  });

  it("needs somebody who can log in", () => {
    assert.throws(() => basicAuth({}), { code: "security.basic-auth" });
  });
});

describe("a signed link", () => {
  it("opens for its time, and nothing else does", async () => {
    let time = Date.now();
    setClock(() => time);
    const app = new Flagon({ ...silent, config: { secretKey: "k".repeat(40) } });
    const links = signedUrls(app, { maxAgeSeconds: 300 });
    app.get("/media/<path:name>", { use: [links.required] }, (_request, { name }) => name);
    const link = links.sign("/media/a.pdf?page=2");
    const status = async (url: string) => (await ask(app, url)).status;
    assert.equal(await status(link), 200);
    assert.equal(await status("/media/a.pdf"), 403);
    assert.equal(await status(link.replace("a.pdf", "b.pdf")), 403);
    assert.equal(await status(link.replace("page=2", "page=3")), 403);
    assert.equal(await status(`${link}&more=1`), 403);
    time += 301_000;
    assert.equal(await status(link), 403);
  });

  it("needs a secret key", () => {
    assert.throws(() => signedUrls(new Flagon()), { code: "security.signed-url-secret-key" });
  });
});
