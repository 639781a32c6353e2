/** Writes new rows: one statement for each set of columns that a row has values for, kept for the next row. */

import { FlagonError } from "../base/errors.ts";
import {
  type Database,
  type DatabaseKind,
  type Maybe,
  type Row,
  Statement,
  type Written,
} from "./backends/backend.ts";
import { boundCall } from "./bound.ts";
import { readerOf, storeWriterOf } from "./codecs.ts";
import { Compiler } from "./compiler.ts";
import type { Dialect } from "./dialect.ts";
import { dialectOf } from "./dialects.ts";
import { NotSupportedError } from "./errors.ts";
import { Expression } from "./expression.ts";
import type { Convert, Field } from "./fields/field.ts";
import { identityOf } from "./key-identity.ts";
import type { Meta } from "./meta.ts";
import { Query } from "./query.ts";
import { everyRow } from "./row-set-factory.ts";
import type { RowObject } from "./row-state.ts";
import { Scope } from "./scope.ts";
import { keepAll, keepParameters } from "./snapshot.ts";
import { SlotCounter, StructureKey } from "./structure.ts";

/** A statement that inserts a row with values for certain columns. */
interface InsertPlan {
  readonly statement: Statement;
  readonly attributes: readonly string[];
  readonly writers: readonly (Convert | undefined)[];
  /** The fields whose values the database makes, and which it is asked for. */
  readonly returned: readonly Field[];
}

const plans = new WeakMap<Meta, Map<string, InsertPlan>>();

/** Writes the fields of a model's own table, and keeps how the row is now; at once where the database answers at once. */
export function insertLocal(
  row: RowObject,
  meta: Meta,
  database: Database,
  top: Meta,
): Maybe<void> {
  const fields = meta.localFields.filter((field) => isWritten(row, field));
  if (fields.some((field) => row[field.attribute] instanceof Expression))
    return insertExpressions(row, meta, fields, database, top);
  const plan = planOf(meta, fields, database.kind);
  const parameters: unknown[] = [];
  for (let index = 0; index < fields.length; index++) {
    const value = row[plan.attributes[index]!];
    const write = plan.writers[index];
    parameters.push(write === undefined || value === null ? value : write(value as never));
  }
  const finish = (written: Written): Maybe<void> => {
    take(row, meta, plan, written, database.kind);
    keepParameters(row, top, database, fields, parameters);
    if (plan.returned.length > 0 && written.rows.length === 0)
      return readMade([row], meta, plan.returned, database).then(() => keepAll(row, top, database));
  };
  const written = database.write(plan.statement, parameters);
  return written instanceof Promise ? written.then(finish) : finish(written);
}

function isWritten(row: RowObject, field: Field): boolean {
  return !field.isGenerated && isGiven(row, field);
}

/** Whether a row has a value for a field; what the database fills in may be missing. */
export function isGiven(row: RowObject, field: Field): boolean {
  const value = row[field.attribute];
  if (value !== undefined && !(value === null && field.isAuto)) return true;
  if (field.isAuto || field.options.databaseDefault !== undefined) return false;
  if (field.isNullable) {
    row[field.attribute] = null;
    return true;
  }
  throw new FlagonError(`${field.place} has no value.`, {
    code: "db.missing-value",
    where: field.place,
    mend: `Give "${field.name}" a value, a default, or let it be null.`,
  });
}

/** The plan that was used last for a model: most rows of one have the same columns. */
const lastPlans = new WeakMap<
  Meta,
  { fields: readonly Field[]; kind: DatabaseKind; plan: InsertPlan }
>();

function planOf(meta: Meta, fields: readonly Field[], kind: DatabaseKind): InsertPlan {
  const last = lastPlans.get(meta);
  if (last !== undefined && last.kind === kind && isSameList(last.fields, fields)) return last.plan;
  let known = plans.get(meta);
  if (known === undefined) plans.set(meta, (known = new Map()));
  const key = `${kind} ${fields.map((field) => field.column).join(" ")}`;
  let plan = known.get(key);
  if (plan === undefined) known.set(key, (plan = makePlan(meta, fields, kind)));
  lastPlans.set(meta, { fields, kind, plan });
  return plan;
}

