/** One request on Node: the exchange over its IncomingMessage and ServerResponse. */

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { BadRequest, ContentTooLarge, type HttpError, RequestTimeout } from "../http/errors.ts";
import {
  type Exchange,
  findHeader,
  type Platform,
  refuseCoding,
  UNIX_PEER,
} from "../http/exchange.ts";
import { Later } from "../http/later.ts";
import type { NodeResponse } from "./node-head.ts";

/** One request on Node. */
export class NodeExchange implements Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: NodeResponse;
  readonly method: string;
  readonly target: string;
  /** When the request came, in the milliseconds of `performance.now()`; 0 until somebody waits for it. */
  waitingSince: number;
  /** Its neighbours among the requests that are awaited. */
  previous: NodeExchange | null;
  next: NodeExchange | null;
  #signal: AbortController | null;
  #readStarted: boolean;

  constructor(incoming: IncomingMessage, outgoing: NodeResponse) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.method = incoming.method!;
    this.target = incoming.url!;
    this.waitingSince = 0;
    this.previous = null;
    this.next = null;
    this.#signal = null;
    this.#readStarted = false;
  }

  get scheme(): "http" | "https" {
    return (this.incoming.socket as { encrypted?: boolean }).encrypted === true ? "https" : "http";
  }

  get peerAddress(): string {
    const { socket } = this.incoming;
    return socket?.remoteAddress ?? (isUnix(socket) ? UNIX_PEER : "");
  }

  get platform(): Platform {
    return { incoming: this.incoming, outgoing: this.outgoing };
  }

  get signal(): AbortSignal {
    if (this.#signal === null) {
      const controller = (this.#signal = new AbortController());
      const abort = (): void => {
        if (!this.outgoing.writableFinished)
          controller.abort(new DOMException("The client left.", "AbortError"));
      };
      if (this.outgoing.destroyed) abort();
      else this.outgoing.once("close", abort);
    }
    return this.#signal.signal;
  }

  header(name: string): string | undefined {
    return findHeader(this.incoming.rawHeaders, name);
  }

  headerLines(): readonly string[] {
    return this.incoming.rawHeaders;
  }

  hasBody(): boolean {
    const length = this.header("content-length");
    if (length !== undefined) return length !== "0";
    return this.header("transfer-encoding") !== undefined;
  }

  /** Says whether the client may still be sending a body that nobody reads. */
  get hasUnreadBody(): boolean {
    return !this.incoming.complete && this.hasBody();
  }

  /** Says whether somebody reads the body, has read all that came, and waits for the client to send more. */
  get isAwaitingBody(): boolean {
    return isAwaited(this.incoming);
  }

  readBody(limitBytes: number): Later<Uint8Array> {
    const length = this.header("content-length");
    // Node refuses a request that has both.
    const coding = length === undefined ? this.header("transfer-encoding") : undefined;
    const body = new Later<Uint8Array>();
    const refusal = refuseCoding(coding);
    if (refusal !== undefined) {
      body.reject(refusal);
      return body;
    }
    this.#startReading();
    // With `optimizeEmptyRequests` Node tells no end of a body that no header announces.
    if (length === undefined && coding === undefined) body.resolve(EMPTY);
    else {
      const announcedBytes = Number(length ?? 0);
      if (announcedBytes > limitBytes) body.reject(tooLarge(limitBytes));
      else collect(this.incoming, { limitBytes, announcedBytes }, body);
    }
    return body;
  }

  bodyStream(limitBytes: number): ReadableStream<Uint8Array> | null {
    if (!this.hasBody()) return null;
    const refusal = refuseCoding(this.header("transfer-encoding"));
    if (refusal !== undefined) throw refusal;
    this.#startReading();
    if (this.#announcedBytes() > limitBytes) throw tooLarge(limitBytes);
    return ReadableStream.from(limited(this.incoming, limitBytes));
  }

  #announcedBytes(): number {
    const length = this.header("content-length");
    return length === undefined ? 0 : Number(length);
  }

  #startReading(): void {
    if (this.#readStarted) throw new TypeError("The body of this request has been read already.");
    this.#readStarted = true;
    const outgoing = this.outgoing as { _expect_continue?: boolean; _sent100?: boolean };
    if (outgoing._expect_continue === true && outgoing._sent100 !== true)
      this.outgoing.writeContinue();
  }
}

/** Says whether a connection has no addresses at all. One that was just cut has lost the other end's alone. */
function isUnix(socket: Socket | undefined): boolean {
  return socket !== undefined && !socket.destroyed && socket.localAddress === undefined;
}

/**
 * Gathers the body; one chunk is the usual case and is given as it came.
 *
 * A body of a known length is complete with its last byte: `end`, which the stream tells a turn later, is awaited for the others only.
 */
function collect(
  incoming: IncomingMessage,
  { limitBytes, announcedBytes }: { limitBytes: number; announcedBytes: number },
  body: Later<Uint8Array>,
): void {
  let first: Buffer | null = null;
  let chunks: Buffer[] | null = null;
  let size = 0;
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > limitBytes) {
      incoming.off("data", onData);
      incoming.off("end", onEnd);
      incoming.pause();
      body.reject(tooLarge(limitBytes));
    } else if (first !== null) (chunks ??= [first]).push(chunk);
    else if (size === announcedBytes && incoming.complete) body.resolve(chunk);
    else {
      first = chunk;
      if (announcedBytes > 0) incoming.on("end", onEnd);
    }
  };
  const onEnd = (): void =>
    body.resolve(chunks === null ? (first ?? EMPTY) : Buffer.concat(chunks, size));
  incoming.on("data", onData);
  if (announcedBytes === 0) incoming.on("end", onEnd);
  incoming.on("error", (cause) => body.reject(endedEarly(cause)));
}

const EMPTY = Buffer.alloc(0);

async function* limited(
  incoming: IncomingMessage,
  limitBytes: number,
): AsyncGenerator<Uint8Array, void> {
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limitBytes) throw tooLarge(limitBytes);
      yield chunk;
    }
  } catch (cause) {
    throw cause instanceof ContentTooLarge ? cause : endedEarly(cause);
  }
}

/** Says whether a body is being read, and the client has not sent the rest. */
function isAwaited(incoming: IncomingMessage): boolean {
  if (incoming.complete || incoming.readableLength > 0) return false;
  const isRead = incoming.listenerCount("data") > 0 || incoming.listenerCount("readable") > 0;
  return isRead && incoming.listenerCount("error") > 0;
}

/**
 * Ends the reading of a body that has not come in time: whoever reads it gets a 408. Says whether somebody did; where nobody waits for the
 * client, nobody has to be told.
 */
export function giveUpBody(incoming: IncomingMessage): boolean {
  if (!isAwaited(incoming)) return false;
  return incoming.emit(
    "error",
    new RequestTimeout("The body of the request took too long to arrive."),
  );
}

/** What a reader gets when the rest of a body will not come. */
function endedEarly(cause: unknown): HttpError {
  if (cause instanceof RequestTimeout) return cause;
  return new BadRequest("The body of the request ended early.", { cause });
}

function tooLarge(limitBytes: number): ContentTooLarge {
  return new ContentTooLarge("The body of the request may have {limit} bytes at most.", {
    values: { limit: limitBytes },
  });
}
