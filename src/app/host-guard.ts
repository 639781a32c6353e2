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
  let list = config.allowedHosts;
  let isAllowed = testOf(list);
  let lastAllowed = "";
  return (header) => {
    // Tests put another list in place; comparing the two costs less than a signal that every app would have to listen to.
    if (config.allowedHosts !== list) {
      list = config.allowedHosts;
      isAllowed = testOf(list);
      lastAllowed = "";
    }
    if (header === lastAllowed) return true;
    const host: Host | undefined = parseHost(header);
    if (host === undefined || !isAllowed(host)) return false;
    lastAllowed = header;
    return true;
  };
}

function testOf(list: readonly string[]): HostTest {
  return allowedHosts(list.length > 0 ? list : LOOPBACK);
}