function isSameList(one: readonly Field[], other: readonly Field[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

function makePlan(meta: Meta, fields: readonly Field[], kind: DatabaseKind): InsertPlan {
  const dialect = dialectOf(kind);
  const places = fields.map((_, index) => dialect.mark(index + 1));
  const returned = returnedFields(meta, fields, kind);
  const sql = insertSql(meta, fields, places, kind) + returningOf(returned, dialect);
  return {
    statement: new Statement(sql, { givesRows: returned.length > 0 }),
    attributes: fields.map((field) => field.attribute),
    writers: fields.map((field) => storeWriterOf(field, kind)),
    returned,
  };
}

/** The text of an `INSERT` of one row. */
function insertSql(
  meta: Meta,
  fields: readonly Field[],
  places: readonly string[],
  kind: DatabaseKind,
): string {
  const dialect = dialectOf(kind);
  const columns = fields.map((field) => dialect.quote(field.column));
  const values =
    fields.length === 0
      ? dialect.defaultValues
      : `(${columns.join(", ")}) VALUES (${places.join(", ")})`;
  return `INSERT INTO ${dialect.quote(meta.table)} ${values}`;
}

/** The end of an `INSERT` that asks for columns of the new rows; empty where there are none to ask for. */
export function returningOf(fields: readonly Field[], dialect: Dialect): string {
  if (fields.length === 0) return "";
  return dialect.returning(fields.map((field) => dialect.quote(field.column)).join(", "));
}

/** SQLite tells the number of a new row without being asked; whatever else the database makes is asked for. */
function returnedFields(meta: Meta, fields: readonly Field[], kind: DatabaseKind): Field[] {
  const missing = meta.localFields.filter((field) => !fields.includes(field));
  const onlyKey = missing.length === 1 && missing[0]!.isAuto;
  return onlyKey && kind !== "postgres" ? [] : missing;
}

function take(
  row: RowObject,
  meta: Meta,
  { returned }: InsertPlan,
  written: Written,
  kind: DatabaseKind,
): void {
  const [values] = written.rows;
  if (returned.length > 0 && values !== undefined) {
    takeReturned(row, returned, values, kind);
    return;
  }
  takeNumber(row, meta, written);
}

function takeNumber(row: RowObject, { pk }: Meta, { lastId }: Written): void {
  if (pk.isAuto && (row[pk.attribute] === undefined || row[pk.attribute] === null))
    row[pk.attribute] = Number(lastId);
}

/** Reads what the database made of new rows, where it does not tell by itself. */
export async function readMade(
  rows: readonly RowObject[],
  meta: Meta,
  fields: readonly Field[],
  database: Database,
): Promise<void> {
  const keys = rows.map((row) => row[meta.pk.attribute]);
  if (keys.some((key) => key === undefined || key === null || key instanceof Expression)) {
    throw new NotSupportedError("The database does not tell the key that it made.", {
      code: "db.not-supported",
      where: meta.pk.place,
      mend: "Let the program make the key (a default), or use MariaDB, PostgreSQL or SQLite.",
    });
  }
  const names = fields.filter((field) => field !== meta.pk).map((field) => field.attribute);
  const all = everyRow(meta).using(database.alias).filter({ pk__in: keys });
  const found = (await all.valuesList("pk", ...names).rows()) as unknown[][];
  const byKey = new Map(found.map(([key, ...values]) => [identityOf(key), values]));
  for (const row of rows) {
    const values = byKey.get(identityOf(row[meta.pk.attribute]));
    if (values !== undefined)
      for (const [index, name] of names.entries()) row[name] = values[index];
  }
}

/** Gives a row what the database has filled in. */
export function takeReturned(
  row: RowObject,
  returned: readonly Field[],
  values: Row,
  kind: DatabaseKind,
): void {
  returned.forEach((field, index) => {
    const read = readerOf(field, kind);
    const value = values[index];
    row[field.attribute] = value === null || read === undefined ? value : read(value as never);
  });
}

/** Expressions among the values: the statement is written for this row alone. */
async function insertExpressions(
  row: RowObject,
  meta: Meta,
  fields: readonly Field[],
  database: Database,
  top: Meta,
): Promise<void> {
  const { kind } = database;
  const compiler = new Compiler(dialectOf(kind), { bare: true });
  const values: unknown[] = [];
  const scope = new Scope(new Query(meta), { allowJoins: false });
  const places = fields.map((field) => {
    const value = row[field.attribute];
    if (!(value instanceof Expression))
      return compiler.bind(values.push(value) - 1, storeWriterOf(field, kind));
    return expressionSql(value, values, scope, compiler);
  });
  const changed = fields.filter((field) => row[field.attribute] instanceof Expression);
  const returned = [...returnedFields(meta, fields, "postgres"), ...changed];
  const sql = insertSql(meta, fields, places, kind) + returningOf(returned, compiler.dialect);
  const { statement, parameters } = boundCall(sql, compiler, values);
  const written = await database.write(statement, parameters);
  if (written.rows[0] !== undefined) takeReturned(row, returned, written.rows[0], kind);
  else {
    takeNumber(row, meta, written);
    await readMade([row], meta, returned, database);
  }
  keepAll(row, top, database);
}

/** The SQL of an expression that a value is set to; its values are added to `values`. */
export function expressionSql(
  expression: Expression,
  values: unknown[],
  scope: Scope,
  compiler: Compiler,
): string {
  const key = new StructureKey();
  expression.key(key);
  const slotted = expression.slotted(new SlotCounter(values.length));
  values.push(...key.values);
  return slotted.resolve(scope).selectSql(compiler);
}
