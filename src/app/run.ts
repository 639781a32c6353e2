/** `app.run()`: serves on whatever runtime the program runs. */

import { FlagonError } from "../base/errors.ts";
import type { ExchangeHandler, RunningServer } from "../http/handler.ts";
import type { Flagon } from "./app.ts";
import type { Extension } from "./extension.ts";
import { surviveBackgroundErrors } from "./background.ts";
import type { TlsIdentity } from "../server/tls.ts";
import { HealthGate } from "./health.ts";
import { rawRefusalLog } from "./refusals.ts";

/** Options of `app.run()`. */
export interface RunOptions {
  /** Default: the setting `port`, 5000; 0 takes a free one. */
  port?: number;
  /** Default: the setting `host`, 127.0.0.1. */
  host?: string;
  /** Path of a unix socket to listen on instead. */
  socketPath?: string;
  /** Serves https with this certificate and private key, both PEM. Node only. */
  tls?: TlsIdentity;
  /** Debug mode: error pages with source and variables. Default: the setting. */
  debug?: boolean;
  /** Path that answers 200 while the process can serve, and 503 while it drains or a health check fails. Default none. Node only. */
  health?: string;
  /** Prints the address. Default true. */
  banner?: boolean;
  /**
   * Loads `flagon/globals`, so that errors which nobody awaits are logged with the request they came from. It took the post row of
   * the benchmarks from 0.84 to 0.73 of bare Node. Default false; `flagon run` and `flagon dev` do.
   */
  requestContext?: boolean;
  /** Stops at SIGTERM and SIGINT. Default true. */
  handleSignals?: boolean;
}

/** What runs an app that calls `app.run()` while a program such as `flagon` has taken over; null in a program of one's own. */
export const takeover: {
  run: ((app: Flagon, options: RunOptions) => Promise<RunningServer>) | null;
} = { run: null };

/** Serves an app, or leaves it to the program that loaded the module. */
export function run(app: Flagon, options: RunOptions): Promise<RunningServer> {
  return takeover.run === null ? serve(app, options) : takeover.run(app, options);
}

/** Serves an app: settings, start hooks, listening, then the signals that stop it. `beforeListening` may hold the third. */
export async function serve(
  app: Flagon,
  { beforeListening, ...options }: RunOptions & { beforeListening?: () => Promise<void> },
): Promise<RunningServer> {
  app.config.fromEnv();
  if (options.debug !== undefined)
    app.config.fromObject({ debug: options.debug }, "app.run({ debug })");
  const host = options.host ?? app.config.host;
  assertPrivateOrListed(app, options.socketPath === undefined ? host : "localhost");
  if (options.requestContext === true && isNode()) await import("./globals.ts");
  if (app.config.debug) await installDebugPages(app);
  await app.start();
  await beforeListening?.();
  const listening = await listen(app, { ...options, host }).catch(async (error: unknown) => {
    await app.stop();
    throw error;
  });
  const server = new AppServer(app, listening);
  if (options.banner !== false) console.log(`Serving on ${server.url}`);
  if (options.handleSignals !== false) await stopAtSignals(app, server);
  return server;
}

/** The debug pages are another entry of the package; asked for by its name, no bundle of a site takes them in. */
const DEBUG_ENTRY = "flagon/debug";

async function installDebugPages(app: Flagon): Promise<void> {
  if (app.extensions.has("debug")) return;
  try {
    const entry = (await import(DEBUG_ENTRY)) as { debugPages: () => Extension };
    app.install(entry.debugPages());
  } catch (error) {
    app.logger.warn({ error }, "There are no debug pages: flagon/debug cannot be loaded.");
  }
}

function isNode(): boolean {
  return !("Bun" in globalThis) && !("Deno" in globalThis);
}

async function listen(
  app: Flagon,
  { port = app.config.port, host, socketPath, health, tls }: RunOptions & { host: string },
): Promise<RunningServer> {
  if (tls !== undefined && !isNode()) throw noTls();
  const where = { port, host, ...(socketPath === undefined ? {} : { socketPath }) };
  if ("Bun" in globalThis) return (await import("../server/bun.ts")).serveBun(app, where);
  if ("Deno" in globalThis) return (await import("../server/deno.ts")).serveDeno(app, where);
  const gate = health === undefined ? undefined : new HealthGate(app, health);
  return listenOnNode(app, where, { gate, tls });
}

