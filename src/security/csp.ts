/** Content Security Policy: what a page may load and run, with a nonce for its own scripts. */

import type { Extension } from "../app/extension.ts";
import type { FlagonRequest } from "../app/request.ts";
import type { RouteOptions } from "../app/route.ts";
import { encodeBase64url } from "../base/base64url.ts";
import { goOn } from "../http/later.ts";
import { formatPolicy, type PolicySources } from "../http/content-security-policy.ts";
import type { FlagonResponse } from "../http/response.ts";

declare module "flagon" {
  interface RequestExtras {
    /** The nonce of this page: `<script nonce="${request.cspNonce}">`. The policy names it only if it was asked for. */
    readonly cspNonce: string;
  }
  interface RouteOptions {
    /** The policy of this route instead of the app's; false sends none. */
    csp?: PolicyDirectives | false;
    /** The policy that this route only reports on; false sends none. */
    cspReportOnly?: PolicyDirectives | false;
  }
}

/** Directives and what they allow; {@link NONCE} among the sources stands for the page's nonce. */
export type PolicyDirectives = Readonly<Record<string, PolicySources>>;

/** Stands for the nonce of the page in a policy. */
export const NONCE = "<nonce>";

/** A policy that lets a site load from itself and run scripts that carry the page's nonce. */
export const STRICT_POLICY: PolicyDirectives = {
  "default-src": "'self'",
  "script-src": ["'self'", NONCE],
  "style-src": ["'self'", NONCE],
  "img-src": ["'self'", "data:"],
  "object-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
};

/** Options of {@link contentSecurityPolicy}. */
export interface PolicyOptions {
  /** What is enforced. Default {@link STRICT_POLICY}, unless there is `reportOnly`. */
  enforce?: PolicyDirectives | false;
  /** What is only reported: to try a policy out. Default none. */
  reportOnly?: PolicyDirectives | false;
}

const ENFORCED = "content-security-policy";
const REPORTED = "content-security-policy-report-only";
const NONCE_BYTES = 16;

/**
 * Sends a policy with every response that has none of its own, and gives pages a nonce.
 *
 * @throws FlagonError `http.csp` for a directive that could add another one.
 * @example
 * app.install(contentSecurityPolicy());
 * app.get("/", (request) => `<script nonce="${request.cspNonce}">start();</script>`);
 * @see CSP Level 3
 */
export function contentSecurityPolicy(options: PolicyOptions = {}): Extension {
  return {
    name: "csp",
    install(app) {
      const { reportOnly = false } = options;
      const { enforce = reportOnly === false ? STRICT_POLICY : false } = options;
      const policies = { enforce: written(enforce), report: written(reportOnly) };
      const perRoute = new WeakMap<RouteOptions, Policies>();
      const leave = (response: FlagonResponse, request: FlagonRequest): FlagonResponse => {
        const chosen = policiesFor(request, policies, perRoute);
        if (chosen.enforce !== "") setPolicy(request, response, [ENFORCED, chosen.enforce]);
        if (chosen.report !== "") setPolicy(request, response, [REPORTED, chosen.report]);
        return response;
      };
      app.provide("cspNonce", makeNonce);
      for (const name of ["csp_nonce", "cspNonce"])
        app.templateValue(name, (request) => request.cspNonce);
      app.use((next) => (request) => goOn(next(request), leave, request));
    },
  };
}

/** Policies as text, with {@link NONCE} where the nonce goes; the empty text for none. */
interface Policies {
  enforce: string;
  report: string;
}

function written(policy: PolicyDirectives | false): string {
  return policy === false ? "" : formatPolicy(policy);
}

function makeNonce(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
}

function policiesFor(
  request: FlagonRequest,
  usual: Policies,
  perRoute: WeakMap<RouteOptions, Policies>,
): Policies {
  const options = request.plan?.parts.options;
  if (options === undefined || (options.csp === undefined && options.cspReportOnly === undefined))
    return usual;
  let own = perRoute.get(options);
  if (own === undefined) {
    own = {
      enforce: options.csp === undefined ? usual.enforce : written(options.csp),
      report: options.cspReportOnly === undefined ? usual.report : written(options.cspReportOnly),
    };
    perRoute.set(options, own);
  }
  return own;
}

function setPolicy(
  request: FlagonRequest,
  response: FlagonResponse,
  [name, policy]: readonly [string, string],
): void {
  if (response.headers.has(name)) return;
  const nonce = request.findExtra("cspNonce");
  const source = nonce === undefined ? "" : `'nonce-${nonce}'`;
  // A nonce that no script of the page carries would only stand in the way of 'unsafe-inline', so it is named when it was asked for.
  const value = nonce === undefined ? policy.replaceAll(` ${NONCE}`, "") : policy;
  response.headers.set(name, value.replaceAll(NONCE, source));
}
