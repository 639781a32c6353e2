/** `flagon/cli`: the `flagon` program for other programs and for tests. */

import type { Flagon } from "../app/app.ts";
import { FlagonError } from "../base/errors.ts";
import { main } from "./main.ts";
import { RecordingTerminal } from "./terminal.ts";

export { main, type MainOptions } from "./main.ts";
export type { Terminal } from "./terminal.ts";

/** How a command is called from code. */
export interface CallOptions {
  /** What is answered to its questions, in their order. */
  answers?: readonly string[];
}

/** What became of a command. */
export interface CommandResult {
  /** What it printed. */
  output: string;
  /** What it wrote to the error output. */
  errors: string;
  /** How far it said its work was, a line each time. */
  progress: string[];
  /** 0 when all went well. */
  exitCode: number;
  /** What it threw. */
  error: unknown;
}

/** Runs commands of an app and records what becomes of them; nothing is thrown. For tests. */
export class CliRunner {
  readonly #app: Flagon;

  constructor(app: Flagon) {
    this.#app = app;
  }

  /**
   * Runs a command by its words.
   *
   * @example
   * const { output, exitCode } = await new CliRunner(app).invoke(["greet", "Ann", "--times", "2"]);
   */
  async invoke(
    words: readonly string[],
    { answers = [] }: CallOptions = {},
  ): Promise<CommandResult> {
    const terminal = new RecordingTerminal(answers);
    let exitCode = 1;
    let error: unknown;
    try {
      exitCode = await main(words, { terminal, app: this.#app, throwErrors: true });
    } catch (thrown) {
      error = thrown;
    }
    const { output, errors, progressLines: progress } = terminal;
    return { output, errors, progress, exitCode, error };
  }
}

/**
 * Runs a command of the app, or of the program, and gives what it printed.
 *
 * @throws what the command throws; FlagonError `cli.command-failed` when its exit code is not 0.
 * @example
 * const table = await callCommand(app, "routes", ["--sort", "rule"]);
 */
export async function callCommand(
  app: Flagon,
  name: string,
  words: readonly string[] = [],
  options: CallOptions = {},
): Promise<string> {
  const called = [...name.split(" "), ...words];
  const { output, errors, exitCode, error } = await new CliRunner(app).invoke(called, options);
  if (error !== undefined) throw error;
  if (exitCode === 0) return output;
  throw new FlagonError(`The command ended with ${exitCode}.`, {
    code: "cli.command-failed",
    where: `flagon ${called.join(" ")}`,
    mend: errors === "" ? "See what it printed." : errors.trimEnd(),
  });
}
