/** Writes a response to Node's socket: small ones in one piece, streams with backpressure. */

import type { ServerResponse } from "node:http";
import type { DefaultHeaders, ExchangeHandler } from "../http/handler.ts";
import type { Chunk, FlagonResponse } from "../http/response.ts";
import { isBodyless } from "../http/status.ts";
import { closeGently } from "./linger.ts";
import type { NodeExchange } from "./node-exchange.ts";
import { NodeResponse } from "./node-head.ts";

/** Sends `response` as the answer to `exchange`, and calls its closers when it is out or given up. */
export function sendResponse(
  exchange: NodeExchange,
  response: FlagonResponse,
  handler: ExchangeHandler,
): void {
  const { outgoing } = exchange;
  if (outgoing.headersSent || outgoing.destroyed) return response.close();
  if (exchange.method !== "GET" && exchange.hasUnreadBody) leaveUnread(exchange, response.status);
  const body = response.body;
  if (typeof body === "string" && isSimple(exchange, response)) {
    sendComposed(outgoing, response, body, handler.defaultHeaders);
    return response.close();
  }
  if (response.isStreamed && exchange.method !== "HEAD" && !isBodyless(response.status)) {
    void sendStream(exchange, response, handler);
    return;
  }
  sendWhole(exchange, response, handler.defaultHeaders);
  response.close();
}

/** Closes the connection after this answer, and gently when there is still more of the body to come by then. */
function leaveUnread({ incoming, outgoing }: NodeExchange, status: number): void {
  const { socket } = outgoing;
  outgoing.shouldKeepAlive = false;
  if (socket === null) return;
  // Node calls this once the answer is out.
  socket.destroySoon = () => {
    const closeSoon = (): void => Object.getPrototypeOf(socket).destroySoon.call(socket);
    if (incoming.complete) return closeSoon();
    closeGently(socket, status === 408 ? LATE_LINGER_MS : undefined);
    // The rest may have come together with the head, and the parser is only on its way to it.
    setImmediate(() => incoming.complete && closeSoon());
  };
}

/** A client that was too slow already does not get much more time. */
const LATE_LINGER_MS = 1000;

function isSimple(exchange: NodeExchange, response: FlagonResponse): boolean {
  if (!canCompose() || exchange.method === "HEAD" || isBodyless(response.status)) return false;
  if (exchange.incoming.httpVersionMinor !== 1 || !exchange.outgoing.isComposable) return false;
  const map = response.headerMap;
  return (
    map === null ||
    !(
      map.has("connection") ||
      map.has("content-length") ||
      map.has("date") ||
      map.has("transfer-encoding")
    )
  );
}

function sendComposed(
  outgoing: NodeResponse,
  response: FlagonResponse,
  body: string,
  defaults: DefaultHeaders,
): void {
  const lengthBytes = Buffer.byteLength(body);
  const map = response.headerMap;
  let lines: string;
  if (map === null) {
    lines = `\r\nContent-Type: ${response.soleType ?? "text/plain"}${defaults.block}`;
  } else {
    lines = "";
    const raw = map.raw();
    for (let at = 0; at < raw.length; at += 2) lines += `\r\n${raw[at]}: ${raw[at + 1]}`;
    lines += defaults.blockFor(response);
  }
  outgoing.composeHead(response.status, lines, lengthBytes);
  outgoing.end(body, lengthBytes === body.length ? "latin1" : "utf8");
}

/** Gives the header list for `writeHead`: the response's own, then the defaults that it lacks. */
function headerList(response: FlagonResponse, defaults: DefaultHeaders): string[] {
  const list = [...response.headers.raw()];
  for (let at = 0; at < defaults.names.length; at++) {
    if (defaults.isMissing(response, at)) list.push(defaults.names[at]!, defaults.values[at]!);
  }
  return list;
}

