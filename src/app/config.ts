/** An application's settings: Flagon's own and yours, from objects, files and the environment, the later over the earlier. */

import { FlagonError } from "../base/errors.ts";
import { maskSecrets } from "../base/secrets.ts";
import { suggest } from "../base/suggest.ts";
import { type Environment, builtin, environment } from "./environment.ts";
import { assertSetting, kindOf, parseJsonOrText, readSettingText } from "./setting-kinds.ts";
import { type Settings, defaultSettings } from "./settings.ts";

/** Settings to load: any of Flagon's own, groups in part, and any of yours. */
export type SettingsInput = {
  [Name in keyof Settings]?: Settings[Name] extends readonly unknown[]
    ? Settings[Name]
    : Settings[Name] extends object
      ? Partial<Settings[Name]>
      : Settings[Name];
} & Record<string, unknown>;

/** How a file is read. */
export interface FromFileOptions {
  /** A missing file is passed over. Default false: it is an error. */
  silent?: boolean;
  /** Turns the file's text into an object. Default `JSON.parse`; a TOML or YAML parser fits as well. */
  parse?: (text: string) => unknown;
}

/** Which environment variables are read. */
export interface FromEnvOptions {
  /** What the names begin with, before `_`. Default `FLAGON`. */
  prefix?: string;
  /** Where they are. Default: the environment of the process. */
  env?: Environment;
}

/** One setting that is not as it came. */
export interface ChangedSetting {
  /** Dotted path: `sessionCookie.name`. */
  name: string;
  /** Its value, masked where it is a secret. */
  value: unknown;
  /** Flagon's default; undefined for a setting of yours. */
  default: unknown;
}

/** The settings are properties of the config itself; TypeScript learns this from the one cast here. */
const WithSettings = class {} as new () => Settings;

const FORBIDDEN_NAMES = new Set(["__proto__", "prototype", "constructor"]);

/**
 * The settings of one application.
 *
 * Each setting is a property: `app.config.debug`. Whatever is loaded later overrides what was loaded earlier, setting by setting; Flagon's
 * own are checked as they come in.
 *
 * @example
 * app.config.fromObject({ debug: true, pageSize: 20 });
 * app.config.fromFile("config.json", { silent: true });
 * app.config.fromEnv();
 */
export class Config extends WithSettings {
  /** Folder that relative file names start from. */
  readonly #root: string;

  constructor(settings: SettingsInput = {}, { root = "." }: { root?: string } = {}) {
    super();
    this.#root = root;
    Object.assign(this, defaultSettings());
    this.fromObject(settings, "new Config({ … })");
  }

  /**
   * Takes over every own property of `settings`; of a module its exports, or its default export where that is an object.
   *
   * Flagon's groups (`limits`, `timeouts`, `sessionCookie`) are merged, everything else is replaced.
   *
   * @throws FlagonError `app.setting-invalid` when one of Flagon's own cannot be that.
   */
  fromObject(settings: SettingsInput, source = "config.fromObject(…)"): this {
    for (const [name, value] of Object.entries(unwrapModule(settings))) {
      this.#set([name], value, source);
    }
    return this;
  }

