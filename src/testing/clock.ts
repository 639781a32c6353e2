/** A clock that stands still until a test moves it. */

import { setClock } from "../base/clock.ts";
import { FlagonError } from "../base/errors.ts";

/** How far to move a clock; the parts add up. */
export interface ClockStep {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

/** A clock in a test's hand. */
export interface FrozenClock {
  /** The time it shows. */
  readonly now: Date;
  /** Moves it on, or back by negative parts. */
  advance(step: ClockStep): void;
  /** Sets it. */
  set(time: Date | string | number): void;
  /** Lets the real clock run again. */
  restore(): void;
  [Symbol.dispose](): void;
}

/**
 * Stops the clock that Flagon asks: tokens, cookies, sessions, logs. Default: at this moment.
 *
 * `Date` itself and timers go on; code of yours asks `now()` from `flagon/clock` to take part.
 *
 * @throws FlagonError `testing.bad-time` for a text that is no time
 * @example
 * const clock = freezeTime("2026-01-01T12:00:00Z");
 * clock.advance({ minutes: 11 });
 * clock.restore();
 */
export function freezeTime(time: Date | string | number = Date.now()): FrozenClock {
  let current = milliseconds(time);
  const before = setClock(() => current);
  const restore = (): void => void setClock(before);
  return {
    get now() {
      return new Date(current);
    },
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds: rest = 0 }) {
      current += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + rest;
    },
    set(next) {
      current = milliseconds(next);
    },
    restore,
    [Symbol.dispose]: restore,
  };
}

function milliseconds(time: Date | string | number): number {
  const found = new Date(time).getTime();
  if (!Number.isNaN(found)) return found;
  throw new FlagonError(`"${String(time)}" is no time.`, {
    code: "testing.bad-time",
    where: "freezeTime()",
    mend: 'Write it as ISO 8601: "2026-01-01T12:00:00Z".',
  });
}
