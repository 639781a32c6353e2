/** Errors that every kind of database can have about its connections. */

import { FlagonError } from "../../base/errors.ts";
import { OperationalError } from "../errors.ts";

/** The error for a call after `close()`. */
export function closedError(alias: string): OperationalError {
  return new OperationalError("The database has been closed.", {
    code: "db.closed",
    where: `database "${alias}"`,
    mend: "Close it after the last statement, or connect() again.",
  });
}

/** The error for a driver that is not there. */
export function noDriverError(driver: string, cause: unknown): FlagonError {
  return new FlagonError(`The package "${driver}" that this database needs is not installed.`, {
    code: "db.no-driver",
    mend: `npm install ${driver}`,
    cause,
  });
}

/** The error for a connection that broke while a statement was under way. */
export function connectionError(cause: Error, alias: string, sql?: string): OperationalError {
  return new OperationalError("The connection to the database was lost.", {
    code: "db.lost-connection",
    where: `database "${alias}"`,
    mend: "The next call gets a new connection. What was being written may have been done or not.",
    cause,
    sql,
  });
}

/** The error for a server that gave no answer within the time that a statement may take. */
export function silentError(alias: string, waitedMs: number): OperationalError {
  return new OperationalError(`The database did not answer within ${waitedMs} ms.`, {
    code: "db.statement-timeout",
    where: `database "${alias}"`,
    mend: "See whether the server is alive; `statementTimeoutMs` says how long a statement may take.",
  });
}

/** The error for a server that cannot be reached, or lets nobody in. `place` has no password. */
export function unreachableError(cause: Error, alias: string, place: string): OperationalError {
  const { code, message } = cause as Error & { code?: string };
  const refused = code !== undefined && REFUSALS[code];
  const details = { where: `database "${alias}" at ${place}`, cause };
  if (refused !== undefined && refused !== false)
    return new OperationalError(`The database server refused the connection: ${message}`, {
      code: "db.access-refused",
      mend: refused,
      ...details,
    });
  const reason = code === undefined ? message : (UNREACHABLE[code] ?? `${message || code}`);
  return new OperationalError(`The database server cannot be reached: ${reason}.`, {
    code: "db.unreachable",
    mend: "See that it runs, and that host and port are right.",
    ...details,
  });
}

const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: "nobody listens there",
  ENOENT: "there is no such socket",
  ENOTFOUND: "the name of the host is not known",
  EAI_AGAIN: "the name of the host could not be looked up",
  ETIMEDOUT: "it did not answer in time",
};

const REFUSALS: Record<string, string> = {
  "28000": "Look at user and password, and at what pg_hba.conf allows.",
  "28P01": "Look at user and password.",
  "3D000": "Make the database first, or look at its name.",
  "53300":
    "The server has no more connections to give: lower `max` of the pools, or raise its limit.",
  ER_ACCESS_DENIED_ERROR: "Look at user and password.",
  ER_DBACCESS_DENIED_ERROR: "Look at the name of the database, and at what the user may do.",
  ER_BAD_DB_ERROR: "Make the database first, or look at its name.",
  ER_CON_COUNT_ERROR:
    "The server has no more connections to give: lower `max` of the pools, or raise its limit.",
};
