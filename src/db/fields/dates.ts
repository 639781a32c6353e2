/** Fields of instants, days and times of day. */

import {
  type CivilDate,
  parseDate,
  parseDateTime,
  parseTime,
  toInstant,
} from "../../base/dates.ts";
import { problem } from "../../base/issues.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { isStorable, readInstant, writeInstant } from "../instants.ts";
import { type PlainDate, type PlainTime, temporal } from "../temporal.ts";
import { ValidationError } from "../validation.ts";
import { type Convert, Field, type FieldOptions } from "./field.ts";
import { unreadable, wrongType } from "./refusals.ts";

/** What fields of dates and times take. */
export interface MomentOptions<T = unknown, V = T> extends FieldOptions<T, V> {
  /** Set to the moment of each save. Such a field is not editable. Default false. */
  autoNow?: boolean;
  /** Set to the moment of the first save. Such a field is not editable. Default false. */
  autoNowAdd?: boolean;
}

/** What days, times and instants have in common. */
abstract class MomentField<O, I, Optional extends boolean, Traits> extends Field<
  O,
  I,
  Optional,
  Traits
> {
  readonly autoNow: boolean;
  readonly autoNowAdd: boolean;

  constructor({ autoNow, autoNowAdd, ...options }: MomentOptions<unknown, never> = {}) {
    const isAutomatic = autoNow === true || autoNowAdd === true;
    super(isAutomatic ? { editable: false, blank: true, ...options } : options);
    this.autoNow = autoNow === true;
    this.autoNowAdd = autoNowAdd === true;
  }

  override valueOnSave(isNew: boolean): O | undefined {
    return this.autoNow || (this.autoNowAdd && isNew) ? (this.now() as O) : undefined;
  }

  /** The value of this moment. */
  protected abstract now(): unknown;

  /** Gives the value that a value or its text stands for; undefined where it is none. */
  protected abstract find(value: unknown): unknown;

  /** What the field takes, for errors. */
  protected abstract readonly wanted: string;

  override normalizer(): Convert | undefined {
    return (value: unknown) => {
      const found = this.find(value);
      if (found === undefined) throw wrongType(this, value, this.wanted);
      return found;
    };
  }
}

/** An instant: a `Date`, stored in UTC. It takes ISO text that ends in `Z` or an offset, too. */
export class DateTimeField<
  O = Date,
  I = O | string,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends MomentField<O, I, Optional, Traits> {
  readonly kind: string = "DateTimeField";
  protected readonly wanted: string =
    "a Date, or text with an offset (2026-01-31T14:30:00Z), of the years 1 to 9999";

  columnType(database: DatabaseKind): string {
    if (database === "postgres") return "timestamp with time zone";
    return database === "mysql" ? "datetime(6)" : "datetime";
  }

  protected now(): Date {
    return new Date();
  }

  protected find(value: unknown): Date | undefined {
    const instant = typeof value === "string" ? instantOf(value) : value;
    return instant instanceof Date && isStorable(instant) ? instant : undefined;
  }

  override reader(_database: DatabaseKind): Convert | undefined {
    return (value: string) => {
      const instant = readInstant(value);
      if (instant === undefined)
        throw unreadable(this, value, "a date and time of the years 1 to 9999");
      return instant;
    };
  }

  override writer(database: DatabaseKind): Convert | undefined {
    return (value: unknown) => {
      const instant = this.find(value);
      if (instant === undefined) throw wrongType(this, value, this.wanted, mendOfInstant(value));
      return writeInstant(instant, database);
    };
  }

  override parse(value: unknown): unknown {
    const instant = this.find(value);
    if (instant !== undefined) return instant;
    const isCivil = typeof value === "string" && parseDateTime(value) !== undefined;
    throw new ValidationError({
      ...problem(isCivil ? "datetime_offset" : "datetime"),
      code: "invalid",
    });
  }

  override format(value: unknown): string {
    return value instanceof Date ? value.toISOString() : String(value);
  }
}

/** A clock without an offset is somewhere else at every place on earth: it is refused and not guessed. */
function instantOf(text: string): Date | undefined {
  const civil = parseDateTime(text);
  return civil?.offsetMinutes === undefined ? undefined : toInstant(civil);
}

function mendOfInstant(value: unknown): string | undefined {
  if (typeof value === "number") return "Make a Date of it: new Date(milliseconds).";
  if (typeof value === "string") return "End the text with Z or an offset (+01:00).";
  return undefined;
}

