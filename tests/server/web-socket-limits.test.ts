/** WebSocket peers that do not behave: one that never reads, one that is gone without a word, one that sends too much. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket as TcpSocket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Flagon, type SocketOptions, type SocketView } from "flagon";

/** Serves one WebSocket view, and gives its port. */
async function served(
  t: TestContext,
  view: SocketView<object>,
  options: SocketOptions = {},
): Promise<number> {
  const app = new Flagon({ logging: { level: "silent" } });
  app.websocket("/", options, view);
  const server = await app.run({ port: 0, banner: false, handleSignals: false });
  t.after(() => server.close({ graceMs: 0 }));
  return server.port;
}

/** A client that sends the handshake and speaks no WebSocket after it: it answers no ping. */
async function mute(port: number): Promise<TcpSocket> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  socket.write(
    [
      "GET / HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "",
      "",
    ].join("\r\n"),
  );
  return socket;
}

const CHUNK = "x".repeat(65_536);

describe("a WebSocket peer that never reads", () => {
  it("makes a view that waits for it wait, and is dropped by one that does not", async (t) => {
    const sent = { bytes: 0 };
    const politePort = await served(t, async (socket) => {
      while (socket.isOpen) {
        socket.send(CHUNK);
        sent.bytes += CHUNK.length;
        await socket.drained();
      }
    });
    const polite = await mute(politePort);
    polite.pause();
    let before = -1;
    while (sent.bytes > before || sent.bytes === 0) {
      before = sent.bytes;
      await wait(200);
    }
    // What the kernel holds for both ends, and one piece: nothing gathers in the process.
    assert.ok(sent.bytes < 64_000_000, `${sent.bytes} bytes`);
    polite.destroy();

    const ended = Promise.withResolvers<boolean>();
    const rudePort = await served(t, async (socket) => {
      while (socket.isOpen) {
        socket.send(CHUNK);
        await new Promise(setImmediate);
      }
      ended.resolve(socket.signal.aborted);
    });
    const rude = await mute(rudePort);
    rude.pause();
    assert.equal(await ended.promise, true);
    rude.destroy();
  });
});

describe("signs of life", () => {
  it("are asked for, and a peer that gives none is dropped", async (t) => {
    const left = Promise.withResolvers<void>();
    const port = await served(
      t,
      async (socket) => {
        await assert.rejects(socket.receive(), { name: "SocketClosed" });
        left.resolve();
      },
      { pingSeconds: 0.1 },
    );
    const socket = await mute(port);
    socket.resume();
    await Promise.all([once(socket, "close"), left.promise]);
  });

  it("are not missed in a peer that the view itself holds back", async (t) => {
    const port = await served(
      t,
      async (socket) => {
        let count = 0;
        for await (const message of socket) {
          count++;
          await wait(5);
          if (message === "end") socket.send(String(count));
        }
      },
      { pingSeconds: 0.05 },
    );
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    const answer = Promise.withResolvers<string>();
    client.addEventListener("message", ({ data }) => answer.resolve(String(data)));
    client.addEventListener("close", ({ code }) => answer.resolve(`closed with ${code}`));
    await once(client, "open");
    for (let at = 1; at < 300; at++) client.send("message");
    client.send("end");
    assert.equal(await answer.promise, "300");
    client.close();
  });
});

describe("a WebSocket message that is too large", () => {
  it("ends the conversation with 1009, by the length that it announces", async (t) => {
    const port = await served(t, async (socket) => void (await socket.receive()), {
      messageLimitBytes: 1000,
    });
    const socket = await mute(port);
    const [head] = (await once(socket, "data")) as [Buffer];
    assert.match(head.toString("latin1"), /^HTTP\/1\.1 101 /);
    // A masked text frame of 2 GiB of which nothing comes.
    socket.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]));
    const [frame] = (await once(socket, "data")) as [Buffer];
    assert.deepEqual([frame[0], frame.readUInt16BE(2)], [0x88, 1009]);
    socket.destroy();
  });
});
