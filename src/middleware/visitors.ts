/** Who gets in and where to: methods, hosts with www, unwelcome programs. */

import { redirectTo } from "../app/redirect.ts";
import type { Middleware } from "../app/view.ts";
import { Forbidden, MethodNotAllowed } from "../http/errors.ts";

/**
 * Answers 405 for other methods than these; HEAD goes with GET.
 *
 * @example
 * legacy.use(requireMethods("GET", "POST"));
 */
export function requireMethods(...methods: readonly string[]): Middleware {
  const allowed = new Set(methods.map((method) => method.toUpperCase()));
  if (allowed.has("GET")) allowed.add("HEAD");
  return (next) => (request) => {
    if (!allowed.has(request.method))
      throw new MethodNotAllowed(undefined, { allowed: [...allowed] });
    return next(request);
  };
}

/** Sends visitors of `example.com` to `www.example.com`; `localhost` and addresses stay. Both names belong into `allowedHosts`. */
export function preferWww(): Middleware {
  return (next) => (request) => {
    const { host, scheme, rootPath, rawPath, search } = request;
    if (host.startsWith("www.") || !/^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*(?::\d+)?$/.test(host))
      return next(request);
    const isRead = request.method === "GET" || request.method === "HEAD";
    return redirectTo(`${scheme}://www.${host}${rootPath}${rawPath}${search}`, isRead ? 301 : 308);
  };
}

/** Answers 403 to programs whose `User-Agent` one of the expressions finds. Only the honest can be kept out this way. */
export function blockAgents(...expressions: readonly RegExp[]): Middleware {
  const tests = expressions.map(
    ({ source, flags }) => new RegExp(source, flags.replace(/[gy]/g, "")),
  );
  return (next) => (request) => {
    // A long header is no reason to work long on it.
    const agent = request.userAgent.slice(0, 500);
    if (tests.some((test) => test.test(agent)))
      throw new Forbidden("This program is not welcome here.");
    return next(request);
  };
}
