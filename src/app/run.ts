/** `app.run()`: serves on whatever runtime the program runs. */

import { FlagonError } from "../base/errors.ts";
import type { RunningServer } from "../http/handler.ts";
import type { Flagon } from "./app.ts";

/** Options of `app.run()`. */
export interface RunOptions {
  /** Default: the setting `port`, 5000; 0 takes a free one. */
  port?: number;
  /** Default: the setting `host`, 127.0.0.1. */
  host?: string;
  /** Path of a unix socket to listen on instead. */
  socketPath?: string;
  /** Debug mode: error pages with source and variables. Default: the setting. */
  debug?: boolean;
  /** Prints the address. Default true. */
  banner?: boolean;
  /** Stops at SIGTERM and SIGINT. Default true. */
  handleSignals?: boolean;
}

/** Serves an app. */
export async function run(app: Flagon, options: RunOptions): Promise<RunningServer> {
  app.config.fromEnv();
  if (options.debug !== undefined)
    app.config.fromObject({ debug: options.debug }, "app.run({ debug })");
  const { config } = app;
  const host = options.host ?? config.host;
  assertPrivateOrListed(app, options.socketPath === undefined ? host : "localhost");
  await app.start();
  const where = {
    port: options.port ?? config.port,
    host,
    ...(options.socketPath === undefined ? {} : { socketPath: options.socketPath }),
  };
  const server = await serve(app, where);
  if (options.banner !== false) console.log(`Serving on ${server.url}`);
  if (options.handleSignals !== false) await stopAtSignals(app, server);
  return server;
}

async function serve(
  app: Flagon,
  where: { port: number; host: string; socketPath?: string },
): Promise<RunningServer> {
  const { timeouts } = app.config;
  if ("Bun" in globalThis) return (await import("../server/bun.ts")).serveBun(app, where);
  if ("Deno" in globalThis) return (await import("../server/deno.ts")).serveDeno(app, where);
  const { serveNode } = await import("../server/node.ts");
  return serveNode(app, {
    ...where,
    headersTimeoutMs: timeouts.headersMs,
    requestTimeoutMs: timeouts.requestMs,
    keepAliveMs: timeouts.keepAliveMs,
    viewTimeoutMs: timeouts.viewMs,
  });
}

async function stopAtSignals(app: Flagon, server: RunningServer): Promise<void> {
  const { onStopSignal } = await import("../server/shutdown.ts");
  onStopSignal(async () => {
    await server.close({ graceMs: app.config.timeouts.shutdownMs });
    await app.stop();
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
