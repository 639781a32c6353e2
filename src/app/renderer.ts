/** The contract between an app and what renders its templates, and the door through which that is loaded at the first template. */

import { FlagonError } from "../base/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { Environment } from "../templates/environment.ts";
import type { EnvironmentOptions } from "../templates/environment-options.ts";
import type { Flagon } from "./app.ts";
import type { FlagonRequest } from "./request.ts";

/** How an app's templates are read: what the engine takes, and the folders. */
export interface TemplateOptions extends EnvironmentOptions {
  /** Folders of the app, as seen from its own; the first one that has a template gives it. Default `templates`. */
  folders?: readonly string[];
  /**
   * Whether templates of views may hold promises; they are awaited. Default true. False renders at once, a few percent faster, and a promise
   * is an error.
   */
  async?: boolean;
}

/** The names that a view gives a template. */
export type TemplateNames = Readonly<Record<string, unknown>>;

/**
 * What each template has to be given, by its name; `flagon templates types` writes it down. Templates that are not in it take any names.
 *
 * @example
 * declare module "flagon" {
 *   interface TemplateContexts {
 *     "posts/list.html": { posts: Post[]; page?: number };
 *   }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- it is there to be added to
export interface TemplateContexts {}

/** The arguments behind a template's name: its context, which may be left out where all of it may. */
export type ContextArguments<Name> = Name extends keyof TemplateContexts
  ? Record<never, never> extends TemplateContexts[Name]
    ? [names?: TemplateContexts[Name]]
    : [names: TemplateContexts[Name]]
  : [names?: TemplateNames];

/** A template that an app is asked for. */
export interface Rendering {
  /** The name of a template, or several of which the first that is there counts; or `text`, which is one itself. */
  readonly template: string | readonly string[] | { readonly text: string };
  readonly names?: TemplateNames | undefined;
  /** Renders this block alone. */
  readonly block?: string | undefined;
  /** The request that is answered, where there is one. */
  readonly request?: FlagonRequest | undefined;
}

/** Renders the templates of one app; `flagon/rendering` has the class. */
export interface Renderer {
  /** The engine's environment with all that the app and its blueprints have added. */
  readonly environment: Environment;
  /** Renders a template; at once where `async` is false and no context processor is async. */
  render(rendering: Rendering): MaybePromise<string>;
  /** Renders a template piece by piece. */
  stream(rendering: Rendering): AsyncIterable<string>;
  /** Gives a macro of a template as a function, or another name that it exports. */
  attribute(template: string, name: string, request: FlagonRequest | undefined): unknown;
}

/** What makes the renderer of an app; null until `flagon/rendering` is loaded. */
export const rendering: { open: ((app: Flagon) => Renderer) | null } = { open: null };

/**
 * Makes the renderer of an app, and loads the engine if nobody has: it would make the start of apps without templates slower by a third.
 *
 * @throws FlagonError `app.no-templates` where modules cannot be loaded at this moment
 */
export function openRenderer(app: Flagon): Renderer {
  if (rendering.open === null) loadRendering();
  return rendering.open!(app);
}

function loadRendering(): void {
  // Of the sources this file is src/app/renderer.ts, of the package it is in dist/chunks: the entry is a folder beside either.
  const { url } = import.meta;
  const entry = new URL(`../rendering/index${url.endsWith(".ts") ? ".ts" : ".js"}`, url);
  try {
    const { createRequire } = globalThis.process.getBuiltinModule("node:module");
    createRequire(url)(globalThis.process.getBuiltinModule("node:url").fileURLToPath(entry));
  } catch (cause) {
    throw notLoaded(cause);
  }
  if (rendering.open === null) throw notLoaded(undefined);
}

function notLoaded(cause: unknown): FlagonError {
  return new FlagonError("The template engine is not loaded, and cannot be loaded now.", {
    code: "app.no-templates",
    mend: 'Write import "flagon/rendering"; in the module of the app: bundles and platforms without files need it.',
    cause,
  });
}
