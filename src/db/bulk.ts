/** Many rows in few statements: inserts with their conflicts, and updates that give each row its own values. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { type Database, Statement } from "./backends/backend.ts";
import { readerOf, storeWriterOf } from "./codecs.ts";
import { Compiler } from "./compiler.ts";
import { dialectOf } from "./dialects.ts";
import { Expression } from "./expression.ts";
import type { Convert, Field } from "./fields/field.ts";
import { expressionSql, isGiven } from "./inserts.ts";
import type { Meta } from "./meta.ts";
import { bindAll } from "./plan.ts";
import { arrayText } from "./postgres-text.ts";
import { Query } from "./query.ts";
import { caseOf } from "./bulk-case.ts";
import type { RowSet } from "./row-set.ts";
import { type RowObject, STATE } from "./row-state.ts";
import { Scope } from "./scope.ts";
import { keepAll } from "./snapshot.ts";

/** How `bulkCreate` writes. */
export interface BulkCreateOptions {
  /** Rows in one statement. Default: as many as the database takes. */
  readonly batchSize?: number;
  /** Rows that would break a rule are left out. Default false. */
  readonly ignoreConflicts?: boolean;
  /** Rows that are there already are updated instead. Default false. */
  readonly updateConflicts?: boolean;
  /** The fields that such an update writes. */
  readonly updateFields?: readonly string[];
  /** The unique fields that tell which row is meant. Default: the primary key. */
  readonly uniqueFields?: readonly string[];
}

/** Writes new rows. No signals are sent. */
export async function bulkCreate(
  set: RowSet,
  given: Iterable<object>,
  options: BulkCreateOptions,
): Promise<RowObject[]> {
  const { meta } = set;
  if (meta.parents.size > 0) {
    throw new FlagonError(
      `${meta.name} has a table of its own beside its parent's, so its rows are not inserted in bulk.`,
      {
        code: "db.bulk-parents",
        where: `${meta.name}.bulkCreate()`,
        mend: "Create the rows one by one within a transaction.",
      },
    );
  }
  const conflict = readConflict(meta, options);
  const Model = meta.model as unknown as new (values: object) => RowObject;
  const rows = [...given].map((item) => (STATE in item ? (item as RowObject) : new Model(item)));
  if (rows.length === 0) return [];
  const database = set.writing();
  prepare(rows, meta);
  const { pk } = meta;
  const hasKey = (row: RowObject): boolean =>
    row[pk.attribute] !== undefined && row[pk.attribute] !== null;
  const groups = pk.isAuto ? [rows.filter(hasKey), rows.filter((row) => !hasKey(row))] : [rows];
  const work = async (): Promise<void> => {
    for (const group of groups)
      await insertGroup(group, meta, database, conflict, options.batchSize);
  };
  if (groups.filter((group) => group.length > 0).length > 1) await database.transaction(work);
  else await work();
  if (conflict.kind === "none") for (const row of rows) keepAll(row, meta, database);
  return rows;
}

function prepare(rows: readonly RowObject[], meta: Meta): void {
  for (const field of meta.localFields) {
    if (field.isGenerated) continue;
    for (const row of rows) {
      const value = field.valueOnSave(true);
      if (value !== undefined) row[field.attribute] = value;
    }
  }
}

/** What happens to rows that are there already. */
interface Conflict {
  readonly kind: "none" | "ignore" | "update";
  readonly update: readonly Field[];
  readonly unique: readonly Field[];
}

function readConflict(
  meta: Meta,
  {
    ignoreConflicts = false,
    updateConflicts = false,
    updateFields = [],
    uniqueFields = [],
  }: BulkCreateOptions,
): Conflict {
  const refuse = (what: string, mend: string): never => {
    throw new FlagonError(what, {
      code: "db.bulk-conflict",
      where: `${meta.name}.bulkCreate()`,
      mend,
    });
  };
  if (ignoreConflicts && updateConflicts)
    refuse("Conflicts are either ignored or updated.", "Leave one of the two options out.");
  if (updateConflicts && updateFields.length === 0)
    refuse(
      "It is not said which fields of existing rows to update.",
      'Name them: updateFields: ["title"].',
    );
  const find = (name: string): Field => {
    const field = meta.member(name);
    if (field !== undefined && meta.localFields.includes(field)) return field;
    return refuse(
      `${meta.name} has no field "${name}".`,
      suggest(
        name,
        meta.localFields.map((known) => known.name),
      ),
    );
  };
  if (ignoreConflicts) return { kind: "ignore", update: [], unique: [] };
  if (!updateConflicts) return { kind: "none", update: [], unique: [] };
  const unique = (uniqueFields.length === 0 ? ["pk"] : uniqueFields).map(find);
  return { kind: "update", update: updateFields.map(find), unique };
}

