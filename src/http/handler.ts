/** What a server needs of an app: one function from an exchange to a response, and the headers that every response gets. */

import { FlagonError } from "../base/errors.ts";
import type { Exchange } from "./exchange.ts";
import { HeaderMap } from "./headers.ts";
import type { FlagonResponse } from "./response.ts";

/** A value that is there at once, or later. */
export type MaybePromise<T> = T | PromiseLike<T>;

/** What a server serves. `handle` never throws and never rejects: every error has become a response. */
export interface ExchangeHandler {
  handle(exchange: Exchange): MaybePromise<FlagonResponse>;
  /** Headers that every response gets unless it has its own. */
  readonly defaultHeaders: DefaultHeaders;
  /**
   * Is told that a body failed while it was sent. Gives the answer for the case that nothing had been sent yet; otherwise the connection is
   * cut, since no status can tell the visitor any more.
   */
  onBrokenResponse(error: unknown, exchange: Exchange): FlagonResponse;
  /** Answers a WebSocket handshake: a refusal, or what to do with the socket once the server has accepted it. */
  upgrade(exchange: Exchange): MaybePromise<FlagonResponse | SocketSession>;
}

/** An accepted WebSocket handshake. */
export interface SocketSession {
  /** The sub-protocol chosen, one of those the client offered, or undefined. */
  readonly protocol: string | undefined;
  /** The largest message taken, in bytes after inflating. */
  readonly messageLimitBytes: number;
  /** How long a peer may stay silent before it is asked for a sign of life, and then again before it is dropped. */
  readonly pingSeconds: number;
  /** Headers that hooks and middleware put on the answer to the handshake. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Runs the conversation; the server closes the socket with 1011 when it rejects. */
  run(socket: ServerSocket): MaybePromise<unknown>;
}

/** What a server's WebSocket can do; `data` is text or bytes as the message came. */
export interface ServerSocket {
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  /** Bytes handed over and not yet sent. */
  readonly bufferedBytes: number;
  /** Holds the peer back, or lets it go on, where the platform can: for a view that takes messages more slowly than they come. */
  hold(isHeld: boolean): void;
  onMessage(callback: (data: string | Uint8Array) => void): void;
  onClose(callback: (code: number, reason: string) => void): void;
}

/** Says whether a value is a promise or looks like one. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function"
  );
}

/**
 * Headers that every response of an app gets unless it has its own.
 *
 * They are rendered to one block of text when the app is made, so that a dozen of them costs what one costs.
 */
export class DefaultHeaders {
  /** Names in lower case. */
  readonly names: readonly string[];
  /** Values in the order of the names. */
  readonly values: readonly string[];
  /** All of them as they go over the wire, each line led by CR LF. */
  readonly block: string;

  constructor(headers: Readonly<Record<string, string | false>>) {
    const kept = Object.entries(headers).filter(
      (entry): entry is [string, string] => entry[1] !== false,
    );
    const checked = new HeaderMap(kept).raw();
    this.names = checked.filter((_, index) => index % 2 === 0);
    this.values = checked.filter((_, index) => index % 2 === 1);
    this.block = this.names.map((name, index) => `\r\n${name}: ${this.values[index]}`).join("");
  }

  /** Gives these headers with others added or, by `false`, taken away; names in any letter case. */
  with(headers: Readonly<Record<string, string | false>> = {}): DefaultHeaders {
    const merged = new Map<string, string | false>();
    for (const [at, name] of this.names.entries()) merged.set(name, this.values[at]!);
    for (const [name, value] of Object.entries(headers)) merged.set(name.toLowerCase(), value);
    return new DefaultHeaders(Object.fromEntries(merged));
  }

  /** Gives the block without the headers that `response` has itself or goes without. */
  blockFor(response: FlagonResponse): string {
    const own = response.headerMap;
    if (own === null && response.omitted === null) return this.block;
    let clear = true;
    for (let at = 0; at < this.names.length && clear; at++) clear = this.isMissing(response, at);
    if (clear) return this.block;
    let block = "";
    for (let at = 0; at < this.names.length; at++) {
      if (this.isMissing(response, at)) block += `\r\n${this.names[at]}: ${this.values[at]}`;
    }
    return block;
  }

  /** Says whether `response` lacks the default header at `index` and does not go without it. */
  isMissing(response: FlagonResponse, index: number): boolean {
    const name = this.names[index]!;
    if (response.headerMap !== null && response.headerMap.has(name)) return false;
    return response.omitted === null || !response.omitted.includes(name);
  }
}

/** Options of a server, whatever the platform. */
export interface ServeOptions {
  /** Port; 0 lets the system choose. Default 3000. */
  port?: number;
  /** Address to listen on. Default 127.0.0.1: this machine alone. */
  host?: string;
  /** Path of a unix socket to listen on instead of a port. */
  socketPath?: string;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it answers, such as `http://127.0.0.1:3000`; `unix:/path` for a unix socket. */
  readonly url: string;
  /** The port, or 0 for a unix socket. */
  readonly port: number;
  /** Stops: no new connections, running requests end, then the rest is cut after `graceMs` (default 10 000). */
  close(options?: { graceMs?: number }): Promise<void>;
}

/** Makes the error for an address that another program holds. */
export function addressInUse(where: string, cause: unknown): FlagonError {
  return new FlagonError(`Another program listens on ${where} already.`, {
    code: "server.address-in-use",
    where,
    mend: "Stop the other program, or choose another port (--port, or app.run({ port })); port 0 takes a free one.",
    cause,
  });
}
