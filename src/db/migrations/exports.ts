/** Finds the module that exports a function or a class: the files of a blueprint's folder that speak of its name are asked. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";

const SKIPPED = new Set(["node_modules", "migrations", "static", "templates", "locale", "dist"]);
const SOURCE = /\.(?:ts|mts|js|mjs)$/;

/** Something that a file exports. */
export interface Exported {
  readonly name: string;
  readonly file: string;
}

/** Finds where things are exported, in some folders. */
export class ExportFinder {
  readonly #folders: readonly string[];
  readonly #found = new Map<object, Exported>();
  #texts: Map<string, string> | undefined;

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** Looks for things by their names, so that `find` knows them. Files that export such a name are loaded, if they are not yet. */
  async prepare(things: Iterable<object>): Promise<void> {
    for (const thing of things) {
      const { name } = thing as { name?: unknown };
      if (this.#found.has(thing) || typeof name !== "string" || !/^[A-Za-z_$][\w$]*$/.test(name))
        continue;
      const found = await this.#search(thing, name);
      if (found !== undefined) this.#found.set(thing, found);
    }
  }

  find(thing: object): Exported | undefined {
    return this.#found.get(thing);
  }

  async #search(thing: object, name: string): Promise<Exported | undefined> {
    const wanted = new RegExp(
      `export\\s+(?:default\\s+)?(?:async\\s+)?(?:const|let|function\\*?|class)\\s+${name.replaceAll("$", "\\$")}\\b|export\\s*\\{[^}]*\\b${name.replaceAll("$", "\\$")}\\b`,
    );
    for (const [file, text] of this.#sources()) {
      if (!wanted.test(text)) continue;
      const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
      if (module[name] === thing) return { name, file };
    }
    return undefined;
  }

  #sources(): Map<string, string> {
    return (this.#texts ??= new Map(
      this.#folders
        .flatMap((folder) => filesIn(folder))
        .map((file) => [file, readFileSync(file, "utf8")]),
    ));
  }
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory())
      return SKIPPED.has(name) || name.startsWith(".") ? [] : filesIn(path);
    return SOURCE.test(name) && !name.endsWith(".d.ts") && !name.includes(".test.") ? [path] : [];
  });
}

/** A file as another one in a folder imports it. */
export function importPath(from: string, file: string): string {
  const path = relative(from, file).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}
