/** The field that a column would have been made from, by its type in the words of each kind of database. */

import type { DatabaseKind } from "../backends/backend.ts";
import type { CheckDescription, ColumnDescription } from "../schema/description.ts";

/** A field as source: `f.char({ maxLength: 40 })`. */
export interface FieldSource {
  /** The name in `f`. */
  call: string;
  /** What stands in front of the options: the inner field of an array. */
  first?: string;
  /** Options as source. */
  options: Record<string, string>;
  /** What the reader should know. */
  note?: string;
}

type Read = (match: RegExpExecArray, column: ColumnDescription) => FieldSource;

const given = (name: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [name]: value };

const plain =
  (call: string, options: Record<string, string> = {}): Read =>
  () => ({ call, options });

const sized =
  (call: string): Read =>
  ([, length]) => ({ call, options: given("maxLength", length) });

const decimal: Read = ([, digits, places]) => ({
  call: "decimal",
  options: {
    maxDigits: digits ?? "15",
    decimalPlaces: places ?? (digits === undefined ? "5" : "0"),
  },
  ...(digits === undefined && { note: "The column does not say how many digits it holds." }),
});

const counting =
  (auto: string, otherwise: string): Read =>
  (_match, { isAuto }) => ({ call: isAuto ? auto : otherwise, options: {} });

const guess =
  (call: string): Read =>
  (_match, { type }) => ({
    call,
    options: {},
    note: `The type ${JSON.stringify(type)} is a guess.`,
  });

const chosen: Read = (_match, { choices = [] }) => ({
  call: "char",
  options: { choices: JSON.stringify(choices).replaceAll('","', '", "') },
});

type Table = readonly (readonly [pattern: RegExp, read: Read])[];

const SQLITE: Table = [
  [/^integer$/i, counting("auto", "integer")],
  [/^(?:int|mediumint|int4)$/i, plain("integer")],
  [/^(?:bigint|big int|int8)$/i, plain("bigInteger")],
  [/^(?:smallint|tinyint|int2)$/i, plain("smallInteger")],
  [/^integer unsigned$/i, plain("positiveInteger")],
  [/^smallint unsigned$/i, plain("positiveSmallInteger")],
  [/^bigint unsigned$/i, plain("positiveBigInteger")],
  [/^bool(?:ean)?$|^tinyint\(1\)$/i, plain("boolean")],
  [
    /^(?:n?var)?char(?:acter)?(?: varying)?\((\d+)\)$|^nchar\((\d+)\)$/i,
    ([, a, b]) => ({ call: "char", options: { maxLength: (a ?? b)! } }),
  ],
  [/^n?varchar$|^n?char$/i, plain("char")],
  [/^(?:text|clob|longtext|mediumtext)$/i, plain("text")],
  [/^(?:decimal|numeric)(?:\((\d+)(?:,\s*(\d+))?\))?$/i, decimal],
  [/^(?:real|float|double|double precision)$/i, plain("float")],
  [/^date$/i, plain("date")],
  [/^(?:datetime|timestamp)(?:\(\d\))?$/i, plain("datetime")],
  [/^time$/i, plain("time")],
  [/^(?:blob|binary|bytea)$/i, plain("binary")],
  [/^json$/i, plain("json")],
  // What is left has the affinity that SQLite gives it (https://sqlite.org/datatype3.html).
  [/int/i, guess("integer")],
  [/char|clob|text/i, guess("text")],
  [/^$|blob/i, guess("binary")],
  [/real|floa|doub/i, guess("float")],
  [/^/, guess("text")],
];

const POSTGRES: Table = [
  [/^smallint$/, counting("smallAuto", "smallInteger")],
  [/^integer$/, counting("auto", "integer")],
  [/^bigint$/, counting("bigAuto", "bigInteger")],
  [/^boolean$/, plain("boolean")],
  [/^character varying(?:\((\d+)\))?$/, sized("char")],
  [/^character\((\d+)\)$/, sized("char")],
  [/^text$/, plain("text")],
  [/^numeric(?:\((\d+),(\d+)\))?$/, decimal],
  [/^(?:real|double precision)$/, plain("float")],
  [/^date$/, plain("date")],
  [/^timestamp(?:\(\d\))? with time zone$/, plain("datetime")],
  [
    /^timestamp(?:\(\d\))? without time zone$/,
    (_, { type }) => ({
      call: "datetime",
      options: {},
      note: `The column is ${type}: its values are read as UTC.`,
    }),
  ],
  [/^time(?:\(\d\))? without time zone$/, plain("time")],
  [/^interval$/, plain("duration")],
  [/^uuid$/, plain("uuid")],
  [/^jsonb?$/, plain("json")],
  [/^bytea$/, plain("binary")],
  [/^inet$/, plain("genericIpAddress")],
  [/^hstore$/, plain("hstore")],
  [/^citext$/, plain("citext")],
  [/^tsvector$/, plain("searchVector")],
  [
    /^vector(?:\((\d+)\))?$/,
    ([, size]) => ({ call: "vector", options: given("dimensions", size) }),
  ],
  [/^int4range$/, plain("integerRange")],
  [/^int8range$/, plain("bigIntegerRange")],
  [/^numrange$/, plain("decimalRange")],
  [/^daterange$/, plain("dateRange")],
  [/^tstzrange$/, plain("datetimeRange")],
  [/^/, guess("text")],
];

