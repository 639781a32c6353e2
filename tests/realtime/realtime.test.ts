/** Rooms and events, with real sockets. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import {
  type Broadcast,
  type ChannelLayer,
  on,
  rooms,
  type RoomsOptions,
  roomsOf,
  serveEvents,
} from "flagon/realtime";
import { integer, object } from "flagon/validation";

/** Runs an app on Node for the length of a test. */
async function serving(apps: Flagon[], work: (...ports: number[]) => Promise<void>): Promise<void> {
  const servers = await Promise.all(
    apps.map((app) => app.run({ port: 0, banner: false, handleSignals: false })),
  );
  try {
    await work(...servers.map(({ port }) => port));
  } finally {
    await Promise.all(servers.map((server) => server.close({ graceMs: 0 })));
    await Promise.all(apps.map((app) => app.stop()));
  }
}

/** A client with a queue of what it got. */
async function connect(url: string): Promise<{
  send(text: string): void;
  next(): Promise<string>;
  close(): void;
  closed: Promise<unknown>;
}> {
  const socket = new WebSocket(url);
  const got: string[] = [];
  const waiters: ((text: string) => void)[] = [];
  socket.addEventListener("message", ({ data }) => {
    const waiter = waiters.shift();
    if (waiter === undefined) got.push(String(data));
    else waiter(String(data));
  });
  const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  return {
    send: (text) => socket.send(text),
    next: () =>
      got.length > 0
        ? Promise.resolve(got.shift()!)
        : new Promise((resolve) => waiters.push(resolve)),
    close: () => socket.close(),
    closed,
  };
}

function chat(options: RoomsOptions = {}): Flagon {
  const app = new Flagon().install(rooms(options));
  app.websocket("/chat/<room>", async (socket, { room }) => {
    roomsOf(app).join(room, socket);
    socket.send("joined");
    for await (const message of socket) await roomsOf(app).broadcast(room, message);
  });
  app.post("/say/<room>", async (request, { room }) => {
    await roomsOf(app).broadcastJson(room, await request.json());
    return { heard: roomsOf(app).size(room) };
  });
  return app;
}

describe("a room", () => {
  it("is heard by those in it and by nobody else, and a view can speak in it", async () => {
    await serving([chat()], async (port) => {
      const [ann, bob, eve] = await Promise.all(
        ["a", "a", "b"].map((room) => connect(`ws://127.0.0.1:${port}/chat/${room}`)),
      );
      for (const one of [ann!, bob!, eve!]) assert.equal(await one.next(), "joined");
      ann!.send("hello");
      assert.deepEqual([await ann!.next(), await bob!.next()], ["hello", "hello"]);
      const said = await fetch(`http://127.0.0.1:${port}/say/b`, {
        method: "POST",
        body: '{"from":"view"}',
        headers: { "content-type": "application/json" },
      });
      assert.deepEqual(await said.json(), { heard: 1 });
      assert.equal(await eve!.next(), '{"from":"view"}');
    });
  });

  it("forgets who has left", async () => {
    const app = chat();
    await serving([app], async (port) => {
      const ann = await connect(`ws://127.0.0.1:${port}/chat/a`);
      await ann.next();
      assert.equal(roomsOf(app).size("a"), 1);
      ann.close();
      await ann.closed;
      while (roomsOf(app).size("a") > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    });
  });

  it("reaches the sockets of another process by its layer", async () => {
    const bus = new Set<(broadcast: Broadcast) => void>();
    const layer = (): ChannelLayer => {
      let own: (broadcast: Broadcast) => void;
      return {
        open: (deliver) => void bus.add((own = deliver)),
        publish: (broadcast) =>
          bus.forEach((deliver) => deliver(JSON.parse(JSON.stringify(broadcast)) as Broadcast)),
        close: () => void bus.delete(own),
      };
    };
    await serving([chat({ layer: layer() }), chat({ layer: layer() })], async (first, second) => {
      const ann = await connect(`ws://127.0.0.1:${first}/chat/a`);
      const bob = await connect(`ws://127.0.0.1:${second}/chat/a`);
      await Promise.all([ann.next(), bob.next()]);
      ann.send("across");
      assert.equal(await bob.next(), "across");
    });
  });

  it("asks for its extension", () => {
    assert.throws(() => roomsOf(new Flagon()), { code: "realtime.not-installed" });
  });
});

describe("events", () => {
  it("have checked data, answers by id, and faults that do not end the conversation", async () => {
    const app = new Flagon();
    const move = on(object({ x: integer() }), ({ x }) => ({ moved: x + 1 }));
    app.websocket("/game", (socket) => serveEvents(socket, { move }));
    await serving([app], async (port) => {
      const client = await connect(`ws://127.0.0.1:${port}/game`);
      client.send('{"event":"move","data":{"x":1},"id":7}');
      assert.equal(await client.next(), '{"id":7,"data":{"moved":2}}');
      client.send('{"event":"move","data":{"x":"a"},"id":8}');
      const { id, error } = JSON.parse(await client.next()) as {
        id: number;
        error: { code: string; errors: { path: string }[] };
      };
      assert.deepEqual([id, error.code, error.errors[0]!.path], [8, "invalid", "x"]);
      client.send('{"event":"toString","id":9}');
      assert.match(await client.next(), /unknown-event/);
      client.send("no json");
      assert.match(await client.next(), /malformed/);
    });
  });
});
