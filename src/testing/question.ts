/** Puts a request of a test together: its place, its headers, its cookies. */

import type { HeaderSource } from "../http/headers.ts";
import { TestExchange } from "./exchange.ts";
import { type EncodedBody, mergeHeaders, type TestRequestOptions } from "./request-options.ts";

/** Where a request goes: the url, and the target as it was written. */
export interface Place {
  readonly url: URL;
  readonly target: string;
}

/** What an exchange is put together from. */
export interface ExchangeParts {
  readonly method: string;
  readonly place: Place;
  readonly body: EncodedBody;
  readonly options: TestRequestOptions;
  /** The `Cookie` header of the jar. */
  readonly held?: string | undefined;
  /** Headers that every request of the client has. */
  readonly headers?: HeaderSource | undefined;
}

/** Makes the exchange of a request; what the request says itself wins. */
export function exchangeOf({
  method,
  place,
  body,
  options,
  held,
  headers,
}: ExchangeParts): TestExchange {
  const cookies = cookieHeader(held, options.cookies);
  const merged = mergeHeaders(
    { host: place.url.host, "user-agent": "flagon-test" },
    body.type === undefined ? undefined : { "content-type": body.type },
    lengthOf(body),
    cookies === undefined ? undefined : { cookie: cookies },
    headers,
    options.headers,
  );
  return new TestExchange({
    method,
    target: place.target,
    scheme: place.url.protocol === "https:" ? "https" : "http",
    peerAddress: options.ip ?? "127.0.0.1",
    headerLines: [...merged].flat(),
    body: body.bytes,
    signal: options.signal,
  });
}

/** Gives the url for cookies and redirects, and the target as it was written: `//x` and `/a/../b` must reach the app unchanged. */
export function placeOf(path: string, base: URL): Place {
  if (/^https?:\/\//i.test(path)) {
    const url = new URL(path);
    return { url, target: `${url.pathname}${url.search}` };
  }
  const target = path.replace(/#.*$/s, "");
  const isPath = target.startsWith("/");
  return { url: new URL(isPath ? `${base.origin}${target}` : base), target };
}

function cookieHeader(
  held: string | undefined,
  own: Readonly<Record<string, string>> = {},
): string | undefined {
  const pairs = Object.entries(own).map(([name, value]) => `${name}=${value}`);
  const kept = (held?.split("; ") ?? []).filter((pair) => !((pair.split("=", 1)[0] ?? "") in own));
  const all = [...pairs, ...kept];
  return all.length === 0 ? undefined : all.join("; ");
}

function lengthOf({ bytes }: EncodedBody): HeaderSource | undefined {
  if (bytes === null) return undefined;
  return bytes instanceof Uint8Array
    ? { "content-length": String(bytes.length) }
    : { "transfer-encoding": "chunked" };
}
