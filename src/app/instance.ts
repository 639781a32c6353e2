/** The instance folder: what belongs to one machine and not into version control, such as its database and its keys. */

import { builtin } from "./environment.ts";

/**
 * Gives the path of the instance folder: `instance/` in the application's folder unless it is named otherwise.
 *
 * @example
 * app.config.fromFile(instancePath("config.json", { root: import.meta.dirname }), { silent: true });
 */
export function instancePath(
  name = "",
  { root = ".", folder = "instance" }: { root?: string; folder?: string } = {},
): string {
  return builtin("node:path").resolve(root, folder, name);
}

/**
 * Makes the instance folder where there is none, readable by its owner alone and ignored by git, and gives its path.
 *
 * @example
 * const path = openInstanceFolder({ root: import.meta.dirname });
 */
export function openInstanceFolder(options: { root?: string; folder?: string } = {}): string {
  const { existsSync, mkdirSync, writeFileSync } = builtin("node:fs");
  const path = instancePath("", options);
  if (existsSync(path)) return path;
  mkdirSync(path, { recursive: true, mode: 0o700 });
  writeFileSync(builtin("node:path").join(path, ".gitignore"), "*\n");
  return path;
}
