/** The one source of time: everything that asks "what time is it" asks here, so that tests can stop the clock. */

/** Gives milliseconds since 1970, as `Date.now` does. */
export type Clock = () => number;

let current: Clock = Date.now;

/**
 * Gives the present time in milliseconds since 1970 (UTC).
 *
 * @example
 * const expiresAt = new Date(now() + 60_000);
 */
export function now(): number {
  return current();
}

/**
 * Replaces the clock of the whole process; without an argument the real one is back.
 *
 * Meant for tests. Timers (`setTimeout`) keep running on real time.
 *
 * @returns the clock that was in place before, to be put back.
 * @example
 * const before = setClock(() => Date.UTC(2026, 0, 1));
 * setClock(before);
 */
export function setClock(clock: Clock = Date.now): Clock {
  const before = current;
  current = clock;
  return before;
}
