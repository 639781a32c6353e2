/**
 * What SQLite's errors mean.
 *
 * The low byte of `errcode` is the kind, the rest says more: 2067 = 19 (constraint) + 8 * 256 (unique). Which columns, only the text tells:
 * `UNIQUE constraint failed: author.name, author.born`.
 *
 * @see https://sqlite.org/rescode.html
 */

import {
  type BrokenRule,
  ConflictError,
  DatabaseError,
  DataError,
  IntegrityError,
  OperationalError,
  ProgrammingError,
} from "../errors.ts";
import { MISSING_COLUMN, MISSING_TABLE } from "./mends.ts";

const BUSY = 5;
const BUSY_SNAPSHOT = 517;
const CONSTRAINT = 19;
const CONSTRAINT_DATATYPE = 3091;

const MISSING = /^no such column|has no column named/;

const RULES: Record<number, BrokenRule["rule"]> = {
  275: "check",
  787: "foreign key",
  1299: "not null",
  1555: "unique",
  2067: "unique",
  2579: "unique",
};

/** Kinds that are no fault of the statement: what to do about each. */
const OPERATIONAL: Record<number, string> = {
  6: "Close the query that is still open on this table.",
  8: "Write outside of a transaction that is `readOnly`, open the database without `mode=ro`, and see that the file and its folder can be written.",
  10: "Look at the disk and its file system.",
  11: "Restore the file from a backup.",
  13: "Make room on the disk.",
  14: "See that the folder exists and that this process may write in it.",
  26: "Give the path of an SQLite file.",
};

/** Values that SQL itself refuses come as plain errors (kind 1); only the text tells. */
const DATA =
  /malformed JSON|integer overflow|bad JSON path|JSON path error|too large|too big|user-defined function/;

/** Whether another connection holds a lock that this one needs, so that waiting helps. */
export function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  return errcode !== undefined && (errcode & 255) === BUSY && errcode !== BUSY_SNAPSHOT;
}

/** Whether a number came that JavaScript's numbers cannot hold. */
export function isOutOfRange(error: unknown): boolean {
  return (error as { code?: string }).code === "ERR_OUT_OF_RANGE";
}

/** Gives the error for what `node:sqlite` threw. */
export function sqliteError(error: unknown, alias: string, sql?: string): unknown {
  if (error instanceof DatabaseError || !(error instanceof Error)) return error;
  const { errcode, code, message } = error as Error & { errcode?: number; code?: string };
  const details = { cause: error, where: `database "${alias}"`, sql };
  if (errcode === undefined) {
    if (code?.startsWith("ERR_") !== true) return error;
    return new DataError(`SQLite cannot take this value: ${message}`, {
      code: "db.wrong-value",
      ...details,
    });
  }
  const kind = errcode & 255;
  if (errcode === CONSTRAINT_DATATYPE || kind === 18 || kind === 20 || DATA.test(message))
    return new DataError(message, { code: "db.wrong-value", ...details });
  if (kind === CONSTRAINT)
    return new IntegrityError(message, brokenRule(errcode, message), details);
  if (errcode === BUSY_SNAPSHOT)
    return new ConflictError("Another connection has written since this transaction has read.", {
      code: "db.conflict",
      mend: "Give the transaction `retries`, or let it begin with a lock (`transactionMode=immediate`).",
      ...details,
    });
  const mend = OPERATIONAL[kind];
  if (mend !== undefined)
    return new OperationalError(message, { code: "db.unusable", mend, ...details });
  return new ProgrammingError(message, {
    code: "db.wrong-statement",
    ...(message.startsWith("no such table") && { mend: MISSING_TABLE }),
    ...(MISSING.test(message) && { mend: MISSING_COLUMN }),
    ...details,
  });
}

/** Gives the error for a lock that was not given in time. */
export function lockedError(alias: string, waitedMs: number, cause?: unknown): OperationalError {
  return new OperationalError(`The database was locked for ${waitedMs} ms.`, {
    code: "db.locked",
    where: `database "${alias}"`,
    mend: "Look for a transaction that takes long or was left open; `busyTimeoutMs` says how long to wait.",
    cause,
  });
}

function brokenRule(errcode: number, message: string): BrokenRule {
  const rule = RULES[errcode] ?? "other";
  const about = /constraint failed: (.+)$/.exec(message)?.[1];
  if (about === undefined) return { rule };
  if (rule === "check") return { rule, constraint: about };
  const index = /^index '(.+)'$/.exec(about)?.[1];
  if (index !== undefined) return { rule, constraint: index };
  const names = about.split(", ").map((name) => name.split("."));
  if (names.some((parts) => parts.length !== 2)) return { rule };
  return { rule, table: names[0]![0]!, columns: names.map((parts) => parts[1]!) };
}
