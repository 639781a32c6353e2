/**
 * The way to a database as one text, as `DATABASE_URL` has it.
 *
 * `sqlite:///site.db` (beside the process), `sqlite:////var/site.db`, `sqlite::memory:`,
 * `postgres://ann:secret@db.example:5432/site?sslmode=verify-full&max=20`, `postgres:///site?host=/run/postgresql`,
 * `mysql://ann:secret@db.example/site`. Whatever a URL cannot hold is percent-encoded.
 */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { MysqlSettings } from "./backends/mysql-settings.ts";
import type { PostgresSettings } from "./backends/postgres-settings.ts";
import type { ServerOptions } from "./backends/server.ts";
import type { SqliteSettings } from "./backends/sqlite-connection.ts";

/** Everything that is needed to open a database. */
export type DatabaseSettings =
  | ({ kind: "sqlite" } & SqliteSettings)
  | ({ kind: "postgres" } & PostgresSettings & ServerOptions)
  | ({ kind: "mysql" } & MysqlSettings & ServerOptions);

/** What an option's text may be: a number, `true` or `false`, any text, or one of a few. */
type Shape = "number" | "flag" | "text" | "object" | readonly string[];

const POOL: Record<string, Shape> = {
  min: "number",
  max: "number",
  acquireTimeoutMs: "number",
  connectTimeoutMs: "number",
  statementTimeoutMs: "number",
  idleTimeoutMs: "number",
  maxAgeMs: "number",
  checkAfterIdleMs: "number",
};

const SERVER: Record<string, Shape> = {
  ...POOL,
  host: "text",
  port: "number",
  user: "text",
  password: "text",
  database: "text",
  ssl: "object",
  session: "object",
  statements: "number",
};

/** The options of each kind by name, in URLs and in objects. */
const OPTIONS: Record<DatabaseSettings["kind"], Record<string, Shape>> = {
  sqlite: {
    path: "text",
    readOnly: "flag",
    journalMode: ["wal", "delete", "truncate", "persist", "memory", "off"],
    synchronous: ["off", "normal", "full", "extra"],
    transactionMode: ["deferred", "immediate", "exclusive"],
    busyTimeoutMs: "number",
    foreignKeys: "flag",
    cacheKib: "number",
    mmapMib: "number",
    checkpointPages: "number",
    statements: "number",
  },
  postgres: { ...SERVER, applicationName: "text", options: "text", prepare: "flag" },
  mysql: { ...SERVER, charset: "text" },
};

/** Names that URLs of other programs have for an option. */
const OTHER_NAMES: Record<string, string> = {
  application_name: "applicationName",
  dbname: "database",
  unix_socket: "host",
  socketPath: "host",
};

const SCHEMES: Record<string, DatabaseSettings["kind"]> = {
  sqlite: "sqlite",
  sqlite3: "sqlite",
  postgres: "postgres",
  postgresql: "postgres",
  mysql: "mysql",
  mariadb: "mysql",
};

/** Options of URLs that stand for something else. */
const SPECIAL: Record<DatabaseSettings["kind"], Record<string, Special>> = {
  sqlite: { mode },
  postgres: {
    sslmode,
    sslrootcert: tlsFile("ca"),
    sslcert: tlsFile("cert"),
    sslkey: tlsFile("key"),
    search_path: sessionOption("search_path"),
    timezone: sessionOption("TimeZone"),
    role: sessionOption("role"),
  },
  mysql: { sslmode, sslrootcert: tlsFile("ca"), sslcert: tlsFile("cert"), sslkey: tlsFile("key") },
};

type Special = (value: string, settings: Record<string, unknown>, url: string) => void;

/**
 * Reads a URL.
 *
 * @throws FlagonError `db.bad-url` when it is none, `db.unknown-setting` for an option that this kind of database does not have.
 * @example
 * parseDatabaseUrl("sqlite:///site.db"); // { kind: "sqlite", path: "site.db" }
 */
