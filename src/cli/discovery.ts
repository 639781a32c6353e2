/** Finds the app of a project without being told, or where `--app` says. */

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Flagon } from "../app/app.ts";
import { type RunOptions, takeover } from "../app/run.ts";
import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { RunningServer } from "../http/handler.ts";

const NAMES = ["app", "server", "main", "index"];
const ENDINGS = ["ts", "mts", "js", "mjs"];
const FACTORIES = ["createApp", "makeApp"];

/** Where an app is: a file, and the name of its export with the values for a factory. */
export interface AppPlace {
  file: string;
  name?: string;
  values?: readonly unknown[];
}

/** How an app is to be found. */
export interface FindOptions {
  /** `path`, `path:name` or `path:createApp("dev")`. Default: looks for the usual files. */
  app?: string | undefined;
  /** Default: the working folder. */
  folder?: string;
  /** Serves an app whose module calls `app.run()` itself. Default: it is not served. */
  onRun?: (app: Flagon, options: RunOptions) => Promise<RunningServer>;
}

/**
 * Finds, loads and gives the app.
 *
 * @throws FlagonError `cli.no-app-file`, `cli.no-app`, `cli.app-name`
 */
export async function findApp(options: FindOptions = {}): Promise<Flagon> {
  const place = findPlace(options);
  const ran: Flagon[] = [];
  takeover.run = (app, runOptions) => {
    ran.push(app);
    return options.onRun?.(app, runOptions) ?? Promise.resolve(UNSERVED);
  };
  try {
    const module = (await import(pathToFileURL(place.file).href)) as Record<string, unknown>;
    const found = await pick(module, place);
    return found ?? ran[0] ?? throwNoApp(place, Object.keys(module));
  } catch (error) {
    throw explainMissing(error);
  } finally {
    takeover.run = null;
  }
}

/** What `app.run()` gives to a module that is loaded for something else than serving. */
const UNSERVED: RunningServer = { url: "", port: 0, close: () => Promise.resolve() };

/** Finds the file of the app without loading it. */
export function findPlace({ app, folder = process.cwd() }: FindOptions): AppPlace {
  const wanted = app ?? process.env["FLAGON_APP"] ?? projectSetting(folder);
  if (wanted !== undefined) return readPlace(wanted, folder);
  const candidates = ["", "src"].flatMap((below) =>
    NAMES.flatMap((name) => ENDINGS.map((ending) => join(below, `${name}.${ending}`))),
  );
  const found = candidates.find((candidate) => existsSync(join(folder, candidate)));
  if (found !== undefined) return { file: join(folder, found) };
  throw new FlagonError("There is no app in this folder.", {
    code: "cli.no-app-file",
    where: folder,
    mend: `Save one as app.ts, or name it: flagon --app path/to/file.ts:name. Looked for ${NAMES.join(", ")} with ${ENDINGS.map((ending) => `.${ending}`).join(", ")}, here and in src/.`,
  });
}

/** Reads `"flagon": { "app": "…" }` of the project's package.json. */
function projectSetting(folder: string): string | undefined {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  const { flagon } = JSON.parse(readFileSync(file, "utf8")) as { flagon?: { app?: string } };
  return flagon?.app;
}

const PLACE = /^(?<path>.*?)(?::(?<name>[A-Za-z_$][\w$]*)(?:\((?<values>.*)\))?)?$/s;

function readPlace(wanted: string, folder: string): AppPlace {
  const { path = "", name, values } = PLACE.exec(wanted)!.groups!;
  const file = [path, ...ENDINGS.map((ending) => `${path}.${ending}`)]
    .map((candidate) => resolve(folder, candidate))
    .find((candidate) => existsSync(candidate));
  if (file === undefined || path === "") {
    throw new FlagonError(`There is no file "${path}".`, {
      code: "cli.no-app-file",
      where: `--app ${wanted}`,
      mend: "Give a path from this folder, and the name of the export after a colon: app.ts:app.",
    });
  }
  return {
    file,
    ...(name === undefined ? {} : { name }),
    ...(values === undefined ? {} : { values: readValues(values, wanted) }),
  };
}

function readValues(text: string, wanted: string): unknown[] {
  try {
    return JSON.parse(`[${text.replaceAll("'", '"')}]`) as unknown[];
  } catch (cause) {
    throw new FlagonError("The values for the factory cannot be read.", {
      code: "cli.app-name",
      where: `--app ${wanted}`,
      mend: "They are JSON: --app 'app.ts:createApp(\"dev\", 2)'.",
      cause,
    });
  }
}

async function pick(module: Record<string, unknown>, place: AppPlace): Promise<Flagon | undefined> {
  if (place.name !== undefined) return pickNamed(module, place.name, place.values ?? []);
  for (const name of ["default", "app"]) {
    const value = await module[name];
    if (isApp(value)) return value;
  }
  const apps = Object.values(module).filter(isApp);
  if (new Set(apps).size === 1) return apps[0];
  for (const name of [...FACTORIES, "default"]) {
    const factory = module[name];
    if (typeof factory !== "function") continue;
    const made: unknown = await factory();
    if (isApp(made)) return made;
  }
  return undefined;
}

async function pickNamed(
  module: Record<string, unknown>,
  name: string,
  values: readonly unknown[],
): Promise<Flagon> {
  const value = await module[name];
  const made: unknown = typeof value === "function" ? await value(...values) : value;
  if (isApp(made)) return made;
  const what = name in module ? `The export "${name}" is no app.` : `There is no export "${name}".`;
  throw new FlagonError(what, {
    code: "cli.app-name",
    where: `--app …:${name}`,
    mend: suggest(name, Object.keys(module)),
  });
}

/** An app is known by its shape too: the project may have a copy of the package of its own. */
function isApp(value: unknown): value is Flagon {
  if (value instanceof Flagon) return true;
  if (typeof value !== "object" || value === null) return false;
  const { handle, compiled, config } = value as Partial<Flagon>;
  return (
    typeof handle === "function" && typeof compiled === "function" && typeof config === "object"
  );
}

function throwNoApp({ file }: AppPlace, names: readonly string[]): never {
  throw new FlagonError("The file has no app.", {
    code: "cli.no-app",
    where: file,
    mend: `Add \`export default app\`, export it as \`app\`, or export a function createApp() that gives it. Its exports are: ${names.join(", ") || "none"}.`,
  });
}

/** A project that has not installed the package is told how. */
function explainMissing(error: unknown): unknown {
  const { code, message = "" } = error as { code?: string; message?: string };
  if (code !== "ERR_MODULE_NOT_FOUND" || !/package 'flagon'/.test(message)) return error;
  return new FlagonError("The project has not installed flagon.", {
    code: "cli.not-installed",
    mend: "npm install flagon",
    cause: error,
  });
}
