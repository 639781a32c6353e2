/** A compiled template: rendering it, and what its code asks for while it runs. */

import { SafeHtml } from "../base/safe-html.ts";
import {
  type BlockTable,
  type CompiledBlock,
  type Context,
  type Names,
  Context as RenderContext,
  type Surroundings,
} from "./context.ts";
import type { Environment } from "./environment.ts";
import { TemplateError, TemplateNotFound, TemplateRuntimeError } from "./errors.ts";
import type { Evaluation } from "./evaluation.ts";
import { iterate } from "./iteration.ts";
import { describeNames } from "./debug-tag.ts";
import { esc, str, TEXT } from "./printing.ts";
import type { AnyFunction } from "./signatures.ts";
import { signed } from "./signatures.ts";
import type { TemplateSource } from "./source.ts";
import { Undefined } from "./undefined.ts";

/** What the code of a template gives. */
export interface CompiledTemplate {
  render(context: Context): string;
  blocks: Record<string, CompiledBlock>;
}

/** An imported template: its exported names as properties. */
export class TemplateModule {
  [name: string]: unknown;
  readonly #html: string;

  constructor(names: Names, html: string) {
    for (const [name, value] of Object.entries(names)) {
      Object.defineProperty(this, name, { value, enumerable: true });
    }
    this.#html = html;
  }

  [TEXT](): SafeHtml {
    return new SafeHtml(this.#html);
  }
}

/** A template that is ready to render. */
export class Template {
  /** The name it was loaded by. */
  readonly name: string;
  readonly #environment: Environment;
  readonly #source: TemplateSource;
  readonly #evaluations: { on: Evaluation; off: Evaluation };
  #compiled: CompiledTemplate = { render: () => "", blocks: {} };
  #table: BlockTable = {};
  #modules = new WeakMap<Surroundings, TemplateModule>();

  constructor(environment: Environment, source: TemplateSource) {
    this.name = source.name;
    this.#environment = environment;
    this.#source = source;
    this.#evaluations = {
      on: { environment, autoescape: true },
      off: { environment, autoescape: false },
    };
  }

  /** Gives a template the code that it runs. */
  static install(template: Template, compiled: CompiledTemplate): Template {
    template.#compiled = compiled;
    template.#table = Object.create(null) as BlockTable;
    for (const [name, block] of Object.entries(compiled.blocks)) template.#table[name] = [block];
    return template;
  }

