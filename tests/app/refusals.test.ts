/** What an app logs of the requests that it refuses. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import {
  BadRequest,
  Flagon,
  type FlagonOptions,
  Forbidden,
  NotFound,
  RequestTimeout,
  ServiceUnavailable,
} from "flagon";
import { accessLog } from "flagon/access-log";
import { csrf, CsrfFailed, rateLimit } from "flagon/security";
import { freezeTime } from "flagon/testing";
import type { LogRecord } from "../../src/app/log-format.ts";

/** An app whose records are gathered as its default configuration lets them through. */
function shop(options: FlagonOptions = {}) {
  const records: LogRecord[] = [];
  const app = new Flagon({
    logging: { handlers: { test: { handle: (record) => void records.push(record) } } },
    ...options,
  });
  app.get("/", () => "Hello");
  app.get("/items/<name>", { endpoint: "item" }, (_request, { name }) => {
    throw new NotFound(`There is no item ${name}.`);
  });
  app.post("/items", () => "made");
  const send = (path: string, init?: RequestInit) =>
    app.fetch(new Request(`http://localhost${path}`, init));
  const told = () => records.map(({ level, name, fields }) => [level, name, fields["status"]]);
  return { app, records, send, told };
}

describe("a request that is refused", () => {
  it("is one record with what was asked, and why it was refused", async () => {
    const { records, send } = shop();
    await send("/items/chair?token=hidden", { headers: { "x-request-id": "r-1" } });
    const [{ time: _time, ...record }] = records as [LogRecord];
    assert.equal(records.length, 1);
    assert.deepEqual(record, {
      level: "info",
      name: "flagon.request",
      message: "The request was refused.",
      fields: {
        requestId: "r-1",
        method: "GET",
        path: "/items/chair",
        status: 404,
        refusal: "NotFound",
        detail: "There is no item chair.",
        endpoint: "item",
      },
    });
  });

  it("is one record whoever refused it", async () => {
    const { app, send, told } = shop();
    const refuse = (status: number) => [["info", "flagon.request", status]];
    app.get("/late", async () => {
      throw new RequestTimeout();
    });
    app.get("/often", { use: [rateLimit("1/hour")] }, () => "once");
    app.get("/down", { endpoint: "down" }, () => "up");
    app.use((next) => (request) => {
      if (request.path === "/stopped") throw new Forbidden();
      return next(request);
    });
    await send("/often");
    const cases: [path: string, method: string, status: number][] = [
      ["/unknown", "GET", 404],
      ["/down", "PUT", 405],
      ["/late", "GET", 408],
      ["/often", "GET", 429],
      ["/stopped", "GET", 403],
      ["/%zz", "GET", 400],
    ];
    for (const [index, [path, method, status]] of cases.entries()) {
      const answer = await send(path, { method });
      assert.equal(answer.status, status, path);
      assert.deepEqual(told().slice(index), refuse(status), path);
    }
  });

  it("is one record with a page of one's own, and none when the answer is no refusal", async () => {
    const { app, send, told } = shop();
    app.errorHandler(NotFound, () => "Nothing here");
    app.errorHandler(
      Forbidden,
      () => new Response(null, { status: 303, headers: { location: "/" } }),
    );
    app.get("/private", () => {
      throw new Forbidden();
    });
    assert.equal((await send("/private")).status, 303);
    assert.equal((await send("/unknown")).status, 404);
    assert.deepEqual(told(), [["info", "flagon.request", 404]]);
  });

  it("is one record when its way out is refused as well", async () => {
    const { app, send, told } = shop();
    app.afterRequest(() => {
      throw new BadRequest();
    });
    assert.equal((await send("/unknown")).status, 400);
    assert.deepEqual(told(), [["info", "flagon.request", 400]]);
  });

  it("is no record of its own where an access log has it", async () => {
    const { app, send, told } = shop();
    app.install(accessLog());
    await send("/unknown");
    assert.deepEqual(told(), [["info", "flagon.access", 404]]);
  });

  it("is one record where the access log is muted", async () => {
    const records: LogRecord[] = [];
    const { app, send } = shop({
      logging: {
        handlers: { test: { handle: (record) => void records.push(record) } },
        loggers: { "flagon.access": { level: "silent" } },
      },
    });
    app.install(accessLog());
    await send("/unknown");
    assert.deepEqual(
      records.map(({ name }) => name),
      ["flagon.request"],
    );
  });

  it("is told by the app that is mounted, unless the outer one has an access log", async () => {
    for (const isLogged of [false, true]) {
      const outer = shop();
      const inner = shop();
      if (isLogged) outer.app.install(accessLog());
      outer.app.mount("/inner", inner.app);
      await outer.send("/inner/unknown");
      assert.deepEqual(inner.told(), isLogged ? [] : [["info", "flagon.request", 404]]);
      assert.deepEqual(outer.told(), isLogged ? [["info", "flagon.access", 404]] : []);
    }
  });
});

