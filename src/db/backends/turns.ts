/** Who may write next: one at a time, in the order of asking. */

interface Waiter {
  take: () => void;
  timer: NodeJS.Timeout;
}

/** A lock with a queue. */
export class Turns {
  readonly #waiters: Waiter[] = [];
  #isTaken = false;

  /** Whether somebody has the turn. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /**
   * Takes the turn: at once when it is free (and then gives nothing to await), else after those who asked before.
   *
   * The promise rejects with what `late` gives when that took longer than `timeoutMs`.
   */
  take(timeoutMs: number, late: () => Error): Promise<void> | undefined {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(late());
      }, timeoutMs);
      const waiter = { take: resolve, timer };
      this.#waiters.push(waiter);
    });
  }

  /** Passes the turn on. */
  pass(): void {
    const next = this.#waiters.shift();
    if (next === undefined) {
      this.#isTaken = false;
      return;
    }
    clearTimeout(next.timer);
    next.take();
  }
}
