/** One request that no socket carried: the exchange of the test client. */

import { BadRequest, ContentTooLarge } from "../http/errors.ts";
import { type Exchange, findHeader, type Platform } from "../http/exchange.ts";
import { joinBytes } from "../http/response.ts";

/** What a {@link TestExchange} is made of. */
export interface TestExchangeInit {
  method: string;
  /** The request target as it would go over the wire; nothing of it is normalised. */
  target: string;
  scheme: "http" | "https";
  peerAddress: string;
  headerLines: readonly string[];
  body: Uint8Array | ReadableStream<Uint8Array> | null;
  signal: AbortSignal | undefined;
}

/** A request made in a test; collects the faults of the app's code. */
export class TestExchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly scheme: "http" | "https";
  readonly peerAddress: string;
  readonly signal: AbortSignal;
  readonly platform: Platform = {};
  /** What the app's code threw, the first first. */
  readonly faults: unknown[] = [];
  readonly #lines: readonly string[];
  readonly #body: Uint8Array | ReadableStream<Uint8Array> | null;

  constructor(init: TestExchangeInit) {
    this.method = init.method;
    this.target = init.target;
    this.scheme = init.scheme;
    this.peerAddress = init.peerAddress;
    this.signal = init.signal ?? new AbortController().signal;
    this.#lines = init.headerLines;
    this.#body = init.body;
  }

  header(name: string): string | undefined {
    return findHeader(this.#lines, name);
  }

  headerLines(): readonly string[] {
    return this.#lines;
  }

  hasBody(): boolean {
    return this.#body !== null;
  }

  async readBody(limitBytes: number): Promise<Uint8Array> {
    const stream = this.bodyStream(limitBytes);
    if (stream === null) return new Uint8Array(0);
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
    } catch (cause) {
      if (cause instanceof ContentTooLarge) throw cause;
      throw new BadRequest("The body of the request ended early.", { cause });
    }
    return joinBytes(chunks);
  }

  bodyStream(limitBytes: number): ReadableStream<Uint8Array> | null {
    const body = this.#body;
    if (body === null) return null;
    if (body instanceof Uint8Array && body.length > limitBytes) throw tooLarge(limitBytes);
    const stream = body instanceof Uint8Array ? ReadableStream.from([body]) : body;
    let size = 0;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.length;
        if (size > limitBytes) controller.error(tooLarge(limitBytes));
        else controller.enqueue(chunk);
      },
    });
    return stream.pipeThrough(counter);
  }

  onFault(error: unknown): void {
    this.faults.push(error);
  }
}

function tooLarge(limitBytes: number): ContentTooLarge {
  return new ContentTooLarge("The body of the request may have {limit} bytes at most.", {
    values: { limit: limitBytes },
  });
}
