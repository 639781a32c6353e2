/** Stops a program gracefully at SIGTERM and SIGINT; a second signal ends it at once. */

/** Calls `stop` at the first SIGTERM or SIGINT, then ends the process: with 0, or 1 when stopping failed. */
export function onStopSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