export function parseDatabaseUrl(url: string): DatabaseSettings {
  const [, scheme = "", rest = "", query = ""] =
    /^([A-Za-z][\w+.-]*):([^?#]*)(?:\?([^#]*))?$/.exec(url) ?? [];
  const kind = own(SCHEMES, scheme.toLowerCase());
  if (kind === undefined) throw badUrl(url, "it begins with no known kind of database");
  const settings: Record<string, unknown> =
    kind === "sqlite" ? { path: sqlitePath(rest, url) } : serverParts(rest, url);
  for (const [name, value] of new URLSearchParams(query)) {
    const special = own(SPECIAL[kind], name);
    if (special !== undefined) special(value, settings, url);
    else addOption(settings, { kind, name, value, url });
  }
  return checkSettings({ ...settings, kind } as DatabaseSettings);
}

/**
 * Refuses settings with names that their kind does not have.
 *
 * @throws FlagonError `db.unknown-setting` with the near name.
 */
export function checkSettings(settings: DatabaseSettings): DatabaseSettings {
  const { kind } = settings;
  const known = own(OPTIONS, kind);
  if (known === undefined)
    throw new FlagonError(`There is no kind of database "${String(kind)}".`, {
      code: "db.unknown-setting",
      mend: suggest(String(kind), Object.keys(OPTIONS)),
    });
  for (const name of Object.keys(settings))
    if (name !== "kind" && own(known, name) === undefined) throw unknownOption(kind, name);
  return settings;
}

/** Shows a URL to people: without its password. */
export function withoutPassword(url: string): string {
  return url
    .replace(/^([^:/]+:\/\/[^:/@?#]*):.*@/s, "$1:***@")
    .replace(/([?&]password=)[^&#]*/gi, "$1***");
}

function sqlitePath(rest: string, url: string): string {
  const path = decode(rest.replace(/^\/\/\/?/, ""), url);
  if (path === "" || path === ":memory:") return ":memory:";
  return path;
}

function serverParts(rest: string, url: string): Record<string, unknown> {
  const found = /^\/\/(?:(.*)@)?(\[[^\]]*\]|[^:/@]*)(?::(\d+))?(?:\/([^/]*))?$/.exec(rest);
  if (found === null) throw badUrl(url, "host, port or database are not where they should be");
  const [, login, host, port, database] = found;
  const [, user, password] = /^([^:]*)(?::(.*))?$/s.exec(login ?? "") ?? [];
  const settings: Record<string, unknown> = {};
  if (user) settings["user"] = decode(user, url);
  if (password !== undefined) settings["password"] = decode(password, url);
  if (host) settings["host"] = decode(host.replace(/^\[(.*)\]$/, "$1"), url);
  if (port !== undefined) settings["port"] = Number(port);
  if (database) settings["database"] = decode(database, url);
  return settings;
}

function addOption(
  settings: Record<string, unknown>,
  {
    kind,
    name,
    value,
    url,
  }: { kind: DatabaseSettings["kind"]; name: string; value: string; url: string },
): void {
  const settled = own(OTHER_NAMES, name) ?? name;
  const shape = own(OPTIONS[kind], settled);
  if (shape === undefined || shape === "object") throw unknownOption(kind, name, url);
  settings[settled] = optionValue(shape, { name, value, url });
}

function optionValue(
  shape: Shape,
  { name, value, url }: { name: string; value: string; url: string },
): unknown {
  if (shape === "number") {
    if (!/^\d+$/.test(value)) throw badUrl(url, `"${name}" is no whole number`);
    return Number(value);
  }
  if (shape === "flag") {
    if (!/^(?:true|false|1|0|on|off)$/.test(value))
      throw badUrl(url, `"${name}" is neither true nor false`);
    return /^(?:true|1|on)$/.test(value);
  }
  if (typeof shape === "object" && !shape.includes(value))
    throw badUrl(url, `"${name}" is none of ${shape.join(", ")}`);
  return value;
}

function mode(value: string, settings: Record<string, unknown>, url: string): void {
  if (value === "ro") settings["readOnly"] = true;
  else if (value === "memory") settings["path"] = ":memory:";
  else if (value !== "rwc") throw badUrl(url, '"mode" is none of ro, rwc, memory');
}

/** As libpq reads it: `require` encrypts and trusts any certificate unless there is a root to trust. */
function sslmode(value: string, settings: Record<string, unknown>, url: string): void {
  if (value === "disable") settings["ssl"] = false;
  else if (value === "require") addTls(settings, { rejectUnauthorized: false });
  else if (value === "verify-ca") addTls(settings, { checkServerIdentity: () => undefined });
  else if (value === "verify-full") addTls(settings, {});
  else throw badUrl(url, '"sslmode" is none of disable, require, verify-ca, verify-full');
}

function tlsFile(part: "ca" | "cert" | "key"): Special {
  return (path, settings, url) => {
    if (part === "ca" && path === "system") return addTls(settings, { rejectUnauthorized: true });
    const { readFileSync } = process.getBuiltinModule("node:fs");
    try {
      addTls(settings, { [part]: readFileSync(path, "utf8") });
    } catch (error) {
      throw badUrl(url, `the file ${path} cannot be read`, error);
    }
    if (part === "ca") addTls(settings, { rejectUnauthorized: true });
  };
}

function addTls(settings: Record<string, unknown>, part: Record<string, unknown>): void {
  const before = settings["ssl"];
  const known = typeof before === "object" && before !== null ? before : {};
  // A root to trust weighs more than `sslmode=require`, in whatever order they come.
  settings["ssl"] = { ...part, ...known, ...(part["rejectUnauthorized"] === true && part) };
}

function sessionOption(name: string): Special {
  return (value, settings) => {
    settings["session"] = { ...(settings["session"] as object | undefined), [name]: value };
  };
}

function decode(text: string, url: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw badUrl(url, "a % is not followed by two digits", error);
  }
}

/** Looks a name from outside up: `constructor` is none of ours. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function badUrl(url: string, why: string, cause?: unknown): FlagonError {
  return new FlagonError(`The URL of the database cannot be read: ${why}.`, {
    code: "db.bad-url",
    where: withoutPassword(url),
    mend: "Write sqlite:///file.db, postgres://user:password@host/name or mysql://user:password@host/name; percent-encode @ : / ? # % in a password.",
    cause,
  });
}

function unknownOption(kind: DatabaseSettings["kind"], name: string, url?: string): FlagonError {
  const all = Object.entries(OPTIONS[kind]);
  // A URL cannot hold what is an object: `ssl` is `sslmode` there.
  const known =
    url === undefined
      ? all.map(([own]) => own)
      : [...all.filter(([, shape]) => shape !== "object"), ...Object.entries(SPECIAL[kind])].map(
          ([own]) => own,
        );
  return new FlagonError(`A database of kind "${kind}" has no option "${name}".`, {
    code: "db.unknown-setting",
    ...(url !== undefined && { where: withoutPassword(url) }),
    mend: suggest(name, known),
  });
}
