/** A template that is ready to render. */

import { suggest } from "../base/suggest.ts";
import type { Names, Surroundings } from "./context.ts";
import { TemplateError, TemplateRuntimeError, writePlaces } from "./errors.ts";
import { endRendering, finishFrames, startRendering } from "./frames.ts";
import { PROGRAM, type Program } from "./program.ts";
import { CALL, isCallableObject } from "./values.ts";
import { StreamCancelled, TextSink } from "./text-sink.ts";

/** Compiles a template for one way of rendering. */
type Compile = (isAsync: boolean) => Program;

/** A template that is ready to render. */
export class Template {
  /** The name it was loaded by. */
  readonly name: string;
  readonly #compile: Compile;
  readonly #program: Program;
  #asyncProgram: Program | undefined;

  constructor(name: string, compile: Compile) {
    this.name = name;
    this.#compile = compile;
    this.#program = compile(false);
  }

  /** The code of the template, for templates that include, import or extend it. */
  [PROGRAM](isAsync: boolean): Program {
    return isAsync ? (this.#asyncProgram ??= this.#compile(true)) : this.#program;
  }

  /**
   * Renders the template with the names that it shall see; `surroundings` stand in for the environment's globals.
   *
   * @throws TemplateError with the place, `templates.promise` where it meets a promise; errors of called functions come through as they are.
   */
  render(names: Names = {}, surroundings?: Surroundings): string {
    const program = this.#program;
    return this.#run(() => program.render(program.context(names, surroundings)));
  }

  /**
   * Renders the template as {@link Template.render} does, and awaits every promise that it meets: values, attributes, what functions, filters
   * and tests give, items of lists and of async iterators. Only what is a promise is awaited.
   *
   * @throws TemplateError with the place; errors of called functions and rejected promises come through as they are.
   */
  async renderAsync(names: Names = {}, surroundings?: Surroundings): Promise<string> {
    return this.#runAsync((program) => program.render(program.context(names, surroundings)));
  }

  /**
   * Gives the output of the template piece by piece, as it comes: what is there while the template awaits something, and pieces of 16 KB.
   *
   * The rendering starts with the first piece that is asked for, and waits for a reader that is slow. A reader that stops early (`break`,
   * `return()`) ends it: iterators that it was walking are closed. An error comes after the pieces before it.
   */
  stream(names: Names = {}, surroundings?: Surroundings): AsyncIterableIterator<string> {
    return new TextSink((sink) =>
      this.#runAsync((program) => program.render(program.context(names, surroundings), sink)),
    );
  }

  /**
   * Renders one block of the template, for pages that replace a part of themselves.
   *
   * The page is not written: only what sets names at the top of the template and of those that it extends is run (`set`, `import`, `macro`,
   * `do`). Names that surround the block in the template, those of a loop for example, are not there; give them in `names`.
   *
   * @throws TemplateRuntimeError `templates.unknown-block`, and what {@link Template.render} throws.
   */
  renderBlock(name: string, names: Names = {}, surroundings?: Surroundings): string {
    const program = this.#program;
    return this.#run(() => {
      const context = program.context(names, surroundings);
      program.setNames(context);
      return program.block(name, context)(context, 0, null);
    });
  }

  /** Renders one block as {@link Template.renderBlock} does, and awaits promises. */
  async renderBlockAsync(
    name: string,
    names: Names = {},
    surroundings?: Surroundings,
  ): Promise<string> {
    return this.#runAsync(async (program) => {
      const context = program.context(names, surroundings);
      await program.setNames(context);
      return program.block(name, context)(context, 0, null);
    });
  }

  /**
   * Gives what a template exports under a name: a macro as a function that gives its output, other values as they are.
   *
   * @throws TemplateRuntimeError `templates.unknown-import` where it exports no such name
   * @example
   * const field = environment.getTemplate("forms.html").attribute("field") as (name: string) => SafeHtml;
   */
  attribute(name: string, surroundings?: Surroundings): unknown {
    const program = this.#program;
    const context = program.context({}, surroundings);
    this.#run(() => program.render(context));
    const exported = context.exports();
    if (!Object.hasOwn(exported, name)) throw nothingExported(this.name, name, exported);
    const value = exported[name];
    if (!isCallableObject(value)) return value;
    return (...positional: unknown[]): unknown => this.#run(() => value[CALL](positional, null));
  }

  /** Runs code that awaits nothing, so what it gives is text. */
  #run<T>(render: () => T | Promise<T>): T {
    startRendering();
    try {
      return this.#program.limited(render) as T;
    } catch (error) {
      throw finished(error);
    } finally {
      endRendering();
    }
  }

  async #runAsync(render: (program: Program) => string | Promise<string>): Promise<string> {
    startRendering();
    try {
      const program = this[PROGRAM](true);
      return await program.limited(() => render(program));
    } catch (error) {
      throw finished(error);
    } finally {
      endRendering();
    }
  }
}

function nothingExported(template: string, name: string, exported: Names): TemplateRuntimeError {
  return new TemplateRuntimeError(
    `The template "${template}" exports no "${name}".`,
    "templates.unknown-import",
    suggest(name, Object.keys(exported)),
  );
}

/** Writes the places that an error has passed through into it. */
function finished(error: unknown): unknown {
  if (error instanceof StreamCancelled) return error;
  if (error instanceof TemplateError) writePlaces(error);
  return finishFrames(error);
}
