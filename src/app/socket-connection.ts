/** A WebSocket conversation over whatever socket the server has. */

import type { ServerSocket } from "../http/handler.ts";
import type { FlagonRequest } from "./request.ts";
import { type Socket, SocketClosed, type SocketMessage } from "./socket.ts";

/** Messages that wait for the view before the peer is held back. */
const HOLD_FROM = 64;

interface Waiter {
  resolve(message: SocketMessage): void;
  reject(error: unknown): void;
}

/** A conversation: queues what comes until the view takes it. */
export class SocketConnection implements Socket {
  readonly request: FlagonRequest;
  readonly protocol: string | undefined;
  readonly #socket: ServerSocket;
  readonly #queue: SocketMessage[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #abort = new AbortController();
  #closed: SocketClosed | undefined;
  #isHeld = false;

  constructor(request: FlagonRequest, socket: ServerSocket, protocol: string | undefined) {
    this.request = request;
    this.protocol = protocol;
    this.#socket = socket;
    socket.onMessage((data) => this.#take(data));
    socket.onClose((code, reason) => this.#end(code, reason));
  }

  get isOpen(): boolean {
    return this.#closed === undefined;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  receive(): Promise<SocketMessage> {
    const message = this.#queue.shift();
    if (message !== undefined) {
      if (this.#isHeld && this.#queue.length < HOLD_FROM / 2) this.#hold(false);
      return Promise.resolve(message);
    }
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  async receiveJson<T>(): Promise<T> {
    const message = await this.receive();
    try {
      // What a caller expects of JSON from outside is the caller's claim.
      return JSON.parse(
        typeof message === "string" ? message : new TextDecoder().decode(message),
      ) as T;
    } catch (cause) {
      this.close(1007, "The message is no JSON.");
      throw Object.assign(new SocketClosed(1007, "The message is no JSON."), { cause });
    }
  }

  send(data: SocketMessage): void {
    if (this.isOpen) this.#socket.send(data);
  }

  sendJson(value: unknown): void {
    this.send(JSON.stringify(value));
  }

  async drained(): Promise<void> {
    while (this.isOpen && this.#socket.bufferedBytes > 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  close(code = 1000, reason = ""): void {
    if (this.isOpen) this.#socket.close(code, reason);
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#socket.onClose(callback);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SocketMessage, void> {
    for (;;) {
      let message: SocketMessage;
      try {
        message = await this.receive();
      } catch (error) {
        if (error instanceof SocketClosed) return;
        throw error;
      }
      yield message;
    }
  }

  #take(data: SocketMessage): void {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) return waiter.resolve(data);
    this.#queue.push(data);
    if (!this.#isHeld && this.#queue.length >= HOLD_FROM) this.#hold(true);
  }

  #hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#socket.hold(isHeld);
  }

  #end(code: number, reason: string): void {
    this.#closed ??= new SocketClosed(code, reason);
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#closed);
    this.#abort.abort(this.#closed);
  }
}
