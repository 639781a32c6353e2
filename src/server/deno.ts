/** Serves an app on Deno's own server. */

import { addressInUse, type RunningServer, type ServeOptions } from "../http/handler.ts";
import { type FetchApp, FetchServer } from "./bun.ts";
import type { SocketAcceptor } from "./fetch-exchange.ts";
import { runOver, type WebSocketLike } from "./web-socket.ts";

/** The part of Deno's API that is used. */
interface DenoApi {
  serve(
    options: { port?: number; hostname?: string; path?: string; onListen: () => void },
    handler: (request: Request, info: { remoteAddr: { hostname?: string } }) => Promise<Response>,
  ): { addr: { port?: number }; shutdown(): Promise<void> };
  upgradeWebSocket(
    request: Request,
    options: { protocol?: string; idleTimeout: number },
  ): { socket: WebSocketLike; response: Response };
}

/**
 * Serves `app` on Deno.
 *
 * @throws FlagonError `server.address-in-use`
 */
export async function serveDeno(
  app: FetchApp,
  { port = 3000, host = "127.0.0.1", socketPath }: ServeOptions,
): Promise<RunningServer> {
  const { Deno } = globalThis as unknown as { Deno: DenoApi };
  const where = socketPath === undefined ? { port, hostname: host } : { path: socketPath };
  try {
    const server = Deno.serve({ ...where, onListen: () => {} }, (request, { remoteAddr }) =>
      app.fetchFrom(request, {
        peerAddress: remoteAddr.hostname ?? "",
        acceptSocket: denoAcceptor(Deno),
      }),
    );
    const bound = server.addr.port ?? 0;
    return new FetchServer(
      bound,
      socketPath === undefined ? `http://${host}:${bound}` : `unix:${socketPath}`,
      () => server.shutdown(),
    );
  } catch (cause) {
    throw addressInUse(socketPath ?? `${host}:${port}`, cause);
  }
}

function denoAcceptor(deno: DenoApi): SocketAcceptor {
  return (request, session) => {
    const { protocol, pingSeconds } = session;
    const { socket, response } = deno.upgradeWebSocket(request, {
      idleTimeout: pingSeconds,
      ...(protocol === undefined ? {} : { protocol }),
    });
    runOver(socket, session);
    return response;
  };
}
