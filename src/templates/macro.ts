/** Macros as values: what `{% macro %}` makes, and what `caller` is. */

import { suggest } from "../base/suggest.ts";
import { asOutput } from "./blocks.ts";
import { TemplateTypeError } from "./errors.ts";
import type { Evaluation } from "./evaluation.ts";
import { TEXT } from "./printing.ts";
import { CALL, type Callable, type Keywords, Tuple } from "./values.ts";

/** The compiled body: parameters, then those of `caller`, `kwargs` and `varargs` that are no parameters. */
type Body = (...args: unknown[]) => string | Promise<string>;

/** The body of a macro, for compiled code that calls it in place. Templates cannot name it. */
export const BODY: unique symbol = Symbol("body");
/** How many positional arguments the body can be called with as it is; -1 where they have to be put in order first. */
export const TAKES: unique symbol = Symbol("takes");

/** A function of a template that gives text. */
export class Macro implements Callable {
  /** The name it was defined with. */
  readonly name: string;
  /** The names of its parameters. */
  readonly arguments: Tuple;
  /** True when its body uses `caller`. */
  readonly caller: boolean;
  readonly catch_kwargs: boolean;
  readonly catch_varargs: boolean;
  readonly #evaluation: Evaluation;
  readonly #parameters: readonly string[];
  readonly [BODY]: Body;
  readonly [TAKES]: number;

  constructor(
    evaluation: Evaluation,
    name: string,
    parameters: readonly string[],
    caller: boolean,
    takesKeywords: boolean,
    takesMore: boolean,
    body: Body,
  ) {
    this.name = name;
    this.arguments = Tuple.fromList(parameters);
    this.caller = caller;
    this.catch_kwargs = takesKeywords;
    this.catch_varargs = takesMore;
    this.#evaluation = evaluation;
    this.#parameters = parameters;
    this[BODY] = body;
    this[TAKES] = takesKeywords || takesMore ? -1 : parameters.length;
  }

  [CALL](positional: unknown[], keywords: Keywords | null): unknown {
    return Macro.run(this, this.#evaluation, positional, keywords);
  }

  /** Runs a macro as called from a place: its text is HTML where output is escaped there. */
  static run(
    macro: Macro,
    evaluation: Evaluation,
    positional: unknown[],
    keywords: Keywords | null,
  ): unknown {
    const isQuick = keywords === null && positional.length <= macro[TAKES];
    const args = isQuick ? positional : macro.#bind(positional, keywords);
    return asOutput(evaluation, macro[BODY](...args));
  }

  #bind(positional: readonly unknown[], keywords: Keywords | null): unknown[] {
    const names = this.#parameters;
    const rest: Keywords = { ...keywords };
    const args: unknown[] = names.map((name, index) => {
      if (index < positional.length) return positional[index];
      const value = rest[name];
      delete rest[name];
      return value;
    });
    const more = positional.slice(names.length);
    if (more.length > 0 && !this.catch_varargs) {
      throw new TemplateTypeError(
        `The macro "${this.name}" takes at most ${names.length} arguments, and ${positional.length} were given.`,
      );
    }
    if (!names.includes("caller")) args.push(this.#takeCaller(rest));
    if (!this.catch_kwargs) this.#refuse(rest);
    if (!names.includes("kwargs")) args.push(rest);
    if (!names.includes("varargs")) args.push(Tuple.fromList(more));
    return args;
  }

  #takeCaller(rest: Keywords): unknown {
    if (!this.caller) return undefined;
    const { caller } = rest;
    delete rest["caller"];
    return caller;
  }

  #refuse(rest: Keywords): void {
    const [name] = Object.keys(rest);
    if (name === undefined) return;
    if (name === "caller") {
      throw new TemplateTypeError(
        `The macro "${this.name}" was called with a body and never uses "caller".`,
      );
    }
    const what = this.#parameters.includes(name)
      ? `The macro "${this.name}" was given "${name}" twice.`
      : `The macro "${this.name}" has no argument "${name}". ${suggest(name, this.#parameters)}`;
    throw new TemplateTypeError(what);
  }

  [TEXT](): string {
    return `<Macro '${this.name}'>`;
  }
}
