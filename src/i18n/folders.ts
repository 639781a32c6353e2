/** Catalogs in folders, as gettext lays them out: `locale/pt_BR/LC_MESSAGES/messages.po`. */

import type * as fs from "node:fs";
import { Catalog } from "./catalog.ts";
import { findLocale } from "./locales.ts";
import { parsePo } from "./po-reader.ts";
import type { CatalogSource } from "./translations.ts";

/** Files are asked for when one is read, so that the engine loads where there are none. */
const files = (): typeof fs => globalThis.process.getBuiltinModule("node:fs");

/** The catalog file of a language. */
export interface CatalogFile {
  locale: string;
  /** Path without its ending. */
  base: string;
}

/** Lists the languages that a folder has; nothing where the folder is missing. */
export function catalogFiles(folder: string, domain = "messages"): CatalogFile[] {
  return subfolders(folder).flatMap((name) => {
    const locale = findLocale(name);
    return locale === undefined
      ? []
      : [{ locale, base: `${folder}/${name}/LC_MESSAGES/${domain}` }];
  });
}

function subfolders(folder: string): string[] {
  try {
    return files()
      .readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Gives the catalogs of a folder. Of a language's `messages.json` (compiled), `messages.mo` and `messages.po` the newest is read.
 *
 * @throws FlagonError when a file cannot be read, with the file and the line
 */
export function folderSource(folder: string, domain = "messages"): CatalogSource {
  return {
    catalog(locale) {
      const file = catalogFiles(folder, domain).find((one) => one.locale === locale);
      return file && newestCatalog(file.base);
    },
  };
}

const ENDINGS = ["json", "mo", "po"] as const;

function newestCatalog(base: string): Catalog | undefined {
  const found = ENDINGS.flatMap((ending) => {
    const stats = files().statSync(`${base}.${ending}`, { throwIfNoEntry: false });
    return stats === undefined ? [] : [{ ending, mtimeMs: stats.mtimeMs }];
  }).sort((a, b) => b.mtimeMs - a.mtimeMs);
  const ending = found[0]?.ending;
  return ending && readCatalog(`${base}.${ending}`);
}

/** Reads a catalog by the ending of its name: `.po`, `.mo` or `.json`. @throws FlagonError */
export function readCatalog(path: string): Catalog {
  const bytes = files().readFileSync(path);
  if (path.endsWith(".po")) return Catalog.fromPo(parsePo(bytes, path));
  if (path.endsWith(".mo")) return Catalog.fromMo(bytes, path);
  return Catalog.fromJson(parseJson(bytes.toString("utf8")), path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no catalog either, and is told as such.
    return undefined;
  }
}
