/** What blueprints are made of: their options, what they hold until an app compiles them, and what can be wrong with them. */

import { FlagonError } from "../base/errors.ts";
import type { AnyFunction } from "../templates/signatures.ts";
import type { Tag } from "../templates/tags/custom-tag.ts";
import type { Flagon } from "./app.ts";
import type { Placement } from "./blueprint.ts";
import type { Command } from "./command.ts";
import type { FlagonRequest } from "./request.ts";
import type { Route } from "./route.ts";
import type {
  AfterHook,
  BeforeHook,
  ContextProcessor,
  ErrorHandler,
  Middleware,
  TeardownHook,
  UrlDefaults,
  UrlValuePreprocessor,
} from "./view.ts";

/** Gives names to `flagon shell`. */
export type ShellContext = () => Record<string, unknown>;

/** A class of errors, or a status, that an error handler answers. */
// eslint-disable-next-line typescript/no-explicit-any -- a constructor's parameters are contravariant: no other type takes every class
export type ErrorKind<E> = number | (abstract new (...args: any[]) => E);

/** Options of a blueprint. */
export interface BlueprintOptions<Prefix extends string = string> {
  /** Put before every rule; may have params, which every view then gets. */
  urlPrefix?: Prefix;
  /** The blueprint's own folder (`import.meta.dirname`), with `templates/`, `static/`, `migrations/`, `locale/` in it. */
  folder?: string;
  /** A host rule for all routes. */
  host?: string;
  /** A subdomain rule for all routes. */
  subdomain?: string;
  /** Values of params for all routes. */
  defaults?: Readonly<Record<string, unknown>>;
}

/** The names of the options of a blueprint. */
export const BLUEPRINT_OPTIONS: readonly (keyof BlueprintOptions)[] = [
  "defaults",
  "folder",
  "host",
  "subdomain",
  "urlPrefix",
];

/** Where and under which name a blueprint is installed. */
export interface PlaceOptions {
  /** Put before the blueprint's own prefix. */
  urlPrefix?: string;
  /** The name in endpoints. Default: the blueprint's own. A blueprint installed twice needs two names. */
  name?: string;
  host?: string;
  subdomain?: string;
  defaults?: Readonly<Record<string, unknown>>;
  /** Middleware around this place's routes alone, outside of the blueprint's own. */
  use?: readonly Middleware[];
}

/** Gives templates the value of a name; asked when a template mentions the name. */
export type TemplateValue = (request: FlagonRequest) => unknown;

/** A filter, a test or a name that templates of the app can use. */
export type TemplateName =
  | { readonly kind: "filter" | "test"; readonly name: string; readonly call: AnyFunction }
  | { readonly kind: "global"; readonly name: string; readonly value: unknown }
  | { readonly kind: "tag"; readonly name: string; readonly tag: Tag }
  | { readonly kind: "value"; readonly name: string; readonly provider: TemplateValue };

/** What a blueprint holds until an app compiles it. Apps and extensions read it. */
export class BlueprintParts {
  readonly routes: Route<unknown>[] = [];
  readonly children: Placement[] = [];
  readonly middleware: Middleware[] = [];
  readonly viewMiddleware: Middleware[] = [];
  readonly before: BeforeHook[] = [];
  readonly after: AfterHook[] = [];
  readonly teardown: TeardownHook[] = [];
  readonly errorHandlers: { kind: ErrorKind<unknown>; handler: ErrorHandler }[] = [];
  readonly errorStatuses: { kind: ErrorKind<unknown>; status: number }[] = [];
  readonly contextProcessors: ContextProcessor[] = [];
  readonly urlValuePreprocessors: UrlValuePreprocessor[] = [];
  readonly urlDefaults: UrlDefaults[] = [];
  readonly commands: Command[] = [];
  readonly shellContexts: ShellContext[] = [];
  /** Classes of models; what they are is the business of who stores them. */
  readonly models: (abstract new (...given: never[]) => object)[] = [];
  readonly installers: ((app: Flagon) => void)[] = [];
  readonly templateNames: TemplateName[] = [];
}

/** An app that has a blueprint, and what leads its endpoints there: the empty text, or a name with a dot. */
export interface Place {
  app: Flagon;
  prefix: string;
}

/** Makes the error for a name with other letters. */
export function badName(name: string): FlagonError {
  return new FlagonError("The name of a blueprint may have letters, digits, _ and - only.", {
    code: "app.blueprint-name",
    where: `new Blueprint(${JSON.stringify(name)})`,
    mend: "Take dots and blanks out: dots join the names of nested blueprints.",
  });
}

/** Makes the error for a status that no error has. */
export function badErrorStatus(kind: string, status: number): FlagonError {
  return new FlagonError(`${status} is no status of an error.`, {
    code: "app.error-status",
    where: `errorStatus(${kind}, …)`,
    mend: "Give one from 400 to 599.",
  });
}

/** Makes the error for a second blueprint of a name in one place. */
export function nameTaken(parent: { readonly name: string }, name: string): FlagonError {
  return new FlagonError(`There are two blueprints called "${name}" in one place.`, {
    code: "app.blueprint-name-taken",
    where: parent.name === "" ? "the app" : `blueprint "${parent.name}"`,
    mend: `Give one another name: ${name}.at("/prefix", { name: "other" }).`,
  });
}

/** Makes the error for a route that nothing answers. */
export function noView(where: string): FlagonError {
  return new FlagonError("The route has no view.", {
    code: "app.route-without-view",
    where,
    mend: "Pass a function last: app.get(rule, view) or app.get(rule, options, view).",
  });
}
