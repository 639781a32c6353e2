/** The field of lengths of time. */

import { problem } from "../../base/issues.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import {
  durationOf,
  formatMicroseconds,
  microsecondsOf,
  parseDurationText,
  parseInterval,
  writeInterval,
} from "../durations.ts";
import type { Duration } from "../temporal.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions } from "./field.ts";
import { outOfRange, unreadable, wrongType } from "./refusals.ts";

/**
 * A length of time: a `Temporal.Duration` to the microsecond. It takes ISO 8601 (`"PT1H30M"`) and Django's text (`"1:30:00"`), too.
 *
 * Days have 24 hours here; months and years have no length and are refused.
 */
export class DurationField<
  O = Duration,
  I = O | string,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends Field<O, I, Optional, Traits> {
  readonly kind: string = "DurationField";

  constructor(options: FieldOptions<unknown, never> = {}) {
    super(options);
  }

  columnType(database: DatabaseKind): string {
    return database === "postgres" ? "interval" : "bigint";
  }

  override reader(database: DatabaseKind): Convert | undefined {
    if (database !== "postgres") return (value: unknown) => this.fromCount(value);
    return (value: string) => {
      const microseconds = parseInterval(value);
      if (microseconds === undefined) throw unreadable(this, value, "an interval");
      return durationOf(microseconds);
    };
  }

  protected fromCount(value: unknown): Duration {
    if (typeof value === "bigint") return durationOf(value);
    // Averages of microseconds have a fraction.
    if (typeof value === "number") return durationOf(BigInt(Math.round(value)));
    if (typeof value === "string" && /^-?\d{1,20}(?:\.\d{0,40})?$/.test(value)) {
      return durationOf(BigInt(value.split(".")[0]!));
    }
    throw unreadable(this, value, "a number of microseconds");
  }

  override normalizer(): Convert | undefined {
    return (value: unknown) => {
      const microseconds = this.countIn(value);
      return typeof value === "string" ? durationOf(microseconds) : value;
    };
  }

  override writer(database: DatabaseKind): Convert | undefined {
    if (database === "postgres") return (value: unknown) => writeInterval(this.countIn(value));
    return (value: unknown) => this.countIn(value);
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    const write = this.writer(database) as (value: unknown) => unknown;
    if (database === "postgres") return write;
    return (value: unknown) => {
      const written = write(value) as bigint;
      if (BigInt.asIntN(64, written) === written) return written;
      throw outOfRange(this, "The duration has more microseconds than 64 bits can count.");
    };
  }

  protected countIn(value: unknown): bigint {
    const found = countOf(value);
    if (found !== undefined) return found;
    throw wrongType(
      this,
      value,
      "a Temporal.Duration or text like PT1H30M, in whole microseconds and without months and years",
      typeof value === "number" ? "Temporal.Duration.from({ seconds })" : undefined,
    );
  }

  override parse(value: unknown): unknown {
    const found = countOf(value);
    if (found === undefined) throw new ValidationError({ ...problem("duration"), code: "invalid" });
    return typeof value === "string" ? durationOf(found) : value;
  }

  override format(value: unknown): string {
    const found = countOf(value);
    return found === undefined ? String(value) : formatMicroseconds(found);
  }
}

function countOf(value: unknown): bigint | undefined {
  if (typeof value === "string") return parseDurationText(value.trim());
  if (typeof value !== "object" || value === null) return undefined;
  const tag = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  return tag === "Temporal.Duration" ? microsecondsOf(value as Duration) : undefined;
}
