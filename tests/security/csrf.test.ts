/** CSRF tokens in sessions and in cookies. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import {
  csrf,
  CsrfFailed,
  csrfField,
  type CsrfOptions,
  ensureCsrfCookie,
  rotateCsrf,
} from "flagon/security";
import { sessions } from "flagon/sessions";
import { ask } from "../support/fetching.ts";

const KEY = "a-secret-key-of-more-than-32-characters";

interface Made extends CsrfOptions {
  withSessions?: boolean;
  debug?: boolean;
}

function shop({ withSessions = true, debug = false, ...options }: Made = {}): Flagon {
  const app = new Flagon({
    config: { secretKey: KEY, debug, trustedOrigins: ["https://friend.example"] },
    logging: { level: "silent" },
  });
  if (withSessions) app.install(sessions());
  app.install(csrf(options));
  app.get("/form", (request) => `<form>${csrfField(request)}</form>`);
  app.get("/token", (request) => ({ token: request.csrfToken, other: request.csrfToken }));
  app.get("/script", { use: [ensureCsrfCookie()] }, () => "page");
  app.get("/rotate", (request) => {
    rotateCsrf(request);
    return request.csrfToken;
  });
  app.get("/login", (request) => {
    request.session.cycle();
    return "in";
  });
  app.post("/buy", () => "bought");
  app.post("/hook", { csrf: false }, () => "hooked");
  app.post("/strict", { csrf: true }, () => "strict");
  app.install(
    ((api) => {
      api.post("/write", () => "written");
      return api;
    })(new Blueprint("api", { urlPrefix: "/api" })),
  );
  return app;
}

/** A visitor with cookies, on http or https. */
class Visitor {
  readonly #app: Flagon;
  readonly #origin: string;
  readonly cookies = new Map<string, string>();

