/** The time in which an app serves: what runs before the first request and after the last. */

import type { MaybePromise } from "../http/handler.ts";
import type { Flagon } from "./app.ts";

/** Opens or closes what an app needs. */
export type LifespanHook = (app: Flagon) => MaybePromise<unknown>;

/** Runs start hooks once, in their order, and stop hooks in the reverse one. */
export class Lifespan {
  readonly #starts: LifespanHook[] = [];
  readonly #stops: LifespanHook[] = [];
  #started: Promise<void> | null = null;

  /** Adds a hook for the start. */
  onStart(hook: LifespanHook): void {
    this.#starts.push(hook);
  }

  /** Adds a hook for the stop. */
  onStop(hook: LifespanHook): void {
    this.#stops.push(hook);
  }

  /** Runs the start hooks unless they ran; a failed start can be tried again. */
  start(app: Flagon): Promise<void> {
    return (this.#started ??= this.#run(this.#starts, app).catch((error: unknown) => {
      this.#started = null;
      throw error;
    }));
  }

  /** Runs the stop hooks of a started app; one that fails does not keep the others from running. */
  async stop(app: Flagon): Promise<void> {
    if (this.#started === null) return;
    this.#started = null;
    const failures: unknown[] = [];
    for (const hook of this.#stops.toReversed()) {
      try {
        await hook(app);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0)
      throw failures.length === 1
        ? failures[0]
        : new AggregateError(failures, "Stop hooks failed.");
  }

  async #run(hooks: readonly LifespanHook[], app: Flagon): Promise<void> {
    for (const hook of hooks) await hook(app);
  }
}
