/**
 * Writes down in TypeScript what each template of an app has to be given, so that `request.render` is checked by the compiler.
 *
 * A template may give the types itself, in a comment: `{#: posts: import("../posts.ts").Post[], page?: number #}`. Of the others the names are
 * found out, and their values are `unknown`.
 */

import type { Flagon } from "../app/app.ts";
import { TemplateSyntaxError } from "../templates/errors.ts";
import { standardNames } from "./app-renderer.ts";
import { templateNames } from "./check.ts";

const DECLARATION = /\{#-?:([^]*?)-?#\}/g;

/** What of the templates is no page, or is given without the view's doing. */
export interface ContextTypesOptions {
  /** Names that context processors give. */
  readonly shared?: readonly string[];
}

/** Gives the text of a module that declares `TemplateContexts`. Templates that do not compile are left out: the check tells of them. */
export function contextTypes(app: Flagon, { shared = [] }: ContextTypesOptions = {}): string {
  const given = new Set([...shared, ...standardNames(app.renderer)]);
  const lines = templateNames(app).flatMap((name) => {
    const type = contextOf(app, name, given);
    return type === undefined ? [] : [`    ${JSON.stringify(name)}: ${type};`];
  });
  return [
    "// Written by `flagon templates types`: what each template has to be given.",
    'import "flagon";',
    "",
    'declare module "flagon" {',
    "  interface TemplateContexts {",
    ...lines,
    "  }",
    "}",
    "",
  ].join("\n");
}

function contextOf(app: Flagon, name: string, shared: ReadonlySet<string>): string | undefined {
  const environment = app.templates;
  const text = environment.loadSource(name)?.text ?? "";
  const declared = [...text.matchAll(DECLARATION)].map(([, types]) => types!.trim());
  if (declared.length > 0) return `{ ${declared.join("; ").replace(/\s+/g, " ")} }`;
  try {
    const { needed, optional } = environment.freeNames(name);
    const isGiven = (one: string): boolean => shared.has(one);
    const keys = [
      ...[...needed].flatMap((one) => (isGiven(one) ? [] : `${one}: unknown`)),
      ...[...optional].flatMap((one) => (isGiven(one) ? [] : `${one}?: unknown`)),
    ];
    return keys.length === 0 ? "Record<never, never>" : `{ ${keys.join("; ")} }`;
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return undefined;
    throw error;
  }
}
