/**
 * How the values of a column become those of another type, and which of them cannot.
 *
 * The rule: what the new type holds says the same as the old value did. 12.50 is no whole number, and 2020-01-01 10:00 is no day: databases
 * would round and cut without a word, so such rows are looked for before anything is changed.
 */

import type { DatabaseKind } from "../backends/backend.ts";
import type { ColumnShape, Family } from "./column-shape.ts";
import { textLiteral } from "./literals.ts";

/** How values are taken over. */
export interface Conversion {
  /** The condition, over the old column, of values that the new type cannot hold. Undefined where there are none. */
  broken: string | undefined;
  /** The new value in terms of the old column; undefined where the database needs no help. */
  value: string | undefined;
}

/** Gives how values of a column (its name quoted) become those of another shape; undefined where nothing changes. */
export function conversionOf(
  column: string,
  from: ColumnShape,
  to: ColumnShape,
  kind: DatabaseKind,
): Conversion | undefined {
  if (from.type === to.type && from.family === to.family && isWithin(from, to)) return undefined;
  const words = WORDS[kind];
  return {
    broken: brokenSql(column, from, to, words),
    value: valueSql(column, from, to, kind),
  };
}

/** How a kind of database says what the conditions need. */
interface Words {
  kind: DatabaseKind;
  matches(text: string, pattern: string): string;
  length(text: string): string;
  text(value: string): string;
  /** A text of digits, or another number, as a number that is exact. */
  number(value: string): string;
  /** Bytes as the text that they are in UTF-8. */
  decoded(bytes: string): string;
  /** Whether bytes are no UTF-8; undefined where decoding them says so. */
  isForeign(bytes: string): string | undefined;
}

const WORDS: Readonly<Record<DatabaseKind, Words>> = {
  sqlite: {
    kind: "sqlite",
    matches: (text, pattern) => `flagon_regexp(${textLiteral(pattern, "sqlite")}, ${text}, 0)`,
    length: (text) => `LENGTH(${text})`,
    text: (value) => `CAST(${value} AS TEXT)`,
    number: (value) => `CAST(${value} AS NUMERIC)`,
    decoded: (bytes) => `CAST(${bytes} AS TEXT)`,
    isForeign: (bytes) => `NOT flagon_is_utf8(${bytes})`,
  },
  postgres: {
    kind: "postgres",
    matches: (text, pattern) => `(${text} ~ ${textLiteral(pattern, "postgres")})`,
    length: (text) => `CHAR_LENGTH(${text})`,
    text: (value) => `(${value})::text`,
    number: (value) => `(${value})::numeric`,
    decoded: (bytes) => `CONVERT_FROM(${bytes}, 'UTF8')`,
    isForeign: () => undefined,
  },
  mysql: {
    kind: "mysql",
    // The end of a pattern is also before a line break there.
    matches: (text, pattern) =>
      `(${text} REGEXP ${textLiteral(pattern, "mysql")} AND LOCATE(CHAR(10), ${text}) = 0)`,
    length: (text) => `CHAR_LENGTH(${text})`,
    text: (value) => `CAST(${value} AS CHAR)`,
    number: (value) => `CAST(${value} AS DECIMAL(65, 20))`,
    decoded: (bytes) => `CONVERT(${bytes} USING utf8mb4)`,
    // Some servers put a question mark for what is none, others NULL for the whole.
    isForeign: (bytes) =>
      `NOT (CAST(CONVERT(${bytes} USING utf8mb4) AS BINARY) <=> CAST(${bytes} AS BINARY))`,
  },
};

const EVERY = "1 = 1";

const BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[0-9]|[0-9][0-9])";

/** The patterns of texts that are values of other families, as all three databases read them. */
const PATTERNS: Partial<Record<Family, string>> = {
  integer: "^ *[+-]?[0-9]{1,25} *$",
  decimal: "^ *[+-]?([0-9]{1,40}([.][0-9]{0,20})?|[.][0-9]{1,20}) *$",
  float: "^ *[+-]?([0-9]{1,40}([.][0-9]{0,40})?|[.][0-9]{1,40})([eE][+-]?[0-2]?[0-9]{1,2})? *$",
  boolean: "^(0|1|t|f|true|false|T|F|True|False|TRUE|FALSE)$",
  date: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
  // ISO 8601 and what databases write; with an offset it is UTC's, which texts without are taken for.
  datetime:
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?(Z|[+]00(:?00)?)?$",
  time: "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?$",
  address: `^(${BYTE}[.]${BYTE}[.]${BYTE}[.]${BYTE}|[0-9a-fA-F.]*:[0-9a-fA-F.:]*:[0-9a-fA-F.:]*)$`,
  uuid: "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$",
};

