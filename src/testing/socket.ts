/** WebSockets without a network: two linked ends, of which the app has one and the test the other. */

import assert from "node:assert/strict";
import type { Flagon } from "../app/app.ts";
import { FlagonError } from "../base/errors.ts";
import type { ServerSocket } from "../http/handler.ts";
import { FlagonResponse } from "../http/response.ts";
import type { TestExchange } from "./exchange.ts";
import type { TestRequestOptions } from "./request-options.ts";

/** Options of a WebSocket that a test opens. */
export interface TestSocketOptions extends Pick<
  TestRequestOptions,
  "query" | "headers" | "cookies" | "ip" | "signal"
> {
  /** Sub-protocols to offer, the preferred first. */
  protocols?: readonly string[];
  /** Over the client's own. */
  raiseErrors?: boolean;
}

/** How a conversation ended. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}

type Message = string | Uint8Array;

/** The visitor's end of a WebSocket. */
export class TestSocket implements AsyncIterable<Message> {
  /** The sub-protocol that the app chose, or undefined. */
  readonly protocol: string | undefined;
  /** Resolves when the conversation is over, whoever ended it. */
  readonly closed: Promise<SocketEnd>;
  readonly #link: Link;
  readonly #raise: () => void;

  constructor(link: Link, { protocol, raise }: Pick<SocketFacts, "protocol" | "raise">) {
    this.#link = link;
    this.#raise = raise;
    this.protocol = protocol;
    this.closed = link.ended;
  }

  /** Sends text or bytes. */
  send(data: Message): void {
    this.#link.toServer(data);
  }

  /** Sends a value as JSON. */
  sendJson(value: unknown): void {
    this.send(JSON.stringify(value));
  }

  /**
   * Waits for the next message.
   *
   * @throws what the view threw; FlagonError `testing.socket-closed` when the conversation is over
   */
  async receive(): Promise<Message> {
    const next = await this.#link.next();
    if (next !== undefined) return next;
    const { code, reason } = await this.closed;
    this.#raise();
    throw new FlagonError(`The app closed the WebSocket (${code}${reason && `, ${reason}`}).`, {
      code: "testing.socket-closed",
      where: "socket.receive()",
      mend: "Await socket.closed where the end is expected.",
    });
  }

  /** Waits for the next message and reads it as JSON. */
  async receiveJson<T = unknown>(): Promise<T> {
    const message = await this.receive();
    const text = typeof message === "string" ? message : new TextDecoder().decode(message);
    // What a test expects of a message is the test's claim.
    return JSON.parse(text) as T;
  }

  /** Asserts that the next message is this one. */
  async assertMessage(expected: Message): Promise<void> {
    assert.deepEqual(await this.receive(), expected);
  }

  /** Leaves. Default code 1000. */
  close(code = 1000, reason = ""): Promise<SocketEnd> {
    this.#link.end({ code, reason });
    return this.closed;
  }

  /** Gives each message once, until the conversation is over. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Message> {
    for (;;) {
      const next = await this.#link.next();
      if (next === undefined) return;
      yield next;
    }
  }
}

/** What lies between the two ends: messages wait here for who reads them. */
class Link {
  readonly ended: Promise<SocketEnd>;
  readonly #toClient: Message[] = [];
  readonly #early: Message[] = [];
  readonly #limitBytes: number;
  #waiting: ((message: Message | undefined) => void)[] = [];
  #onMessage: ((data: Message) => void) | undefined;
  readonly #onClose: ((code: number, reason: string) => void)[] = [];
  #end: SocketEnd | undefined;
  #settle!: (end: SocketEnd) => void;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
  }

  /** The end that the app talks to. Messages arrive a turn later, as they do on a network. */
  server(): ServerSocket {
    return {
      bufferedBytes: 0,
      send: (data) => this.#deliver(data),
      close: (code = 1000, reason = "") => this.end({ code, reason }),
      hold: () => {},
      onMessage: (callback) => {
        this.#onMessage = callback;
        for (const data of this.#early.splice(0)) queueMicrotask(() => callback(data));
      },
      onClose: (callback) => {
        if (this.#end !== undefined) callback(this.#end.code, this.#end.reason);
        else this.#onClose.push(callback);
      },
    };
  }

  toServer(data: Message): void {
    if (this.#end !== undefined) return;
    if (sizeOf(data) > this.#limitBytes)
      return this.end({ code: 1009, reason: "The message is too large." });
    if (this.#onMessage === undefined) this.#early.push(data);
    else queueMicrotask(() => this.#onMessage!(data));
  }

  next(): Promise<Message | undefined> {
    const message = this.#toClient.shift();
    if (message !== undefined || this.#end !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  end(end: SocketEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
    this.#settle(end);
    queueMicrotask(() => {
      for (const callback of this.#onClose) callback(end.code, end.reason);
    });
  }

  #deliver(data: Message): void {
    if (this.#end !== undefined) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#toClient.push(data);
    else waiting(data);
  }
}

/** What a handshake of a test needs. */
interface SocketFacts {
  readonly exchange: TestExchange;
  readonly protocol: string | undefined;
  /** Throws the faults of the app, where the client is to. */
  readonly raise: () => void;
}

/** Shakes hands with the app and starts the conversation. */
export async function openSocket(
  app: Flagon,
  { exchange, raise }: Omit<SocketFacts, "protocol">,
): Promise<{ socket: TestSocket; setCookies: string[] }> {
  const answer = await app.upgrade(exchange);
  raise();
  if (answer instanceof FlagonResponse) throw await refused(answer, exchange.target);
  const link = new Link(answer.messageLimitBytes);
  void converse(() => answer.run(link.server()), link);
  const setCookies = (answer.headers ?? [])
    .filter(([name]) => name.toLowerCase() === "set-cookie")
    .map(([, value]) => value);
  return { socket: new TestSocket(link, { protocol: answer.protocol, raise }), setCookies };
}

/** Servers close with 1000 when the view ends and with 1011 when it fails. */
async function converse(run: () => unknown, link: Link): Promise<void> {
  try {
    await run();
    link.end({ code: 1000, reason: "" });
  } catch {
    link.end({ code: 1011, reason: "" });
  }
}

function sizeOf(data: Message): number {
  return typeof data === "string" ? new TextEncoder().encode(data).length : data.length;
}

async function refused(response: FlagonResponse, target: string): Promise<FlagonError> {
  const text = await response.text();
  return new FlagonError(
    `The app refused the WebSocket with ${response.status}: ${text.slice(0, 300)}`,
    {
      code: "testing.socket-refused",
      where: `websocket ${target}`,
      mend: 'Where the refusal is expected, assert it: await assert.rejects(client.websocket(path), { code: "testing.socket-refused" }).',
    },
  );
}
