/** Builds urls from endpoints, with what an app or a request knows. */

import type { BindOptions } from "../routing/binding.ts";
import type { Flagon } from "./app.ts";
import { domainBinding } from "./domains.ts";
import type { FlagonRequest } from "./request.ts";
import type { UrlOptions } from "./route.ts";

/** What a url is built from. */
export interface UrlQuestion {
  endpoint: string;
  values?: Readonly<Record<string, unknown>> | undefined;
  options?: UrlOptions | undefined;
}

/** Builds a url outside of a request: a path, or with `external` a whole url by `serverName`. */
export function buildUrl(
  app: Flagon,
  { endpoint, values = {}, options = {} }: UrlQuestion,
): string {
  const { serverName, preferredUrlScheme, applicationRoot } = app.config;
  const root = app.rootPath === "" ? applicationRoot : app.rootPath;
  const binding: BindOptions = { scriptName: root, scheme: preferredUrlScheme };
  if (serverName !== undefined) binding.serverName = serverName;
  return build(app, binding, { endpoint, values, options });
}

/** Builds a url inside a request: relative endpoints are of the request's blueprint, external ones have its host. */
export function buildUrlInRequest(
  request: FlagonRequest,
  { endpoint, values = {}, options = {} }: UrlQuestion,
): string {
  const { app } = request;
  const binding = domainBinding(request, app.compiled().domainRule);
  return build(app, binding, { endpoint: absoluteEndpoint(request, endpoint), values, options });
}

function absoluteEndpoint(request: FlagonRequest, endpoint: string): string {
  if (!endpoint.startsWith(".")) return endpoint;
  const blueprint = request.blueprints.at(-1);
  return blueprint === undefined ? endpoint.slice(1) : blueprint + endpoint;
}

function build(
  app: Flagon,
  binding: BindOptions,
  { endpoint, values, options }: Required<UrlQuestion>,
): string {
  const { map, urlDefaults } = app.compiled();
  const all: Record<string, unknown> = { ...values };
  for (const name of scopesOf(endpoint))
    for (const add of urlDefaults.get(name) ?? []) add(endpoint, all);
  return map.bind(binding).build(endpoint, all, options);
}

/** Gives the app's scope and those of the blueprints in an endpoint: for `a.b.view` the names "", "a" and "a.b". */
function scopesOf(endpoint: string): string[] {
  const scopes = [""];
  for (let dot = endpoint.indexOf("."); dot >= 0; dot = endpoint.indexOf(".", dot + 1))
    scopes.push(endpoint.slice(0, dot));
  return scopes;
}
