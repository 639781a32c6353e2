/** Where log records go and which pass, told by one plain object. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { LEVELS, type Level, type LogFormat, formatJson, prettyFormat } from "./log-format.ts";
import { type LogSink, consoleSink, fileSink, hasColors } from "./log-sinks.ts";
import { type LogHandler, type LogRules, Logger } from "./logger.ts";

/** One way out for records. */
export interface HandlerConfig {
  /** Only records of this level and above. Default: all that the logger lets through. */
  level?: Level;
  /** `json`, `pretty`, or a function of your own. Default: as the whole configuration says. */
  format?: "json" | "pretty" | LogFormat;
  /** Append to this file. Without `file` and `write`, lines go to the standard error. */
  file?: string;
  /** Take the lines yourself. */
  write?: LogSink;
}

/** What holds for a logger and for all whose names begin with its name and a dot. */
export interface LoggerConfig {
  /** Records below are dropped; `silent` mutes. */
  level?: Level;
  /** Names of handlers, instead of those that the logger above has. */
  handlers?: string[];
}

/**
 * How logging is set up.
 *
 * @example
 * const logging: LoggingConfig = {
 *   level: "info",
 *   handlers: { console: {}, errors: { level: "error", format: "json", file: "errors.log" } },
 *   loggers: { "flagon.access": { level: "silent" } },
 * };
 */
export interface LoggingConfig {
  /** Default for every logger: `info`. */
  level?: Level;
  /** For handlers that name none. Default: pretty on a terminal, else JSON. */
  format?: "json" | "pretty" | LogFormat;
  /** The ways out by name; every logger uses all of them unless its line says otherwise. Default: the console. */
  handlers?: Record<string, HandlerConfig | LogHandler>;
  /** Exceptions by name of logger; the longest name that fits decides. */
  loggers?: Record<string, LoggerConfig>;
}

/** What {@link createLogger} takes: a configuration, or a pino-like instance. */
export type LoggingOptions = LoggingConfig | PinoLike;

/** The part of pino's shape that Flagon calls; pino itself, and others that have it. */
export interface PinoLike {
  child(bindings: object): PinoLike;
  debug(fields: object, message?: string): void;
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
  fatal(fields: object, message?: string): void;
}

/**
 * Makes a logger whose records go where `options` say; all loggers got from it share them.
 *
 * @throws FlagonError `app.log-level` and `app.log-handler` for names that there are not.
 * @example
 * const logger = createLogger("shop", { level: "debug" });
 */
export function createLogger(name: string, options: LoggingOptions = {}): Logger {
  const rules = isPinoLike(options) ? pinoRules(options) : new ConfiguredRules(options);
  return new Logger(name, new DivertibleRules(rules));
}

/** What a configuration decides by itself. */
type FixedRules = Pick<LogRules, "levelOf" | "handlersOf">;

/** Follows other rules until a handler takes everything. */
class DivertibleRules implements LogRules {
  version = 0;
  readonly #rules: FixedRules;
  #taking: LogHandler[] = [];

  constructor(rules: FixedRules) {
    this.#rules = rules;
  }

  levelOf(name: string): Level {
    return this.#taking.length > 0 ? "debug" : this.#rules.levelOf(name);
  }

  handlersOf(name: string): readonly LogHandler[] {
    return this.#taking.length > 0 ? this.#taking.slice(-1) : this.#rules.handlersOf(name);
  }

  divert(handler: LogHandler): () => void {
    this.#taking = [...this.#taking, handler];
    this.version++;
    return () => {
      this.#taking = this.#taking.filter((other) => other !== handler);
      this.version++;
    };
  }
}

class ConfiguredRules implements FixedRules {
  readonly #level: Level;
  readonly #handlers: ReadonlyMap<string, LogHandler>;
  readonly #loggers: readonly (readonly [string, LoggerConfig])[];

  constructor({ level = "info", format, handlers = { console: {} }, loggers = {} }: LoggingConfig) {
    this.#level = checkedLevel(level, "level");
    this.#handlers = new Map(
      Object.entries(handlers).map(([name, config]) => [name, openHandler(name, config, format)]),
    );
    this.#loggers = Object.entries(loggers).toSorted(([a], [b]) => b.length - a.length);
    for (const [name, config] of this.#loggers) this.#check(name, config);
  }

  levelOf(name: string): Level {
    return this.#find(name, ({ level }) => level) ?? this.#level;
  }

  handlersOf(name: string): readonly LogHandler[] {
    const names = this.#find(name, ({ handlers }) => handlers);
    return names?.map((key) => this.#handlers.get(key)!) ?? [...this.#handlers.values()];
  }

  /** Asks the lines that fit `name`, longest first, until one has a word. */
  #find<T>(name: string, read: (config: LoggerConfig) => T | undefined): T | undefined {
    for (const [start, config] of this.#loggers) {
      if (name !== start && !name.startsWith(`${start}.`)) continue;
      const found = read(config);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #check(name: string, { level, handlers = [] }: LoggerConfig): void {
    if (level !== undefined) checkedLevel(level, `loggers["${name}"].level`);
    const wrong = handlers.find((key) => !this.#handlers.has(key));
    if (wrong === undefined) return;
    throw new FlagonError(`There is no log handler named "${wrong}".`, {
      code: "app.log-handler",
      where: `loggers["${name}"].handlers`,
      mend: suggest(wrong, this.#handlers.keys()),
    });
  }
}

/** Every record goes to the pino instance, which has its own levels and knows how to write errors under `err`. */
function pinoRules(pino: PinoLike): FixedRules {
  const handler: LogHandler = {
    handle({ level, name, message, fields: { error, ...fields } }) {
      const method =
        level === "critical" ? "fatal" : (level as Exclude<Level, "critical" | "silent">);
      pino[method]({ name, ...fields, ...(error === undefined ? {} : { err: error }) }, message);
    },
  };
  return { levelOf: () => "debug", handlersOf: () => [handler] };
}

function isPinoLike(options: LoggingOptions): options is PinoLike {
  return "child" in options && "fatal" in options && typeof options.child === "function";
}

function openHandler(
  name: string,
  config: HandlerConfig | LogHandler,
  defaultFormat: LoggingConfig["format"],
): LogHandler {
  if (config.level !== undefined) checkedLevel(config.level, `handlers.${name}.level`);
  if ("handle" in config) return config;
  const sink = config.write ?? (config.file === undefined ? consoleSink() : fileSink(config.file));
  const format = openFormat(config, defaultFormat);
  return {
    ...(config.level === undefined ? {} : { level: config.level }),
    handle: (record) => sink(`${format(record)}\n`),
  };
}

function openFormat(config: HandlerConfig, defaultFormat: LoggingConfig["format"]): LogFormat {
  const isTerminal = config.file === undefined && config.write === undefined && hasColors();
  const format = config.format ?? defaultFormat ?? (isTerminal ? "pretty" : "json");
  if (typeof format === "function") return format;
  return format === "json" ? formatJson : prettyFormat({ colors: isTerminal });
}

function checkedLevel(level: Level, where: string): Level {
  if (Object.hasOwn(LEVELS, level)) return level;
  throw new FlagonError(`There is no log level named "${String(level)}".`, {
    code: "app.log-level",
    where,
    mend: suggest(String(level), Object.keys(LEVELS)),
  });
}
