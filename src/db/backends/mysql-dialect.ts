/**
 * How MySQL and MariaDB write what others write differently.
 *
 * Both get the same text: where they differ, what both know is written. Parameters have no numbers there: see `bound.ts`.
 */

import { isCivil } from "../arithmetic.ts";
import type { Compiler, ListItem } from "../compiler.ts";
import { NotSupportedError } from "../errors.ts";
import { checkedName, type Dialect, insertOfPlaces, quoted } from "../dialect.ts";
import type { Field } from "../fields/field.ts";
import { BinaryField } from "../fields/binary.ts";
import { DateField, DateTimeField, TimeField } from "../fields/dates.ts";
import { DecimalField } from "../fields/decimals.ts";
import { DurationField } from "../fields/duration.ts";
import { IntegerField } from "../fields/integers.ts";
import { JsonField } from "../fields/json.ts";
import { BooleanField, FloatField } from "../fields/numbers.ts";
import { CharField } from "../fields/text.ts";
import { orderOfJson } from "../json-mysql.ts";
import type { Lock, OrderTerm } from "../query.ts";
import type { Operator } from "../references.ts";
import { textLiteral } from "../schema/literals.ts";
import type { SqlKind } from "../values.ts";
import { civilPart, cutOff, extractPart } from "./mysql-dates.ts";

/** The most parameters of one statement that inserts rows; the server takes 65,535, but describes each. */
const MOST_PLACES = 10_000;
/** The largest number of rows that `LIMIT` takes: there is no `OFFSET` without it. */
const ALL_ROWS = "18446744073709551615";
/** Decimals of any expression, and of most columns. */
const DECIMAL = "DECIMAL(65, 30)";
/** The most bytes of one statement that inserts rows: MariaDB takes 16 MB by default, its other values among them. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Types of parameters where nothing beside them says it: MariaDB takes them for texts. */
const TYPES: Partial<Record<SqlKind, string>> = {
  integer: "SIGNED",
  bigint: "SIGNED",
  float: "DOUBLE",
  duration: "SIGNED",
  datetime: "DATETIME(6)",
  date: "DATE",
  time: "TIME(6)",
  decimal: DECIMAL,
};

const plainItem: ListItem = (place) => place!;
const tupleItem: ListItem = (...places) => `(${places.join(", ")})`;

const decimalItems = new Map<string, ListItem>();

/** A decimal in a list. The same function for the same type, so that parameters can be shared. */
function decimalItem(field: DecimalField): ListItem {
  const type = decimalType(field);
  let item = decimalItems.get(type);
  if (item === undefined) decimalItems.set(type, (item = (place) => `CAST(${place} AS ${type})`));
  return item;
}

/** Values that a column is compared with may have more digits behind the point than it has, but no less before it. */
function decimalType({ maxDigits, decimalPlaces }: DecimalField): string {
  return `DECIMAL(65, ${Math.max(0, Math.min(30, 65 - (maxDigits - decimalPlaces)))})`;
}

