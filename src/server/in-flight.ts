/** The requests whose answer is awaited: for the time-out of views and for a graceful stop. */

import { ServiceUnavailable } from "../http/errors.ts";
import type { NodeExchange } from "./node-exchange.ts";

const CHECK_EVERY_MS = 500;

/**
 * Knows the requests whose views have not answered yet, in the order of their arrival.
 *
 * One timer looks after all of them, since a timer per request costs more than the rest of a small answer; and they are linked through fields
 * of their own, since a set costs five times as much.
 */
export class InFlight {
  readonly #timeoutMs: number;
  readonly #onTimeout: (exchange: NodeExchange, error: ServiceUnavailable) => void;
  #first: NodeExchange | null = null;
  #last: NodeExchange | null = null;
  #timer: NodeJS.Timeout | null = null;
  #onEmpty: (() => void) | null = null;
  /** The time of the last check: half a second is exact enough, and asking the clock for each request is not free. */
  #nowMs = performance.now();

  constructor(
    timeoutMs: number,
    onTimeout: (exchange: NodeExchange, error: ServiceUnavailable) => void,
  ) {
    this.#timeoutMs = timeoutMs;
    this.#onTimeout = onTimeout;
  }

  /** Notes a request whose view has not answered yet. */
  add(exchange: NodeExchange): void {
    exchange.waitingSince = this.#nowMs;
    exchange.previous = this.#last;
    if (this.#last === null) this.#first = exchange;
    else this.#last.next = exchange;
    this.#last = exchange;
    if (this.#timer === null && this.#timeoutMs > 0) {
      exchange.waitingSince = this.#nowMs = performance.now();
      this.#timer = setInterval(() => this.#check(), CHECK_EVERY_MS);
      this.#timer.unref();
    }
  }

  /** Forgets a request; says whether it was still awaited. */
  delete(exchange: NodeExchange): boolean {
    const { previous, next } = exchange;
    if (previous === null && this.#first !== exchange) return false;
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    exchange.previous = null;
    exchange.next = null;
    if (this.#first === null) this.#onEmpty?.();
    return true;
  }

  /** Gives the requests that are awaited, in the order of their arrival. */
  waiting(): NodeExchange[] {
    const waiting: NodeExchange[] = [];
    for (let at = this.#first; at !== null; at = at.next) waiting.push(at);
    return waiting;
  }

  /** Resolves when nothing is awaited any more, or after `graceMs`. */
  drained(graceMs: number): Promise<void> {
    if (this.#first === null) return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(resolve, graceMs);
      this.#onEmpty = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }

  #check(): void {
    if (this.#first === null) {
      clearInterval(this.#timer!);
      this.#timer = null;
    }
    this.#nowMs = performance.now();
    const limit = this.#nowMs - this.#timeoutMs;
    for (const exchange of this.waiting()) {
      // A view's time begins when its body is there: how long that may take is the business of the request's own time-out.
      if (exchange.isAwaitingBody) exchange.waitingSince = this.#nowMs;
      if (exchange.waitingSince > limit) continue;
      if (!this.delete(exchange)) continue;
      this.#onTimeout(exchange, new ServiceUnavailable("The answer took too long."));
    }
  }
}
