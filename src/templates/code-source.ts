/** Where the code of templates comes from: the compiler, or the cache of what it made before. */

import { CodeCache } from "./code-cache.ts";
import { compileTemplate } from "./compiler.ts";
import { TemplateError, TemplateRuntimeError, TemplateSyntaxError } from "./errors.ts";
import type { Statement } from "./nodes.ts";
import type { CompiledTemplate, Program } from "./program.ts";
import { RUNTIME_NAMES } from "./runtime.ts";
import type { TemplateSource } from "./source.ts";
import type { CodeVariant, CompileOptions, NamedUse, TemplateCode } from "./template-code.ts";

/** Compiled code: it gets the functions of the runtime, and the program that it is of. */
export type MakeTemplate = (runtime: Record<string, unknown>, program: Program) => CompiledTemplate;

/** Changes whenever the code that the compiler writes, or what that code asks of the runtime, changes. */
export const CODE_VERSION = `1 ${RUNTIME_NAMES.join(" ")}`;

/** What code is made of, besides the template. */
export interface CodeOptions extends Pick<CompileOptions, "sandboxed" | "named" | "suggest"> {
  /** The settings of the environment that code depends on, as a text. */
  settings(): string;
  parse(source: TemplateSource): readonly Statement[];
  /** The folder that code is kept in. */
  cacheFolder: string | undefined;
}

/** One template in one way of compiling it. */
export interface CodeRequest {
  source: TemplateSource;
  autoescape: boolean;
  variant: CodeVariant;
  /** True for a template that has a name; the cache would only grow by texts that are made up as they come. */
  isNamed: boolean;
}

/** Makes the code of templates. */
export class CodeSource {
  readonly #options: CodeOptions;
  readonly #cache: CodeCache | undefined;

  constructor(options: CodeOptions) {
    this.#options = options;
    const { cacheFolder } = options;
    this.#cache = cacheFolder === undefined ? undefined : new CodeCache(cacheFolder);
  }

  /** Gives the JavaScript of a template. @throws TemplateSyntaxError */
  code({ source, autoescape, variant }: Omit<CodeRequest, "isNamed">): TemplateCode {
    return shallowly(source, () =>
      compileTemplate(source, this.#options.parse(source), {
        ...this.#options,
        autoescape,
        variant,
      }),
    );
  }

  /** Gives a template's code as a function. @throws TemplateSyntaxError */
  make(request: CodeRequest): MakeTemplate {
    const isKept = this.#cache !== undefined && request.isNamed;
    const { code } = isKept ? this.#cached(request) : this.code(request);
    return shallowly(request.source, () => functionOf(code));
  }

  #cached(request: CodeRequest): TemplateCode {
    const { source, autoescape, variant } = request;
    const key = JSON.stringify([
      CODE_VERSION,
      this.#options.settings(),
      this.#options.sandboxed,
      autoescape,
      variant,
      source.text,
    ]);
    const known = this.#cache!.find(key);
    if (known !== undefined && this.misfit(known.uses) === undefined) return known;
    const made = this.code(request);
    this.#cache!.keep(key, made);
    return made;
  }

  /** Gives a filter or test that code was made for and that is another one here. */
  misfit(uses: readonly NamedUse[]): NamedUse | undefined {
    return uses.find(({ kind, name, count, call }) => {
      const here = this.#options.named(kind, name, count);
      return here?.direct !== call?.direct || here?.wantsEvaluation !== call?.wantsEvaluation;
    });
  }
}

function functionOf(code: string): MakeTemplate {
  try {
    return new Function("R", "T", code) as MakeTemplate;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    throw new TemplateRuntimeError(
      "This platform does not let templates be compiled while it runs.",
      "templates.no-code-generation",
      "Write environment.precompile() to a module when you build, and give the environment that module as `precompiled`.",
      error,
    );
  }
}

/** An expression of thousands of terms overflows the stack of the compiler, or of JavaScript's own parser. */
function shallowly<T>(source: TemplateSource, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError || !(error instanceof RangeError)) throw error;
    throw new TemplateSyntaxError("The template nests too deeply.").locate(source.placeOf(0));
  }
}
