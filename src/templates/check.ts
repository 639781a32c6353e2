/** Looks through templates without rendering them, for what would fail and for what would never be seen. */

import { nearest, suggest } from "../base/suggest.ts";
import type { Environment } from "./environment.ts";
import { TemplateError, type TemplatePlace } from "./errors.ts";
import type { Statement } from "./nodes.ts";
import { expressionsIn, literalText, type Outline, outlineOf, type Reference } from "./outline.ts";
import type { TemplateSource } from "./source.ts";

/** Something that is wrong with a template. */
export interface TemplateFinding {
  /** Stable name, `templates.kebab-reason`. */
  readonly code: string;
  readonly level: "error" | "warning";
  /** What is wrong. */
  readonly what: string;
  /** What to do about it. */
  readonly mend: string | undefined;
  readonly place: TemplatePlace;
}

/** A template that was read. */
export interface ParsedTemplate {
  readonly source: TemplateSource;
  readonly body: readonly Statement[];
}

/** A template with its outline. */
interface Looked extends ParsedTemplate {
  readonly outline: Outline;
}

/** Longer chains of `extends` are an error of their own. */
const LONGEST_CHAIN = 100;

/**
 * Looks through the templates of an environment; all that its loader knows of, unless told.
 *
 * It finds what does not compile; filters, tests, templates, blocks and macros that are not there; and text of a child that no block holds.
 * What is worked out while rendering, such as the name in `{% include name %}`, is taken on trust.
 */
export function checkTemplates(
  environment: Environment,
  names: readonly string[] = environment.templateNames(),
): TemplateFinding[] {
  return new TemplateCheck(environment).run(names);
}

class TemplateCheck {
  readonly #environment: Environment;
  readonly #looked = new Map<string, Looked | undefined>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  run(names: readonly string[]): TemplateFinding[] {
    // The compiler and the walk through the filters may tell the same.
    const found = new Map<string, TemplateFinding>();
    for (const finding of names.flatMap((name) => [...this.#template(name)])) {
      const { template, line, column } = finding.place;
      const key = `${template}:${line}:${column} ${finding.code}`;
      if (!found.has(key)) found.set(key, finding);
    }
    return [...found.values()];
  }

  *#template(name: string): Generator<TemplateFinding> {
    try {
      this.#environment.getTemplate(name);
    } catch (error) {
      if (!(error instanceof TemplateError) || error.place === undefined) throw error;
      const { code, what, mend, place } = error;
      yield { code, level: "error", what, mend, place };
    }
    const looked = this.#look(name);
    if (looked === undefined) return;
    yield* this.#filters(looked);
    for (const reference of looked.outline.references) yield* this.#reference(looked, reference);
    yield* this.#blocks(looked);
    yield* unseen(looked);
  }

  /** Reads a template; undefined where there is none, or it does not follow the grammar. */
  #look(name: string): Looked | undefined {
    if (!this.#looked.has(name)) this.#looked.set(name, this.#read(name));
    return this.#looked.get(name);
  }

  #read(name: string): Looked | undefined {
    try {
      const parsed = this.#environment.parse(name);
      return parsed && { ...parsed, outline: outlineOf(parsed.body) };
    } catch (error) {
      if (error instanceof TemplateError) return undefined;
      throw error;
    }
  }

  /** The compiler refuses unknown filters; those of branches fail only where the branch is taken. */
  *#filters({ source, body }: Looked): Generator<TemplateFinding> {
    const asked = new Set<string>();
    for (const node of expressionsIn(body)) {
      const isQuestion = node.type === "test" && (node.name === "filter" || node.name === "test");
      if (isQuestion) asked.add(`${node.name} ${literalText(node.target)}`);
    }
    for (const node of expressionsIn(body)) {
      if (node.type !== "filter" && node.type !== "test") continue;
      const { type, name, offset } = node;
      const known = type === "filter" ? this.#environment.filters : this.#environment.tests;
      if (known.has(name) || asked.has(`${type} ${name}`)) continue;
      const place = source.placeOf(offset);
      yield {
        code: "templates.assertion",
        level: "error",
        what: `There is no ${type} named "${name}".`,
        mend: suggest(name, known.keys()),
        place,
      };
    }
  }

  *#reference(
    { source }: Looked,
    { names, isOptional, kind, taken, offset }: Reference,
  ): Generator<TemplateFinding> {
    if (names === undefined) return;
    const found = names.find((name) => this.#environment.loadSource(name) !== undefined);
    const place = source.placeOf(offset);
    if (found === undefined) {
      if (isOptional) return;
      const { code, what, mend } = this.#environment.notFound(names);
      yield { code, level: "error", what, mend, place };
      return;
    }
    const exported = kind === "from" ? this.#look(found)?.outline.exports : undefined;
    if (exported === undefined) return;
    for (const name of taken) {
      if (exported.includes(name)) continue;
      yield {
        code: "templates.unknown-import",
        level: "error",
        what: `The template "${found}" has no "${name}" to import.`,
        mend: suggest(name, exported),
        place,
      };
    }
  }

  /** A block that no parent has is never shown. */
  *#blocks({ source, outline }: Looked): Generator<TemplateFinding> {
    const known = this.#blocksAbove(outline);
    if (known === undefined) return;
    for (const { name, offset } of outline.outerBlocks) {
      if (known.has(name)) continue;
      const near = nearest(name, known);
      yield {
        code: "templates.unknown-block",
        level: "error",
        what: `No template above has a block "${name}", so it is never shown.`,
        mend:
          near === undefined
            ? `Blocks there are: ${[...known].toSorted().join(", ") || "none"}.`
            : `Did you mean "${near}"?`,
        place: source.placeOf(offset),
      };
    }
  }

  /** Gives the blocks of all that a template extends; undefined where that cannot be told, or there is nothing. */
  #blocksAbove(outline: Outline): Set<string> | undefined {
    if (outline.parent === undefined) return undefined;
    const known = new Set<string>();
    let next: Reference | undefined = outline.parent;
    for (let step = 0; next !== undefined && step < LONGEST_CHAIN; step++) {
      const name: string | undefined = next.names?.[0];
      const above: Looked | undefined = name === undefined ? undefined : this.#look(name);
      if (above === undefined) return undefined;
      for (const block of above.outline.blocks) known.add(block.name);
      next = above.outline.parent;
    }
    return known;
  }
}

/** What prints something. */
const PRINTING = new Set<Statement["type"]>(["output", "include", "call block", "filter block"]);

/** Text of a child that stands in no block; what stands before `extends` is printed, before the page. */
function* unseen({ source, body, outline }: Looked): Generator<TemplateFinding> {
  if (outline.parent === undefined) return;
  const start = body.findIndex(({ type }) => type === "extends");
  for (const [index, node] of body.entries()) {
    const offset = printsAt(node);
    if (offset === undefined) continue;
    const isBefore = index < start;
    yield {
      code: "templates.unseen-text",
      level: "warning",
      what: isBefore
        ? "What stands before `extends` is printed before the whole page."
        : "What stands outside of the blocks of a child template is never shown.",
      mend: isBefore ? "Put `extends` first." : "Put it into a block, or take it out.",
      place: source.placeOf(offset),
    };
  }
}

function printsAt(node: Statement): number | undefined {
  if (node.type !== "text") return PRINTING.has(node.type) ? node.offset : undefined;
  const first = node.text.search(/\S/);
  return first < 0 ? undefined : node.offset + first;
}
