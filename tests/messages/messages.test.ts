/** Flashed messages: shown once, by level, across redirects. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon, redirect, signals } from "flagon";
import { html } from "flagon/html";
import { assertMessages, getMessages, messages, type MessagesOptions } from "flagon/messages";
import { sessions } from "flagon/sessions";
import { testClient } from "flagon/testing";

function site(options?: MessagesOptions): Flagon {
  const app = new Flagon({ config: { secretKey: "k".repeat(40) } });
  app.install(sessions(), messages(options));
  app.post("/save", (request) => {
    request.flash("Saved.", "success", { tags: "sticky" });
    request.flash("Take care.", "warning");
    return redirect("/");
  });
  app.post("/say/<level>", (request, { level }) => {
    request.flash(`a ${level}`, level);
    return redirect("/");
  });
  app.post("/bold", (request) => {
    request.flash(html`<b>${"<bold>"}</b>`);
    return "x";
  });
  app.get("/", (request) => ({
    messages: getMessages(request).map(({ text, tags }) => [String(text), tags]),
    again: getMessages(request).length,
  }));
  app.get("/errors", (request) => getMessages(request, { levels: ["error"] }).length);
  app.get("/html", (request) => html`${getMessages(request).map(({ text }) => text)}`);
  app.get("/now", (request) => {
    request.flash("at once");
    const shown = getMessages(request).length;
    request.flash("later");
    return { shown, again: getMessages(request).length };
  });
  app.get("/quiet", () => "no messages here");
  return app;
}

async function shown(client: ReturnType<typeof testClient>): Promise<unknown> {
  return ((await (await client.get("/")).json()) as { messages: unknown }).messages;
}

describe("messages", () => {
  it("are shown once, on the page after the redirect", async () => {
    const client = testClient(site());
    await client.post("/save");
    await client.get("/quiet");
    assert.deepEqual(await shown(client), [
      ["Saved.", "sticky success"],
      ["Take care.", "warning"],
    ]);
    assert.deepEqual(await shown(client), []);
  });

  it("are the same for every look within one request", async () => {
    const client = testClient(site());
    await client.post("/save");
    const { again } = (await (await client.get("/")).json()) as { again: number };
    assert.equal(again, 2);
  });

  it("are shown by the request that flashed them, and those after the look by the next one", async () => {
    const client = testClient(site());
    assert.deepEqual(await (await client.get("/now")).json(), { shown: 1, again: 1 });
    assert.deepEqual(await shown(client), [["later", "info"]]);
  });

  it("can be asked for by level, which takes the others too", async () => {
    const client = testClient(site());
    await client.post("/say/error");
    await client.post("/say/info");
    assert.equal(await (await client.get("/errors")).json(), 1);
    assert.deepEqual(await shown(client), []);
  });

  it("below the least level are dropped", async () => {
    const client = testClient(site());
    await client.post("/say/debug");
    assert.deepEqual(await shown(client), []);
    const open = testClient(site({ minLevel: "debug" }));
    await open.post("/say/debug");
    assert.deepEqual(await shown(open), [["a debug", "debug"]]);
  });

  it("can have levels and tags of one's own", async () => {
    const client = testClient(
      site({ levels: { cheer: 26 }, tags: { cheer: "alert-cheer" }, minLevel: "success" }),
    );
    await client.post("/say/cheer");
    await client.post("/say/info");
    assert.deepEqual(await shown(client), [["a cheer", "alert-cheer"]]);
  });

  it("keep markup of the app's own, and escape all else", async () => {
    const client = testClient(site());
    await client.post("/bold");
    await client.post("/say/<i>".replace("<i>", "info"));
    assert.equal(await (await client.get("/html")).text(), "<b>&lt;bold&gt;</b>a info");
  });

  it("of a level that there is not are a mistake, and the mend names a near one", async () => {
    await assert.rejects(async () => testClient(site()).post("/say/sucess"), {
      code: "messages.unknown-level",
      mend: /success/,
    });
    assert.throws(() => site({ minLevel: "loud" }), { code: "messages.unknown-level" });
  });

  it("that are to wait in the session need sessions", () => {
    for (const storage of ["session", "fallback"] as const) {
      assert.throws(() => new Flagon().install(messages({ storage })), {
        code: "app.extension-needs",
      });
    }
  });

  it("send a signal", async () => {
    const app = site();
    const heard: string[] = [];
    const stop = signals.messageFlashed.connect(
      (_app, { message, category }) => void heard.push(`${category}: ${message}`),
      { sender: app },
    );
    await testClient(app).post("/save");
    assert.deepEqual(heard, ["success: Saved.", "warning: Take care."]);
    void stop;
  });

  it("of another program's session are left out where they are no messages", async () => {
    const app = site();
    app.get("/plant", ({ session }) => {
      session.set("_messages", [["info", "fine", ""], ["message", "Flask's"], 7, ["x", 1, ""]]);
      return "x";
    });
    const client = testClient(app);
    await client.get("/plant");
    assert.deepEqual(await shown(client), [["fine", ""]]);
  });

  it("can be asserted in tests, shown or flashed", async () => {
    const client = testClient(site());
    const saved = await client.post("/save");
    const expected = [
      ["success", "Saved."],
      ["warning", "Take care."],
    ] as const;
    assertMessages(saved, expected);
    assert.throws(() => assertMessages(saved, expected.slice(1)), { code: "messages.assertion" });
    assert.throws(() => assertMessages(saved, []), { code: "messages.assertion" });
    assertMessages(await client.get("/"), expected);
    assertMessages(await client.get("/quiet"), []);
  });
});
