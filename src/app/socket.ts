/** The shapes of WebSocket views. */

import type { MaybePromise } from "../http/handler.ts";
import type { FlagonRequest } from "./request.ts";
import type { RouteOptions } from "./route.ts";

/** One WebSocket conversation, as its view sees it. It can be iterated: each message once, until the peer leaves. */
export interface Socket extends AsyncIterable<string | Uint8Array> {
  /** The request of the handshake. */
  readonly request: FlagonRequest;
  /** The sub-protocol that was chosen, or undefined. */
  readonly protocol: string | undefined;
  /** Waits for the next message. */
  receive(): Promise<string | Uint8Array>;
  /** Sends text or bytes. */
  send(data: string | Uint8Array): void;
  /** Ends the conversation; default code 1000. */
  close(code?: number, reason?: string): void;
}

/** Answers a WebSocket conversation, which ends when the view does. */
export type SocketView<Params = Record<string, unknown>> = (
  socket: Socket,
  params: Params,
) => MaybePromise<unknown>;

/** Options of a WebSocket route. */
export interface SocketOptions extends Omit<RouteOptions, "body" | "response" | "status"> {
  /** Sub-protocols, the preferred first. */
  protocols?: readonly string[];
  /** The largest message taken, after inflating. Default 1 MiB; a larger one ends the conversation with 1009. */
  messageLimitBytes?: number;
  /** Origins besides the app's own that may connect; `"*"` is any. */
  origins?: readonly string[];
}
