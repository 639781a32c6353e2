/** An ordinary app with the routes of benchmarks/reliability/CONTRACT-RELIABILITY.md: what faults are tried on. */

import { EventEmitter } from "node:events";
import { createReadStream, writeFileSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { createGzip } from "node:zlib";
import { Flagon, makeResponse, NotFound, HttpError } from "flagon";
import { sql } from "flagon/db";
import { MemorySessionStore, sessions } from "flagon/sessions";
import { object, string } from "flagon/validation";
import { Entry, ledgerDatabase, prepareLedger } from "./database.ts";

declare module "flagon/sessions" {
  interface SessionData {
    name?: string;
  }
}

const uploads = process.env["UPLOAD_DIR"] ?? ".";

/** A sink that cannot write one kind of record. */
const brokenLog = {
  handle({ fields }: { fields: Record<string, unknown> }) {
    if (String(fields["error"]).includes("MSGMARK-logger")) throw new Error("MSGMARK-logger");
  },
};

/** A store that cannot save. */
class BrokenStore extends MemorySessionStore {
  override save(): boolean {
    throw new Error("MSGMARK-session");
  }
}

const app = new Flagon({
  config: { secretKey: "for the fault harness only: 2b1c7f0a9e" },
  logging: { handlers: { console: {}, broken: brokenLog } },
});
app.install(sessions({ store: new BrokenStore() }));

const ledger = ledgerDatabase();
app.install(ledger);
await prepareLedger();

const stats = { opened: 0, closed: 0 };

app.get("/", () => "<h1>hello</h1>");
app.get("/stats", () => ({ pid: process.pid, ...stats }));

app.post("/ledger", { body: object({ id: string() }) }, async (_request, { body }) => {
  await Entry.create({ id: body.id });
  return [{ ok: true }, 201];
});

app.get("/ledger/<id>", async (_request, { id }) => {
  if (!(await Entry.filter({ id }).exists())) throw new NotFound();
  return { id };
});

app.get("/slow", async ({ query }) => {
  await wait(query.getAs("ms", "integer", 0));
  return "done";
});

app.get("/pool-sleep", async ({ query }) => {
  if (ledger.databases.get().kind === "sqlite") throw new HttpError(501);
  await sql`select pg_sleep(${query.getAs("s", "number", 0)})`.rows();
  return "done";
});

app.get("/stall", ({ query }) => {
  const end = Date.now() + query.getAs("ms", "integer", 0);
  while (Date.now() < end);
  return "done";
});

app.post("/upload", async (request) => {
  const file = (await request.files()).get("file");
  if (file === undefined) throw new HttpError(400);
  await file.saveTo(join(uploads, randomUUID()));
  return [{ size: file.size }, 201];
});

app.get("/big", ({ query }) => {
  const piece = Buffer.alloc(65_536, "a");
  async function* pieces() {
    stats.opened++;
    try {
      for (let left = query.getAs("mb", "integer", 1) * 16; left > 0; left--) yield piece;
    } finally {
      stats.closed++;
    }
  }
  return pieces();
});

app.get("/json", ({ query }) => rows(query.getAs("mb", "integer", 1) * 10_486));
app.get("/rows", ({ query }) => rows(query.getAs("n", "integer", 10)));

function rows(count: number) {
  async function* list() {
    yield "[";
    let text = "";
    for (let id = 0; id < count; id++) {
      text += `${id > 0 ? "," : ""}${JSON.stringify({ id, text: `row ${id} `.padEnd(75, "x") })}`;
      if (text.length < 65_536) continue;
      yield text;
      text = "";
    }
    yield `${text}]`;
  }
  return makeResponse(list(), { headers: { "content-type": "application/json" } });
}

app.get("/reject", () => {
  void Promise.reject(new Error("boom-reject"));
  return "ok";
});

app.get("/throw-timer", () => {
  setTimeout(() => {
    throw new Error("boom-timer");
  }, 1);
  return "ok";
});

app.get("/throw-listener", () => {
  const emitter = new EventEmitter();
  emitter.on("late", () => {
    throw new Error("boom-listener");
  });
  setImmediate(() => emitter.emit("late"));
  return "ok";
});

app.get("/throw-stream", () => {
  Readable.from(["a"]).on("data", () => {
    throw new Error("boom-stream");
  });
  return "ok";
});

const FIRST = { html: "<p>first</p>", json: '[{"a":1},', sse: "data: 1\n\n" };
const TYPES = { html: "text/html", json: "application/json", sse: "text/event-stream" };

app.get("/stream-error", async ({ query }) => {
  const kind = query.get("kind") ?? "html";
  if (kind === "file") return shrinkingFile();
  const isGzip = kind === "gzip";
  const known = isGzip ? "html" : (kind as keyof typeof FIRST);
  async function* pieces() {
    yield FIRST[known];
    await wait(5);
    throw new Error("boom-stream-error");
  }
  const headers = {
    "content-type": TYPES[known],
    ...(isGzip ? { "content-encoding": "gzip" } : {}),
  };
  return makeResponse(isGzip ? compressed(pieces()) : pieces(), { headers });
});

/** Compresses piece by piece, each sent at once. */
async function* compressed(pieces: AsyncIterable<string>) {
  const gzip = createGzip();
  for await (const piece of pieces) {
    gzip.write(piece);
    await new Promise<void>((resolve) => gzip.flush(resolve));
    yield gzip.read() as Buffer;
  }
  gzip.end();
  yield* gzip;
}

/** A file that becomes shorter while it is sent. */
async function shrinkingFile() {
  const path = join(uploads, `../shrinking-${randomUUID()}`);
  writeFileSync(path, Buffer.alloc(100_000));
  async function* pieces() {
    for await (const piece of createReadStream(path, { highWaterMark: 1000 })) {
      yield piece as Buffer;
      await truncate(path, 10);
      await wait(5);
    }
  }
  return makeResponse(pieces(), { headers: { "content-length": "100000" } });
}

class BrokenPiece extends Error {
  readonly where: string;
  constructor(where: string) {
    super(`boom MSGMARK-${where}`);
    this.where = where;
  }
}

app.get("/error-in-handler", (request) => {
  const where = request.query.get("where") ?? "";
  if (where === "session") {
    request.session.name = "ann";
    return "saved";
  }
  try {
    throw new BrokenPiece(where);
  } finally {
    // eslint-disable-next-line no-unsafe-finally -- the fault that is tried
    if (where === "finally") throw new Error("MSGMARK-finally");
  }
});

app.errorHandler(BrokenPiece, ({ where, message }) => {
  if (where === "handler") throw new Error("MSGMARK-handler");
  if (where === "template") return errorTemplate(undefined as never);
  throw new Error(message);
});

/** The page for errors, which fails when it is rendered. */
function errorTemplate(error: Error): string {
  if (error === undefined) throw new Error("MSGMARK-template");
  return `<h1>${error.message}</h1>`;
}

export default app;
