/** A server in service: health, stalls, errors that nobody awaits, and how it stops. */

import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Flagon } from "flagon";

interface Line {
  name: string;
  message: string;
  requestId?: string;
  path?: string;
  ms?: number;
  requests?: string[];
  error?: unknown;
}

function loggingApp(): { app: Flagon; lines: Line[] } {
  const lines: Line[] = [];
  const app = new Flagon({
    logging: {
      handlers: {
        here: {
          handle: ({ name, message, fields }) => void lines.push({ name, message, ...fields }),
        },
      },
    },
  });
  return { app, lines };
}

const quiet = { port: 0, banner: false, handleSignals: false, requestContext: true } as const;

describe("the health endpoint", () => {
  it("answers whatever the host is, and names the checks", async () => {
    const { app, lines } = loggingApp();
    let isUp = true;
    app.addHealthCheck("database", () => {
      if (!isUp) throw new Error("connection refused by 10.0.0.7");
    });
    const server = await app.run({ ...quiet, health: "/healthz" });
    try {
      const well = await fetch(`${server.url}/healthz`);
      assert.deepEqual(
        [well.status, await well.json()],
        [200, { status: "ok", checks: { database: "ok" } }],
      );
      isUp = false;
      const ill = await fetch(`${server.url}/healthz`);
      assert.deepEqual(
        [ill.status, await ill.json()],
        [503, { status: "failing", checks: { database: "failing" } }],
      );
      assert.equal(lines.filter(({ name }) => name.endsWith("flagon.health")).length, 1);
      assert.equal((await fetch(`${server.url}/other`)).status, 404);
    } finally {
      await server.close();
    }
  });

  it("takes a check that never answers for a failed one", { timeout: 20_000 }, async () => {
    const { app } = loggingApp();
    app.addHealthCheck("queue", () => new Promise(() => {}));
    const server = await app.run({ ...quiet, health: "/up" });
    try {
      assert.equal((await fetch(`${server.url}/up`)).status, 503);
    } finally {
      await server.close();
    }
  });

  it("says 503 on a connection that is open while the server drains, and closes it", async () => {
    const { app } = loggingApp();
    const server = await app.run({ ...quiet, health: "/up" });
    const socket = net.connect(server.port, "127.0.0.1");
    const ask = async (): Promise<string> => {
      socket.write("GET /up HTTP/1.1\r\nHost: probe\r\n\r\n");
      return String((await once(socket, "data"))[0]);
    };
    assert.match(await ask(), /^HTTP\/1.1 200 [^]*\r\nConnection: keep-alive\r\n/);
    const closed = server.close();
    assert.match(await ask(), /^HTTP\/1.1 503 [^]*\r\nConnection: close\r\n[^]*draining/);
    await closed;
  });
});

describe("a view that does not let go", () => {
  it("is named in the log with its path alone", async () => {
    const { app, lines } = loggingApp();
    app.get("/stall", () => {
      const end = performance.now() + 600;
      while (performance.now() < end);
      return "done";
    });
    const server = await app.run(quiet);
    try {
      await fetch(`${server.url}/stall?secret=1`);
      await wait(150);
      const [line] = lines.filter(({ message }) => message.includes("stalled"));
      assert.deepEqual(line?.requests, ["GET /stall"]);
      assert.ok(line!.ms! >= 500, String(line!.ms));
    } finally {
      await server.close();
    }
  });
});

describe("errors that nobody awaits", () => {
  it("are logged once with their request, and the server lives", async () => {
    const { app, lines } = loggingApp();
    app.get("/reject", () => {
      void Promise.reject(new Error("forgotten"));
      return "ok";
    });
    app.get("/timer", () => {
      setTimeout(() => {
        throw new Error("thrown later");
      }, 1);
      return "ok";
    });
    const server = await app.run(quiet);
    // The test runner has listeners of its own, which would take these errors for the test's.
    const theirs = muteOthers();
    try {
      await fetch(`${server.url}/reject`, { headers: { "x-request-id": "r-1" } });
      await fetch(`${server.url}/timer`, { headers: { "x-request-id": "r-2" } });
      await wait(50);
      const found = lines.filter(({ name }) => name.endsWith("flagon.background"));
      assert.deepEqual(
        found.map(({ requestId, path }) => [requestId, path]),
        [
          ["r-1", "/reject"],
          ["r-2", "/timer"],
        ],
      );
    } finally {
      theirs.restore();
      await server.close();
    }
  });
});

function muteOthers(): { restore(): void } {
  const kinds = ["uncaughtException", "unhandledRejection"] as const;
  const taken = kinds.map((kind) => {
    const others = process.listeners(kind as "uncaughtException").slice(0, -1);
    for (const listener of others) process.off(kind, listener);
    return { kind, others };
  });
  return {
    restore() {
      for (const { kind, others } of taken)
        for (const listener of others) process.on(kind, listener as () => void);
    },
  };
}

describe("a stream that breaks", () => {
  it("is logged with its request, and told to teardown hooks", async () => {
    for (const fails of ["at once", "later"]) {
      const { app, lines } = loggingApp();
      const faults: unknown[] = [];
      app.teardownRequest((error) => void faults.push((error as Error).message));
      app.get("/rows", async function* () {
        if (fails === "later") yield "one";
        throw new Error("no more rows");
      });
      const server = await app.run(quiet);
      const headers = { "x-request-id": "the-id-of-this-one" };
      // Where the head is out already the connection is cut.
      await fetch(`${server.url}/rows?a`, { headers }).then(
        (reply) => reply.text().catch(() => ""),
        () => "",
      );
      await server.close();
      const [line, ...more] = lines.filter(({ name }) => name.endsWith("flagon.request"));
      assert.deepEqual(
        [line?.path, line?.requestId, more, faults],
        ["/rows", "the-id-of-this-one", [], ["no more rows"]],
      );
    }
  });
});

describe("closing a server", () => {
  it("stops the app, when it was the last one", async () => {
    const { app } = loggingApp();
    const log: string[] = [];
    app.onStart(() => log.push("start"));
    app.onStop(() => log.push("stop"));
    const [first, second] = [await app.run(quiet), await app.run(quiet)];
    await first.close();
    assert.deepEqual(log, ["start"]);
    await Promise.all([second.close(), second.close()]);
    assert.deepEqual(log, ["start", "stop"]);
  });
});

describe("a request without a body", () => {
  for (const method of ["GET", "POST", "DELETE"]) {
    it(`is read as empty (${method})`, async () => {
      const { app } = loggingApp();
      app.route("/", { methods: [method] }, async (request) => {
        const text = await request.text();
        const json = await request.json({ silent: true, force: true });
        return { text, size: (await request.bytes()).length, json };
      });
      const server = await app.run(quiet);
      const socket = net.connect(server.port, "127.0.0.1");
      try {
        socket.write(`${method} / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        const answer = String((await once(socket, "data"))[0]);
        assert.match(answer, /^HTTP\/1\.1 200 [^]*\{"text":"","size":0,"json":null\}$/);
      } finally {
        socket.destroy();
        await server.close();
      }
    });
  }
});

it("takes the target * for OPTIONS alone", async () => {
  const { app } = loggingApp();
  const server = await app.run(quiet);
  try {
    for (const [method, status] of [
      ["OPTIONS", 204],
      ["GET", 404],
    ] as const) {
      const socket = net.connect(server.port, "127.0.0.1");
      socket.write(`${method} * HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      assert.match(String((await once(socket, "data"))[0]), new RegExp(`^HTTP/1.1 ${status} `));
      socket.destroy();
    }
  } finally {
    await server.close();
  }
});
