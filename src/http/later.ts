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
  #callbacks: (() => void)[] | null = null;

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
    if (this.#state === "pending")
      (this.#callbacks ??= []).push(() => this.#run(next, onValue, onError));
    else this.#run(next, onValue, onError);
    return next;
  }

  #run<R, F>(
    next: Later<R | F>,
    onValue: ((value: T) => R | PromiseLike<R>) | null | undefined,
    onError: ((error: unknown) => F | PromiseLike<F>) | null | undefined,
  ): void {
    const isValue = this.#state === "resolved";
    const callback = (isValue ? onValue : onError) as
      | ((value: unknown) => R | F | PromiseLike<R | F>)
      | null
      | undefined;
    try {
      if (callback !== undefined && callback !== null) next.resolve(callback(this.#value));
      // Without a callback the value, whose type is then that of the next, is passed on.
      else if (isValue) next.resolve(this.#value as R);
      else next.reject(this.#value);
    } catch (error) {
      next.reject(error);
    }
  }

  #settle(state: "resolved" | "rejected", value: unknown): void {
    if (this.#state !== "pending") return;
    this.#state = state;
    this.#value = value;
    const callbacks = this.#callbacks;
    if (callbacks === null) return;
    this.#callbacks = null;
    for (const callback of callbacks) callback();
  }
}
