/** Makes a genuine web `Response` of an app's answer: for the runtimes that call `fetch`. */

import type { ExchangeHandler } from "../http/handler.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Chunk, FlagonResponse } from "../http/response.ts";
import { isBodyless } from "../http/status.ts";

/**
 * Gives the web response, with the app's default headers; its closers run when the body has been sent or given up.
 *
 * The first piece of a streamed body is awaited, so that an early failure is still answered with its status.
 */
export async function toWebResponse(
  response: FlagonResponse,
  handler: ExchangeHandler,
  exchange: Exchange,
): Promise<Response> {
  const isSent = exchange.method !== "HEAD" && !isBodyless(response.status);
  if (!response.isStreamed || !isSent)
    return webResponse(response, handler, wholeBody(response, isSent));
  const iterator = (response.body as AsyncIterable<Chunk>)[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    const pieces: Pieces = { iterator, first };
    return webResponse(
      response,
      handler,
      streamOf(pieces, response, (error) => handler.onBrokenResponse(error, exchange)),
    );
  } catch (error) {
    response.close();
    const fallback = handler.onBrokenResponse(error, exchange);
    return webResponse(fallback, handler, wholeBody(fallback, true));
  }
}

type WebBody = ConstructorParameters<typeof Response>[0];

function webResponse(
  response: FlagonResponse,
  { defaultHeaders }: ExchangeHandler,
  body: WebBody,
): Response {
  const headers = new Headers();
  const own = response.headers.raw();
  for (let at = 0; at < own.length; at += 2) headers.append(own[at]!, own[at + 1]!);
  for (let at = 0; at < defaultHeaders.names.length; at++) {
    if (defaultHeaders.isMissing(response, at))
      headers.set(defaultHeaders.names[at]!, defaultHeaders.values[at]!);
  }
  const isWhole = !response.isStreamed && response.body !== null && !isBodyless(response.status);
  if (isWhole && !headers.has("content-length")) {
    headers.set("content-length", String(lengthOf(response.body as string | Uint8Array)));
  }
  return new Response(body, { status: response.status, headers });
}

/** Gives a body that is there as a whole, or null where it is not sent. */
function wholeBody(response: FlagonResponse, isSent: boolean): WebBody {
  response.close();
  if (response.isStreamed) void giveUp(response.body as AsyncIterable<Chunk>);
  return isSent ? (response.body as string | Uint8Array<ArrayBuffer> | null) : null;
}

function lengthOf(body: string | Uint8Array): number {
  return typeof body === "string" ? new TextEncoder().encode(body).length : body.length;
}

async function giveUp(body: AsyncIterable<Chunk>): Promise<void> {
  try {
    if (body instanceof ReadableStream) await body.cancel();
    else await body[Symbol.asyncIterator]().return?.();
  } catch {
    // Nobody waits for this body, so nobody is to be told that it could not be ended well.
  }
}

/** A body of which the first piece has been taken. */
interface Pieces {
  iterator: AsyncIterator<Chunk>;
  first: IteratorResult<Chunk>;
}

/** Pulls from the body as the client reads; an error is reported and cuts the stream. */
function streamOf(
  { iterator, first }: Pieces,
  response: FlagonResponse,
  report: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let taken: IteratorResult<Chunk> | undefined = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = taken ?? (await iterator.next());
          taken = undefined;
          if (piece.done === true) {
            controller.close();
            response.close();
          } else
            controller.enqueue(
              typeof piece.value === "string" ? encoder.encode(piece.value) : piece.value,
            );
        } catch (error) {
          report(error);
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
