/** Node's handlers, `(req, res)`, below a prefix of an app; and an app as such a handler. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Flagon } from "../app/app.ts";
import type { ForeignHandler } from "../app/mount.ts";
import { isThenable } from "../http/handler.ts";
import { chain } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";
import { NodeExchange } from "../server/node-exchange.ts";
import type { NodeResponse } from "../server/node-head.ts";
import { sendResponse } from "../server/node-send.ts";
import { nodePair } from "./node-pair.ts";

/** A function that answers requests of Node's HTTP server; Express and Koa apps are such. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * Lets a Node handler be mounted: `app.mount("/old", fromNodeHandler(expressApp))`.
 *
 * It sees the path without the prefix and answers by itself.
 */
export function fromNodeHandler(handler: NodeHandler): ForeignHandler {
  return {
    async answer(request, target): Promise<FlagonResponse> {
      const pair = nodePair(request.exchange, target);
      await new Promise<void>((resolve, reject) => {
        pair.outgoing.once("finish", resolve);
        pair.outgoing.once("close", resolve);
        Promise.try(handler, pair.incoming, pair.outgoing).catch(reject);
      });
      return pair.response();
    },
  };
}

/**
 * Gives an app as a handler for Node's HTTP server, or for another framework that takes such.
 *
 * The app's start hooks run before its first request.
 *
 * @example
 * import { createServer } from "node:http";
 * createServer(toNodeHandler(app)).listen(3000);
 */
export function toNodeHandler(
  app: Flagon,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (incoming, outgoing) => {
    // A response of Node's own class lacks the composed head, which the writer asks for before it uses it.
    const exchange = new NodeExchange(incoming, outgoing as NodeResponse);
    const send = (response: FlagonResponse): void => sendResponse(exchange, response, app);
    const started = app.start();
    const answer = isThenable(started)
      ? started.then(() => app.handle(exchange))
      : app.handle(exchange);
    if (isThenable(answer))
      chain(answer, send, (error: unknown) => send(app.onBrokenResponse(error, exchange)));
    else send(answer);
  };
}
