/** Where the catalogs of a site are: the project's folders, then those of its blueprints in the order of their registration. */

import type { Flagon } from "../app/app.ts";
import type { Placement } from "../app/blueprint.ts";
import { folderSource } from "../i18n/folders.ts";
import type { CatalogSource } from "../i18n/translations.ts";

/** Gives the folders of catalogs in the order in which they are asked. */
export function localeFolders(app: Flagon, folders: readonly string[]): string[] {
  const path = globalThis.process?.getBuiltinModule?.("node:path");
  // Workers have no files: their catalogs come as sources.
  if (path === undefined) return [];
  const found = folders.map((folder) => path.resolve(app.folder ?? ".", folder));
  const visit = ({ blueprint }: Placement): void => {
    if (blueprint.folder !== undefined) found.push(path.join(blueprint.folder, "locale"));
    for (const child of blueprint.parts.children) visit(child);
  };
  for (const placement of app.parts.children) visit(placement);
  return [...new Set(found)];
}

/** Gives the catalogs of a site's folders. */
export function siteSources(
  app: Flagon,
  folders: readonly string[],
  domain: string,
): CatalogSource[] {
  return localeFolders(app, folders).map((folder) => folderSource(folder, domain));
}
