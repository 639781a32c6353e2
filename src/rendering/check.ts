/** Looks through the templates of an app: what the engine finds, and urls of endpoints that the app does not have. */

import type { Flagon } from "../app/app.ts";
import { suggest } from "../base/suggest.ts";
import { checkTemplates, type TemplateFinding } from "../templates/check.ts";
import { expressionsIn, literalText } from "../templates/outline.ts";
import { TemplateSyntaxError } from "../templates/errors.ts";

/** What lies among templates and is none. */
const NO_TEMPLATE = /\.(?:avif|gif|gz|ico|jpe?g|pdf|png|ttf|webp|woff2?|zip)$/i;

/** Gives the names of the app's templates. */
export function templateNames(app: Flagon): string[] {
  return app.templates.templateNames().filter((name) => !NO_TEMPLATE.test(name));
}

/** Checks all templates of an app and its blueprints. The app is compiled for it: its routes have to be known. */
export function checkAppTemplates(app: Flagon): TemplateFinding[] {
  const endpoints = new Set(
    app
      .compiled()
      .map.rules()
      .map(({ endpoint = "" }) => endpoint),
  );
  const names = templateNames(app);
  const found = [
    ...checkTemplates(app.templates, names),
    ...names.flatMap((name) => [...unknownEndpoints(app, name, endpoints)]),
  ];
  return found.toSorted((a, b) => comparePlaces(a, b));
}

function comparePlaces({ place: a }: TemplateFinding, { place: b }: TemplateFinding): number {
  if (a.template !== b.template) return a.template < b.template ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function* unknownEndpoints(
  app: Flagon,
  name: string,
  endpoints: ReadonlySet<string>,
): Generator<TemplateFinding> {
  let parsed;
  try {
    parsed = app.templates.parse(name);
  } catch (error) {
    // The engine's own check has told it.
    if (error instanceof TemplateSyntaxError) return;
    throw error;
  }
  for (const node of expressionsIn(parsed?.body ?? [])) {
    if (node.type !== "call" || node.target.type !== "name") continue;
    if (node.target.name !== "url_for" && node.target.name !== "urlFor") continue;
    const endpoint = literalText(node.args.positional[0]);
    // One that begins with a dot is of the blueprint of the request.
    if (endpoint === undefined || endpoint.startsWith(".") || endpoints.has(endpoint)) continue;
    yield {
      code: "templates.unknown-endpoint",
      level: "error",
      what: `The app has no endpoint "${endpoint}".`,
      mend: suggest(endpoint, endpoints),
      place: parsed!.source.placeOf(node.offset),
    };
  }
}
