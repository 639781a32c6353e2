/** The `Host` of a request: its grammar, the list of hosts that an app answers for, and what stands in links. */

import { FlagonError } from "../base/errors.ts";
import { parseAddress } from "./addresses.ts";
import { domainToAscii } from "./idna.ts";

const LOOSE_HOST = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(:[0-9]+)?$/i;
const STRICT_HOST = /^(\[[^\]]*\]|[^:[\]]+)(?::([0-9]{1,5}))?$/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** A host in lower case, with its port where it names one. */
export interface Host {
  /** `example.com`, `127.0.0.1`, `[::1]`; never with a dot at its end. */
  readonly hostname: string;
  /** The port, or undefined. */
  readonly port: number | undefined;
}

/** The host of the request before, which is mostly that of the next. */
let lastHeader = "";
let lastHost: Host | undefined;

/**
 * Reads a `Host` header by the strict grammar, or gives undefined.
 *
 * A name of letters, digits, hyphens and underscores in labels of at most 63, or an address; then a port from 0 to 65535. User names, paths,
 * blanks, commas and empty labels, which some servers read one way and some another, are refused.
 *
 * @see RFC 9110 section 7.2
 */
export function parseHost(header: string | null | undefined): Host | undefined {
  if (!header || header.length > 261) return undefined;
  if (header === lastHeader) return lastHost;
  lastHost = readHost(header);
  lastHeader = header;
  return lastHost;
}

function readHost(header: string): Host | undefined {
  const match = STRICT_HOST.exec(header);
  if (match === null) return undefined;
  const port = match[2] === undefined ? undefined : Number(match[2]);
  if (port !== undefined && port > 65_535) return undefined;
  const hostname = match[1]!.toLowerCase().replace(/\.$/, "");
  return isHostname(hostname) ? Object.freeze({ hostname, port }) : undefined;
}

function isHostname(name: string): boolean {
  if (name.startsWith("[")) {
    const inside = name.slice(1, -1);
    return inside.includes(":") && parseAddress(inside) !== undefined;
  }
  const labels = name.split(".");
  if (name.length > 253 || !labels.every((label) => LABEL.test(label))) return false;
  // A name that ends in a number can only be an address; "127.1" and "0x7f.1" are read as one by some clients.
  return !/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1)!) || parseAddress(name) !== undefined;
}

/** Tells whether an app answers for a host; the port does not count. */
export type HostTest = (host: Host) => boolean;

/**
 * Makes the test of an allow-list: `"example.com"`, `".example.com"` (the name and all below it), `"*"` (any).
 *
 * @throws FlagonError `http.allowed-host` for an entry that no host can equal, such as one with a scheme, a path or a port.
 * @example
 * allowedHosts([".example.com"])({ hostname: "www.example.com", port: undefined }); // true
 */
export function allowedHosts(list: Iterable<string>): HostTest {
  const exact = new Set<string>();
  const suffixes: string[] = [];
  for (const entry of list) {
    if (entry === "*") return () => true;
    const name = plainName(entry);
    exact.add(name);
    if (entry.startsWith(".")) suffixes.push(`.${name}`);
  }
  return ({ hostname }) =>
    exact.has(hostname) || suffixes.some((suffix) => hostname.endsWith(suffix));
}

function plainName(entry: string): string {
  const bare = entry.startsWith(".") ? entry.slice(1) : entry;
  const ascii = bare.startsWith("[") ? bare : domainToAscii(bare);
  const host = parseHost(ascii);
  if (host !== undefined && host.port === undefined) return host.hostname;
  throw new FlagonError("No request can have this host.", {
    code: "http.allowed-host",
    where: `allowed host ${JSON.stringify(entry)}`,
    mend: 'Write the bare name: "example.com", ".example.com" for all below it too, "[::1]".',
  });
}

/**
 * Tells whether `host:port` is well-formed and, where there is a list, on it: Werkzeug's looser test, without port or letter rules.
 *
 * Entries may start with a dot for all names below. For requests `parseHost` and `allowedHosts` are the strict ones.
 */
export function isHostTrusted(
  host: string | null | undefined,
  trusted: readonly string[] = [],
): boolean {
  const hostname = LOOSE_HOST.exec(host ?? "")?.[1];
  if (hostname === undefined) return false;
  if (trusted.length === 0) return true;
  for (const entry of trusted) {
    const isSuffix = entry.startsWith(".");
    const name = domainToAscii(isSuffix ? entry.slice(1) : entry);
    if (name === undefined) return false;
    if (name === hostname || (isSuffix && hostname.endsWith(`.${name}`))) return true;
  }
  return false;
}

/** Where `hostOf` looks. */
export interface HostSources {
  scheme: string;
  /** The `Host` header. */
  header?: string | null | undefined;
  /** What the server is bound to; a null port is a unix socket, which has no host. */
  server?: readonly [name: string, port: number | null] | null | undefined;
  /** The allow-list, as for `isHostTrusted`. */
  trusted?: readonly string[] | undefined;
}

/**
 * Gives `host:port` without a port that goes without saying; empty text where there is no host or it is malformed.
 *
 * @throws RangeError when there is an allow-list and the host is not on it.
 */
export function hostOf({ scheme, header, server, trusted = [] }: HostSources): string {
  let host = header ?? serverHost(server);
  if (host === undefined) return "";
  const usual =
    scheme === "http" || scheme === "ws"
      ? ":80"
      : scheme === "https" || scheme === "wss"
        ? ":443"
        : "";
  if (usual !== "" && host.endsWith(usual)) host = host.slice(0, -usual.length);
  if (isHostTrusted(host, trusted)) return host;
  if (trusted.length > 0) throw new RangeError(`The host ${JSON.stringify(host)} is not trusted.`);
  return "";
}

function serverHost(server: HostSources["server"]): string | undefined {
  if (!server || server[1] === null) return undefined;
  const [name, port] = server;
  return `${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`;
}
