/** Writes many new rows: those with values for the same columns in one statement. */

import { FlagonError } from "../base/errors.ts";
import { type Database, type Row, Statement, type Written } from "./backends/backend.ts";
import { boundCall } from "./bound.ts";
import { readerOf, storeWriterOf } from "./codecs.ts";
import { Compiler } from "./compiler.ts";
import { dialectOf } from "./dialects.ts";
import { Expression } from "./expression.ts";
import type { Convert, Field } from "./fields/field.ts";
import { expressionSql, isGiven, readMade, returningOf, takeReturned } from "./inserts.ts";
import type { Meta } from "./meta.ts";
import { arrayText } from "./postgres-text.ts";
import { Query } from "./query.ts";
import type { RowObject } from "./row-state.ts";
import { Scope } from "./scope.ts";
import { keepAll, keepBatch } from "./snapshot.ts";

/** What happens to rows that are there already. */
export interface Conflict {
  readonly kind: "none" | "ignore" | "update";
  readonly update: readonly Field[];
  readonly unique: readonly Field[];
}

/** Rows that have values for the same fields. */
interface Group {
  readonly fields: readonly Field[];
  readonly rows: RowObject[];
}

/** A part of a group, small enough for one statement. */
interface Batch extends Group {
  /** The fields that the database fills in and tells. */
  readonly returned: readonly Field[];
}

interface Target {
  readonly meta: Meta;
  readonly database: Database;
  readonly conflict: Conflict;
}

/** Below this number of rows reading their numbers one by one costs less than any other way. */
const NUMBERED_ROWS = 50;

/** How many rows one statement of arrays has: its parameters are held in memory by both sides. */
const ARRAY_ROWS = 100_000;

/** Inserts the rows in as few statements as the database takes; several are one transaction. */
export async function insertMany(
  rows: readonly RowObject[],
  target: Target,
  batchSize: number | undefined,
): Promise<void> {
  const { meta, database } = target;
  const batches = groupsOf(rows, meta).flatMap((group) => batchesOf(group, target, batchSize));
  const work = async (): Promise<void> => {
    for (const batch of batches) await insertBatch(batch, target);
  };
  if (batches.length > 1 && !database.inTransaction) await database.transaction(work);
  else await work();
}

function groupsOf(rows: readonly RowObject[], meta: Meta): Group[] {
  const written = meta.localFields.filter((field) => !field.isGenerated);
  const optional = written.filter(
    (field) => field.isAuto || field.options.databaseDefault !== undefined,
  );
  const required = written.filter((field) => !optional.includes(field));
  const groups = new Map<string, Group>();
  for (const row of rows) {
    for (const field of required) isGiven(row, field);
    const given = optional.filter((field) => isGiven(row, field));
    const key = given.map((field) => field.column).join(" ");
    let group = groups.get(key);
    if (group === undefined) {
      const fields = written.filter((field) => required.includes(field) || given.includes(field));
      groups.set(key, (group = { fields, rows: [] }));
    }
    group.rows.push(row);
  }
  return [...groups.values()];
}

/**
 * How many rows one statement has: as many as asked for, and `most` at most.
 *
 * @throws FlagonError `db.wrong-count`
 */
export function sizeOfBatch(asked: number | undefined, most: number, where: string): number {
  if (asked === undefined) return most;
  if (Number.isInteger(asked) && asked >= 1) return Math.min(asked, most);
  throw new FlagonError(`${String(asked)} is no number of rows.`, {
    code: "db.wrong-count",
    where,
    mend: "Give a whole number above 0.",
  });
}

function batchesOf(
  { fields, rows }: Group,
  { meta, database, conflict }: Target,
  batchSize: number | undefined,
): Batch[] {
  const dialect = dialectOf(database.kind);
  // The columns of no value at all: each row is a statement of defaults.
  const most =
    fields.length === 0
      ? 1
      : dialect.insertsArrays(fields)
        ? ARRAY_ROWS
        : dialect.mostRows(fields.length);
  const size = sizeOfBatch(batchSize, most, "bulkCreate({ batchSize })");
  const returned =
    conflict.kind === "ignore" ? [] : meta.localFields.filter((field) => !fields.includes(field));
  return partsOf(rows, fields, size, dialect.mostBytes).map((part) => ({
    fields,
    returned,
    rows: part,
  }));
}

