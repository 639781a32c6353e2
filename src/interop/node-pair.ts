/** Node's request and response for foreign code: the server's own where there are some, else stand-ins. */

import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Exchange } from "../http/exchange.ts";
import { type Chunk, FlagonResponse } from "../http/response.ts";

/** What foreign code gets, and what became of it. */
export interface NodePair {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  /** The answer that the foreign code gave by itself. */
  response(): FlagonResponse;
  /** Puts headers that the foreign code set on another answer. */
  merge(response: FlagonResponse): FlagonResponse;
}

/** Gives the pair for an exchange; `url` is what the foreign code sees as the url. */
export function nodePair(exchange: Exchange, url: string): NodePair {
  const { incoming, outgoing } = exchange.platform;
  if (incoming instanceof IncomingMessage && outgoing instanceof ServerResponse)
    return ownPair(incoming, outgoing, url);
  return standInPair(exchange, url);
}

function ownPair(incoming: IncomingMessage, outgoing: ServerResponse, url: string): NodePair {
  incoming.url = url;
  return {
    incoming,
    outgoing,
    // It is on the wire already: the server sees that and sends nothing more.
    response: () =>
      new FlagonResponse(null, { status: outgoing.statusCode >= 200 ? outgoing.statusCode : 200 }),
    merge: (response) => {
      takeHeaders(outgoing, response);
      return response;
    },
  };
}

/** Moves headers from Node's response to ours: the view's own win, as they were set later. */
function takeHeaders(outgoing: ServerResponse, response: FlagonResponse): void {
  if (outgoing.headersSent) return;
  for (const name of outgoing.getHeaderNames()) {
    const value = outgoing.getHeader(name);
    const values = Array.isArray(value) ? value : [String(value)];
    if (name === "set-cookie") for (const line of values) response.headers.append(name, line);
    else if (!response.headers.has(name)) response.headers.set(name, values.join(", "));
    outgoing.removeHeader(name);
  }
}

/** A response that keeps what is written to it. */
class KeptResponse extends ServerResponse {
  readonly pieces: Chunk[] = [];

  override write(chunk: unknown): boolean {
    if (chunk !== undefined && chunk !== null) this.pieces.push(chunk as Chunk);
    return true;
  }

  override end(chunk?: unknown): this {
    if (chunk !== undefined && chunk !== null && typeof chunk !== "function")
      this.pieces.push(chunk as Chunk);
    this.emit("finish");
    return this;
  }
}

function standInPair(exchange: Exchange, url: string): NodePair {
  const incoming = new IncomingMessage(new Socket());
  incoming.method = exchange.method;
  incoming.url = url;
  const lines = exchange.headerLines();
  for (let at = 0; at < lines.length; at += 2)
    incoming.headers[lines[at]!.toLowerCase()] = lines[at + 1]!;
  incoming.rawHeaders = [...lines];
  const body = exchange.bodyStream(Number.MAX_SAFE_INTEGER);
  void feed(incoming, body);
  const outgoing = new KeptResponse(incoming);
  return {
    incoming,
    outgoing,
    response: () => {
      const response = new FlagonResponse(joinText(outgoing.pieces), {
        status: outgoing.statusCode,
      });
      response.headers.delete("content-type");
      takeHeaders(outgoing, response);
      return response;
    },
    merge: (response) => {
      takeHeaders(outgoing, response);
      outgoing.statusCode = response.status;
      outgoing.emit("finish");
      return response;
    },
  };
}

async function feed(
  incoming: IncomingMessage,
  body: ReadableStream<Uint8Array> | null,
): Promise<void> {
  if (body !== null)
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) incoming.push(chunk);
  incoming.push(null);
}

function joinText(pieces: readonly Chunk[]): Uint8Array {
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)),
  );
}
