/** Where a command's words go, and where its questions are answered: the real terminal, or a record for tests. */

import type { Writable } from "node:stream";
import { FlagonError } from "../base/errors.ts";

/** What a program talks to. */
export interface Terminal {
  /** Writes a line of output. */
  print(line: string): void;
  /** Writes a line to the error output. */
  warn(line: string): void;
  /**
   * Shows a line on the error output that the next one replaces, and undefined takes away; nothing where it is no terminal.
   *
   * The share that is done, from 0 to 1, is drawn as a bar before the line.
   */
  progress(line?: string, share?: number): void;
  /** Asks a question; gives the default, or throws, where nobody can answer. */
  ask(question: string, options?: { default?: string; secret?: boolean }): Promise<string>;
  /** Whether colours are shown. */
  readonly hasColors: boolean;
  /** Width in characters. */
  readonly columns: number;
}

/** What a question throws when Ctrl-C or Ctrl-D is typed instead of an answer. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("Stopped: nobody answered.");
  }
}

/** The terminal of this process. */
export class ProcessTerminal implements Terminal {
  get hasColors(): boolean {
    const { NO_COLOR, FORCE_COLOR } = process.env;
    if (NO_COLOR) return false;
    return FORCE_COLOR ? FORCE_COLOR !== "0" : process.stdout.isTTY === true;
  }

  get columns(): number {
    return process.stdout.columns ?? 100;
  }

  print(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  warn(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  progress(line?: string, share?: number): void {
    if (process.stderr.isTTY !== true) return;
    // A terminal without a size says 0.
    const width = (process.stderr.columns || 80) - 1;
    process.stderr.write(`\r\u001b[2K${progressText(line, share).slice(0, width)}`);
  }

  async ask(
    question: string,
    { default: fallback, secret = false }: { default?: string; secret?: boolean } = {},
  ): Promise<string> {
    if (process.stdin.isTTY !== true) return orThrow(fallback, question);
    const shown = fallback ? `${question} [${fallback}]: ` : `${question}: `;
    // What is typed is echoed by readline itself, so a secret is read with an output that shows the question alone.
    const output = secret ? questionOnly(shown) : process.stdout;
    const { createInterface } = process.getBuiltinModule("node:readline/promises");
    const reader = createInterface({ input: process.stdin, output, terminal: true });
    try {
      const answer = await reader.question(shown);
      return answer === "" && fallback !== undefined ? fallback : answer;
    } catch (error) {
      // Ctrl-C and Ctrl-D: whoever asked goes no further, and nothing has to be explained.
      throw error instanceof Error && error.name === "AbortError" ? new Interrupted() : error;
    } finally {
      reader.close();
      if (secret) process.stdout.write("\n");
    }
  }
}

/** A terminal that keeps what is said and answers from a list. */
export class RecordingTerminal implements Terminal {
  readonly hasColors = false;
  readonly columns = 100;
  /** What was printed, line ends included. */
  output = "";
  /** What went to the error output. */
  errors = "";
  /** The lines that told how far the work was. */
  readonly progressLines: string[] = [];
  readonly #answers: string[];

  constructor(answers: readonly string[] = []) {
    this.#answers = [...answers];
  }

  print(line: string): void {
    this.output += `${line}\n`;
  }

  warn(line: string): void {
    this.errors += `${line}\n`;
  }

  progress(line?: string, share?: number): void {
    if (line !== undefined) this.progressLines.push(progressText(line, share));
  }

  ask(question: string, options: { default?: string } = {}): Promise<string> {
    const answer = this.#answers.shift();
    return Promise.resolve(answer === undefined ? orThrow(options.default, question) : answer);
  }
}

/** How many characters a bar has. */
const BAR = 24;

function progressText(line = "", share?: number): string {
  if (share === undefined) return line;
  const done = Math.min(Math.max(share, 0), 1);
  const full = Math.round(done * BAR);
  const percent = `${Math.floor(done * 100)}`.padStart(3);
  return `${"█".repeat(full)}${"░".repeat(BAR - full)} ${percent} % ${line}`;
}

function orThrow(fallback: string | undefined, question: string): string {
  if (fallback !== undefined) return fallback;
  throw new FlagonError("The command asks a question, and nobody is there to answer.", {
    code: "cli.no-answer",
    where: question,
    mend: "Run it in a terminal, or give the answer as an option of the command, which its --help shows.",
  });
}

function questionOnly(question: string): Writable {
  const { Writable } = process.getBuiltinModule("node:stream");
  let shown = false;
  return new Writable({
    write(_chunk, _encoding, done) {
      if (!shown) process.stdout.write(question);
      shown = true;
      done();
    },
  });
}
