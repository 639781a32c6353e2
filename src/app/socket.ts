/** The shapes of WebSocket views. */

import { FlagonError } from "../base/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { FlagonRequest } from "./request.ts";
import type { RouteOptions } from "./route.ts";

/** A message: text, or bytes. */
export type SocketMessage = string | Uint8Array;

/**
 * One WebSocket conversation, as its view sees it.
 *
 * It can be iterated: each message once, until the peer leaves. The conversation ends when the view does.
 */
export interface Socket extends AsyncIterable<SocketMessage> {
  /** The request of the handshake. */
  readonly request: FlagonRequest;
  /** The sub-protocol that was chosen, or undefined. */
  readonly protocol: string | undefined;
  /** Whether messages can still be sent. */
  readonly isOpen: boolean;
  /** Aborts when the conversation is over: for what the view waits for besides messages. */
  readonly signal: AbortSignal;
  /**
   * Waits for the next message.
   *
   * @throws SocketClosed when the peer has left
   */
  receive(): Promise<SocketMessage>;
  /** Waits for the next message and reads it as JSON; ends the conversation with 1007 where it is none. */
  receiveJson<T = unknown>(): Promise<T>;
  /** Sends text or bytes; does nothing once the conversation is over. */
  send(data: SocketMessage): void;
  /** Sends a value as JSON. */
  sendJson(value: unknown): void;
  /** Waits until what was sent has left this process: for those who send faster than a peer may read. */
  drained(): Promise<void>;
  /** Ends the conversation; default code 1000. */
  close(code?: number, reason?: string): void;
  /** Calls back once the conversation is over. */
  onClose(callback: (code: number, reason: string) => void): void;
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
  /** How long a peer may be silent before it is asked for a sign of life. Default 30; one that gives none until the next time is dropped. */
  pingSeconds?: number;
}

/** The peer has left, or the conversation was ended. */
export class SocketClosed extends FlagonError {
  override readonly name = "SocketClosed";
  /** The close code (RFC 6455 section 7.4); 1006 where the peer was lost without one. */
  readonly closeCode: number;

  constructor(closeCode: number, reason: string) {
    super(`The WebSocket is closed with ${closeCode}${reason === "" ? "" : ` (${reason})`}.`, {
      code: "app.socket-closed",
      where: "socket.receive()",
      mend: "Iterate the socket, which ends quietly, or catch SocketClosed.",
    });
    this.closeCode = closeCode;
  }
}
