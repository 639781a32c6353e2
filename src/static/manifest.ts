/** Hashed names: `app.css` is served as `app.3f2a91c04b7e.css` for ever, since another content has another name. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { fileSystem, paths } from "./folder.ts";

/** The file that remembers the names. */
export const MANIFEST_NAME = "manifest.json";

/** Knows the hashed names of collected files. */
export class Manifest {
  /** Knows none: files have their plain names. */
  static readonly empty: Manifest = new Manifest(undefined);
  readonly #names: ReadonlyMap<string, string> | undefined;
  readonly #hashed: ReadonlySet<string>;

  constructor(names: ReadonlyMap<string, string> | undefined) {
    this.#names = names;
    this.#hashed = new Set(names?.values());
  }

  /** Reads the manifest of a folder; without one there are no hashed names. */
  static load(folder: string): Manifest {
    const path = paths().join(folder, MANIFEST_NAME);
    let text: string;
    try {
      text = fileSystem().readFileSync(path, "utf8");
    } catch {
      return Manifest.empty;
    }
    return new Manifest(new Map(Object.entries(JSON.parse(text) as Record<string, string>)));
  }

  /**
   * Gives the hashed name of a path.
   *
   * @throws FlagonError `static.missing-file` for a path that was not collected.
   */
  hashed(path: string): string {
    if (this.#names === undefined) return path;
    const name = this.#names.get(path);
    if (name !== undefined) return name;
    throw new FlagonError(`There is no collected static file "${path}".`, {
      code: "static.missing-file",
      where: `static file "${path}"`,
      mend: `${suggest(path, this.#names.keys())} After adding files run: flagon collect-static`,
    });
  }

  /** Says whether a path is a hashed name. */
  isHashed(path: string): boolean {
    return this.#hashed.has(path);
  }
}
