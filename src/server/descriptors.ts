/** How many connections a process may hold before it runs out of file descriptors. */

/** Kept for files, databases and logs. */
const RESERVED = 80;
const FEWEST = 50;

/**
 * Gives the number of connections that leave descriptors for everything else, or undefined where the system does not say.
 *
 * Beyond it new connections are closed at once: a server that runs into EMFILE can open neither its database nor its log.
 */
export function connectionLimit(): number | undefined {
  try {
    const { readFileSync } = process.getBuiltinModule("node:fs");
    const [, soft] = /Max open files\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? undefined : Math.max(FEWEST, Number(soft) - RESERVED);
  } catch {
    // Not Linux: the system's own answer has to do.
    return undefined;
  }
}

/** Gives a function that calls `report` at most once in `everyMs`. */
export function seldom<A extends unknown[]>(
  report: (...values: A) => void,
  everyMs = 60_000,
): (...values: A) => void {
  let last = -Infinity;
  return (...values) => {
    const now = performance.now();
    if (now - last < everyMs) return;
    last = now;
    report(...values);
  };
}
