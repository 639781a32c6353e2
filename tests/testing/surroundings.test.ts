/** What surrounds a test: the clock, the settings, the log, a real server. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon, signals } from "flagon";
import { now } from "flagon/clock";
import { sign, unsign } from "flagon/signing";
import {
  assertHtmlEqual,
  captureLogs,
  freezeTime,
  liveServer,
  normalizeHtml,
  overrideSettings,
  testClient,
} from "flagon/testing";

describe("a frozen clock", () => {
  it("stands still until it is moved, and runs again when restored", () => {
    const clock = freezeTime("2026-01-01T12:00:00Z");
    assert.equal(now(), Date.UTC(2026, 0, 1, 12));
    clock.advance({ days: 1, minutes: 11, seconds: -1 });
    assert.equal(clock.now.toISOString(), "2026-01-02T12:10:59.000Z");
    clock.set("2020-01-01");
    assert.equal(now(), Date.UTC(2020, 0, 1));
    clock.restore();
    assert.ok(Math.abs(now() - Date.now()) < 1000);
  });

  it("makes tokens old", () => {
    const clock = freezeTime();
    try {
      const options = { key: "k".repeat(32), purpose: "reset", maxAgeSeconds: 600 };
      const token = sign("user:7", options);
      clock.advance({ minutes: 9 });
      assert.equal(unsign(token, options), "user:7");
      clock.advance({ minutes: 2 });
      assert.throws(() => unsign(token, options), { name: "SignatureExpired" });
    } finally {
      clock.restore();
    }
  });

  it("refuses what is no time", () => {
    assert.throws(() => freezeTime("soon"), { code: "testing.bad-time" });
  });
});

describe("overridden settings", () => {
  it("hold inside, and are as before afterwards, also when the test throws", async () => {
    const app = new Flagon({ config: { own: 1 } });
    const inside = await overrideSettings(
      app,
      { own: 2, added: true, limits: { jsonBytes: 5 } },
      async () => {
        await Promise.resolve();
        return [app.config.get("own"), app.config.get("added"), app.config.limits.jsonBytes];
      },
    );
    assert.deepEqual(inside, [2, true, 5]);
    const failing = (): never =>
      overrideSettings(app, { own: 3 }, () => {
        throw new Error("inside");
      });
    assert.throws(failing, /inside/);
    assert.deepEqual(
      [app.config.get("own"), app.config.find("added"), app.config.limits.jsonBytes],
      [1, undefined, 1_048_576],
    );
    assert.equal("added" in app.config, false);
  });

  it("count for an app that serves already, and are told by the signal", async () => {
    const app = new Flagon({ logging: { level: "silent" } });
    app.get("/", () => "ok");
    const client = testClient(app, { baseUrl: "http://shop.test" });
    assert.equal((await client.get("/")).status, 400);
    const told: unknown[] = [];
    await signals.settingChanged.connectedTo(
      (_sender, { name, value }) => told.push([name, value]),
      async () => {
        const reply = await overrideSettings(app, { allowedHosts: ["shop.test"] }, () =>
          client.get("/"),
        );
        assert.equal(reply.status, 200);
      },
    );
    assert.deepEqual(told, [
      ["allowedHosts", ["shop.test"]],
      ["allowedHosts", []],
    ]);
    assert.equal((await client.get("/")).status, 400);
  });
});

describe("captured logs", () => {
  it("have every record, and nothing is written meanwhile", () => {
    const lines: string[] = [];
    const app = new Flagon({
      logging: { level: "error", handlers: { main: { write: (line) => void lines.push(line) } } },
    });
    const shop = app.logger.named("shop.orders");
    shop.error("before");
    const logs = captureLogs(app);
    shop.debug({ orderId: 7 }, "order paid");
    app.logger.error(new Error("broken"));
    logs.restore();
    shop.error("after");
    assert.equal(logs.assertLogged({ name: "shop", message: /paid$/ }).fields["orderId"], 7);
    logs.assertLogged({ level: "error", message: "broken" });
    logs.assertNotLogged({ level: "critical" });
    assert.throws(() => logs.assertLogged({ message: "lost" }), /debug shop.orders: order paid/);
    assert.throws(() => logs.assertNotLogged({ name: "shop" }), /order paid/);
    assert.deepEqual([logs.records.length, lines.length], [2, 2]);
  });
});

describe("a live server", () => {
  it("answers on a port, and stops", async () => {
    const app = new Flagon({ logging: { level: "silent" } });
    let stopped = false;
    app.onStop(() => {
      stopped = true;
    });
    app.get("/", () => "alive");
    const server = await liveServer(app);
    assert.equal(await (await fetch(server.url)).text(), "alive");
    await server.close();
    assert.equal(stopped, true);
    await assert.rejects(fetch(server.url));
  });
});

describe("HTML", () => {
  const same: [string, string][] = [
    ["<a  class=\"b a\" href='/'>x</a>", '<A href="/" class="a b">x</A>'],
    ["<p> two \n words </p>", "<p>two words</p>"],
    ["<input disabled>", '<input disabled="" />'],
    ["<br/>", "<br>"],
    ["<!-- note --><i>x</i>", "<i>x</i>"],
  ];
  for (const [a, b] of same) it(`says the same: ${a} and ${b}`, () => assertHtmlEqual(a, b));

  it("says something else where text, blanks that count, or attributes differ", () => {
    for (const [a, b] of [
      ["<p>a</p>", "<p>b</p>"],
      ["<pre>a  b</pre>", "<pre>a b</pre>"],
      ['<a href="/x">', '<a href="/y">'],
      ["<b>x</b>", "<i>x</i>"],
    ] as const)
      assert.notEqual(normalizeHtml(a), normalizeHtml(b));
    assert.throws(() => assertHtmlEqual("<p>a</p>", "<p>b</p>"));
  });
});
