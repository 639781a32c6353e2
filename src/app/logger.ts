/** Loggers: named, levelled, with fields bound to them; a logger that cannot write never harms who logs. */

import { now } from "../base/clock.ts";
import { LEVELS, type Level, type LogRecord } from "./log-format.ts";

/** Where records go. A handler that throws is passed over, and the fault told once on the standard error. */
export interface LogHandler {
  /** Records below are not handed over. Default: all. */
  level?: Level;
  handle(record: LogRecord): void;
}

/** What decides which records pass and where they go; asked by name, once for each logger and change. */
export interface LogRules {
  /** Grows by one whenever an answer below may have changed. */
  readonly version: number;
  levelOf(name: string): Level;
  handlersOf(name: string): readonly LogHandler[];
  /** Hands every record, whatever its level, to `handler` alone; gives the function that ends it. */
  divert(handler: LogHandler): () => void;
}

/** Facts that go with a record. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes records under a name.
 *
 * A record is a message, or an object of fields and a message, or an error; with an error alone its message is the record's.
 *
 * @example
 * app.logger.info("ready");
 * app.logger.info({ orderId: 7 }, "order paid");
 * app.logger.error(error);
 */
export class Logger {
  /** The name that levels and handlers are chosen by: `flagon.request`. */
  readonly name: string;
  readonly #rules: LogRules;
  readonly #bound: LogFields;
  #version = -1;
  #threshold = 0;
  #handlers: readonly LogHandler[] = [];

  constructor(name: string, rules: LogRules, bound: LogFields = {}) {
    this.name = name;
    this.#rules = rules;
    this.#bound = bound;
  }

  /** Gives a logger of the same name whose records all have these fields: `logger.child({ requestId })`. */
  child(fields: LogFields): Logger {
    return new Logger(this.name, this.#rules, { ...this.#bound, ...fields });
  }

  /** Gives the logger of another name, with the same rules and bound fields: `app.logger.named("shop.orders")`. */
  named(name: string): Logger {
    return new Logger(name, this.#rules, this.#bound);
  }

  /**
   * Hands the records of this logger and of all that were got from it, or from which it was got, to `handler` alone, whatever their level.
   *
   * @returns the function that ends it. For tests: `captureLogs` from `flagon/testing`.
   */
  divert(handler: LogHandler): () => void {
    return this.#rules.divert(handler);
  }

  /** Whether a record of this level would be written by anybody; ask before building a costly one. */
  isEnabled(level: Level): boolean {
    this.#refresh();
    return LEVELS[level] >= this.#threshold;
  }

  /** What helps while developing. */
  debug(what: string | LogFields | Error, message?: string): void {
    this.log("debug", what, message);
  }

  /** What happened, as expected. */
  info(what: string | LogFields | Error, message?: string): void {
    this.log("info", what, message);
  }

  /** What is odd, and still worked. */
  warn(what: string | LogFields | Error, message?: string): void {
    this.log("warn", what, message);
  }

  /** What failed. */
  error(what: unknown, message?: string): void {
    this.log("error", what, message);
  }

  /** What endangers the whole application. */
  critical(what: unknown, message?: string): void {
    this.log("critical", what, message);
  }

  /** Writes a record of the given level. */
  log(level: Level, what: unknown, message?: string): void {
    if (!this.isEnabled(level)) return;
    const record = makeRecord(this.name, level, this.#bound, what, message);
    for (const handler of this.#handlers) {
      if (LEVELS[level] >= LEVELS[handler.level ?? "debug"]) deliver(handler, record);
    }
  }

  #refresh(): void {
    if (this.#version === this.#rules.version) return;
    this.#version = this.#rules.version;
    this.#handlers = this.#rules.handlersOf(this.name);
    const lowest = Math.min(...this.#handlers.map(({ level }) => LEVELS[level ?? "debug"]), 1000);
    this.#threshold = Math.max(LEVELS[this.#rules.levelOf(this.name)], lowest);
  }
}

function makeRecord(
  name: string,
  level: Level,
  bound: LogFields,
  what: unknown,
  message: string | undefined,
): LogRecord {
  const time = now();
  if (typeof what === "string" && message === undefined) {
    return { time, level, name, message: what, fields: bound };
  }
  if (isFields(what)) {
    const fields = copyFields(bound, what);
    const text = message ?? (fields["error"] === undefined ? "" : messageOf(fields["error"]));
    return { time, level, name, message: text, fields };
  }
  const fields = { ...bound, error: what };
  return { time, level, name, message: message ?? messageOf(what), fields };
}

/** A getter among the fields may throw. */
function copyFields(bound: LogFields, fields: LogFields): LogFields {
  try {
    return { ...bound, ...fields };
  } catch (error) {
    return { ...bound, error };
  }
}

function isFields(what: unknown): what is LogFields {
  if (typeof what !== "object" || what === null) return false;
  const prototype: unknown = Object.getPrototypeOf(what);
  return prototype === Object.prototype || prototype === null;
}

/** Anything can be thrown, also what fails on being read. */
function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return "an error that cannot be shown";
  }
}

const failed = new WeakSet<LogHandler>();

function deliver(handler: LogHandler, record: LogRecord): void {
  try {
    handler.handle(record);
  } catch (error) {
    if (failed.has(handler)) return;
    failed.add(handler);
    try {
      console.error(`A log handler failed (told once): ${messageOf(error)}`);
    } catch {
      // Nowhere is left to tell it.
    }
  }
}
