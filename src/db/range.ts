/** A stretch of values between two ends, as PostgreSQL's ranges have it. */

import { FlagonError } from "../base/errors.ts";

/** Which ends belong to a range: `[` and `]` do, `(` and `)` do not. */
export type Bounds = "[)" | "[]" | "(]" | "()";

/**
 * A stretch of values. An end that is null is open: everything below, or above; no bound includes it.
 *
 * @example
 * new Range(1, 10); // 1 up to, but not with, 10
 * new Range(Temporal.PlainDate.from("2026-01-01"), null, "[]");
 */
export class Range<T> {
  /** Where it begins; null where it has no beginning. */
  readonly lower: T | null;
  /** Where it ends; null where it has no end. */
  readonly upper: T | null;
  /** Which ends belong to it. */
  readonly bounds: Bounds;
  /** Whether nothing is in it. */
  readonly isEmpty: boolean;

  constructor(lower: T | null = null, upper: T | null = null, bounds: Bounds = "[)") {
    if (!["[)", "[]", "(]", "()"].includes(bounds)) {
      throw new FlagonError(`A range has no bounds "${String(bounds).slice(0, 20)}".`, {
        code: "db.range-bounds",
        mend: "Use [), [], (] or ().",
      });
    }
    this.lower = lower;
    this.upper = upper;
    this.bounds =
      `${lower === null ? "(" : bounds[0]}${upper === null ? ")" : bounds[1]}` as Bounds;
    this.isEmpty = false;
  }

  /** Gives the range with nothing in it. */
  static empty<T>(): Range<T> {
    return Object.assign(new Range<T>(), { isEmpty: true });
  }

  /** Whether the beginning belongs to it. */
  get includesLower(): boolean {
    return !this.isEmpty && this.lower !== null && this.bounds.startsWith("[");
  }

  /** Whether the end belongs to it. */
  get includesUpper(): boolean {
    return !this.isEmpty && this.upper !== null && this.bounds.endsWith("]");
  }

  /** Writes it as PostgreSQL does: `[1,10)`, `empty`. */
  toString(): string {
    if (this.isEmpty) return "empty";
    const end = (value: T | null) => (value === null ? "" : String(value));
    return `${this.bounds[0]}${end(this.lower)},${end(this.upper)}${this.bounds[1]}`;
  }

  /** Gives its parts as plain data. */
  toJSON(): { lower: T | null; upper: T | null; bounds: Bounds } | { empty: true } {
    if (this.isEmpty) return { empty: true };
    return { lower: this.lower, upper: this.upper, bounds: this.bounds };
  }
}