/** Parts of so many rows at most, and so many bytes where that counts. */
function partsOf(
  rows: readonly RowObject[],
  fields: readonly Field[],
  size: number,
  mostBytes: number,
): RowObject[][] {
  const parts: RowObject[][] = [];
  let [start, bytes] = [0, 0];
  for (let at = 0; at < rows.length; at++) {
    const more = mostBytes === Infinity ? 0 : bytesOf(rows[at]!, fields);
    if (at > start && (at - start >= size || bytes + more > mostBytes)) {
      parts.push(rows.slice(start, at));
      [start, bytes] = [at, 0];
    }
    bytes += more;
  }
  if (rows.length > start) parts.push(rows.slice(start));
  return parts;
}

/** About how many bytes the values of a row have. */
function bytesOf(row: RowObject, fields: readonly Field[]): number {
  let sum = 0;
  for (const { attribute } of fields) {
    const value = row[attribute];
    if (typeof value === "string") sum += Buffer.byteLength(value);
    else if (value instanceof Uint8Array) sum += value.length;
    else sum += typeof value === "object" && value !== null ? sizeOf(value) : 8;
  }
  return sum;
}

/** The size of what is written as text: JSON, and what is small. What is no JSON is refused later, with its place. */
function sizeOf(value: object): number {
  const isData = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isData) return 32;
  try {
    return JSON.stringify(value).length;
  } catch {
    return 32;
  }
}

interface BulkPlan {
  readonly statement: Statement;
  readonly writers: readonly (Convert | undefined)[];
}

const plans = new WeakMap<Meta, Map<string, BulkPlan>>();

async function insertBatch(batch: Batch, target: Target): Promise<void> {
  const { fields, rows } = batch;
  const { meta, database, conflict } = target;
  if (rows.some((row) => fields.some((field) => row[field.attribute] instanceof Expression))) {
    await take(batch, target, await insertExpressions(batch, target));
    if (conflict.kind === "none") for (const row of rows) keepAll(row, meta, database);
    return;
  }
  const { statement, writers } = planOf(batch, target);
  const parameters = parametersOf(rows, fields, writers);
  const sent = dialectOf(database.kind).insertsArrays(fields)
    ? columnsOf(parameters, fields.length)
    : parameters;
  await take(batch, target, await database.write(statement, sent));
  if (conflict.kind === "none") keepBatch(rows, meta, database, fields, parameters);
}

function planOf(batch: Batch, target: Target): BulkPlan {
  const { fields, rows, returned } = batch;
  const { meta, database, conflict } = target;
  const { kind } = database;
  const count = dialectOf(kind).insertsArrays(fields) ? 0 : rows.length;
  const key = [
    kind,
    count,
    asksForKeys(batch, target),
    conflict.kind,
    ...[fields, returned, conflict.unique, conflict.update].map((list) =>
      list.map((field) => field.column),
    ),
  ].join(" ");
  let known = plans.get(meta);
  if (known === undefined || known.size > 100) plans.set(meta, (known = new Map()));
  let plan = known.get(key);
  if (plan === undefined) {
    const writers = fields.map((field) => storeWriterOf(field, kind));
    known.set(key, (plan = { statement: statementOf(batch, target), writers }));
  }
  return plan;
}

function statementOf(batch: Batch, target: Target): Statement {
  const { fields, rows, returned } = batch;
  const { meta, database } = target;
  const dialect = dialectOf(database.kind);
  const write = (asked: readonly Field[]): string =>
    fields.length === 0
      ? `INSERT INTO ${dialect.quote(meta.table)} ${dialect.defaultValues}${tail(target, asked)}`
      : dialect.bulkInsert(meta, fields, rows.length, tail(target, asked));
  const givesRows = returned.length > 0;
  if (asksForList(batch, target))
    return new Statement(
      `WITH flagon_made AS (${write(returned)}) SELECT array_agg(${dialect.quote(meta.pk.column)})::text FROM flagon_made`,
      { givesRows },
    );
  const asking = new Statement(write(returned), { givesRows });
  if (database.kind !== "sqlite" || !asksForKeys(batch, target)) return asking;
  const numbering = { table: dialect.quote(meta.table), name: meta.table, asking };
  return new Statement(write([]), { givesRows: false, numbering });
}

/** Whether all that the database tells of many new rows are the numbers that it has counted up. */
function asksForKeys({ rows, returned }: Batch, { meta: { pk }, conflict }: Target): boolean {
  const onlyKey = returned.length === 1 && returned[0] === pk && pk.isAuto;
  return onlyKey && conflict.kind === "none" && rows.length >= NUMBERED_ROWS;
}

/** Whether PostgreSQL tells the keys in one row: a thousand rows of one number cost the driver a quarter of its processor time. */
function asksForList(batch: Batch, target: Target): boolean {
  return target.database.kind === "postgres" && asksForKeys(batch, target);
}