  constructor(app: Flagon, origin = "http://localhost") {
    this.#app = app;
    this.#origin = origin;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0)
      headers.set(
        "cookie",
        [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      );
    const reply = await ask(this.#app, `${this.#origin}${path}`, { ...init, headers });
    for (const line of reply.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0]!.split(/=(.*)/s);
      this.cookies.set(name!, value!);
    }
    return reply;
  }

  async token(): Promise<string> {
    const reply = await this.send("/token");
    return ((await reply.json()) as { token: string }).token;
  }

  async post(path: string, token?: string, headers: Record<string, string> = {}): Promise<number> {
    const body = new URLSearchParams(token === undefined ? {} : { csrfToken: token });
    return (await this.send(path, { method: "POST", body, headers })).status;
  }
}

for (const withSessions of [true, false]) {
  describe(`CSRF secrets in ${withSessions ? "the session" : "a cookie"}`, () => {
    it("refuse a post without a token, and take one with it", async () => {
      const visitor = new Visitor(shop({ withSessions }));
      const token = await visitor.token();
      assert.deepEqual([await visitor.post("/buy"), await visitor.post("/buy", token)], [403, 200]);
    });

    it("take the token from a header, and from the hidden field as it was rendered", async () => {
      const visitor = new Visitor(shop({ withSessions }));
      const page = await (await visitor.send("/form")).text();
      const token = /name="csrfToken" value="([\w-]+)"/.exec(page)![1]!;
      assert.equal(await visitor.post("/buy", token), 200);
      assert.equal(await visitor.post("/buy", undefined, { "x-csrftoken": token }), 200);
      assert.equal(await visitor.post("/buy", undefined, { "x-csrf-token": `${token}x` }), 403);
    });

    it("take a token from a multipart form", async () => {
      const visitor = new Visitor(shop({ withSessions }));
      const body = new FormData();
      body.set("csrfToken", await visitor.token());
      assert.equal((await visitor.send("/buy", { method: "POST", body })).status, 200);
    });

    it("make a token that is another text each time", async () => {
      const visitor = new Visitor(shop({ withSessions }));
      const { token, other } = (await (await visitor.send("/token")).json()) as Record<
        string,
        string
      >;
      assert.notEqual(token, other);
      for (const one of [token, other]) assert.equal(await visitor.post("/buy", one), 200);
    });

    it("refuse another visitor's token", async () => {
      const app = shop({ withSessions });
      const [ann, bob] = [new Visitor(app), new Visitor(app)];
      await bob.token();
      assert.equal(await bob.post("/buy", await ann.token()), 403);
    });

    it("refuse tokens that are no tokens", async () => {
      const visitor = new Visitor(shop({ withSessions }));
      await visitor.token();
      for (const token of [
        "",
        "x",
        "A".repeat(86),
        "é".repeat(86),
        "=".repeat(86),
        "A".repeat(9999),
      ])
        assert.equal(await visitor.post("/buy", token), 403, token.slice(0, 9));
    });

    it("are worth nothing once they were rotated", async () => {
      const visitor = new Visitor(shop({ withSessions }));
      const old = await visitor.token();
      const fresh = await (await visitor.send("/rotate")).text();
      assert.deepEqual(
        [await visitor.post("/buy", old), await visitor.post("/buy", fresh)],
        [403, 200],
      );
    });

    it("leave out routes that say so, and addresses without a route", async () => {
      const visitor = new Visitor(shop({ withSessions }));
      assert.deepEqual([await visitor.post("/hook"), await visitor.post("/nowhere")], [200, 404]);
    });

    it("give scripts a token in a cookie that they can read and send back", async () => {
      const visitor = new Visitor(shop({ withSessions }));
      const reply = await visitor.send("/script");
      const line = reply.headers.getSetCookie().find((one) => one.startsWith("csrftoken="))!;
      assert.doesNotMatch(line, /HttpOnly/i);
      const token = visitor.cookies.get("csrftoken")!;
      assert.equal(await visitor.post("/buy", undefined, { "x-csrftoken": token }), 200);
    });
  });
}

describe("CSRF protection", () => {
  it("sets no cookie of its own beside the session's", async () => {
    const visitor = new Visitor(shop());
    await visitor.token();
    assert.deepEqual([...visitor.cookies.keys()], ["session"]);
  });

  it("gives another secret to a session that got another id", async () => {
    const visitor = new Visitor(shop());
    const old = await visitor.token();
    await visitor.send("/login");
    assert.equal(await visitor.post("/buy", old), 403);
    assert.equal(await visitor.post("/buy", await visitor.token()), 200);
  });

  it("does not believe a cookie that was planted", async () => {
    const visitor = new Visitor(shop({ withSessions: false }));
    const token = await visitor.token();
    visitor.cookies.set("csrftoken", "A".repeat(43));
    assert.equal(await visitor.post("/buy", token), 403);
  });

  it("leaves out blueprints by their names, and takes endpoints one by one where it is not automatic", async () => {
    assert.equal(await new Visitor(shop({ exempt: ["api"] })).post("/api/write"), 200);
    const manual = new Visitor(shop({ automatic: false }));
    assert.deepEqual([await manual.post("/buy"), await manual.post("/strict")], [200, 403]);
  });

  it("says why in debug mode, and only there", async () => {
    const [open, closed] = [new Visitor(shop({ debug: true })), new Visitor(shop())];
    const post = { method: "POST" };
    assert.match(await (await open.send("/buy", post)).text(), /no CSRF secret/);
    assert.doesNotMatch(await (await closed.send("/buy", post)).text(), /secret/);
  });

  it("lets an error handler make the page", async () => {
    const app = shop();
    app.errorHandler(CsrfFailed, (error) => [`own page: ${error.reason}`, 403]);
    const visitor = new Visitor(app);
    await visitor.token();
    const reply = await visitor.send("/buy", { method: "POST" });
    assert.deepEqual([reply.status, await reply.text()], [403, "own page: no-token"]);
  });

  const overTls: [string, Record<string, string>, number][] = [
    ["no word of who sent it", {}, 403],
    ["a foreign Referer", { referer: "https://evil.example/page" }, 403],
    ["a Referer whose host only begins alike", { referer: "https://localhost.evil.example/" }, 403],
    ["the app's own Referer", { referer: "https://localhost/form" }, 200],
    ["a trusted Referer", { referer: "https://friend.example/" }, 200],
    ["a trusted Origin", { origin: "https://friend.example" }, 200],
    ["a foreign Origin", { origin: "https://evil.example" }, 403],
    [
      "a foreign Origin with the app's own Referer",
      { origin: "https://evil.example", referer: "https://localhost/" },
      403,
    ],
  ];
  for (const [what, headers, status] of overTls) {
    it(`answers ${status} over TLS to ${what}`, async () => {
      const visitor = new Visitor(shop(), "https://localhost");
      assert.equal(await visitor.post("/buy", await visitor.token(), headers), status);
    });
  }

  it("names the cookie so that no other subdomain can plant it, on TLS", async () => {
    const visitor = new Visitor(shop({ withSessions: false }), "https://localhost");
    await visitor.token();
    assert.deepEqual([...visitor.cookies.keys()], ["__Host-csrftoken"]);
  });

  it("needs a secret key for cookies, and its check says so", () => {
    const app = new Flagon();
    app.install(csrf());
    assert.ok(app.check().some(({ code }) => code === "security.csrf-secret-key"));
  });

  it("answers 500 without a secret key, and says why in the log", async () => {
    let said: unknown;
    const app = new Flagon({ logging: { level: "silent" }, config: { testing: true } });
    app.install(csrf());
    app.get("/", (request) => request.csrfToken);
    app.errorHandler(Error, (error) => {
      said = error;
      return "broken";
    });
    await ask(app, "/");
    assert.equal((said as { code: string }).code, "security.csrf-secret-key");
  });
});