/** MySQL's and MariaDB's way of writing. */
export const mysqlDialect: Dialect = {
  kind: "mysql",
  numbersParameters: true,
  marksPlaces: true,
  filtersAggregates: false,
  // What stands in such a comment is read by MariaDB alone, from 10.5 on.
  returning: (columns) => ` /*M!100500 RETURNING ${columns} */`,
  defersReferences: false,
  random: "RAND()",
  defaultValues: "() VALUES ()",
  updateTarget: (table, name) => `${table} AS ${name}`,
  // The form that gives it a name does not let MariaDB read the table that it changes.
  deleteTarget: () => undefined,
  now: "UTC_TIMESTAMP(6)",
  mostRows: (columns) => Math.max(1, Math.floor(MOST_PLACES / Math.max(1, columns))),
  mostBytes: MOST_BYTES,
  insertsArrays: () => false,
  bulkInsert: (meta, fields, rows, tail) => insertOfPlaces(mysqlDialect, meta, fields, rows, tail),
  // The second way leaves out rows that are there already, and no other mistake: INSERT IGNORE would store what does not fit.
  onConflict: (kind, unique, update) =>
    ` ON DUPLICATE KEY UPDATE ${(kind === "update" ? update : unique).map((column) => `${column} = ${kind === "update" ? `VALUES(${column})` : column}`).join(", ")}`,
  quote: (name) => quoted(checkedName(name), "`"),
  placeholder: (number) => `\0${number};`,
  mark: () => "?",
  constant: (value) => (value === null ? "NULL" : value ? "1" : "0"),
  literal: (text) => textLiteral(checkedName(text), "mysql"),
  asCondition: (sql) => sql,
  typed(placeholder, kind, field) {
    const type = field === undefined ? TYPES[kind] : typeOf(field);
    return type === undefined ? placeholder : `CAST(${placeholder} AS ${type})`;
  },
  compared: (placeholder, field) =>
    field instanceof DecimalField ? decimalItem(field)(placeholder) : placeholder,
  // A query that only selects from it is merged into the statement, which then reads what it changes: the limit keeps them apart.
  keys: (sql) => `SELECT * FROM (SELECT * FROM (${sql}) found LIMIT ${ALL_ROWS}) kept`,
  list: (sql, isSliced) => (isSliced ? `SELECT * FROM (${sql}) sliced` : sql),
  distinct: (expressions) => {
    if (expressions.length > 0) throw notHere("distinct(…names)", "Call distinct() without names.");
    return "DISTINCT ";
  },
  slice: (limit, offset) =>
    limit === undefined && offset === undefined
      ? ""
      : ` LIMIT ${limit ?? ALL_ROWS}${offset === undefined ? "" : ` OFFSET ${offset}`}`,
  lock({ noWait, skipLocked, noKey, of }: Lock) {
    if (noKey) throw notHere("selectForUpdate({ noKey: true })", "Leave `noKey` out.");
    return ` FOR UPDATE${of.length === 0 ? "" : ` OF ${of.join(", ")}`}${noWait ? " NOWAIT" : skipLocked ? " SKIP LOCKED" : ""}`;
  },
  orderTerm(sql: string, { expression, descending, nulls }: OrderTerm) {
    const isKey = expression.selectsOtherwise && expression.outputField instanceof JsonField;
    const terms = isKey ? orderOfJson(sql) : [sql];
    const term = terms.map((one) => `${one}${descending ? " DESC" : ""}`).join(", ");
    // Nulls come before all values by themselves.
    if (nulls === undefined || (nulls === "first") !== descending) return term;
    return `${sql} IS NULL${nulls === "first" ? " DESC" : ""}, ${term}`;
  },
  ordersNulls: false,
  combined: (sql) => `(${sql})`,
  inList(compiler: Compiler, left, index, convert, field) {
    const item = field instanceof DecimalField ? decimalItem(field) : plainItem;
    return `${left} IN (${compiler.bindList(index, [convert], item)})`;
  },
  tupleList: (compiler, columns, index, converts) =>
    `(${columns.join(", ")}) IN (${compiler.bindList(index, converts, tupleItem)})`,
  together: (columns) =>
    `CONCAT_WS(',', ${columns.map((column) => `QUOTE(${column})`).join(", ")})`,
  // Small letters on both sides: a column's collation may tell capitals apart.
  textSide: (sql, _field, ignoresCase) => (ignoresCase ? `LOWER(${sql})` : sql),
  like(left, pattern, ignoresCase, isPrefix) {
    if (ignoresCase) return `${left} LIKE LOWER(${pattern})`;
    const exact = `${left} LIKE BINARY ${pattern}`;
    // The column's own collation finds the beginning by the index, the bytes tell capitals apart.
    return isPrefix ? `(${left} LIKE ${pattern} AND ${exact})` : exact;
  },
  patternOf: (sql, before, after) =>
    `CONCAT('${before}', REPLACE(REPLACE(REPLACE(${sql}, '\\\\', '\\\\\\\\'), '%', '\\\\%'), '_', '\\\\_'), '${after}')`,
  // The collation says whether capitals count; REGEXP BINARY is MariaDB's and REGEXP_LIKE(…, 'c') MySQL's.
  regex: (left, pattern, ignoresCase) =>
    `CONVERT(${left} USING utf8mb4) COLLATE ${ignoresCase ? "utf8mb4_general_ci" : "utf8mb4_bin"} REGEXP ${pattern}`,
  combine,
  spread(name, value, distinct) {
    if (distinct)
      throw notHere(
        `${name} of distinct values`,
        "Leave `distinct` out, or reckon over a query set that is distinct.",
      );
    return `${name}(${value})`;
  },
  average(value, distinct, field) {
    // The mean of whole numbers would have four digits behind the point.
    const isFloating = field instanceof IntegerField || field === undefined;
    const of = isFloating ? `${value} + 0e0` : field instanceof DecimalField ? exact(value) : value;
    return `AVG(${distinct ? "DISTINCT " : ""}${of})`;
  },
  aroundSpread: (call) => call,
  aroundAverage: (call, field) =>
    field instanceof DurationField ? `CAST(ROUND(${call}) AS SIGNED)` : call,
  cast: castTo,
  extract: extractPart,
  truncate: cutOff,
  civil: civilPart,
};

