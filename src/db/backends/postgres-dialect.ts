/** How PostgreSQL writes what others write differently. */

import type { Compiler } from "../compiler.ts";
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
import type { Convert, Field } from "../fields/field.ts";
import { DateField } from "../fields/dates.ts";
import { DecimalField } from "../fields/decimals.ts";
import { DurationField } from "../fields/duration.ts";
import { IntegerField } from "../fields/integers.ts";
import { TextField } from "../fields/text.ts";
import type { Lock, OrderTerm } from "../query.ts";
import type { Operator } from "../references.ts";
import type { SqlKind } from "../values.ts";

const TYPES: Record<SqlKind, string> = {
  integer: "integer",
  bigint: "bigint",
  float: "double precision",
  text: "text",
  datetime: "timestamptz",
  binary: "bytea",
  decimal: "numeric",
  date: "date",
  time: "time",
  duration: "interval",
  json: "jsonb",
  boolean: "boolean",
  null: "text",
};

const PARTS: Record<DatePart, string> = {
  year: "YEAR",
  iso_year: "ISOYEAR",
  quarter: "QUARTER",
  month: "MONTH",
  day: "DAY",
  week: "WEEK",
  week_day: "DOW",
  iso_week_day: "ISODOW",
  hour: "HOUR",
  minute: "MINUTE",
  second: "SECOND",
};

const listConverts = new WeakMap<Convert, Convert>();

/** PostgreSQL's way of writing. */
export const postgresDialect: Dialect = {
  kind: "postgres",
  numbersParameters: true,
  marksPlaces: false,
  filtersAggregates: true,
  returning: (columns) => ` RETURNING ${columns}`,
  defersReferences: true,
  random: "RANDOM()",
  defaultValues: "DEFAULT VALUES",
  updateTarget: (table, name) => `${table} AS ${name}`,
  deleteTarget: (table, name) => `${table} AS ${name}`,
  now: "STATEMENT_TIMESTAMP()",
  // A message has two bytes for the number of parameters.
  mostRows: (columns) => Math.max(1, Math.floor(65_000 / Math.max(1, columns))),
  // An array of arrays would be taken apart into its innermost values.
  mostBytes: Infinity,
  insertsArrays: (fields) => !fields.some((field) => typeOf(field).endsWith("]")),
  bulkInsert(meta, fields, rows, tail) {
    if (!postgresDialect.insertsArrays(fields))
      return insertOfPlaces(postgresDialect, meta, fields, rows, tail);
    const columns = fields.map((field) => postgresDialect.quote(field.column)).join(", ");
    const arrays = fields.map((field, index) => `$${index + 1}::${arrayType(field)}`).join(", ");
    return `INSERT INTO ${postgresDialect.quote(meta.table)} (${columns}) SELECT * FROM unnest(${arrays})${tail}`;
  },
  onConflict: conflictClause,
  quote: (name) => quoted(checkedName(name), '"'),
  placeholder: (number) => `$${number}`,
  mark: (number) => `$${number}`,
  constant: (value) => (value === null ? "NULL" : value ? "TRUE" : "FALSE"),
  literal: (text) =>
    text.includes("\\")
      ? `E${quoted(checkedName(text).replaceAll("\\", "\\\\"), "'")}`
      : quoted(checkedName(text), "'"),
  asCondition: (sql) => sql,
  typed: (placeholder, kind, field) =>
    `${placeholder}::${field?.referenceType("postgres") ?? TYPES[kind]}`,
  compared: (placeholder) => placeholder,
  keys: (sql) => sql,
  list: (sql) => sql,
  distinct: (expressions) =>
    expressions.length === 0 ? "DISTINCT " : `DISTINCT ON (${expressions.join(", ")}) `,
  slice: (limit, offset) =>
    `${limit === undefined ? "" : ` LIMIT ${limit}`}${offset === undefined ? "" : ` OFFSET ${offset}`}`,
  lock: ({ noWait, skipLocked, noKey, of }: Lock) =>
    ` FOR ${noKey ? "NO KEY UPDATE" : "UPDATE"}${of.length === 0 ? "" : ` OF ${of.join(", ")}`}${noWait ? " NOWAIT" : skipLocked ? " SKIP LOCKED" : ""}`,
  orderTerm: (sql: string, { descending, nulls }: OrderTerm) =>
    `${sql}${descending ? " DESC" : ""}${nulls === undefined ? "" : ` NULLS ${nulls.toUpperCase()}`}`,
  ordersNulls: true,
  combined: (sql) => `(${sql})`,
  inList(compiler: Compiler, left, index, convert, field) {
    let list: Convert = withoutNulls;
    if (convert !== undefined) {
      list =
        listConverts.get(convert) ??
        ((values: never) =>
          (values as unknown[])
            .filter((value) => value !== null)
            .map((value) => convert(value as never)));
      listConverts.set(convert, list);
    }
    const type = field?.referenceType("postgres");
    // A list of lists would be one list of two dimensions: each of them travels as a text.
    if (type?.endsWith("[]") === true)
      return `${left} IN (SELECT value::${type} FROM UNNEST(${compiler.bind(index, list)}::text[]) value)`;
    return `${left} = ANY(${compiler.bind(index, list)}${type === undefined || type === null ? "" : `::${type.replace(/\(.*\)/, "")}[]`})`;
  },
  tupleList(compiler: Compiler, columns, index, converts, fields) {
    const lists = converts.map((convert, at) => {
      const list: Convert = (tuples: never) => (tuples as never[]).map((tuple) => convert(tuple));
      const field = fields[at];
      const type = field === undefined || isArray(field) ? "text[]" : arrayType(field);
      return `${compiler.bind(index, list)}::${type}`;
    });
    const names = lists.map((_, at) => `c${at}`);
    const items = names.map((name, at) => {
      const field = fields[at];
      return isArray(field) ? `${name}::${field!.referenceType("postgres")}` : name;
    });
    return `(${columns.join(", ")}) IN (SELECT ${items.join(", ")} FROM UNNEST(${lists.join(", ")}) given(${names.join(", ")}))`;
  },
  together: (columns) => `ROW(${columns.join(", ")})`,
  textSide(sql, field, ignoresCase) {
    const text = field instanceof TextField ? sql : `${sql}::text`;
    return ignoresCase ? `UPPER(${text})` : text;
  },
  like: (left, pattern, ignoresCase) =>
    `${left} LIKE ${ignoresCase ? `UPPER(${pattern})` : pattern}`,
  patternOf: (sql, before, after) =>
    [
      before && `'${before}'`,
      `REPLACE(REPLACE(REPLACE((${sql})::text, E'\\\\', E'\\\\\\\\'), '%', E'\\\\%'), '_', E'\\\\_')`,
      after && `'${after}'`,
    ]
      .filter((part) => part !== "")
      .join(" || "),
  regex: (left, pattern, ignoresCase) => `${left}::text ${ignoresCase ? "~*" : "~"} ${pattern}`,
  combine(left, operator, right, fields) {
    if (operator === "-" && fields[0] instanceof DateField && fields[1] instanceof DateField) {
      return `(INTERVAL '1 day' * (${left} - ${right}))`;
    }
    if (fields.some((field) => field instanceof DurationField))
      return `(${left} ${operator} ${right})`;
    return operator === "/" && isWhole(fields[0]) && isWhole(fields[1])
      ? `(${left} / ${right})`
      : `(${left} ${operatorOf(operator)} ${right})`;
  },
  spread: (name, value, distinct) => `${name}(${distinct ? "DISTINCT " : ""}${value})`,
  average: (value, distinct) => `AVG(${distinct ? "DISTINCT " : ""}${value})`,
  aroundSpread: (call, field) =>
    field instanceof DecimalField ? call : `(${call})::double precision`,
  aroundAverage: (call, field) =>
    field instanceof IntegerField ? `(${call})::double precision` : call,
  cast: (sql, field) => `(${sql})::${field.columnType("postgres") ?? "text"}`,
  extract: extractPart,
  truncate: (unit: DateUnit, sql: string, kind: TemporalKind, zone: string) => {
    if (kind === "time") return `DATE_TRUNC('${unit}', ${sql})::time`;
    if (kind === "date") return `DATE_TRUNC('${unit}', ${sql})::date`;
    // With the zone as a third value the second of two equal hours stays the second.
    return `DATE_TRUNC('${unit}', ${sql}, ${zoneSql(zone)})`;
  },
  civil: (to, sql, zone) => `(${local(sql, zone)})::${to}`,
};

