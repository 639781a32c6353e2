/** Uploads that are answered before they have come: on real sockets, the client reads why, and cannot hold the connection. */

import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Flagon } from "flagon";

const MB = 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, "x");
const CRLF = Buffer.from("\r\n");
const FORM = "multipart/form-data; boundary=b";
const PART = Buffer.from(
  '--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n',
);

/** An app that takes 1 MB, and notes what it was asked. */
async function serving(work: (port: number, asked: string[]) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const app = new Flagon({
    config: { limits: { bodyBytes: MB, multipartBytes: MB } },
    logging: { level: "silent" },
  });
  app.beforeRequest((request) => void asked.push(request.path));
  app.post("/read", async (request) => String((await request.bytes()).length));
  app.post("/files", async (request) => String([...(await request.files())].length));
  app.post("/deaf", () => "I did not listen.");
  app.get("/next", () => "next");
  const server = await app.run({ port: 0, banner: false, handleSignals: false });
  try {
    await work(server.port, asked);
  } finally {
    await server.close({ graceMs: 0 });
  }
}

function head(path: string, body: "chunked" | number, type = "text/plain"): string {
  const length = body === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${body}`;
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n${length}\r\n\r\n`;
}

function chunked(piece: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, CRLF]);
}

/** Sends everything before it looks for an answer, as simple clients do, and gives the answer, or what went wrong. */
async function sendThenRead(port: number, pieces: readonly (string | Buffer)[]): Promise<string> {
  const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  let answer = "";
  const over = new Promise<string>((resolve) => {
    socket.on("error", (error) => resolve(String(error)));
    socket.on("end", () => resolve(answer));
  });
  const sent = (async () => {
    for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
  })();
  await Promise.race([sent, over]);
  socket.on("data", (bytes) => void (answer += String(bytes)));
  const outcome = await over;
  socket.destroy();
  return outcome;
}

/** Sends for ever, and gives how many bytes went out until the server cut the connection. */
async function flood(port: number, start: string, everyMs: number): Promise<number> {
  const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  socket.resume();
  socket.write(start);
  const closed = once(socket, "close");
  while (!socket.destroyed) {
    const gone = new Promise((resolve) => socket.write(everyMs > 0 ? "x" : PIECE, resolve));
    await Promise.race([gone, closed]);
    if (everyMs > 0) await wait(everyMs);
  }
  return socket.bytesWritten;
}

describe("an upload of 20 MB where 1 MB may come", () => {
  const pieces = Array.from({ length: 320 }, () => PIECE);
  const chunks = [...pieces.map(chunked), "0\r\n\r\n"];
  const ways: [what: string, body: (string | Buffer)[]][] = [
    ["that says so", [head("/read", 20 * MB), ...pieces]],
    ["that comes in chunks", [head("/read", "chunked"), ...chunks]],
    ["of files", [head("/files", 20 * MB, FORM), PART, ...pieces]],
    ["of files in chunks", [head("/files", "chunked", FORM), chunked(PART), ...chunks]],
  ];
  for (const [what, body] of ways) {
    it(`${what} is told 413, each time`, async () => {
      await serving(async (port) => {
        for (let at = 0; at < 50; at++)
          assert.match(await sendThenRead(port, body), /^HTTP\/1\.1 413 [^]*Connection: close/);
      });
    });
  }

  it("gets the answer of a view that does not read it", async () => {
    await serving(async (port) => {
      const answer = await sendThenRead(port, [head("/deaf", 20 * MB), ...pieces]);
      assert.match(answer, /^HTTP\/1\.1 200 [^]*I did not listen\.$/);
    });
  });
});

describe("a client that was refused", () => {
  it("is cut when it never stops sending", async () => {
    await serving(async (port) => {
      const sent = await flood(port, head("/read", 1000 * MB), 0);
      assert.ok(sent > 20 * MB && sent < 200 * MB, String(sent));
    });
  });

  it("is cut when it sends a byte now and then", async () => {
    await serving(async (port) => {
      const began = performance.now();
      await flood(port, head("/read", 1000 * MB), 100);
      const seconds = (performance.now() - began) / 1000;
      assert.ok(seconds > 4, String(seconds));
    });
  });

  it("asks nothing more on that connection", async () => {
    await serving(async (port, asked) => {
      const next = "GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n";
      const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.write(`${head("/deaf", 10)}12345`);
      await once(socket, "data");
      socket.end(`67890${next}`);
      await once(socket, "close");
      assert.deepEqual(asked, ["/deaf"]);
    });
  });

  it("keeps nobody waiting where its body is there already", async () => {
    await serving(async (port) => {
      const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.write(`${head("/deaf", 5)}12345`);
      socket.resume();
      await once(socket, "end");
      // The server has closed both sides: what comes now is answered by a reset, of which one of the next writes hears.
      const cut = new Promise((resolve) => socket.on("error", () => {}).on("close", resolve));
      let pokes = 0;
      const poke = setInterval(() => socket.write("x", () => void pokes++), 20);
      await cut;
      clearInterval(poke);
      assert.ok(pokes < 150, "It was listened to for seconds.");
    });
  });

  it("reads that its head is too large, though it has not sent all of it", async () => {
    await serving(async (port) => {
      const pieces = Array.from({ length: 100 }, () => PIECE);
      const answer = await sendThenRead(port, [
        "GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ",
        ...pieces,
      ]);
      assert.match(answer, /^HTTP\/1\.1 431 /);
    });
  });
});
