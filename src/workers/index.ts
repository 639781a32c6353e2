/** `flagon/workers`: work that burns the processor, kept off the event loop. */
export { inWorker, WorkerPool } from "./pool.ts";
export type { WorkerPoolOptions } from "./pool.ts";
