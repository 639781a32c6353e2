/** CORS: which other origins' scripts may read answers, and with what they may ask. */

import type { Handler, Middleware } from "../app/view.ts";
import type { FlagonRequest } from "../app/request.ts";
import { FlagonError } from "../base/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import { goOn } from "../http/later.ts";
import { FlagonResponse } from "../http/response.ts";

/** An origin as it is sent (`https://app.example.com`), or an expression that has to match all of it. */
export type AllowedOrigin = string | RegExp;

/** Options of {@link cors}. */
export interface CorsOptions {
  /** `"*"` for all, a list, or a function that decides. There is no default: say who may. */
  origins: "*" | readonly AllowedOrigin[] | ((origin: string, request: FlagonRequest) => boolean);
  /** Methods that scripts may use besides GET, HEAD and POST. Default GET, HEAD, POST, PUT, PATCH, DELETE. */
  methods?: readonly string[];
  /** Headers that scripts may send. Default: those that each asks for. */
  allowHeaders?: readonly string[];
  /** Headers that scripts may read besides the few that all may. Default none. */
  exposeHeaders?: readonly string[];
  /** Scripts may send the visitor's cookies and read what comes back. Never with `"*"`. Default false. */
  credentials?: boolean;
  /** How long browsers may remember what they were told. Default 600 s. */
  maxAgeSeconds?: number;
  /** Public pages may reach this app on a private network. Default false. */
  privateNetwork?: boolean;
}

type Judge = (origin: string, request: FlagonRequest) => boolean;

/**
 * Answers preflights and says which origins' scripts may read the answers.
 *
 * On the app it counts everywhere, on a blueprint or route there alone. Origins that are named one by one may also write, where the app itself uses it; on a
 * blueprint that needs the route option `crossOrigin: true`, or the setting `trustedOrigins`.
 *
 * @throws FlagonError `security.cors-credentials` for `"*"` with credentials, `security.cors-origin` for an origin that no browser sends.
 * @example
 * app.use(cors({ origins: ["https://app.example.com", /https:\/\/[\w-]+\.example\.org/], credentials: true }));
 * @see The Fetch Standard, "CORS protocol"
 */
export function cors(options: CorsOptions): Middleware {
  const { origins, credentials = false } = options;
  if (origins === "*" && credentials) throw anyWithCredentials();
  const isAllowed = judge(origins);
  const fixed = fixedHeaders(options);
  const decorate = (response: FlagonResponse, request: FlagonRequest): FlagonResponse => {
    const { headers } = response;
    if (origins === "*") headers.set("access-control-allow-origin", "*");
    else response.vary("Origin");
    const origin = request.header("origin");
    if (origin === undefined || !isAllowed(origin, request)) return response;
    if (origins !== "*") headers.set("access-control-allow-origin", origin);
    for (const [name, value] of fixed) headers.set(name, value);
    return response;
  };
  const preflight = preflightHeaders(options);
  return (next) => (request) => {
    const origin = request.header("origin");
    if (origin === undefined) return goOn(next(request), decorate, request);
    if (isPreflight(request)) return answerPreflight(request, { decorate, preflight, isAllowed });
    if (origins !== "*" && isAllowed(origin, request)) request.isOriginTrusted = true;
    return goOn(next(request), decorate, request);
  };
}

function isPreflight(request: FlagonRequest): boolean {
  return (
    request.method === "OPTIONS" && request.header("access-control-request-method") !== undefined
  );
}

/** What answers preflights. */
interface Preflight {
  decorate(response: FlagonResponse, request: FlagonRequest): FlagonResponse;
  preflight(request: FlagonRequest): [string, string][];
  isAllowed: Judge;
}

function answerPreflight(
  request: FlagonRequest,
  { decorate, preflight, isAllowed }: Preflight,
): MaybePromise<FlagonResponse> & ReturnType<Handler> {
  const response = decorate(new FlagonResponse(null, { status: 204 }), request);
  response.vary("Access-Control-Request-Method", "Access-Control-Request-Headers");
  // A browser that is told nothing refuses the script; there is no need to tell others what would be allowed.
  if (isAllowed(request.header("origin")!, request))
    for (const [name, value] of preflight(request)) response.headers.set(name, value);
  return response;
}

function preflightHeaders({
  methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  allowHeaders,
  maxAgeSeconds = 600,
  privateNetwork = false,
}: CorsOptions): (request: FlagonRequest) => [string, string][] {
  const allowed = allowHeaders?.join(", ");
  return (request) => {
    const headers: [string, string][] = [
      ["access-control-allow-methods", methods.join(", ")],
      ["access-control-max-age", String(maxAgeSeconds)],
    ];
    const asked = request.header("access-control-request-headers");
    const names = allowed ?? (asked !== undefined && isNameList(asked) ? asked : "");
    if (names !== "") headers.push(["access-control-allow-headers", names]);
    if (privateNetwork && request.header("access-control-request-private-network") === "true")
      headers.push(["access-control-allow-private-network", "true"]);
    return headers;
  };
}

function fixedHeaders({ credentials, exposeHeaders = [] }: CorsOptions): [string, string][] {
  const headers: [string, string][] = [];
  if (credentials === true) headers.push(["access-control-allow-credentials", "true"]);
  if (exposeHeaders.length > 0)
    headers.push(["access-control-expose-headers", exposeHeaders.join(", ")]);
  return headers;
}

function judge(origins: CorsOptions["origins"]): Judge {
  if (origins === "*") return () => true;
  if (typeof origins === "function") return origins;
  const exact = new Set<string>();
  const expressions: RegExp[] = [];
  for (const origin of origins) {
    if (typeof origin === "string") exact.add(checkedOrigin(origin));
    // A whole match only: /example\.com/ must not let https://example.com.evil.example in.
    else expressions.push(new RegExp(`^(?:${origin.source})$`, origin.flags.replace(/[gy]/g, "")));
  }
  return (origin) =>
    exact.has(origin) || (origin !== "null" && expressions.some((one) => one.test(origin)));
}

function checkedOrigin(origin: string): string {
  if (URL.canParse(origin) && new URL(origin).origin === origin) return origin;
  throw new FlagonError(`${JSON.stringify(origin)} is no origin that a browser sends.`, {
    code: "security.cors-origin",
    where: "cors({ origins })",
    mend: 'An origin is a scheme, a host and, where it is not the usual one, a port: "https://app.example.com".',
  });
}

function isNameList(text: string): boolean {
  return text.length <= 1000 && /^[\w!#$%&'*+.^`|~, -]+$/.test(text);
}

function anyWithCredentials(): FlagonError {
  return new FlagonError("Credentials cannot be allowed to every origin.", {
    code: "security.cors-credentials",
    where: 'cors({ origins: "*", credentials: true })',
    mend: "Name the origins, or leave credentials out.",
  });
}
