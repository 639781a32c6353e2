/** Rate limits: how often one visitor may ask in a time. */

import type { FlagonRequest } from "../app/request.ts";
import type { Middleware } from "../app/view.ts";
import { FlagonError } from "../base/errors.ts";
import { parseAddress } from "../http/addresses.ts";
import { ServiceUnavailable, TooManyRequests } from "../http/errors.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import { goOn } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";
import {
  MemoryRateLimits,
  type RateLimit,
  type RateLimitStore,
  type RateVerdict,
} from "./rate-limit-store.ts";

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** Who is counted. Default: the visitor's address (`request.ip`), for IPv6 the network of 64 bits that one household has. */
  key?: (request: FlagonRequest) => string;
  /** What a request counts. Default 1. */
  cost?: number | ((request: FlagonRequest) => number);
  /** Requests that are let through uncounted. */
  exempt?: (request: FlagonRequest) => boolean;
  /** Requests under one scope share a limit. Default: each endpoint has its own, and all the app where the app itself uses it. */
  scope?: string;
  /** Where the counts are. Default: in the memory of this process. */
  store?: RateLimitStore;
  /**
   * What becomes of requests while the store fails: `allow` lets them in uncounted, `refuse` answers 503. Default `allow`: a limit that
   * protects should not become what takes the site down. The log says so once, and once more when the store is back.
   */
  whenStoreFails?: "allow" | "refuse";
  /** Tell by `X-RateLimit-*` what is left. Default true. */
  headers?: boolean;
}

const UNITS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
};
const RATE = /^(\d{1,9}) *(?:\/|per) *(\d{1,6})? *(second|minute|hour|day)s?$/;

/**
 * Reads `5/minute`, `100 per 2 hours`, or several of them joined by semicolons.
 *
 * @throws FlagonError `security.rate-limit`
 */
export function parseRates(text: string): RateLimit[] {
  return text.split(";").map((part) => {
    const [, limit, count = "1", unit] = RATE.exec(part.trim().toLowerCase()) ?? [];
    const windowSeconds = Number(count) * (UNITS[unit ?? ""] ?? 0);
    if (limit === undefined || Number(limit) < 1 || windowSeconds < 1) throw badRate(part);
    return { limit: Number(limit), windowSeconds };
  });
}

/**
 * Answers 429 with `Retry-After` when more comes than the limits say.
 *
 * The window moves: at no time do more than `limit` requests lie within one window. Limits count for the matched endpoint, however its address was written.
 *
 * @throws FlagonError `security.rate-limit` for a limit that cannot be read.
 * @example
 * app.post("/login", { use: [rateLimit("5/minute; 50/day")] }, () => "…");
 * @see RFC 6585 section 4
 */
export function rateLimit(rates: string, options: RateLimitOptions = {}): Middleware {
  const limits = parseRates(rates);
  const { key = addressKey, cost = 1, exempt, scope, headers = true } = options;
  const counter = new Counter(options.store ?? new MemoryRateLimits(), options);
  const show = (response: FlagonResponse, shown: Shown): FlagonResponse => {
    for (const [name, value] of headerLines(shown)) response.headers.set(name, value);
    return response;
  };
  return (next) => (request) => {
    if (exempt?.(request) === true) return next(request);
    const name = `${scope ?? request.endpoint ?? "app"}:${key(request)}`;
    const price = typeof cost === "function" ? cost(request) : cost;
    return goOn(
      counter.count({ limits, name, cost: price }, request),
      (shown) => {
        if (shown === null) return next(request);
        if (!shown.verdict.isAllowed) throw tooMany(shown, headers);
        return headers ? goOn(next(request), show, shown) : next(request);
      },
      undefined,
    );
  };
}

/** The limit that leaves least, and what the store said of it. */
interface Shown {
  rate: RateLimit;
  verdict: RateVerdict;
}

interface Counting {
  limits: readonly RateLimit[];
  name: string;
  cost: number;
}

/** Counts in a store that may fail. */
class Counter {
  readonly #store: RateLimitStore;
  readonly #whenStoreFails: "allow" | "refuse";
  #hasFailed = false;

