/** What counts requests for rate limits: the contract, and counters in the memory of one process. */

import { now } from "../base/clock.ts";
import type { MaybePromise } from "../http/handler.ts";

/** How many requests may come in how long. */
export interface RateLimit {
  readonly limit: number;
  readonly windowSeconds: number;
}

/** What a store says of a request. */
export interface RateVerdict {
  readonly isAllowed: boolean;
  /** How much more may come now. */
  readonly remaining: number;
  /** Seconds until enough of the window has passed for a request that is refused, or until all of it has for one that is not. */
  readonly resetSeconds: number;
}

/**
 * Counts what comes under a key.
 *
 * A store that several processes share has to look and count in one step, or two requests at a time both get the last place, and to forget
 * a key by itself when its window has passed. When it throws or rejects, `rateLimit` goes by its option `whenStoreFails`.
 */
export interface RateLimitStore {
  /** Counts a request of this cost if the limit lets it in; a refused one does not count. */
  hit(key: string, rate: RateLimit, cost: number): MaybePromise<RateVerdict>;
  /** Forgets what came under a key. */
  reset(key: string): MaybePromise<void>;
}

/** The times at which something came under a key, oldest first, from `start` on. */
interface Hits {
  times: number[];
  start: number;
}

/**
 * Counts in the memory of one process, over a window that moves with each request.
 *
 * It keeps the time of each request that counts, `limit` of them at most for each key, and the `keys` (default 100 000) that were used last.
 */
export class MemoryRateLimits implements RateLimitStore {
  readonly #hits = new Map<string, Hits>();
  readonly #keys: number;

  constructor({ keys = 100_000 }: { keys?: number } = {}) {
    this.#keys = keys;
  }

  hit(key: string, { limit, windowSeconds }: RateLimit, cost: number): RateVerdict {
    const time = now();
    const windowMs = windowSeconds * 1000;
    const hits = this.#touch(key);
    dropBefore(hits, time - windowMs);
    const count = hits.times.length - hits.start;
    if (count + cost > limit) {
      // Room is there when the request that is `count + cost - limit` from the oldest has left the window.
      const leaving = hits.times[hits.start + Math.min(count, count + cost - limit) - 1] ?? time;
      return {
        isAllowed: false,
        remaining: Math.max(0, limit - count),
        resetSeconds: Math.max(1, Math.ceil((leaving + windowMs - time) / 1000)),
      };
    }
    for (let added = 0; added < cost; added++) hits.times.push(time);
    return { isAllowed: true, remaining: limit - count - cost, resetSeconds: windowSeconds };
  }

  reset(key: string): void {
    this.#hits.delete(key);
  }

  /** Gives the counter of a key, as the one used last. */
  #touch(key: string): Hits {
    const hits = this.#hits.get(key) ?? { times: [], start: 0 };
    this.#hits.delete(key);
    this.#hits.set(key, hits);
    if (this.#hits.size > this.#keys) this.#hits.delete(this.#hits.keys().next().value!);
    return hits;
  }
}

function dropBefore(hits: Hits, time: number): void {
  while (hits.start < hits.times.length && hits.times[hits.start]! <= time) hits.start++;
  if (hits.start > 64 && hits.start * 2 > hits.times.length) {
    hits.times.splice(0, hits.start);
    hits.start = 0;
  }
}