function isWithin(from: ColumnShape, to: ColumnShape): boolean {
  return (
    from.length <= to.length &&
    from.range[0] >= to.range[0] &&
    from.range[1] <= to.range[1] &&
    from.digits <= to.digits &&
    from.places <= to.places
  );
}

function brokenSql(
  column: string,
  from: ColumnShape,
  to: ColumnShape,
  words: Words,
): string | undefined {
  if (from.family === "other" || to.family === "other") return otherBroken(from, to);
  if (to.family === "text") return textBroken(column, from, to, words);
  if (from.family === "text") return fromTextBroken(column, to, words);
  if (isNumber(from.family) && isNumber(to.family)) return numberBroken(column, from, to, words);
  if (from.family === to.family) return undefined;
  switch (`${from.family} ${to.family}`) {
    case "date datetime":
      return undefined;
    case "datetime date":
      return notMidnight(column, words.kind);
    default:
      return EVERY;
  }
}

/** Types that Flagon knows nothing of: the database itself tells what it cannot cast. SQLite would store anything. */
function otherBroken(from: ColumnShape, to: ColumnShape): string | undefined {
  return from.type === to.type || from.family === "text" || to.family === "text"
    ? undefined
    : EVERY;
}

const isNumber = (family: Family): boolean =>
  ["integer", "decimal", "float", "boolean"].includes(family);

/** How long the text of a value may be, by its family. */
function textBroken(
  column: string,
  from: ColumnShape,
  to: ColumnShape,
  words: Words,
): string | undefined {
  if (from.family === "binary") {
    const tooLong = `${words.length(words.decoded(column))} > ${to.length}`;
    const foreign = words.isForeign(column);
    if (foreign === undefined) return to.length === Infinity ? undefined : tooLong;
    return to.length === Infinity ? foreign : `${foreign} OR ${tooLong}`;
  }
  if (to.length === Infinity || (from.family === "text" && from.length <= to.length))
    return undefined;
  const isAddress = from.family === "address" && words.kind === "postgres";
  const written = isAddress ? `HOST(${column})` : words.text(column);
  const text = from.family === "text" ? column : written;
  return `${words.length(text)} > ${to.length}`;
}

function fromTextBroken(column: string, to: ColumnShape, words: Words): string | undefined {
  const pattern = PATTERNS[to.family];
  if (pattern !== undefined) {
    const further = furtherBroken(column, to, words);
    const matches = words.matches(column, pattern);
    // Only a CASE promises that a text which is no number is never read as one.
    return further === undefined
      ? `NOT ${matches}`
      : `CASE WHEN ${matches} THEN ${further} ELSE ${EVERY} END`;
  }
  if (to.family === "json")
    return words.kind === "postgres" ? undefined : `NOT JSON_VALID(${column})`;
  return to.family === "binary" ? undefined : EVERY;
}

/** What a text of the right form may still have wrong. */
function furtherBroken(column: string, to: ColumnShape, words: Words): string | undefined {
  const { kind } = words;
  if (to.family === "integer") return outside(words.number(column), to);
  if (to.family === "decimal") return tooFine(words.number(column), to);
  if (to.family !== "date" && to.family !== "datetime") return undefined;
  // The 31st of February becomes a day of March in SQLite; PostgreSQL refuses it by itself.
  if (kind === "sqlite") return `DATE(SUBSTR(${column}, 1, 10)) IS NOT SUBSTR(${column}, 1, 10)`;
  return kind === "mysql" ? `CAST(${column} AS DATE) IS NULL` : undefined;
}

function numberBroken(
  column: string,
  from: ColumnShape,
  to: ColumnShape,
  words: Words,
): string | undefined {
  const value = from.family === "boolean" ? column : exactly(column, from, words);
  switch (to.family) {
    case "boolean":
      return from.family === "boolean" ? undefined : `${value} NOT IN (0, 1)`;
    case "integer":
      if (from.family === "boolean") return undefined;
      return from.family === "integer"
        ? outside(value, to)
        : `${fraction(value)} OR ${outside(value, to)}`;
    case "decimal":
      return from.family === "boolean" ? undefined : tooFine(value, to);
    default:
      // Whole numbers from 2^53 on are not all numbers with a point.
      return from.family === "integer" ? `ABS(${value}) > 9007199254740992` : undefined;
  }
}

/** PostgreSQL rounds decimals only, compares floats with their error, and has no -(-32768) in a smallint. */
function exactly(column: string, from: ColumnShape, words: Words): string {
  const isExact = words.kind !== "postgres" || from.family === "decimal";
  return isExact ? column : words.number(column);
}