  constructor(store: RateLimitStore, { whenStoreFails = "allow" }: RateLimitOptions) {
    this.#store = store;
    this.#whenStoreFails = whenStoreFails;
  }

  /** Counts a request; null where the store failed and it is let in all the same. */
  count(counting: Counting, request: FlagonRequest): MaybePromise<Shown | null> {
    try {
      const shown = count(this.#store, counting);
      if (!isThenable(shown)) return this.#counted(shown, request);
      return (shown as PromiseLike<Shown>).then(
        (settled) => this.#counted(settled, request),
        (error: unknown) => this.#failed(error, request),
      );
    } catch (error) {
      return this.#failed(error, request);
    }
  }

  #counted(shown: Shown, { app }: FlagonRequest): Shown {
    if (this.#hasFailed) {
      this.#hasFailed = false;
      app.logger.named("flagon.security").warn("The store of rate limits counts again.");
    }
    return shown;
  }

  #failed(error: unknown, { app }: FlagonRequest): null {
    const isRefused = this.#whenStoreFails === "refuse";
    if (!this.#hasFailed) {
      this.#hasFailed = true;
      const effect = isRefused ? "requests are refused" : "requests are let in uncounted";
      app.logger
        .named("flagon.security")
        .warn({ error }, `The store of rate limits fails: ${effect}.`);
    }
    if (isRefused) throw new ServiceUnavailable(undefined, { cause: error });
    return null;
  }
}

/** Counts a request under each limit until one refuses it. */
function count(
  store: RateLimitStore,
  counting: Counting,
  from = 0,
  tightest?: Shown,
): MaybePromise<Shown> {
  let least = tightest;
  for (let at = from; at < counting.limits.length; at++) {
    const rate = counting.limits[at]!;
    const key = `${counting.name}:${rate.limit}/${rate.windowSeconds}`;
    const verdict = store.hit(key, rate, counting.cost);
    if (isThenable(verdict)) return countLater(store, counting, { at, least, verdict });
    least = tighter(least, { rate, verdict });
    if (!verdict.isAllowed) return least;
  }
  return least!;
}

async function countLater(
  store: RateLimitStore,
  counting: Counting,
  {
    at,
    least,
    verdict,
  }: { at: number; least: Shown | undefined; verdict: PromiseLike<RateVerdict> },
): Promise<Shown> {
  const settled = await verdict;
  const shown = tighter(least, { rate: counting.limits[at]!, verdict: settled });
  if (!settled.isAllowed || at + 1 === counting.limits.length) return shown;
  return count(store, counting, at + 1, shown);
}

function tighter(a: Shown | undefined, b: Shown): Shown {
  if (a === undefined || !b.verdict.isAllowed) return b;
  return a.verdict.remaining <= b.verdict.remaining ? a : b;
}

function headerLines({ rate, verdict }: Shown): [string, string][] {
  return [
    ["x-ratelimit-limit", String(rate.limit)],
    ["x-ratelimit-remaining", String(verdict.remaining)],
    ["x-ratelimit-reset", String(verdict.resetSeconds)],
  ];
}

function tooMany(shown: Shown, isShown: boolean): TooManyRequests {
  return new TooManyRequests(undefined, {
    retryAfterSeconds: shown.verdict.resetSeconds,
    headers: isShown ? Object.fromEntries(headerLines(shown)) : {},
  });
}

/** The visitor's address; of an IPv6 one the upper half, since whoever has one has the whole network below it. */
function addressKey({ ip }: FlagonRequest): string {
  if (!ip.includes(":")) return ip;
  const bytes = parseAddress(ip);
  return bytes === undefined || bytes.length !== 16 ? ip : bytes.slice(0, 8).join(".");
}

function badRate(text: string): FlagonError {
  return new FlagonError(`${JSON.stringify(text)} is no rate.`, {
    code: "security.rate-limit",
    where: "rateLimit(rates)",
    mend: 'Write a number and a time: "5/minute", "100 per 2 hours"; join several by semicolons.',
  });
}
