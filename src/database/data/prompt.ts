/** What `flagon dbshell` does: starts the database's own program, with what it needs in its environment. */

import { spawn } from "node:child_process";
import { FlagonError } from "../../base/errors.ts";
import { getDatabases } from "../../db/connections.ts";
import type { DatabaseSettings } from "../../db/database-url.ts";
import { settingsNamed } from "../settings.ts";

/** A program that may be there, with its words and what its environment has besides ours. */
interface Program {
  readonly name: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Opens the prompt and gives the program's exit code. */
export async function openPrompt({
  words,
  database,
}: {
  words: string[];
  database: string | undefined;
}): Promise<number> {
  const settings = settingsNamed(getDatabases(), database);
  const programs = programsFor(settings);
  for (const program of programs) {
    const code = await run(program, words);
    if (code !== undefined) return code;
  }
  throw missing(settings.kind, programs);
}

/** The programs for a database, the best first. */
function programsFor(settings: DatabaseSettings): Program[] {
  switch (settings.kind) {
    case "sqlite":
      return [{ name: "sqlite3", words: [fileOf(settings)], environment: {} }];
    case "postgres":
      return [{ name: "psql", words: [], environment: postgresEnvironment(settings) }];
    case "mysql":
      return mysqlPrograms(settings);
  }
}

function fileOf({ path }: Extract<DatabaseSettings, { kind: "sqlite" }>): string {
  // A name that begins with a dash would be an option.
  if (path !== ":memory:" && path !== "") return path.startsWith("-") ? `./${path}` : path;
  throw new FlagonError("A database in memory belongs to the process that has opened it.", {
    code: "database.no-prompt",
    where: "flagon dbshell",
    mend: "Keep it in a file: sqlite:///site.db.",
  });
}

/** Everything goes by the environment: passwords would be seen in the list of processes, and names be read as options. */
function postgresEnvironment(
  settings: Extract<DatabaseSettings, { kind: "postgres" }>,
): Program["environment"] {
  const { host, port, user, password, database, ssl, options, session = {} } = settings;
  const further = Object.entries(session).map(
    ([name, value]) => `-c ${name}=${value.replaceAll(/[\\\s]/g, "\\$&")}`,
  );
  const whole = [...(options === undefined ? [] : [options]), ...further].join(" ");
  return {
    PGHOST: host ?? "localhost",
    PGPORT: port === undefined ? undefined : String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database ?? user,
    PGSSLMODE: ssl === undefined || ssl === false ? undefined : "require",
    PGOPTIONS: whole === "" ? undefined : whole,
    PGAPPNAME: "flagon dbshell",
  };
}

function mysqlPrograms(settings: Extract<DatabaseSettings, { kind: "mysql" }>): Program[] {
  const { host = "localhost", port, user = "root", password, database, charset } = settings;
  const isSocket = host.startsWith("/");
  const common = [
    isSocket ? `--socket=${host}` : `--host=${host}`,
    ...(port === undefined || isSocket ? [] : [`--port=${port}`]),
    `--user=${user}`,
    `--default-character-set=${charset ?? "utf8mb4"}`,
    ...(database === undefined ? [] : [`--database=${database}`]),
  ];
  const isSecret = settings.ssl !== undefined && settings.ssl !== false;
  const environment = { MYSQL_PWD: password };
  return [
    { name: "mariadb", words: [...common, ...(isSecret ? ["--ssl"] : [])], environment },
    {
      name: "mysql",
      words: [...common, ...(isSecret ? ["--ssl-mode=REQUIRED"] : [])],
      environment,
    },
  ];
}

/** Runs a program on this terminal and gives its exit code; undefined where there is no such program. */
async function run(program: Program, words: readonly string[]): Promise<number | undefined> {
  const given = Object.entries(program.environment).filter(([, value]) => value !== undefined);
  const child = spawn(program.name, [...program.words, ...words], {
    stdio: "inherit",
    env: { ...process.env, ...Object.fromEntries(given) },
  });
  // An interrupt is the program's: it ends a statement, and not the prompt.
  const ignore = (): void => {};
  process.on("SIGINT", ignore);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", (error: NodeJS.ErrnoException) =>
        error.code === "ENOENT" ? resolve(undefined) : reject(error),
      );
      child.once("exit", (code) => resolve(code ?? 1));
    });
  } finally {
    process.off("SIGINT", ignore);
  }
}

const INSTALL: Record<DatabaseSettings["kind"], string> = {
  sqlite: "Install SQLite's program: apt install sqlite3, brew install sqlite.",
  postgres: "Install PostgreSQL's client: apt install postgresql-client, brew install libpq.",
  mysql: "Install the client: apt install mariadb-client, brew install mysql-client.",
};

function missing(kind: DatabaseSettings["kind"], programs: readonly Program[]): FlagonError {
  const names = programs.map(({ name }) => name).join(" or ");
  return new FlagonError(`The program ${names} is not installed, or not on the PATH.`, {
    code: "database.no-prompt",
    where: "flagon dbshell",
    mend: INSTALL[kind],
  });
}
