/** Names of things in modules, as text: for settings and command lines. */

import { FlagonError } from "./errors.ts";
import { suggest } from "./suggest.ts";

/**
 * Gives what `module:export` names: an export of a package, or of a file when it starts with `.`, `/` or a scheme.
 *
 * Without `:export` it is the default export; dots go into it (`./shop.ts:settings.mail`). Relative files start from `base`.
 *
 * @throws FlagonError `import.no-module` when the module cannot be found, `import.no-export` when it has no such export. What the module
 * itself throws comes through as it is.
 * @example
 * const app = await importString("./app.ts:app", new URL("file:///srv/site/"));
 */
export async function importString(name: string, base?: URL | string): Promise<unknown> {
  const { specifier, path } = splitName(name);
  const module = await importModule(specifier, name, base);
  let value: unknown = module;
  for (const step of path) {
    if (value === null || value === undefined || !Object.hasOwn(Object(value) as object, step)) {
      throw noExport(step, name, value);
    }
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** The colon of `file:` or `C:` separates nothing. */
function splitName(name: string): { specifier: string; path: string[] } {
  const colon = name.lastIndexOf(":");
  const isExport =
    colon > 1 && /^[\w$.]+$/.test(name.slice(colon + 1)) && name.slice(0, colon) !== "node";
  if (!isExport) return { specifier: name, path: ["default"] };
  return { specifier: name.slice(0, colon), path: name.slice(colon + 1).split(".") };
}

async function importModule(
  specifier: string,
  name: string,
  base: URL | string | undefined,
): Promise<unknown> {
  const isFile = /^(?:\.{0,2}\/|[a-z]{2,}:)/.test(specifier) && !specifier.startsWith("node:");
  const target = isFile ? new URL(specifier, base ?? workingFolder()).href : specifier;
  try {
    return await import(target);
  } catch (cause) {
    if (!isMissing(cause, target)) throw cause;
    throw new FlagonError(`There is no module "${specifier}".`, {
      code: "import.no-module",
      where: JSON.stringify(name),
      mend: isFile ? `Looked for ${target}.` : `Install it, or start a file's name with "./".`,
      cause,
    });
  }
}

/** A module that is there may import one that is not: that fault is the module's own. */
function isMissing(cause: unknown, target: string): boolean {
  const { code, url, message = "" } = cause as { code?: string; url?: string; message?: string };
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "ERR_UNSUPPORTED_DIR_IMPORT") {
    return /^(?:Module not found|Cannot find module)/.test(message);
  }
  return url === undefined || url === target || !target.startsWith("file:");
}

function workingFolder(): string {
  return `file://${globalThis.process?.cwd?.() ?? ""}/`;
}

function noExport(step: string, name: string, value: unknown): FlagonError {
  return new FlagonError(`There is no export named "${step}".`, {
    code: "import.no-export",
    where: JSON.stringify(name),
    mend: suggest(step, Object.keys(Object(value) as object)),
  });
}
