/** What to bind a map to, read from what a request says about itself. */

import type { BindOptions } from "./binding.ts";

/** What a request says about where it was sent. Paths are decoded. */
export interface RequestPlace {
  /** `http` or `https`. */
  scheme: string;
  /** The `Host` header, already checked against the hosts that are allowed. */
  host?: string | undefined;
  /** Address the server listens on, used where there is no `Host`. */
  serverAddress?: string | undefined;
  /** Port the server listens on. */
  serverPort?: string | number | undefined;
  method: string;
  /** Where the site is mounted. */
  scriptName?: string | undefined;
  /** Path below the mount point. */
  path?: string | undefined;
  /** Query without its question mark. */
  query?: string | undefined;
  /** The `Connection` header. */
  connection?: string | undefined;
  /** The `Upgrade` header. */
  upgrade?: string | undefined;
}

/** What the site's settings say. */
export interface SitePlace {
  /** The site's own host: what stands before it in the request's host is the subdomain. */
  serverName?: string | undefined;
  /** The subdomain, where it is known otherwise. */
  subdomain?: string | undefined;
}

const HOST = /^(?:[a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::\d+)?$/i;

/** Gives the bind options for a request; a host with characters that no host has counts as none. */
export function placeOf(
  request: RequestPlace,
  site: SitePlace,
  { hostMatching, subdomainMatching }: { hostMatching: boolean; subdomainMatching: boolean },
): BindOptions {
  const scheme = schemeOf(request);
  const host = hostOf(request, scheme);
  const known =
    site.serverName === undefined || hostMatching ? host : site.serverName.toLowerCase();
  const serverName = withoutStandardPort(known, scheme);
  const found = subdomainMatching ? subdomainOf(host, serverName) : undefined;
  const subdomain = site.subdomain ?? found;
  return {
    scheme,
    serverName,
    method: request.method,
    ...(subdomain === undefined ? {} : { subdomain }),
    ...(request.scriptName === undefined ? {} : { scriptName: request.scriptName }),
    ...(request.path === undefined ? {} : { path: request.path }),
    ...(request.query === undefined ? {} : { query: request.query }),
  };
}

function schemeOf({ scheme, connection = "", upgrade = "" }: RequestPlace): string {
  const options = connection.toLowerCase().split(",");
  const upgrades = options.some((option) => option.trim() === "upgrade");
  if (!upgrades || upgrade.toLowerCase() !== "websocket") return scheme;
  return scheme === "https" ? "wss" : "ws";
}

function hostOf({ host, serverAddress, serverPort }: RequestPlace, scheme: string): string {
  let name = host;
  if (name === undefined && serverAddress !== undefined && serverPort !== undefined) {
    const isBare6 = serverAddress.includes(":") && !serverAddress.startsWith("[");
    name = `${isBare6 ? `[${serverAddress}]` : serverAddress}:${serverPort}`;
  }
  const found = withoutStandardPort(name ?? "", scheme);
  return HOST.test(found) ? found.toLowerCase() : "";
}

function withoutStandardPort(host: string, scheme: string): string {
  const secure = scheme === "https" || scheme === "wss";
  return host.replace(secure ? /:443$/ : /:80$/, "");
}

/** Gives what stands before the server name, or undefined when the host is another one. */
function subdomainOf(host: string, serverName: string): string | undefined {
  if (host === serverName) return "";
  return host.endsWith(`.${serverName}`) ? host.slice(0, -serverName.length - 1) : undefined;
}
