/** Sees that a server is not silent for ever: a statement has its time-out there, and a dead server keeps none. */

/** How long after the server's own time-out it is taken for dead. */
const GRACE_MS = 1000;

/** Counts what a connection waits for, and barks when nothing comes. */
export class Watchdog {
  readonly #timeoutMs: number;
  readonly #onSilent: (waitedMs: number) => void;
  #timer: NodeJS.Timeout | undefined;
  /** When the server last answered, or was first asked. */
  heardAt = 0;
  /** Number of statements without an answer. */
  underWay = 0;
  /** Number of scripts under way, which may take any time. */
  patience = 0;

  /** `timeoutMs` is what the server is given for a statement; 0 for ever. */
  constructor(timeoutMs: number, onSilent: (waitedMs: number) => void) {
    this.#timeoutMs = timeoutMs;
    this.#onSilent = onSilent;
  }

  /** Something was sent. */
  asked(): void {
    if (this.underWay++ > 0) return;
    this.heardAt = performance.now();
    if (this.#timer === undefined && this.#timeoutMs > 0) this.#arm(this.#timeoutMs + GRACE_MS);
  }

  /** Something came back. */
  answered(now: number): void {
    this.underWay -= 1;
    this.heardAt = now;
  }

  /** Ends it. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** One timer for many statements: it looks when it rings how long it should have waited. */
  #arm(inMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.underWay === 0) return;
      const limitMs = this.#timeoutMs + GRACE_MS;
      const leftMs = this.heardAt + limitMs - performance.now();
      if (this.patience > 0) this.#arm(Math.max(leftMs, GRACE_MS));
      else if (leftMs > 1) this.#arm(leftMs);
      else this.#onSilent(limitMs);
    }, inMs);
    this.#timer.unref();
  }
}
