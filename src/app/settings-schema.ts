/** `flagon/settings`: the settings of your own, typed and checked when the application starts. */

import { FlagonError, type FlagonErrorDetails } from "../base/errors.ts";
import { MASK, isSecretName, maskUrlPasswords } from "../base/secrets.ts";
import {
  type Infer,
  type StandardJsonSchema,
  type StandardSchema,
  type Validation,
  validateStandard,
} from "../validation/standard-schema.ts";
import { type Environment, environment } from "./environment.ts";
import { parseJsonOrText, splitList } from "./setting-kinds.ts";

export { loadEnvFiles } from "./environment.ts";
export { instancePath, openInstanceFolder } from "./instance.ts";

/** The schema of each setting, of any Standard Schema library. */
export type SettingsShape = Readonly<Record<string, StandardSchema>>;

/** The settings that a shape gives. */
export type SettingsOf<S extends SettingsShape> = Readonly<{ [Name in keyof S]: Infer<S[Name]> }>;

/** Where settings come from. */
export interface LoadSettingsOptions {
  /** What the names of environment variables begin with, before `_`. Default none: `databaseUrl` is `DATABASE_URL`. */
  prefix?: string;
  /** Default: the environment of the process. */
  env?: Environment;
  /** Values for what the environment does not say, for example from a file. */
  values?: Readonly<Record<string, unknown>>;
}

/**
 * Reads settings from the environment and checks them, all at once, so that a program with a wrong setting does not start.
 *
 * `databaseUrl` is read from `DATABASE_URL`; `PORT` from `PORT`. An empty variable counts as missing. Lists are JSON or have
 * commas between, objects are JSON. Flagon's own schemas read numbers and booleans from text; with other libraries a text that is JSON (`3000`,
 * `true`) is tried as what it stands for, then as text.
 *
 * @throws FlagonError `app.setting-missing` or `app.setting-invalid`, naming every setting that is wrong and where it was looked for.
 * @example
 * import { integer, url } from "flagon/validation";
 *
 * export const settings = loadSettings({
 *   port: integer({ min: 1, max: 65535 }).default(3000),
 *   databaseUrl: url({ schemes: ["postgres", "sqlite"] }),
 * });
 * settings.port; // number
 */
export function loadSettings<const S extends SettingsShape>(
  shape: S,
  { prefix = "", env = environment(), values = {} }: LoadSettingsOptions = {},
): SettingsOf<S> {
  const settings: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const [name, schema] of Object.entries(shape)) {
    const variable = variableName(name, prefix);
    const source = { name, variable, text: env[variable], value: values[name] };
    const checked = check(schema, source);
    if (checked.issues === undefined) settings[name] = checked.value;
    else faults.push({ ...source, isMissing: isMissing(source), issues: checked.issues });
  }
  if (faults.length > 0) throw new FlagonError(...describe(faults));
  return Object.freeze(settings) as SettingsOf<S>;
}

interface Source {
  name: string;
  variable: string;
  text: string | undefined;
  value: unknown;
}

interface Fault extends Source {
  isMissing: boolean;
  issues: readonly { path: string; message: string }[];
}

/** Gives `DATABASE_URL` for `databaseUrl`; a name in capitals stays. */
function variableName(name: string, prefix: string): string {
  const words = /[a-z]/.test(name)
    ? name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()
    : name;
  return prefix === "" ? words : `${prefix}_${words}`;
}

function isMissing({ text, value }: Source): boolean {
  return (text === undefined || text === "") && value === undefined;
}

function check(schema: StandardSchema, source: Source): Validation<unknown> {
  if (source.text === undefined || source.text === "") return ask(schema, source.value, source);
  const type = typeOf(schema);
  if (type === "array") return ask(schema, readSettingList(source.text), source);
  if (schema["~standard"].vendor === "flagon" && type !== "object") {
    return ask(schema, source.text, source);
  }
  const asJson = ask(schema, parseJsonOrText(source.text), source);
  if (asJson.issues === undefined) return asJson;
  const asText = ask(schema, source.text, source);
  return asText.issues === undefined ? asText : asJson;
}

function ask(schema: StandardSchema, value: unknown, { name }: Source): Validation<unknown> {
  const checked = validateStandard(schema, value, { coerce: true });
  if (!(checked instanceof Promise)) return checked;
  throw new FlagonError(`The schema of the setting ${name} has to wait for something.`, {
    code: "app.setting-async",
    where: `loadSettings({ ${name}: … })`,
    mend: "Settings are read before anything runs: leave async checks out of their schemas.",
  });
}

/** Gives the JSON type that the schema wants, as far as it can describe itself. */
function typeOf(schema: StandardSchema): unknown {
  const describe = (schema["~standard"] as Partial<StandardJsonSchema["~standard"]>).jsonSchema;
  try {
    return describe?.input({ target: "draft-2020-12" })["type"];
  } catch {
    return undefined;
  }
}

/** `["a","b"]` or `a, b`. */
function readSettingList(text: string): unknown {
  const parsed = parseJsonOrText(text);
  return Array.isArray(parsed) ? parsed : splitList(text);
}

function describe(faults: readonly Fault[]): [what: string, details: FlagonErrorDetails] {
  const lines = faults.map((fault) =>
    fault.isMissing
      ? `${fault.name} is missing.`
      : `${fault.name} is ${shown(fault)}: ${fault.issues.map(({ message }) => message).join(" ")}`,
  );
  const [first] = faults as [Fault];
  const many = faults.length === 1 ? "A setting is" : `${faults.length} settings are`;
  return [
    `${many} not right.\n  ${lines.join("\n  ")}`,
    {
      code: faults.every((fault) => fault.isMissing)
        ? "app.setting-missing"
        : "app.setting-invalid",
      where: faults.map(({ variable }) => `environment variable ${variable}`).join(", "),
      mend: `Set it before starting (${first.variable}=… in the environment or in .env), or give its schema a default().`,
    },
  ];
}

function shown({ name, text, value }: Fault): string {
  if (isSecretName(name)) return MASK;
  return maskUrlPasswords(JSON.stringify(text ?? value) ?? typeof value).slice(0, 100);
}
