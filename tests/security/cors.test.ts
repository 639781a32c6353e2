/** CORS: preflights, credentials, origins that only look alike. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import { cors, type CorsOptions } from "flagon/security";
import { ask } from "../support/fetching.ts";

const FRIEND = "https://app.example.com";

function api(options: CorsOptions): Flagon {
  const app = new Flagon({ logging: { level: "silent" } });
  app.use(cors(options));
  app.get("/data", () => ({ ok: true }));
  app.put("/data", () => ({ ok: true }));
  return app;
}

function preflight(app: Flagon, origin: string, headers: Record<string, string> = {}) {
  return ask(app, "/data", {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "PUT", ...headers },
  });
}

describe("an app that lets one origin in", () => {
  const options = { origins: [FRIEND], credentials: true, exposeHeaders: ["X-Total"] };

  it("answers its preflight, with credentials", async () => {
    const reply = await preflight(api(options), FRIEND, {
      "access-control-request-headers": "content-type, x-token",
    });
    assert.equal(reply.status, 204);
    assert.equal(reply.headers.get("access-control-allow-origin"), FRIEND);
    assert.equal(reply.headers.get("access-control-allow-credentials"), "true");
    assert.match(reply.headers.get("access-control-allow-methods")!, /PUT/);
    assert.equal(reply.headers.get("access-control-allow-headers"), "content-type, x-token");
    assert.match(reply.headers.get("vary")!, /Origin/);
  });

  it("lets its scripts read and write", async () => {
    const app = api(options);
    for (const method of ["GET", "PUT"]) {
      const reply = await ask(app, "/data", { method, headers: { origin: FRIEND } });
      assert.equal(reply.status, 200, method);
      assert.equal(reply.headers.get("access-control-allow-origin"), FRIEND);
      assert.equal(reply.headers.get("access-control-expose-headers"), "X-Total");
    }
  });

  for (const origin of [
    "https://evil.example",
    "https://app.example.com.evil.example",
    "https://evilapp.example.com",
    "http://app.example.com",
    "https://app.example.com:8443",
    "HTTPS://APP.EXAMPLE.COM",
    "null",
  ]) {
    it(`tells ${origin} nothing, and takes no writes from it`, async () => {
      const app = api(options);
      for (const reply of [
        await preflight(app, origin),
        await ask(app, "/data", { headers: { origin } }),
      ]) {
        const told = [...reply.headers.keys()].filter((name) => name.startsWith("access-control"));
        assert.deepEqual(told, []);
        assert.match(reply.headers.get("vary")!, /Origin/);
      }
      const write = await ask(app, "/data", { method: "PUT", headers: { origin } });
      assert.equal(write.status, 403);
    });
  }

  it("says on every answer that it depends on the origin", async () => {
    const reply = await ask(api(options), "/data");
    assert.equal(reply.headers.get("vary"), "Origin");
    assert.equal(reply.headers.get("access-control-allow-origin"), null);
  });

  it("says it on unknown addresses too, so that scripts see the 404", async () => {
    const reply = await ask(api(options), "/nowhere", { headers: { origin: FRIEND } });
    assert.deepEqual(
      [reply.status, reply.headers.get("access-control-allow-origin")],
      [404, FRIEND],
    );
  });

  it("answers plain OPTIONS as always", async () => {
    const reply = await ask(api(options), "/data", { method: "OPTIONS" });
    assert.equal(reply.headers.get("allow"), "GET, HEAD, OPTIONS, PUT");
  });
});

describe("CORS", () => {
  it("matches all of an expression", async () => {
    const app = api({ origins: [/https:\/\/\w+\.example\.com/] });
    const allowed = async (origin: string) =>
      (await preflight(app, origin)).headers.get("access-control-allow-origin");
    assert.equal(await allowed("https://a.example.com"), "https://a.example.com");
    assert.equal(await allowed("https://a.example.com.evil.example"), null);
    assert.equal(await allowed("https://evil.example/https://a.example.com"), null);
  });

  it("lets all read with a star, and does not let them write", async () => {
    const app = api({ origins: "*" });
    const origin = "https://anywhere.example";
    const read = await ask(app, "/data", { headers: { origin } });
    assert.equal(read.headers.get("access-control-allow-origin"), "*");
    assert.equal((await ask(app, "/data", { method: "PUT", headers: { origin } })).status, 403);
  });

  it("lets nobody onto a private network unless told so", async () => {
    const asked = { "access-control-request-private-network": "true" };
    const told = async (options: CorsOptions) =>
      (await preflight(api(options), FRIEND, asked)).headers.get(
        "access-control-allow-private-network",
      );
    assert.equal(await told({ origins: [FRIEND] }), null);
    assert.equal(await told({ origins: [FRIEND], privateNetwork: true }), "true");
  });

  it("answers preflights of a blueprint that uses it", async () => {
    const app = new Flagon();
    const blueprint = new Blueprint("api", { urlPrefix: "/api" });
    blueprint.use(cors({ origins: (origin) => origin === FRIEND }));
    blueprint.post("/items", { crossOrigin: true }, () => "made");
    app.install(blueprint);
    app.get("/", () => "home");
    const headers = { origin: FRIEND, "access-control-request-method": "POST" };
    const reply = await ask(app, "/api/items", { method: "OPTIONS", headers });
    assert.equal(reply.headers.get("access-control-allow-origin"), FRIEND);
    const made = await ask(app, "/api/items", { method: "POST", headers: { origin: FRIEND } });
    assert.deepEqual([made.status, made.headers.get("access-control-allow-origin")], [200, FRIEND]);
    const home = await ask(app, "/", { headers: { origin: FRIEND } });
    assert.equal(home.headers.get("access-control-allow-origin"), null);
  });

  it("refuses to be set up in ways that no browser takes or that let everybody in", () => {
    assert.throws(() => cors({ origins: "*", credentials: true }), {
      code: "security.cors-credentials",
    });
    for (const origin of ["app.example.com", "https://app.example.com/", "*"])
      assert.throws(() => cors({ origins: [origin] }), { code: "security.cors-origin" });
  });
});