/** A day of the calendar: a `Temporal.PlainDate`. It takes `"2026-01-31"`, too. */
export class DateField<
  O = PlainDate,
  I = O | string,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends MomentField<O, I, Optional, Traits> {
  readonly kind: string = "DateField";
  protected readonly wanted: string =
    "a Temporal.PlainDate or text like 2026-01-31, of the years 1 to 9999";

  columnType(_database: DatabaseKind): string {
    return "date";
  }

  /** The day of this moment where the program runs. */
  protected now(): PlainDate {
    return temporal().Now.plainDateISO();
  }

  protected find(value: unknown): PlainDate | undefined {
    const day =
      typeof value === "string" ? dayOf(value) : isPlainDate(value) ? isoDate(value) : undefined;
    return day !== undefined && day.year >= 1 && day.year <= 9999 ? day : undefined;
  }

  override reader(_database: DatabaseKind): Convert | undefined {
    return (value: string) => {
      // SQLite's functions and other programs may have left a time behind the day.
      const text = value.endsWith(" 00:00:00") ? value.slice(0, 10) : value;
      const day = text.length === 10 ? parseDate(text) : undefined;
      if (day === undefined) throw unreadable(this, value, "a day of the years 1 to 9999");
      return plainDate(day);
    };
  }

  override writer(_database: DatabaseKind): Convert | undefined {
    return (value: unknown) => {
      const day = this.find(value);
      if (day === undefined) throw wrongType(this, value, this.wanted, mendOfDay(value));
      return day.toString({ calendarName: "never" });
    };
  }

  override parse(value: unknown): unknown {
    const day = this.find(value);
    if (day !== undefined) return day;
    throw new ValidationError({ ...problem("date"), code: "invalid" });
  }
}

function plainDate({ year, month, day }: CivilDate): PlainDate {
  const { PlainDate } = temporal();
  return new PlainDate(year, month, day);
}

function dayOf(text: string): PlainDate | undefined {
  const day = parseDate(text);
  return day && plainDate(day);
}

function isPlainDate(value: unknown): value is PlainDate {
  return tagOf(value) === "Temporal.PlainDate";
}

/** Days of other calendars are stored as the ISO day that they are. */
function isoDate(day: PlainDate): PlainDate {
  return day.calendarId === "iso8601" ? day : day.withCalendar("iso8601");
}

function mendOfDay(value: unknown): string | undefined {
  if (!(value instanceof Date)) return undefined;
  return "A Date is an instant, and its day depends on the place: value.toTemporalInstant().toZonedDateTimeISO(zone).toPlainDate().";
}

/** A time of day: a `Temporal.PlainTime`, to the microsecond. It takes `"14:30"`, too. */
export class TimeField<
  O = PlainTime,
  I = O | string,
  Optional extends boolean = boolean,
  Traits = unknown,
> extends MomentField<O, I, Optional, Traits> {
  readonly kind: string = "TimeField";
  protected readonly wanted: string =
    "a Temporal.PlainTime to the microsecond or text like 14:30:00, before 24:00";

  columnType(database: DatabaseKind): string {
    return database === "mysql" ? "time(6)" : "time";
  }

  /** The time of this moment where the program runs. */
  protected now(): PlainTime {
    return temporal()
      .Now.plainTimeISO()
      .round({ smallestUnit: "microsecond", roundingMode: "floor" });
  }

  protected find(value: unknown): PlainTime | undefined {
    if (typeof value === "string") {
      const hasTooManyDigits = /\.\d{7,}$/.test(value);
      return hasTooManyDigits ? undefined : plainTime(value);
    }
    if (tagOf(value) !== "Temporal.PlainTime") return undefined;
    const time = value as PlainTime;
    return time.nanosecond === 0 ? time : undefined;
  }

  override reader(_database: DatabaseKind): Convert | undefined {
    return (value: string) => {
      const time = plainTime(value);
      if (time === undefined) throw unreadable(this, value, "a time of day before 24:00");
      return time;
    };
  }

  override writer(_database: DatabaseKind): Convert | undefined {
    return (value: unknown) => {
      const time = this.find(value);
      if (time === undefined) throw wrongType(this, value, this.wanted);
      const { microsecond, millisecond } = time;
      const hasFraction = microsecond !== 0 || millisecond !== 0;
      return time.toString({ fractionalSecondDigits: hasFraction ? 6 : 0 });
    };
  }

  override parse(value: unknown): unknown {
    const time = this.find(value);
    if (time !== undefined) return time;
    throw new ValidationError({ ...problem("time"), code: "invalid" });
  }
}

function plainTime(text: string): PlainTime | undefined {
  const time = parseTime(text);
  if (time === undefined) return undefined;
  const { PlainTime } = temporal();
  const milliseconds = Math.floor(time.microsecond / 1000);
  return new PlainTime(time.hour, time.minute, time.second, milliseconds, time.microsecond % 1000);
}

/** `instanceof` would tell the platform's values from those of a polyfill, and load one or the other. */
function tagOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
}
