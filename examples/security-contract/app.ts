/** An ordinary app with the routes that the security probe (benchmarks/security) talks to: nothing in it defends itself in a way of its own. */

import { join } from "node:path";
import {
  abort,
  Blueprint,
  Flagon,
  type FlagonOptions,
  makeResponse,
  redirect,
  safeTarget,
} from "flagon";
import { accessLog } from "flagon/access-log";
import { database } from "flagon/database";
import { i18n, setLanguage } from "flagon/locale";
import { csrf, rateLimit } from "flagon/security";
import { MemorySessionStore, sessions } from "flagon/sessions";
import { signer, BadSignature } from "flagon/signing";
import { disposition, sendFromFolder, staticFiles } from "flagon/static";
import { accounts, currentUser, needsUser } from "./accounts.ts";
import { errors } from "./errors.ts";
import { forms } from "./forms.ts";
import { items } from "./items.ts";
import type { Users } from "./users.ts";
import { templates } from "./templates.ts";
import { uploads } from "./uploads.ts";

/** What the app is made of: a folder with `public/`, `guarded/` and `media/`, the users, and settings. */
export interface ContractOptions {
  folder: string;
  users: Users;
  debug?: boolean;
  logging?: FlagonOptions["logging"];
}

/** What the contract asks for and Flagon does not offer yet: the probe skips it. */
const MISSING = `
  /cached /reset /contact /outbox /register /jwt /feed.xml /xml
  /reset/confirm /jwt/check /cached/session /cached/private /cached/vary /cached/auth /cached/form
`
  .trim()
  .split(/\s+/);

/** Makes the app. */
export function contractApp({
  folder,
  users,
  debug = false,
  logging = {},
}: ContractOptions): Flagon {
  const app = new Flagon({
    name: "security-contract",
    logging,
    config: {
      debug,
      secretKey: "KEYMARK-7f3a9c-0123456789-abcdefghij",
      allowedHosts: ["127.0.0.1", "localhost"],
    },
  });
  app.install(accessLog(), sessions({ store: new MemorySessionStore() }), csrf());
  app.install(staticFiles({ folder: join(folder, "public") }));
  app.install(accounts(users), adminPages(users), guardedFiles(users, folder));
  app.install(database(process.env["DATABASE_URL"] ?? "sqlite::memory:"), items());
  app.install(forms(), uploads(join(folder, "media")), errors(), templates());
  app.install(i18n({ locales: ["en", "de"] }));
  app.get("/i18n", (request) => ({ lang: request.locale }));
  app.post("/i18n/set", setLanguage);
  addPlainRoutes(app, users);
  addTokens(app);
  addSockets(app);
  for (const path of MISSING)
    app.route(path, { methods: ["GET", "POST"], csrf: false }, () => abort(501));
  return app;
}

function adminPages(users: Users): Blueprint<string> {
  const admin = new Blueprint("admin", { urlPrefix: "/admin" });
  admin.beforeRequest((request) =>
    currentUser(request, users)?.isStaff === true ? undefined : ["staff only", 403],
  );
  admin.get("/", () => "ADMIN-7f3a9c");
  return admin;
}

function guardedFiles(users: Users, folder: string): Blueprint<string> {
  const guarded = new Blueprint("guarded", { urlPrefix: "/guarded" });
  guarded.beforeRequest(needsUser(users));
  guarded.get("/<path:path>", (request, params) =>
    sendFromFolder(request, join(folder, "guarded"), String(params["path"])),
  );
  return guarded;
}

function addPlainRoutes(app: Flagon, users: Users): void {
  app.get("/healthz", () => "ok");
  app.get("/", () => "<!doctype html><title>Contract</title><p>Hello.");
  app.get("/me", (request) => ({
    user: currentUser(request, users)?.name ?? null,
    ip: request.ip,
    host: request.host,
    secure: request.isSecure,
  }));
  app.get("/redirect", (request) => redirect(safeTarget(request, request.query.get("next"))));
  app.get("/query", ({ query }) => ({ query: Object.fromEntries(query), polluted: polluted() }));
  app.get("/cookie", ({ cookies }) => ({ cookies }));
  app.get("/download", ({ query }) =>
    makeResponse("data", {
      headers: {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": disposition(query.get("name") ?? "file"),
      },
    }),
  );
  app.get("/setcookie", ({ query }) => {
    const path = query.get("path") ?? "/";
    const value = encodeURIComponent(query.get("value") ?? "");
    return makeResponse("set").setCookie(query.get("name") ?? "", value, { path });
  });
  app.get("/header", ({ query }) =>
    makeResponse("ok", { headers: { "X-Echo": query.get("v") ?? "" } }),
  );
  app.get("/throttled", { use: [rateLimit("5/minute")] }, () => "ok");
  app.get("/user/<int:id>", (_request, { id }) => ({ id }));
  app.get("/files/<path:p>", (_request, { p }) => ({ p }));
  app.get("/slash/", () => "ok");
  app.get("/redos/<a>-<b>", () => "ok");
}

/** Says whether somebody has got at the prototype of all objects. */
export function polluted(): unknown {
  return ({} as { polluted?: unknown }).polluted ?? null;
}

function addTokens(app: Flagon): void {
  const tokens = signer({ key: app.config.secretKey!, purpose: "contract", maxAgeSeconds: 600 });
  app.get("/token", () => ({ token: tokens.sign({ user: "alice" }) }));
  app.get("/token/check", ({ query }) => {
    try {
      return { ok: tokens.unsign(query.get("token") ?? "") !== null };
    } catch (error) {
      if (error instanceof BadSignature) return ["bad token", 400];
      throw error;
    }
  });
}

function addSockets(app: Flagon): void {
  app.websocket("/ws", async (socket) => {
    for await (const message of socket) socket.send(message);
  });
  app.get("/sse", ({ query }) =>
    makeResponse(eventOf(query.get("msg") ?? ""), {
      headers: { "Content-Type": "text/event-stream" },
    }),
  );
}

/** Writes a server-sent event: each line of the data is a field of its own. */
async function* eventOf(data: string): AsyncGenerator<string> {
  yield `${data
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}`)
    .join("\n")}\n\n`;
}