async function insertGroup(
  rows: readonly RowObject[],
  meta: Meta,
  database: Database,
  conflict: Conflict,
  batchSize: number | undefined,
): Promise<void> {
  if (rows.length === 0) return;
  const { pk } = meta;
  const withKey =
    !pk.isAuto || (rows[0]![pk.attribute] !== undefined && rows[0]![pk.attribute] !== null);
  const fields = meta.localFields.filter(
    (field) =>
      !field.isGenerated &&
      (field !== pk || withKey) &&
      (field === pk || rows.some((row) => isGiven(row, field))),
  );
  const most = dialectOf(database.kind).mostRows(fields.length);
  const size = Math.min(batchSize ?? most, most);
  if (!(size >= 1))
    throw new FlagonError(`${String(batchSize)} is no number of rows.`, {
      code: "db.wrong-count",
      where: "bulkCreate({ batchSize })",
      mend: "Give a whole number above 0.",
    });
  const batches = Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
  const work = async (): Promise<void> => {
    for (const batch of batches)
      await insertBatch(batch, meta, fields, database, conflict, withKey);
  };
  if (batches.length > 1 && !database.inTransaction) await database.transaction(work);
  else await work();
}

interface BulkPlan {
  readonly statement: Statement;
  readonly writers: readonly (Convert | undefined)[];
}

const plans = new WeakMap<Meta, Map<string, BulkPlan>>();

async function insertBatch(
  rows: readonly RowObject[],
  meta: Meta,
  fields: readonly Field[],
  database: Database,
  conflict: Conflict,
  withKey: boolean,
): Promise<void> {
  const { kind } = database;
  if (rows.some((row) => fields.some((field) => row[field.attribute] instanceof Expression))) {
    await insertWithExpressions(rows, meta, fields, database, conflict);
    return;
  }
  const dialect = dialectOf(kind);
  const returning = !withKey && conflict.kind === "none" && dialect.returnsRows;
  const count = dialect.insertsArrays ? 0 : rows.length;
  const key = [
    kind,
    count,
    conflict.kind,
    returning,
    fields.map((field) => field.column),
    conflict.update.map((field) => field.column),
  ].join(" ");
  let known = plans.get(meta);
  if (known === undefined || known.size > 100) plans.set(meta, (known = new Map()));
  let plan = known.get(key);
  if (plan === undefined) {
    plan = {
      statement: new Statement(
        dialect.bulkInsert(meta, fields, rows.length, tail(meta, conflict, returning, kind)),
        { givesRows: returning },
      ),
      writers: fields.map((field) => storeWriterOf(field, kind)),
    };
    known.set(key, plan);
  }
  const parameters = dialect.insertsArrays
    ? byColumn(rows, fields, plan.writers)
    : byRow(rows, fields, plan.writers);
  const written = await database.write(plan.statement, parameters);
  if (returning) takeKeys(rows, meta, written.rows, kind);
}

function takeKeys(
  rows: readonly RowObject[],
  { pk }: Meta,
  keys: readonly unknown[][],
  kind: Database["kind"],
): void {
  const read = readerOf(pk, kind);
  rows.forEach((row, index) => {
    const key = keys[index]?.[0];
    row[pk.attribute] =
      read === undefined || key === null || key === undefined ? key : read(key as never);
  });
}

function byRow(
  rows: readonly RowObject[],
  fields: readonly Field[],
  writers: readonly (Convert | undefined)[],
): unknown[] {
  const parameters: unknown[] = [];
  for (const row of rows) {
    for (let index = 0; index < fields.length; index++) {
      const value = row[fields[index]!.attribute];
      const write = writers[index];
      parameters.push(write === undefined || value === null ? value : write(value as never));
    }
  }
  return parameters;
}

