/** What the statements of one request tell: which ran, how long, from which line, and which were many where one would do. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { StatementEvent } from "../db/backends/backend.ts";

/** One statement of a request. */
export interface RecordedStatement {
  readonly sql: string;
  readonly durationMs: number;
  readonly rows: number;
  /** The alias of the database. */
  readonly alias: string;
  /** The line of the app's own code that asked for it: `blog/views.ts:12`; undefined where none is on the stack. */
  readonly where: string | undefined;
  readonly failed: boolean;
  /** Whether rows were skipped of a query set without an order. */
  readonly isUnorderedPage: boolean;
}

/** The statements of one request, and what they took. */
export class StatementLog {
  readonly statements: RecordedStatement[] = [];
  /** How many there were: more than are kept. */
  count = 0;
  durationMs = 0;

  /** Notes a statement. */
  add(statement: RecordedStatement): void {
    this.count++;
    this.durationMs += statement.durationMs;
    if (this.statements.length < MOST_KEPT) this.statements.push(statement);
  }
}

/** How many statements of one request are kept. */
const MOST_KEPT = 500;

const logs = new AsyncLocalStorage<StatementLog>();

/** Runs `work` with a log of its statements. */
export function withStatementLog<T>(log: StatementLog, work: () => T): T {
  return logs.run(log, work);
}

/** The log of the caller's request, where there is one. */
export function currentLog(): StatementLog | undefined {
  return logs.getStore();
}

/** Notes what a database says of a statement. */
export function record(event: StatementEvent): void {
  const { sql, durationMs, rows, alias, error, isUnorderedPage } = event;
  const log = logs.getStore();
  if (log === undefined) return;
  log.add({
    sql,
    durationMs,
    rows: rows ?? 0,
    alias,
    where: userLine(),
    failed: error !== undefined,
    isUnorderedPage,
  });
}

/** Frames of Flagon itself and of Node say nothing about the app. */
const FOREIGN =
  /[\\/]node_modules[\\/]|[\\/](src|dist)[\\/](db|database|base|app|server|http|chunks)[\\/]|^node:|\(node:/;

function userLine(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  const { stack = "" } = new Error("where");
  Error.stackTraceLimit = limit;
  const line = stack
    .split("\n")
    .slice(1)
    .find((frame) => !FOREIGN.test(frame));
  const place =
    line === undefined ? undefined : /(?:file:\/\/)?([^()\s]+):(\d+):\d+\)?$/.exec(line.trim());
  return place === null || place === undefined ? undefined : `${shortPath(place[1]!)}:${place[2]}`;
}

/** A path as seen from the folder that the process runs in. */
function shortPath(path: string): string {
  const folder = `${process.cwd()}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : path;
}

/** A statement that ran again and again. */
export interface Repetition {
  readonly sql: string;
  readonly times: number;
  readonly where: string | undefined;
}

/** Finds statements that ran at least `times` times from one line: one for each row, where one would do for all. */
export function repetitions(log: StatementLog, times: number): Repetition[] {
  const found = new Map<string, { sql: string; times: number; where: string | undefined }>();
  for (const { sql, where } of log.statements) {
    if (!/^\s*select/i.test(sql)) continue;
    const key = `${where ?? ""} ${sql}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { sql, times: 1, where });
    else known.times++;
  }
  return [...found.values()].filter((one) => one.times >= times);
}
