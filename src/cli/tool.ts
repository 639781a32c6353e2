/** The shape of the program's own commands, and of the app's among them. */

import type { Flagon } from "../app/app.ts";
import type { ArgumentSpec, Command, CommandValues } from "../app/command.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { FindOptions } from "./discovery.ts";
import type { Terminal } from "./terminal.ts";

/** What a command of the program can use. */
export interface ToolContext {
  readonly terminal: Terminal;
  /** Finds and loads the app, with its settings from the environment. */
  loadApp(options?: Pick<FindOptions, "onRun">): Promise<Flagon>;
  /** Where `--app` says that the app is. */
  readonly appOption: string | undefined;
  /** Names of the environment variables that came from `.env` files. */
  readonly fileVariables: readonly string[];
  /** Gives all commands: the program's own, then the app's where there is one. */
  allCommands(): Promise<CommandGroups>;
  /** Aborts when the program is interrupted. */
  readonly signal: AbortSignal;
}

/** The commands that there are. */
export interface CommandGroups {
  readonly own: readonly Tool[];
  readonly app: readonly Command[];
}

/** A command of the program itself, with its types erased. */
export interface Tool extends Omit<Command, "run"> {
  run(values: Record<string, unknown>, context: ToolContext): MaybePromise<number | void>;
}

/** Declares a command of the program; its values are typed by its arguments and options. */
export function tool<
  const A extends Record<string, ArgumentSpec> = Record<never, ArgumentSpec>,
  const O extends Record<string, ArgumentSpec> = Record<never, ArgumentSpec>,
>(
  name: string,
  spec: {
    help: string;
    arguments?: A;
    options?: O;
    run: (values: CommandValues<A, O>, context: ToolContext) => MaybePromise<number | void>;
  },
): Tool {
  return {
    name,
    help: spec.help,
    arguments: spec.arguments ?? {},
    options: spec.options ?? {},
    // The words are read by the same declaration that typed the function.
    run: spec.run as Tool["run"],
  };
}
