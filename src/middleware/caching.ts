/** Cache headers: who may keep an answer, and for how long. */

import type { Middleware } from "../app/view.ts";
import { type CacheDirectives, formatCacheControl } from "../http/cache-control.ts";
import { goOn } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";

/** Wraps views with something to do on the way out. */
function onTheWayOut(work: (response: FlagonResponse) => FlagonResponse): Middleware {
  return (next) => (request) => goOn(next(request), work, undefined);
}

/**
 * Sets `Cache-Control` on answers that have none.
 *
 * @throws FlagonError `http.cache-control` for a directive that is none.
 * @example
 * app.get("/news", { use: [cacheControl({ public: true, maxAge: 60 })] }, () => "…");
 * @see RFC 9111 section 5.2
 */
export function cacheControl(directives: Readonly<CacheDirectives>): Middleware {
  const value = formatCacheControl(directives);
  return onTheWayOut((response) => {
    if (!response.headers.has("cache-control")) response.headers.setTrusted("cache-control", value);
    return response;
  });
}

/** Tells every cache to keep nothing, whatever else was said. */
export function neverCache(): Middleware {
  const value = formatCacheControl({
    maxAge: 0,
    noCache: true,
    noStore: true,
    mustRevalidate: true,
    private: true,
  });
  return onTheWayOut((response) => {
    response.headers.setTrusted("cache-control", value);
    return response;
  });
}

/** Says which request headers the answer depends on: `varyOn("Accept-Language", "Cookie")`. */
export function varyOn(...names: readonly string[]): Middleware {
  return onTheWayOut((response) => {
    response.vary(...names);
    return response;
  });
}