function sendWhole(
  exchange: NodeExchange,
  response: FlagonResponse,
  defaults: DefaultHeaders,
): void {
  const { outgoing } = exchange;
  const body = response.body as string | Uint8Array | null;
  const list = headerList(response, defaults);
  const bodyless = isBodyless(response.status);
  if (!bodyless && !response.headers.has("content-length") && !response.isStreamed) {
    list.push("content-length", String(body === null ? 0 : Buffer.byteLength(body)));
  }
  outgoing.writeHead(response.status, list);
  if (bodyless || body === null || exchange.method === "HEAD") outgoing.end();
  else outgoing.end(body);
  if (response.isStreamed) void giveUp(response);
}

/** Ends a streamed body that nobody will read, so that what it holds is freed. */
async function giveUp(response: FlagonResponse): Promise<void> {
  const body = response.body as ReadableStream<Uint8Array> | AsyncIterable<Chunk>;
  try {
    if (body instanceof ReadableStream) await body.cancel();
    else await body[Symbol.asyncIterator]().return?.();
  } catch {
    // Nobody waits for this body, so nobody is to be told that it could not be ended well.
  }
}

async function sendStream(
  exchange: NodeExchange,
  response: FlagonResponse,
  handler: ExchangeHandler,
): Promise<void> {
  const { outgoing } = exchange;
  const iterator = (response.body as AsyncIterable<Chunk>)[Symbol.asyncIterator]();
  const stop = (): void => {
    iterator.return?.().then(undefined, () => {});
    response.close();
  };
  outgoing.once("close", stop);
  try {
    // The first piece is awaited before the head is sent, so that an early failure is still answered with its status.
    const first = await iterator.next();
    if (outgoing.destroyed) return;
    outgoing.writeHead(response.status, headerList(response, handler.defaultHeaders));
    await pump(outgoing, iterator, first);
  } catch (error) {
    const fallback = handler.onBrokenResponse(error, exchange);
    if (outgoing.headersSent) outgoing.destroy();
    else sendResponse(exchange, fallback, handler);
  }
}

async function pump(
  outgoing: ServerResponse,
  iterator: AsyncIterator<Chunk>,
  first: IteratorResult<Chunk>,
): Promise<void> {
  let piece = first;
  while (piece.done !== true) {
    if (!outgoing.write(piece.value)) await drained(outgoing);
    if (outgoing.destroyed) return;
    piece = await iterator.next();
  }
  outgoing.end();
}

/** Waits until more may be written, or the connection is gone. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off("drain", done);
      outgoing.off("close", done);
      resolve();
    };
    outgoing.on("drain", done);
    outgoing.on("close", done);
  });
}

let composable: boolean | undefined;

/**
 * Says whether this Node takes a composed head: the first call answers one made-up request in both ways and compares the bytes.
 *
 * @see NodeResponse.composeHead
 */
export function canCompose(): boolean {
  return (composable ??= bytesOf("compose") === bytesOf("writeHead"));
}

function bytesOf(way: "compose" | "writeHead"): string {
  const request = { method: "GET", httpVersionMajor: 1, httpVersionMinor: 1 };
  const response = new NodeResponse(request as ConstructorParameters<typeof ServerResponse>[0]);
  const { PassThrough } = process.getBuiltinModule("node:stream");
  const wire = new PassThrough();
  const seen: string[] = [];
  wire.write = (chunk: unknown): boolean => seen.push(String(chunk)) > 0;
  response.assignSocket(wire as unknown as Parameters<ServerResponse["assignSocket"]>[0]);
  (response as unknown as { _keepAliveTimeout: number })._keepAliveTimeout = 5000;
  try {
    if (way === "compose") response.composeHead(200, "\r\nContent-Type: text/plain\r\nx-a: b", 2);
    else response.writeHead(200, ["Content-Type", "text/plain", "x-a", "b", "Content-Length", "2"]);
    response.end("ok", "latin1");
  } catch {
    return way;
  }
  return seen.join("").replace(/\r\nDate: [^\r]*/, "");
}
