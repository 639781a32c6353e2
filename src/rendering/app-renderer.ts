/** Renders the templates of an app: finds them, gathers the names they see, tells the signals. */

import type { Flagon } from "../app/app.ts";
import type { Blueprint } from "../app/blueprint.ts";
import type { TemplateValue } from "../app/blueprint-parts.ts";
import type { Renderer, Rendering, TemplateNames } from "../app/renderer.ts";
import type { FlagonRequest } from "../app/request.ts";
import { signals } from "../app/signals.ts";
import type { ContextProcessor } from "../app/view.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import { Environment } from "../templates/environment.ts";
import type { EnvironmentOptions } from "../templates/environment-options.ts";
import { TemplateNotFound } from "../templates/errors.ts";
import { choiceLoader } from "../templates/loaders.ts";
import type { Template } from "../templates/template.ts";
import type { UndefinedFlavor } from "../templates/undefined.ts";
import { rememberCaller } from "./caller-stack.ts";
import { escapesByName } from "./escaping.ts";
import { type NameSource, RequestNames, STANDARD_NAMES } from "./request-names.ts";
import { SiteLoader } from "./site-loader.ts";

/** Texts that are rendered again and again are compiled once, up to this number. */
const MOST_TEXTS = 200;

/** What the signals tell of a rendering. */
interface Told {
  readonly request: FlagonRequest | undefined;
  readonly template: string;
  readonly context: TemplateNames;
  /** The template, then those that it extends, includes and imports, as they are used. */
  readonly used: string[];
}

/** Renders the templates of one app. */
export class AppRenderer implements Renderer, NameSource {
  readonly app: Flagon;
  readonly values = new Map<string, TemplateValue>();
  readonly #texts = new Map<string, Template>();
  #environment: Environment | null = null;
  #made: EnvironmentOptions = {};
  /** Set once nothing can be added any more. */
  #isSealed = false;

  constructor(app: Flagon) {
    this.app = app;
  }

  get environment(): Environment {
    if (this.#isSealed) return this.#environment!;
    const options = this.#options();
    // Settings and extensions may come after somebody has looked at the environment, as debug mode does.
    if (this.#environment === null || !isSame(options, this.#made)) {
      const before = this.#environment;
      this.#environment = new Environment(options);
      if (before !== null) takeOver(this.#environment, before);
      this.#made = options;
      this.#texts.clear();
    }
    this.#addNames(this.app);
    this.#isSealed = !this.app.isOpen;
    return this.#environment;
  }

  render(rendering: Rendering): MaybePromise<string> {
    const template = this.#find(rendering.template);
    const context = this.#contextOf(rendering);
    if (isThenable(context)) return context.then((made) => this.#run(template, made, rendering));
    return this.#run(template, context, rendering);
  }

  async *stream(rendering: Rendering): AsyncGenerator<string> {
    const template = this.#find(rendering.template);
    const context = await this.#contextOf(rendering);
    const told = this.#tellBefore(template, context, rendering);
    yield* template.stream(context, this.#namesFor(told));
    this.#tellAfter(told);
  }

  attribute(template: string, name: string, request: FlagonRequest | undefined): unknown {
    return this.#find(template).attribute(name, new RequestNames(this, request));
  }

  #run(template: Template, context: TemplateNames, rendering: Rendering): MaybePromise<string> {
    const told = this.#tellBefore(template, context, rendering);
    const names = this.#namesFor(told);
    if (this.app.templateOptions.async !== false) {
      const { block } = rendering;
      const later =
        block === undefined
          ? template.renderAsync(context, names)
          : template.renderBlockAsync(block, context, names);
      return this.#after(this.app.config.debug ? later.catch(rememberCaller()) : later, told);
    }
    const text =
      rendering.block === undefined
        ? template.render(context, names)
        : template.renderBlock(rendering.block, context, names);
    this.#tellAfter(told);
    return text;
  }

  #after(text: Promise<string>, told: Told): Promise<string> {
    if (!signals.templateRendered.hasReceivers) return text;
    return text.then((settled) => {
      this.#tellAfter(told);
      return settled;
    });
  }

  /** Gives the names that a template gets: those of the processors, and the view's over them. */
  #contextOf({ names = {}, request }: Rendering): MaybePromise<TemplateNames> {
    const processors = processorsFor(this.app, request);
    if (processors.length === 0) return names;
    const made = processors.map((processor) => processor(request!));
    if (made.some((one) => isThenable(one)))
      return Promise.all(made).then((all) => merged(all, names));
    // Nothing in it is a promise.
    return merged(made as TemplateNames[], names);
  }

  #tellBefore({ name }: Template, context: TemplateNames, { request }: Rendering): Told {
    const told = { request, template: name, context, used: [name] };
    if (signals.beforeRenderTemplate.hasReceivers)
      signals.beforeRenderTemplate.send(this.app, told);
    return told;
  }

