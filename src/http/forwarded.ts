/**
 * What proxies say about the client: `X-Forwarded-*` and `Forwarded`, believed only as far as the app says.
 *
 *     client 9.9.9.9 -> proxy 10.0.0.2 -> app       X-Forwarded-For: spoofed, 9.9.9.9
 *     with one trusted hop the last entry counts: 9.9.9.9
 */

import { FlagonError } from "../base/errors.ts";
import { networks, type NetworkTest, parseAddress } from "./addresses.ts";
import type { HeaderReader } from "./conditional.ts";
import { parseList } from "./header-values.ts";
import { UNIX_PEER } from "./exchange.ts";
import { parseHost } from "./hosts.ts";

/** More entries than any real chain of proxies has; a longer header is not read. */
const MOST_ENTRIES = 100;

/** A fact that proxies may tell. */
export type ForwardedFact = "ip" | "scheme" | "host" | "port" | "prefix";

/** Which proxies are believed, and what. Nothing is believed that is not named here. */
export interface ProxyOptions {
  /**
   * The addresses and networks of the proxies. The client is the last address of the chain that is not among them. Who names this machine
   * (`127.0.0.1` or `::1`) also believes what comes by a unix socket: only this machine's programs can open one.
   */
  proxies?: readonly string[] | undefined;
  /**
   * How many proxies stand in front of the app, for where their addresses are not known: the entry so many from the end counts; an object
   * gives a count for each fact. Whoever reaches the app past the proxies can then say what he likes.
   */
  hops?: number | Readonly<Partial<Record<ForwardedFact, number>>> | undefined;
  /** What is believed besides the address. Default `["scheme"]`; the proxies must set or clear each of them. */
  believe?: readonly Exclude<ForwardedFact, "ip">[] | undefined;
  /** `"x-forwarded"` (the default) reads `X-Forwarded-*`, `"forwarded"` reads RFC 7239. A proxy sets one and passes the other through. */
  style?: "x-forwarded" | "forwarded" | undefined;
}

/** What a request says of itself once the proxies have been heard; undefined where they say nothing. */
export interface ForwardedFacts {
  ip: string;
  scheme: "http" | "https" | undefined;
  /** `host:port`, of the strict grammar; the allow-list is still to be asked. */
  host: string | undefined;
  port: number | undefined;
  /** The path under which the proxy shows the app: `/app`, never ending in a slash. */
  prefix: string | undefined;
}

/** Gives the facts of one request; `peer` is the address of the socket's other end. */
export type ForwardedReader = (peer: string, header: HeaderReader) => ForwardedFacts;

/**
 * Makes a reader of forwarded headers.
 *
 * @throws FlagonError `http.proxy-options` without `proxies` or `hops`; `http.network` for a proxy that is no address.
 * @example
 * const forwarded = trustProxies({ proxies: ["10.0.0.0/8"] });
 * forwarded("10.0.0.2", (name) => ({ "x-forwarded-for": "spoof, 9.9.9.9" })[name]).ip; // "9.9.9.9"
 * @see RFC 7239
 */
export function trustProxies(options: ProxyOptions): ForwardedReader {
  const { proxies, hops, style } = options;
  if (proxies === undefined && hops === undefined) throw badOptions();
  const counts = countsOf(options);
  const isProxy = proxies === undefined ? undefined : networks(proxies);
  const read = style === "forwarded" ? readForwarded : readXForwarded;
  return (peer, header) => {
    if (isProxy !== undefined && !isPeerOf(isProxy, peer)) return factsOf(undefined, counts, peer);
    const chain = read(header);
    if (isProxy === undefined || hops !== undefined) return factsOf(chain, counts, peer);
    return factsOf(chain, countsWithin(chain, isProxy, counts), peer);
  };
}

/** Says whether the other end of a connection is a proxy. */
function isPeerOf(isProxy: NetworkTest, peer: string): boolean {
  return peer === UNIX_PEER ? LOOPBACK.some(isProxy) : isProxy(peer);
}

const LOOPBACK = ["127.0.0.1", "::1"];

type Counts = Record<ForwardedFact, number>;

function countsOf({ hops = 1, believe = ["scheme"] }: ProxyOptions): Counts {
  const counts: Counts = { ip: 0, scheme: 0, host: 0, port: 0, prefix: 0 };
  if (typeof hops === "number") for (const fact of ["ip", ...believe] as const) counts[fact] = hops;
  else Object.assign(counts, hops);
  const isValid = Object.values(counts).every((count) => Number.isInteger(count) && count >= 0);
  if (!isValid || Object.keys(counts).length !== 5) throw badOptions();
  return counts;
}

