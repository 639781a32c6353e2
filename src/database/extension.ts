/** The database extension: opens an app's databases, gives them to its requests, and watches what they are asked. */

import type { Flagon } from "../app/app.ts";
import type { Command } from "../app/command.ts";
import type { DebugSection } from "../app/debug-pages.ts";
import type { Extension } from "../app/extension.ts";
import type { FlagonRequest } from "../app/request.ts";
import type { Middleware } from "../app/view.ts";
import { suggest } from "../base/suggest.ts";
import { FlagonError } from "../base/errors.ts";
import type { TransactionOptions } from "../db/backends/backend.ts";
import {
  connect,
  type DatabaseOptions,
  type Databases,
  type DatabasesOptions,
  getDatabases,
  withDatabases,
} from "../db/connections.ts";
import { OperationalError, RowNotFound } from "../db/errors.ts";
import { COMMANDS } from "./commands/table.ts";
import { checkModelsOf } from "./model-checks.ts";
import { modelsByName, registerAll } from "./models.ts";
import { keepMigrationFolders, keepSettings } from "./settings.ts";
import { record, repetitions, StatementLog, withStatementLog } from "./statements.ts";

declare module "flagon" {
  interface RouteOptions {
    /** False leaves the route out of `requestTransactions`. */
    transaction?: boolean;
  }
}

/** Options of {@link database}. */
export interface DatabaseExtensionOptions extends DatabasesOptions {
  /**
   * Runs every view in a transaction of the default database: committed when it answers, rolled back when it throws or answers 500 and above.
   *
   * A route with `transaction: false` runs without. Default false.
   */
  requestTransactions?: boolean | TransactionOptions;
  /** In debug mode: the same statement so often from one line is told of. Default 5; 0 tells of none. */
  warnRepeated?: number;
  /** A statement that takes longer is told of, in milliseconds. Default 200; 0 tells of none. */
  warnSlowMs?: number;
  /**
   * Folders of migrations by the name of the blueprint, where they are not in the blueprint's own: for those of an installed package.
   *
   * Relative ones begin at the app's folder.
   */
  migrationFolders?: Readonly<Record<string, string>>;
}

const OPTIONS = [
  "routers",
  "requestTransactions",
  "warnRepeated",
  "warnSlowMs",
  "migrationFolders",
];

/** The installed extension, as `app.extensions` has it. */
export interface DatabaseExtension extends Extension {
  /** The databases of the app. */
  readonly databases: Databases;
}

const logs = new WeakMap<FlagonRequest, StatementLog>();

/** The statements that a request has sent so far; undefined outside of debug mode. */
export function statementsOf(request: FlagonRequest): StatementLog | undefined {
  return logs.get(request);
}

/**
 * Opens a database, or several by alias, for an app; models find them by themselves.
 *
 * Without an argument the environment variable `DATABASE_URL` counts. SQLite is opened at once, servers with the first statement; all are closed when the
 * app stops. An {@link OperationalError} that a view lets pass is a 503, a {@link RowNotFound} a 404. In debug mode statements are logged with the line that asked for them, and slow or repeated ones are told of.
 *
 * @throws FlagonError `db.bad-url`, `db.unknown-setting`, `database.no-url`, `database.unknown-option`
 * @example
 * app.install(database("sqlite:///site.db"));
 * app.install(database({ default: "postgres://db/site", replica: "postgres://copy/site" }, { routers: [replicas] }));
 */
export function database(
  settings?: DatabaseOptions | Readonly<Record<string, DatabaseOptions>>,
  options: DatabaseExtensionOptions = {},
): DatabaseExtension {
  checkOptions(options);
  let opened: Databases | undefined;
  return {
    name: "database",
    get databases(): Databases {
      if (opened !== undefined) return opened;
      throw new FlagonError("The database extension has not been installed.", {
        code: "database.not-installed",
        mend: "Call app.install(database(…)) first.",
      });
    },
    install(app) {
      const given = settings ?? environmentUrl();
      const databases = connect(given, options);
      keepSettings(databases, given);
      keepMigrationFolders(app, options.migrationFolders ?? {});
      opened = databases;
      app.use(watched(app, databases, options), scoped(databases));
      app.debugSections.push(statementSection);
      app.errorStatus(OperationalError, 503);
      app.errorStatus(RowNotFound, 404);
      if (options.requestTransactions !== undefined && options.requestTransactions !== false)
        app.useView(atomic(databases, options.requestTransactions));
      app.shellContext(() => modelsByName(app.parts));
      app.addCheck((checked) => checkModelsOf(checked, databases));
      for (const command of COMMANDS) app.command(commandOf(app, databases, command));
    },
    onStart: async (app) => {
      registerAll(app.parts);
      if (isServedForDevelopment(app)) await tellMissing(app, opened!);
    },
    onStop: () => opened?.close(),
  };
}

