/** The primary of several worker processes: starts them, replaces the dead, rolls them at SIGHUP, stops them at SIGTERM. */

import cluster, { type Worker } from "node:cluster";
import { STOP_MESSAGE } from "../server/shutdown.ts";
import type { Terminal } from "./terminal.ts";

/** What a worker tells the primary once it listens. */
export interface ReadyMessage {
  type: "flagon:ready";
  url: string;
  /** How long it takes to drain at most. */
  graceMs: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** A worker that lived this long did not die of its start. */
const LONG_LIFE_MS = 5000;
const EXTRA_GRACE_MS = 3000;

/** Runs workers until it is told to stop, and gives the exit code. */
export class Workers {
  readonly #count: number;
  readonly #terminal: Terminal;
  readonly #leaving = new Set<Worker>();
  #pauseMs = FIRST_PAUSE_MS;
  #graceMs = 10_000;
  #isStopping = false;
  #rolling: Promise<void> = Promise.resolve();

  constructor(count: number, terminal: Terminal) {
    this.#count = count;
    this.#terminal = terminal;
  }

  /** Runs until SIGTERM or SIGINT, or until a worker cannot start in the first place. */
  run(): Promise<number> {
    return new Promise((resolve) => {
      const onStop = (): void => {
        if (this.#isStopping) process.exit(1);
        void this.#stopAll().then(() => resolve(0));
      };
      process.on("SIGTERM", onStop);
      process.on("SIGINT", onStop);
      process.on("SIGHUP", () => {
        this.#rolling = this.#rolling.then(() => this.#roll());
      });
      this.#rolling = this.#startAll().then(async (haveStarted) => {
        if (haveStarted || this.#isStopping) return;
        await this.#stopAll();
        resolve(1);
      });
    });
  }

  /** Starts the workers, the first one alone: what keeps it from starting would keep them all. */
  async #startAll(): Promise<boolean> {
    const first = await this.#fork();
    if (first === null) return false;
    const others = await Promise.all(Array.from({ length: this.#count - 1 }, () => this.#fork()));
    if (others.includes(null)) return false;
    this.#terminal.print(`Serving on ${first.url} with ${this.#count} workers`);
    return true;
  }

  /** Starts one worker and waits until it listens; null when it ended before. */
  #fork(): Promise<ReadyMessage | null> {
    const worker = cluster.fork();
    const born = performance.now();
    return new Promise((resolve) => {
      let isReady = false;
      worker.on("message", (message: ReadyMessage | null) => {
        if (message?.type !== "flagon:ready") return;
        isReady = true;
        this.#graceMs = message.graceMs;
        resolve(message);
      });
      worker.once("exit", (code: number | null, signal: string | null) => {
        resolve(null);
        const isAway = this.#leaving.delete(worker);
        if (isReady && !isAway && !this.#isStopping)
          this.#replace(worker, {
            died: signal ?? `exit code ${code}`,
            livedMs: performance.now() - born,
          });
      });
    });
  }

  /** Starts a worker for one that died, ever later as long as they die young. */
  #replace(worker: Worker, { died, livedMs }: { died: string; livedMs: number }): void {
    if (livedMs > LONG_LIFE_MS) this.#pauseMs = FIRST_PAUSE_MS;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    this.#terminal.warn(
      `Worker ${worker.process.pid} died (${died}); another one starts in ${pauseMs} ms.`,
    );
    setTimeout(() => void this.#revive(worker), pauseMs);
  }

  async #revive(worker: Worker): Promise<void> {
    if (this.#isStopping || (await this.#fork()) !== null || this.#isStopping) return;
    this.#replace(worker, { died: "its successor did not start", livedMs: 0 });
  }

  /** Replaces the workers one by one: the new one listens before the old one stops. */
  async #roll(): Promise<void> {
    const old = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    for (const worker of old) {
      if (this.#isStopping || worker.isDead()) continue;
      if ((await this.#fork()) === null) {
        this.#terminal.warn("The new code does not start: the workers with the old code stay.");
        return;
      }
      await this.#stop(worker);
    }
  }

  async #stopAll(): Promise<void> {
    this.#isStopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(workers.map((worker) => this.#stop(worker)));
  }

  /** Asks a worker to drain, and kills it when it takes longer than it said. */
  #stop(worker: Worker): Promise<void> {
    this.#leaving.add(worker);
    return new Promise((resolve) => {
      if (worker.isDead()) return resolve();
      const late = setTimeout(() => worker.process.kill("SIGKILL"), this.#graceMs + EXTRA_GRACE_MS);
      worker.once("exit", () => {
        clearTimeout(late);
        resolve();
      });
      if (worker.isConnected()) worker.send(STOP_MESSAGE);
      else worker.process.kill("SIGTERM");
    });
  }
}