function notHere(what: string, mend: string): NotSupportedError {
  return new NotSupportedError(`MySQL and MariaDB have no ${what}.`, {
    code: "db.not-supported",
    where: what,
    mend,
  });
}

/** The type of a parameter that a field writes; undefined where the driver says it. */
function typeOf(field: Field): string | undefined {
  if (field instanceof DecimalField) return decimalType(field);
  if (field instanceof IntegerField) return isUnsigned(field) ? "UNSIGNED" : "SIGNED";
  if (field instanceof BooleanField || field instanceof DurationField) return "SIGNED";
  if (field instanceof FloatField) return "DOUBLE";
  if (field instanceof DateTimeField) return "DATETIME(6)";
  if (field instanceof DateField) return "DATE";
  return field instanceof TimeField ? "TIME(6)" : undefined;
}

function castTo(sql: string, field: Field): string {
  if (field instanceof DecimalField)
    return `CAST(${sql} AS DECIMAL(${Math.min(field.maxDigits, 65)}, ${Math.min(field.decimalPlaces, 30)}))`;
  if (field instanceof JsonField) return `JSON_EXTRACT(${sql}, '$')`;
  if (field instanceof BinaryField) return `CAST(${sql} AS BINARY)`;
  const most = field instanceof CharField ? field.maxLength : undefined;
  return `CAST(${sql} AS ${typeOf(field) ?? (most === undefined ? "CHAR" : `CHAR(${most})`)})`;
}

function combine(
  leftSql: string,
  operator: Operator,
  rightSql: string,
  [one, other]: readonly [Field | undefined, Field | undefined],
): string {
  const [left, right] = [signed(leftSql, one), signed(rightSql, other)];
  if (operator === "+" || operator === "-") {
    const shifted = combineMoments(left, operator, right, [one, other]);
    if (shifted !== undefined) return shifted;
  }
  switch (operator) {
    case "^":
      return `POWER(${left}, ${right})`;
    case "%":
      return `MOD(${left}, ${right})`;
    case "/":
      // Whole numbers divide to whole ones, as on the other databases.
      if (isWhole(one) && isWhole(other)) return `(${left} DIV ${right})`;
      return `(${isExact(one) && isExact(other) ? exact(left) : left} / ${right})`;
    case "#":
      return `CAST((${left} ^ ${right}) AS SIGNED)`;
    case "&":
    case "|":
    case "<<":
    case ">>":
      // Bits are those of numbers without a sign.
      return `CAST((${left} ${operator} ${right}) AS SIGNED)`;
    default:
      return `(${left} ${operator} ${right})`;
  }
}

/** Numbers without a sign could not become less than zero. */
function signed(sql: string, field: Field | undefined): string {
  if (!isUnsigned(field)) return sql;
  return `CAST(${sql} AS ${field?.kind === "PositiveBigIntegerField" ? "DECIMAL(20)" : "SIGNED"})`;
}

function isUnsigned(field: Field | undefined): boolean {
  return field instanceof IntegerField && field.columnType("mysql")?.endsWith("UNSIGNED") === true;
}

/** A quotient has four digits more behind the point than what is divided. */
function exact(sql: string): string {
  return `CAST(${sql} AS DECIMAL(65, 20))`;
}

function isExact(field: Field | undefined): boolean {
  return field instanceof DecimalField || field instanceof IntegerField;
}

function isWhole(field: Field | undefined): boolean {
  return field instanceof IntegerField;
}

/** Points in time with lengths of time, which are microseconds; undefined for other sides. */
function combineMoments(
  left: string,
  operator: "+" | "-",
  right: string,
  [one, other]: readonly [Field | undefined, Field | undefined],
): string | undefined {
  if (isCivil(one) && other instanceof DurationField) return shifted(left, operator, right, one);
  if (one instanceof DurationField && isCivil(other) && operator === "+")
    return shifted(right, operator, left, other);
  if (operator !== "-" || !isCivil(one) || !isCivil(other)) return undefined;
  if (one instanceof TimeField && other instanceof TimeField)
    return `(${microseconds(left)} - ${microseconds(right)})`;
  return `TIMESTAMPDIFF(MICROSECOND, ${right}, ${left})`;
}

function shifted(
  moment: string,
  operator: "+" | "-",
  duration: string,
  field: Field | undefined,
): string {
  if (field instanceof TimeField)
    return `TIME(TIMESTAMP('2000-01-01', ${moment}) ${operator} INTERVAL ${duration} MICROSECOND)`;
  return `(${moment} ${operator} INTERVAL ${duration} MICROSECOND)`;
}

function microseconds(time: string): string {
  return `(TIME_TO_SEC(${time}) * 1000000 + MICROSECOND(${time}))`;
}
