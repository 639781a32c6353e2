/** WebSockets on Bun, whose handlers belong to the server and are told which socket they are called for. */

import type { ServerSocket, SocketSession } from "../http/handler.ts";
import type { SocketAcceptor } from "./fetch-exchange.ts";

/** Bun's socket. */
interface BunPeer {
  readonly data: BunSocket;
  send(data: string | Uint8Array): number;
  close(code?: number, reason?: string): void;
  getBufferedAmount(): number;
}

/** A socket of Bun's as the app sees it. */
export class BunSocket implements ServerSocket {
  readonly #session: SocketSession;
  readonly #onMessage: ((data: string | Uint8Array) => void)[] = [];
  readonly #onClose: ((code: number, reason: string) => void)[] = [];
  #peer: BunPeer | undefined;

  constructor(session: SocketSession) {
    this.#session = session;
  }

  get bufferedBytes(): number {
    return this.#peer?.getBufferedAmount() ?? 0;
  }

  send(data: string | Uint8Array): void {
    this.#peer?.send(data);
  }

  close(code?: number, reason?: string): void {
    this.#peer?.close(code, reason);
  }

  /** Bun has no way to hold a peer back. */
  hold(): void {}

  onMessage(callback: (data: string | Uint8Array) => void): void {
    this.#onMessage.push(callback);
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#onClose.push(callback);
  }

  /** Is told that the socket is open. */
  opened(peer: BunPeer): void {
    this.#peer = peer;
    void this.#session.run(this);
  }

  /** Is told of a message. */
  received(data: string | Uint8Array): void {
    if (data.length > this.#session.messageLimitBytes)
      return this.close(1009, "The message is too large.");
    for (const callback of this.#onMessage)
      callback(typeof data === "string" ? data : new Uint8Array(data));
  }

  /** Is told that the socket is closed. */
  closed(code: number, reason: string): void {
    this.#peer = undefined;
    for (const callback of this.#onClose) callback(code, reason);
  }
}

/** The handlers of all sockets of a server. */
export const bunHandlers = {
  open: (peer: BunPeer): void => peer.data.opened(peer),
  message: (peer: BunPeer, data: string | Uint8Array): void => peer.data.received(data),
  close: (peer: BunPeer, code: number, reason: string): void => peer.data.closed(code, reason),
};

/** The part of Bun's server that accepts handshakes. */
export interface BunUpgrader {
  upgrade(request: Request, options: { data: BunSocket; headers: Headers }): boolean;
}

/** Gives what accepts handshakes on a server of Bun's. */
export function bunAcceptor(server: BunUpgrader): SocketAcceptor {
  return (request, session) => {
    const headers = new Headers(session.headers?.map(([name, value]) => [name, value]));
    if (session.protocol !== undefined) headers.set("sec-websocket-protocol", session.protocol);
    const isAccepted = server.upgrade(request, { data: new BunSocket(session), headers });
    // An accepted handshake has been answered by Bun itself, which then wants no response.
    return isAccepted
      ? (undefined as unknown as Response)
      : new Response("The handshake is not valid.\n", { status: 400 });
  };
}
