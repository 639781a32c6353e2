/** The differences between databases, as the compiler meets them. */

import { FlagonError } from "../base/errors.ts";
import type { DatabaseKind } from "./backends/backend.ts";
import type { Compiler } from "./compiler.ts";
import type { Convert, Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import type { Lock, OrderTerm } from "./query.ts";
import type { Operator } from "./references.ts";
import type { SqlKind } from "./values.ts";

/** How a kind of database writes what others write differently. */
export interface Dialect {
  readonly kind: DatabaseKind;
  /** Whether one parameter may be named twice, by its number. */
  readonly numbersParameters: boolean;
  /** Whether places are marks until the text is whole: the database knows parameters by their order alone. */
  readonly marksPlaces: boolean;
  /** Whether aggregates have a clause `FILTER`. */
  readonly filtersAggregates: boolean;
  /** The end of an `INSERT` that asks for columns of the new rows. A server that does not know it gives no rows. */
  returning(columns: string): string;
  /** Whether references are looked at when the transaction ends, and not with each row. */
  readonly defersReferences: boolean;
  /** An order by chance. */
  readonly random: string;
  /** What stands behind `INSERT INTO table` for a row of defaults alone. */
  readonly defaultValues: string;
  /** The table of an `UPDATE` with its name in the statement. */
  updateTarget(table: string, name: string): string;
  /** The table of a `DELETE` with its name in the statement; undefined where it can have no other name than its own. */
  deleteTarget(table: string, name: string): string | undefined;
  quote(name: string): string;
  placeholder(number: number): string;
  /** A parameter of a statement with many: SQLite looks numbered ones up one by one. */
  mark(number: number): string;
  constant(value: null | boolean | readonly never[]): string;
  /** A text as part of the statement. */
  literal(text: string): string;
  /** Makes a condition of the SQL of a value that is true or false. */
  asCondition(sql: string): string;
  /** Says the type of a parameter where the database would guess. */
  typed(placeholder: string, kind: SqlKind, field: Field | undefined): string;
  /** A parameter that is compared with a value of a field. */
  compared(placeholder: string, field: Field | undefined): string;
  /** A query of keys within a statement that changes the table that it reads. */
  keys(sql: string): string;
  /** A query whose rows are a list that is searched. */
  list(sql: string, isSliced: boolean): string;
  distinct(expressions: readonly string[]): string;
  slice(limit: string | undefined, offset: string | undefined): string;
  lock(lock: Lock): string;
  orderTerm(sql: string, term: OrderTerm): string;
  /** Whether nulls have a place by words of their own, which may stand behind the number of a column. */
  readonly ordersNulls: boolean;
  /** A query that is united with others. */
  combined(sql: string, isSliced: boolean, isCombination: boolean): string;
  inList(
    compiler: Compiler,
    left: string,
    index: number,
    convert: Convert | undefined,
    field: Field | undefined,
  ): string;
  /** Columns compared with a list of tuples: `(a, b) IN (…)`. Each conversion takes a tuple and gives one of its values. */
  tupleList(
    compiler: Compiler,
    columns: readonly string[],
    index: number,
    converts: readonly Convert[],
    fields: readonly (Field | undefined)[],
  ): string;
  /** One value that is the same where all columns are: for counting tuples. */
  together(columns: readonly string[]): string;
  /** The side of a text lookup that is searched. */
  textSide(sql: string, field: Field | undefined, ignoresCase: boolean): string;
  /** A text that is like a pattern; `isPrefix` where an index of the column could find it. */
  like(left: string, pattern: string, ignoresCase: boolean, isPrefix: boolean): string;
  /** A pattern from an expression whose own `%` and `_` stand for themselves. */
  patternOf(sql: string, before: string, after: string): string;
  regex(left: string, pattern: string, ignoresCase: boolean): string;
  combine(
    left: string,
    operator: Operator,
    right: string,
    fields: readonly [Field | undefined, Field | undefined],
  ): string;
  spread(name: string, value: string, distinct: boolean): string;
  average(value: string, distinct: boolean, field: Field | undefined): string;
  /** What stands around the whole call, its filter and its window included. */
  aroundSpread(call: string, field: Field | undefined): string;
  aroundAverage(call: string, field: Field | undefined): string;
  cast(sql: string, field: Field): string;
  /** A part of a date or an instant, as a number. */
  extract(part: DatePart, sql: string, kind: TemporalKind, zone: string): string;
  /** A date or an instant cut off below a unit. */
  truncate(unit: DateUnit, sql: string, kind: TemporalKind, zone: string): string;
  /** The civil date or time of an instant. */
  civil(to: "date" | "time", sql: string, zone: string): string;
  /** The SQL for the present instant. */
  readonly now: string;
  /** How many rows with so many parameters each one statement may have. */
  mostRows(columns: number): number;
  /** How many bytes the values of one statement may have. */
  readonly mostBytes: number;
  /** Whether many rows with values for these fields are inserted as one array for each column. */
  insertsArrays(fields: readonly Field[]): boolean;
  /** The text of an `INSERT` of many rows; `tail` is what follows. */
  bulkInsert(meta: Meta, fields: readonly Field[], rows: number, tail: string): string;
  /** What happens to rows that are there already. */
  onConflict(
    kind: "ignore" | "update",
    unique: readonly string[],
    update: readonly string[],
  ): string;
}

/** What can be taken out of a date. */
export type DatePart =
  | "year"
  | "iso_year"
  | "quarter"
  | "month"
  | "day"
  | "week"
  | "week_day"
  | "iso_week_day"
  | "hour"
  | "minute"
  | "second";

/** What a date can be cut off at. */
export type DateUnit = "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "second";

/** What a column of time holds. */
export type TemporalKind = "date" | "datetime" | "time";

/** Escapes a text for SQL by doubling its quotes. */
export function quoted(text: string, mark: string): string {
  return `${mark}${text.replaceAll(mark, mark + mark)}${mark}`;
}

/** Refuses characters that no database takes in a name. */
export function checkedName(name: string): string {
  if (!name.includes("\0")) return name;
  throw new FlagonError("No database takes a NUL character within a statement.", {
    code: "db.nul-in-name",
    where: `the name or text ${JSON.stringify(name.slice(0, 80))}`,
    mend: "Take the character out; as a value of a filter it is refused by itself.",
  });
}

/** An `INSERT` of many rows with a place for each value. */
export function insertOfPlaces(
  dialect: Dialect,
  meta: Meta,
  fields: readonly Field[],
  rows: number,
  tail: string,
): string {
  const columns = fields.map((field) => dialect.quote(field.column)).join(", ");
  let number = 0;
  const places = Array.from(
    { length: rows },
    () => `(${fields.map(() => dialect.mark(++number)).join(", ")})`,
  );
  return `INSERT INTO ${dialect.quote(meta.table)} (${columns}) VALUES ${places.join(", ")}${tail}`;
}

/** What `ON CONFLICT` says in SQLite and PostgreSQL. */
export function conflictClause(
  kind: "ignore" | "update",
  unique: readonly string[],
  update: readonly string[],
): string {
  if (kind === "ignore") return " ON CONFLICT DO NOTHING";
  return ` ON CONFLICT (${unique.join(", ")}) DO UPDATE SET ${update.map((column) => `${column} = EXCLUDED.${column}`).join(", ")}`;
}
