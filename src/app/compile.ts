/** Compiles an app's blueprints into one map of rules, each with the plan of what its requests go through. */

import { FlagonError } from "../base/errors.ts";
import type { Middleware } from "./view.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { RequestLimits } from "../http/request.ts";
import { FlagonResponse } from "../http/response.ts";
import { RuleMap, type RuleMapOptions } from "../routing/map.ts";
import type { RuleOptions } from "../routing/rule.ts";
import type { Flagon } from "./app.ts";
import type { Blueprint, Placement } from "./blueprint.ts";
import { type DomainRule, domainRule } from "./domains.ts";
import { Plan, type PlanParts } from "./pipeline.ts";
import { type HandlerScope, Recovery } from "./recover.ts";
import type { FlagonRequest } from "./request.ts";
import type { Route } from "./route.ts";
import type { UrlDefaults } from "./view.ts";
import { viewCaller } from "./view-call.ts";

/** A route in its place in an app. */
export class CompiledRoute {
  readonly route: Route<unknown>;
  readonly plan: Plan;
  #optionsPlan: Plan | null = null;

  constructor(route: Route<unknown>, plan: Plan) {
    this.route = route;
    this.plan = plan;
  }

  /** Gives the plan that answers OPTIONS with `Allow`, through the same hooks and middleware as the route itself. */
  optionsPlan(allowed: readonly string[]): Plan {
    const view = (): FlagonResponse =>
      new FlagonResponse(null, { status: 204, headers: { allow: allowed.join(", ") } });
    return (this.#optionsPlan ??= new Plan({ ...this.plan.parts, view }));
  }
}

/** What an app knows once it is compiled. */
export interface Compiled {
  readonly map: RuleMap<CompiledRoute>;
  /** What requests go through that match no route. */
  readonly missPlan: Plan;
  /** All routes in the order of registration. */
  readonly routes: readonly CompiledRoute[];
  /** By which part of the host the rules are chosen. */
  readonly domainRule: DomainRule;
  /** The functions that add values to urls, by the name of the blueprint; the empty name is the app's. */
  readonly urlDefaults: ReadonlyMap<string, readonly UrlDefaults[]>;
}

/** Where the walk through the blueprints is. */
interface Level {
  readonly app: Flagon;
  readonly prefix: string;
  readonly endpointPrefix: string;
  readonly rule: Pick<RuleOptions, "host" | "subdomain">;
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly parts: Omit<
    PlanParts,
    "view" | "endpoint" | "where" | "recovery" | "options" | "limits"
  >;
  readonly scopes: readonly HandlerScope[];
  /** Middleware around views alone, inside of all other. */
  viewMiddleware: readonly Middleware[];
}

/** Compiles an app. */
export function compile(app: Flagon, options: RuleMapOptions): Compiled {
  const map = new RuleMap<CompiledRoute>(options);
  const routes: CompiledRoute[] = [];
  const views = new Map<string, Route<unknown>>();
  const urlDefaults = new Map<string, readonly UrlDefaults[]>([["", app.parts.urlDefaults]]);
  const root = levelOf(app, undefined, undefined);
  const add = (route: Route<unknown>, level: Level): void => {
    const endpoint = level.endpointPrefix + route.endpoint;
    assertOneView(views, endpoint, route);
    const compiled = new CompiledRoute(route, planFor(route, level, endpoint));
    map.add(fullRule(route, level), ruleOptions(route, level, endpoint), compiled);
    routes.push(compiled);
  };
  const walk = (blueprint: Blueprint<string>, level: Level): void => {
    for (const route of blueprint.parts.routes) add(route, level);
    for (const placement of blueprint.parts.children) {
      const below = levelOf(app, placement, level);
      urlDefaults.set(below.endpointPrefix.slice(0, -1), placement.blueprint.parts.urlDefaults);
      walk(placement.blueprint, below);
    }
  };
  walk(app, root);
  return { map, missPlan: missPlanOf(app, root), routes, domainRule: domainRule(map), urlDefaults };
}

function levelOf(app: Flagon, placement: Placement | undefined, above: Level | undefined): Level {
  const { blueprint, options } = placement ?? { blueprint: app, options: {} };
  const { parts, common } = blueprint;
  const outer = above?.parts;
  return {
    app,
    prefix: (above?.prefix ?? "") + (options.urlPrefix ?? "") + blueprint.urlPrefix,
    endpointPrefix: placement === undefined ? "" : `${above!.endpointPrefix}${placement.name}.`,
    rule: { ...above?.rule, ...pick(common), ...pick(options) },
    defaults: { ...above?.defaults, ...common.defaults, ...options.defaults },
    scopes: [parts, ...(above?.scopes ?? [])],
    viewMiddleware: [...(above?.viewMiddleware ?? []), ...parts.viewMiddleware],
    parts: {
      blueprints:
        placement === undefined
          ? []
          : [...outer!.blueprints, `${above!.endpointPrefix}${placement.name}`],
      preprocessors: [...(outer?.preprocessors ?? []), ...parts.urlValuePreprocessors],
      before: [...(outer?.before ?? []), ...parts.before],
      after: [...(outer?.after ?? []), ...parts.after],
      teardown: [...(outer?.teardown ?? []), ...parts.teardown],
      contextProcessors: [...(outer?.contextProcessors ?? []), ...parts.contextProcessors],
      // The app's own middleware wraps everything, unknown addresses too, and is folded around the dispatch instead.
      middleware:
        placement === undefined
          ? []
          : [...outer!.middleware, ...(options.use ?? []), ...parts.middleware],
    },
  };
}

function pick({
  host,
  subdomain,
}: {
  host?: string;
  subdomain?: string;
}): Pick<RuleOptions, "host" | "subdomain"> {
  return {
    ...(host === undefined ? {} : { host }),
    ...(subdomain === undefined ? {} : { subdomain }),
  };
}

function planFor(route: Route<unknown>, level: Level, endpoint: string): Plan {
  return new Plan({
    ...level.parts,
    endpoint,
    where: route.where,
    options: route.options,
    limits: limitsOf(route, level.app),
    middleware: [...level.parts.middleware, ...(route.options.use ?? []), ...level.viewMiddleware],
    recovery: new Recovery(level.app, level.scopes),
    view: viewCaller(route),
  });
}

/** Gives the limits of a route that says how large its body may be, whatever the body's type. */
function limitsOf({ options }: Route<unknown>, app: Flagon): RequestLimits | undefined {
  const bytes = options.bodyLimitBytes;
  if (bytes === undefined) return undefined;
  const names = ["jsonBytes", "formBytes", "multipartBytes", "fileBytes", "bodyBytes"] as const;
  const limits = { ...app.config.limits };
  for (const name of names) limits[name] = bytes;
  return limits;
}

function missPlanOf(app: Flagon, root: Level): Plan {
  return new Plan({
    ...root.parts,
    endpoint: undefined,
    where: "an address without a route",
    options: {},
    limits: undefined,
    recovery: new Recovery(app, root.scopes),
    view: (request: FlagonRequest): MaybePromise<FlagonResponse> => app.answerMiss(request),
  });
}

function fullRule(route: Route<unknown>, level: Level): string | RegExp {
  if (typeof route.rule !== "string") return route.rule;
  const rule = level.prefix + route.rule;
  if (rule.startsWith("/")) return rule;
  throw new FlagonError("A rule begins with a slash.", {
    code: "app.rule-without-slash",
    where: route.where,
    mend: `Write "/${rule}".`,
  });
}

function ruleOptions(route: Route<unknown>, level: Level, endpoint: string): RuleOptions {
  const { options, kind } = route;
  const defaults = { ...level.defaults, ...options.defaults };
  return {
    endpoint,
    ...level.rule,
    ...pick(options),
    ...(kind === "websocket" ? { websocket: true } : {}),
    // A mounted handler takes every method.
    ...(kind === "websocket" || kind === "mount" ? {} : { methods: route.methods }),
    ...(kind === "mount" ? { strictSlashes: true } : {}),
    ...(Object.keys(defaults).length > 0 ? { defaults } : {}),
    ...(typeof route.rule === "string" || level.prefix === "" ? {} : { prefix: level.prefix }),
    ...(kind === "redirect"
      ? { redirectTo: redirectTarget(route, level), redirectCode: 301 as const }
      : {}),
    ...(kind === "build-only" ? { buildOnly: true } : {}),
    ...(options.alias === undefined ? {} : { alias: options.alias }),
    ...(options.strictSlashes === undefined ? {} : { strictSlashes: options.strictSlashes }),
    ...(options.mergeSlashes === undefined ? {} : { mergeSlashes: options.mergeSlashes }),
  };
}

/** A redirect's target is a rule below the same prefix. */
function redirectTarget(route: Route<unknown>, level: Level): string {
  return level.prefix + route.endpoint;
}

/** Routes of one endpoint have one view; routes that are named by their rule alone may differ, one for each method. */
function assertOneView(
  views: Map<string, Route<unknown>>,
  endpoint: string,
  route: Route<unknown>,
): void {
  const other = views.get(endpoint);
  views.set(endpoint, route);
  const isNamed = route.options.endpoint !== undefined || route.view.name !== "";
  if (other === undefined || other.view === route.view || !isNamed || route.kind === "websocket")
    return;
  if (other.kind === "websocket") return;
  throw new FlagonError(`Two views have the endpoint "${endpoint}".`, {
    code: "app.endpoint-taken",
    where: `${other.where} and ${route.where}`,
    mend: 'Give one of them a name of its own: { endpoint: "other" }.',
  });
}
