/** The log records of an app, for tests to look at. */

import assert from "node:assert/strict";
import type { Flagon } from "../app/app.ts";
import { LEVELS, type Level, type LogRecord } from "../app/log-format.ts";

/** Which records to find. */
export interface LogQuery {
  /** Of this level or above. */
  level?: Level;
  /** From this logger, or one below it: `flagon` finds `flagon.request`. */
  name?: string;
  /** With this in the message. */
  message?: string | RegExp;
}

/** Records that were caught. */
export interface CapturedLogs {
  /** All records so far, of every level. */
  readonly records: readonly LogRecord[];
  /** Gives the records that fit. */
  find(query: LogQuery): LogRecord[];
  /** Asserts that a record fits, and gives the first. */
  assertLogged(query: LogQuery): LogRecord;
  /** Asserts that no record fits. */
  assertNotLogged(query: LogQuery): void;
  /** Lets records go where they went before. */
  restore(): void;
  [Symbol.dispose](): void;
}

/**
 * Catches what an app logs, whatever its levels; until `restore()` nothing of it is written anywhere else.
 *
 * @example
 * const logs = captureLogs(app);
 * await client.get("/boom", { raiseErrors: false });
 * logs.assertLogged({ level: "error", name: "flagon.request" });
 * logs.restore();
 */
export function captureLogs(app: Flagon): CapturedLogs {
  const records: LogRecord[] = [];
  const restore = app.logger.divert({ handle: (record) => void records.push(record) });
  const find = (query: LogQuery): LogRecord[] => records.filter((record) => fits(record, query));
  return {
    records,
    find,
    assertLogged(query) {
      const found = find(query)[0];
      return found ?? assert.fail(`No record fits ${describe(query)}. Logged:\n${shown(records)}`);
    },
    assertNotLogged(query) {
      const found = find(query);
      if (found.length > 0) assert.fail(`Logged what should not be:\n${shown(found)}`);
    },
    restore,
    [Symbol.dispose]: restore,
  };
}

function fits(record: LogRecord, { level, name, message }: LogQuery): boolean {
  if (level !== undefined && LEVELS[record.level] < LEVELS[level]) return false;
  if (name !== undefined && record.name !== name && !record.name.startsWith(`${name}.`))
    return false;
  if (message === undefined) return true;
  return typeof message === "string"
    ? record.message.includes(message)
    : message.test(record.message);
}

function describe({ level, name, message }: LogQuery): string {
  const parts = [
    level && `level ${level}`,
    name && `name ${name}`,
    message && `message ${String(message)}`,
  ];
  return parts.filter(Boolean).join(", ") || "anything";
}

function shown(records: readonly LogRecord[]): string {
  if (records.length === 0) return "(nothing)";
  return records.map(({ level, name, message }) => `${level} ${name}: ${message}`).join("\n");
}
