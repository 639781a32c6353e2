/** Server-Sent Events and JSON lines. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { eventStream, Flagon, formatEvent, jsonLines } from "flagon";
import { ask } from "../support/fetching.ts";

describe("an event", () => {
  it("is written by the standard, and nothing in it can forge another", () => {
    assert.equal(
      formatEvent({ data: "a\nb", event: "x", id: 7, retryMs: 500 }),
      "event: x\nid: 7\nretry: 500\ndata: a\ndata: b\n\n",
    );
    assert.equal(formatEvent({ data: { a: 1 } }), 'data: {"a":1}\n\n');
    assert.equal(
      formatEvent({ data: "x\r\n\r\nevent: evil\rdata: y", event: "a\nid: 1" }),
      "event: aid: 1\ndata: x\ndata: \ndata: event: evil\ndata: data: y\n\n",
    );
  });
});

describe("an event stream", () => {
  it("sends events as they come and goes on after the last one that was seen", async () => {
    const app = new Flagon();
    app.get("/", (request) =>
      eventStream(request, async function* () {
        const last = Number(request.header("last-event-id") ?? 0);
        for (let id = last + 1; id <= last + 2; id++) yield { id, data: `n${id}` };
      }),
    );
    const reply = await ask(app, "/", { headers: { "last-event-id": "5" } });
    assert.deepEqual(
      [reply.headers.get("content-type"), reply.headers.get("cache-control")],
      ["text/event-stream; charset=utf-8", "no-store"],
    );
    assert.equal(await reply.text(), ": connected\n\nid: 6\ndata: n6\n\nid: 7\ndata: n7\n\n");
  });

  it("says that it is still there, and ends its source when the client leaves", async () => {
    const app = new Flagon();
    let ended = false;
    app.get("/", (request) =>
      eventStream(
        request,
        async function* () {
          try {
            await new Promise((resolve) => setTimeout(resolve, 60));
            yield { data: "late" };
            await new Promise(() => {});
          } finally {
            ended = true;
          }
        },
        { heartbeatSeconds: 0.02 },
      ),
    );
    const reader = (await ask(app, "/")).body!.getReader();
    let text = "";
    while (!text.includes("late")) text += new TextDecoder().decode((await reader.read()).value);
    assert.match(text, /: still here\n\n/);
    await reader.cancel();
    assert.equal(ended, true);
  });
});

describe("JSON lines", () => {
  it("are one value a line", async () => {
    const app = new Flagon();
    app.get("/", () => jsonLines([{ a: 1 }, [2], "x"]));
    const reply = await ask(app, "/");
    assert.equal(reply.headers.get("content-type"), "application/x-ndjson; charset=utf-8");
    assert.equal(await reply.text(), '{"a":1}\n[2]\n"x"\n');
  });
});
