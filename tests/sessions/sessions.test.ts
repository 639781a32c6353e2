/** Sessions in signed cookies and in stores. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import {
  MemorySessionStore,
  sessions,
  type SessionStore,
  type SessionsOptions,
} from "flagon/sessions";
import { setClock } from "../../src/base/clock.ts";
import { ask } from "../support/fetching.ts";

declare module "flagon/sessions" {
  interface SessionData {
    n?: number;
    list?: number[];
    at?: Date;
  }
}

const KEY = "a-secret-key-of-more-than-32-characters";

function counter(options: SessionsOptions = {}, config: Record<string, unknown> = {}): Flagon {
  const app = new Flagon({ config: { secretKey: KEY, ...config } });
  app.install(sessions(options));
  app.get("/count", ({ session }) => ({ n: (session.n = (session.n ?? 0) + 1) }));
  app.get("/look", ({ session }) => ({ n: session.n ?? null }));
  app.get("/push", ({ session }) => ({ list: (session.list ??= []).push(1) }));
  app.get("/when", ({ session }) => ({
    is: (session.at ??= new Date(86_400_000)) instanceof Date,
  }));
  app.get("/plain", () => "plain");
  app.get("/login", ({ session }) => {
    session.cycle();
    return { n: session.n ?? null };
  });
  app.get("/logout", ({ session }) => {
    session.flush();
    return "bye";
  });
  app.get("/browser", ({ session }) => {
    session.n = 1;
    session.setExpiry("browser");
    return "ok";
  });
  return app;
}

/** A browser that knows one cookie. */
function visitor(app: Flagon): {
  get(path: string): Promise<Response>;
  cookie: string | undefined;
} {
  const self = {
    cookie: undefined as string | undefined,
    async get(path: string): Promise<Response> {
      const reply = await ask(app, path, {
        headers: self.cookie === undefined ? {} : { cookie: self.cookie },
      });
      const line = reply.headers.getSetCookie()[0];
      if (line !== undefined) self.cookie = /Max-Age=0/.test(line) ? undefined : line.split(";")[0];
      return reply;
    },
  };
  return self;
}

/** A store that answers later. */
function lateStore(): SessionStore {
  const memory = new MemorySessionStore();
  return {
    load: async (id) => memory.load(id),
    save: async (id, text, options) => memory.save(id, text, options),
    delete: async (id) => memory.delete(id),
    clearExpired: async () => memory.clearExpired(),
  };
}

const kinds: [name: string, options: () => SessionsOptions][] = [
  ["in the cookie", () => ({})],
  ["in a store that answers at once", () => ({ store: new MemorySessionStore() })],
  ["in a store that answers later", () => ({ store: lateStore() })],
];

