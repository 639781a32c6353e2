/**
 * What one validation carries along: how to read, and what was found wrong.
 *
 * Nothing is paid for paths while all is well: a fault starts with an empty path, and each collection on the way up puts its key in
 * front of the faults that its item added.
 */

import {
  type Code,
  type Problem,
  type Translate,
  defaultMessages,
  problem,
} from "../base/issues.ts";
import type { StandardIssue, ValidateOptions } from "./standard-schema.ts";

/** What a runner gives instead of a value that does not fit; the faults are in the context then. */
export const INVALID: unique symbol = Symbol("invalid");

/** A fault while its path still grows. */
export interface Finding extends StandardIssue {
  readonly path: PropertyKey[];
  readonly code: string;
  message: string;
}

/** The state of one validation. */
export class Context {
  readonly coerce: boolean;
  readonly defaults: boolean;
  readonly translate: Translate | undefined;
  readonly findings: Finding[] = [];
  /** How many recursive schemas are open. */
  depth = 0;

  constructor({ coerce = false, defaults = true, translate }: ValidateOptions = NO_OPTIONS) {
    this.coerce = coerce;
    this.defaults = defaults;
    this.translate = translate ?? defaultMessages.translate;
  }

  /** Notes a fault of the value at hand. */
  fail(code: Code, params?: Readonly<Record<string, unknown>>): typeof INVALID {
    return this.report(problem(code, params));
  }

  /** Notes what a validator said. */
  report(said: Problem | string): typeof INVALID {
    const {
      code,
      message,
      params = {},
      text = message,
    }: Problem = typeof said === "string" ? { code: "invalid", message: said } : said;
    const { translate } = this;
    const shown = translate === undefined ? message : translate(code, params, message, text);
    this.findings.push({ path: [], code, message: shown });
    return INVALID;
  }

  /** Notes a fault of the item under `key`. */
  failAt(key: PropertyKey, code: Code, params?: Readonly<Record<string, unknown>>): void {
    this.fail(code, params);
    this.findings.at(-1)!.path.unshift(key);
  }

  /** Puts `key` in front of the paths of all faults from number `start` on. */
  prefix(start: number, key: PropertyKey): void {
    for (let index = start; index < this.findings.length; index++) {
      this.findings[index]!.path.unshift(key);
    }
  }

  /** Makes a context for a part that is validated at the same time as others, or on trial. */
  fork(): Context {
    const fork = new Context(this);
    fork.depth = this.depth;
    return fork;
  }

  /** Takes over the faults of a fork, below `key` where one is given. */
  join(fork: Context, key?: PropertyKey): void {
    if (key !== undefined) fork.prefix(0, key);
    this.findings.push(...fork.findings);
  }
}

const NO_OPTIONS: ValidateOptions = {};
