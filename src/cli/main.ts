/** The `flagon` program: finds the command, reads its words, runs it, and turns errors into text and an exit code. */

import { loadEnvFiles } from "../app/environment.ts";
import type { Flagon } from "../app/app.ts";
import type { Command } from "../app/command.ts";
import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { commandsOf, matchCommand, packageCommands } from "./app-commands.ts";
import { readWords } from "./arguments.ts";
import { OWN_COMMANDS } from "./commands/table.ts";
import { findApp } from "./discovery.ts";
import { textOf } from "./failure.ts";
import { commandHelp, programHelp } from "./help.ts";
import { Interrupted, ProcessTerminal, type Terminal } from "./terminal.ts";
import type { CommandGroups, Tool, ToolContext } from "./tool.ts";

/** The exit code of a program that SIGINT ends, as shells have it: 128 and the signal's number. */
const INTERRUPTED = 130;

/** What the program talks to, and what is given instead of being looked for. */
export interface MainOptions {
  /** Default: the terminal of the process. */
  terminal?: Terminal;
  /** The app, where it need not be found. */
  app?: Flagon;
  /** Lets errors of commands through instead of printing them. Default false. */
  throwErrors?: boolean;
}

/**
 * Runs the program with the words after its name and gives the exit code: 0, 1 for an error, 2 for words that do not fit, 130 where a question was
 * answered by Ctrl-C, or what the command says. A server that a command starts goes on running.
 */
export async function main(words: readonly string[], options: MainOptions = {}): Promise<number> {
  const terminal = options.terminal ?? new ProcessTerminal();
  try {
    return await new Program(terminal, options.app).run(words);
  } catch (error) {
    if (options.throwErrors === true) throw error;
    if (error instanceof Interrupted) {
      terminal.warn(`\n${error.message}`);
      return INTERRUPTED;
    }
    terminal.warn(textOf(error));
    return isUsage(error) ? 2 : 1;
  }
}

class Program {
  readonly #terminal: Terminal;
  readonly #interrupt = new AbortController();
  /** An app that was given is started and stopped by whoever gave it. */
  readonly #isOwner: boolean;
  #app: Flagon | undefined;
  #appOption: string | undefined;
  #fileVariables: string[] = [];

  constructor(terminal: Terminal, app: Flagon | undefined) {
    this.#terminal = terminal;
    this.#app = app;
    this.#isOwner = app === undefined;
  }

