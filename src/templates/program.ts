/** What the compiled code of one template asks for while it runs: other templates, blocks, filters, places of errors. */

import { SafeHtml } from "../base/safe-html.ts";
import { suggest } from "../base/suggest.ts";
import {
  type BlockCode,
  type BlockTable,
  Context,
  endlessCalls,
  type Names,
  noNames,
  type Surroundings,
} from "./context.ts";
import { describeNames } from "./debug-tag.ts";
import { type TemplateError, TemplateRuntimeError } from "./errors.ts";
import type { Evaluation, EvaluationHost } from "./evaluation.ts";
import { noteFrame } from "./frames.ts";
import { iterate } from "./iteration.ts";
import { type SandboxLimits, withBudget } from "./limits.ts";
import { esc, repr, str } from "./printing.ts";
import type { AnyFunction } from "./signatures.ts";
import { signed } from "./signatures.ts";
import type { TemplateSource } from "./source.ts";
import type { TextSink } from "./text-sink.ts";
import { PROPS } from "./tags/component.ts";
import { TemplateModule } from "./template-module.ts";
import { Undefined } from "./undefined.ts";

/** What the code of a template gives. */
export interface CompiledTemplate {
  /** Gives the output, or a promise of it where promises are awaited; what was handed to the sink is not in it. */
  render(context: Context, sink: TextSink | null): string | Promise<string>;
  blocks: Record<string, BlockCode>;
  /** The blocks that are there to fill those of a parent, with their offsets; null for a template that extends none. */
  fills: readonly [string, number][] | null;
}

/** What gives the {@link Program} of a template. */
export const PROGRAM: unique symbol = Symbol("program");

/** A template, as programs know it. */
export interface HasProgram {
  /** Gives the code that awaits promises, or the one that does not. */
  [PROGRAM](isAsync: boolean): Program;
}

/** What a program knows of its environment. */
export interface ProgramHost extends EvaluationHost {
  /** What is around a template that is rendered with nothing else. */
  readonly surroundings: Surroundings;
  /** What holds the templates, where they are not trusted. */
  readonly sandbox: { readonly limits: SandboxLimits } | undefined;
  /** Whether templates that were found may be others by now. */
  readonly autoReload: boolean;
  /** Whether a block that fills none of the parents' is an error. */
  readonly unknownBlocks: "error" | "ignore";
  /** Gives the first of the templates that is there. */
  findTemplate(names: readonly string[]): HasProgram | undefined;
  /** Makes the error for templates that are not there. */
  notFound(names: readonly string[]): TemplateError;
}

/** Tables of whole chains in which every block was found to have its place. */
const checkedTables = new WeakSet<BlockTable>();