  /**
   * Renders the template with the names that it shall see; `surroundings` stand in for the environment's globals.
   *
   * @throws TemplateError with the place; errors of called functions come through as they are.
   */
  render(names: Names = {}, surroundings: Surroundings = this.#environment.surroundings): string {
    const context = new RenderContext(surroundings, names, this.#table);
    return this.#compiled.render(context);
  }

  /** Renders one block of the template, for pages that replace a part of themselves. */
  renderBlock(
    name: string,
    names: Names = {},
    surroundings: Surroundings = this.#environment.surroundings,
  ): string {
    const context = new RenderContext(surroundings, names, this.#table);
    this.#compiled.render(context);
    const block = context.blocks[name]?.[0];
    if (block === undefined) {
      throw new TemplateRuntimeError(`The template "${this.name}" has no block "${name}".`);
    }
    return block.render(context, 0);
  }

  /** Gives what is known of a place for escaping. */
  evaluation(autoescape: boolean): Evaluation {
    return autoescape ? this.#evaluations.on : this.#evaluations.off;
  }

  /** Gives a filter that the compiler has found. */
  filter(name: string): AnyFunction {
    return this.#environment.filters.get(name)!;
  }

  /** Gives a test that the compiler has found. */
  test(name: string): AnyFunction {
    return this.#environment.tests.get(name)!;
  }

  /** Gives what stands for a filter or test that is not there: it fails when it runs. */
  unknown(what: string, mend: string): AnyFunction {
    return signed("* **", () => {
      throw new TemplateRuntimeError(what, "templates.runtime", mend);
    });
  }

  /** Gives captured output as a value. */
  captured(evaluation: Evaluation, text: string): unknown {
    return evaluation.autoescape ? new SafeHtml(text) : text;
  }

  /** Gives what `debug` prints: the names that can be seen, and those of the filters and tests. */
  debug(context: Context, locals: Names | null, evaluation: Evaluation): string {
    const text = describeNames({ ...context.names(), ...locals }, this.#environment);
    return evaluation.autoescape ? esc(text) : text;
  }

  /** Puts the place into an error that passes through, where it has none. */
  fail(error: unknown, offset: number, part: string): unknown {
    if (error instanceof RangeError && error.message.includes("call stack")) {
      const deep = new TemplateRuntimeError(
        "The template calls itself without an end.",
        "templates.too-deep",
      );
      return deep.locate(this.#source.placeOf(offset, part));
    }
    if (error instanceof TemplateError) {
      if (error.place === undefined) error.locate(this.#source.placeOf(offset, part));
    } else if (error instanceof Error) {
      notePlace(error, this.#source, offset, part);
    }
    return error;
  }

  /** Renders a template in this one's place. */
  include(
    wanted: unknown,
    ignoreMissing: boolean,
    here: Context,
    context: Context | null,
    locals: Names | null,
  ): string {
    const template = this.#findTemplate(wanted, ignoreMissing);
    if (template === undefined) return "";
    const inner =
      context === null ? here.isolated(template.#table) : context.child(locals, template.#table);
    return template.#compiled.render(inner);
  }

  #findTemplate(wanted: unknown, ignoreMissing: boolean): Template | undefined {
    if (wanted instanceof Template) return wanted;
    if (wanted instanceof Undefined) throw Undefined.failure(wanted);
    const isList = typeof wanted === "object" && wanted !== null && !(wanted instanceof SafeHtml);
    const names = isList ? Array.from(iterate(wanted), str) : [str(wanted)];
    const template = this.#environment.findTemplate(names);
    if (template !== undefined || ignoreMissing) return template;
    throw new TemplateNotFound(names, this.#environment.describeLoader(names));
  }

  /** Gives the names that a template exports. */
  import(
    wanted: unknown,
    here: Context,
    context: Context | null,
    locals: Names | null,
  ): TemplateModule {
    const template = this.#findTemplate(wanted, false)!;
    if (context !== null) return template.#run(context.child(locals, template.#table));
    // A module keeps what is around it, so one that was made for a request must not be seen by the next.
    const known = template.#modules.get(here.surroundings);
    if (known !== undefined) return known;
    const module = template.#run(here.isolated(template.#table));
    template.#modules.set(here.surroundings, module);
    return module;
  }

  #run(context: Context): TemplateModule {
    const html = this.#compiled.render(context);
    return new TemplateModule(context.exports(), html);
  }

  /** Gives one name of an import. */
  importedName(module: TemplateModule, name: string, offset: number): unknown {
    if (Object.hasOwn(module, name)) return module[name];
    const { line } = this.#source.placeOf(offset);
    const reason = `The import in "${this.name}", line ${line}, has no "${name}".`;
    return new Undefined({ flavor: this.#environment.undefined, reason });
  }

  /** Puts this template's blocks over those of the one that it extends. */
  extend(wanted: unknown, context: Context): Template {
    const parent = this.#findTemplate(wanted, false)!;
    context.countExtends();
    context.blocks = parent.#under(context.blocks);
    return parent;
  }

  readonly #tables = new WeakMap<BlockTable, BlockTable>();

  /** Gives a table of blocks with this template's below; the same for the same table. */
  #under(blocks: BlockTable): BlockTable {
    let table = this.#tables.get(blocks);
    if (table === undefined) {
      table = Object.assign(Object.create(null) as BlockTable, blocks);
      for (const [name, own] of Object.entries(this.#table)) {
        table[name] = [...(blocks[name] ?? []), ...own];
      }
      this.#tables.set(blocks, table);
    }
    return table;
  }

  /** Refuses a second `extends`. */
  extendOnce(parent: Template | null): void {
    if (parent !== null)
      throw new TemplateRuntimeError('The template has more than one "extends".');
  }

  /** Renders the template that this one extends. */
  parentOutput(parent: Template, context: Context): string {
    return parent.#compiled.render(context);
  }

  /** Renders a block in its place. */
  blockOutput(name: string, context: Context): string {
    const blocks = context.blocks[name]!;
    const block = blocks[0]!;
    if (block.required && blocks.length === 1) {
      throw new TemplateRuntimeError(`The block "${name}" is required, and no template fills it.`);
    }
    return block.render(context, 0);
  }
}

const noted = new WeakSet<Error>();

/** Writes the innermost place into the stack of a foreign error, which keeps its class and message. */
function notePlace(error: Error, source: TemplateSource, offset: number, part: string): void {
  if (noted.has(error) || typeof error.stack !== "string") return;
  noted.add(error);
  const { template, line, column } = source.placeOf(offset);
  const where = part === "" ? "template" : part;
  const at = `    at ${where} (${template}:${line}:${column})`;
  const lines = error.stack.split("\n");
  const first = lines.findIndex((text) => /^\s+at .*(?:eval at|anonymous)/.test(text));
  lines.splice(first === -1 ? lines.length : first, 0, at);
  Reflect.set(error, "stack", lines.join("\n"));
}
