/** One request as a web `Request`: the exchange for Bun, Deno, workerd, for `app.fetch()` and for tests. */

import { BadRequest, ContentTooLarge } from "../http/errors.ts";
import {
  countHeader,
  type Exchange,
  findHeader,
  type Platform,
  refuseCoding,
} from "../http/exchange.ts";
import type { SocketSession } from "../http/handler.ts";
import { joinBytes } from "../http/response.ts";

/** What the runtime knows of a web request besides itself. */
export interface FetchExchangeOptions {
  /** The address of the socket's other end. */
  peerAddress?: string;
  /** What the platform handed over besides: env and context on workerd, the server on Bun. */
  extras?: readonly unknown[];
  /** Accepts a WebSocket handshake, where the runtime can. */
  acceptSocket?: SocketAcceptor;
}

/** Accepts a WebSocket handshake: gives the runtime's response to it, and runs the session once the socket is open. */
export type SocketAcceptor = (request: Request, session: SocketSession) => Response;

/** One request as a web `Request`. */
export class FetchExchange implements Exchange {
  readonly request: Request;
  readonly method: string;
  readonly target: string;
  readonly scheme: "http" | "https";
  readonly peerAddress: string;
  readonly #host: string;
  readonly #extras: readonly unknown[] | undefined;
  #lines: string[] | null = null;

  constructor(request: Request, { peerAddress = "", extras }: FetchExchangeOptions = {}) {
    this.request = request;
    this.method = request.method;
    const url = request.url;
    const start = url.indexOf("/", url.indexOf("://") + 3);
    const hash = url.indexOf("#", start);
    this.target = start < 0 ? "/" : url.slice(start, hash < 0 ? undefined : hash);
    this.scheme = url.startsWith("https:") ? "https" : "http";
    this.#host = url.slice(url.indexOf("://") + 3, start < 0 ? undefined : start);
    this.peerAddress = peerAddress;
    this.#extras = extras;
  }

  get signal(): AbortSignal {
    return this.request.signal;
  }

  get platform(): Platform {
    return {
      request: this.request,
      ...(this.#extras === undefined ? {} : { extras: this.#extras }),
    };
  }

  header(name: string): string | undefined {
    if (name === "host") return findHeader(this.headerLines(), "host");
    return this.request.headers.get(name) ?? undefined;
  }

  headerLines(): readonly string[] {
    if (this.#lines === null) {
      this.#lines = [];
      for (const [name, value] of this.request.headers) this.#lines.push(name, value);
      // A Request made by hand has no Host header; its url names the host.
      if (countHeader(this.#lines, "host") === 0) this.#lines.push("host", this.#host);
    }
    return this.#lines;
  }

  hasBody(): boolean {
    return this.request.body !== null;
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
    const { body } = this.request;
    if (body === null) return null;
    const refusal = refuseCoding(this.request.headers.get("transfer-encoding"));
    if (refusal !== undefined) throw refusal;
    const length = this.request.headers.get("content-length");
    if (length !== null && Number(length) > limitBytes) throw tooLarge(limitBytes);
    let size = 0;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.length;
        if (size > limitBytes) controller.error(tooLarge(limitBytes));
        else controller.enqueue(chunk);
      },
    });
    return body.pipeThrough(counter);
  }
}

function tooLarge(limitBytes: number): ContentTooLarge {
  return new ContentTooLarge("The body of the request may have {limit} bytes at most.", {
    values: { limit: limitBytes },
  });
}
