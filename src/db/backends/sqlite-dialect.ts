/** How SQLite writes what others write differently. */

import { isCivil } from "../arithmetic.ts";
import type { Compiler } from "../compiler.ts";
import { NotSupportedError } from "../errors.ts";
import {
  checkedName,
  conflictClause,
  insertOfPlaces,
  type DatePart,
  type DateUnit,
  type Dialect,
  quoted,
  type TemporalKind,
} from "../dialect.ts";
import type { Convert } from "../fields/field.ts";
import { DateTimeField } from "../fields/dates.ts";
import { BinaryField } from "../fields/binary.ts";
import { DecimalField } from "../fields/decimals.ts";
import { DurationField } from "../fields/duration.ts";
import { IntegerField } from "../fields/integers.ts";
import { TextField } from "../fields/text.ts";
import type { Lock, OrderTerm } from "../query.ts";
import type { Operator } from "../references.ts";
import type { SqlKind } from "../values.ts";

const PARTS: Partial<Record<DatePart, string>> = {
  year: "%Y",
  month: "%m",
  day: "%d",
  hour: "%H",
  minute: "%M",
  second: "%S",
};

const CUTS: Record<DateUnit, string> = {
  year: "%Y-01-01",
  quarter: "",
  month: "%Y-%m-01",
  week: "",
  day: "%Y-%m-%d",
  hour: "%Y-%m-%d %H:00:00",
  minute: "%Y-%m-%d %H:%M:00",
  second: "%Y-%m-%d %H:%M:%S",
};

const WHOLE: ReadonlySet<SqlKind> = new Set<SqlKind>(["integer", "bigint"]);

const listConverts = new WeakMap<Convert, Convert>();
const plainList: Convert = (values: never) => jsonList(values, undefined);

/** SQLite's way of writing. */
export const sqliteDialect: Dialect = {
  kind: "sqlite",
  numbersParameters: true,
  marksPlaces: false,
  filtersAggregates: true,
  returning: (columns) => ` RETURNING ${columns}`,
  defersReferences: true,
  random: "RANDOM()",
  defaultValues: "DEFAULT VALUES",
  updateTarget: (table, name) => `${table} AS ${name}`,
  deleteTarget: (table, name) => `${table} AS ${name}`,
  now: "STRFTIME('%Y-%m-%d %H:%M:%f', 'now')",
  mostRows: (columns) => Math.max(1, Math.floor(32_000 / Math.max(1, columns))),
  mostBytes: Infinity,
  insertsArrays: () => false,
  bulkInsert: (meta, fields, rows, tail) => insertOfPlaces(sqliteDialect, meta, fields, rows, tail),
  onConflict: conflictClause,
  quote: (name) => quoted(checkedName(name), '"'),
  placeholder: (number) => `?${number}`,
  mark: () => "?",
  constant: (value) => (value === null ? "NULL" : value ? "1" : "0"),
  literal: (text) => quoted(checkedName(text), "'"),
  asCondition: (sql) => sql,
  // The driver binds every number as a floating one: 7 / ? would be 3.5.
  typed: (placeholder, kind, field) =>
    field instanceof IntegerField || (field === undefined && WHOLE.has(kind))
      ? `CAST(${placeholder} AS INTEGER)`
      : placeholder,
  compared: (placeholder) => placeholder,
  keys: (sql) => sql,
  list: (sql) => sql,
  distinct: (expressions) => {
    if (expressions.length > 0)
      throw new NotSupportedError("SQLite does not tell rows apart by some of their columns.", {
        code: "db.not-supported",
        where: "distinct(…names)",
        mend: "Call distinct() without names, or order and take the first of each on PostgreSQL.",
      });
    return "DISTINCT ";
  },
  slice: (limit, offset) =>
    limit === undefined && offset === undefined
      ? ""
      : ` LIMIT ${limit ?? "-1"}${offset === undefined ? "" : ` OFFSET ${offset}`}`,
  lock: (_lock: Lock) => "",
  orderTerm: (sql: string, { descending, nulls }: OrderTerm) =>
    `${sql}${descending ? " DESC" : ""}${nulls === undefined ? "" : ` NULLS ${nulls.toUpperCase()}`}`,
  ordersNulls: true,
  combined: (sql, isSliced, isCombination) =>
    isSliced || isCombination ? `SELECT * FROM (${sql})` : sql,
  inList(compiler: Compiler, left, index, convert, field) {
    let list = plainList;
    if (convert !== undefined) {
      list = listConverts.get(convert) ?? ((values: never) => jsonList(values, convert));
      listConverts.set(convert, list);
    }
    const value = field instanceof BinaryField ? "unhex(value)" : "value";
    return `${left} IN (SELECT ${value} FROM json_each(${compiler.bind(index, list)}))`;
  },
  tupleList(compiler: Compiler, columns, index, converts, fields) {
    const list: Convert = (tuples: never) =>
      `[${(tuples as unknown[]).map((tuple) => jsonTuple(tuple, converts)).join(",")}]`;
    const items = fields.map((field, at) => {
      const item = `json_extract(value, '$[${at}]')`;
      return field instanceof BinaryField ? `unhex(${item})` : item;
    });
    return `(${columns.join(", ")}) IN (SELECT ${items.join(", ")} FROM json_each(${compiler.bind(index, list)}))`;
  },
  together: (columns) => columns.map((column) => `quote(${column})`).join(" || ',' || "),
  textSide: (sql) => sql,
  like: (left, pattern) => `${left} LIKE ${pattern} ESCAPE '\\'`,
  patternOf: (sql, before, after) =>
    [
      before && `'${before}'`,
      `REPLACE(REPLACE(REPLACE(${sql}, '\\', '\\\\'), '%', '\\%'), '_', '\\_')`,
      after && `'${after}'`,
    ]
      .filter((part) => part !== "")
      .join(" || "),
  regex: (left, pattern, ignoresCase) =>
    `flagon_regexp(${pattern}, ${left}, ${ignoresCase ? 1 : 0})`,
  combine(left, operator, right, fields) {
    if (
      fields.some((field) => field instanceof DurationField) &&
      fields.some((field) => isCivil(field))
    ) {
      if (operator === "+" || operator === "-")
        return `flagon_shift(${left}, ${right}, ${operator === "+" ? 1 : -1})`;
    }
    if (operator === "-" && isCivil(fields[0]) && isCivil(fields[1]))
      return `flagon_elapsed(${left}, ${right})`;
    return combined(left, operator, right);
  },
  spread: (name, value, distinct) => `${name}(${distinct ? "DISTINCT " : ""}${value})`,
  average: (value, distinct) => `AVG(${distinct ? "DISTINCT " : ""}${value})`,
  aroundSpread: (call) => call,
  aroundAverage: (call, field) =>
    field instanceof DurationField ? `CAST(ROUND(${call}) AS INTEGER)` : call,
  cast(sql, field) {
    if (field instanceof DateTimeField) return `STRFTIME('%Y-%m-%d %H:%M:%f', ${sql})`;
    if (field instanceof DecimalField) return `CAST(CAST(${sql} AS NUMERIC) AS NUMERIC)`;
    if (field instanceof TextField) return `CAST(${sql} AS TEXT)`;
    const type = field.columnType("sqlite") ?? "text";
    if (type === "date") return `DATE(${sql})`;
    if (type === "time") return `STRFTIME('%H:%M:%f', ${sql})`;
    return `CAST(${sql} AS ${type})`;
  },
  extract: extractPart,
  truncate: cutOff,
  civil: (to, sql, zone) =>
    zone === "UTC"
      ? to === "date"
        ? `SUBSTR(${sql}, 1, 10)`
        : `SUBSTR(${sql}, 12)`
      : `flagon_civil('${to}', ${sql}, ${quoted(zone, "'")})`,
};

