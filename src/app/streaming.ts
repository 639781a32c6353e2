/** Streamed answers: what makes their pieces belongs to the request until the last one is out. */

import type { Exchange } from "../http/exchange.ts";
import type { Chunk, FlagonResponse } from "../http/response.ts";
import type { Flagon } from "./app.ts";
import { type ContextStorage, currentContext } from "./context.ts";
import { FlagonRequest } from "./request.ts";

/** The requests whose answers may still break; only streams do so after the view. */
const streaming = new WeakMap<Exchange, FlagonRequest>();

/** Keeps the request of a streamed answer at hand: for what makes its pieces, and for the log if it breaks. */
export function followStream(request: FlagonRequest, response: FlagonResponse): void {
  streaming.set(request.exchange, request);
  const { storage } = currentContext;
  const { body } = response;
  // A web stream is pulled by its runtime, which keeps the context of whoever made it.
  if (storage === null || body instanceof ReadableStream) return;
  response.body = new PiecesInContext(body as AsyncIterable<Chunk>, storage, request);
}

/** Gives the request whose answer broke. */
export function requestOfBroken(app: Flagon, exchange: Exchange): FlagonRequest {
  const known = streaming.get(exchange);
  if (known !== undefined) return known;
  const request = new FlagonRequest(app, exchange);
  try {
    request.readTarget();
  } catch {
    // A broken target has been refused already; the log does without its path.
  }
  return request;
}

/** Pieces that are made as part of a request, though the server asks for them. */
class PiecesInContext implements AsyncIterable<Chunk> {
  readonly #pieces: AsyncIterable<Chunk>;
  readonly #storage: ContextStorage;
  readonly #request: FlagonRequest;

  constructor(pieces: AsyncIterable<Chunk>, storage: ContextStorage, request: FlagonRequest) {
    this.#pieces = pieces;
    this.#storage = storage;
    this.#request = request;
  }

  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    const iterator = this.#within(() => this.#pieces[Symbol.asyncIterator]());
    return {
      next: () => this.#within(() => iterator.next()),
      return: () =>
        this.#within(
          () => iterator.return?.() ?? Promise.resolve({ done: true, value: undefined }),
        ),
    };
  }

  #within<T>(callback: () => T): T {
    return this.#storage.run(this.#request, callback, this.#request);
  }
}
