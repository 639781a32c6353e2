/** A value that comes later, whose callbacks run in the tick in which it comes. */

import { isThenable } from "./handler.ts";

/**
 * A promise without the wait: `then` callbacks run synchronously when the value comes.
 *
 * A request whose body is read, checked and answered needs half a dozen steps after each other; with promises each costs a turn of the microtask queue, with this none
 * does. It is used inside the framework alone; whoever awaits it gets what a promise gives. A rejection that nobody handles is not reported, so every
 * chain has to end in a handler, as the servers' do.
 */
export class Later<T> implements PromiseLike<T> {
  #state: "pending" | "resolved" | "rejected" = "pending";
  #value: unknown = undefined;
  /** The first listener is kept in fields: most values have one, and a list and a closure for it would cost more than calling it. */
  #next: Later<unknown> | null = null;
  #onValue: Callback | null = null;
  #onError: Callback | null = null;
  #others: (() => void)[] | null = null;

  /** Brings the value; what comes after the first is ignored. */
  resolve(value: T | PromiseLike<T>): void {
    if (this.#state !== "pending") return;
    if (isThenable(value)) {
      value.then(
        (settled) => this.#settle("resolved", settled),
        (error: unknown) => this.#settle("rejected", error),
      );
    } else this.#settle("resolved", value);
  }

  /** Says that there will be no value. */
  reject(error: unknown): void {
    this.#settle("rejected", error);
  }

  then<R = T, F = never>(
    onValue?: ((value: T) => R | PromiseLike<R>) | null,
    onError?: ((error: unknown) => F | PromiseLike<F>) | null,
  ): Later<R | F> {
    const next = new Later<R | F>();
    // The callbacks' own types say what they take; they are called with this value alone.
    const [value, error] = [
      (onValue ?? null) as Callback | null,
      (onError ?? null) as Callback | null,
    ];
    if (this.#state !== "pending") this.#run(next, value, error);
    else if (this.#next === null) {
      this.#next = next;
      this.#onValue = value;
      this.#onError = error;
    } else (this.#others ??= []).push(() => this.#run(next, value, error));
    return next;
  }

  #run(next: Later<unknown>, onValue: Callback | null, onError: Callback | null): void {
    const isValue = this.#state === "resolved";
    const callback = isValue ? onValue : onError;
    try {
      if (callback !== null) next.resolve(callback(this.#value));
      // Without a callback the value is passed on.
      else if (isValue) next.resolve(this.#value);
      else next.reject(this.#value);
    } catch (error) {
      next.reject(error);
    }
  }

  #settle(state: "resolved" | "rejected", value: unknown): void {
    if (this.#state !== "pending") return;
    this.#state = state;
    this.#value = value;
    if (this.#next !== null) this.#run(this.#next, this.#onValue, this.#onError);
    const others = this.#others;
    if (others === null) return;
    this.#others = null;
    for (const callback of others) callback();
  }
}

type Callback = (value: unknown) => unknown;
