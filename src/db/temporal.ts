/**
 * Civil dates, times and durations: `Temporal` of the platform, or the polyfill where the platform has none (Node 24).
 *
 * Nothing is loaded before the first value is made.
 */
/// <reference lib="esnext.temporal" preserve="true" />

import { FlagonError } from "../base/errors.ts";

/** A day of the calendar without a time zone. */
export type PlainDate = Temporal.PlainDate;
/** A time of day without a time zone. */
export type PlainTime = Temporal.PlainTime;
/** A length of time. */
export type Duration = Temporal.Duration;

type TemporalApi = typeof Temporal;

let found: TemporalApi | undefined;

/**
 * Gives the platform's `Temporal`, else that of the package `temporal-polyfill`.
 *
 * @throws FlagonError `db.no-temporal` where there is neither.
 */
export function temporal(): TemporalApi {
  return (found ??= findTemporal());
}

function findTemporal(): TemporalApi {
  const own = (globalThis as { Temporal?: TemporalApi }).Temporal;
  if (own !== undefined) return own;
  try {
    return polyfill();
  } catch (cause) {
    throw new FlagonError("Dates, times and durations need Temporal, which this platform lacks.", {
      code: "db.no-temporal",
      mend: 'Run `npm install temporal-polyfill` (on Workers and in browsers also import "temporal-polyfill/global" first), or use Node 26.',
      cause,
    });
  }
}

/** Loaded with `require`, as a value is wanted at once. */
function polyfill(): TemporalApi {
  const { createRequire } = process.getBuiltinModule("node:module");
  const loaded = createRequire(import.meta.url)("temporal-polyfill") as { Temporal: TemporalApi };
  return loaded.Temporal;
}
