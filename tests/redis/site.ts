/** A site with rooms and rate limits in Redis, as one of several processes; it prints its port, and its warnings as JSON. */

import { createClient } from "redis";
import { Flagon } from "../../src/index.ts";
import { redisLayer, rooms, roomsOf } from "../../src/realtime/index.ts";
import { rateLimit, RedisRateLimits } from "../../src/security/index.ts";

const url = process.env["SITE_REDIS_URL"]!;
const prefix = process.env["SITE_PREFIX"]!;

const app = new Flagon({
  logging: {
    handlers: {
      lines: {
        level: "warn",
        handle: ({ name, message }) => console.log(JSON.stringify({ name, message })),
      },
    },
  },
});

app.install(rooms({ layer: redisLayer({ client: createClient({ url }), prefix, onError() {} }) }));

app.websocket("/chat/<room>", async (socket, { room }) => {
  roomsOf(app).join(room, socket);
  socket.send("joined");
  for await (const message of socket) await roomsOf(app).broadcast(room, message);
});
app.post("/say/<room>", async (request, { room }) => {
  await roomsOf(app).broadcastJson(room, await request.json());
  return [null, 204];
});

const client = createClient({ url });
const store = new RedisRateLimits({ client, prefix, timeoutMs: 300 });
app.get("/five", { use: [rateLimit("5/minute", { store })] }, () => "in");
app.get("/twenty", { use: [rateLimit("20/minute; 100/day", { store })] }, () => "in");
app.get("/moment", { use: [rateLimit("2/second", { store })] }, () => "in");
app.get("/dear", { use: [rateLimit("10/minute", { store, cost: 4 })] }, () => "in");
app.get(
  "/strict",
  { use: [rateLimit("5/minute", { store, whenStoreFails: "refuse" })] },
  () => "in",
);
app.onStop(() => client.isOpen && client.destroy());

const server = await app.run({ port: 0, banner: false });
console.log(`port ${server.port}`);