/** The code of one template with what it asks for. */
export class Program {
  readonly isAsync: boolean;
  readonly #host: ProgramHost;
  readonly #source: TemplateSource;
  readonly #on: Evaluation;
  readonly #off: Evaluation;
  readonly #compile: (program: Program, kind: "page" | "names") => CompiledTemplate;
  readonly #code: CompiledTemplate;
  /** What sets the names of the page and writes nothing, once it is wanted. */
  #namesCode: CompiledTemplate | undefined;
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
    isAsync: boolean,
    compile: (program: Program, kind: "page" | "names") => CompiledTemplate,
  ) {
    this.isAsync = isAsync;
    this.#host = host;
    this.#source = source;
    this.#on = { environment: host, autoescape: true, isAsync };
    this.#off = { environment: host, autoescape: false, isAsync };
    this.#compile = compile;
    this.#code = compile(this, "page");
    for (const [name, code] of Object.entries(this.#code.blocks)) this.#blocks[name] = [code];
  }

  /** Makes the context of a whole page. */
  context(names: Names, surroundings = this.#host.surroundings): Context {
    return new Context(surroundings, names, this.#blocks);
  }

  /** Renders a whole page within the limits of the sandbox, where there is one. */
  limited<T>(render: () => T): T {
    const limits = this.#host.sandbox?.limits;
    return limits === undefined ? render() : withBudget(limits, render);
  }

  /** Renders the template; the parent of one that extends renders into its context. */
  render(context: Context, sink: TextSink | null = null): string | Promise<string> {
    return this.#code.render(context, sink);
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

  /** Notes the place in an error that passes through, and gives what is to be thrown. */
  fail(thrown: unknown, offset: number, part: string): unknown {
    const place = this.#source.placeOf(offset, part);
    const error = errorOf(thrown);
    noteFrame(error, place);
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
      return (wanted as HasProgram)[PROGRAM](this.isAsync);
    }
    const isList = typeof wanted === "object" && wanted !== null && !(wanted instanceof SafeHtml);
    const names = isList ? Array.from(iterate(wanted), str) : [str(wanted)];
    const template = this.#host.findTemplate(names);
    if (template === undefined && !ignoreMissing) throw this.#host.notFound(names);
    return template?.[PROGRAM](this.isAsync);
  }

  /** Renders a template in this one's place. */
  include(
    found: Program | undefined,
    here: Context,
    context: Context | null,
    locals: Names | null,
    sink: TextSink | null = null,
  ): string | Promise<string> {
    if (found === undefined) return "";
    here.surroundings.onUse?.(found.#source.name);
    const blocks = found.#blocks;
    const inner = context === null ? here.isolated(blocks, locals) : context.child(locals, blocks);
    return found.#code.render(inner, sink);
  }

  /** Gives the names that a template exports. */
  import(
    found: Program,
    here: Context,
    context: Context | null,
    locals: Names | null,
  ): TemplateModule | Promise<TemplateModule> {
    here.surroundings.onUse?.(found.#source.name);
    if (context !== null) return found.#run(context.child(locals, found.#blocks));
    // A module keeps what is around it, so one that was made for a request must not be seen by the next.
    const known = found.#modules.get(here.surroundings);
    if (known !== undefined) return known;
    const keep = (module: TemplateModule): TemplateModule => {
      found.#modules.set(here.surroundings, module);
      return module;
    };
    const made = found.#run(here.isolated(found.#blocks));
    return made instanceof Promise ? made.then(keep) : keep(made);
  }

  #run(context: Context): TemplateModule | Promise<TemplateModule> {
    const html = this.render(context);
    if (typeof html === "string") return new TemplateModule(context.exports(), html);
    return html.then((text) => new TemplateModule(context.exports(), text));
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
    context.surroundings.onUse?.(parent.#source.name);
    context.noteExtends(this);
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

  /** Gives the output of what a template extends, where it has come to extend something. */
  rest(
    parent: Program | null,
    context: Context,
    sink: TextSink | null = null,
  ): string | Promise<string> {
    const { unknownBlocks } = this.#host;
    const isWhole = parent === null || parent.#code.fills === null;
    if (unknownBlocks === "error" && isWhole) this.#checkBlocks(context);
    return parent === null ? "" : parent.render(context, sink);
  }

  #checkBlocks({ blocks, extending }: Context): void {
    if (checkedTables.has(blocks)) return;
    for (const program of extending) program.#checkFills(blocks);
    checkedTables.add(blocks);
  }

  /** Refuses a block of this template that no template above has: the last of its bodies is this one's. */
  #checkFills(blocks: BlockTable): void {
    for (const [name, offset] of this.#code.fills ?? []) {
      if (blocks[name]!.at(-1) !== this.#blocks[name]![0]) continue;
      const others = Object.keys(blocks).filter(
        (other) => blocks[other]!.at(-1) !== blocks[name]![0],
      );
      throw new TemplateRuntimeError(
        `No template above has a block "${name}" to fill.`,
        "templates.unknown-block",
        suggest(name, others),
      ).locate(this.#source.placeOf(offset));
    }
  }

  /** Gives the names that a component sees: its properties, also as one dict, and what fills its slots. */
  component(props: Names, slots: unknown): Names {
    return Object.assign(noNames(), props, { [PROPS]: { ...props }, slots });
  }

  /** Sets the names that blocks of this template and of those that it extends can see, without writing the page. */
  setNames(context: Context): string | Promise<string> {
    this.#namesCode ??= this.#compile(this, "names");
    return this.#namesCode.render(context, null);
  }

  /** Sets the names of what a template extends. */
  namesOfRest(parent: Program | null, context: Context): string | Promise<string> {
    return parent === null ? "" : parent.setNames(context);
  }

  /** Gives a block of a page whose names are set. */
  block(name: string, context: Context): BlockCode {
    const code = context.blocks[name]?.[0];
    if (code !== undefined) return code;
    throw new TemplateRuntimeError(
      `The template "${this.#source.name}" has no block "${name}".`,
      "templates.unknown-block",
      suggest(name, Object.keys(context.blocks)),
    );
  }

  /** Gives the code of a partial. */
  partial(context: Context, name: string): BlockCode {
    const code = context.blocks[name]?.[0];
    if (code !== undefined) return code;
    const known = Object.keys(context.blocks).flatMap((one) =>
      one[0] === "#" ? one.slice(1) : [],
    );
    const wanted = name.slice(1);
    throw new TemplateRuntimeError(
      `The template "${this.#source.name}" has no partial "${wanted}".`,
      "templates.unknown-block",
      suggest(wanted, known),
    );
  }

  /** Gives what renders one partial of this template alone. */
  fragment(partial: string): Program {
    const render = (context: Context, sink: TextSink | null): string | Promise<string> => {
      const run = () => this.partial(context, `#${partial}`)(context, 0, sink);
      const names = this.setNames(context);
      return names instanceof Promise ? names.then(run) : run();
    };
    const { blocks, fills } = this.#code;
    return new Program(this.#host, this.#source, this.isAsync, () => ({ render, blocks, fills }));
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

/** Gives the error to go on with: a thrown text or number has no place to note anything, and an overflow of the stack says nothing. */
function errorOf(thrown: unknown): object {
  if (thrown instanceof RangeError && String(thrown.message).includes("call stack")) {
    return endlessCalls(thrown);
  }
  if ((typeof thrown === "object" && thrown !== null) || typeof thrown === "function") {
    return thrown;
  }
  const what = `A function threw ${repr(thrown)}, which is no error.`;
  return new TemplateRuntimeError(what, "templates.thrown-value", "Throw an Error.", thrown);
}
