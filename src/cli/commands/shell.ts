/** `flagon shell`: a prompt with the app at hand. */

import { homedir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Flagon } from "../../app/app.ts";
import type { Blueprint } from "../../app/blueprint.ts";
import { tool } from "../tool.ts";

export const shell = tool("shell", {
  help: "Opens a prompt with the app: `await` works, what was typed is remembered.",
  options: { command: { short: "c", help: "Runs this text instead, and prints its value." } },
  run: async ({ command }, { terminal, loadApp }) => {
    const app = await loadApp();
    await app.start();
    try {
      const names = shellNames(app);
      if (command === undefined) return await converse(app, names);
      const value = await evaluate(command, names);
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

async function converse(app: Flagon, names: Record<string, unknown>): Promise<void> {
  console.log(`Flagon shell: ${Object.keys(names).join(", ")} are at hand; .exit ends it.`);
  const { start } = process.getBuiltinModule("node:repl");
  const prompt = start({ prompt: "flagon> ", useGlobal: false });
  Object.assign(prompt.context, names);
  // A session without a home folder goes without its history.
  await new Promise<void>((resolve) =>
    prompt.setupHistory(join(homedir(), ".flagon_history"), () => resolve()),
  );
  await new Promise((resolve) => prompt.once("exit", resolve));
  app.logger.named("flagon.shell").debug({}, "The shell was closed.");
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
