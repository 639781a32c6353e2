/**
 * Templates compiled ahead of time: the text of a module, and what an environment takes from such a module.
 *
 * For platforms that make no code of texts: workers, pages with a strict content security policy, `--disallow-code-generation-from-strings`.
 */

import { FlagonError } from "../base/errors.ts";
import { CODE_VERSION, type CodeSource, type MakeTemplate } from "./code-source.ts";
import type { TemplateSource } from "./source.ts";
import type { CodeVariant, NamedUse } from "./template-code.ts";

/** One template of a module that {@link Environment.precompile} has written. */
export interface PrecompiledTemplate {
  /** The template itself, for the lines that errors show. */
  readonly text: string;
  readonly autoescape: boolean;
  readonly sandboxed: boolean;
  readonly uses: readonly NamedUse[];
  readonly page: MakeTemplate;
  readonly names: MakeTemplate;
  readonly asyncPage: MakeTemplate;
  readonly asyncNames: MakeTemplate;
}

/** A module that {@link Environment.precompile} has written. */
export interface PrecompiledTemplates {
  readonly version: string;
  readonly templates: Readonly<Record<string, PrecompiledTemplate>>;
}

type VariantName = "page" | "names" | "asyncPage" | "asyncNames";

const VARIANTS: Readonly<Record<VariantName, CodeVariant>> = {
  page: { isAsync: false, kind: "page" },
  names: { isAsync: false, kind: "names" },
  asyncPage: { isAsync: true, kind: "page" },
  asyncNames: { isAsync: true, kind: "names" },
};

/** A template that is to be written into a module. */
export interface ModuleTemplate {
  source: TemplateSource;
  autoescape: boolean;
  sandboxed: boolean;
}

/** Gives the text of a module with the templates. */
export function moduleText(codes: CodeSource, templates: readonly ModuleTemplate[]): string {
  return [
    "// @ts-nocheck",
    "// Templates as Flagon has compiled them, by environment.precompile(): write them anew when a template changes.",
    `export const version = ${JSON.stringify(CODE_VERSION)};`,
    "export const templates = {",
    ...templates.map((template) => templateText(codes, template)),
    "};",
    "",
  ].join("\n");
}

function templateText(
  codes: CodeSource,
  { source, autoescape, sandboxed }: ModuleTemplate,
): string {
  const uses = new Map<string, NamedUse>();
  const functions = Object.entries(VARIANTS).map(([name, variant]) => {
    const made = codes.code({ source, autoescape, variant });
    for (const use of made.uses) uses.set(JSON.stringify(use), use);
    return `${name}: (R, T) => {\n${made.code}\n},`;
  });
  const facts = { text: source.text, autoescape, sandboxed, uses: [...uses.values()] };
  const list = Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)},`);
  return `[${JSON.stringify(source.name)}]: {\n${[...list, ...functions].join("\n")}\n},`;
}

/** Gives a template's function of a module, after looking whether it was made for such an environment. */
export function precompiledCode(template: PrecompiledTemplate, variant: CodeVariant): MakeTemplate {
  if (variant.isAsync) return variant.kind === "page" ? template.asyncPage : template.asyncNames;
  return variant.kind === "page" ? template.page : template.names;
}

/**
 * Refuses a module of another version of the engine.
 *
 * @throws FlagonError `templates.stale-precompiled`
 */
export function assertVersion({ version }: PrecompiledTemplates): void {
  if (version === CODE_VERSION) return;
  throw stale("The precompiled templates were made by another version of Flagon.");
}

/**
 * Refuses a template that was made for an environment that works in another way: it might not escape what it should.
 *
 * @throws FlagonError `templates.stale-precompiled`
 */
export function assertFits(
  codes: CodeSource,
  name: string,
  template: PrecompiledTemplate,
  here: { autoescape: boolean; sandboxed: boolean },
): void {
  for (const setting of ["autoescape", "sandboxed"] as const) {
    if (template[setting] === here[setting]) continue;
    throw stale(`The template "${name}" was compiled for an environment with another ${setting}.`);
  }
  const use = codes.misfit(template.uses);
  if (use === undefined) return;
  throw stale(`The template "${name}" was compiled with another ${use.kind} "${use.name}".`);
}

function stale(what: string): FlagonError {
  return new FlagonError(what, {
    code: "templates.stale-precompiled",
    mend: "Precompile with the same version of Flagon and with an environment that is set up the same way.",
  });
}