function jsonList(values: unknown, convert: Convert | undefined): string {
  const list = values as readonly unknown[];
  const written = list
    .filter((value) => value !== null)
    .map((value) => inJson(convert === undefined ? value : convert(value as never)));
  if (written.some((value) => typeof value === "bigint")) {
    return `[${written.map((value) => (typeof value === "bigint" ? String(value) : JSON.stringify(value))).join(",")}]`;
  }
  return JSON.stringify(written);
}

/** Bytes are written in hexadecimal. */
function inJson(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}

/** A tuple as JSON. */
function jsonTuple(tuple: unknown, converts: readonly Convert[]): string {
  const items = converts.map((convert) => {
    const value = convert(tuple as never);
    if (typeof value === "bigint") return String(value);
    return JSON.stringify(inJson(value));
  });
  return `[${items.join(",")}]`;
}

function combined(left: string, operator: Operator, right: string): string {
  switch (operator) {
    case "^":
      return `POWER(${left}, ${right})`;
    case "#":
      return `((${left} | ${right}) - (${left} & ${right}))`;
    case "%":
      return `MOD(${left}, ${right})`;
    default:
      return `(${left} ${operator} ${right})`;
  }
}

function extractPart(part: DatePart, sql: string, kind: TemporalKind, zone: string): string {
  if (kind === "datetime" && zone !== "UTC")
    return `flagon_extract('${part}', ${sql}, ${quoted(zone, "'")})`;
  const format = PARTS[part];
  if (format !== undefined) return `CAST(STRFTIME('${format}', ${sql}) AS INTEGER)`;
  switch (part) {
    case "quarter":
      return `((CAST(STRFTIME('%m', ${sql}) AS INTEGER) + 2) / 3)`;
    case "week_day":
      return `(CAST(STRFTIME('%w', ${sql}) AS INTEGER) + 1)`;
    case "iso_week_day":
      return `((CAST(STRFTIME('%w', ${sql}) AS INTEGER) + 6) % 7 + 1)`;
    case "week":
      return `CAST(STRFTIME('%V', ${sql}) AS INTEGER)`;
    default:
      return `CAST(STRFTIME('%G', ${sql}) AS INTEGER)`;
  }
}

function cutOff(unit: DateUnit, sql: string, kind: TemporalKind, zone: string): string {
  if (kind === "datetime" && zone !== "UTC")
    return `flagon_trunc('${unit}', ${sql}, ${quoted(zone, "'")})`;
  if (kind === "time") return `STRFTIME('${CUTS[unit].replace("%Y-%m-%d ", "")}', ${sql})`;
  const end = kind === "datetime" && CUTS[unit].length < 12 ? " 00:00:00" : "";
  switch (unit) {
    case "week":
      return `STRFTIME('%Y-%m-%d${end}', ${sql}, 'start of day', '-6 days', 'weekday 1')`;
    case "quarter":
      return `STRFTIME('%Y-%m-%d${end}', ${sql}, 'start of month', '-' || ((STRFTIME('%m', ${sql}) - 1) % 3) || ' months')`;
    default:
      return `STRFTIME('${CUTS[unit]}${end}', ${sql})`;
  }
}
