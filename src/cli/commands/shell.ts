/** `flagon shell`: a prompt with the app at hand, or a text that is run with it. */

import { homedir } from "node:os";
import { join } from "node:path";
import type { ReplOptions, REPLServer } from "node:repl";
import { inspect } from "node:util";
import type { Flagon } from "../../app/app.ts";
import type { Blueprint } from "../../app/blueprint.ts";
import { tool } from "../tool.ts";

/** Opens a prompt that knows the app, or runs one text with it. */
export const shell = tool("shell", {
  help: "Opens a prompt with the app: `await` works, what was typed is remembered. Text that comes by a pipe is run as a whole.",
  options: {
    command: {
      short: "c",
      help: "Runs this text instead, and prints its value where it is one expression.",
    },
  },
  run: async ({ command }, { terminal, loadApp }) => {
    const app = await loadApp();
    await app.start();
    try {
      const names = shellNames(app);
      if (command === undefined && process.stdin.isTTY === true) return await converse(app, names);
      const value = await evaluate(command ?? (await readInput()), names);
      if (value !== undefined) terminal.print(typeof value === "string" ? value : inspect(value));
    } finally {
      await app.stop();
    }
  },
});

/** Gives what the prompt knows: the app, a way to ask it, and what `shellContext` brings. */
function shellNames(app: Flagon): Record<string, unknown> {
  const ask = (target: string, init?: RequestInit): Promise<Response> =>
    app.fetch(new Request(new URL(target, "http://localhost"), init));
  const names: Record<string, unknown> = { app, ask, config: app.config };
  const gather = (blueprint: Blueprint<string>): void => {
    for (const child of blueprint.parts.children) gather(child.blueprint);
    for (const context of blueprint.parts.shellContexts) Object.assign(names, context());
  };
  gather(app);
  return names;
}

/** What comes by a pipe; nothing where the input is closed. */
async function readInput(): Promise<string> {
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

async function converse(app: Flagon, names: Record<string, unknown>): Promise<void> {
  const prompt = openPrompt(names);
  // A session without a home folder goes without its history.
  await new Promise<void>((resolve) =>
    prompt.setupHistory(join(homedir(), ".flagon_history"), () => resolve()),
  );
  await new Promise((resolve) => prompt.once("exit", resolve));
  app.logger.named("flagon.shell").debug({}, "The shell was closed.");
}

/**
 * Opens a prompt that knows the names given.
 *
 * It shares the globals of the program: in a context of its own `new Date()` would be of another class than the one that fields take. A name that the platform
 * has already, such as a model `Event`, would therefore change it for everything that runs; it is at hand as `own.Event`.
 */
export function openPrompt(
  names: Readonly<Record<string, unknown>>,
  streams: Pick<ReplOptions, "input" | "output" | "terminal"> = {},
): REPLServer {
  const { output = process.stdout } = streams;
  const [free, taken] = partition(Object.entries(names), ([name]) => !(name in globalThis));
  const own = taken.length === 0 ? [] : [["own", Object.fromEntries(taken)] as const];
  const shown = [...free.map(([name]) => name), ...taken.map(([name]) => `own.${name}`)];
  output.write(`Flagon shell: ${shown.join(", ")} are at hand; .exit ends it.\n`);
  const { start } = process.getBuiltinModule("node:repl");
  const prompt = start({ prompt: "flagon> ", useGlobal: true, ...streams });
  Object.assign(prompt.context, Object.fromEntries([...free, ...own]));
  return prompt;
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

const AsyncFunction = (async () => {}).constructor as new (
  ...words: string[]
) => (...values: unknown[]) => Promise<unknown>;

/** Runs text as an expression, or as statements where it is none. */
function evaluate(text: string, names: Record<string, unknown>): Promise<unknown> {
  const keys = Object.keys(names);
  let run: (...values: unknown[]) => Promise<unknown>;
  try {
    run = new AsyncFunction(...keys, `return (${text}\n)`);
  } catch {
    run = new AsyncFunction(...keys, text);
  }
  return run(...Object.values(names));
}
