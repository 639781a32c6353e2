/** Watches a project's folders for changed code. */

import { type FSWatcher, readdirSync, watch } from "node:fs";
import { extname, join } from "node:path";

const CODE = new Set(
  ".ts .mts .cts .js .mjs .cjs .jsx .tsx .json .po .env .toml .yaml .yml".split(" "),
);
const PASSED_OVER = new Set(["node_modules", "dist", "coverage", "__pycache__"]);
/** Editors write a file in several steps. */
const DEBOUNCE_MS = 40;

/**
 * Calls back with the changed files, once for changes that come together.
 *
 * Every folder is watched by itself, without `node_modules`, `dist` and hidden ones: Node's own recursive watch walks those too.
 *
 * @returns a function that ends it.
 */
export function watchProject(
  folder: string,
  extraFiles: readonly string[],
  onChange: (files: string[]) => void,
): () => void {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const note = (file: string): void => {
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed];
      changed.clear();
      onChange(files);
    }, DEBOUNCE_MS);
  };
  const add = (path: string): void => {
    if (watchers.has(path)) return;
    for (const below of foldersIn(path)) add(join(path, below));
    const watcher = watchFolder(path, (name) => {
      if (isFolder(path, name)) add(join(path, name));
      else if (isCode(name)) note(join(path, name));
    });
    if (watcher !== undefined) watchers.set(path, watcher);
  };
  add(folder);
  for (const file of extraFiles)
    watchers.set(
      `file:${file}`,
      watch(file, () => note(file)),
    );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

function watchFolder(path: string, onName: (name: string) => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, (_event, name) => {
      if (name !== null) onName(name);
    });
    // A folder that goes away ends its own watch.
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !isPassedOver(entry.name))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function isFolder(path: string, name: string): boolean {
  return extname(name) === "" && !isPassedOver(name) && foldersIn(path).includes(name);
}

function isPassedOver(name: string): boolean {
  return name.startsWith(".") || PASSED_OVER.has(name);
}

/** `.env` and `.env.local` have no ending before their name. */
function isCode(name: string): boolean {
  return name.startsWith(".env") || name === ".flagonenv" || CODE.has(extname(name));
}
