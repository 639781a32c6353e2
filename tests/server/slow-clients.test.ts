/** Clients that send slowly, or not to the end: on real sockets, with short times. */

import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Flagon } from "flagon";
import type { RunningServer } from "../../src/http/handler.ts";

const VIEW_MS = 200;

/** An app whose views have less time than requests have. */
async function serving(
  work: (server: RunningServer, seen: string[]) => Promise<void>,
): Promise<void> {
  const seen: string[] = [];
  const app = new Flagon({
    config: { timeouts: { headersMs: 600, requestMs: 3000, viewMs: VIEW_MS } },
    logging: { level: "silent" },
  });
  app.post("/json", async (request) => {
    try {
      return await request.json();
    } catch (error) {
      seen.push((error as Error).name);
      throw error;
    }
  });
  app.post("/files", async (request) => ({ files: [...(await request.files())].length }));
  app.post("/late", async (request) => {
    await request.bytes();
    return new Promise<string>(() => {});
  });
  app.post("/deaf", () => new Promise<string>(() => {}));
  app.errorHandler(408, () => "Too slow, says the app.");
  const server = await app.run({ port: 0, banner: false, handleSignals: false });
  try {
    await work(server, seen);
  } finally {
    await server.close({ graceMs: 0 });
  }
}

/** A client that keeps its side open until the server cuts it, and gathers what it was told. */
class Client {
  readonly #socket: net.Socket;
  /** All that came, once the server has cut the connection. */
  readonly answer: Promise<string>;

  constructor(port: number, text: string) {
    const socket = (this.#socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true }));
    let got = "";
    socket.on("data", (bytes) => void (got += String(bytes)));
    // Writing on is how a client with its side open learns that the server has cut the connection.
    const poke = setInterval(() => socket.write("x"), 150);
    socket.on("error", () => {});
    this.answer = new Promise((resolve) =>
      socket.on("close", () => {
        clearInterval(poke);
        resolve(got);
      }),
    );
    socket.write(text);
  }

  /** The first bytes of the answer. */
  async head(): Promise<string> {
    return String((await once(this.#socket, "data"))[0]);
  }
}

function post(path: string, { type = "application/json", lengthBytes = 5000 } = {}): string {
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${lengthBytes}\r\n\r\n`;
}

describe("a body that does not come to its end", () => {
  it("is answered 408 by the app, whatever time the view has, and the connection is cut", async () => {
    await serving(async ({ port }, seen) => {
      const answer = await new Client(port, `${post("/json")}{"a":`).answer;
      assert.match(answer, /^HTTP\/1\.1 408 Request Timeout\r\n/);
      assert.match(answer, /\r\nConnection: close\r\n[^]*Too slow, says the app\.$/);
      assert.deepEqual(seen, ["RequestTimeout"]);
    });
  });

  it("is answered 408 for an upload that is read as it comes", async () => {
    await serving(async ({ port }) => {
      const head = post("/files", { type: "multipart/form-data; boundary=b" });
      const part = '--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nabc';
      assert.match(await new Client(port, head + part).answer, /^HTTP\/1\.1 408 /);
    });
  });

  it("is answered 503 where it is the view that nobody hears of: it does not read the body", async () => {
    await serving(async ({ port }) => {
      assert.match(await new Client(port, `${post("/deaf")}{"a":`).answer, /^HTTP\/1\.1 503 /);
    });
  });
});

describe("a body that comes slowly, and whole", () => {
  it("does not use up the time of the view", async () => {
    await serving(async ({ port }) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.write(`${post("/json", { lengthBytes: 7 })}{"a`);
      await wait(VIEW_MS + 600);
      socket.write('":1}');
      const [bytes] = (await once(socket, "data")) as [Buffer];
      assert.match(String(bytes), /^HTTP\/1\.1 200 [^]*\{"a":1\}$/);
      socket.destroy();
    });
  });

  it("leaves the view its time once it is there, and no more", async () => {
    await serving(async ({ port }) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.write(`${post("/late", { lengthBytes: 2 })}{`);
      await wait(VIEW_MS + 600);
      socket.write("}");
      const [bytes] = (await once(socket, "data")) as [Buffer];
      assert.match(String(bytes), /^HTTP\/1\.1 503 /);
      socket.destroy();
    });
  });
});

describe("a head that does not come to its end", () => {
  it("is answered 408, and the connection is cut though the client goes on sending", async () => {
    await serving(async ({ port }) => {
      const client = new Client(port, "GET /json HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      assert.match(await client.head(), /^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n/);
      await client.answer;
    });
  });
});
