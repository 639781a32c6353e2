/** Stops a program gracefully at SIGTERM and SIGINT; a second signal ends it at once. */

/**
 * Calls `stop` at the first SIGTERM or SIGINT, then ends the process: with 0, or 1 when stopping failed.
 *
 * In a worker of a cluster the primary decides: its message, SIGTERM, or its death stop the worker, SIGINT (which a terminal sends to all)
 * does not, and nothing hurries it.
 */
export async function onStopSignal(
  stop: (how: { isReplaced: boolean }) => Promise<void>,
): Promise<void> {
  const { isWorker } = process.getBuiltinModule("node:cluster");
  let stopping = false;
  const end = (isReplaced: boolean): void => {
    if (stopping && !isWorker) process.exit(1);
    if (stopping) return;
    stopping = true;
    stop({ isReplaced }).then(
      () => leave(0),
      (error: unknown) => {
        console.error(error);
        leave(1);
      },
    );
  };
  const onSignal = (): void => end(false);
  process.on("SIGTERM", onSignal);
  if (!isWorker) {
    process.on("SIGINT", onSignal);
    return;
  }
  // A terminal sends both to all of its processes.
  process.on("SIGINT", () => {});
  process.on("SIGHUP", () => {});
  process.on("disconnect", onSignal);
  process.on("message", (message) => {
    if (message === STOP_MESSAGE || message === REPLACED_MESSAGE) end(message === REPLACED_MESSAGE);
  });
}

/**
 * Ends the process; a worker of a cluster once the primary knows that it takes no more connections.
 *
 * A connection that the primary hands over before it knows is handed back by a worker that lives, and lost with one that has ended: its
 * visitor would wait for ever. Under load one in four reloads lost one.
 */
function leave(code: number): void {
  const { worker } = process.getBuiltinModule("node:cluster");
  if (worker === undefined || !worker.isConnected()) process.exit(code);
  process.once("disconnect", () => process.exit(code));
  worker.disconnect();
}

/** What the primary of a cluster sends to a worker that shall stop. */
export const STOP_MESSAGE = "flagon:stop";

/** What it sends to a worker whose successor serves already. */
export const REPLACED_MESSAGE = "flagon:replaced";
