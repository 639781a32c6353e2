/** Writes the files of migrations. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as database from "../uuids.ts";
import type { Draft } from "./arrangement.ts";
import type { ExportFinder } from "./exports.ts";
import { importPath } from "./exports.ts";
import type { MigrationOptions } from "./migration.ts";
import type { Operation } from "./operation.ts";
import type { Names } from "./serializer.ts";
import {
  arraySource,
  callSource,
  layOut,
  objectSource,
  type Source,
  textSource,
} from "./source.ts";

/** What is written besides a draft. */
export type FileOptions = Pick<MigrationOptions, "replaces" | "atomic" | "initial" | "runBefore">;

/** Functions of Flagon's own that are found without looking into files. */
const OWN: ReadonlyMap<object, string> = new Map(
  Object.entries(database).map(([name, value]) => [value, name]),
);

/** Gathers what a file imports while it is written. */
class FileNames implements Names {
  readonly #finder: ExportFinder;
  readonly #folder: string;
  readonly #imports = new Map<string, Set<string>>();
  /** Things whose name could not be found so far. */
  readonly missing = new Set<object>();

  constructor(finder: ExportFinder, folder: string) {
    this.#finder = finder;
    this.#folder = folder;
  }

  flagon(name: string, entry = "flagon/db"): string {
    this.#add(entry, name);
    return name;
  }

  exported(value: object): string | undefined {
    const own = OWN.get(value);
    if (own !== undefined) return this.flagon(own);
    const found = this.#finder.find(value);
    if (found === undefined) {
      if (typeof value === "function") this.missing.add(value);
      return undefined;
    }
    this.#add(importPath(this.#folder, found.file), found.name);
    return found.name;
  }

  #add(module: string, name: string): void {
    const names = this.#imports.get(module) ?? new Set();
    this.#imports.set(module, names.add(name));
  }

  /** The lines that import what was named. */
  get lines(): string {
    return [...this.#imports]
      .toSorted(([one], [other]) => order(one, other))
      .map(([module, names]) => {
        const items = [...names].toSorted((one, other) =>
          one.toLowerCase() < other.toLowerCase() ? -1 : 1,
        );
        return `${layOut({ open: "import {", items, close: `} from ${textSource(module)};` })}\n`;
      })
      .join("");
  }
}

/** Packages come before files. */
function order(one: string, other: string): number {
  const [isFile, isOtherFile] = [one.startsWith("."), other.startsWith(".")];
  if (isFile !== isOtherFile) return isFile ? 1 : -1;
  return one < other ? -1 : 1;
}

/**
 * The text of a migration's file.
 *
 * @throws FlagonError `migrations.not-writable` for what no file can say.
 */
export async function migrationText(
  draft: Draft,
  { finder, folder, ...options }: FileOptions & { finder: ExportFinder; folder: string },
): Promise<string> {
  const first = new FileNames(finder, folder);
  try {
    const text = textWith(first, draft, options);
    if (first.missing.size === 0) return text;
  } catch (error) {
    if (first.missing.size === 0) throw error;
  }
  // What could not be named is looked for, and the file written again with what was found.
  await finder.prepare(first.missing);
  return textWith(new FileNames(finder, folder), draft, options);
}

function textWith(names: FileNames, draft: Draft, options: FileOptions): string {
  const body = callSource(names.flagon("migration", "flagon/db/migrations"), [
    bodySource(draft, options, names),
  ]);
  const text = layOut(["export default ", body, ";"]);
  return `${names.lines}\n${text}\n`;
}

function bodySource(draft: Draft, options: FileOptions, names: Names): Source {
  const keys = (list: readonly (readonly [string, string])[]): Source =>
    arraySource(list.map((key) => arraySource(key.map(textSource))));
  const { replaces = [], runBefore = [], atomic, initial } = options;
  const entries: [string, Source][] = [];
  if (initial !== undefined) entries.push(["initial", String(initial)]);
  if (atomic === false) entries.push(["atomic", "false"]);
  if (replaces.length > 0) entries.push(["replaces", keys(replaces)]);
  if (draft.dependencies.length > 0) entries.push(["dependencies", keys(draft.dependencies)]);
  if (runBefore.length > 0) entries.push(["runBefore", keys(runBefore)]);
  entries.push(["operations", operationsSource(draft.operations, names)]);
  return objectSource(entries, { isBroken: true });
}

function operationsSource(operations: readonly Operation[], names: Names): Source {
  return arraySource(operations.map((operation) => operation.source(names)));
}

/** The file that names the last migration of a folder: two branches that each add one meet there, and git says so. */
export const LATEST_FILE = "latest.txt";

/** Writes a migration's file and names it as the folder's last. Gives the path. */
export function writeMigration(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.ts`);
  writeFileSync(path, text);
  writeFileSync(join(folder, LATEST_FILE), `${name}\n`);
  return path;
}
