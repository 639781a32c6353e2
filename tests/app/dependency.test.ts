/** Dependencies: opened once, closed after the reply, replaced in tests. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Blueprint, dependency, Flagon, HttpError } from "flagon";
import { overrideDependency, testClient } from "flagon/testing";
import { object, string } from "flagon/validation";

const quiet = { logging: { level: "silent" } } as const;
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Notes what a dependency does. */
function noted(seen: string[], name: string): ReturnType<typeof dependency<{ name: string }>> {
  return dependency(
    () => {
      seen.push(`open ${name}`);
      return { name };
    },
    {
      close: (_value, error) =>
        void seen.push(`close ${name}${error === undefined ? "" : " failed"}`),
    },
  );
}

describe("a dependency", () => {
  it("is opened once for all who need it, and closed after the reply in reverse order", async () => {
    const seen: string[] = [];
    const db = noted(seen, "db");
    const user = dependency((request) => `user of ${db.get(request).name}`, {
      close: () => void seen.push("close user"),
    });
    const app = new Flagon(quiet);
    app.afterRequest(() => void seen.push("after"));
    app.get("/<int:id>", { needs: { db, user } }, (request, { id, db: given, user: who }) => {
      seen.push("view");
      return `${id} ${given.name} ${who} ${db.get(request) === given}`;
    });
    const reply = await testClient(app).get("/7");
    assert.equal(await reply.text(), "7 db user of db true");
    await later();
    assert.deepEqual(seen, ["open db", "view", "after", "close user", "close db"]);
  });

  it("is opened anew for each request, and only where it is needed", async () => {
    const seen: string[] = [];
    const db = noted(seen, "db");
    const app = new Flagon(quiet);
    app.get("/", { needs: { db } }, () => "");
    app.get("/without", () => "");
    const client = testClient(app);
    for (const path of ["/", "/without", "/"]) await client.get(path);
    await later();
    assert.deepEqual(seen, ["open db", "close db", "open db", "close db"]);
  });

  it("is closed when the view throws, and told what; an async one too", async () => {
    const seen: unknown[] = [];
    const db = dependency(async () => "db", {
      close: async (value, error) => void seen.push(value, (error as Error).message),
    });
    const app = new Flagon(quiet);
    app.get("/", { needs: { db } }, (_request, { db: given }) => {
      throw new Error(`view with ${given}`);
    });
    assert.equal((await testClient(app, { raiseErrors: false }).get("/")).status, 500);
    await later();
    assert.deepEqual(seen, ["db", "view with db"]);
  });

  it("is closed after the last piece of a streamed reply, and of a conversation", async () => {
    const seen: string[] = [];
    const db = noted(seen, "db");
    const app = new Flagon(quiet);
    app.get("/", { needs: { db } }, async function* () {
      yield "a";
      seen.push("sent");
    });
    app.websocket("/talk", { needs: { db } }, async (socket, { db: given }) => {
      socket.send(given.name);
      seen.push("talked");
    });
    const client = testClient(app);
    await (await client.get("/")).text();
    const socket = await client.websocket("/talk");
    await socket.assertMessage("db");
    await socket.closed;
    await later();
    assert.deepEqual(seen, ["open db", "sent", "close db", "open db", "talked", "close db"]);
  });

  it("that cannot be opened ends the request, and nothing is closed that was not opened", async () => {
    const seen: string[] = [];
    const first = noted(seen, "first");
    const second = dependency(
      async (): Promise<string> => {
        throw new HttpError(503);
      },
      { close: () => void seen.push("close second") },
    );
    const app = new Flagon(quiet);
    app.get("/", { needs: { first, second } }, () => "never");
    assert.equal((await testClient(app).get("/")).status, 503);
    await later();
    assert.deepEqual(seen, ["open first", "close first failed"]);
  });

  it("whose closing fails is in the log, and the others are closed all the same", async () => {
    const seen: string[] = [];
    const first = noted(seen, "first");
    const second = dependency(() => "second", {
      close: () => {
        throw new Error("stuck");
      },
    });
    const lines: string[] = [];
    const app = new Flagon({
      logging: { handlers: { main: { write: (line) => void lines.push(line) } } },
    });
    app.get("/", { needs: { first, second } }, () => "");
    await testClient(app, { raiseErrors: false }).get("/");
    await later();
    assert.deepEqual(seen, ["open first", "close first"]);
    assert.match(lines.join(), /stuck/);
  });

  it("of the app is one for all requests, closed when the app stops", async () => {
    let opened = 0;
    const closed: number[] = [];
    const pool = dependency(() => ++opened, { scope: "app", close: (value) => closed.push(value) });
    const app = new Flagon(quiet);
    app.get("/", { needs: { pool } }, (_request, { pool: value }) => ({ value }));
    const client = testClient(app);
    for (let at = 0; at < 2; at++) await (await client.get("/")).assertJson({ value: 1 });
    assert.deepEqual(closed, []);
    await client.close();
    assert.deepEqual(closed, [1]);
  });

  it("comes after the checks of the body", async () => {
    const seen: string[] = [];
    const db = noted(seen, "db");
    const app = new Flagon(quiet);
    const body = object({ title: string() });
    app.post(
      "/",
      { body, needs: { db } },
      (_request, { body: { title }, db: given }) => `${title} ${given.name}`,
    );
    const client = testClient(app);
    assert.equal((await client.post("/", { json: {} })).status, 422);
    assert.deepEqual(seen, []);
    assert.equal(await (await client.post("/", { json: { title: "t" } })).text(), "t db");
  });

  it("guards a blueprint", async () => {
    const staff = dependency((request) => {
      if (request.query.get("staff") !== "yes") throw new HttpError(403);
      return "staff";
    });
    const admin = new Blueprint("admin", { urlPrefix: "/admin" }).beforeRequest(staff.guard);
    admin.get("/", (request) => staff.get(request));
    const app = new Flagon(quiet).install(admin);
    const client = testClient(app);
    assert.equal((await client.get("/admin/")).status, 403);
    assert.equal(await (await client.get("/admin/?staff=yes")).text(), "staff");
  });

  it("that needs itself, or a name that the rule has taken, is an error that says so", async () => {
    const a: ReturnType<typeof dependency<string>> = dependency((request): string =>
      b.get(request),
    );
    const b = dependency((request): string => a.get(request));
    const app = new Flagon(quiet);
    app.get("/", { needs: { a } }, () => "");
    await assert.rejects(testClient(app).get("/"), { code: "app.dependency-cycle" });
    const other = new Flagon(quiet);
    other.get("/<id>", { needs: { id: a } }, () => "");
    assert.throws(() => other.compiled(), { code: "app.param-taken" });
  });

  it("is replaced in one app for a test, for others that need it too, and is back afterwards", async () => {
    const base = dependency(() => "real");
    const nested = dependency((request) => `nested ${base.get(request)}`, { scope: "request" });
    const make = (): Flagon => {
      const app = new Flagon(quiet);
      app.get("/", { needs: { nested } }, (_request, { nested: value }) => value);
      return app;
    };
    const [app, other] = [make(), make()];
    const ask = async (one: Flagon): Promise<string> => (await testClient(one).get("/")).text();
    const inside = await overrideDependency(
      app,
      base,
      () => "fake",
      async () => [await ask(app), await ask(other)],
    );
    assert.deepEqual(inside, ["nested fake", "nested real"]);
    await assert.rejects(
      overrideDependency(
        app,
        base,
        () => "fake",
        async () => {
          throw new Error("inside");
        },
      ),
    );
    assert.equal(await ask(app), "nested real");
  });
});
