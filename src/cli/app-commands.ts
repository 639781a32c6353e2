/** The commands that an app, its blueprints, its extensions and installed packages bring. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Flagon } from "../app/app.ts";
import type { Blueprint } from "../app/blueprint.ts";
import type { Command } from "../app/command.ts";

/**
 * Gives the commands of an app. A blueprint's are called `blog import`, and `import` too unless something else has that name.
 */
export function commandsOf(app: Flagon): Command[] {
  const grouped: Command[] = [...app.parts.commands];
  const walk = (blueprint: Blueprint<string>, path: string): void => {
    for (const { blueprint: child, name } of blueprint.parts.children) {
      const group = path === "" ? name : `${path} ${name}`;
      for (const command of child.parts.commands)
        grouped.push({ ...command, name: `${group} ${command.name}`, run: command.run });
      walk(child, group);
    }
  };
  walk(app, "");
  return grouped;
}

/**
 * Gives the commands that the project's packages bring: a package names their module in its package.json, as
 * `"flagon": { "commands": "./commands.js" }`, and that module's default export is a list of commands.
 */
export async function packageCommands(folder: string): Promise<Command[]> {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return [];
  const { dependencies = {}, devDependencies = {} } = readJson(file);
  const found: Command[] = [];
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    const manifest = findManifest(folder, name);
    const module = manifest === undefined ? undefined : readJson(manifest).flagon?.commands;
    if (manifest === undefined || module === undefined) continue;
    const loaded = (await import(pathToFileURL(join(dirname(manifest), module)).href)) as {
      default: readonly Command[];
    };
    found.push(...loaded.default);
  }
  return found;
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  flagon?: { app?: string; commands?: string };
}

function readJson(file: string): Manifest {
  return JSON.parse(readFileSync(file, "utf8")) as Manifest;
}

/** Looks for an installed package here and in the folders above, as workspaces keep them. */
function findManifest(folder: string, name: string): string | undefined {
  const file = join(folder, "node_modules", name, "package.json");
  if (existsSync(file)) return file;
  const above = dirname(folder);
  return above === folder ? undefined : findManifest(above, name);
}

/** Finds the command that words begin with, the longest name first, and the words that are left. */
export function matchCommand<C extends { name: string }>(
  commands: readonly C[],
  words: readonly string[],
): { command: C; rest: string[] } | undefined {
  const fits = (name: string): boolean =>
    name.split(" ").every((part, index) => words[index] === part);
  const byLength = commands
    .filter(({ name }) => fits(name))
    .toSorted((a, b) => b.name.length - a.name.length);
  const command = byLength[0] ?? flatMatch(commands, words[0]);
  if (command === undefined) return undefined;
  const used = byLength[0] === undefined ? 1 : command.name.split(" ").length;
  return { command, rest: words.slice(used) };
}

/** A blueprint's command may be called without its group where no other has that name. */
function flatMatch<C extends { name: string }>(
  commands: readonly C[],
  word: string | undefined,
): C | undefined {
  const found = commands.filter(({ name }) => name.split(" ").at(-1) === word);
  return found.length === 1 ? found[0] : undefined;
}
