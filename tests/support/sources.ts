/** Reads the repository's own sources, for the tests that hold its architecture and style. */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** The repository's root folder. */
export const root: string = join(import.meta.dirname, "..", "..");

/** One file of the repository: its path from the root with forward slashes, and its text. */
export interface Source {
  path: string;
  text: string;
}

/** Gives every file below `folder` (a path from the root) whose name ends in `ending`, sorted by path. */
export function sourcesIn(folder: string, ending = ".ts"): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`${sep}node_modules${sep}`))
    .map((path) => ({
      path: relative(root, path).split(sep).join("/"),
      text: readFileSync(path, "utf8"),
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** One import of a source file. */
export interface Import {
  /** What the text between the quotes says. */
  specifier: string;
  /** True when nothing of it remains once types are stripped. */
  typeOnly: boolean;
  /** True for `import()`. */
  lazy: boolean;
}

const STATIC = /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm;
const LAZY = /[^.\w]import\(\s*"([^"]+)"\s*\)/g;

/** Lists the imports of a source text: static ones, re-exports and `import()`. Text in comments is not read. */
export function importsOf(text: string): Import[] {
  const code = text.replace(/\/\*[^]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const found = [...code.matchAll(STATIC)].map((match) => ({
    specifier: match[2]!,
    typeOnly: match[1] !== undefined,
    lazy: false,
  }));
  const lazy = [...code.matchAll(LAZY)].map((match) => ({
    specifier: match[1]!,
    typeOnly: false,
    lazy: true,
  }));
  return [...found, ...lazy];
}
