/** WebSockets on Node, by the `ws` package; loaded when the first handshake comes. */

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { ExchangeHandler, ServerSocket, SocketSession } from "../http/handler.ts";
import { FlagonResponse } from "../http/response.ts";
import { NodeExchange } from "./node-exchange.ts";
import { NodeResponse } from "./node-head.ts";
import { sendResponse } from "./node-send.ts";

/** Bytes that may wait for a peer that does not read; then it is dropped. */
const MOST_BUFFERED_BYTES = 16_777_216;

/** A request to upgrade, as Node's server has it. */
export interface UpgradeRequest {
  incoming: IncomingMessage;
  socket: Socket;
  head: Buffer;
  handler: ExchangeHandler;
}

/** The WebSockets of one server. */
export class NodeSockets {
  readonly #open = new Set<WebSocket>();

  /** Asks the app, then accepts the handshake or answers with its refusal. */
  async accept({ incoming, socket, head, handler }: UpgradeRequest): Promise<void> {
    const outgoing = new NodeResponse(incoming);
    const exchange = new NodeExchange(incoming, outgoing);
    // Until the handshake is answered nobody else listens for a connection that breaks.
    const onError = (): void => void socket.destroy();
    socket.on("error", onError);
    const answer = await handler.upgrade(exchange);
    if (socket.destroyed) return;
    if (answer instanceof FlagonResponse) return refuse(exchange, socket, answer, handler);
    socket.off("error", onError);
    this.#handshake({ incoming, socket, head, handler }, answer, outgoing);
  }

  /** Ends all conversations with 1001 (going away). */
  closeAll(): void {
    for (const socket of this.#open) socket.close(1001, "The server stops.");
  }

  /** Cuts what has not ended by itself. */
  terminateAll(): void {
    for (const socket of this.#open) socket.terminate();
  }

  #handshake(
    { incoming, socket, head }: UpgradeRequest,
    session: SocketSession,
    outgoing: NodeResponse,
  ): void {
    const server = new WebSocketServer({
      noServer: true,
      maxPayload: session.messageLimitBytes,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: () => session.protocol ?? false,
    });
    for (const [name, value] of session.headers ?? []) outgoing.appendHeader(name, value);
    server.on("headers", (lines) =>
      lines.push(...(session.headers ?? []).map(([name, value]) => `${name}: ${value}`)),
    );
    server.handleUpgrade(incoming, socket, head, (accepted) => {
      this.#open.add(accepted);
      accepted.once("close", () => this.#open.delete(accepted));
      watch(accepted, session.pingSeconds);
      void session.run(new NodeSocket(accepted));
    });
  }
}

function refuse(
  exchange: NodeExchange,
  socket: Socket,
  response: FlagonResponse,
  handler: ExchangeHandler,
): void {
  const { outgoing } = exchange;
  outgoing.shouldKeepAlive = false;
  outgoing.assignSocket(socket);
  outgoing.once("finish", () => socket.end());
  sendResponse(exchange, response, handler);
}

/**
 * Asks a silent peer for a sign of life, and drops one that gave none since the last time.
 *
 * While the view holds the peer back nothing of it is read, its pongs neither: that silence is ours.
 */
function watch(socket: WebSocket, seconds: number): void {
  let isAlive = true;
  const alive = (): void => {
    isAlive = true;
  };
  socket.on("pong", alive);
  socket.on("message", alive);
  const timer = setInterval(() => {
    if (socket.isPaused) return alive();
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, seconds * 1000);
  timer.unref();
  socket.once("close", () => clearInterval(timer));
}

/** A WebSocket of the `ws` package as the app sees it. */
class NodeSocket implements ServerSocket {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("error", () => {});
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(data: string | Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(data);
    if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) this.#socket.terminate();
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.#socket.pause();
    else this.#socket.resume();
  }

  onMessage(callback: (data: string | Uint8Array) => void): void {
    this.#socket.on("message", (data: RawData, isBinary) =>
      callback(isBinary ? bytesOf(data) : textOf(data)),
    );
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#socket.once("close", (code, reason) => callback(code, reason.toString()));
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function textOf(data: RawData): string {
  return Buffer.from(bytesOf(data)).toString("utf8");
}
