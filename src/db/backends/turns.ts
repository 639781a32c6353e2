/** Who may write next: one at a time, in the order of asking. */

interface Waiter {
  take: () => void;
  timer: NodeJS.Timeout;
}

/** How long those who wait in this process may follow each other before other processes get a chance, and how long that is. */
const STREAK_MS = 50;
const CONTENDED_STREAK_MS = 10;
const GAP_MS = 5;

/** How long it is remembered that another process was in the way. */
const CONTENDED_MS = 1000;

/** A lock with a queue. */
export class Turns {
  readonly #waiters: Waiter[] = [];
  #isTaken = false;
  #streakSince = 0;
  #contendedUntil = 0;

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
      this.#streakSince = performance.now();
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

  /** Notes that another process was in the way. */
  noteContention(): void {
    this.#contendedUntil = performance.now() + CONTENDED_MS;
  }

  /**
   * Passes the turn on.
   *
   * Other processes cannot queue: they try now and then, and would never find the file free while a queue in this one lasts. So there
   * is a gap once in a while.
   */
  pass(): void {
    if (this.#waiters.length === 0) {
      this.#isTaken = false;
      return;
    }
    const now = performance.now();
    const longest = now < this.#contendedUntil ? CONTENDED_STREAK_MS : STREAK_MS;
    if (now - this.#streakSince < longest) return this.#serve();
    setTimeout(() => {
      this.#streakSince = performance.now();
      this.#serve();
    }, GAP_MS);
  }

  #serve(): void {
    const next = this.#waiters.shift();
    if (next === undefined) {
      this.#isTaken = false;
      return;
    }
    clearTimeout(next.timer);
    next.take();
  }
}
