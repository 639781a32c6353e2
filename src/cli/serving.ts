/** What `flagon run` does. It is loaded for that command alone. */

import { availableParallelism } from "node:os";
import type { Flagon } from "../app/app.ts";
import { type RunOptions, serve } from "../app/run.ts";
import { FlagonError } from "../base/errors.ts";
import type { RunningServer } from "../http/handler.ts";
import type { TlsIdentity } from "../server/tls.ts";
import { busyPort } from "./busy-port.ts";
import { explainCertificate, readIdentity } from "./certificate.ts";
import { textOf } from "./failure.ts";
import type { Terminal } from "./terminal.ts";
import type { ToolContext } from "./tool.ts";
import { removeStaleSocket } from "./unix-socket.ts";
import { LISTEN_MESSAGE, LOADED_MESSAGE, type ReadyMessage, Workers } from "./workers.ts";

const cluster = process.getBuiltinModule("node:cluster");

/** What the command is given. */
export interface RunCommandValues {
  port: number | undefined;
  host: string | undefined;
  socket: string | undefined;
  cert: string | undefined;
  key: string | undefined;
  workers: string | undefined;
  health: string | undefined;
  allow: string[];
}

/** Serves the app, in this process or in several. */
export async function serveApp(
  values: RunCommandValues,
  context: ToolContext,
): Promise<number | void> {
  // Before workers are started: they all show the certificate that is made here.
  const tls = readIdentity(values);
  if (cluster.isPrimary) explainCertificate(values.cert, context.terminal);
  const count = workerCount(values.workers);
  if (count > 1 && cluster.isPrimary) {
    if (values.socket !== undefined) await removeStaleSocket(values.socket);
    return new Workers(count, context.terminal).run();
  }
  if (values.socket !== undefined && cluster.isPrimary) await removeStaleSocket(values.socket);
  try {
    await serveHere({ ...values, tls }, context);
  } catch (error) {
    if (cluster.isPrimary) throw error;
    // Its channel to the primary would keep a worker alive that serves nobody.
    context.terminal.warn(textOf(error));
    process.exit(1);
  }
}

/** What the command line says. */
interface RunValues {
  port: number | undefined;
  host: string | undefined;
  socket: string | undefined;
  health: string | undefined;
  tls: TlsIdentity | undefined;
  allow: string[];
}

async function serveHere(values: RunValues, { loadApp, terminal }: ToolContext): Promise<void> {
  const start = async (app: Flagon, own: RunOptions = {}): Promise<RunningServer> => {
    app.config.fromEnv();
    if (own.debug !== undefined) app.config.fromObject({ debug: own.debug }, "app.run({ debug })");
    assertSafe(app, values.allow);
    return serveExplained(app, runOptions(values, own));
  };
  let started: Promise<RunningServer> | undefined;
  const app = await loadApp({ onRun: (app, own) => (started = start(app, own)) });
  const server = await (started ?? start(app));
  if (cluster.isPrimary) {
    terminal.print(`Serving on ${server.url}`);
    explainHangUp(terminal);
  }
  const ready: ReadyMessage = {
    type: "flagon:ready",
    url: server.url,
    graceMs: app.config.timeouts.shutdownMs,
  };
  if (cluster.isWorker) process.send?.(ready);
}

/** Without workers there is nothing to roll, and a service manager's reload must not end the service. */
function explainHangUp(terminal: Terminal): void {
  if (process.stdout.isTTY) return;
  process.on("SIGHUP", () =>
    terminal.warn("SIGHUP replaces workers, and there are none: start with --workers 2 or more."),
  );
}

/** The line wins over what `app.run()` in the module says. */
function runOptions({ port, host, socket, health, tls }: RunValues, own: RunOptions): RunOptions {
  const given = { port: port ?? platformPort(), host, socketPath: socket, health, tls };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    requestContext: true,
    ...own,
    ...(Object.fromEntries(known) as RunOptions),
    banner: false,
  };
}

/** Platforms say by PORT where they expect the app; a setting of the app's own says more. */
function platformPort(): number | undefined {
  const { PORT, FLAGON_PORT } = process.env;
  return FLAGON_PORT === undefined && PORT !== undefined && /^\d+$/.test(PORT)
    ? Number(PORT)
    : undefined;
}

async function serveExplained(app: Flagon, options: RunOptions): Promise<RunningServer> {
  try {
    return await serve(app, { ...options, beforeListening: untilTold });
  } catch (error) {
    const isBusy = error instanceof FlagonError && error.code === "server.address-in-use";
    if (!isBusy || options.socketPath !== undefined) throw error;
    throw await busyPort(
      options.port ?? app.config.port,
      options.host ?? app.config.host,
      error.cause,
    );
  }
}

/** A worker listens when the primary says so. */
async function untilTold(): Promise<void> {
  if (cluster.isPrimary) return;
  const told = new Promise<void>((resolve) => {
    const onMessage = (message: unknown): void => {
      if (message !== LISTEN_MESSAGE) return;
      process.off("message", onMessage);
      resolve();
    };
    process.on("message", onMessage);
  });
  process.send?.(LOADED_MESSAGE);
  await told;
}

function workerCount(text: string | undefined): number {
  const wanted = text ?? process.env["WEB_CONCURRENCY"] ?? "1";
  if (wanted === "auto") return availableParallelism();
  const count = Number(wanted);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new FlagonError(`There cannot be "${wanted}" workers.`, {
    code: "cli.usage",
    where: "flagon run --workers",
    mend: "Give a number from 1 on, or auto for one on each processor.",
  });
}

/** What a public server must not have: each is an error of `flagon check --deploy`. */
const DANGERS = [
  "app.debug-in-production",
  "app.weak-secret-key",
  "app.any-host",
  // Not unsafe: broken. Each page that looks at the session would be a 500.
  "sessions.no-secret-key",
  "messages.no-secret-key",
];

function assertSafe(app: Flagon, allowed: readonly string[]): void {
  const danger = app
    .check({ deploy: true })
    .find(({ code }) => DANGERS.includes(code) && !allowed.includes(code));
  if (danger === undefined) return;
  throw new FlagonError(danger.what, {
    code: danger.code,
    where: danger.where ?? "flagon run",
    mend: `${danger.mend ?? ""} To serve all the same: --allow ${danger.code}`.trim(),
  });
}
