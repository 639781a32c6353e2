/** By which part of the host an app chooses its rules, and what that part is for a request. */

import type { BindOptions } from "../routing/binding.ts";
import type { RuleMap } from "../routing/map.ts";
import type { FlagonRequest } from "./request.ts";

/** The part of the host that rules are chosen by; for most apps none, which is then not looked at. */
export type DomainRule = "none" | "host" | "subdomain";

/** Says by what the rules of a map are chosen. */
export function domainRule(map: RuleMap): DomainRule {
  if (map.options.hostMatching) return "host";
  return map.rules().some(({ options }) => options.subdomain !== undefined) ? "subdomain" : "none";
}

/** Gives the part of a request's host that rules are chosen by, or undefined. */
export function domainOf(request: FlagonRequest, rule: DomainRule): string | undefined {
  if (rule === "none") return undefined;
  return rule === "host" ? request.host : subdomainOf(request);
}

/** Gives what a map is bound to for a request: to match with redirects, and to build urls. */
export function domainBinding(request: FlagonRequest, rule: DomainRule): BindOptions {
  const { scheme, host, rootPath } = request;
  const here: BindOptions = { scheme, scriptName: rootPath === "" ? "/" : rootPath };
  if (rule === "host") return { ...here, serverName: host };
  const { serverName = host } = request.app.config;
  return rule === "none"
    ? { ...here, serverName }
    : { ...here, serverName, subdomain: subdomainOf(request) };
}

/** A host that is not below the server's name has a subdomain that no rule has. */
function subdomainOf(request: FlagonRequest): string {
  const { serverName } = request.app.config;
  const { host } = request;
  if (serverName === undefined || host === serverName) return "";
  return host.endsWith(`.${serverName}`) ? host.slice(0, -serverName.length - 1) : "<invalid>";
}
