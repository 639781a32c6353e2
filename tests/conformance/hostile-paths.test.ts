/** Ten thousand hostile paths against static files, files sent from a folder and routes: nothing leaks, and nothing is a 500. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { Flagon } from "flagon";
import { sendFromFolder, staticFiles } from "flagon/static";

const SECRET = "what nobody may see";
const PUBLIC = "body{}";
const PATHS = 10_000;

/** Prefixes of what is served, and one of nothing. */
const PREFIXES = ["/static/", "/files/", "/spa/", "/n/", "/f/", "/id/", "/any/", "/two/", "/"];
const PIECES = [
  ..."/ // /./ . .. ... .... ; ? # & = : ~ * + @ % %% $ ! ' \" | \\ \\..\\ < > { } [ ] ^ `".split(
    " ",
  ),
  ..."%2e %2E%2e %252e%252e %2f %2F%2F %252f %5c %255c %00 %0a %0d%0a %09 %20 %7f %zz %c3 %ff".split(
    " ",
  ),
  ..."%c0%ae %c0%af %e0%80%af %ed%a0%80 %f4%90%80%80 %ef%bc%8f %ef%bc%8e %e2%80%ae %u2215".split(
    " ",
  ),
  ..."secret.txt app.css sub sub/app.css out inside .env .git/config static files etc/passwd".split(
    " ",
  ),
  ..."C: C:\\ con aux.txt file:///etc/passwd \\\\host\\share ~root /proc/self/environ app.css.br".split(
    " ",
  ),
  ..."0 -1 1e309 9999999999999999999999 NaN a,b a/b __proto__ constructor ../../secret.txt".split(
    " ",
  ),
  "a".repeat(300),
  "../".repeat(40),
  "%2e%2e%2f".repeat(40),
];

/** What climbs or finds something, if it is let: half of the paths are made of these alone. */
const STEPS = ".. %2e%2e . out sub secret.txt app.css .env .git/config static files".split(" ");
const SEPARATORS = "/ / / / // %2f %5c \\ /./".split(" ");

/** A generator of numbers below `limit`, the same in each run (mulberry32). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function hostilePath(next: (limit: number) => number): string {
  const one = (list: readonly string[]): string => list[next(list.length)]!;
  const isWalk = next(2) === 0;
  let path = one(PREFIXES);
  for (let count = 1 + next(5); count > 0; count--)
    path += isWalk ? one(STEPS) + (count > 1 ? one(SEPARATORS) : "") : one(PIECES);
  return path;
}

/** A folder with something to leak beside, above and below what is served. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "flagon-hostile-"));
  for (const path of ["static/sub", "files/sub", "spa", "static/.git", "files/.git"])
    mkdirSync(join(folder, path), { recursive: true });
  for (const path of ["static/app.css", "static/sub/app.css", "files/app.css", "files/sub/app.css"])
    writeFileSync(join(folder, path), PUBLIC);
  for (const path of ["secret.txt", "static/.env", "files/.env", "static/.git/config"])
    writeFileSync(join(folder, path), SECRET);
  for (const path of ["static", "files"]) symlinkSync(folder, join(folder, path, "out"));
  return folder;
}

function site(folder: string): Flagon {
  const app = new Flagon({ folder, logging: { level: "silent" } });
  app.install(staticFiles());
  app.get("/files/<path:path>", (ask, { path }) =>
    sendFromFolder(ask, join(folder, "files"), path),
  );
  app.get("/n/<int(signed=True):n>", (_request, { n }) => ({ n }));
  app.get("/f/<float(signed=True):x>", (_request, { x }) => ({ x }));
  app.get("/id/<uuid:id>", (_request, { id }) => ({ id }));
  app.get("/any/<any(a, b):word>", (_request, { word }) => ({ word }));
  app.get("/two/<a>/<b>", (ask, { a, b }) => ({ a, b, query: ask.query.toObject() }));
  return app;
}

/** Sends a path as it is written, and gives status and body. */
function send(port: number, agent: Agent, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", agent, path }, (reply) => {
      let body = "";
      reply.setEncoding("utf8").on("data", (text) => (body += String(text)));
      reply.on("end", () => resolve({ status: reply.statusCode!, body }));
    });
    asked.on("error", reject).end();
  });
}

it("hostile paths leak nothing and break nothing", async (t) => {
  const server = await site(makeFolder()).run({ port: 0, banner: false, handleSignals: false });
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  t.after(async () => {
    agent.destroy();
    await server.close({ graceMs: 0 });
  });
  const next = numbers(20_260_101);
  const paths = Array.from({ length: PATHS }, () => hostilePath(next));
  const statuses = new Map<number, number>();
  for (let at = 0; at < PATHS; at += 100) {
    const batch = paths.slice(at, at + 100);
    const replies = await Promise.all(batch.map((path) => send(server.port, agent, path)));
    for (const [index, { status, body }] of replies.entries()) {
      const path = batch[index]!;
      assert.ok(status < 500, `${status} for ${path}`);
      assert.ok(!body.includes(SECRET) && !body.includes("root:"), `${path} gives ${body}`);
      if (status === 200 && /^\/(?:static|files)\//.test(path)) assert.equal(body, PUBLIC, path);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  }
  // The paths get somewhere: some are served, some redirected, some refused as broken, most are not there.
  for (const status of [200, 308, 400, 404])
    assert.ok((statuses.get(status) ?? 0) > 10, `${status}`);
});
