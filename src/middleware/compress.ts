/** Compression: zstd, Brotli or gzip, as the client prefers. */

import type { FlagonRequest } from "../app/request.ts";
import type { Middleware } from "../app/view.ts";
import { Accept } from "../http/accept.ts";
import { CacheControl } from "../http/cache-control.ts";
import type { MaybePromise } from "../http/handler.ts";
import { goOn } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";
import { compressAll, compressStream, type Encoding } from "./encodings.ts";

/** Options of {@link compress}. */
export interface CompressOptions {
  /** Encodings to offer, the favourite first: of two that a client likes equally, the first is taken. Default `zstd`, `br`, `gzip`. */
  encodings?: readonly Encoding[];
  /** Bodies below stay as they are. Default 1,024 bytes: less does not gain a packet. */
  minBytes?: number;
  /** Says whether a response may be compressed at all. */
  when?: (request: FlagonRequest, response: FlagonResponse) => boolean;
}

/** Types worth compressing: text, and what is text in disguise. Pictures, films and archives are compressed already. */
const COMPRESSIBLE =
  /^(?:text\/|application\/(?:json|javascript|xml|manifest|wasm|ld|graphql|x-ndjson|yaml|toml|rtf|vnd\.ms-fontobject)|application\/[\w.-]+\+(?:json|xml)|image\/(?:svg\+xml|bmp|x-icon|vnd\.microsoft\.icon)|font\/(?:ttf|otf|collection))/;

/**
 * Compresses bodies that gain by it, for clients that say they can read it.
 *
 * Streams are compressed piece by piece, each as soon as it is there. Whoever can make a page repeat what they send, beside a secret, can learn the secret from
 * the length of the answer (BREACH): Flagon's CSRF tokens are masked against it, secrets of your own should not stand beside such text.
 *
 * @example
 * app.use(compress());
 * @see RFC 9110 section 8.4; CVE-2013-3587
 */
export function compress(options: CompressOptions = {}): Middleware {
  const { encodings = ["zstd", "br", "gzip"], minBytes = 1024, when } = options;
  const leave = (
    response: FlagonResponse,
    request: FlagonRequest,
  ): MaybePromise<FlagonResponse> => {
    if (!isWorthIt(response, minBytes)) return response;
    if (when !== undefined && !when(request, response)) return response;
    response.vary("Accept-Encoding");
    const encoding = choose(request.header("accept-encoding"), encodings);
    return encoding === undefined ? response : encode(response, encoding);
  };
  return (next) => (request) => goOn(next(request), leave, request);
}

function isWorthIt(response: FlagonResponse, minBytes: number): boolean {
  const { body, status, type } = response;
  // 206 is a part of bytes that the client has begun to put together.
  if (body === null || status < 200 || status === 204 || status === 206 || status === 304)
    return false;
  if ((typeof body === "string" || body instanceof Uint8Array) && body.length < minBytes)
    return false;
  if (type === null || !COMPRESSIBLE.test(type.toLowerCase())) return false;
  const { headerMap } = response;
  if (headerMap === null) return true;
  if (headerMap.has("content-encoding")) return false;
  const length = headerMap.get("content-length");
  if (length !== null && Number(length) < minBytes) return false;
  return !CacheControl.parse(headerMap.get("cache-control")).has("no-transform");
}

function choose(header: string | undefined, encodings: readonly Encoding[]): Encoding | undefined {
  if (header === undefined || header === "") return undefined;
  const accept = Accept.parse(header);
  const best = accept.bestMatch(encodings);
  if (best === undefined) return undefined;
  // A client that likes the body better as it is gets it so.
  return accept.has("identity") && accept.quality("identity") > accept.quality(best)
    ? undefined
    : best;
}

function encode(response: FlagonResponse, encoding: Encoding): MaybePromise<FlagonResponse> {
  const { headers, body } = response;
  headers.setTrusted("content-encoding", encoding);
  headers.delete("content-length");
  headers.delete("accept-ranges");
  weakenTag(response);
  if (body === null || (typeof body !== "string" && !(body instanceof Uint8Array))) {
    if (body !== null) response.body = compressStream(body, encoding);
    return response;
  }
  return goOn(compressAll(body, encoding), setBody, response);
}

function setBody(body: Uint8Array, response: FlagonResponse): FlagonResponse {
  response.body = body;
  return response;
}

/** The bytes are no longer those that a strong tag stands for (RFC 9110 section 8.8.1). */
function weakenTag({ headers }: FlagonResponse): void {
  const tag = headers.get("etag");
  if (tag !== null && tag.startsWith('"')) headers.setTrusted("etag", `W/${tag}`);
}