  /** Gives what is around a rendering, which notes the templates that are used where somebody listens. */
  #namesFor({ request, used }: Told): RequestNames {
    if (!signals.templateRendered.hasReceivers) return new RequestNames(this, request);
    return new RequestNames(this, request, (name) => void (used.includes(name) || used.push(name)));
  }

  #tellAfter(told: Told): void {
    if (signals.templateRendered.hasReceivers) signals.templateRendered.send(this.app, told);
  }

  #find(wanted: Rendering["template"]): Template {
    const { environment } = this;
    if (typeof wanted === "string") return environment.getTemplate(wanted);
    if ("text" in wanted) return this.#textTemplate(environment, wanted.text);
    const found = environment.findTemplate(wanted);
    if (found !== undefined) return found;
    throw new TemplateNotFound(wanted, environment.describeLoader(wanted));
  }

  #textTemplate(environment: Environment, text: string): Template {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size >= MOST_TEXTS) this.#texts.clear();
    const template = environment.fromString(text);
    this.#texts.set(text, template);
    return template;
  }

  #options(): EnvironmentOptions {
    const { folders: _folders, async: _async, loader, ...rest } = this.app.templateOptions;
    const { debug, testing, templates } = this.app.config;
    const isWatched = debug || testing;
    const site = new SiteLoader(this.app);
    return {
      autoescape: escapesByName,
      autoReload: templates.autoReload === "auto" ? debug : templates.autoReload,
      undefined: templates.undefined === "auto" ? usualUndefined(isWatched) : templates.undefined,
      unknownBlocks: isWatched ? "error" : "ignore",
      ...rest,
      loader: loader === undefined ? site : choiceLoader(loader, site),
    };
  }

  /** Gives the environment what the app and its blueprints have named, the app's own last: it wins. */
  #addNames(blueprint: Blueprint<string>): void {
    for (const { blueprint: child } of blueprint.parts.children) this.#addNames(child);
    const { filters, tests, globals } = this.#environment!;
    for (const record of blueprint.parts.templateNames) {
      const { name } = record;
      if (record.kind === "value") this.values.set(name, record.provider);
      else if (record.kind === "global") globals[name] = record.value;
      else if (record.kind === "tag") this.#environment!.addTag(name, record.tag);
      else (record.kind === "filter" ? filters : tests).set(name, record.call);
    }
  }
}

/** Tells whether options are the same; the loader follows the app by itself. */
function isSame(options: EnvironmentOptions, before: EnvironmentOptions): boolean {
  const names = Object.keys({ ...options, ...before }) as (keyof EnvironmentOptions)[];
  return names.every((name) => name === "loader" || Object.is(options[name], before[name]));
}

/** Who writes a page sees each slip; a page that has worked goes on working. */
function usualUndefined(isWatched: boolean): UndefinedFlavor {
  return isWatched ? "strict" : "default";
}

function takeOver(environment: Environment, before: Environment): void {
  for (const [name, filter] of before.filters) environment.filters.set(name, filter);
  for (const [name, test] of before.tests) environment.tests.set(name, test);
  Object.assign(environment.globals, before.globals);
}

/** The app's processors, then those of the blueprints of the route; none where there is no request that they could look at. */
function processorsFor(
  app: Flagon,
  request: FlagonRequest | undefined,
): readonly ContextProcessor[] {
  if (request === undefined) return [];
  return request.plan?.parts.contextProcessors ?? app.parts.contextProcessors;
}

function merged(made: readonly TemplateNames[], names: TemplateNames): TemplateNames {
  return Object.assign({}, ...made, names) as TemplateNames;
}

/** Gives the names that every template of an app has. */
export function standardNames(renderer: Renderer): string[] {
  // The environment takes up what batteries and blueprints have named.
  void renderer.environment;
  const values = renderer instanceof AppRenderer ? [...renderer.values.keys()] : [];
  return [...values, ...STANDARD_NAMES];
}
