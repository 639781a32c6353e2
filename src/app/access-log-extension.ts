/** `flagon/access-log`: one record for each request. */

import { ACCESS_LOGGER, type AccessFields } from "./access-log.ts";
import type { Extension } from "./extension.ts";
import type { FlagonRequest } from "./request.ts";
import { signals } from "./signals.ts";

/**
 * Logs every request to the logger `flagon.access` at level `info`: method, path with query, status, milliseconds, address, request id.
 *
 * The time ends when the response is ready, not when its last byte has gone. Where that logger is muted nothing is measured and nothing is paid.
 *
 * @example
 * app.install(accessLog());
 */
export function accessLog(): Extension {
  return {
    name: "access-log",
    install(app) {
      const logger = app.logger.named(ACCESS_LOGGER);
      if (!logger.isEnabled("info")) return;
      const starts = new WeakMap<FlagonRequest, number>();
      signals.requestStarted.connect(
        (_app, { request }) => starts.set(request, performance.now()),
        { sender: app },
      );
      signals.requestFinished.connect(
        (_app, { request, response }) => {
          const start = starts.get(request) ?? performance.now();
          const fields = fieldsOf(request, response.status, performance.now() - start);
          logger.info({ ...fields }, `${fields.method} ${fields.path} ${fields.status}`);
        },
        { sender: app },
      );
    },
  };
}

function fieldsOf(request: FlagonRequest, status: number, ms: number): AccessFields {
  return {
    method: request.method,
    path: request.rawPath + request.search,
    status,
    ms: Math.round(ms * 1000) / 1000,
    ip: request.ip,
    requestId: request.id,
  };
}