function byColumn(
  rows: readonly RowObject[],
  fields: readonly Field[],
  writers: readonly (Convert | undefined)[],
): unknown[] {
  return fields.map((field, index) => {
    const write = writers[index];
    return arrayText(
      rows.map((row) => {
        const value = row[field.attribute];
        return write === undefined || value === null ? value : write(value as never);
      }),
    );
  });
}

function tail(meta: Meta, conflict: Conflict, returning: boolean, kind: Database["kind"]): string {
  const dialect = dialectOf(kind);
  const quote = (field: Field): string => dialect.quote(field.column);
  const text =
    conflict.kind === "none"
      ? ""
      : dialect.onConflict(conflict.kind, conflict.unique.map(quote), conflict.update.map(quote));
  return `${text}${returning ? ` RETURNING ${quote(meta.pk)}` : ""}`;
}

async function insertWithExpressions(
  rows: readonly RowObject[],
  meta: Meta,
  fields: readonly Field[],
  database: Database,
  conflict: Conflict,
): Promise<void> {
  const { kind } = database;
  const compiler = new Compiler(dialectOf(kind), { bare: true });
  const scope = new Scope(new Query(meta), { allowJoins: false });
  const values: unknown[] = [];
  const places = rows.map(
    (row) =>
      `(${fields
        .map((field) => {
          const value = row[field.attribute];
          return value instanceof Expression
            ? expressionSql(value, values, scope, compiler)
            : compiler.bind(values.push(value) - 1, storeWriterOf(field, kind));
        })
        .join(", ")})`,
  );
  const columns = fields.map((field) => compiler.quote(field.column)).join(", ");
  const sql = `INSERT INTO ${compiler.quote(meta.table)} (${columns}) VALUES ${places.join(", ")}${tail(meta, conflict, false, kind)}`;
  await database.write(
    new Statement(sql, { givesRows: false, once: true }),
    bindAll(compiler.binds)(values),
  );
}

/** Writes these fields of all rows; gives the number of rows changed. */
export async function bulkUpdate(
  set: RowSet,
  given: Iterable<object>,
  names: readonly string[],
  { batchSize }: { batchSize?: number },
): Promise<number> {
  const { meta } = set;
  const fields = names.map((name) => updatable(meta, name));
  if (fields.length === 0) {
    throw new FlagonError("It is not said which fields to update.", {
      code: "db.unknown-field",
      where: `${meta.name}.bulkUpdate()`,
      mend: 'Name them: bulkUpdate(rows, ["title"]).',
    });
  }
  const rows = [...given] as RowObject[];
  const unsaved = rows.find(
    (row) => row[meta.pk.attribute] === undefined || row[meta.pk.attribute] === null,
  );
  if (unsaved !== undefined) {
    throw new FlagonError(`One of the rows has not been saved.`, {
      code: "db.unsaved-row",
      where: `${meta.name}.bulkUpdate()`,
      mend: "Save it first, or use bulkCreate().",
    });
  }
  const database = set.writing();
  const size = Math.max(
    1,
    Math.min(
      batchSize ?? Infinity,
      Math.floor(dialectOf(database.kind).mostRows(fields.length * 2 + 1)),
    ),
  );
  let changed = 0;
  await database.transaction(async () => {
    for (let at = 0; at < rows.length; at += size) {
      const batch = rows.slice(at, at + size);
      const changes = Object.fromEntries(
        fields.map((field) => [field.attribute, caseOf(batch, field, meta)]),
      );
      changed += await set
        .using(database.alias)
        .filter({ pk__in: batch.map((row) => row[meta.pk.attribute]) })
        .update(changes);
    }
  });
  return changed;
}

function updatable(meta: Meta, name: string): Field {
  const field = meta.member(name);
  if (field !== undefined && meta.fields.includes(field) && field !== meta.pk) return field;
  throw new FlagonError(
    field === meta.pk ? "The primary key is not updated." : `${meta.name} has no field "${name}".`,
    {
      code: "db.unknown-field",
      where: `${meta.name}.bulkUpdate()`,
      mend: suggest(
        name,
        meta.fields.filter((known) => known !== meta.pk).map((known) => known.name),
      ),
    },
  );
}
