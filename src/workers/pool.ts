/** A pool of worker threads that call the exported functions of modules. */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { FlagonError } from "../base/errors.ts";

/** What a worker runs: it imports the module of each call and answers with the function's value. */
const PROGRAM = `const { parentPort } = require("node:worker_threads");
parentPort.on("message", async ({ id, url, name, args }) => {
  try {
    const module = await import(url);
    parentPort.postMessage({ id, value: await module[name](...args) });
  } catch (error) {
    parentPort.postMessage({ id, error });
  }
});`;

/** Options of a {@link WorkerPool}. */
export interface WorkerPoolOptions {
  /** Threads at most. Default: the processors of the machine less one, and one at least. */
  size?: number;
}

interface Call {
  message: { id: number; url: string; name: string; args: unknown[] };
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Answer {
  id: number;
  value?: unknown;
  error?: unknown;
}

/** Runs calls in worker threads, as many at once as there are threads; the others wait their turn. */
export class WorkerPool {
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Call>();
  readonly #queue: Call[] = [];
  #nextId = 1;

  constructor({ size = Math.max(1, availableParallelism() - 1) }: WorkerPoolOptions = {}) {
    this.#size = size;
  }

  /**
   * Calls an exported function of a module in a worker. Arguments and value are copied (structured clone).
   *
   * @throws FlagonError `workers.stopped` when the worker ends before it has answered, and whatever the function throws
   */
  call(url: URL, name: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const message = { id: this.#nextId++, url: url.href, name, args };
      this.#queue.push({ message, resolve, reject });
      this.#serve();
    });
  }

  /** Ends all workers; calls that wait or run are rejected. */
  async close(): Promise<void> {
    for (const call of this.#queue.splice(0)) call.reject(stopped(call));
    const workers = [...this.#idle.splice(0), ...this.#busy.keys()];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #serve(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? (this.#busy.size < this.#size ? this.#start() : undefined);
      if (worker === undefined) return;
      const call = this.#queue.shift()!;
      this.#busy.set(worker, call);
      worker.ref();
      worker.postMessage(call.message);
    }
  }

  #start(): Worker {
    const worker = new Worker(PROGRAM, { eval: true });
    worker.on("message", (answer: Answer) => this.#finish(worker, answer));
    worker.on("error", (error) => this.#lose(worker, error));
    worker.on("exit", () => this.#lose(worker, undefined));
    return worker;
  }

  #finish(worker: Worker, { value, error }: Answer): void {
    const call = this.#busy.get(worker)!;
    this.#busy.delete(worker);
    this.#idle.push(worker);
    // An idle worker does not keep the program alive.
    worker.unref();
    if (error === undefined) call.resolve(value);
    else call.reject(error);
    this.#serve();
  }

  #lose(worker: Worker, error: unknown): void {
    const call = this.#busy.get(worker);
    this.#busy.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    call?.reject(error ?? stopped(call));
    this.#serve();
  }
}

let shared: WorkerPool | undefined;

/**
 * Gives a function that runs an exported function of a module in a worker thread.
 *
 * @example
 * // hash.ts: export function digest(text: string): string { … }
 * const digest = inWorker<typeof import("./hash.ts"), "digest">(new URL("./hash.ts", import.meta.url), "digest");
 * await digest("a long text");
 */
export function inWorker<M, K extends keyof M & string>(
  url: URL,
  name: K,
  pool: WorkerPool = (shared ??= new WorkerPool()),
): M[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never {
  const run = (...args: unknown[]): Promise<unknown> => pool.call(url, name, args);
  // The module's own types say what the function takes and gives; the pool copies both as they are.
  return run as ReturnType<typeof inWorker<M, K>>;
}

function stopped({ message }: Call): FlagonError {
  return new FlagonError("The worker ended before it had answered.", {
    code: "workers.stopped",
    where: `${message.name}() in ${message.url}`,
    mend: "Look at the log for what ended it; a worker that runs out of memory ends.",
  });
}