for (const [name, options] of kinds) {
  describe(`a session ${name}`, () => {
    it("is there again with the next request", async () => {
      const ann = visitor(counter(options()));
      const seen = [];
      for (let visit = 0; visit < 3; visit++) seen.push(await (await ann.get("/count")).json());
      assert.deepEqual(seen, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    });

    it("is each visitor's own", async () => {
      const app = counter(options());
      const [ann, bob] = [visitor(app), visitor(app)];
      await ann.get("/count");
      await ann.get("/count");
      assert.deepEqual(await (await bob.get("/count")).json(), { n: 1 });
    });

    it("is saved when something inside of it changed", async () => {
      const ann = visitor(counter(options()));
      await ann.get("/push");
      assert.deepEqual(await (await ann.get("/push")).json(), { list: 2 });
    });

    it("keeps a Date a Date", async () => {
      const ann = visitor(counter(options()));
      await ann.get("/when");
      assert.deepEqual(await (await ann.get("/when")).json(), { is: true });
    });

    it("sets no cookie when it was only looked at, and says Vary", async () => {
      const ann = visitor(counter(options()));
      await ann.get("/count");
      const looked = await ann.get("/look");
      assert.deepEqual([looked.headers.get("vary"), looked.headers.getSetCookie()], ["Cookie", []]);
      const plain = await ann.get("/plain");
      assert.deepEqual([plain.headers.get("vary"), plain.headers.getSetCookie()], [null, []]);
    });

    it("is empty when its cookie was changed or made up", async () => {
      const app = counter(options());
      const ann = visitor(app);
      await ann.get("/count");
      for (const cookie of [
        `${ann.cookie!.slice(0, -2)}xx`,
        "session=x",
        "session=",
        `session=${"A".repeat(32)}`,
      ]) {
        const reply = await ask(app, "/look", { headers: { cookie } });
        assert.deepEqual(await reply.json(), { n: null });
      }
    });

    it("expires", async () => {
      const ann = visitor(counter(options(), { sessionCookie: { maxAgeSeconds: 60 } }));
      await ann.get("/count");
      const later = Date.now() + 61_000;
      setClock(() => later);
      try {
        assert.deepEqual(await (await ann.get("/look")).json(), { n: null });
      } finally {
        setClock();
      }
    });

    it("keeps its data through a log-in and loses all at the log-out, with its cookie", async () => {
      const ann = visitor(counter(options()));
      await ann.get("/count");
      assert.deepEqual(await (await ann.get("/login")).json(), { n: 1 });
      const bye = await ann.get("/logout");
      assert.match(bye.headers.getSetCookie()[0]!, /^session=;.*Max-Age=0/);
      assert.deepEqual(await (await ann.get("/look")).json(), { n: null });
    });
  });
}

describe("a stored session", () => {
  it("gets a new id at the log-in, and the old one is dead", async () => {
    const app = counter({ store: new MemorySessionStore() });
    const ann = visitor(app);
    await ann.get("/count");
    const old = ann.cookie!;
    await ann.get("/login");
    assert.notEqual(ann.cookie, old);
    assert.deepEqual(await (await ask(app, "/look", { headers: { cookie: old } })).json(), {
      n: null,
    });
  });

  it("is not brought back by a request that was under way when it was flushed", async () => {
    const store = new MemorySessionStore();
    const app = counter({ store });
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    app.get("/slow", async ({ session }) => {
      session.n = 99;
      await gate;
      return "ok";
    });
    const ann = visitor(app);
    await ann.get("/count");
    const slow = ask(app, "/slow", { headers: { cookie: ann.cookie! } });
    await ask(app, "/logout", { headers: { cookie: ann.cookie! } });
    release();
    await slow;
    assert.equal(store.size, 0);
  });

  it("can be cleared once expired", () => {
    const store = new MemorySessionStore();
    for (const [id, offset] of [
      ["a", -1000],
      ["b", -1],
      ["c", 60_000],
    ] as const) {
      store.save(id, "{}", { expires: new Date(Date.now() + offset), mustExist: false });
    }
    assert.deepEqual([store.clearExpired(), store.size], [2, 1]);
  });
});

describe("the session cookie", () => {
  const lineOf = async (
    config: Record<string, unknown>,
    init: { url?: string; path?: string } = {},
  ): Promise<string> => {
    const app = counter({}, config);
    return (await ask(app, init.url ?? init.path ?? "/count")).headers.getSetCookie()[0]!;
  };

  it("is HttpOnly, Lax and for the whole site, for two weeks", async () => {
    const line = await lineOf({});
    for (const attribute of ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600", "Expires="])
      assert.ok(line.includes(attribute), line);
    assert.doesNotMatch(line, /Secure|Domain/);
  });

  it("is Secure and __Host- on TLS", async () => {
    assert.match(
      await lineOf({}, { url: "https://localhost/count" }),
      /^__Host-session=.*; Secure/,
    );
  });

  it("has the attributes that the settings say", async () => {
    const line = await lineOf({
      allowedHosts: ["localhost"],
      sessionCookie: {
        name: "sid",
        path: "/x",
        domain: "localhost",
        secure: true,
        httpOnly: false,
        sameSite: "strict",
      },
    });
    assert.match(line, /^sid=.*Domain=localhost.*Secure.*Path=\/x.*SameSite=Strict/);
    assert.doesNotMatch(line, /HttpOnly/);
  });

  it("ends with the browser where the session says so", async () => {
    assert.doesNotMatch(await lineOf({}, { path: "/browser" }), /Max-Age|Expires/);
  });

  it("is still read after the key was changed, and then signed with the new key", async () => {
    const old = visitor(counter());
    await old.get("/count");
    const rotated = counter(
      {},
      { secretKey: "another-secret-key-of-32-characters", secretKeyFallbacks: [KEY] },
    );
    const reply = await ask(rotated, "/count", { headers: { cookie: old.cookie! } });
    assert.deepEqual(await reply.json(), { n: 2 });
    const cookie = reply.headers.getSetCookie()[0]!.split(";")[0]!;
    const onlyNew = counter({}, { secretKey: "another-secret-key-of-32-characters" });
    assert.deepEqual(await (await ask(onlyNew, "/look", { headers: { cookie } })).json(), { n: 2 });
  });

  it("larger than browsers keep is told in the log", async () => {
    const lines: string[] = [];
    const app = new Flagon({
      config: { secretKey: KEY },
      logging: { handlers: { main: { write: (line) => void lines.push(line) } } },
    });
    app.install(sessions());
    app.get("/", ({ session }) => {
      session.set("blob", Array.from({ length: 3000 }, () => Math.random()).join());
      return "ok";
    });
    await ask(app, "/");
    assert.match(lines.join(), /larger than browsers keep/);
  });
});

describe("an app without a secret key", () => {
  it("says so at the first session, to the log and not to the visitor", async () => {
    const lines: string[] = [];
    const app = new Flagon({
      logging: { handlers: { main: { write: (line) => void lines.push(line) } } },
    });
    app.install(sessions());
    app.get("/", ({ session }) => String(session.n));
    assert.equal((await ask(app, "/")).status, 500);
    assert.match(lines.join(), /sessions\.no-secret-key/);
    assert.ok(app.check().some(({ code }) => code === "sessions.no-secret-key"));
    const empty = new Flagon({ config: { secretKey: "" } }).install(sessions());
    assert.ok(empty.check().some(({ code }) => code === "sessions.no-secret-key"));
  });
});

describe("session data", () => {
  it("cannot reach a prototype", async () => {
    const app = counter();
    app.get("/proto", ({ session }) => {
      session.set("__proto__", { polluted: true });
      session.set("constructor", 1);
      return {
        polluted: ({} as { polluted?: boolean }).polluted ?? null,
        names: Object.keys(session),
      };
    });
    const ann = visitor(app);
    assert.deepEqual(await (await ann.get("/proto")).json(), {
      polluted: null,
      names: ["__proto__", "constructor"],
    });
  });
});