/** Whether `flagon dev` serves the app: it marks the process that it starts anew at each change. */
function isServedForDevelopment(app: Flagon): boolean {
  return app.config.debug && process.env["_FLAGON_DEV_CHILD"] === "1";
}

/** What looks at migrations is loaded for that alone. */
async function tellMissing(app: Flagon, databases: Databases): Promise<void> {
  const { tellWhatIsMissing } = await import("./migrating/telling.ts");
  await tellWhatIsMissing(app, databases);
}

/** A command that finds the databases of its app, and all of its models. */
function commandOf(app: Flagon, databases: Databases, command: Command): Command {
  const run: Command["run"] = (values, context) => {
    registerAll(app.parts);
    return withDatabases(databases, () => command.run(values, context));
  };
  return { ...command, run };
}

function checkOptions(options: DatabaseExtensionOptions): void {
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue;
    throw new FlagonError(`There is no option "${name}".`, {
      code: "database.unknown-option",
      where: `database(…, { ${name} })`,
      mend: suggest(name, OPTIONS),
    });
  }
}

function environmentUrl(): string {
  const url = process.env["DATABASE_URL"];
  if (url !== undefined && url !== "") return url;
  throw new FlagonError("It is not said which database to open.", {
    code: "database.no-url",
    where: "app.install(database())",
    mend: 'Set DATABASE_URL, or write database("sqlite:///site.db").',
  });
}

/** Models of a request find the databases of its app, also where the process has several apps. */
function scoped(databases: Databases): Middleware {
  return (next) => (request) =>
    getDatabases() === databases ? next(request) : withDatabases(databases, () => next(request));
}

function atomic(databases: Databases, options: true | TransactionOptions): Middleware {
  const settings = options === true ? {} : options;
  return (next) => (request) => {
    if (request.plan?.parts.options.transaction === false) return next(request);
    return databases.get().transaction(async () => {
      const response = await next(request);
      if (request.thrown !== undefined || response.status >= 500) databases.get().setRollback(true);
      return response;
    }, settings);
  };
}

/** In debug mode each request has a log of its statements. Elsewhere nobody listens, so that statements take the short way. */
function watched(app: Flagon, databases: Databases, options: DatabaseExtensionOptions): Middleware {
  const { warnRepeated = 5, warnSlowMs = 200 } = options;
  let isListening = false;
  return (next) => (request) => {
    if (!app.config.debug) return next(request);
    if (!isListening) {
      for (const alias of databases.aliases) databases.get(alias).onStatement(record);
      isListening = true;
    }
    const log = new StatementLog();
    logs.set(request, log);
    return withStatementLog(log, async () => {
      try {
        return await next(request);
      } finally {
        report(app, request, log, { warnRepeated, warnSlowMs });
      }
    });
  };
}

/** The statements of a request, for its error page. */
function statementSection(request: FlagonRequest): DebugSection | undefined {
  const log = logs.get(request);
  if (log === undefined || log.count === 0) return undefined;
  const rows = log.statements.map(({ sql, durationMs, rows: count, where, failed }, index) => {
    const facts = `${rounded(durationMs)} ms, ${failed ? "failed" : count === 1 ? "1 row" : `${count} rows`}${where === undefined ? "" : `, ${where}`}`;
    return [`${index + 1}`, `${sql}\n${facts}`] as const;
  });
  return { title: `Statements: ${log.count} in ${rounded(log.durationMs)} ms`, rows };
}

function report(
  app: Flagon,
  request: FlagonRequest,
  log: StatementLog,
  { warnRepeated, warnSlowMs }: { warnRepeated: number; warnSlowMs: number },
): void {
  const logger = app.logger.named("flagon.database");
  const facts = { requestId: request.id, path: request.rawPath };
  for (const { sql, durationMs, rows, where, isUnorderedPage } of log.statements) {
    logger.debug({ ...facts, durationMs: rounded(durationMs), rows, where }, sql);
    if (warnSlowMs > 0 && durationMs >= warnSlowMs)
      logger.warn(
        { ...facts, durationMs: rounded(durationMs), where, sql },
        "A statement was slow.",
      );
    if (isUnorderedPage)
      logger.warn(
        { ...facts, where, sql },
        "Rows were skipped of a query set without an order: its pages may repeat rows and miss others. Give it orderBy(), or its model the option `ordering`.",
      );
  }
  if (warnRepeated === 0) return;
  for (const { sql, times, where } of repetitions(log, warnRepeated))
    logger.warn(
      { ...facts, times, where, sql },
      "The same statement ran for one row after another: selectRelated() or prefetchRelated() read them at once.",
    );
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
