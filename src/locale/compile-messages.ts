/** `flagon messages compile`: writes each PO file as JSON. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { CommandContext } from "../app/command.ts";
import { Catalog } from "../i18n/catalog.ts";
import { catalogFiles } from "../i18n/folders.ts";
import { parsePo } from "../i18n/po-reader.ts";
import { shownPath } from "./message-files.ts";
import type { DecidedOptions } from "./options.ts";
import { localeFolders } from "./site-catalogs.ts";

/** Runs the command; gives its exit code. */
export function compileMessages(
  { domain }: { domain: string },
  { app, print, warn }: CommandContext,
  site: DecidedOptions,
): number {
  const folders = localeFolders(app, site.folders);
  const paths = folders
    .flatMap((folder) => catalogFiles(folder, domain))
    .map(({ base }) => `${base}.po`)
    .filter((path) => existsSync(path));
  for (const path of paths) {
    const catalog = Catalog.fromPo(parsePo(readFileSync(path), path));
    const target = path.replace(/po$/, "json");
    writeFileSync(target, `${JSON.stringify(catalog)}\n`);
    print(`${shownPath(target)}: ${catalog.size} texts`);
  }
  if (paths.length > 0) return 0;
  const places = folders.map(shownPath).join(", ");
  warn(`There are no PO files in ${places}. Make them: flagon messages extract`);
  return 1;
}
