/** Lists the templates of an app with their files, in the order in which their folders are asked. */

import type { Flagon } from "../app/app.ts";
import { builtin } from "../app/environment.ts";
import { folderLoader } from "../templates/folder-loader.ts";
import { templateFolders } from "./site-loader.ts";

/** One template of the list. */
export interface ListedTemplate {
  readonly name: string;
  readonly path: string;
  /** The blueprint that it belongs to; empty for the app. */
  readonly owner: string;
  /** Whether one of the same name comes first. */
  readonly isHidden: boolean;
}

/** Gives the files of all folders of templates, sorted by name; of one name the one that is rendered first. */
export function listTemplates(app: Flagon): ListedTemplate[] {
  const { join } = builtin("node:path");
  const seen = new Set<string>();
  const found = templateFolders(app).flatMap(({ path, owner }) =>
    [...(folderLoader(path).names?.() ?? [])].map((name) => {
      const isHidden = seen.has(name);
      seen.add(name);
      return { name, path: join(path, name), owner, isHidden };
    }),
  );
  return found.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
