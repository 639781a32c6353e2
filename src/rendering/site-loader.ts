/** Where the templates of a site are: the project's folders, then those of its blueprints, then those that come with Flagon. */

import type { Flagon } from "../app/app.ts";
import type { Placement } from "../app/blueprint.ts";
import { builtin } from "../app/environment.ts";
import { folderLoader } from "../templates/folder-loader.ts";
import { choiceLoader, type LoadedTemplate, type Loader } from "../templates/loaders.ts";

/** A folder of templates, and whose it is. */
export interface TemplateFolder {
  readonly path: string;
  /** The name of the blueprint; empty for the app. */
  readonly owner: string;
}

/**
 * Gives the folders of an app's templates in the order in which they are asked.
 *
 * The project's own come first, so that its `admin/base.html` replaces what a blueprint or Flagon ships; then the blueprints in the order of
 * their registration, the outer before the nested; last those of Flagon's own blueprints.
 */
export function templateFolders(app: Flagon): TemplateFolder[] {
  const { join, resolve } = builtin("node:path");
  const { folders = ["templates"] } = app.templateOptions;
  const own = folders.map((folder) => ({ path: resolve(app.folder ?? ".", folder), owner: "" }));
  const ofBlueprints: TemplateFolder[] = [];
  const visit = ({ blueprint, name }: Placement, prefix: string): void => {
    const owner = prefix + name;
    if (blueprint.folder !== undefined)
      ofBlueprints.push({ path: join(blueprint.folder, "templates"), owner });
    for (const child of blueprint.parts.children) visit(child, `${owner}.`);
  };
  for (const placement of app.parts.children) visit(placement, "");
  const shipped = shippedFolder();
  const isShipped = ({ path }: TemplateFolder): boolean => path.startsWith(shipped);
  const all = [
    ...own,
    ...ofBlueprints.filter((folder) => !isShipped(folder)),
    ...ofBlueprints.filter(isShipped),
  ];
  return all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index);
}

/** What lies below this folder came with Flagon. Of a bundle it is not asked when it is loaded: the module has no url there. */
function shippedFolder(): string {
  const { fileURLToPath } = globalThis.process.getBuiltinModule("node:url");
  return fileURLToPath(new URL("../", import.meta.url));
}

/** Loads the templates of a site. Blueprints may be added until the app is closed for set-up. */
export class SiteLoader implements Loader {
  readonly #app: Flagon;
  #folders: Loader | null = null;

  constructor(app: Flagon) {
    this.#app = app;
  }

  load(name: string): LoadedTemplate | undefined {
    return this.#loader().load(name);
  }

  describe(): string {
    return this.#loader().describe();
  }

  names(): Iterable<string> {
    return this.#loader().names?.() ?? [];
  }

  #loader(): Loader {
    if (this.#folders !== null) return this.#folders;
    const found = hasFiles()
      ? folderLoader(...templateFolders(this.#app).map(({ path }) => path))
      : choiceLoader();
    if (!this.#app.isOpen) this.#folders = found;
    return found;
  }
}

function hasFiles(): boolean {
  return globalThis.process?.getBuiltinModule?.("node:fs") !== undefined;
}