const fraction = (value: string): string => `${value} <> ROUND(${value})`;

function outside(value: string, { range: [least, most] }: ColumnShape): string {
  return `${value} NOT BETWEEN ${least} AND ${most}`;
}

function tooFine(value: string, { digits, places }: ColumnShape): string {
  return `ROUND(${value}, ${places}) <> ${value} OR ABS(${value}) >= 1${"0".repeat(digits)}`;
}

function notMidnight(column: string, kind: DatabaseKind): string {
  if (kind === "postgres") return `(${column} AT TIME ZONE 'UTC')::time <> '00:00'`;
  if (kind === "mysql") return `TIME(${column}) <> 0`;
  const words = WORDS.sqlite;
  return `NOT ${words.matches(column, "^.{10}([ T]00:00(:00([.]0{1,6})?)?)?$")}`;
}

function valueSql(
  column: string,
  from: ColumnShape,
  to: ColumnShape,
  kind: DatabaseKind,
): string | undefined {
  if (kind === "sqlite") return sqliteValue(column, from, to);
  return kind === "postgres" ? postgresValue(column, from, to) : mysqlValue(column, from, to);
}

const TRUTHS = "('1', 't', 'true')";

function sqliteValue(column: string, from: ColumnShape, to: ColumnShape): string | undefined {
  if (from.family === to.family) return undefined;
  switch (to.family) {
    case "datetime":
      // Midnight in UTC: a day alone would be no instant.
      return from.family === "date" ? `${column} || ' 00:00:00'` : plainMoment(column);
    case "date":
      return from.family === "datetime" ? `SUBSTR(${column}, 1, 10)` : undefined;
    case "boolean":
      return from.family === "text" ? `LOWER(${column}) IN ${TRUTHS}` : undefined;
    case "uuid":
      return from.family === "text" ? `LOWER(REPLACE(${column}, '-', ''))` : undefined;
    case "integer":
      return isNumber(from.family)
        ? `CAST(${column} AS INTEGER)`
        : `CAST(TRIM(${column}) AS INTEGER)`;
    case "decimal":
    case "float":
      return `CAST(TRIM(${column}) AS ${to.family === "float" ? "REAL" : "NUMERIC"})`;
    case "binary":
      return `CAST(${column} AS BLOB)`;
    default:
      return to.family === "text" ? `CAST(${column} AS TEXT)` : undefined;
  }
}

/** A moment of UTC as SQLite and MySQL have it: without the letters of ISO 8601 and without an offset. */
function plainMoment(column: string): string {
  return ["T| ", "Z|", "+00:00|", "+0000|", "+00|"]
    .map((pair) => pair.split("|"))
    .reduce((sql, [old, fresh]) => `REPLACE(${sql}, '${old}', '${fresh}')`, column);
}

/** The base of a type: a cast to `varchar(5)` would cut, and one to `numeric(5, 2)` round, where assigning refuses. */
function baseOf(type: string): string {
  return type.replace(/\s*\([^)]*\)/, "");
}

function postgresValue(column: string, from: ColumnShape, to: ColumnShape): string | undefined {
  const base = baseOf(to.type);
  if (from.family === to.family && baseOf(from.type) === base) return undefined;
  switch (`${from.family} ${to.family}`) {
    case "date datetime":
      return `${column}::timestamp AT TIME ZONE 'UTC'`;
    case "datetime date":
      return `(${column} AT TIME ZONE 'UTC')::date`;
    case "integer boolean":
    case "boolean integer":
      return `${column}::integer::${base}`;
    case "boolean decimal":
    case "boolean float":
      return `${column}::integer::${base}`;
    case "decimal boolean":
    case "float boolean":
      return `${column}::integer::boolean`;
    case "address text":
      return `HOST(${column})`;
    case "text binary":
      return `CONVERT_TO(${column}, 'UTF8')`;
    case "binary text":
      return WORDS.postgres.decoded(column);
    default:
      // By way of text everything can be said; rows that would not fit have been refused.
      return isNumber(from.family) && isNumber(to.family)
        ? `${column}::${base}`
        : `${column}::text::${base}`;
  }
}

/** MySQL converts by itself while it changes a type; what it would not read is written anew before. */
function mysqlValue(column: string, from: ColumnShape, to: ColumnShape): string | undefined {
  if (from.family !== "text") return undefined;
  if (to.family === "uuid") return `LOWER(REPLACE(${column}, '-', ''))`;
  if (to.family === "boolean") return `LOWER(${column}) IN ${TRUTHS}`;
  if (to.family === "datetime") return plainMoment(column);
  return isNumber(to.family) ? `TRIM(${column})` : undefined;
}
