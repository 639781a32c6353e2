/** What a setting of Flagon's own may hold: told by its default, checked wherever a value comes from. */

import { FlagonError } from "../base/errors.ts";
import { isSecretName } from "../base/secrets.ts";
import { CHOICES, defaultSettings } from "./settings.ts";

type Kind = "boolean" | "number" | "text" | "list" | "group" | readonly unknown[];

const KINDS: ReadonlyMap<string, Kind> = kindsOf(defaultSettings(), "");

/** Gives the kind of the setting at this dotted path; undefined for settings that are not Flagon's. */
export function kindOf(path: string): Kind | undefined {
  return KINDS.get(path);
}

/** Gives the dotted paths of all of Flagon's own settings, groups not among them. */
export function settingPaths(): string[] {
  return [...KINDS].filter(([, kind]) => kind !== "group").map(([path]) => path);
}

/**
 * Refuses a value that a setting of Flagon's own cannot hold.
 *
 * @throws FlagonError `app.setting-invalid`, naming the setting and `source`; the value of a secret is not shown.
 */
export function assertSetting(path: string, value: unknown, source: string): void {
  const kind = kindOf(path);
  if (kind === undefined || kind === "group" || fits(kind, value)) return;
  const shown = isSecretName(path) ? `a ${typeof value}` : JSON.stringify(value);
  throw new FlagonError(`The setting ${path} is ${shown}.`, {
    code: "app.setting-invalid",
    where: source,
    mend: `It must be ${describeKind(kind)}.`,
  });
}

/**
 * Reads the text of an environment variable as the setting wants it: JSON where it is JSON, else the text itself.
 *
 * Lists may be written `a, b`, booleans also `1 0 yes no on off`, and what wants text gets the text even when it looks like a number.
 */
export function readSettingText(path: string, text: string): unknown {
  const kind = kindOf(path);
  if (kind === "text") return text;
  if (kind === "boolean") return BOOLEANS[text.trim().toLowerCase()] ?? text;
  const parsed = parseJsonOrText(text);
  if (kind === "list" && typeof parsed === "string") return splitList(parsed);
  return parsed;
}

/** Gives the JSON value of a text, or the text itself where it is not JSON. */
export function parseJsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const BOOLEANS: Record<string, boolean> = Object.assign(Object.create(null), {
  true: true,
  yes: true,
  on: true,
  "1": true,
  false: false,
  no: false,
  off: false,
  "0": false,
  "": false,
});

function kindsOf(group: object, prefix: string): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const [name, value] of Object.entries(group)) {
    const path = prefix + name;
    const kind = kindOfDefault(path, value);
    kinds.set(path, kind);
    if (kind === "group")
      for (const entry of kindsOf(value as object, `${path}.`)) kinds.set(...entry);
  }
  return kinds;
}

function kindOfDefault(path: string, value: unknown): Kind {
  const choices = CHOICES[path];
  if (choices !== undefined) return choices;
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "group";
  return typeof value === "boolean" || typeof value === "number"
    ? (typeof value as "boolean" | "number")
    : "text";
}

function fits(kind: Kind, value: unknown): boolean {
  if (typeof kind === "object") return kind.includes(value);
  switch (kind) {
    case "number":
      return typeof value === "number" && Number.isFinite(value) && value >= 0;
    case "list":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    case "text":
      return value === undefined || typeof value === "string";
    default:
      return typeof value === kind;
  }
}

function describeKind(kind: Kind): string {
  if (typeof kind === "object")
    return `one of ${kind.map((one) => JSON.stringify(one)).join(", ")}`;
  const words = {
    boolean: "true or false",
    number: "a number that is not negative",
    text: "text",
    list: "a list of texts",
    group: "an object",
  };
  return words[kind];
}

/** Gives what is between the commas of a text, without blanks around it. */
export function splitList(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