describe("a request that may be an attack", () => {
  const suspicious = (records: LogRecord[]) =>
    records.map(({ level, name, fields }) => [level, name, fields["reason"], fields["status"]]);

  it("is a warning of its own logger, once, beside an access log too", async () => {
    for (const isLogged of [false, true]) {
      const { app, records, send } = shop();
      if (isLogged) app.install(accessLog());
      const evil = { method: "POST", headers: { origin: "https://evil.example" } };
      assert.equal((await send("/items", evil)).status, 403);
      await app.fetch(new Request("http://evil.example/"));
      const warnings = records.filter(({ level }) => level === "warn");
      assert.deepEqual(suspicious(warnings), [
        ["warn", "flagon.security", "foreign-write", 403],
        ["warn", "flagon.security", "foreign-host", 400],
      ]);
      assert.equal(warnings[0]?.fields["origin"], "https://evil.example");
      assert.equal(warnings[1]?.fields["host"], "evil.example");
      assert.equal(records.length, isLogged ? 4 : 2);
    }
  });

  it("is told for a missing CSRF token, whatever page a handler makes of it", async () => {
    const { app, records, send } = shop({
      config: { secretKey: "x".repeat(32) },
    });
    app.install(csrf());
    app.errorHandler(
      CsrfFailed,
      () => new Response(null, { status: 303, headers: { location: "/" } }),
    );
    assert.equal((await send("/items", { method: "POST" })).status, 303);
    assert.deepEqual(suspicious(records), [["warn", "flagon.security", "no-secret", 403]]);
  });

  it("is what a view says it is", async () => {
    const { app, records, send } = shop();
    app.get("/tenant", () => {
      throw new Forbidden("Not yours.", { suspicion: "wrong-tenant" });
    });
    const answer = await send("/tenant", { headers: { accept: "application/json" } });
    assert.doesNotMatch(await answer.text(), /wrong-tenant/);
    assert.deepEqual(suspicious(records), [["warn", "flagon.security", "wrong-tenant", 403]]);
  });
});

describe("requests that are not refused", () => {
  it("leave no record, and their errors the one they always left", async () => {
    const { app, send, told } = shop();
    app.get("/down", () => {
      throw new ServiceUnavailable();
    });
    app.get("/own", () => ["No.", 404]);
    for (const path of ["/", "/own", "/down"]) await send(path);
    assert.deepEqual(told(), [["error", "flagon.request", undefined]]);
  });
});

describe("the records of refusals", () => {
  it("cannot be forged by what a visitor sends, whatever writes them", async () => {
    const lines: string[] = [];
    const { app } = shop({
      logging: {
        handlers: {
          test: {
            write: (line) => lines.push(line),
            format: ({ fields }) => Object.values(fields).join(" "),
          },
        },
      },
    });
    const server = await app.run({ port: 0, banner: false, handleSignals: false });
    try {
      const paths = ["/items/a%E2%80%A8info%20forged", "/items/%C2%9B31m", `/${"x".repeat(5000)}`];
      for (const path of paths) await sendRaw(server.port, path);
    } finally {
      await server.close();
    }
    assert.equal(lines.length, 3);
    for (const line of lines) {
      assert.doesNotMatch(line.slice(0, -1), /[\u0000-\u001f\u007f-\u009f\u2028]/);
      assert.ok(line.length < 1000);
    }
    assert.match(lines[0]!, /There is no item a\\u2028info forged\./);
    assert.match(lines[1]!, /\\u009b31m/);
  });

  it("are a hundred a second at most, and the next tells how many were left out", async () => {
    const clock = freezeTime("2026-01-01T12:00:00Z");
    try {
      const { records, send } = shop();
      for (let at = 0; at < 130; at++) await send("/unknown");
      assert.equal(records.length, 100);
      await send("/items", { method: "POST", headers: { origin: "https://evil.example" } });
      assert.equal(records.at(-1)?.name, "flagon.security");
      clock.advance({ seconds: 1 });
      await send("/unknown");
      await send("/unknown");
      assert.deepEqual(
        records.slice(101).map(({ fields }) => fields["leftOut"]),
        [30, undefined],
      );
    } finally {
      clock.restore();
    }
  });
});

/** Sends a request line as it is, and waits for the end of the answer. */
async function sendRaw(port: number, path: string): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.end(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, "latin1");
  socket.resume();
  await once(socket, "close");
}
