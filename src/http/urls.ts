/** URLs as text: between the form for people (`http://☃.net/å`) and the form for the wire (`http://xn--n3h.net/%C3%A5`). */

import { parseAddress } from "./addresses.ts";
import { domainToAscii, domainToUnicode } from "./idna.ts";
import { percentDecode, percentEncoder } from "./percent.ts";

/** The parts of a URL as they are written, nothing decoded. */
export interface UrlParts {
  scheme: string;
  /** `user:password@host:port` */
  authority: string;
  path: string;
  query: string;
  fragment: string;
}

/** The schemes whose URLs have `//` even where the authority is empty. */
const WITH_AUTHORITY = new Set(
  "ftp http gopher nntp telnet imap wais file mms https shttp snews prospero rtsp rtsps rtspu rsync svn svn+ssh sftp nfs git git+ssh ws wss itms-services".split(
    " ",
  ),
);

/** Cuts a URL into its parts without judging them; line ends and tabs are dropped, as browsers do. */
export function splitUrl(url: string): UrlParts {
  let rest = url.replace(/^[\0-\x20]+/, "").replace(/[\t\r\n]/g, "");
  let scheme = "";
  const found = /^([a-z][a-z0-9+.-]*):/i.exec(rest);
  if (found !== null) {
    scheme = found[1]!.toLowerCase();
    rest = rest.slice(found[0].length);
  }
  let authority = "";
  if (rest.startsWith("//")) {
    authority = /^[^/?#]*/.exec(rest.slice(2))![0];
    rest = rest.slice(2 + authority.length);
  }
  assertBrackets(authority);
  const [beforeFragment, fragment] = cut(rest, "#");
  const [path, query] = cut(beforeFragment, "?");
  return { scheme, authority, path, query, fragment };
}

/** Only an IPv6 address stands in brackets; a zone behind it (`%eth0`) may. */
function assertBrackets(authority: string): void {
  if (!/[[\]]/.test(authority)) return;
  const inside = /^[^[\]]*\[([^[\]%]*)(?:%[^[\]]*)?\](?::|$)/.exec(authority)?.[1];
  if (inside === undefined || !inside.includes(":") || parseAddress(inside) === undefined) {
    throw new URIError("The URL's host is in brackets and no IPv6 address.");
  }
}

function joinUrl({ scheme, authority, path, query, fragment }: UrlParts): string {
  let url = path;
  if (authority !== "" || (WITH_AUTHORITY.has(scheme) && !path.startsWith("//"))) {
    if (url !== "" && !url.startsWith("/")) url = `/${url}`;
    url = `//${authority}${url}`;
  }
  if (scheme !== "") url = `${scheme}:${url}`;
  if (query !== "") url += `?${query}`;
  return fragment === "" ? url : `${url}#${fragment}`;
}

function cut(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

interface Authority {
  username: string;
  password: string;
  hostname: string;
  port: string;
}

function splitAuthority(authority: string): Authority {
  const at = authority.lastIndexOf("@");
  const [username, password] = cut(at < 0 ? "" : authority.slice(0, at), ":");
  const hostAndPort = authority.slice(at + 1);
  const bracket = hostAndPort.indexOf("[");
  const [name, afterName] =
    bracket < 0 ? cut(hostAndPort, ":") : cut(hostAndPort.slice(bracket + 1), "]");
  const port = bracket < 0 ? afterName : cut(afterName, ":")[1];
  if (port !== "" && !(/^\d+$/.test(port) && Number(port) < 65_536))
    throw new URIError("The URL's port is no number up to 65535.");
  return {
    username,
    password,
    hostname: name.toLowerCase(),
    port: port === "" ? "" : String(Number(port)),
  };
}

function joinAuthority({ username, password, hostname, port }: Authority): string {
  let text = hostname.includes(":") ? `[${hostname}]` : hostname;
  if (port !== "" && port !== "0") text += `:${port}`;
  if (username === "") return text;
  return password === "" ? `${username}@${text}` : `${username}:${password}@${text}`;
}

// Controls, blanks and "%" stay encoded everywhere; each part adds what would change its meaning.
const ALWAYS = "0[0-9A-F]|1[0-9A-F]|20|25|7F";
const decodeUser = partDecoder("2F|3A|3F|40|23");
const decodePath = partDecoder("2F|3F|23");
const decodeQuery = partDecoder("26|3D|2B|23");
const decodeFragment = partDecoder("(?!)");

function partDecoder(kept: string): (text: string) => string {
  const pattern = new RegExp(`((?:%(?:${ALWAYS}|${kept}))+)`, "i");
  return (text) =>
    text
      .split(pattern)
      .map((piece, index) => (index % 2 === 1 ? piece : percentDecode(piece, "keep")))
      .join("");
}

/**
 * Decodes what can be decoded without changing what the URL means; bytes that are no UTF-8 stay encoded.
 *
 * @throws URIError for a port that is no number.
 * @example
 * uriToIri("http://xn--n3h.net/p%C3%A5th?q=%C3%A8ry%DF"); // "http://☃.net/påth?q=èry%DF"
 * @see RFC 3987 section 3.2
 */
export function uriToIri(uri: string): string {
  const { scheme, authority, path, query, fragment } = splitUrl(uri);
  const { username, password, hostname, port } = splitAuthority(authority);
  return joinUrl({
    scheme,
    authority: joinAuthority({
      username: decodeUser(username),
      password: decodeUser(password),
      hostname: domainToUnicode(hostname),
      port,
    }),
    path: decodePath(path),
    query: decodeQuery(query),
    fragment: decodeFragment(fragment),
  });
}

const encodeUser = percentEncoder("%!$&'()*+,;=");
const encodePath = percentEncoder("%!$&'()*+,/:;=@");
const encodeQuery = percentEncoder("%!$&'()*+,/:;=?@");
const encodeFragment = percentEncoder("%!#$&'()*+,/:;=?@");

/**
 * Encodes a URL for the wire; what is encoded already stays.
 *
 * @throws URIError for a port that is no number, or a host without an ASCII form.
 * @example
 * iriToUri("http://☃.net/påth"); // "http://xn--n3h.net/p%C3%A5th"
 * @see RFC 3987 section 3.1
 */
export function iriToUri(iri: string): string {
  const { scheme, authority, path, query, fragment } = splitUrl(iri);
  const { username, password, hostname, port } = splitAuthority(authority);
  const ascii = hostname === "" || hostname.includes(":") ? hostname : domainToAscii(hostname);
  if (ascii === undefined) throw new URIError("The URL's host has no ASCII form.");
  return joinUrl({
    scheme,
    authority: joinAuthority({
      username: encodeUser(username),
      password: encodeUser(password),
      hostname: ascii,
      port,
    }),
    path: encodePath(path),
    query: encodeQuery(query),
    fragment: encodeFragment(fragment),
  });
}

/** What a query is made from: pairs, or an object of values and lists of values. Null and undefined are left out. */
export type QuerySource =
  | Iterable<readonly [string, QueryValue]>
  | Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

/** A value in a query. */
export type QueryValue = string | number | bigint | boolean | null | undefined;

const encodeQueryText = percentEncoder(" !$'()*,/:;?@");

/**
 * Writes a query: names and values encoded, a blank as `+`.
 *
 * @example
 * urlencode({ a: [1, 2], q: "x y" }); // "a=1&a=2&q=x+y"
 */
export function urlencode(source: QuerySource): string {
  const parts: string[] = [];
  for (const [name, value] of queryPairs(source)) {
    if (value === null || value === undefined) continue;
    parts.push(`${encodeQueryPart(name)}=${encodeQueryPart(String(value))}`);
  }
  return parts.join("&");
}

function encodeQueryPart(text: string): string {
  return encodeQueryText(text).replaceAll(" ", "+");
}

function* queryPairs(source: QuerySource): Generator<readonly [string, QueryValue]> {
  if (Symbol.iterator in source) {
    yield* source as Iterable<readonly [string, QueryValue]>;
    return;
  }
  for (const [name, value] of Object.entries(source)) {
    if (Array.isArray(value)) for (const one of value as readonly QueryValue[]) yield [name, one];
    else yield [name, value as QueryValue];
  }
}

/** The parts that `currentUrl` joins; a missing one ends the URL there. */
export interface CurrentUrlParts {
  scheme: string;
  host: string;
  /** The path under which the app is mounted, decoded. */
  rootPath?: string | null | undefined;
  /** The path below it, decoded. */
  path?: string | null | undefined;
  /** The query as it came. */
  query?: string | null | undefined;
}

const encodeCurrentPath = percentEncoder("!$&'()*+,/:;=@%");
const encodeCurrentQuery = percentEncoder("!$&'()*+,/:;=?@%");

/** Puts the URL of a request together, in the form for people. */
export function currentUrl({ scheme, host, rootPath, path, query }: CurrentUrlParts): string {
  let url = `${scheme}://${host}`;
  if (rootPath === null || rootPath === undefined) return uriToIri(`${url}/`);
  url += `${encodeCurrentPath(rootPath.replace(/\/+$/, ""))}/`;
  if (path === null || path === undefined) return uriToIri(url);
  url += encodeCurrentPath(path.replace(/^\/+/, ""));
  return uriToIri(query ? `${url}?${encodeCurrentQuery(query)}` : url);
}
