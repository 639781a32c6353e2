/** Servers that speak https: loaded where a certificate is given. */

import type { IncomingMessage, RequestListener, Server, ServerOptions } from "node:http";
import type { NodeResponse } from "./node-head.ts";

/** What a server proves itself with: both PEM. */
export interface TlsIdentity {
  /** The certificate, with those that lead to a trusted one behind it. */
  cert: string | Uint8Array;
  /** The private key of the certificate. */
  key: string | Uint8Array;
}

/** How a server is made of Node's options and a listener. */
export type ServerMaker = (
  options: ServerOptions<typeof IncomingMessage, typeof NodeResponse>,
  onRequest: RequestListener<typeof IncomingMessage, typeof NodeResponse>,
) => Server;

/** Gives what makes servers of this identity. A handshake may take as long as the head of a request. */
export function secureServers({ cert, key }: TlsIdentity): ServerMaker {
  return (options, onRequest) => {
    const { createServer } = process.getBuiltinModule("node:https");
    const handshakeTimeout = options.headersTimeout ?? 0;
    const tls = { cert: pemOf(cert), key: pemOf(key), handshakeTimeout };
    // Node's https server has all that its http server has; the types of the two are only not related.
    return createServer({ ...options, ...tls }, onRequest) as unknown as Server;
  };
}

function pemOf(text: string | Uint8Array): string | Buffer {
  return typeof text === "string" ? text : Buffer.from(text);
}
