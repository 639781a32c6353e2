/** What goes into the compiler besides a template, and what comes out of it. */

/** A way of compiling a template. */
export interface CodeVariant {
  /** True where promises are awaited. */
  readonly isAsync: boolean;
  /** The whole page, or only what sets its names, for rendering a block alone. */
  readonly kind: "page" | "names";
}

/** What the compiler knows of the environment. */
export interface CompileOptions {
  autoescape: boolean;
  variant: CodeVariant;
  /** True where every read goes through the sandbox, and steps are counted. */
  sandboxed: boolean;
  /** Tells how a filter or test can be called with so many arguments; -1 where the count is not known. Undefined when it is unknown. */
  named(kind: "filter" | "test", name: string, count: number): NamedCall | undefined;
  /** Says how to mend an unknown name. */
  suggest(kind: "filter" | "test", name: string): string;
}

/** A filter or test as a template calls it: with how many arguments (-1 where that is not known), and how it can be called then. */
export interface NamedUse {
  readonly kind: "filter" | "test";
  readonly name: string;
  readonly count: number;
  /** Undefined where there is none of the name, which is no error in a branch that does not run. */
  readonly call: NamedCall | undefined;
}

/** How a filter or test can be called. */
export interface NamedCall {
  /** True where the arguments can be passed as they are. */
  readonly direct: boolean;
  readonly wantsEvaluation: boolean;
}

/** A compiled template. */
export interface TemplateCode {
  /** The body of a function of `R`, the runtime, and `T`, the program. */
  readonly code: string;
  /** What the code takes for granted of the environment. */
  readonly uses: readonly NamedUse[];
}
