/** Commands of the `flagon` program: what apps, blueprints and extensions add to it. */

import type { Flagon } from "./app.ts";
import type { MaybePromise } from "../http/handler.ts";

/** An option or a positional argument of a command. */
export interface ArgumentSpec {
  /** What it takes; `boolean` options are flags. Default string. */
  type?: "string" | "number" | "boolean";
  /** One letter that stands for the option. */
  short?: string;
  /** What it is for, in the help. */
  help?: string;
  /** Taken when it is not given. */
  default?: string | number | boolean | readonly string[];
  /** May be given several times; positional: takes all that remain. */
  multiple?: boolean;
  /** Must be given. Positional arguments are required unless they have a default. */
  required?: boolean;
  /** The only values taken. */
  choices?: readonly string[];
}

type SpecType<S> = S extends { type: "number" }
  ? number
  : S extends { type: "boolean" }
    ? boolean
    : string;
type SpecValue<S> = S extends { multiple: true } ? SpecType<S>[] : SpecType<S>;
type IsGiven<S> = S extends
  | { required: true }
  | { default: unknown }
  | { type: "boolean" }
  | { multiple: true }
  ? true
  : false;

/** The values that a command gets, typed by what it declared. */
export type CommandValues<A, O> = { [K in keyof A]: SpecValue<A[K]> } & {
  [K in keyof O]: IsGiven<O[K]> extends true ? SpecValue<O[K]> : SpecValue<O[K]> | undefined;
};

/** What a command can use besides its values. */
export interface CommandContext {
  /** The app that the program found. */
  readonly app: Flagon;
  /** Writes a line of output. */
  print(line: string): void;
  /** Writes a line to the error output. */
  warn(line: string): void;
  /**
   * Shows how far long work is, on a line of the terminal that the next call replaces and undefined takes away; nothing where there is no terminal.
   *
   * The share that is done, from 0 to 1, is drawn as a bar before the line.
   */
  progress(line?: string, share?: number): void;
  /** Asks a question on the terminal; gives the default, or throws, where nobody can answer. */
  ask(question: string, options?: { default?: string; secret?: boolean }): Promise<string>;
  /** Aborts when the program is interrupted. */
  readonly signal: AbortSignal;
}

/** A command, with its types erased. */
export interface Command {
  readonly name: string;
  readonly help: string;
  readonly arguments: Readonly<Record<string, ArgumentSpec>>;
  readonly options: Readonly<Record<string, ArgumentSpec>>;
  /** Runs the command. The number it gives is the exit code; nothing is 0. */
  run(values: Record<string, unknown>, context: CommandContext): MaybePromise<number | void>;
}

/**
 * Declares a command; its values are typed by its arguments and options.
 *
 * @example
 * app.command(
 *   command("greet", {
 *     help: "Greets somebody.",
 *     arguments: { name: {} },
 *     options: { times: { type: "number", default: 1 } },
 *     run: ({ name, times }, { print }) => { for (let i = 0; i < times; i++) print(`Hello ${name}`); },
 *   }),
 * );
 */
export function command<
  const A extends Record<string, ArgumentSpec> = Record<never, ArgumentSpec>,
  const O extends Record<string, ArgumentSpec> = Record<never, ArgumentSpec>,
>(
  name: string,
  spec: {
    help?: string;
    arguments?: A;
    options?: O;
    run: (values: CommandValues<A, O>, context: CommandContext) => MaybePromise<number | void>;
  },
): Command {
  return {
    name,
    help: spec.help ?? "",
    arguments: spec.arguments ?? {},
    options: spec.options ?? {},
    // The program parses the words by the same declaration that typed the function.
    run: spec.run as Command["run"],
  };
}
