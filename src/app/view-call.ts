/** Calls a view: checks what its route declares, gives it its params, and makes a response of what it returns. */

import { isThenable, type MaybePromise } from "../http/handler.ts";
import { chain } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";
import { respondLater } from "./respond.ts";
import type { Route } from "./route.ts";
import { partsReader } from "./route-parts.ts";
import { outputFilter } from "./route-output.ts";
import { upgradeCaller } from "./upgrade.ts";
import type { View, ViewResult } from "./view.ts";

/** Gives the function that answers requests of a route. What the route declares is looked at here, once. */
export function viewCaller(
  route: Route<unknown>,
): (request: FlagonRequest) => MaybePromise<FlagonResponse> {
  if (route.kind === "websocket") return upgradeCaller(route);
  // The rule typed the view's params; the map gives what the rule says.
  const view = route.view as View<Record<string, unknown>>;
  const tell = (): string => describeView(route);
  const finish = finisher(route, tell);
  const read = partsReader(route);
  if (read === undefined)
    return (request) => settle(view(request, request.params), finish, request);
  const call = (
    params: Record<string, unknown>,
    request: FlagonRequest,
  ): MaybePromise<FlagonResponse> => settle(view(request, params), finish, request);
  return (request) => {
    const params = read(request);
    if (!isThenable(params)) return call(params, request);
    return chain(params, call, null, request);
  };
}

type Finish = (value: unknown, request: FlagonRequest) => MaybePromise<FlagonResponse>;

function settle(
  value: MaybePromise<ViewResult>,
  finish: Finish,
  request: FlagonRequest,
): MaybePromise<FlagonResponse> {
  if (isThenable(value)) return chain(value, (settled) => finish(settled, request));
  return finish(value, request);
}

function finisher(route: Route<unknown>, tell: () => string): Finish {
  const { status, response: schema } = route.options;
  if (schema !== undefined) return outputFilter(route, schema, tell);
  if (status === undefined) return (value) => respondLater(value, tell);
  return (value) => {
    const response = respondLater(value, tell);
    if (isThenable(response)) return chain(response, (settled) => withStatus(settled, status));
    return withStatus(response, status);
  };
}

function withStatus(response: FlagonResponse, status: number): FlagonResponse {
  // A status that the view itself said wins over the route's.
  if (response.status === 200) response.status = status;
  return response;
}

function describeView(route: Route<unknown>): string {
  const name = route.view.name === "" ? "" : ` (view ${route.view.name})`;
  return `${route.where}${name}`;
}