async function listenOnNode(
  app: Flagon,
  where: { port: number; host: string; socketPath?: string },
  { gate, tls }: { gate: HealthGate | undefined; tls: TlsIdentity | undefined },
): Promise<RunningServer> {
  const { timeouts } = app.config;
  const logger = app.logger.named("flagon.server");
  const { serveNode } = await import("../server/node.ts");
  const handler: ExchangeHandler = gate ?? app;
  const secure =
    tls === undefined ? {} : { makeServer: (await import("../server/tls.ts")).secureServers(tls) };
  const server = await serveNode(handler, {
    ...where,
    ...secure,
    headersTimeoutMs: timeouts.headersMs,
    requestTimeoutMs: timeouts.requestMs,
    keepAliveMs: timeouts.keepAliveMs,
    viewTimeoutMs: timeouts.viewMs,
    onStall: (stall) =>
      logger.warn({ ...stall }, "The event loop stalled: some code did not let go."),
    onTrouble: (text) => logger.error({}, text),
    onRefused: rawRefusalLog(app),
  });
  const endSurvival = surviveBackgroundErrors(app);
  return new StoppableServer(server, () => gate?.drain(), endSurvival);
}

function noTls(): FlagonError {
  return new FlagonError("app.run({ tls }) serves https on Node alone.", {
    code: "server.no-tls",
    where: "app.run({ tls })",
    mend: "Let a proxy end TLS, or give the certificate to the runtime's own server and app.fetch to that.",
  });
}

interface StopOptions {
  graceMs?: number;
  /** Another process serves in its place. */
  isReplaced?: boolean;
}

/** A server that says that it drains before it closes. */
class StoppableServer implements RunningServer {
  readonly #server: RunningServer;
  readonly #onClosing: () => void;
  readonly #onClosed: () => void;

  constructor(server: RunningServer, onClosing: () => void, onClosed: () => void) {
    this.#server = server;
    this.#onClosing = onClosing;
    this.#onClosed = onClosed;
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return this.#server.port;
  }

  async close({ isReplaced = false, ...options }: StopOptions = {}): Promise<void> {
    // Where a successor serves already, a probe must not hear that this address is going away.
    if (!isReplaced) this.#onClosing();
    await this.#server.close(options);
    this.#onClosed();
  }
}

/** How many servers an app has; the last one to close stops it. */
const serverCounts = new WeakMap<Flagon, number>();

/** A server that stops its app when it has closed: stop hooks run after the last answer. */
class AppServer implements RunningServer {
  readonly #app: Flagon;
  readonly #server: RunningServer;
  #closed: Promise<void> | null = null;

  constructor(app: Flagon, server: RunningServer) {
    this.#app = app;
    this.#server = server;
    serverCounts.set(app, (serverCounts.get(app) ?? 0) + 1);
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return this.#server.port;
  }

  close(options: StopOptions = {}): Promise<void> {
    return (this.#closed ??= this.#close(options));
  }

  async #close(options: StopOptions): Promise<void> {
    await this.#server.close(options);
    const left = serverCounts.get(this.#app)! - 1;
    serverCounts.set(this.#app, left);
    if (left === 0) await this.#app.stop();
  }
}

async function stopAtSignals(app: Flagon, server: RunningServer): Promise<void> {
  const { onStopSignal } = await import("../server/shutdown.ts");
  await onStopSignal(async ({ isReplaced }) => {
    const options: StopOptions = { graceMs: app.config.timeouts.shutdownMs, isReplaced };
    await server.close(options);
  });
}

/** A public server without a list of hosts would refuse every visitor: better told now. */
function assertPrivateOrListed(app: Flagon, host: string): void {
  const isLoopback = host === "localhost" || host === "::1" || host.startsWith("127.");
  if (isLoopback || app.config.allowedHosts.length > 0 || app.config.debug) return;
  throw new FlagonError(
    "The server would be reachable from outside, and the app has no list of its hosts.",
    {
      code: "app.no-allowed-hosts",
      where: `host ${host}`,
      mend: 'List the names that visitors use: new Flagon({ config: { allowedHosts: ["example.com"] } }), or FLAGON_ALLOWED_HOSTS=\'["example.com"]\'.',
    },
  );
}
