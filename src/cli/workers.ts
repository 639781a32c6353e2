/** The primary of several worker processes: starts them, replaces the dead, rolls them at SIGHUP, stops them at SIGTERM. */

import type { Worker } from "node:cluster";
import { REPLACED_MESSAGE, STOP_MESSAGE } from "../server/shutdown.ts";
import type { Terminal } from "./terminal.ts";

const cluster = process.getBuiltinModule("node:cluster");

/** What a worker tells the primary once its app has started, and waits to be told to listen. */
export const LOADED_MESSAGE = "flagon:loaded";

/** What the primary sends to a worker that shall listen. */
export const LISTEN_MESSAGE = "flagon:listen";

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

/** How long workers that listen take to drain at most. */
const graceOf = new WeakMap<Worker, number>();

/** A worker on its way to serving. */
class StartingWorker {
  readonly worker: Worker;
  /** Whether its app has started; false when it ended before. */
  readonly loaded: Promise<boolean>;
  readonly #ready: Promise<ReadyMessage | null>;
  /** Set once it listens. */
  graceMs: number | undefined;

  constructor(worker: Worker) {
    this.worker = worker;
    const loaded = Promise.withResolvers<boolean>();
    const ready = Promise.withResolvers<ReadyMessage | null>();
    this.loaded = loaded.promise;
    this.#ready = ready.promise;
    worker.on("message", (message: ReadyMessage | string | null) => {
      if (message === LOADED_MESSAGE) loaded.resolve(true);
      if (typeof message !== "object" || message?.type !== "flagon:ready") return;
      this.graceMs = message.graceMs;
      graceOf.set(worker, message.graceMs);
      ready.resolve(message);
    });
    worker.once("exit", () => {
      loaded.resolve(false);
      ready.resolve(null);
    });
  }

  /** Lets it listen; null when it ends before it does. */
  listen(): Promise<ReadyMessage | null> {
    if (this.worker.isConnected()) this.worker.send(LISTEN_MESSAGE);
    return this.#ready;
  }
}

/** Runs workers until it is told to stop, and gives the exit code. */
export class Workers {
  readonly #count: number;
  readonly #terminal: Terminal;
  readonly #leaving = new Set<Worker>();
  #pauseMs = FIRST_PAUSE_MS;
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

  /**
   * Starts the workers, the first one alone: what keeps it from starting would keep them all. They listen when all have started, so that
   * the first visitors do not all go to the first.
   */
  async #startAll(): Promise<boolean> {
    const first = this.#fork();
    if (!(await first.loaded)) return false;
    const starting = [first, ...Array.from({ length: this.#count - 1 }, () => this.#fork())];
    const loaded = await Promise.all(starting.map((worker) => worker.loaded));
    if (loaded.includes(false)) return false;
    const ready = await Promise.all(starting.map((worker) => worker.listen()));
    if (ready.includes(null)) return false;
    this.#terminal.print(`Serving on ${ready[0]!.url} with ${this.#count} workers`);
    return true;
  }

  /** Starts one worker and lets it listen; says whether it does. */
  async #add(): Promise<boolean> {
    const worker = this.#fork();
    return (await worker.loaded) && (await worker.listen()) !== null;
  }

  #fork(): StartingWorker {
    const born = performance.now();
    const starting = new StartingWorker(cluster.fork());
    const { worker } = starting;
    worker.once("exit", (code: number | null, signal: string | null) => {
      const isAway = this.#leaving.delete(worker);
      if (starting.graceMs === undefined || isAway || this.#isStopping) return;
      const died = signal ?? `exit code ${code}`;
      this.#replace(worker, { died, livedMs: performance.now() - born });
    });
    return starting;
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
    if (this.#isStopping || (await this.#add()) || this.#isStopping) return;
    this.#replace(worker, { died: "its successor did not start", livedMs: 0 });
  }

  /** Replaces the workers one by one: the new one listens before the old one stops. */
  async #roll(): Promise<void> {
    const old = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    for (const worker of old) {
      if (this.#isStopping || worker.isDead()) continue;
      if (!(await this.#add())) {
        this.#terminal.warn("The new code does not start: the workers with the old code stay.");
        return;
      }
      await this.#stop(worker, REPLACED_MESSAGE);
    }
  }

  async #stopAll(): Promise<void> {
    this.#isStopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(workers.map((worker) => this.#stop(worker, STOP_MESSAGE)));
  }

  /** Asks a worker to drain, and kills it when it takes longer than it said. */
  #stop(worker: Worker, message: string): Promise<void> {
    this.#leaving.add(worker);
    return new Promise((resolve) => {
      if (worker.isDead()) return resolve();
      const graceMs = graceOf.get(worker);
      const late = setTimeout(
        () => worker.process.kill("SIGKILL"),
        (graceMs ?? 0) + EXTRA_GRACE_MS,
      );
      worker.once("exit", () => {
        clearTimeout(late);
        resolve();
      });
      // One that does not listen yet has nothing to drain, and does not hear messages.
      if (graceMs !== undefined && worker.isConnected()) worker.send(message);
      else worker.process.kill("SIGTERM");
    });
  }
}