const withoutNulls: Convert = (values: never) =>
  (values as unknown[]).filter((value) => value !== null);

function isArray(field: Field | undefined): boolean {
  return field?.referenceType("postgres")?.endsWith("[]") === true;
}

/** The type of an array of a column's values; lengths and precisions are the column's own. */
function arrayType(field: Field): string {
  return `${typeOf(field).replace(/\(.*?\)/, "")}[]`;
}

function typeOf(field: Field): string {
  return field.referenceType("postgres") ?? "text";
}

function isWhole(field: Field | undefined): boolean {
  return field instanceof IntegerField;
}

function operatorOf(operator: Operator): string {
  return operator;
}

function local(sql: string, zone: string): string {
  return `${sql} AT TIME ZONE ${zoneSql(zone)}`;
}

/** An offset has its sign turned round: PostgreSQL reads them as POSIX does, where west is positive. */
function zoneSql(zone: string): string {
  const turned = zone.replace(/^[+-](?=\d)/, (sign) => (sign === "+" ? "-" : "+"));
  return quoted(turned, "'");
}

function extractPart(part: DatePart, sql: string, kind: TemporalKind, zone: string): string {
  const from = kind === "datetime" ? local(sql, zone) : sql;
  const call = `EXTRACT(${PARTS[part]} FROM ${from})`;
  if (part === "week_day") return `(${call} + 1)::integer`;
  return part === "second" ? `FLOOR(${call})::integer` : `${call}::integer`;
}
