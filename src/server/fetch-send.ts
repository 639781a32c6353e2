/** Makes a genuine web `Response` of an app's answer: for the runtimes that call `fetch`. */

import type { ExchangeHandler } from "../http/handler.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Chunk, FlagonResponse } from "../http/response.ts";
import { isBodyless } from "../http/status.ts";

/** Gives the web response, with the app's default headers; its closers run when the body has been sent or given up. */
export function toWebResponse(
  response: FlagonResponse,
  handler: ExchangeHandler,
  exchange: Exchange,
): Response {
  const headers = new Headers();
  const own = response.headers.raw();
  for (let at = 0; at < own.length; at += 2) headers.append(own[at]!, own[at + 1]!);
  const defaults = handler.defaultHeaders;
  for (let at = 0; at < defaults.names.length; at++) {
    if (defaults.isMissing(response, at)) headers.set(defaults.names[at]!, defaults.values[at]!);
  }
  const body = bodyFor(response, handler, exchange);
  if (
    !response.isStreamed &&
    response.body !== null &&
    !isBodyless(response.status) &&
    !headers.has("content-length")
  ) {
    headers.set("content-length", String(lengthOf(response.body as string | Uint8Array)));
  }
  return new Response(body, { status: response.status, headers });
}

function lengthOf(body: string | Uint8Array): number {
  return typeof body === "string" ? new TextEncoder().encode(body).length : body.length;
}

function bodyFor(
  response: FlagonResponse,
  handler: ExchangeHandler,
  exchange: Exchange,
): ConstructorParameters<typeof Response>[0] {
  const { body } = response;
  const unused = isBodyless(response.status) || exchange.method === "HEAD";
  if (body === null || unused || !response.isStreamed) {
    response.close();
    if (unused && response.isStreamed) void giveUp(body as AsyncIterable<Chunk>);
    return body === null || unused ? null : (body as string | Uint8Array<ArrayBuffer>);
  }
  return streamOf(body as AsyncIterable<Chunk>, response, handler, exchange);
}

async function giveUp(body: AsyncIterable<Chunk>): Promise<void> {
  try {
    if (body instanceof ReadableStream) await body.cancel();
    else await body[Symbol.asyncIterator]().return?.();
  } catch {
    // Nobody waits for this body, so nobody is to be told that it could not be ended well.
  }
}

/** Pulls from the body as the client reads; an error is told to the handler and cuts the stream. */
function streamOf(
  body: AsyncIterable<Chunk>,
  response: FlagonResponse,
  handler: ExchangeHandler,
  exchange: Exchange,
): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = await iterator.next();
          if (piece.done === true) {
            controller.close();
            response.close();
          } else
            controller.enqueue(
              typeof piece.value === "string" ? encoder.encode(piece.value) : piece.value,
            );
        } catch (error) {
          handler.onBrokenResponse(error, exchange);
          controller.error(error);
          response.close();
        }
      },
      async cancel() {
        response.close();
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
