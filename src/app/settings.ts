/** Flagon's own settings: their names, types and defaults, in one table. */

import type { UndefinedFlavor } from "../templates/undefined.ts";

/** What a request may weigh; beyond it the answer is 413 (or 400 where a structure is too deep or has too many parts). */
export interface LimitSettings {
  /** Size of a JSON body. Default 1 MiB. */
  jsonBytes: number;
  /** Nesting of a JSON body. Default 64. */
  jsonDepth: number;
  /** Size of an urlencoded form. Default 1 MiB. */
  formBytes: number;
  /** Number of fields in a form or a query string. Default 1,000. */
  formFields: number;
  /** Size of a whole multipart body, files included. Default 64 MiB. */
  multipartBytes: number;
  /** Number of parts in a multipart body. Default 1,000. */
  multipartParts: number;
  /** Size of one uploaded file. Default 32 MiB. */
  fileBytes: number;
  /** Size of every other body, read as text or bytes. Default 1 MiB. */
  bodyBytes: number;
}

/** How long the server waits; each in milliseconds, 0 waits for ever. */
export interface TimeoutSettings {
  /** From the first byte of a request to the end of its headers, to the second below. Default 15 s. */
  headersMs: number;
  /** From the first byte of a request to its last, to the second below. Default 60 s. */
  requestMs: number;
  /** Between two requests on one connection. Default 5 s. */
  keepAliveMs: number;
  /** For a view to answer; then 503. Default 30 s. */
  viewMs: number;
  /** For open requests to end when the server stops. Default 10 s. */
  shutdownMs: number;
}

/** The cookie that carries, or names, a visitor's session. */
export interface SessionCookieSettings {
  /** Default `session`; on TLS a `__Host-` prefix is added where path and domain allow it. */
  name: string;
  /** Two weeks, unless the session asks to end with the browser. */
  maxAgeSeconds: number;
  path: string;
  /** Without one the cookie goes back to this host alone, which is the safer choice. */
  domain: string | undefined;
  /** `auto` (the default) means: when the request came over TLS. */
  secure: boolean | "auto";
  httpOnly: boolean;
  sameSite: "lax" | "strict" | "none";
  /** Kept apart for each top-level site when embedded (CHIPS). */
  partitioned: boolean;
  /** Send the cookie with every answer so that the age counts from the last visit. Default false: only when the session changed. */
  refreshEachRequest: boolean;
}

/** How templates behave. */
export interface TemplateSettings {
  /** Look at each use whether a template has changed. `auto` (the default): in debug mode. */
  autoReload: boolean | "auto";
  /** What a name that is not defined does: `strict` fails, `default` prints nothing. `auto` (the default): strict in debug mode and tests. */
  undefined: "auto" | UndefinedFlavor;
}

/** The settings that Flagon itself reads. */
export interface CoreSettings {
  /** Error pages with source and variables, reload on change. Never on a public server. Default false. */
  debug: boolean;
  /** Faults of a view reach the test instead of becoming a 500. Default false. */
  testing: boolean;
  /** Signs sessions, tokens and messages. At least 32 random characters; `flagon secret` makes one. */
  secretKey: string | undefined;
  /** Earlier keys, newest first: what they signed is still read, nothing new is signed with them. */
  secretKeyFallbacks: string[];
  /** Host names to answer for; `.example.com` includes subdomains. When empty: this machine's own names in debug, nothing in production. */
  allowedHosts: string[];
  /** Origins (`https://app.example.com`) besides the app's own whose pages may send forms and other writes. Default none. */
  trustedOrigins: string[];
  /** Addresses or networks (`10.0.0.0/8`) of the proxies whose `Forwarded` and `X-Forwarded-*` headers are believed. Default none. */
  trustedProxies: string[];
  /** Host and port for URLs built outside a request, and the name under which subdomains are matched. */
  serverName: string | undefined;
  /** Path below which the application is mounted, for URLs built outside a request. */
  applicationRoot: string;
  /** Scheme of URLs built outside a request. */
  preferredUrlScheme: "http" | "https";
  /** Where `app.run()` and `flagon run` listen. */
  host: string;
  /** 0 takes any free port. Default 5000. */
  port: number;
  /** URL path of static files. */
  staticUrl: string;
  /** How long browsers may keep a static file whose name has no hash in it. Default 0: ask each time. */
  staticMaxAgeSeconds: number;
  limits: LimitSettings;
  timeouts: TimeoutSettings;
  sessionCookie: SessionCookieSettings;
  templates: TemplateSettings;
}

/**
 * The settings of an app: Flagon's own, and yours where you declare them.
 *
 * Yours are added to the type by declaration merging, so that `app.config.pageSize` has a type:
 *
 * @example
 * declare module "flagon" {
 *   interface Settings {
 *     pageSize: number;
 *   }
 * }
 */
export interface Settings extends CoreSettings {}

const MEBIBYTE = 1_048_576;

/** Makes a fresh copy of every setting's default. */
export function defaultSettings(): CoreSettings {
  return {
    debug: false,
    testing: false,
    secretKey: undefined,
    secretKeyFallbacks: [],
    allowedHosts: [],
    trustedOrigins: [],
    trustedProxies: [],
    serverName: undefined,
    applicationRoot: "/",
    preferredUrlScheme: "http",
    host: "127.0.0.1",
    port: 5000,
    staticUrl: "/static/",
    staticMaxAgeSeconds: 0,
    limits: {
      jsonBytes: MEBIBYTE,
      jsonDepth: 64,
      formBytes: MEBIBYTE,
      formFields: 1000,
      multipartBytes: 64 * MEBIBYTE,
      multipartParts: 1000,
      fileBytes: 32 * MEBIBYTE,
      bodyBytes: MEBIBYTE,
    },
    timeouts: {
      headersMs: 15_000,
      requestMs: 60_000,
      keepAliveMs: 5000,
      viewMs: 30_000,
      shutdownMs: 10_000,
    },
    sessionCookie: {
      name: "session",
      maxAgeSeconds: 14 * 86_400,
      path: "/",
      domain: undefined,
      secure: "auto",
      httpOnly: true,
      sameSite: "lax",
      partitioned: false,
      refreshEachRequest: false,
    },
    templates: { autoReload: "auto", undefined: "auto" },
  };
}

/** Settings whose values are a closed list; every other one is of its default's type, and those without a default are text. */
export const CHOICES: Record<string, readonly unknown[]> = {
  preferredUrlScheme: ["http", "https"],
  "sessionCookie.secure": [true, false, "auto"],
  "sessionCookie.sameSite": ["lax", "strict", "none"],
  "templates.autoReload": [true, false, "auto"],
  "templates.undefined": ["auto", "default", "strict", "chainable", "debug"],
};
