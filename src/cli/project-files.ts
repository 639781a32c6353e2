/**
 * Makes folders from templates: those of the package in `projects/`, or one of the user's own.
 *
 * Marks in names and texts are replaced: `__name__` as it was typed, `__Name__` as words, `__ident__` as a name in code, and what else a template needs. A name
 * that begins with `_` is that of a hidden file, since packages lose some of those; `_package.json` is `package.json`.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { FlagonError } from "../base/errors.ts";

/** What stands for a mark: `__name__` has the key `name`. */
export type Marks = Readonly<Record<string, string>>;

/** Files to be written, by their path below the folder. */
export type Files = Map<string, string | Uint8Array>;

/** The folder of the package itself, wherever it was bundled to. */
export function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!isFlagon(folder)) folder = dirname(folder);
  return folder;
}

function isFlagon(folder: string): boolean {
  const file = join(folder, "package.json");
  return existsSync(file) && (readJson(file) as { name?: string }).name === "flagon";
}

/** Reads a template with its marks replaced, over what other templates gave. */
export function readTemplate(folder: string, marks: Marks, files: Files = new Map()): Files {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const inside = relative(folder, path).split(/[/\\]/);
    if (inside.includes("node_modules") || inside.includes(".git")) continue;
    const target = replaced(inside.map(shownName).join("/"), marks);
    files.set(target, contentOf(path, marks));
  }
  return files;
}

/** Files that are no text are taken as they are. */
function contentOf(path: string, marks: Marks): string | Uint8Array {
  const bytes = readFileSync(path);
  if (bytes.includes(0)) return bytes;
  return replaced(bytes.toString("utf8"), marks);
}

function replaced(text: string, marks: Marks): string {
  return text.replace(/__(\w+?)__/g, (mark, name: string) =>
    Object.hasOwn(marks, name) ? marks[name]! : mark,
  );
}

function shownName(name: string): string {
  if (name === "_package.json") return "package.json";
  return name.startsWith("_") && !name.startsWith("__") ? `.${name.slice(1)}` : name;
}

/**
 * Writes files into a folder.
 *
 * @throws FlagonError `cli.file-exists` where one of them is there already; then nothing is written.
 */
export function writeFiles(folder: string, files: Files): void {
  const taken = [...files.keys()].filter((path) => existsSync(join(folder, path)));
  if (taken.length > 0) {
    throw new FlagonError(`${taken.length === 1 ? "A file is" : "Files are"} there already.`, {
      code: "cli.file-exists",
      where: taken.map((path) => join(folder, path)).join(", "),
      mend: "Take another name, or move what is there away.",
    });
  }
  for (const [path, content] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    // Secrets of this machine are nobody else's.
    writeFileSync(file, content, path === ".env" ? { mode: 0o600 } : {});
  }
}

/** How a project names this copy of Flagon among its dependencies: by its version, or by the file or folder that it came from. */
export function ownDependency(): string {
  const root = packageRoot();
  const { version } = readJson(join(root, "package.json")) as { version: string };
  const around = dirname(root);
  if (around.split(/[/\\]/).at(-1) !== "node_modules") return `file:${root}`;
  const list = join(around, ".package-lock.json");
  if (!existsSync(list)) return `^${version}`;
  const { packages = {} } = readJson(list) as { packages?: Record<string, { resolved?: string }> };
  const from = packages["node_modules/flagon"]?.resolved;
  if (from?.startsWith("file:") !== true) return `^${version}`;
  return `file:${resolve(dirname(around), from.slice("file:".length))}`;
}

/** Reads a JSON file. */
export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Whether the path is a folder. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
