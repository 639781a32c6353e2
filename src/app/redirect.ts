/** Redirects, to the app's own pages unless told otherwise in words. */

import { FlagonError } from "../base/errors.ts";
import { iriToUri } from "../http/urls.ts";
import { FlagonResponse, HTML_TYPE } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";

/** Statuses of a redirect. */
export type RedirectStatus = 301 | 302 | 303 | 307 | 308;

/** What has a page of its own: a row whose model has a getter `url`. */
export interface Located {
  readonly url: string;
}

/**
 * Redirects to a page of this site.
 *
 * `target` is a path (`/thanks`) or a relative one (`next`); a target on another origin, or one that browsers could read as such, is refused. For other
 * sites there is {@link unsafeRedirect}, for a `next` that a visitor sent `safeTarget()`. Default status 302.
 *
 * What has a `url` of its own may stand for its path: `redirect(article)`.
 *
 * @throws FlagonError `app.foreign-redirect`
 * @example
 * return redirect("/thanks");
 */
export function redirect(to: string | Located, status: RedirectStatus = 302): FlagonResponse {
  const target = typeof to === "string" ? to : to.url;
  if (!isOwnPath(target)) {
    throw new FlagonError("The target of the redirect may lie on another site.", {
      code: "app.foreign-redirect",
      where: `redirect(${JSON.stringify(target.slice(0, 200))})`,
      mend: "Redirect to a path of this site; for another site call unsafeRedirect(), for what a visitor sent safeTarget(request, value).",
    });
  }
  return redirectTo(target, status);
}

/**
 * Redirects anywhere, another site included. Never give it what a visitor sent.
 *
 * @throws FlagonError `app.redirect-scheme` for anything but http and https.
 */
export function unsafeRedirect(target: string, status: RedirectStatus = 302): FlagonResponse {
  const isWeb = /^https?:\/\/[^/\\]/i.test(target) || isOwnPath(target);
  if (!isWeb) {
    throw new FlagonError("A redirect goes to http or https.", {
      code: "app.redirect-scheme",
      where: `unsafeRedirect(${JSON.stringify(target.slice(0, 200))})`,
      mend: "Give a full address: https://example.com/.",
    });
  }
  return redirectTo(target, status);
}

/**
 * Gives a target that a visitor sent (`?next=`) if it is a page of this site, else `fallback`.
 *
 * @example
 * return redirect(safeTarget(request, request.query.get("next"), "/"));
 * @see CWE-601
 */
export function safeTarget(
  request: FlagonRequest,
  target: string | null | undefined,
  fallback = "/",
): string {
  if (target === null || target === undefined || target === "") return fallback;
  if (isOwnPath(target)) return target;
  if (hasOddCharacters(target) || !/^https?:\/\/[^/\\]/i.test(target) || !URL.canParse(target))
    return fallback;
  const url = new URL(target);
  if (url.origin !== request.origin || url.username !== "" || url.password !== "") return fallback;
  return url.pathname + url.search + url.hash;
}

/** Makes a redirect to a target that has been checked. */
export function redirectTo(target: string, status: RedirectStatus): FlagonResponse {
  const response = FlagonResponse.ofType(HTML_TYPE, "", status);
  response.headers.set("location", iriToUri(target));
  return response;
}

/** Says whether every browser reads `target` as a page of this site: no scheme, no host, nothing that browsers drop or turn round. */
function isOwnPath(target: string): boolean {
  if (target === "" || hasOddCharacters(target) || target.includes("\\")) return false;
  if (target.startsWith("//") || /^\/+[\t\n\r]*\//.test(target)) return false;
  // Dot segments fold away before the host is read: "/.//evil.example" is one spelling of "//evil.example".
  const base = "http://flagon.invalid";
  if (!target.startsWith("/") && /^[^/?#]*:/.test(target)) return false;
  if (!URL.canParse(target, base)) return false;
  const url = new URL(target, base);
  return url.origin === base && !url.pathname.startsWith("//");
}

/** Control characters and blanks, which browsers drop before they read an address. */
function hasOddCharacters(target: string): boolean {
  return /[\x00-\x20\x7f]/.test(target);
}
