/** Serves an app on Node's own HTTP server. */

import type { IncomingMessage, Server, ServerOptions } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { FlagonError } from "../base/errors.ts";
import {
  addressInUse,
  type ExchangeHandler,
  isThenable,
  type RunningServer,
  type ServeOptions,
} from "../http/handler.ts";
import { chain } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";
import { NodeExchange } from "./node-exchange.ts";
import { announceKeepAlive, NodeResponse } from "./node-head.ts";
import { sendResponse } from "./node-send.ts";
import { type RawRefusal, refuseRaw } from "./raw-refusal.ts";
import { connectionLimit, seldom } from "./descriptors.ts";
import { InFlight } from "./in-flight.ts";
import type { NodeSockets } from "./node-socket.ts";
import { type Stall, StallWatch } from "./stall-watch.ts";
import type { ServerMaker } from "./tls.ts";

/** Options of Node's server, all with safe defaults. */
export interface NodeServeOptions extends ServeOptions {
  /** How long the head of a request may take to arrive until it is answered 408, or up to a second less. Default 15 000. */
  headersTimeoutMs?: number;
  /** How long a whole request may take to arrive until it is answered 408, or up to a second less. Default 60 000. */
  requestTimeoutMs?: number;
  /** How long an idle connection is kept. Default 5 000. */
  keepAliveMs?: number;
  /** How long a view may take until the visitor is told 503. Default 30 000; 0 waits for ever. Streams count until their first piece. */
  viewTimeoutMs?: number;
  /** Makes the server, for https: see `secureServers`. Default: Node's http. */
  makeServer?: ServerMaker;
  /** An already listening file descriptor, for process managers. */
  fd?: number;
  /** Is told when some code held the event loop for longer than `stallMs`. Without it nobody watches. */
  onStall?: (stall: Stall) => void;
  /** Default 250. */
  stallMs?: number;
  /** Is told of trouble that belongs to no request, such as connections refused for want of file descriptors. Default: the standard error. */
  onTrouble?: (text: string) => void;
  /** Is told of what was refused before it became a request. Default: nobody. */
  onRefused?: (refusal: RawRefusal) => void;
}

const DEFAULTS = {
  port: 3000,
  host: "127.0.0.1",
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 60_000,
  keepAliveMs: 5000,
  viewTimeoutMs: 30_000,
  stallMs: 250,
  onTrouble: (text: string): void => console.error(text),
};

/**
 * Serves `handler` on Node and gives the server once it listens.
 *
 * @throws FlagonError `server.address-in-use`, `server.address-refused`
 */
export async function serveNode(
  handler: ExchangeHandler,
  options: NodeServeOptions = {},
): Promise<NodeServer> {
  const server = new NodeServer(handler, options);
  await server.listen();
  return server;
}

/** An app's server on Node. */
export class NodeServer implements RunningServer {
  readonly server: Server;
  readonly #handler: ExchangeHandler;
  readonly #options: NodeServeOptions & typeof DEFAULTS;
  readonly #inFlight: InFlight;
  readonly #watch: StallWatch | null;
  #closing = false;
  #sockets: NodeSockets | null = null;

  constructor(handler: ExchangeHandler, options: NodeServeOptions) {
    this.#handler = handler;
    this.#options = { ...DEFAULTS, ...withoutUndefined(options) };
    this.#inFlight = new InFlight(this.#options.viewTimeoutMs, (exchange, error) =>
      this.#fail(exchange, error),
    );
    const makeServer = options.makeServer ?? process.getBuiltinModule("node:http").createServer;
    this.server = makeServer(this.#serverOptions(), (incoming, outgoing) =>
      this.#onRequest(incoming, outgoing),
    );
    this.server.on("upgrade", (incoming, socket, head) =>
      this.#onUpgrade(incoming, socket as Socket, head),
    );
    this.server.on("checkContinue", (incoming, outgoing) =>
      this.#onRequest(incoming, outgoing as NodeResponse),
    );
    this.server.on("checkExpectation", refuseExpectation);
    this.server.on("clientError", (error, socket) =>
      refuseRaw(error, socket as Socket, this.#options.onRefused),
    );
    this.#watch = this.#watchStalls();
    this.#guardDescriptors();
    announceKeepAlive(this.#options.keepAliveMs);
  }

  get url(): string {
    const { socketPath, host } = this.#options;
    if (socketPath !== undefined) return `unix:${socketPath}`;
    const name =
      host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
    return `${this.#options.makeServer === undefined ? "http" : "https"}://${name}:${this.port}`;
  }

  get port(): number {
    const address = this.server.address();
    return address === null || typeof address === "string" ? 0 : (address as AddressInfo).port;
  }

  /** Starts to listen. */
  listen(): Promise<void> {
    const { port, host, socketPath, fd } = this.#options;
    return new Promise((resolve, reject) => {
      const refuse = (cause: NodeJS.ErrnoException): void =>
        reject(listenError(cause, socketPath ?? `${host}:${port}`));
      this.server.once("error", refuse);
      const where =
        fd !== undefined
          ? { fd }
          : socketPath !== undefined
            ? { path: socketPath }
            : { port, host };
      this.server.listen(where, () => {
        this.server.off("error", refuse);
        // A connection that cannot be accepted must not end the process.
        const trouble = seldom((error: Error) =>
          this.#options.onTrouble(`A connection could not be accepted: ${error.message}`),
        );
        this.server.on("error", trouble);
        resolve();
      });
    });
  }

  async close({ graceMs = 10_000 }: { graceMs?: number } = {}): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#watch?.stop();
    const end = performance.now() + graceMs;
    // Node's own http close() cuts idle connections at once, which loses the request that such a client is sending: stop listening only.
    const closed = new Promise<void>((resolve) =>
      process
        .getBuiltinModule("node:net")
        .Server.prototype.close.call(this.server, () => resolve()),
    );
    // A client that keeps its connection may be sending right now: it gets one more answer, with "Connection: close".
    await Promise.race([closed, pause(Math.min(graceMs, LINGER_MS))]);
    await this.#inFlight.drained(Math.max(0, end - performance.now()));
    this.#sockets?.closeAll();
    this.server.closeIdleConnections();
    await Promise.race([closed, pause(Math.max(0, end - performance.now()))]);
    this.#sockets?.terminateAll();
    this.server.closeAllConnections();
    // Ends the timer that looks for slow connections; the listener is closed already.
    this.server.close();
    await closed;
  }

