/** Where messages wait: in the session, in a cookie, in both. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import { html, SafeHtml } from "flagon/html";
import { getMessages, messages, type MessagesOptions } from "flagon/messages";
import { MemorySessionStore, sessions } from "flagon/sessions";
import { captureLogs, freezeTime, testClient } from "flagon/testing";

const LARGEST = 4093;

function site(storage?: MessagesOptions["storage"], { isKept = false } = {}): Flagon {
  const app = new Flagon({ config: { secretKey: "k".repeat(40) }, logging: { level: "silent" } });
  if (isKept) app.install(sessions({ store: new MemorySessionStore() }));
  app.install(messages(storage === undefined ? {} : { storage }));
  app.post("/say/<int:count>/<int:length>", (request, { count, length }) => {
    for (let at = 0; at < count; at++) request.flash(`${at} ${"é".repeat(length)}`);
    return "said";
  });
  app.post("/bold", (request) => {
    request.flash(html`<b>${"<"}</b>`, "success", { tags: "sticky" });
    return "said";
  });
  app.get("/", (request) =>
    getMessages(request).map(({ text, level, tags }) => ({
      text: String(text).split(" ")[0],
      isSafe: text instanceof SafeHtml,
      level,
      tags,
    })),
  );
  app.get("/quiet", () => "no look");
  return app;
}

type Client = ReturnType<typeof testClient>;

async function numbers(client: Client, cookies: Record<string, string> = {}): Promise<number[]> {
  const shown = (await (await client.get("/", { cookies })).json()) as { text: string }[];
  return shown.map(({ text }) => Number(text));
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);

function cookiesOf(reply: { headers: { getSetCookie(): string[] } }): string[] {
  return reply.headers.getSetCookie();
}

describe("messages of an app without sessions", () => {
  it("wait in a signed cookie, and are gone once they were shown", async () => {
    const client = testClient(site());
    const said = await client.post("/say/2/3");
    assert.match(cookiesOf(said)[0]!, /^messages=[\w.-]+; .*HttpOnly.*SameSite=Lax/i);
    await client.get("/quiet");
    await client.post("/say/1/1");
    assert.deepEqual(await numbers(client), [0, 1, 0]);
    assert.deepEqual(await numbers(client), []);
  });

  it("keep level, tags and markup of the app's own", async () => {
    const client = testClient(site());
    await client.post("/bold");
    assert.deepEqual(await (await client.get("/")).json(), [
      { text: "<b>&lt;</b>", isSafe: true, level: "success", tags: "sticky success" },
    ]);
  });

  it("set no cookie for requests that say and show nothing", async () => {
    const client = testClient(site());
    for (const path of ["/quiet", "/"]) assert.deepEqual(cookiesOf(await client.get(path)), []);
  });

  it("cannot be changed by a visitor, and wait a day at most", async () => {
    const clock = freezeTime("2026-01-01");
    try {
      const app = site();
      const [cookie] = cookiesOf(await testClient(app).post("/say/1/1"));
      const value = cookie!.slice("messages=".length).split(";")[0]!;
      const [payload, ...rest] = value.split(".");
      const other = Buffer.from('[["info","9 forged","",1]]').toString("base64url");
      const ask = (text: string) => numbers(testClient(app), { messages: text });
      assert.deepEqual(await ask([payload, ...rest].join(".")), [0]);
      for (const bad of [[other, ...rest].join("."), "x", "", "a.b.c"])
        assert.deepEqual(await ask(bad), []);
      clock.advance({ days: 1, seconds: 1 });
      assert.deepEqual(await ask(value), []);
    } finally {
      clock.restore();
    }
  });

  it("lose the oldest when the cookie is full, and say so in the log", async () => {
    const app = site();
    const logs = captureLogs(app);
    const client = testClient(app);
    const said = await client.post("/say/40/100");
    const [cookie] = cookiesOf(said);
    assert.ok(cookie!.length <= LARGEST && cookie!.length > LARGEST - 400, String(cookie!.length));
    const { lost } = logs.assertLogged({ level: "warn", name: "flagon.messages" }).fields;
    assert.deepEqual(await numbers(client), range(Number(lost), 40));
    assert.ok(Number(lost) > 0 && Number(lost) < 40);
    await client.post("/say/1/9000");
    assert.deepEqual(await numbers(client), []);
    logs.restore();
  });

  it("need a secret key, which is told at the start", async () => {
    const app = new Flagon({ logging: { level: "silent" } }).install(messages());
    app.get("/", (request) => (request.flash("x"), "x"));
    assert.ok(app.check().some(({ code }) => code === "messages.no-secret-key"));
    const empty = new Flagon({ config: { secretKey: "" } }).install(messages());
    assert.ok(empty.check().some(({ code }) => code === "messages.no-secret-key"));
    await assert.rejects(async () => testClient(app).get("/"), { code: "messages.no-secret-key" });
  });

  it("are set by middleware too, and called otherwise on TLS", async () => {
    const app = site();
    app.use((next) => async (request) => {
      const response = await next(request);
      request.flash("7 late");
      return response;
    });
    const reply = await app.fetch(new Request("https://localhost/quiet"));
    assert.match(cookiesOf(reply)[0]!, /^__Host-messages=.*Secure/);
  });
});

describe("messages that fall back to the session", () => {
  it("stay in the cookie while they fit, without a session", async () => {
    const client = testClient(site("fallback", { isKept: true }));
    const names = cookiesOf(await client.post("/say/3/10")).map((line) => line.split("=")[0]);
    assert.deepEqual(names, ["messages"]);
    assert.deepEqual(await numbers(client), [0, 1, 2]);
  });

  it("are kept in the session where forty long ones exceed the cookie, in their order", async () => {
    const client = testClient(site("fallback", { isKept: true }));
    const lines = cookiesOf(await client.post("/say/40/100"));
    const names = lines.map((line) => line.split("=")[0]).toSorted();
    assert.deepEqual(names, ["messages", "session"]);
    assert.ok(lines.every(({ length }) => length <= LARGEST));
    await client.post("/say/1/1");
    assert.deepEqual(await numbers(client), [...range(0, 40), 0]);
    assert.deepEqual(await numbers(client), []);
  });

  it("are kept in the session where a single one exceeds the cookie", async () => {
    const client = testClient(site("fallback", { isKept: true }));
    await client.post("/say/1/9000");
    assert.deepEqual(await numbers(client), [0]);
    assert.deepEqual(await numbers(client), []);
  });
});

describe("messages of an app with sessions", () => {
  it("wait in the session, or in the cookie where they are told to", async () => {
    for (const [storage, name] of [
      [undefined, "session"],
      ["cookie", "messages"],
    ] as const) {
      const client = testClient(site(storage, { isKept: true }));
      const names = cookiesOf(await client.post("/say/1/1")).map((line) => line.split("=")[0]);
      assert.deepEqual(names, [name]);
      assert.deepEqual(await numbers(client), [0]);
    }
  });
});