  async run(words: readonly string[]): Promise<number> {
    const { rest, app, envFiles } = takeCommonOptions(words);
    this.#appOption = app;
    if (this.#isOwner) this.#fileVariables = loadEnvFiles([...envFiles, ".env", ".flagonenv"]);
    const [first] = rest;
    if (first === undefined || first === "--help" || first === "-h" || first === "help")
      return this.#help(rest.slice(1));
    const called = first === "--version" || first === "-V" ? ["version", ...rest.slice(1)] : rest;
    const own = matchCommand(OWN_COMMANDS, called);
    // By its whole name: the last word of a group's command may be one of the app's.
    if (own?.command.name.split(" ").every((part, index) => called[index] === part) === true)
      return this.#runOwn(own.command, own.rest);
    return this.#runOfApp(called);
  }

  async #runOwn(command: Tool, words: readonly string[]): Promise<number> {
    if (asksForHelp(words)) return this.#say(commandHelp(this.#terminal, command));
    return (await command.run(readWords(command, words), this.#context())) ?? 0;
  }

  async #runOfApp(words: readonly string[]): Promise<number> {
    const commands = await this.#appCommands();
    const found = matchCommand(commands, words);
    if (found === undefined) throw unknownCommand(words, [...OWN_COMMANDS, ...commands]);
    if (asksForHelp(found.rest)) return this.#say(commandHelp(this.#terminal, found.command));
    const values = readWords(found.command, found.rest);
    const app = await this.#loadApp();
    if (this.#isOwner) await app.start();
    const onInterrupt = (): void => this.#interrupt.abort();
    process.once("SIGINT", onInterrupt);
    try {
      const { withAppContext } = await import("../app/globals.ts");
      return (
        (await withAppContext(app, () => found.command.run(values, this.#forCommand(app)))) ?? 0
      );
    } finally {
      process.off("SIGINT", onInterrupt);
      if (this.#isOwner) await app.stop();
    }
  }

  #forCommand(app: Flagon): Parameters<Command["run"]>[1] {
    const terminal = this.#terminal;
    return {
      app,
      print: (line) => terminal.print(line),
      warn: (line) => terminal.warn(line),
      progress: (line, share) => terminal.progress(line, share),
      ask: (question, options) => terminal.ask(question, options),
      signal: this.#interrupt.signal,
    };
  }

  #context(): ToolContext {
    return {
      terminal: this.#terminal,
      appOption: this.#appOption,
      fileVariables: this.#fileVariables,
      signal: this.#interrupt.signal,
      loadApp: (options) => this.#loadApp(options),
      allCommands: () => this.#groups(),
    };
  }

  async #loadApp(options: Parameters<ToolContext["loadApp"]>[0] = {}): Promise<Flagon> {
    if (this.#app !== undefined) return this.#app;
    const app = await findApp({ app: this.#appOption, ...options });
    app.config.fromEnv();
    return (this.#app = app);
  }

  async #appCommands(): Promise<Command[]> {
    const app = await this.#loadApp();
    return [...commandsOf(app), ...(await packageCommands(process.cwd()))];
  }

  /** Help is given also where no app is found, or the app is broken. */
  async #groups(): Promise<CommandGroups> {
    try {
      return { own: OWN_COMMANDS, app: await this.#appCommands() };
    } catch (error) {
      const isMissing = error instanceof FlagonError && error.code === "cli.no-app-file";
      if (!isMissing)
        this.#terminal.warn(`The app's own commands are missing:\n${textOf(error)}\n`);
      return { own: OWN_COMMANDS, app: [] };
    }
  }

  async #help(words: readonly string[]): Promise<number> {
    const { own, app } = await this.#groups();
    if (words.length === 0) {
      const groups = [
        { title: "Commands", commands: own },
        { title: "Commands of the app", commands: app },
      ];
      return this.#say(programHelp(this.#terminal, groups));
    }
    const found = matchCommand<Tool | Command>([...own, ...app], words);
    if (found === undefined) throw unknownCommand(words, [...own, ...app]);
    return this.#say(commandHelp(this.#terminal, found.command));
  }

  #say(text: string): number {
    this.#terminal.print(text);
    return 0;
  }
}

/** Takes `--app` and `--env-file` away, wherever they stand before a lone `--`. */
function takeCommonOptions(words: readonly string[]): {
  rest: string[];
  app: string | undefined;
  envFiles: string[];
} {
  const rest: string[] = [];
  const taken = { app: [] as string[], "env-file": [] as string[] };
  for (let at = 0; at < words.length; at++) {
    const [, name, inline] = /^--(app|env-file)(?:=(.*))?$/s.exec(words[at]!) ?? [];
    if (words[at] === "--") return { rest: [...rest, ...words.slice(at)], ...named(taken) };
    if (name === undefined) rest.push(words[at]!);
    else taken[name as keyof typeof taken].push(inline ?? words[++at] ?? throwNoValue(name));
  }
  return { rest, ...named(taken) };
}

function named(taken: { app: string[]; "env-file": string[] }): {
  app: string | undefined;
  envFiles: string[];
} {
  return { app: taken.app.at(-1), envFiles: taken["env-file"] };
}

function throwNoValue(name: string): never {
  throw new FlagonError(`The option --${name} needs a value.`, { code: "cli.usage" });
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end < 0 ? words : words.slice(0, end)).some((word) => word === "--help" || word === "-h");
}

function unknownCommand(words: readonly string[], known: readonly { name: string }[]): FlagonError {
  const names = known.map(({ name }) => name);
  return new FlagonError(`There is no command "${words[0]}".`, {
    code: "cli.unknown-command",
    where: `flagon ${words.join(" ")}`,
    mend: suggest(words[0]!, names),
  });
}

function isUsage(error: unknown): boolean {
  return (
    error instanceof FlagonError &&
    (error.code === "cli.usage" || error.code === "cli.unknown-command")
  );
}
