/** What the compiled code of one template asks for while it runs: other templates, blocks, filters, places of errors. */

import { SafeHtml } from "../base/safe-html.ts";
import {
  type BlockCode,
  type BlockTable,
  Context,
  type Names,
  noNames,
  type Surroundings,
} from "./context.ts";
import { describeNames } from "./debug-tag.ts";
import { TemplateError, TemplateRuntimeError } from "./errors.ts";
import type { Evaluation, EvaluationHost } from "./evaluation.ts";
import { iterate } from "./iteration.ts";
import { type SandboxLimits, withBudget } from "./limits.ts";
import { esc, str } from "./printing.ts";
import type { AnyFunction } from "./signatures.ts";
import { signed } from "./signatures.ts";
import type { TemplateSource } from "./source.ts";
import { TemplateModule } from "./template-module.ts";
import { Undefined } from "./undefined.ts";

/** What the code of a template gives. */
export interface CompiledTemplate {
  render(context: Context): string;
  blocks: Record<string, BlockCode>;
}

/** What gives the {@link Program} of a template. */
export const PROGRAM: unique symbol = Symbol("program");

/** A template, as programs know it. */
export interface HasProgram {
  [PROGRAM](): Program;
}

/** What a program knows of its environment. */
export interface ProgramHost extends EvaluationHost {
  /** What is around a template that is rendered with nothing else. */
  readonly surroundings: Surroundings;
  /** What holds the templates, where they are not trusted. */
  readonly sandbox: { readonly limits: SandboxLimits } | undefined;
  /** Whether templates that were found may be others by now. */
  readonly autoReload: boolean;
  /** Gives the first of the templates that is there. */
  findTemplate(names: readonly string[]): HasProgram | undefined;
  /** Makes the error for templates that are not there. */
  notFound(names: readonly string[]): TemplateError;
}

/** The code of one template with what it asks for. */
export class Program {
  readonly #host: ProgramHost;
  readonly #source: TemplateSource;
  readonly #on: Evaluation;
  readonly #off: Evaluation;
  readonly #code: CompiledTemplate;
  /** The blocks of this template alone. */
  readonly #blocks: BlockTable = noNames() as BlockTable;
  /** Tables of blocks with this template's below, by the tables above. */
  readonly #tables = new WeakMap<BlockTable, BlockTable>();
  /** Templates that have a constant name in this one. */
  readonly #known: (Program | undefined)[] = [];
  readonly #modules = new WeakMap<Surroundings, TemplateModule>();

  constructor(
    host: ProgramHost,
    source: TemplateSource,
    compile: (program: Program) => CompiledTemplate,
  ) {
    this.#host = host;
    this.#source = source;
    this.#on = { environment: host, autoescape: true };
    this.#off = { environment: host, autoescape: false };
    this.#code = compile(this);
    for (const [name, code] of Object.entries(this.#code.blocks)) this.#blocks[name] = [code];
  }

  /** Makes the context of a whole page. */
  context(names: Names, surroundings = this.#host.surroundings): Context {
    return new Context(surroundings, names, this.#blocks);
  }

  /** Renders a whole page within the limits of the sandbox, where there is one. */
  limited(render: () => string): string {
    const limits = this.#host.sandbox?.limits;
    return limits === undefined ? render() : withBudget(limits, render);
  }

  /** Renders the template; the parent of one that extends renders into its context. */
  render(context: Context): string {
    return this.#code.render(context);
  }

  /** Gives what is known of a place for escaping. */
  evaluation(autoescape: boolean): Evaluation {
    return autoescape ? this.#on : this.#off;
  }

  /** Gives a filter that the compiler has found. */
  filter(name: string): AnyFunction {
    return this.#host.filters.get(name)!;
  }

  /** Gives a test that the compiler has found. */
  test(name: string): AnyFunction {
    return this.#host.tests.get(name)!;
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
    const text = describeNames({ ...context.names(), ...locals }, this.#host);
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

  /** Gives the template of a constant name; each place in the code has an index to keep it at. */
  find(index: number, name: string, ignoreMissing: boolean): Program | undefined {
    if (this.#host.autoReload) return this.choose(name, ignoreMissing);
    return (this.#known[index] ??= this.choose(name, ignoreMissing));
  }

  /** Gives the template that a value stands for: its name, several names, or the template itself. */
  choose(wanted: unknown, ignoreMissing: boolean): Program | undefined {
    if (wanted instanceof Undefined) throw Undefined.failure(wanted);
    if (typeof wanted === "object" && wanted !== null && PROGRAM in wanted) {
      return (wanted as HasProgram)[PROGRAM]();
    }
    const isList = typeof wanted === "object" && wanted !== null && !(wanted instanceof SafeHtml);
    const names = isList ? Array.from(iterate(wanted), str) : [str(wanted)];
    const template = this.#host.findTemplate(names);
    if (template === undefined && !ignoreMissing) throw this.#host.notFound(names);
    return template?.[PROGRAM]();
  }

  /** Renders a template in this one's place. */
  include(
    found: Program | undefined,
    here: Context,
    context: Context | null,
    locals: Names | null,
  ): string {
    if (found === undefined) return "";
    const blocks = found.#blocks;
    return found.render(context === null ? here.isolated(blocks) : context.child(locals, blocks));
  }

  /** Gives the names that a template exports. */
  import(
    found: Program,
    here: Context,
    context: Context | null,
    locals: Names | null,
  ): TemplateModule {
    if (context !== null) return found.#run(context.child(locals, found.#blocks));
    // A module keeps what is around it, so one that was made for a request must not be seen by the next.
    let module = found.#modules.get(here.surroundings);
    if (module === undefined) {
      module = found.#run(here.isolated(found.#blocks));
      found.#modules.set(here.surroundings, module);
    }
    return module;
  }

  #run(context: Context): TemplateModule {
    const html = this.render(context);
    return new TemplateModule(context.exports(), html);
  }

  /** Gives one name of an import. */
  importedName(module: TemplateModule, name: string, offset: number): unknown {
    if (Object.hasOwn(module, name)) return module[name];
    const { line } = this.#source.placeOf(offset);
    const reason = `The import in "${this.#source.name}", line ${line}, has no "${name}".`;
    return new Undefined({ flavor: this.#host.undefined, reason });
  }

  /** Puts this template's blocks over those of the one that it extends. */
  extend(parent: Program, context: Context): Program {
    context.countExtends();
    context.blocks = parent.#under(context.blocks);
    return parent;
  }

  /** Gives a table of blocks with this template's below; the same for the same table. */
  #under(blocks: BlockTable): BlockTable {
    let table = this.#tables.get(blocks);
    if (table === undefined) {
      table = Object.assign(noNames() as BlockTable, blocks);
      for (const [name, own] of Object.entries(this.#blocks)) {
        table[name] = [...(blocks[name] ?? []), ...own];
      }
      this.#tables.set(blocks, table);
    }
    return table;
  }

  /** Refuses a second `extends`. */
  extendOnce(parent: Program | null): void {
    if (parent === null) return;
    throw new TemplateRuntimeError('The template has more than one "extends".');
  }

  /** Refuses to render a block that a child has to fill. */
  required(name: string): never {
    throw new TemplateRuntimeError(`The block "${name}" is required, and no template fills it.`);
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
