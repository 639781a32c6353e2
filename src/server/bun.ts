/** Serves an app on Bun's own server. */

import { bunAcceptor, bunHandlers, type BunSocket } from "./bun-socket.ts";
import type { SocketAcceptor } from "./fetch-exchange.ts";
import { addressInUse, type RunningServer, type ServeOptions } from "../http/handler.ts";

/** What a server of a fetch runtime serves. */
export interface FetchApp {
  fetchFrom(
    request: Request,
    options: { peerAddress?: string; extras?: readonly unknown[]; acceptSocket?: SocketAcceptor },
  ): Promise<Response>;
}

/** The part of Bun's API that is used. */
interface BunApi {
  serve(options: {
    port?: number;
    hostname?: string;
    unix?: string;
    idleTimeout: number;
    fetch: (request: Request, server: BunServer) => Promise<Response>;
    websocket: typeof bunHandlers;
  }): BunServer;
}

interface BunServer {
  readonly port?: number;
  readonly hostname?: string;
  upgrade(request: Request, options: { data: BunSocket; headers: Headers }): boolean;
  requestIP(request: Request): { address: string } | null;
  stop(closeActiveConnections?: boolean): Promise<void>;
}

const IDLE_SECONDS = 60;

/**
 * Serves `app` on Bun.
 *
 * @throws FlagonError `server.address-in-use`
 */
export async function serveBun(
  app: FetchApp,
  { port = 3000, host = "127.0.0.1", socketPath }: ServeOptions,
): Promise<RunningServer> {
  const { Bun } = globalThis as unknown as { Bun: BunApi };
  const where = socketPath === undefined ? { port, hostname: host } : { unix: socketPath };
  let server: BunServer;
  try {
    server = Bun.serve({
      ...where,
      idleTimeout: IDLE_SECONDS,
      fetch: (request, self) =>
        app.fetchFrom(request, {
          peerAddress: self.requestIP(request)?.address ?? "",
          extras: [self],
          acceptSocket: bunAcceptor(self),
        }),
      websocket: bunHandlers,
    });
  } catch (cause) {
    throw addressInUse(socketPath ?? `${host}:${port}`, cause);
  }
  return new FetchServer(
    server.port ?? 0,
    socketPath === undefined ? `http://${host}:${server.port}` : `unix:${socketPath}`,
    () => server.stop(),
  );
}

/** A running server of a fetch runtime. */
export class FetchServer implements RunningServer {
  readonly port: number;
  readonly url: string;
  readonly #stop: () => Promise<void>;

  constructor(port: number, url: string, stop: () => Promise<void>) {
    this.port = port;
    this.url = url;
    this.#stop = stop;
  }

  async close({ graceMs = 10_000 }: { graceMs?: number } = {}): Promise<void> {
    let late: ReturnType<typeof setTimeout> | undefined;
    const grace = new Promise<void>((resolve) => {
      late = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.#stop(), grace]);
    clearTimeout(late);
  }
}
