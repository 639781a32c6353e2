/** Middleware of the Express shape, `(req, res, next)`, unmodified. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { FlagonRequest } from "../app/request.ts";
import type { Handler, Middleware } from "../app/view.ts";
import type { FlagonResponse } from "../http/response.ts";
import { nodePair } from "./node-pair.ts";

/** Middleware as Express and Connect know it. */
export type ExpressMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/**
 * Turns Express-style middleware into Flagon middleware.
 *
 * It gets Node's own request and response. Headers that it sets go out with the answer, before Flagon's defaults; if it ends the response itself
 * the view is not called; an error that it passes to `next` is answered like one that a view throws. Where there is no Node server underneath (other
 * runtimes, `app.fetch`, tests) it gets stand-ins that carry method, url and headers.
 *
 * @example
 * import helmet from "helmet";
 * app.use(fromExpress(helmet()));
 */
export function fromExpress(middleware: ExpressMiddleware): Middleware {
  return (next: Handler): Handler =>
    async (request: FlagonRequest): Promise<FlagonResponse> => {
      const pair = nodePair(request.exchange, request.exchange.target);
      const isDone = await runOne(middleware, pair.incoming, pair.outgoing);
      if (isDone) return pair.response();
      return pair.merge(await next(request));
    };
}

/** Runs middleware; gives true when it answered by itself. */
function runOne(
  middleware: ExpressMiddleware,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    outgoing.once("finish", () => resolve(true));
    outgoing.once("close", () => resolve(true));
    const next = (error?: unknown): void => {
      if (error === undefined || error === null) resolve(false);
      else reject(error instanceof Error ? error : new Error(String(error)));
    };
    Promise.try(middleware, incoming, outgoing, next).catch(reject);
  });
}
