/** Who may see debug pages: this machine alone, by an address that is the app's own. */

import type { FlagonRequest } from "../app/request.ts";

/**
 * Says whether a request may see source, variables and settings.
 *
 * Debug mode must be on and the visitor must sit at this machine. A proxy on this machine passes strangers on, so a forwarded request counts as
 * one of this machine only when trusted proxies say so. The `Host` has passed the app's list before (DNS rebinding; CVE-2018-7160).
 */
export function maySee(request: FlagonRequest): boolean {
  const { app, exchange } = request;
  if (!app.config.debug || globalThis.process?.env?.["NODE_ENV"] === "production") return false;
  const isForwarded =
    request.header("forwarded") !== undefined || request.header("x-forwarded-for") !== undefined;
  if (isForwarded && app.forwarded === undefined) return false;
  const { peerAddress } = exchange;
  // A call of app.fetch() by hand has no peer; a socket without an address is one that anybody may stand behind.
  if (peerAddress === "") return exchange.platform.incoming === undefined;
  return isLoopback(peerAddress) && (!isForwarded || isLoopback(request.ip));
}

/**
 * Says whether a request may evaluate code: as {@link maySee}, from a socket of this machine, and from a page of this very origin
 * (CVE-2025-54782: another site's page sent code to a developer's console).
 */
export function mayEvaluate(request: FlagonRequest): boolean {
  if (!maySee(request) || request.exchange.peerAddress === "") return false;
  const site = request.header("sec-fetch-site");
  return (
    request.header("origin") === request.origin && (site === undefined || site === "same-origin")
  );
}

function isLoopback(address: string): boolean {
  const bare = address.replace(/^::ffff:/i, "");
  return bare === "::1" || /^127(?:\.\d{1,3}){3}$/.test(bare);
}
