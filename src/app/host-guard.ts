/** The host check: an app answers for its own names, and for nobody else's. */

import { allowedHosts, type Host, type HostTest, parseHost } from "../http/hosts.ts";
import type { Config } from "./config.ts";

/** Says whether a `Host` header names one of the app's hosts. */
export type HostGuard = (header: string) => boolean;

/** This machine's own names: what is answered for as long as no list is given. */
const LOOPBACK = ["localhost", ".localhost", "127.0.0.1", "[::1]"];

/**
 * Makes the host check of an app.
 *
 * The last header that passed is remembered: most requests of a site name one host.
 */
export function hostGuard(config: Config): HostGuard {
  const list = config.allowedHosts.length > 0 ? config.allowedHosts : LOOPBACK;
  const isAllowed: HostTest = allowedHosts(list);
  let lastAllowed = "";
  return (header) => {
    if (header === lastAllowed) return true;
    const host: Host | undefined = parseHost(header);
    if (host === undefined || !isAllowed(host)) return false;
    lastAllowed = header;
    return true;
  };
}
