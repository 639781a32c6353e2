/** Loaders: where templates come from by their names. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a loader finds. */
export interface LoadedTemplate {
  text: string;
  /** The file it was read from. */
  path?: string | undefined;
}

/** Gives templates by name. */
export interface Loader {
  /** Gives a template, or undefined where this loader has none of the name. */
  load(name: string): LoadedTemplate | undefined;
  /** Says where it looked, for the error. */
  describe(): string;
}

/** Loads templates from an object of texts by name. */
export function dictLoader(templates: Readonly<Record<string, string>>): Loader {
  return {
    load: (name) => (Object.hasOwn(templates, name) ? { text: templates[name]! } : undefined),
    describe: () => `${Object.keys(templates).length} templates of an object`,
  };
}

/** Loads templates by a function that gives a text, or undefined where there is none. */
export function functionLoader(find: (name: string) => string | undefined): Loader {
  return {
    load(name) {
      const text = find(name);
      return text === undefined ? undefined : { text };
    },
    describe: () => "a function",
  };
}

/**
 * Loads templates from the files of folders, the first folder that has one first.
 *
 * Names have `/` between their parts on every platform. A name that would leave the folder, is absolute or has a NUL names no template
 * (CWE-22).
 */
export function folderLoader(...folders: string[]): Loader {
  return {
    load(name) {
      if (!isInside(name)) return undefined;
      for (const folder of folders) {
        const path = join(folder, ...name.split("/"));
        const text = readText(path);
        if (text !== undefined) return { text, path };
      }
      return undefined;
    },
    describe: () => `the folders ${folders.join(", ")}`,
  };
}

/** Asks loaders one after the other. */
export function choiceLoader(...loaders: Loader[]): Loader {
  return {
    load(name) {
      for (const loader of loaders) {
        const found = loader.load(name);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    describe: () => loaders.map((loader) => loader.describe()).join("; "),
  };
}

/** Gives each loader the names that start with its prefix and a `/`, without the prefix. */
export function prefixLoader(loaders: Readonly<Record<string, Loader>>): Loader {
  return {
    load(name) {
      const slash = name.indexOf("/");
      const prefix = name.slice(0, Math.max(0, slash));
      if (slash === -1 || !Object.hasOwn(loaders, prefix)) return undefined;
      return loaders[prefix]!.load(name.slice(slash + 1));
    },
    describe: () => `the prefixes ${Object.keys(loaders).join(", ")}`,
  };
}

function isInside(name: string): boolean {
  if (name.includes("\0") || name.includes("\\") || /^[A-Za-z]:/.test(name)) return false;
  return name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw error;
  }
}
