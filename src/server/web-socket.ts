/** WebSockets with the web's own interface, as Deno and workerd have them. */

import { FlagonError } from "../base/errors.ts";
import type { ServerSocket, SocketSession } from "../http/handler.ts";

/** The part of the web's WebSocket that is used. */
export interface WebSocketLike {
  binaryType?: string;
  readonly readyState?: number;
  readonly bufferedAmount?: number;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: WebSocketEvent) => void): void;
}

/** The parts of a WebSocket's events that are used. */
export interface WebSocketEvent {
  data?: unknown;
  code?: number;
  reason?: string;
}

/** Runs a session over a web socket once it is open. */
export function runOver(socket: WebSocketLike, session: SocketSession): void {
  socket.binaryType = "arraybuffer";
  const start = (): void =>
    void session.run(new WebServerSocket(socket, session.messageLimitBytes));
  if (socket.readyState === 1) start();
  else socket.addEventListener("open", start);
}

/**
 * Accepts a handshake on workerd, whose sockets come in pairs: one end goes to the client with the response.
 *
 * @throws FlagonError `server.no-websocket` on a platform without them
 */
export function acceptWebSocket(_request: Request, session: SocketSession): Response {
  const { WebSocketPair } = globalThis as {
    WebSocketPair?: new () => { 0: WebSocketLike; 1: WebSocketLike & { accept(): void } };
  };
  if (WebSocketPair === undefined) {
    throw new FlagonError("This platform gives app.fetch() no way to accept a WebSocket.", {
      code: "server.no-websocket",
      where: "app.fetch()",
      mend: "Serve the app with app.run() or flagon run.",
    });
  }
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  runOver(server, session);
  const headers = new Headers(session.headers?.map(([name, value]) => [name, value]));
  if (session.protocol !== undefined) headers.set("sec-websocket-protocol", session.protocol);
  return new Response(null, { status: 101, headers, webSocket: client } as ResponseInit);
}

/** A web socket as the app sees it. */
class WebServerSocket implements ServerSocket {
  readonly #socket: WebSocketLike;
  readonly #limitBytes: number;

  constructor(socket: WebSocketLike, limitBytes: number) {
    this.#socket = socket;
    this.#limitBytes = limitBytes;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount ?? 0;
  }

  send(data: string | Uint8Array): void {
    this.#socket.send(data);
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  /** The platform has no way to hold a peer back. */
  hold(): void {}

  onMessage(callback: (data: string | Uint8Array) => void): void {
    this.#socket.addEventListener("message", ({ data }) => {
      const message = typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
      if (message.length > this.#limitBytes) this.#socket.close(1009, "The message is too large.");
      else callback(message);
    });
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#socket.addEventListener("close", ({ code = 1006, reason = "" }) =>
      callback(code, reason),
    );
  }
}
