/** Where the fixtures of a site are: the folders `fixtures/` of the app and of its blueprints. */

import { join } from "node:path";
import type { Flagon } from "../../app/app.ts";
import type { Blueprint } from "../../app/blueprint.ts";

/** Gives the folders that fixtures are looked for in by name, the app's first. */
export function fixtureFolders(app: Flagon): string[] {
  const folders = [join(app.folder ?? ".", "fixtures")];
  const gather = (blueprint: Blueprint<string>): void => {
    for (const { blueprint: child } of blueprint.parts.children) {
      if (child.folder !== undefined) folders.push(join(child.folder, "fixtures"));
      gather(child);
    }
  };
  gather(app);
  return [...new Set(folders)];
}
