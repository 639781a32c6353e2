/** Answers requests to upgrade a connection on Node. */

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { ExchangeHandler } from "../http/handler.ts";

/** A request to upgrade, as Node's server has it. */
export interface UpgradeRequest {
  incoming: IncomingMessage;
  socket: Socket;
  head: Buffer;
  handler: ExchangeHandler;
}

/** Refuses the upgrade in one line. */
export async function acceptUpgrade({ socket }: UpgradeRequest): Promise<void> {
  const body = "There is no WebSocket here.\n";
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}