const MYSQL: Table = [
  [/^tinyint\(1\)(?: unsigned)?$/i, plain("boolean")],
  [/^(?:tinyint|smallint)(?:\(\d+\))? unsigned/i, plain("positiveSmallInteger")],
  [/^(?:tinyint|smallint)(?:\(\d+\))?/i, counting("smallAuto", "smallInteger")],
  [/^(?:mediumint|int|integer)(?:\(\d+\))? unsigned/i, counting("auto", "positiveInteger")],
  [/^(?:mediumint|int|integer)(?:\(\d+\))?/i, counting("auto", "integer")],
  [/^bigint(?:\(\d+\))? unsigned/i, counting("bigAuto", "positiveBigInteger")],
  [/^bigint(?:\(\d+\))?/i, counting("bigAuto", "bigInteger")],
  [/^year/i, plain("smallInteger")],
  [/^(?:var)?char\((\d+)\)/i, sized("char")],
  [/^(?:tiny|medium|long)?text/i, plain("text")],
  [/^decimal\((\d+),(\d+)\)/i, decimal],
  [/^(?:float|double)/i, plain("float")],
  [/^date$/i, plain("date")],
  [/^(?:datetime|timestamp)/i, plain("datetime")],
  [/^time/i, plain("time")],
  [/^(?:tiny|medium|long)?blob|^(?:var)?binary/i, plain("binary")],
  [/^json/i, plain("json")],
  [/^uuid/i, plain("uuid")],
  [/^bit/i, guess("binary")],
  [/^/, guess("text")],
];

const TABLES: Readonly<Record<DatabaseKind, Table>> = {
  sqlite: SQLITE,
  postgres: POSTGRES,
  mysql: MYSQL,
};

/** Gives the field of a column, without what tables say of it: keys, uniqueness, relations. */
export function fieldOfColumn(
  column: ColumnDescription,
  checks: readonly CheckDescription[],
  kind: DatabaseKind,
): FieldSource {
  const type = column.baseType;
  if (kind === "postgres" && type.endsWith("[]")) return arrayOf(column, kind);
  if (column.choices !== undefined) return chosen(/^/.exec("")!, column);
  const own = checks.filter(({ columns }) => columns.length === 1 && columns[0] === column.name);
  if (own.some(({ expression }) => /json_valid/i.test(expression)))
    return { call: "json", options: {} };
  const [pattern, read] = TABLES[kind].find(([known]) => known.test(type))!;
  return positive(read(pattern.exec(type)!, column), own);
}

/** A number that a check keeps from being negative. */
function positive(source: FieldSource, checks: readonly CheckDescription[]): FieldSource {
  const call = {
    smallInteger: "positiveSmallInteger",
    integer: "positiveInteger",
    bigInteger: "positiveBigInteger",
  }[source.call];
  const isChecked = checks.some(({ expression }) =>
    /^[\s("`[]*[^<>=]*?["`\])\s]*>=\s*\(?0\)?[\s)]*$/.test(expression),
  );
  return call !== undefined && isChecked ? { ...source, call } : source;
}

function arrayOf(column: ColumnDescription, kind: DatabaseKind): FieldSource {
  const type = column.baseType.slice(0, -2);
  const inner = fieldOfColumn({ ...column, baseType: type, type, isAuto: false }, [], kind);
  return {
    call: "array",
    first: fieldSource(inner),
    options: {},
    ...(inner.note !== undefined && { note: inner.note }),
  };
}

/** Writes a field. */
export function fieldSource({ call, first, options }: FieldSource): string {
  const listed = Object.entries(options).map(([name, value]) => `${name}: ${value}`);
  const given = listed.length === 0 ? [] : [`{ ${listed.join(", ")} }`];
  return `f.${call}(${[...(first === undefined ? [] : [first]), ...given].join(", ")})`;
}

/** A default of the database as source, where it is a plain value or the moment of inserting. */
export function defaultSource(sql: string, { call }: FieldSource): string | undefined {
  const text = sql.replace(/^\((.*)\)$/s, "$1").replace(/::[\w\s"]+(?:\(\d+\))?$/, "");
  const isNumber = /^(?:small|big|positive)?\w*(?:integer|float)$/i.test(call);
  if (isNumber && /^'?-?\d+(?:\.\d+)?'?$/.test(text)) {
    const number = text.replaceAll("'", "");
    return Number.isSafeInteger(Number(number)) || number.includes(".") ? number : undefined;
  }
  if (call === "boolean" && /^(?:true|false|[01]|'[tf]')$/i.test(text))
    return String(/^(?:true|1|'t')$/i.test(text));
  if (call === "decimal" && /^'?-?\d+(?:\.\d+)?'?$/.test(text))
    return JSON.stringify(text.replaceAll("'", ""));
  if (["char", "text"].includes(call)) {
    const quoted = /^'((?:[^'\\]|'')*)'$/.exec(text);
    return quoted === null ? undefined : JSON.stringify(quoted[1]!.replaceAll("''", "'"));
  }
  return call === "datetime" && /^(?:now\(\)|current_timestamp(?:\(\d?\))?)$/i.test(text)
    ? "now()"
    : undefined;
}
