/** A folder that is served: finds files below it and nothing else. */

import type * as NodeFs from "node:fs";
import type * as NodePath from "node:path";
import { safeJoin } from "../http/safe-path.ts";

/** Gives `node:fs`, on the runtimes that have it. */
export function fileSystem(): typeof NodeFs {
  return process.getBuiltinModule("node:fs");
}

/** Gives `node:path`. */
export function paths(): typeof NodePath {
  return process.getBuiltinModule("node:path");
}

/** A file that may be served. */
export interface FoundFile {
  /** The real path. */
  path: string;
  size: number;
  modifiedMs: number;
}

/**
 * Finds files below a folder.
 *
 * Refused are paths that leave the folder, files and folders whose name begins with a dot, symbolic links that lead out, devices, and everything that is no plain
 * file. There is no listing.
 *
 * @see CWE-22, CWE-59
 */
export class ServedFolder {
  /** The folder as it was given. */
  readonly folder: string;
  #real: string | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Gives the path below the folder, without looking whether there is a file; undefined for what is never served. */
  resolve(relative: string): string | undefined {
    if (relative === "" || relative.split("/").some(isHidden)) return undefined;
    return safeJoin(this.folder, relative);
  }

  /** Finds a file by its path below the folder, in decoded text with slashes. */
  async find(relative: string): Promise<FoundFile | undefined> {
    const joined = this.resolve(relative);
    if (joined === undefined) return undefined;
    const fs = fileSystem().promises;
    try {
      const path = await fs.realpath(joined);
      this.#real ??= await fs.realpath(this.folder);
      if (path !== this.#real && !path.startsWith(this.#real + paths().sep)) return undefined;
      const stat = await fs.stat(path);
      return stat.isFile() ? { path, size: stat.size, modifiedMs: stat.mtimeMs } : undefined;
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }
}

function isHidden(segment: string): boolean {
  return segment.startsWith(".") || segment === "";
}

/** Says whether an error means that there is no such file, as far as a visitor is concerned. */
export function isAbsence(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return (
    code === "ENOENT" ||
    code === "ENOTDIR" ||
    code === "ELOOP" ||
    code === "ENAMETOOLONG" ||
    code === "EACCES"
  );
}
