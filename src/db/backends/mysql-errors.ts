/**
 * What the errors of MySQL and MariaDB mean, by their number.
 *
 * @see https://mariadb.com/kb/en/mariadb-error-code-reference/
 */

import {
  type BrokenRule,
  ConflictError,
  DatabaseError,
  type DatabaseErrorDetails,
  DataError,
  IntegrityError,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
} from "../errors.ts";
import { connectionError } from "./lost.ts";
import { MISSING_COLUMN, MISSING_TABLE } from "./mends.ts";

/** What `mysql2` tells of an error; an error of the socket has no number. */
export interface MysqlFault extends Error {
  code?: string;
  errno?: number;
  sqlState?: string;
  fatal?: boolean;
}

const FOREIGN_KEY =
  /\(`.+?`\.`(?<table>.+?)`, CONSTRAINT `(?<constraint>.+?)` FOREIGN KEY \(`(?<column>.+?)`\)/;

/** A rule with the pattern that finds its names in the text, by the name of each group. */
const RULES: Record<number, { rule: BrokenRule["rule"]; names?: RegExp }> = {
  1048: { rule: "not null", names: /Column '(?<column>.+?)'/ },
  1364: { rule: "not null", names: /Field '(?<column>.+?)'/ },
  1062: { rule: "unique", names: /for key '(?:(?<table>[^']+)\.)?(?<constraint>[^']+)'/ },
  1586: { rule: "unique", names: /for key '(?:(?<table>[^']+)\.)?(?<constraint>[^']+)'/ },
  1216: { rule: "foreign key" },
  1217: { rule: "foreign key" },
  1451: { rule: "foreign key", names: FOREIGN_KEY },
  1452: { rule: "foreign key", names: FOREIGN_KEY },
  3819: { rule: "check", names: /constraint '(?<constraint>.+?)'/ },
  4025: {
    rule: "check",
    names: /CONSTRAINT `(?<constraint>.+?)` failed for `.+?`\.`(?<table>.+?)`/,
  },
};

/** Deadlock, lock not given in time or at once, row changed since it was read. */
const CONFLICTS = new Set([1205, 1213, 3572, 1020]);
const DEADLOCK = 1213;
const RECORD_CHANGED = 1020;

const DATA = new Set([
  1264, 1265, 1292, 1366, 1367, 1406, 1411, 1426, 1441, 1690, 3140, 3141, 4038,
]);
const TIMED_OUT = new Set([1969, 3024, 1317]);
const NOT_SUPPORTED = new Set([1235, 1295, 1178]);
const LOST = new Set([1053, 1077, 1079, 1927, 2006, 2013, 4031]);

/** A statement larger than the server takes: it says so, and hangs up. */
export const TOO_LARGE = 1153;

/** Whether the connection is gone with this error. */
export function isLoss({ errno, sqlState, fatal, message }: MysqlFault): boolean {
  if (fatal === true || (errno !== undefined && LOST.has(errno))) return true;
  return sqlState === undefined && /closed state|^Connection lost|ECONN|EPIPE/.test(message);
}

/** Whether the server has rolled back the whole transaction. */
export function hasRolledBack({ errno }: MysqlFault): boolean {
  return errno === DEADLOCK || errno === RECORD_CHANGED;
}

const PARSE_ERROR = 1064;

/** What only MySQL understands, in words: MariaDB tells of its syntax. */
function ofMysqlAlone(alias: string, sql: string, cause: Error): NotSupportedError {
  return new NotSupportedError("MariaDB locks the rows of all tables of a query.", {
    code: "db.not-supported",
    where: `database "${alias}"`,
    mend: "Leave `of` out of selectForUpdate(), or lock a query without joins.",
    sql,
    cause,
  });
}

/** Gives the error for what the server or the driver told. */
export function mysqlError(fault: unknown, alias: string, sql?: string): unknown {
  if (fault instanceof DatabaseError || !(fault instanceof Error)) return fault;
  const { errno, sqlState, message } = fault as MysqlFault;
  if (errno === PARSE_ERROR && sql?.includes(" FOR UPDATE OF ") === true)
    return ofMysqlAlone(alias, sql, fault);
  if (isLoss(fault as MysqlFault)) return connectionError(fault, alias, sql);
  const details: DatabaseErrorDetails = { cause: fault, where: `database "${alias}"`, sql };
  if (fault instanceof TypeError)
    return new DataError(`The driver cannot take this value: ${message}`, {
      code: "db.wrong-value",
      ...details,
    });
  if (errno === undefined || sqlState === undefined)
    return new ProgrammingError(message, { code: "db.wrong-statement", ...details });
  const rule = RULES[errno];
  if (rule !== undefined)
    return new IntegrityError(
      message,
      brokenRule(rule.rule, rule.names?.exec(message)?.groups),
      details,
    );
  if (CONFLICTS.has(errno)) return new ConflictError(message, { code: "db.conflict", ...details });
  if (DATA.has(errno) || sqlState.startsWith("22"))
    return new DataError(message, { code: "db.wrong-value", ...details });
  if (TIMED_OUT.has(errno))
    return new OperationalError(message, {
      code: "db.statement-timeout",
      mend: "Make the statement quicker (an index, a limit), or raise `statementTimeoutMs`.",
      ...details,
    });
  if (NOT_SUPPORTED.has(errno))
    return new NotSupportedError(message, { code: "db.not-supported", ...details });
  if (sqlState.startsWith("23")) return new IntegrityError(message, { rule: "other" }, details);
  if (sqlState.startsWith("42") || sqlState.startsWith("25"))
    return new ProgrammingError(message, {
      code: "db.wrong-statement",
      ...(errno === 1146 && { mend: MISSING_TABLE }),
      ...(errno === 1054 && { mend: MISSING_COLUMN }),
      ...details,
    });
  if (errno === TOO_LARGE)
    return new OperationalError(message, {
      code: "db.unusable",
      mend: "Write less in one statement, bulkCreate(rows, { batchSize }), or raise the server's max_allowed_packet.",
      ...details,
    });
  if (sqlState.startsWith("08") || errno === 1021 || errno === 1114 || errno === 1290)
    return new OperationalError(message, { code: "db.unusable", ...details });
  return new DatabaseError(message, details);
}

function brokenRule(rule: BrokenRule["rule"], names: Record<string, string> = {}): BrokenRule {
  const { table, constraint, column } = names;
  return {
    rule,
    ...(constraint !== undefined && { constraint }),
    ...(table !== undefined && { table }),
    ...(column !== undefined && { columns: column.split("`, `") }),
  };
}
