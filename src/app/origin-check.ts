/** The cross-origin check: another site may not make a visitor's browser write here. */

import type { FlagonRequest } from "./request.ts";
import type { RouteOptions } from "./route.ts";

/**
 * Says whether a request with an unsafe method was sent by a page of another origin.
 *
 * Browsers tell by `Sec-Fetch-Site`, older ones by `Origin`; programs that are no browsers send neither and carry no visitor's cookies by
 * accident, so they pass. Tokens (`csrf()`) are the second line of defence.
 *
 * @see CWE-352; W3C Fetch Metadata Request Headers
 */
export function isForeignWrite(request: FlagonRequest, options: RouteOptions): boolean {
  const { method } = request;
  if (method === "HEAD" || method === "OPTIONS" || options.crossOrigin === true) return false;
  if (request.isOriginTrusted) return false;
  const site = request.header("sec-fetch-site");
  if (site === "same-origin" || site === "none") return false;
  const origin = request.header("origin");
  if (origin === undefined) return site !== undefined;
  if (origin === request.origin) return false;
  return !request.app.config.trustedOrigins.includes(origin);
}