  /**
   * Loads a JSON file, or any format for which `parse` is given. Relative names start at the application's folder.
   *
   * @returns whether there was such a file.
   * @throws FlagonError `app.settings-file-missing` unless `silent`; `app.settings-file-broken` when it cannot be parsed.
   */
  fromFile(path: string, { silent = false, parse = JSON.parse }: FromFileOptions = {}): boolean {
    const full = builtin("node:path").resolve(this.#root, path);
    const text = readIfThere(full);
    if (text === undefined && silent) return false;
    if (text === undefined) throw missingFile(path, full);
    this.fromObject(parseFile(text, full, parse), full);
    return true;
  }

  /**
   * Loads a module's exports: `await app.config.fromModule(new URL("config.ts", import.meta.url))`.
   *
   * Where the file is always there, `import * as settings from "./config.ts"` with {@link fromObject} says the same and is checked.
   *
   * @throws FlagonError `app.settings-file-missing` when there is no such file, unless `silent`.
   */
  async fromModule(url: URL, { silent = false }: { silent?: boolean } = {}): Promise<boolean> {
    if (url.protocol === "file:" && !builtin("node:fs").existsSync(url)) {
      if (silent) return false;
      throw missingFile(url.pathname, url.pathname);
    }
    this.fromObject((await import(url.href)) as SettingsInput, url.pathname);
    return true;
  }

  /**
   * Loads the environment variables that begin with a prefix.
   *
   * `FLAGON_PORT=3000` sets `port` to the number 3000 and `FLAGON_SESSION_COOKIE__NAME=sid` sets `sessionCookie.name`: one underscore
   * starts a new word, two go one level down. A setting that already exists under the very name written (`PAGE_SIZE`) is that one. Values
   * are JSON where they are JSON (`1`, `true`, `["a"]`), else text.
   *
   * @throws FlagonError `app.setting-invalid` when one of Flagon's own cannot be that.
   */
  fromEnv({ prefix = "FLAGON", env = environment() }: FromEnvOptions = {}): this {
    const start = prefix === "" ? "" : `${prefix}_`;
    for (const variable of Object.keys(env).toSorted()) {
      const text = env[variable];
      if (text === undefined || !variable.startsWith(start)) continue;
      const words = variable.slice(start.length).split("__");
      if (words.some((word) => word === "")) continue;
      const path = this.#knownPath(words);
      const value =
        kindOf(path.join(".")) === undefined
          ? parseJsonOrText(text)
          : readSettingText(path.join("."), text);
      this.#set(path, value, `the environment variable ${variable}`);
    }
    return this;
  }

  /**
   * Gives a setting by name or dotted path, where the type does not know it.
   *
   * @throws FlagonError `app.setting-unknown`, with the nearest name.
   */
  get(path: string): unknown {
    const found = this.find(path);
    if (found !== undefined || kindOf(path) !== undefined) return found;
    throw new FlagonError(`There is no setting named "${path}".`, {
      code: "app.setting-unknown",
      mend: suggest(path, Object.keys(this)),
    });
  }

  /** Gives a setting by name or dotted path, or undefined where there is none. */
  find(path: string): unknown {
    return path.split(".").reduce(ownValue, this as unknown);
  }

  /** Lists the settings that are not at their defaults, and all of yours, sorted; secrets masked. */
  changedSettings(): ChangedSetting[] {
    const defaults = defaultSettings();
    return changesBetween(Object.entries(this), { ...defaults }, "").toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  }

  /** Gives the settings for people: secrets masked. Also what `console.log` and JSON show. */
  toJSON(): unknown {
    const shown = Object.entries(this).map(([name, value]) => {
      const masked = maskSecrets({ [name]: value }) as Record<string, unknown>;
      return [name, kindOf(name) === "group" ? maskSecrets(value) : masked[name]];
    });
    return Object.fromEntries(shown);
  }

  /** @internal Node's `util.inspect`, and so `console.log`, must not print keys. */
  [Symbol.for("nodejs.util.inspect.custom")](): unknown {
    return this.toJSON();
  }

  #knownPath(words: string[]): string[] {
    const path: string[] = [];
    for (const word of words) {
      const here = [...path, word].join(".");
      path.push(this.find(here) === undefined ? toCamelCase(word) : word);
    }
    return path;
  }

