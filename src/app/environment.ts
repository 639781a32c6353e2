/** The process's environment: its variables, `.env` files, and the built-in modules that only some platforms have. */

import type * as fs from "node:fs";
import type * as path from "node:path";
import type * as util from "node:util";
import { FlagonError } from "../base/errors.ts";

/** The environment variables by name. */
export type Environment = Record<string, string | undefined>;

/** Gives the environment variables of the process; none where the platform has no process. */
export function environment(): Environment {
  return globalThis.process?.env ?? {};
}

/**
 * Gives a built-in module of Node without importing it, so that the micro-core loads where there is none.
 *
 * @throws FlagonError `app.no-file-system` where the platform has no such module.
 */
export function builtin<Name extends "node:fs" | "node:path" | "node:util">(
  name: Name,
): BuiltinModules[Name] {
  const found = globalThis.process?.getBuiltinModule?.(name) as BuiltinModules[Name] | undefined;
  if (found !== undefined) return found;
  throw new FlagonError(`This platform has no ${name}.`, {
    code: "app.no-file-system",
    mend: "Give settings as objects, or run on Node, Bun or Deno where files are.",
  });
}

interface BuiltinModules {
  "node:fs": typeof fs;
  "node:path": typeof path;
  "node:util": typeof util;
}

/**
 * Reads `.env` files into the environment; what is set there already wins, and so does the earlier file.
 *
 * A file that does not exist is passed over. `NAME=value`, quotes and `#` comments are as `node --env-file` reads them.
 *
 * @returns the names that were set.
 * @example
 * loadEnvFiles([".env.local", ".env"]);
 */
export function loadEnvFiles(
  paths: readonly string[] = [".env"],
  target: Environment = environment(),
): string[] {
  const added: string[] = [];
  for (const path of paths) {
    for (const [name, value] of Object.entries(readEnvFile(path))) {
      if (target[name] !== undefined) continue;
      target[name] = value;
      added.push(name);
    }
  }
  return added;
}

function readEnvFile(path: string): Environment {
  const { existsSync, readFileSync } = builtin("node:fs");
  if (!existsSync(path)) return {};
  return builtin("node:util").parseEnv(readFileSync(path, "utf8")) as Environment;
}
