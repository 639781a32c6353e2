/** Counters for rate limits that all processes of a site share, in Redis. */

import type { RateLimit, RateLimitStore, RateVerdict } from "./rate-limit-store.ts";

/** The part of a client of the `redis` package that is used. */
export interface RedisCommands {
  readonly isOpen: boolean;
  /** Whether commands are answered now, and do not wait for a connection. */
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  sendCommand(words: string[]): Promise<unknown>;
  on(event: "error", listener: (error: unknown) => void): unknown;
}

/** Options of {@link RedisRateLimits}. */
export interface RedisRateLimitsOptions {
  /** A client of the `redis` package (version 5 or newer): `createClient({ url })`. It is connected at the first request where it is not yet. */
  client: RedisCommands;
  /** Keeps sites apart that share a Redis. Default `flagon`. */
  prefix?: string;
  /** How long an answer is waited for. Default 500. */
  timeoutMs?: number;
}

/**
 * Counts within one step of Redis, which no other process can come between, and by Redis's clock, so that those of the processes need not agree.
 *
 * A key holds the times of what came under it, oldest first, `limit` of them at most, and ends with its window. It gives whether the
 * request is let in, what is left, and the milliseconds until there is room.
 */
const HIT = `
local clock = redis.call("TIME")
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local oldest = redis.call("LINDEX", KEYS[1], 0)
while oldest and tonumber(oldest) <= now - window do
  redis.call("LPOP", KEYS[1])
  oldest = redis.call("LINDEX", KEYS[1], 0)
end
local count = redis.call("LLEN", KEYS[1])
if count + cost > limit then
  local leaving = redis.call("LINDEX", KEYS[1], math.min(count, count + cost - limit) - 1)
  return { 0, math.max(0, limit - count), (leaving and tonumber(leaving) or now) + window - now }
end
for added = 1, cost do
  redis.call("RPUSH", KEYS[1], now)
end
if cost > 0 then
  redis.call("PEXPIRE", KEYS[1], window)
end
return { 1, limit - count - cost, window }
`;

/**
 * Counts in Redis, over a window that moves with each request: several processes and machines then share their limits.
 *
 * Without a connection, or an answer in time, `hit` rejects, and `rateLimit` does what its option `whenStoreFails` says.
 *
 * @example
 * import { createClient } from "redis";
 * const store = new RedisRateLimits({ client: createClient({ url: "redis://127.0.0.1:6379" }) });
 * app.post("/login", { use: [rateLimit("5/minute", { store })] }, () => "…");
 */
export class RedisRateLimits implements RateLimitStore {
  readonly #client: RedisCommands;
  readonly #prefix: string;
  readonly #timeoutMs: number;
  #opening: Promise<unknown> | null = null;
  /** The name under which Redis knows the script, once it has been sent. */
  #script: Promise<string> | null = null;

  constructor({ client, prefix = "flagon", timeoutMs = 500 }: RedisRateLimitsOptions) {
    this.#client = client;
    this.#prefix = prefix;
    this.#timeoutMs = timeoutMs;
    // The client mends lost connections by itself, and an error that nobody hears would end the process.
    client.on("error", () => {});
  }

  async hit(key: string, { limit, windowSeconds }: RateLimit, cost: number): Promise<RateVerdict> {
    const windowMs = windowSeconds * 1000;
    const words = [`${this.#prefix}:rate:${key}`, limit, windowMs, cost].map(String);
    const reply = await this.#inTime(this.#run(words));
    const [isAllowed, remaining, resetMs] = (reply as (number | string)[]).map(Number);
    return {
      isAllowed: isAllowed === 1,
      remaining: remaining!,
      resetSeconds: Math.max(1, Math.ceil(resetMs! / 1000)),
    };
  }

  async reset(key: string): Promise<void> {
    await this.#inTime(this.#command(["DEL", `${this.#prefix}:rate:${key}`]));
  }

  async #run(words: string[]): Promise<unknown> {
    const name = await (this.#script ??= this.#load());
    try {
      return await this.#command(["EVALSHA", name, "1", ...words]);
    } catch (error) {
      this.#script = null;
      // A Redis that was started anew knows no scripts.
      if (!String(error).includes("NOSCRIPT")) throw error;
      return this.#command(["EVAL", HIT, "1", ...words]);
    }
  }

  async #load(): Promise<string> {
    try {
      return String(await this.#command(["SCRIPT", "LOAD", HIT]));
    } catch (error) {
      this.#script = null;
      throw error;
    }
  }

  /** Sends a command; while the connection is lost it would wait in the client, and every request with it. */
  async #command(words: string[]): Promise<unknown> {
    if (!this.#client.isOpen) this.#opening = this.#client.connect();
    if (this.#opening !== null) await this.#opened(this.#opening);
    if (!this.#client.isReady) throw new Error("There is no connection to Redis.");
    return this.#client.sendCommand(words);
  }

  /** Only the first requests wait for the first connection. */
  async #opened(opening: Promise<unknown>): Promise<void> {
    try {
      await this.#inTime(opening);
    } finally {
      if (this.#opening === opening) this.#opening = null;
    }
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new Error(`Redis did not answer within ${this.#timeoutMs} ms.`));
    }, this.#timeoutMs);
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      clearTimeout(timer);
      // It may still fail when nobody waits any more.
      work.catch(() => {});
    }
  }
}
