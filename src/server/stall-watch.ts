/** Notices when nothing was answered for a while because some code did not let go, and names the requests of that moment. */

/** A stall of the event loop. */
export interface Stall {
  /** How long nothing else could run. */
  ms: number;
  /** Method and path of the requests that were at work, the most likely culprit first. */
  requests: string[];
}

/** What the watch needs to know of a request. */
export interface WatchedRequest {
  readonly method: string;
  readonly target: string;
}

const BEAT_MS = 100;
const MOST_NAMED = 5;

/**
 * Beats ten times a second. Where a beat comes late, the loop was held for that long, and whatever began last, or was still waiting for its
 * view, held it. Costs one look at the clock for each request (50 ns).
 */
export class StallWatch {
  readonly #limitMs: number;
  readonly #onStall: (stall: Stall) => void;
  readonly #waiting: () => Iterable<WatchedRequest>;
  #lastSeen = performance.now();
  #latest: WatchedRequest | null = null;
  #timer: NodeJS.Timeout;

  constructor(options: {
    limitMs: number;
    onStall: (stall: Stall) => void;
    /** Gives the requests whose views have not answered yet. */
    waiting: () => Iterable<WatchedRequest>;
  }) {
    this.#limitMs = options.limitMs;
    this.#onStall = options.onStall;
    this.#waiting = options.waiting;
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
    this.#timer.unref();
  }

  /** Notes that a request begins: what stalled before it cannot be its fault. */
  begin(request: WatchedRequest): void {
    this.#look();
    this.#latest = request;
  }

  /** Ends the watch. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    this.#look();
    this.#latest = null;
  }

  #look(): void {
    const now = performance.now();
    const ms = now - this.#lastSeen;
    this.#lastSeen = now;
    if (ms > this.#limitMs + BEAT_MS)
      this.#onStall({ ms: Math.round(ms), requests: this.#named() });
  }

  #named(): string[] {
    const latest = this.#latest === null ? [] : [this.#latest];
    const names = [...latest, ...this.#waiting()].map(
      ({ method, target }) => `${method} ${pathOf(target)}`,
    );
    return [...new Set(names)].slice(0, MOST_NAMED);
  }
}

/** A query may hold secrets; the path says enough. */
function pathOf(target: string): string {
  const end = target.indexOf("?");
  return end < 0 ? target : target.slice(0, end);
}
