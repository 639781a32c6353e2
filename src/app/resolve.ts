/** Resolves a path to the route that would answer it. */

import { parseTarget } from "../http/target.ts";
import type { Flagon } from "./app.ts";
import type { Route } from "./route.ts";

/** What a path leads to. */
export interface Resolved {
  /** The endpoint with the names of its blueprints: `blog.detail`. */
  endpoint: string;
  /** Names of the blueprints, outermost first. */
  blueprints: readonly string[];
  /** The values of the rule's params. */
  params: Record<string, unknown>;
  route: Route<unknown>;
}

/**
 * Says which route answers a path, or gives undefined where none does without a detour.
 *
 * @throws BadRequest for a path that no server would take.
 * @example
 * resolve(app, "/polls/3/")?.endpoint; // "polls.detail"
 */
export function resolve(
  app: Flagon,
  path: string,
  { method = "GET" }: { method?: string } = {},
): Resolved | undefined {
  const found = app.compiled().map.find(method, parseTarget(path).path);
  if (found === null) return undefined;
  const { plan, route } = found.target;
  return {
    endpoint: plan.parts.endpoint!,
    blueprints: plan.parts.blueprints,
    params: found.params,
    route,
  };
}