  #set(path: readonly string[], value: unknown, source: string): void {
    const name = path.at(-1)!;
    const dotted = path.join(".");
    assertName(path, source);
    if (path.length === 1 && name in Config.prototype) throw takenName(name, source);
    if (kindOf(dotted) === "group") return this.#setGroup(path, value, source);
    assertSetting(dotted, value, source);
    const holder = this.#holder(path);
    holder[name] = kindOf(dotted) === undefined ? value : structuredClone(value);
  }

  #setGroup(path: readonly string[], value: unknown, source: string): void {
    if (typeof value !== "object" || value === null) {
      throw new FlagonError(`The setting ${path.join(".")} is not an object.`, {
        code: "app.setting-invalid",
        where: source,
        mend: "It is a group: give an object with the settings to change.",
      });
    }
    for (const [name, inner] of Object.entries(value)) {
      const dotted = `${path.join(".")}.${name}`;
      if (kindOf(dotted) === undefined) throw unknownInGroup(path.join("."), name, this, source);
      this.#set([...path, name], inner, source);
    }
  }

  /** Gives the object that the last name of the path is a property of, made where it is not there yet. */
  #holder(path: readonly string[]): Record<string, unknown> {
    let holder = this as unknown as Record<string, unknown>;
    for (const name of path.slice(0, -1)) {
      const inner = Object.hasOwn(holder, name) ? holder[name] : undefined;
      holder[name] = typeof inner === "object" && inner !== null ? inner : {};
      holder = holder[name] as Record<string, unknown>;
    }
    return holder;
  }
}

function ownValue(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function unwrapModule(settings: SettingsInput): object {
  const inner: unknown = settings["default"];
  const isModule = (settings as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] === "Module";
  return isModule && typeof inner === "object" && inner !== null ? inner : settings;
}

function readIfThere(path: string): string | undefined {
  try {
    return builtin("node:fs").readFileSync(path, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
}

function parseFile(text: string, path: string, parse: (text: string) => unknown): SettingsInput {
  let settings: unknown;
  try {
    settings = parse(text);
  } catch (cause) {
    throw brokenFile(path, (cause as Error).message, cause);
  }
  if (typeof settings === "object" && settings !== null && !Array.isArray(settings)) {
    return settings as SettingsInput;
  }
  throw brokenFile(path, "It does not hold an object at its top.", undefined);
}

function brokenFile(path: string, reason: string, cause: unknown): FlagonError {
  return new FlagonError(`The settings file cannot be read: ${reason}`, {
    code: "app.settings-file-broken",
    where: path,
    mend: "The default format is JSON; for another one give { parse }.",
    cause,
  });
}

function missingFile(path: string, full: string): FlagonError {
  return new FlagonError(`There is no settings file "${path}".`, {
    code: "app.settings-file-missing",
    where: full,
    mend: "Make the file, or pass { silent: true } when it may be missing.",
  });
}

function assertName(path: readonly string[], source: string): void {
  const wrong = path.find((name) => FORBIDDEN_NAMES.has(name));
  if (wrong === undefined) return;
  throw new FlagonError(`A setting cannot be named "${wrong}".`, {
    code: "app.setting-name",
    where: source,
    mend: "Choose a name that JavaScript does not use for itself.",
  });
}

function takenName(name: string, source: string): FlagonError {
  return new FlagonError(`A setting cannot be named "${name}": that is a method of the config.`, {
    code: "app.setting-name",
    where: source,
    mend: "Choose another name.",
  });
}

function unknownInGroup(group: string, name: string, config: Config, source: string): FlagonError {
  return new FlagonError(`The group ${group} has no setting named "${name}".`, {
    code: "app.setting-unknown",
    where: source,
    mend: suggest(name, Object.keys(config.find(group) as object)),
  });
}

function toCamelCase(word: string): string {
  return word.toLowerCase().replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function changesBetween(
  values: [string, unknown][],
  defaults: Record<string, unknown>,
  prefix: string,
): ChangedSetting[] {
  return values.flatMap(([key, value]) => {
    const name = prefix + key;
    const original = defaults[key];
    if (kindOf(name) === "group") {
      return changesBetween(
        Object.entries(value as object),
        original as Record<string, unknown>,
        `${name}.`,
      );
    }
    if (JSON.stringify(value) === JSON.stringify(original) && kindOf(name) !== undefined) return [];
    const masked = maskSecrets({ [key]: value }) as Record<string, unknown>;
    return [{ name, value: masked[key], default: original }];
  });
}
