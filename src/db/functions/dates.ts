/** Functions on dates and times: parts of them, and cutting them off. */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import { assertZone } from "../backends/zones.ts";
import type { Compiler } from "../compiler.ts";
import type { DatePart, DateUnit, TemporalKind } from "../dialect.ts";
import type { Expression } from "../expression.ts";
import { DateField, DateTimeField, TimeField } from "../fields/dates.ts";
import type { Field } from "../fields/field.ts";
import { IntegerField } from "../fields/integers.ts";
import { Func } from "../func.ts";
import { reference } from "../references.ts";
import { currentZone } from "../time-zone.ts";
import type { NullAs, PathsOf, ValueOf } from "../typing/expressions.ts";
import type { ReadBy, TermOf } from "../typing/terms.ts";
import { made } from "./arguments.ts";

const INTEGER = new IntegerField();
const DATE = new DateField();
const TIME = new TimeField();
const INSTANT = new DateTimeField();

/** What date functions take besides the date. */
export interface DateOptions {
  /** The time zone in which an instant is read: an IANA name. Default: the current one. */
  timeZone?: string;
}

/** What `trunc` takes besides the unit and the date. */
export interface TruncOptions<Y = unknown> extends DateOptions {
  /** The field that says what the result is: an instant can be cut to a date or a time. Default: as the value. */
  output?: Y;
}

/** The parts of a date. */
export const DATE_PARTS: readonly DatePart[] = [
  "year",
  "iso_year",
  "quarter",
  "month",
  "day",
  "week",
  "week_day",
  "iso_week_day",
];
/** The parts of a time of day. */
export const TIME_PARTS: readonly DatePart[] = ["hour", "minute", "second"];
const PARTS = [...DATE_PARTS, ...TIME_PARTS];
const UNITS: readonly DateUnit[] = [
  "year",
  "quarter",
  "month",
  "week",
  "day",
  "hour",
  "minute",
  "second",
];

/** Parts and units are written into statements: only those of the lists are (CVE-2022-34265). */
function assertKnown(call: string, known: readonly string[], given: string): void {
  if (known.includes(given)) return;
  throw new FlagonError(`${JSON.stringify(given)} is nothing that ${call}() knows.`, {
    code: "db.unknown-unit",
    where: `${call}(…)`,
    mend: suggest(String(given), known),
  });
}

type Civil<V, X> = TermOf<NullAs<V, ValueOf<X>>, PathsOf<X>>;

/** What a field of time holds. */
export function temporalKind(field: Field | undefined): TemporalKind {
  if (field instanceof DateTimeField) return "datetime";
  return field instanceof TimeField ? "time" : "date";
}

/**
 * A part of a date or time as a number.
 *
 * @throws FlagonError `db.unknown-unit`, `db.unknown-zone`
 */
export function extract<const X>(
  part: DatePart,
  value: X,
  { timeZone }: DateOptions = {},
): Civil<number, X> {
  const zone = timeZone ?? currentZone();
  return datePart(part, value, zone) as unknown as Civil<number, X>;
}

/** {@link extract} without types. */
export function datePart(part: DatePart, value: unknown, zone = currentZone()): Func {
  assertKnown("extract", PARTS, part);
  assertZone(zone);
  return new Func(
    {
      function: `extract ${part}`,
      detail: zone,
      output: INTEGER,
      sql: (compiler, [sql], [source]) =>
        compiler.dialect.extract(part, sql!, temporalKind(source!.outputField), zone),
    },
    [reference(value)],
  );
}

/**
 * A date or time cut off below a unit.
 *
 * @throws FlagonError `db.unknown-unit`, `db.unknown-zone`
 */
export function trunc<const X, const Y = undefined>(
  unit: DateUnit,
  value: X,
  options: TruncOptions<Y> = {},
): TermOf<Y extends undefined ? ValueOf<X> : NullAs<ReadBy<Y, unknown>, ValueOf<X>>, PathsOf<X>> {
  const zone = options.timeZone ?? currentZone();
  const made = dateCut(unit, value, zone, options.output as Field | undefined);
  return made as unknown as ReturnType<typeof trunc<X, Y>>;
}

/** {@link trunc} without types. */
export function dateCut(unit: DateUnit, value: unknown, zone: string, output?: Field): Func {
  assertKnown("trunc", UNITS, unit);
  assertZone(zone);
  return new Func(
    {
      function: `trunc ${unit}`,
      detail: `${zone} ${output?.kind ?? ""}`,
      output: ([source]) => output ?? source?.outputField,
      sql: (compiler, [sql], [source]) => truncSql(compiler, unit, sql!, source!, zone, output),
    },
    [reference(value)],
  );
}

function truncSql(
  compiler: Compiler,
  unit: DateUnit,
  sql: string,
  source: Expression,
  zone: string,
  output: Field | undefined,
): string {
  const kind = temporalKind(source.outputField);
  if (kind === "datetime" && output instanceof DateField)
    return compiler.dialect.truncate(unit, compiler.dialect.civil("date", sql, zone), "date", zone);
  if (kind === "datetime" && output instanceof TimeField)
    return compiler.dialect.truncate(unit, compiler.dialect.civil("time", sql, zone), "time", zone);
  return compiler.dialect.truncate(unit, sql, kind, zone);
}

/** The civil date of an instant. */
export function truncDate<const X>(
  value: X,
  { timeZone }: DateOptions = {},
): Civil<Temporal.PlainDate, X> {
  const made = civil("date", value, timeZone);
  return made as unknown as Civil<Temporal.PlainDate, X>;
}

/** The civil time of an instant. */
export function truncTime<const X>(
  value: X,
  { timeZone }: DateOptions = {},
): Civil<Temporal.PlainTime, X> {
  const made = civil("time", value, timeZone);
  return made as unknown as Civil<Temporal.PlainTime, X>;
}

/** {@link truncDate} and {@link truncTime} without types. */
export function civil(to: "date" | "time", value: unknown, zone = currentZone()): Func {
  assertZone(zone);
  return new Func(
    {
      function: `civil ${to}`,
      detail: zone,
      output: to === "date" ? DATE : TIME,
      sql: (compiler, [sql]) => compiler.dialect.civil(to, sql!, zone),
    },
    [reference(value)],
  );
}

/** The instant at which the statement began. */
export function now(): TermOf<Date> {
  return made({ function: "NOW", output: INSTANT, sql: (compiler) => compiler.dialect.now }, []);
}