/** Counts the proxies from the end of the chain; the entry before the first of them is the client. */
function countsWithin(chain: Chain, isProxy: NetworkTest, believed: Counts): Counts {
  let depth = 1;
  while (depth < chain.ip.length && isProxy(addressAt(chain.ip, depth) ?? "")) depth++;
  const counts: Counts = { ip: depth, scheme: 0, host: 0, port: 0, prefix: 0 };
  for (const fact of ["scheme", "host", "port", "prefix"] as const) {
    // The nearest proxy may put one value in the place of a list.
    if (believed[fact] > 0) counts[fact] = Math.min(depth, chain[fact].length);
  }
  return counts;
}

function factsOf(chain: Chain | undefined, counts: Counts, peer: string): ForwardedFacts {
  const entry = (fact: ForwardedFact): string | undefined =>
    counts[fact] > 0 ? chain?.[fact].at(-counts[fact]) : undefined;
  return {
    ip: (counts.ip > 0 && chain && addressAt(chain.ip, counts.ip)) || peer,
    scheme: schemeOf(entry("scheme")),
    host: hostText(entry("host")),
    port: portOf(entry("port")),
    prefix: prefixOf(entry("prefix")),
  };
}

function badOptions(): FlagonError {
  return new FlagonError("Trusting proxies needs to know which, or how many.", {
    code: "http.proxy-options",
    where: "trustProxies(…)",
    mend: 'Give proxies: ["10.0.0.0/8"], or hops: 1 where their addresses are not known.',
  });
}

type Chain = Record<ForwardedFact, string[]>;

function readXForwarded(header: HeaderReader): Chain {
  const list = (name: string): string[] => entriesOf(header(`x-forwarded-${name}`));
  return {
    ip: list("for"),
    scheme: list("proto"),
    host: list("host"),
    port: list("port"),
    prefix: list("prefix"),
  };
}

function entriesOf(text: string | null | undefined): string[] {
  const entries = parseList(text ?? "");
  return entries.length > MOST_ENTRIES ? [] : entries;
}

function readForwarded(header: HeaderReader): Chain {
  const chain: Chain = { ip: [], scheme: [], host: [], port: [], prefix: [] };
  const elements = splitOutsideQuotes(header("forwarded") ?? "", ",");
  if (elements.length > MOST_ENTRIES) return chain;
  for (const element of elements) {
    // Every element counts as a hop, also one that leaves a part out: else a client's entry would move into its place.
    const parts: Record<string, string> = Object.create(null);
    for (const pair of splitOutsideQuotes(element, ";")) {
      const match = /^\s*(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^"\s]*))\s*$/.exec(pair);
      if (match !== null)
        parts[match[1]!.toLowerCase()] = match[2]?.replace(/\\(.)/g, "$1") ?? match[3]!;
    }
    chain.ip.push(parts.for ?? "");
    chain.scheme.push(parts.proto ?? "");
    chain.host.push(parts.host ?? "");
  }
  return chain;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '"') quoted = !quoted;
    else if (text[index] === "\\" && quoted) index++;
    else if (text[index] === separator && !quoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** Reads `9.9.9.9`, `9.9.9.9:1234`, `[::1]:1234` and `::1`. */
function addressAt(entries: string[], depth: number): string | undefined {
  const entry = entries.at(-depth) ?? "";
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1];
  const bare =
    bracketed ?? (/^[\d.]+:\d+$/.test(entry) ? entry.slice(0, entry.indexOf(":")) : entry);
  return parseAddress(bare) === undefined ? undefined : bare;
}

function schemeOf(text: string | undefined): "http" | "https" | undefined {
  const scheme = text?.toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}

function hostText(text: string | undefined): string | undefined {
  const host = parseHost(text);
  return host && (host.port === undefined ? host.hostname : `${host.hostname}:${host.port}`);
}

function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) < 65_536
    ? Number(text)
    : undefined;
}

/** A prefix ends up in redirects: one that starts with two slashes would name another host. */
function prefixOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^(?:\/[\w.~!$&'()*+,;=:@%-]+)+\/?$/.test(text)) return undefined;
  return text.replace(/\/$/, "");
}
