/** A value that comes later, and what is done with it in the tick in which it comes. */

import { isThenable, type MaybePromise } from "./handler.ts";

/**
 * A promise without the wait, for one line of steps.
 *
 * A request whose body is read, checked and answered takes half a dozen steps after each other. As promises each would be an object of its
 * own and a turn of the microtask queue; here they are callbacks in one list, run one after the other when the value has come. `step` adds
 * to the line and gives the same object again; `then` and `await` give a real promise and leave the line as it is. A line whose end is an error
 * that nobody handles is not reported, so the servers, which hold its end, handle both.
 */
export class Later<T> implements PromiseLike<T> {
  #state: "pending" | "value" | "error" = "pending";
  #value: unknown = undefined;
  /** By threes: what to call with the value, what with an error, and what both get besides. A line that forks off stands for both calls. */
  readonly #steps: unknown[] = [];
  #at = 0;
  #isGiven = false;
  #isRunning = false;

  /** Brings the value; what comes after the first is ignored. */
  resolve(value: T | PromiseLike<T>): void {
    if (this.#isGiven) return;
    this.#isGiven = true;
    if (isThenable(value)) this.#adopt(value);
    else this.#settle("value", value);
  }

  /** Says that there will be no value. */
  reject(error: unknown): void {
    if (this.#isGiven) return;
    this.#isGiven = true;
    this.#settle("error", error);
  }

  /**
   * Goes on with the value, or the error, that the line has at this point. Without a callback it is passed on.
   *
   * `subject` is handed to the callbacks, so that they can be functions that are there already and need not be made for each request.
   */
  step<R = T, F = never, S = undefined>(
    onValue: ((value: T, subject: S) => R | PromiseLike<R>) | null,
    onError: ((error: unknown, subject: S) => F | PromiseLike<F>) | null = null,
    subject?: S,
  ): Later<R | F> {
    this.#steps.push(onValue, onError, subject);
    if (this.#state !== "pending" && !this.#isRunning) this.#run();
    return this as unknown as Later<R | F>;
  }

  /** Gives a line of its own that begins with the value of this one. */
  fork(): Later<T> {
    const line = new Later<T>();
    this.#steps.push(line, line, undefined);
    if (this.#state !== "pending" && !this.#isRunning) this.#run();
    return line;
  }

  then<R = T, F = never>(
    onValue?: ((value: T) => R | PromiseLike<R>) | null,
    onError?: ((error: unknown) => F | PromiseLike<F>) | null,
  ): Promise<R | F> {
    const seen = new Promise<T>((resolve, reject) => {
      this.step(
        (value) => {
          resolve(value);
          return value;
        },
        (error) => {
          reject(error as Error);
          throw error;
        },
      );
    });
    return seen.then(onValue, onError);
  }

  #settle(state: "value" | "error", value: unknown): void {
    this.#state = state;
    this.#value = value;
    this.#run();
  }

  #adopt(value: PromiseLike<unknown>): void {
    chain(
      value,
      (settled) => this.#settle("value", settled),
      (error: unknown) => this.#settle("error", error),
    );
  }

  #run(): void {
    const steps = this.#steps;
    this.#isRunning = true;
    while (this.#at < steps.length) {
      // The callbacks' own types say what they take; a step is pushed as a whole.
      const callback = steps[this.#state === "value" ? this.#at : this.#at + 1] as Step;
      const subject = steps[this.#at + 2];
      this.#at += 3;
      if (callback === null) continue;
      if (callback instanceof Later) {
        if (this.#state === "value") callback.resolve(this.#value);
        else callback.reject(this.#value);
        continue;
      }
      try {
        const next = callback(this.#value, subject);
        if (isThenable(next)) {
          this.#state = "pending";
          this.#value = undefined;
          this.#adopt(next);
          break;
        }
        this.#state = "value";
        this.#value = next;
      } catch (error) {
        this.#state = "error";
        this.#value = error;
      }
    }
    this.#isRunning = false;
  }
}

type Callback = (value: unknown, subject: unknown) => unknown;
type Step = Callback | Later<unknown> | null;

/** Goes on with what comes later: in the line of a {@link Later}, as a promise otherwise. */
export function chain<T, R = T, F = never, S = undefined>(
  value: PromiseLike<T>,
  onValue: ((value: T, subject: S) => R | PromiseLike<R>) | null,
  onError: ((error: unknown, subject: S) => F | PromiseLike<F>) | null = null,
  subject?: S,
): PromiseLike<R | F> {
  if (value instanceof Later) return (value as Later<T>).step(onValue, onError, subject);
  return value.then(
    onValue === null ? null : (settled) => onValue(settled, subject as S),
    onError === null ? null : (error: unknown) => onError(error, subject as S),
  );
}

/**
 * Goes on with a value: at once where it is there, later where it comes later.
 *
 * `argument` is handed to `work`, so that nothing has to be caught in a closure while all is there at once.
 */
export function goOn<T, A, R>(
  value: MaybePromise<T>,
  work: (value: T, argument: A) => MaybePromise<R>,
  argument: A,
): MaybePromise<R> {
  if (isThenable(value))
    return chain<T, R, never, A>(value as PromiseLike<T>, work, null, argument);
  return work(value as T, argument);
}
