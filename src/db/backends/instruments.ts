/** Who watches the statements of a database: listeners for all of them, wrappers for those of one piece of work. */

import { AsyncLocalStorage } from "node:async_hooks";
import type {
  Execute,
  ExecuteWrapper,
  Execution,
  Row,
  StatementEvent,
  Written,
} from "./backend.ts";

/** The listeners and wrappers of one database. It is not there at all while there is none of them. */
export class Instruments {
  readonly #listeners = new Set<(event: StatementEvent) => void>();
  readonly #wrappers = new AsyncLocalStorage<readonly ExecuteWrapper[]>();
  #wrapped = 0;

  /** Whether nobody watches. */
  get isEmpty(): boolean {
    return this.#listeners.size === 0 && this.#wrapped === 0;
  }

  /** Adds a listener. */
  add(listener: (event: StatementEvent) => void): void {
    this.#listeners.add(listener);
  }

  /** Takes a listener away. */
  remove(listener: (event: StatementEvent) => void): void {
    this.#listeners.delete(listener);
  }

  /** Runs `work` with one more wrapper and calls `finish` when it is done. */
  wrap<T>(wrapper: ExecuteWrapper, work: () => T, finish: () => void): T {
    const done = (): void => {
      this.#wrapped -= 1;
      finish();
    };
    this.#wrapped += 1;
    let result: T;
    try {
      result = this.#wrappers.run([...(this.#wrappers.getStore() ?? []), wrapper], work);
    } catch (error) {
      done();
      throw error;
    }
    if (!(result instanceof Promise)) {
      done();
      return result;
    }
    return result.finally(done) as T;
  }

  /** Runs a statement through the wrappers of the caller and tells the listeners. */
  run(execution: Execution, execute: Execute): ReturnType<Execute> {
    let next: Execute = (changed) => this.#observed(changed, execute);
    for (const wrapper of (this.#wrappers.getStore() ?? []).toReversed()) {
      const inner = next;
      next = (changed) => wrapper(inner, changed);
    }
    return next(execution);
  }

  #observed(execution: Execution, execute: Execute): ReturnType<Execute> {
    const started = performance.now();
    let result: ReturnType<Execute>;
    try {
      result = execute(execution);
    } catch (error) {
      this.#tell(execution, started, undefined, error);
      throw error;
    }
    if (!(result instanceof Promise)) {
      this.#tell(execution, started, countOf(result), undefined);
      return result;
    }
    return result.then(
      (value) => {
        this.#tell(execution, started, countOf(value), undefined);
        return value;
      },
      (error: unknown) => {
        this.#tell(execution, started, undefined, error);
        throw error;
      },
    );
  }

  #tell(execution: Execution, started: number, rows: number | undefined, error: unknown): void {
    const { alias, statement, parameters } = execution;
    const durationMs = performance.now() - started;
    const { sql, isUnorderedPage } = statement;
    for (const listener of this.#listeners)
      listener({ alias, sql, parameters, durationMs, rows, error, isUnorderedPage });
  }
}

function countOf(result: Row[] | Written): number {
  return Array.isArray(result) ? result.length : result.changes;
}
