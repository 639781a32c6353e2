import { Flagon } from "flagon";
const app = new Flagon({ logging: { level: "info" } });
const chunk = "x".repeat(65536);
app.websocket("/flood", async (socket) => {
  while (socket.isOpen) {
    socket.send(chunk);
    await new Promise((r) => setImmediate(r));
  }
  console.log("flood over", socket.isOpen);
});
app.websocket("/polite", async (socket) => {
  let n = 0;
  while (socket.isOpen) {
    socket.send(chunk);
    n++;
    await socket.drained();
  }
  console.log("polite over", n);
});
app.websocket("/ping", { pingSeconds: 1 }, async (socket) => {
  const t = performance.now();
  try {
    for await (const m of socket) socket.send(m);
  } finally {
    console.log("ping over", Math.round(performance.now() - t));
  }
});
app.websocket("/slow", { pingSeconds: 1 }, async (socket) => {
  let n = 0;
  for await (const m of socket) {
    n++;
    await new Promise((r) => setTimeout(r, 50));
    if (m === "end") socket.send("got " + n);
  }
  console.log("slow over", n);
});
app.websocket("/small", { messageLimitBytes: 1000 }, async (socket) => {
  for await (const m of socket) socket.send(m);
});
app.get("/rss", () => {
  globalThis.gc?.();
  return { rss: Math.round(process.memoryUsage.rss() / 1e6) };
});
app.run({ port: 5188 });