/** The one row `{1,2,3}` as rows of one column; others as they are. */
function rowsOfList(rows: readonly Row[]): readonly Row[] {
  const list = rows[0]![0];
  // No row was made: a trigger has left all out.
  if (list === null) return [];
  if (typeof list !== "string") return rows;
  return list
    .slice(1, -1)
    .split(",")
    .map((text) => {
      const number = Number(text);
      return [Number.isSafeInteger(number) ? number : BigInt(text)];
    });
}

async function take(batch: Batch, target: Target, written: Written): Promise<void> {
  const { rows, returned } = batch;
  const { meta, database, conflict } = target;
  if (written.rows.length > 0) {
    const told = asksForList(batch, target) ? rowsOfList(written.rows) : written.rows;
    takeRows(batch, told, database.kind);
    return;
  }
  if (returned.length === 0 || (conflict.kind !== "none" && written.idStep !== undefined)) return;
  takeNumbers(rows, returned, meta, written, database.kind);
  if (returned.some((field) => field !== meta.pk)) await readMade(rows, meta, returned, database);
}

function takeRows({ rows, returned }: Batch, told: readonly Row[], kind: Database["kind"]): void {
  rows.forEach((row, index) => {
    const values = told[index];
    if (values !== undefined) takeReturned(row, returned, values, kind);
  });
}

/** Gives rows the numbers that the database has counted up. */
function takeNumbers(
  rows: readonly RowObject[],
  returned: readonly Field[],
  { pk }: Meta,
  written: Written,
  kind: Database["kind"],
): void {
  const { lastId, idStep } = written;
  if (!returned.includes(pk) || !pk.isAuto || lastId === undefined) return;
  const read = readerOf(pk, kind);
  // MySQL tells the number of the first row, SQLite that of the last.
  const [first, step] = idStep === undefined ? [1 - rows.length, 1] : [0, idStep];
  rows.forEach((row, index) => {
    const away = first + index * step;
    const key = typeof lastId === "bigint" ? lastId + BigInt(away) : lastId + away;
    row[pk.attribute] = read === undefined ? key : read(key as never);
  });
}

/** The parameters of all rows, row by row. */
function parametersOf(
  rows: readonly RowObject[],
  fields: readonly Field[],
  writers: readonly (Convert | undefined)[],
): unknown[] {
  const attributes = fields.map((field) => field.attribute);
  const parameters: unknown[] = [];
  for (const row of rows) {
    for (let index = 0; index < attributes.length; index++) {
      const value = row[attributes[index]!];
      const write = writers[index];
      parameters.push(write === undefined || value === null ? value : write(value as never));
    }
  }
  return parameters;
}

/** The same as one array for each column. */
function columnsOf(parameters: readonly unknown[], count: number): string[] {
  return Array.from({ length: count }, (_, column) => {
    const values: unknown[] = [];
    for (let at = column; at < parameters.length; at += count) values.push(parameters[at]);
    return arrayText(values);
  });
}

function tail({ meta, database, conflict }: Target, returned: readonly Field[]): string {
  const dialect = dialectOf(database.kind);
  const quote = (field: Field): string => dialect.quote(field.column);
  const text =
    conflict.kind === "none"
      ? ""
      : dialect.onConflict(
          conflict.kind,
          (conflict.kind === "ignore" ? meta.localFields.slice(0, 1) : conflict.unique).map(quote),
          conflict.update.map(quote),
        );
  return text + returningOf(returned, dialect);
}

/** Expressions among the values: the statement is written for these rows alone. */
async function insertExpressions(
  { rows, fields, returned }: Batch,
  target: Target,
): Promise<Written> {
  const { meta, database } = target;
  const { kind } = database;
  const compiler = new Compiler(dialectOf(kind), { bare: true });
  const scope = new Scope(new Query(meta), { allowJoins: false });
  const values: unknown[] = [];
  const placeOf = (value: unknown, field: Field): string =>
    value instanceof Expression
      ? expressionSql(value, values, scope, compiler)
      : compiler.bind(values.push(value) - 1, storeWriterOf(field, kind));
  const places = rows.map(
    (row) => `(${fields.map((field) => placeOf(row[field.attribute], field)).join(", ")})`,
  );
  const columns = fields.map((field) => compiler.quote(field.column)).join(", ");
  const sql = `INSERT INTO ${compiler.quote(meta.table)} (${columns}) VALUES ${places.join(", ")}${tail(target, returned)}`;
  const options = { givesRows: returned.length > 0 };
  const { statement, parameters } = boundCall(sql, compiler, values, options);
  return database.write(statement, parameters);
}
