/**
 * What PostgreSQL's errors mean, by their SQLSTATE.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
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

/** What the server tells of an error; an error of the socket has `code` alone. */
export interface PostgresFault extends Error {
  code?: string;
  severity?: string;
  detail?: string;
  hint?: string;
  constraint?: string;
  table?: string;
  column?: string;
}

const RULES: Record<string, BrokenRule["rule"]> = {
  "23502": "not null",
  "23503": "foreign key",
  "23505": "unique",
  "23514": "check",
  "23P01": "exclusion",
};

/** Deadlock, serialisation failure, lock not available: the transaction can be done again. */
const CONFLICTS = new Set(["40001", "40P01", "55P03"]);

/** What the server ends a connection with, whatever language it speaks. */
const ENDINGS = new Set(["57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04"]);

/** Whether the connection is gone with this error. */
export function isLoss({ code, severity, message }: PostgresFault): boolean {
  if (severity !== undefined) return severity === "FATAL" || ENDINGS.has(code ?? "");
  // What the driver itself says has only words; a code is that of a socket, or of Node for a wrong argument.
  if (code !== undefined) return !code.startsWith("ERR_");
  return /^Connection terminated|not queryable|socket/i.test(message);
}

/** Gives the error for what the server or the driver told. */
export function postgresError(fault: unknown, alias: string, sql?: string): unknown {
  if (fault instanceof DatabaseError || !(fault instanceof Error)) return fault;
  const { code, message, hint, severity } = fault as PostgresFault;
  const where = `database "${alias}"`;
  const details: DatabaseErrorDetails = { cause: fault, where, sql, ...(hint && { mend: hint }) };
  if (isLoss(fault as PostgresFault)) return connectionError(fault, alias, sql);
  if (fault instanceof TypeError)
    return new DataError(`The driver cannot take this value: ${message}`, {
      code: "db.wrong-value",
      ...details,
    });
  if (severity === undefined || code === undefined)
    return new ProgrammingError(message, { code: "db.wrong-statement", ...details });
  if (CONFLICTS.has(code)) return new ConflictError(message, { code: "db.conflict", ...details });
  if (code === "25P02")
    return new DatabaseError("The transaction cannot go on after an error inside it.", {
      ...details,
      code: "db.transaction-aborted",
      mend: "Let the error leave the transaction, or put what may fail into a transaction() of its own inside it.",
    });
  if (code === "57014")
    return new OperationalError(message, {
      code: "db.statement-timeout",
      ...details,
      mend: "Make the statement quicker (an index, a limit), or raise `statementTimeoutMs`.",
    });
  return byClass(fault as PostgresFault, code, details);
}

function byClass(fault: PostgresFault, code: string, details: DatabaseErrorDetails): DatabaseError {
  const { message } = fault;
  switch (code.slice(0, 2)) {
    case "23":
      return new IntegrityError(message, brokenRule(fault, code), details);
    case "22":
      return new DataError(message, { code: "db.wrong-value", ...details });
    case "0A":
      return new NotSupportedError(message, { code: "db.not-supported", ...details });
    case "08":
    case "25":
    case "26":
    case "2B":
    case "2D":
    case "34":
    case "3B":
    case "42":
      return new ProgrammingError(message, {
        code: "db.wrong-statement",
        ...wrongStatement(code),
        ...details,
      });
    case "28":
    case "3D":
    case "53":
    case "54":
    case "55":
    case "57":
    case "58":
      return new OperationalError(message, { code: "db.unusable", ...details });
    default:
      return new DatabaseError(message, details);
  }
}

function wrongStatement(code: string): { mend?: string } {
  if (code === "42P01") return { mend: MISSING_TABLE };
  if (code === "42703") return { mend: MISSING_COLUMN };
  if (code === "26000")
    return { mend: "A pooler that changes connections between statements needs `prepare=false`." };
  return {};
}

/** `Key (name, born)=(Ann, 1980) already exists.` names the columns, and so does `column` for NOT NULL. */
function brokenRule(
  { constraint, table, column, detail }: PostgresFault,
  code: string,
): BrokenRule {
  const key = /^Key \((.+?)\)=/.exec(detail ?? "")?.[1];
  const columns = column === undefined ? key?.split(", ").map(unquoted) : [column];
  return {
    rule: RULES[code] ?? "other",
    ...(constraint !== undefined && { constraint }),
    ...(table !== undefined && { table }),
    ...(columns !== undefined && { columns }),
  };
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
