/** The process that `flagon dev` starts anew at every change: it answers on connections that the supervisor accepted. */

import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { accessLog } from "../app/access-log-extension.ts";
import type { Flagon } from "../app/app.ts";
import type { RunOptions } from "../app/run.ts";
import { surviveBackgroundErrors } from "../app/background.ts";
import type { RunningServer } from "../http/handler.ts";
import { NodeServer } from "../server/node.ts";
import type { TlsIdentity } from "../server/tls.ts";
import { formatCheck } from "./check-text.ts";
import { textOf } from "./failure.ts";
import type { ToolContext } from "./tool.ts";

/** What the child tells the supervisor. */
export type ChildMessage = { type: "ready" } | { type: "failed"; text: string };

/** What the supervisor sends with a connection. */
export const SOCKET_MESSAGE = "flagon:socket";

/** What the supervisor sends to end the child. */
export const END_MESSAGE = "flagon:end";

const DRAIN_MS = 200;

/** Where the app is reached. */
export interface DevAddress {
  host: string;
  /** For https. */
  tls: TlsIdentity | undefined;
}

/** Serves the app on what the supervisor hands over. */
export async function serveChild({ loadApp }: ToolContext, address: DevAddress): Promise<void> {
  let started: Promise<RunningServer> | undefined;
  const start = (app: Flagon): Promise<RunningServer> => (started ??= startServer(app, address));
  try {
    const app = await loadApp({ onRun: (app: Flagon, _own: RunOptions) => start(app) });
    await start(app);
  } catch (error) {
    tell({ type: "failed", text: textOf(error) });
    throw error;
  }
  tell({ type: "ready" });
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}

async function startServer(app: Flagon, { host, tls }: DevAddress): Promise<RunningServer> {
  app.config.fromEnv();
  app.config.fromObject({ debug: true }, "flagon dev");
  await import("../app/globals.ts");
  await addDebugPages(app);
  if (!app.extensions.has("access-log")) app.install(accessLog());
  await app.start();
  // What `flagon check` would find: better now than when a visitor does.
  for (const message of app.check()) console.error(formatCheck(message, { hasColors: false }));
  surviveBackgroundErrors(app);
  const secure =
    tls === undefined ? {} : { makeServer: (await import("../server/tls.ts")).secureServers(tls) };
  const server = new NodeServer(app, { host, viewTimeoutMs: 0, ...secure });
  // A connection that stays open would be cut, with the request that is under way on it, when this process makes room for the next one.
  server.server.maxRequestsPerSocket = 1;
  const sockets = new Set<Socket>();
  process.on("message", (message, socket) => {
    if (message === SOCKET_MESSAGE && socket !== undefined) take(server, sockets, socket as Socket);
    if (message === END_MESSAGE) void end(app, server, sockets);
  });
  // A terminal sends it to all; the supervisor decides.
  process.on("SIGINT", () => {});
  // Without its supervisor the child serves nobody.
  process.on("disconnect", () => process.exit(0));
  return { url: "", port: 0, close: () => app.stop() };
}

function take(server: NodeServer, sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
  server.server.emit("connection", socket);
  socket.resume();
}

/** Lets open requests end while the new process is awaited anyway. */
async function end(app: Flagon, server: NodeServer, sockets: ReadonlySet<Socket>): Promise<void> {
  try {
    // Each connection is for one request, which may not have been read yet.
    const end = performance.now() + DRAIN_MS;
    while (sockets.size > 0 && performance.now() < end) await wait(5);
    await server.close({ graceMs: 0 });
    await app.stop();
  } finally {
    process.exit(0);
  }
}

async function addDebugPages(app: Flagon): Promise<void> {
  if (app.debugPages !== undefined || app.extensions.has("debug")) return;
  const { debugPages } = await import("../debug/extension.ts");
  app.install(debugPages());
}