  #serverOptions(): ServerOptions<typeof IncomingMessage, typeof NodeResponse> {
    const { headersTimeoutMs, requestTimeoutMs, keepAliveMs } = this.#options;
    return {
      ServerResponse: NodeResponse,
      headersTimeout: earlier(headersTimeoutMs),
      requestTimeout: earlier(requestTimeoutMs),
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      insecureHTTPParser: false,
      // The app's own check of the host says why it refuses.
      requireHostHeader: false,
      // Other upgrades than WebSocket are answered as if they had not been offered (RFC 9110 section 7.8). Node 24.9.
      ...({ shouldUpgradeCallback: isWebSocket } as object),
      // Node 24.12: a request without a body gets no stream machinery.
      ...({ optimizeEmptyRequests: true } as object),
    };
  }

  #onRequest(incoming: IncomingMessage, outgoing: NodeResponse): void {
    const exchange = new NodeExchange(incoming, outgoing);
    if (this.#watch !== null) this.#watch.begin(exchange);
    if (this.#closing) outgoing.shouldKeepAlive = false;
    const answer = this.#handler.handle(exchange);
    if (isThenable(answer)) this.#later(exchange, answer as PromiseLike<FlagonResponse>);
    else sendResponse(exchange, answer as FlagonResponse, this.#handler);
  }

  #later(exchange: NodeExchange, answer: PromiseLike<FlagonResponse>): void {
    this.#inFlight.add(exchange);
    chain(answer, this.#onAnswer, this.#onFailure, exchange);
  }

  readonly #onAnswer = (response: FlagonResponse, exchange: NodeExchange): void => {
    if (!this.#inFlight.delete(exchange)) return response.close();
    if (this.#closing) exchange.outgoing.shouldKeepAlive = false;
    sendResponse(exchange, response, this.#handler);
  };

  readonly #onFailure = (error: unknown, exchange: NodeExchange): void => {
    if (this.#inFlight.delete(exchange)) this.#fail(exchange, error);
  };

  #fail(exchange: NodeExchange, error: unknown): void {
    sendResponse(exchange, this.#handler.onBrokenResponse(error, exchange), this.#handler);
  }

  #watchStalls(): StallWatch | null {
    const { onStall, stallMs: limitMs } = this.#options;
    if (onStall === undefined) return null;
    return new StallWatch({ limitMs, onStall, waiting: () => this.#inFlight.waiting() });
  }

  /** Refuses connections before the process runs out of descriptors. */
  #guardDescriptors(): void {
    const most = connectionLimit();
    if (most === undefined) return;
    this.server.maxConnections = most;
    const trouble = seldom(() =>
      this.#options.onTrouble(
        `Connections are refused: ${most} are open, and more would use up the file descriptors of the process.`,
      ),
    );
    this.server.on("drop", trouble);
  }

  async #onUpgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    if (this.#sockets === null) {
      const { NodeSockets } = await import("./node-socket.ts");
      this.#sockets ??= new NodeSockets();
    }
    await this.#sockets.accept({ incoming, socket, head, handler: this.#handler });
  }
}

/** How exact the time-outs of heads and whole requests are. A look costs nothing for connections on which no request is under way. */
const CHECK_EVERY_MS = 1000;

/** The age from which a look finds a request too old: what is answered at the look after it must not have waited longer than it may. */
function earlier(timeoutMs: number): number {
  return Math.max(timeoutMs - CHECK_EVERY_MS, timeoutMs / 2);
}

/** How long idle connections may still send a request after the server was told to stop. */
const LINGER_MS = 1000;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function isWebSocket(incoming: IncomingMessage): boolean {
  return incoming.headers.upgrade?.toLowerCase() === "websocket" && incoming.method === "GET";
}

/** Answers an `Expect` that is not `100-continue` (RFC 9110 section 10.1.1). */
function refuseExpectation(_incoming: IncomingMessage, outgoing: NodeResponse): void {
  outgoing.shouldKeepAlive = false;
  outgoing.writeHead(417, { "content-type": "text/plain; charset=utf-8" });
  outgoing.end("Expectation Failed: only 100-continue can be met.\n");
}

function listenError(cause: NodeJS.ErrnoException, where: string): FlagonError {
  if (cause.code === "EADDRINUSE") return addressInUse(where, cause);
  return new FlagonError(`The server cannot listen on ${where}: ${cause.message}.`, {
    code: "server.address-refused",
    where,
    mend: "Choose an address of this machine and a port above 1023.",
    cause,
  });
}

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as T;
}
