/** The names that every template of an app has, asked for where a template mentions them: `request`, `g`, `url_for`, what batteries add. */

import type { Flagon } from "../app/app.ts";
import type { TemplateValue } from "../app/blueprint-parts.ts";
import type { FlagonRequest } from "../app/request.ts";
import type { UrlOptions } from "../app/route.ts";
import type { Surroundings } from "../templates/context.ts";
import type { Environment } from "../templates/environment.ts";
import type { UndefinedFlavor } from "../templates/undefined.ts";

type StandardName = (app: Flagon, request: FlagonRequest | undefined) => unknown;

/** What is there without any battery. */
const STANDARD: ReadonlyMap<string, StandardName> = new Map<string, StandardName>([
  ["request", (_app, request) => request],
  ["g", (_app, request) => request?.state],
  // Without its secrets: `{{ config }}`, written to look around, must not show the key that signs the sessions.
  ["config", (app) => app.config.toJSON()],
  ["current_app", (app) => ({ config: app.config.toJSON(), debug: app.config.debug })],
  ["url_for", urlFunction],
  ["urlFor", urlFunction],
  ["querystring", (_app, request) => (request === undefined ? undefined : queryOf(request))],
  ["user", userOf],
]);

/** Which extension gives a name, for pages that use one which is not installed. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  session: "sessions",
  messages: "messages",
  get_flashed_messages: "messages",
  csrf_field: "csrf",
  csrfField: "csrf",
  csrf_token: "csrf",
  csrfToken: "csrf",
  csp_nonce: "contentSecurityPolicy",
  cspNonce: "contentSecurityPolicy",
  static: "staticFiles",
  language: "i18n",
  languages: "i18n",
};

/** The names of what is there without any battery. */
export const STANDARD_NAMES: readonly string[] = [...STANDARD.keys()];

/** What a renderer tells of its app. */
export interface NameSource {
  readonly app: Flagon;
  readonly environment: Environment;
  /** What depends on the request, by name. */
  readonly values: ReadonlyMap<string, TemplateValue>;
}

/** The names around one rendering. The globals come first, so that a site can replace what is here. */
export class RequestNames implements Surroundings {
  readonly undefined: UndefinedFlavor;
  /** Hears of the templates that are used, where somebody asks. */
  readonly onUse: ((template: string) => void) | undefined;
  readonly #source: NameSource;
  readonly #request: FlagonRequest | undefined;
  readonly #found = new Map<string, unknown>();

  constructor(
    source: NameSource,
    request: FlagonRequest | undefined,
    onUse?: (template: string) => void,
  ) {
    this.undefined = source.environment.undefined;
    this.#source = source;
    this.#request = request;
    this.onUse = onUse;
  }

  find(name: string): unknown {
    const global = this.#source.environment.globals[name];
    if (global !== undefined) return global;
    // Each block of a page asks again.
    if (this.#found.has(name)) return this.#found.get(name);
    const value = this.#make(name);
    this.#found.set(name, value);
    return value;
  }

  *names(): Generator<string> {
    const { environment, values } = this.#source;
    yield* environment.surroundings.names();
    if (this.#request !== undefined) yield* values.keys();
    yield* STANDARD.keys();
  }

  hint(name: string): string | undefined {
    if (this.#request === undefined && (this.#source.values.has(name) || STANDARD.has(name)))
      return "There is no request here: it is there in what views render.";
    const extension = Object.hasOwn(EXTENSIONS, name) ? EXTENSIONS[name] : undefined;
    return extension === undefined ? undefined : `Install it: app.install(${extension}()).`;
  }

  #make(name: string): unknown {
    const { app, values } = this.#source;
    const provider = values.get(name);
    if (provider !== undefined)
      return this.#request === undefined ? undefined : provider(this.#request);
    return STANDARD.get(name)?.(app, this.#request);
  }
}

/** Null for a visitor, and where nothing knows users: a layout asks `if user` before there are any. */
function userOf(app: Flagon, request: FlagonRequest | undefined): unknown {
  if (request === undefined) return undefined;
  return app.findProvider("user") === undefined ? null : request.extra("user" as never);
}

/** What a template may say of a url besides its values. */
const URL_OPTIONS: Readonly<Record<string, keyof UrlOptions>> = {
  _anchor: "anchor",
  _external: "external",
  _method: "method",
  _scheme: "scheme",
};

/** Gives `querystring(page=2, filter=None)`: the query of the page with some of it changed; None takes a name out, a list gives it several times. */
function queryOf(request: FlagonRequest): (changes?: Record<string, unknown>) => string {
  return (changes = {}) => {
    const query = new URLSearchParams(request.search);
    for (const [name, value] of Object.entries(changes)) {
      query.delete(name);
      if (value === null || value === undefined) continue;
      for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
    }
    return `?${query}`;
  };
}

/** Gives `url_for(endpoint, id=7, _anchor="top")`. */
function urlFunction(
  app: Flagon,
  request: FlagonRequest | undefined,
): (endpoint: unknown, given?: Record<string, unknown>) => string {
  return (endpoint, given = {}) => {
    const values: Record<string, unknown> = {};
    const options: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(given)) {
      const option = Object.hasOwn(URL_OPTIONS, name) ? URL_OPTIONS[name] : undefined;
      if (option === undefined) values[name] = value;
      else options[option] = value;
    }
    return (request ?? app).urlFor(String(endpoint), values, options);
  };
}
