/**
 * How a log record becomes a line: JSON for machines, colours for people.
 *
 * Worked example: `{"time":"2026-01-01T00:00:00.000Z","level":"info","name":"flagon.server","message":"Listening","port":5000}`.
 * One record is always one line as far as its text goes: line ends and control characters in it are escaped (CWE-117).
 */

import { maskSecrets, maskUrlPasswords } from "../base/secrets.ts";
import { type Color, escapeControls, paint } from "../base/terminal.ts";
import { type AccessFields, ACCESS_LOGGER, formatAccess } from "./access-log.ts";

/** How grave a record is. `silent` is above all: as a threshold it lets nothing through. */
export type Level = "debug" | "info" | "warn" | "error" | "critical" | "silent";

/** The levels as numbers, for comparing. */
export const LEVELS: Readonly<Record<Level, number>> = {
  debug: 10,
  info: 20,
  warn: 30,
  error: 40,
  critical: 50,
  silent: 100,
};

/** What a logger hands to its handlers. */
export interface LogRecord {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly level: Level;
  /** Name of the logger: `flagon.request`. */
  readonly name: string;
  readonly message: string;
  /** What was bound to the logger and what was given with this record; an `error` among them may be an Error. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Turns a record into its line, without the line end. */
export type LogFormat = (record: LogRecord) => string;

/** Writes a record as one line of JSON, secrets masked by name. A field named as a part of the record itself gets a `_` in front. */
export const formatJson: LogFormat = ({ time, level, name, message, fields }) => {
  const line: Record<string, unknown> = {
    time: new Date(time).toISOString(),
    level,
    name,
    message: maskUrlPasswords(message),
  };
  for (const [key, value] of Object.entries(maskedFields(fields))) {
    line[Object.hasOwn(line, key) ? `_${key}` : key] = value;
  }
  return stringify(line);
};

/** Makes a format for people: local time of day, level, name, message, then the fields; errors with their stack below. */
export function prettyFormat({ colors }: { colors: boolean }): LogFormat {
  return (record) => {
    const start = paint(timeOfDay(record.time), "gray", colors);
    if (record.name === ACCESS_LOGGER) {
      return `${start} ${formatAccess(record.fields as unknown as AccessFields, { colors })}`;
    }
    const { error, ...rest } = maskedFields(record.fields);
    const parts = [
      start,
      paint(record.level.toUpperCase().padEnd(8), LEVEL_COLORS[record.level], colors),
      paint(record.name, "cyan", colors),
      escapeControls(maskUrlPasswords(record.message)),
      ...Object.entries(rest).map(
        ([key, value]) => `${paint(`${key}=`, "gray", colors)}${inline(value)}`,
      ),
    ];
    return parts.join(" ") + (error === undefined ? "" : `\n${errorText(error)}`);
  };
}

/** Puts what `error` tells into plain data: name, message, code, stack, cause. What is no Error is shown as text. */
export function describeError(error: unknown, depth = 4): Record<string, unknown> | string {
  try {
    if (!(error instanceof Error)) return typeof error === "string" ? error : stringify(error);
    const { code } = error as { code?: unknown };
    return {
      type: error.name,
      message: error.message,
      ...(code === undefined ? {} : { code }),
      stack: error.stack,
      ...(error.cause === undefined || depth === 0
        ? {}
        : { cause: describeError(error.cause, depth - 1) }),
    };
  } catch {
    return "an error that cannot be shown";
  }
}

const LEVEL_COLORS: Record<Level, Color> = {
  debug: "gray",
  info: "green",
  warn: "yellow",
  error: "red",
  critical: "magenta",
  silent: "gray",
};

function maskedFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const masked = maskSecrets(fields) as Record<string, unknown>;
  if (masked["error"] !== undefined) masked["error"] = describeError(masked["error"]);
  return masked;
}

/** JSON that cannot fail: bigints as text, cycles and getters that throw as a mark. JSON escapes line ends by itself. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value, plainValue) ?? String(value);
  } catch {
    return '{"message":"a record that cannot be written as JSON"}';
  }
}

function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Error) return describeError(value);
  return value;
}

function inline(value: unknown): string {
  const text = typeof value === "string" ? value : stringify(value);
  const escapedText = escapeControls(text);
  return typeof value === "string" && /\s|^$/.test(escapedText)
    ? JSON.stringify(value)
    : escapedText;
}

function errorText(error: unknown): string {
  if (typeof error === "string") return `  ${escapeControls(error)}`;
  const { stack, message, cause } = error as { stack?: string; message?: string; cause?: unknown };
  const lines = folded((stack ?? message ?? "").split("\n")).map(
    (line) => `  ${escapeControls(line)}`,
  );
  const rest = cause === undefined ? "" : `\n  caused by:\n${errorText(cause)}`;
  return lines.join("\n") + rest;
}

const FOREIGN_FRAME = /^\s+at .*(?:[\\/]node_modules[\\/]flagon[\\/]|\(node:|at node:)/;
const MOST_IN_A_ROW = 3;

/** Leaves out what is between frames of the site's own: long rows of calls within Flagon and Node. JSON has them all. */
function folded(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let row: string[] = [];
  const close = (): void => {
    if (row.length <= MOST_IN_A_ROW) kept.push(...row);
    else kept.push(row[0]!, `    … ${row.length - 1} more within Flagon and Node`);
    row = [];
  };
  for (const line of lines) {
    if (FOREIGN_FRAME.test(line)) {
      row.push(line);
      continue;
    }
    close();
    kept.push(line);
  }
  close();
  return kept;
}

function timeOfDay(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${clock}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
