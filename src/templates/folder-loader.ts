/** The loader for files: templates from folders, the first folder that has one first. */

import type * as fs from "node:fs";
import type * as path from "node:path";
import { FlagonError } from "../base/errors.ts";
import type { LoadedTemplate, Loader } from "./loaders.ts";

/** Names beyond this number are of no help to anybody who misspelt one. */
const MOST_NAMES = 5000;

/**
 * Loads templates from the files of folders, the first folder that has one first.
 *
 * Names have `/` between their parts on every platform. A name that would leave the folder, is absolute or has a NUL names no template
 * (CWE-22).
 *
 * @throws FlagonError `templates.no-file-system` where the platform has no files.
 */
export function folderLoader(...folders: string[]): Loader {
  const files = { fs: builtin("node:fs"), path: builtin("node:path") };
  return {
    load(name) {
      if (!isInside(name)) return undefined;
      const paths = folders.map((folder) => files.path.join(folder, ...name.split("/")));
      for (const [index, path] of paths.entries()) {
        const found = loadFile(files, path, paths.slice(0, index));
        if (found !== undefined) return found;
      }
      return undefined;
    },
    describe: () =>
      folders.length === 1 ? `the folder ${folders[0]}` : `the folders ${folders.join(", ")}`,
    *names() {
      for (const folder of folders) yield* namesIn(files, folder);
    },
  };
}

interface Files {
  fs: typeof fs;
  path: typeof path;
}

/** A platform without files can still load this module. */
function builtin<Name extends "node:fs" | "node:path">(
  name: Name,
): Name extends "node:fs" ? typeof fs : typeof path {
  const found: unknown = globalThis.process?.getBuiltinModule?.(name);
  if (found !== undefined) return found as Name extends "node:fs" ? typeof fs : typeof path;
  throw new FlagonError(`This platform has no ${name}, so there are no folders of templates.`, {
    code: "templates.no-file-system",
    where: "folderLoader()",
    mend: "Give the templates as an object: dictLoader({ … }).",
  });
}

/** Reads a file with what is needed to see that it has changed, or that another one is in front of it. */
function loadFile(
  { fs }: Files,
  path: string,
  before: readonly string[],
): LoadedTemplate | undefined {
  const mark = markOf(fs, path);
  if (mark === undefined) return undefined;
  const text = readText(fs, path);
  if (text === undefined) return undefined;
  return {
    text,
    path,
    isFresh: () =>
      markOf(fs, path) === mark && before.every((other) => markOf(fs, other) === undefined),
  };
}

/** Gives what changes when a file does; undefined where there is none. */
function markOf({ statSync }: typeof fs, path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? `${found.mtimeMs} ${found.size} ${found.ino}` : undefined;
}

/** The file may be gone since it was looked at. */
function readText({ readFileSync }: typeof fs, path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isInside(name: string): boolean {
  if (name.includes("\0") || name.includes("\\") || /^[A-Za-z]:/.test(name)) return false;
  return name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** Walks a folder; hidden files are none that anybody means. */
function* namesIn({ fs, path }: Files, folder: string): Generator<string> {
  const waiting = [""];
  let count = 0;
  while (waiting.length > 0) {
    const prefix = waiting.shift()!;
    for (const entry of entriesOf(fs, path.join(folder, prefix))) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      if (entry.isDirectory()) waiting.push(`${prefix}${entry.name}/`);
      else if (++count <= MOST_NAMES) yield prefix + entry.name;
      else return;
    }
  }
}

function entriesOf({ readdirSync }: typeof fs, folder: string): fs.Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  } catch {
    return [];
  }
}
