/** Answers what Node's parser refuses: there is no request that an app could see, so the answer is written to the socket. */

import type { Socket } from "node:net";
import { closeGently } from "./linger.ts";
import { giveUpBody } from "./node-exchange.ts";
import type { NodeResponse } from "./node-head.ts";

/** What was refused before it became a request. */
export interface RawRefusal {
  status: number;
  /** Node's own code, such as `HPE_INVALID_HEADER_TOKEN`. */
  code: string;
  /** What the client was told. */
  reason: string;
  /** Method and path as they came, where they came; without the query, which may hold secrets. */
  line: string | undefined;
  /** The address of the socket's other end. */
  peerAddress: string;
}

/** How long a client may take to read the answer and to close. */
const LINGER_MS = 1000;

const BAD_REQUEST: readonly [string, string] = ["400 Bad Request", "this is not HTTP"];

/** Status and reason by the parser's code. */
const REASONS: Record<string, readonly [string, string]> = {
  HPE_INVALID_METHOD: ["400 Bad Request", "the method is not one that HTTP knows"],
  HPE_INVALID_URL: ["400 Bad Request", "the request target has characters that are not allowed"],
  HPE_INVALID_VERSION: ["400 Bad Request", "the version has to be HTTP/1.0 or HTTP/1.1"],
  HPE_INVALID_CONSTANT: ["400 Bad Request", "the request line is not METHOD TARGET HTTP/1.1"],
  HPE_INVALID_HEADER_TOKEN: ["400 Bad Request", "a header has characters that are not allowed"],
  HPE_LF_EXPECTED: ["400 Bad Request", "lines have to end in CR LF"],
  HPE_CR_EXPECTED: ["400 Bad Request", "lines have to end in CR LF"],
  HPE_INVALID_CONTENT_LENGTH: ["400 Bad Request", "Content-Length is not one whole number"],
  HPE_UNEXPECTED_CONTENT_LENGTH: [
    "400 Bad Request",
    "Content-Length came twice or beside Transfer-Encoding",
  ],
  HPE_INVALID_TRANSFER_ENCODING: ["400 Bad Request", "Transfer-Encoding has to end in chunked"],
  HPE_INVALID_CHUNK_SIZE: ["400 Bad Request", "the size of a chunk is not a hexadecimal number"],
  HPE_INVALID_EOF_STATE: ["400 Bad Request", "the request ended early"],
  HPE_HEADER_OVERFLOW: [
    "431 Request Header Fields Too Large",
    "request line and headers are too long",
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["413 Content Too Large", "the chunk extensions are too long"],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "the request took too long to arrive"],
};

/** A handshake that failed: there is nobody who could read an answer. */
const TLS_ERROR = /^ERR_(SSL|TLS)_/;

/**
 * Answers a parser's error with one line that says why, closes, and tells `onRefused`.
 *
 * @see RFC 9112 section 2.2
 */
export function refuseRaw(
  error: NodeJS.ErrnoException & { rawPacket?: Buffer },
  socket: Socket,
  onRefused: ((refusal: RawRefusal) => void) | undefined,
): void {
  const busy = (socket as { _httpMessage?: NodeResponse })._httpMessage;
  const code = error.code ?? "";
  const isLost = code === "ECONNRESET" || TLS_ERROR.test(code);
  if (isLost || !socket.writable || busy?.headersSent === true) {
    socket.destroy(error);
    return;
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT" && busy !== undefined) {
    // The view that waits for the rest of the body hears of it, so that the app itself answers 408.
    busy.shouldKeepAlive = false;
    if (giveUpBody(busy.req)) return;
  }
  const [status, reason] = REASONS[code] ?? BAD_REQUEST;
  const body = `${status.slice(4)}: ${reason}.\n`;
  const peerAddress = socket.remoteAddress ?? "";
  socket.write(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  closeGently(socket, LINGER_MS);
  // While a request is under way the packet is of its body, of which nothing may reach a log.
  const line = busy === undefined ? requestLine(error.rawPacket) : undefined;
  onRefused?.({ status: Number(status.slice(0, 3)), code, reason, line, peerAddress });
}

/** Finds method and path at the begin of what the parser was given. A packet from the middle of a body is left alone. */
function requestLine(packet: Buffer | undefined): string | undefined {
  const text = packet?.toString("latin1", 0, MOST_LINE_BYTES) ?? "";
  return /^[A-Z]+ \/[^ ?\r\n]*/.exec(text)?.[0];
}

const MOST_LINE_BYTES = 1024;
