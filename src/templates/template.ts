/** A template that is ready to render. */

import type { Names, Surroundings } from "./context.ts";
import { TemplateError, TemplateRuntimeError, writePlaces } from "./errors.ts";
import { endRendering, finishFrames, startRendering } from "./frames.ts";
import { PROGRAM, type Program } from "./program.ts";

/** A template that is ready to render. */
export class Template {
  /** The name it was loaded by. */
  readonly name: string;
  readonly #program: Program;

  constructor(name: string, program: Program) {
    this.name = name;
    this.#program = program;
  }

  /** The code of the template, for templates that include, import or extend it. */
  [PROGRAM](): Program {
    return this.#program;
  }

  /**
   * Renders the template with the names that it shall see; `surroundings` stand in for the environment's globals.
   *
   * @throws TemplateError with the place; errors of called functions come through as they are.
   */
  render(names: Names = {}, surroundings?: Surroundings): string {
    return this.#run((program) => program.render(program.context(names, surroundings)));
  }

  /** Renders one block of the template, for pages that replace a part of themselves. */
  renderBlock(name: string, names: Names = {}, surroundings?: Surroundings): string {
    return this.#run((program) => {
      const context = program.context(names, surroundings);
      program.render(context);
      const block = context.blocks[name]?.[0];
      if (block === undefined) {
        throw new TemplateRuntimeError(`The template "${this.name}" has no block "${name}".`);
      }
      return block(context, 0);
    });
  }

  #run(render: (program: Program) => string): string {
    const program = this.#program;
    startRendering();
    try {
      return program.limited(() => render(program));
    } catch (error) {
      throw finished(error);
    } finally {
      endRendering();
    }
  }
}

/** Writes the places that an error has passed through into it. */
function finished(error: unknown): unknown {
  if (error instanceof TemplateError) writePlaces(error);
  return finishFrames(error);
}
