/** Security headers: what a site asks of browsers, beyond what every Flagon app sends anyway. */

import type { Flagon } from "../app/app.ts";
import type { CheckMessage } from "../app/checks.ts";
import type { Extension } from "../app/extension.ts";
import type { FlagonRequest } from "../app/request.ts";
import { redirectTo } from "../app/redirect.ts";
import type { Middleware } from "../app/view.ts";
import { goOn } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";

/** How long browsers shall come over TLS only. */
export interface StrictTransport {
  maxAgeSeconds: number;
  /** Subdomains too. Default false. */
  includeSubdomains?: boolean;
  /** Asks to be put on the lists that browsers are shipped with; hard to take back. Default false. */
  preload?: boolean;
}

/** Options of {@link securityHeaders}; `false` takes a header away. */
export interface SecurityHeaderOptions {
  /** `Strict-Transport-Security`, sent over TLS only. Default none: begin with an hour, end with a year. */
  hsts?: StrictTransport | false;
  /** Who may show pages in a frame. Default `deny`. */
  frames?: "deny" | "sameorigin" | false;
  /** `Referrer-Policy`. Default `same-origin`. */
  referrerPolicy?: string | false;
  /** `Cross-Origin-Opener-Policy`. Default `same-origin`. */
  openerPolicy?: string | false;
  /** `Cross-Origin-Embedder-Policy`, such as `require-corp`. Default none. */
  embedderPolicy?: string | false;
  /** `Cross-Origin-Resource-Policy`, such as `same-origin`. Default none. */
  resourcePolicy?: string | false;
  /** `Permissions-Policy`: what each feature may be used by; the empty list is nobody. Default none. */
  permissions?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Sets the security headers of all responses; a response's own word wins.
 *
 * @example
 * app.install(securityHeaders({ hsts: { maxAgeSeconds: 3600 }, permissions: { camera: [], geolocation: ["self"] } }));
 */
export function securityHeaders(options: SecurityHeaderOptions = {}): Extension {
  return {
    name: "security-headers",
    install(app) {
      app.setDefaultHeaders(defaultsOf(options));
      if (options.hsts) app.use(strictTransport(options.hsts));
      app.addCheck((checked, { deploy }) => (deploy ? checkTransport(checked, options) : []));
    },
  };
}

/**
 * Lets a view be shown in frames otherwise than the app says: by pages of the same origin, by nobody, or by all (`"any"`).
 *
 * @example
 * app.get("/widget", { use: [frameOptions("any")] }, () => "<p>Show me anywhere.</p>");
 * @see RFC 7034
 */
export function frameOptions(allow: "deny" | "sameorigin" | "any"): Middleware {
  const set = (response: FlagonResponse): FlagonResponse => {
    if (allow === "any") response.omitDefault("x-frame-options");
    else if (!response.headers.has("x-frame-options"))
      response.headers.set("x-frame-options", allow.toUpperCase());
    return response;
  };
  return (next) => (request) => goOn(next(request), set, request);
}

/** Options of {@link httpsRedirect}. */
export interface HttpsRedirectOptions {
  /** The host to go to. Default: the one that was asked for, without its port. */
  host?: string;
  /** Paths that stay on http, such as `/healthz`. */
  exempt?: readonly string[];
}

/**
 * Sends visitors that come over http to https, with the same path and query. Behind a proxy set `trustedProxies`, so that its word on the scheme
 * counts.
 */
export function httpsRedirect({ host, exempt = [] }: HttpsRedirectOptions = {}): Middleware {
  return (next) => (request) => {
    if (request.isSecure || exempt.includes(request.path)) return next(request);
    const target = host ?? request.host.replace(/:\d+$/, "");
    const isRead = request.method === "GET" || request.method === "HEAD";
    const { rootPath, rawPath, search } = request;
    return redirectTo(`https://${target}${rootPath}${rawPath}${search}`, isRead ? 301 : 308);
  };
}

function defaultsOf(options: SecurityHeaderOptions): Record<string, string | false> {
  const { frames, permissions } = options;
  const headers: Record<string, string | false | undefined> = {
    "x-frame-options": frames === undefined || frames === false ? frames : frames.toUpperCase(),
    "referrer-policy": options.referrerPolicy,
    "cross-origin-opener-policy": options.openerPolicy,
    "cross-origin-embedder-policy": options.embedderPolicy,
    "cross-origin-resource-policy": options.resourcePolicy,
    "permissions-policy": permissions === undefined ? undefined : permissionsText(permissions),
  };
  const said = Object.entries(headers).filter(
    (entry): entry is [string, string | false] => entry[1] !== undefined,
  );
  return Object.fromEntries(said);
}

/** Writes `camera=(), geolocation=(self "https://maps.example")`. */
function permissionsText(permissions: Readonly<Record<string, readonly string[]>>): string {
  const word = (source: string): string =>
    source === "self" || source === "*" ? source : JSON.stringify(source);
  return Object.entries(permissions)
    .map(([feature, sources]) => `${feature}=(${sources.map(word).join(" ")})`)
    .join(", ");
}

function strictTransport({
  maxAgeSeconds,
  includeSubdomains = false,
  preload = false,
}: StrictTransport): Middleware {
  const value = `max-age=${maxAgeSeconds}${includeSubdomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`;
  const set = (response: FlagonResponse, request: FlagonRequest): FlagonResponse => {
    // Browsers ignore it over http (RFC 6797 section 8.1), where anybody could have put it in.
    if (request.isSecure && !response.headers.has("strict-transport-security"))
      response.headers.set("strict-transport-security", value);
    return response;
  };
  return (next) => (request) => goOn(next(request), set, request);
}

function* checkTransport(_app: Flagon, { hsts }: SecurityHeaderOptions): Iterable<CheckMessage> {
  if (hsts) return;
  yield {
    code: "security.no-hsts",
    level: "warning",
    what: "Nothing tells browsers to come over TLS only, so the first request of a visit can be intercepted.",
    where: "securityHeaders({ hsts })",
    mend: "Where all of the site is on TLS: hsts: { maxAgeSeconds: 3600 }, and more when all goes well.",
  };
}
