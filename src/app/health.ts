/** The health endpoint: says to load balancers and process managers whether this process should get requests. */

import type { Exchange } from "../http/exchange.ts";
import type {
  DefaultHeaders,
  ExchangeHandler,
  MaybePromise,
  SocketSession,
} from "../http/handler.ts";
import { FlagonResponse } from "../http/response.ts";
import type { Flagon } from "./app.ts";

/** Finds out whether something that the app needs is there: throws, or gives false, when it is not. */
export type HealthCheck = () => MaybePromise<unknown>;

const CHECK_TIMEOUT_MS = 2000;

/**
 * Answers one path itself and hands everything else to the app.
 *
 * It stands before the host check, since probes ask by address. 200 `{"status":"ok"}`; 503 while the server drains, or when a check fails:
 * then the answer has the checks' names, and the reasons go to the log alone.
 */
export class HealthGate implements ExchangeHandler {
  readonly #app: Flagon;
  readonly #path: string;
  #draining = false;

  constructor(app: Flagon, path: string) {
    this.#app = app;
    this.#path = path;
  }

  get defaultHeaders(): DefaultHeaders {
    return this.#app.defaultHeaders;
  }

  /** From now on the answer is 503, so that no new requests are sent here. */
  drain(): void {
    this.#draining = true;
  }

  handle(exchange: Exchange): MaybePromise<FlagonResponse> {
    return exchange.target === this.#path ? this.#answer() : this.#app.handle(exchange);
  }

  upgrade(exchange: Exchange): MaybePromise<FlagonResponse | SocketSession> {
    return this.#app.upgrade(exchange);
  }

  onBrokenResponse(error: unknown, exchange: Exchange): FlagonResponse {
    return this.#app.onBrokenResponse(error, exchange);
  }

  #answer(): MaybePromise<FlagonResponse> {
    if (this.#draining) return reply(503, { status: "draining" });
    const { healthChecks } = this.#app;
    return healthChecks.size === 0 ? reply(200, { status: "ok" }) : this.#runChecks();
  }

  async #runChecks(): Promise<FlagonResponse> {
    const entries = [...this.#app.healthChecks];
    const outcomes = await Promise.all(
      entries.map(async ([name, check]) => [name, await this.#passes(name, check)] as const),
    );
    const isWell = outcomes.every(([, passed]) => passed);
    const checks = Object.fromEntries(
      outcomes.map(([name, passed]) => [name, passed ? "ok" : "failing"]),
    );
    return reply(isWell ? 200 : 503, { status: isWell ? "ok" : "failing", checks });
  }

  async #passes(name: string, check: HealthCheck): Promise<boolean> {
    try {
      return (await withTimeout(check())) !== false;
    } catch (error) {
      this.#app.logger
        .named("flagon.health")
        .warn({ check: name, error }, "A health check failed.");
      return false;
    }
  }
}

function reply(status: number, body: object): FlagonResponse {
  return new FlagonResponse(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}

async function withTimeout(answer: MaybePromise<unknown>): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`No answer within ${CHECK_TIMEOUT_MS} ms.`)),
      CHECK_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
